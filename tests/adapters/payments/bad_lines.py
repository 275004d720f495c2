"""Lines to Stripe on which replies can get lost: the SDK's HTTP clients on a bad network.

The SDK has no types for some of what its clients do.
"""

from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import attrs
import stripe

__all__ = ["Line"]

_Reply = tuple[bytes, int, Mapping[str, str]]


@attrs.define(eq=False)
class Line:
    """A line; while it `loses_replies`, requests that change something take effect all the same."""

    loses_replies: bool = False

    def lose_replies(self) -> Callable[[], None]:
        """Lose them from now on, until what is returned is called."""
        self.loses_replies = True

        def repair() -> None:
            self.loses_replies = False

        return repair

    def deliver(self, method: str, reply: _Reply) -> _Reply:
        """The reply, if it arrives."""
        if self.loses_replies and method == "post":
            lost = "(Network error: ReadTimeout)"
            raise stripe.APIConnectionError(lost) from TimeoutError()  # type: ignore[no-untyped-call]
        return reply

    @contextmanager
    def client(self) -> Generator[stripe.HTTPClient]:
        """A blocking client on the line, for one thread."""
        client = _BlockingClient(self)
        try:
            yield client
        finally:
            client.close()  # type: ignore[no-untyped-call]

    @asynccontextmanager
    async def async_client(self) -> AsyncGenerator[stripe.HTTPClient]:
        """An async client on the line."""
        client = _AsyncClient(self)
        try:
            yield client
        finally:
            await client.close_async()  # type: ignore[no-untyped-call]


class _BlockingClient(stripe.RequestsClient):
    def __init__(self, line: Line) -> None:
        super().__init__(timeout=10)  # pyright: ignore[reportUnknownMemberType]
        self._line = line

    def request(  # type: ignore[override]  # as its base class has it
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> _Reply:
        reply = super().request(method, url, headers, post_data)  # pyright: ignore[reportUnknownMemberType]
        return self._line.deliver(method, reply)


class _AsyncClient(stripe.HTTPXClient):
    def __init__(self, line: Line) -> None:
        # There is nothing to verify on a line to a simulator, and certificates take time to load.
        super().__init__(timeout=10, verify_ssl_certs=False)  # pyright: ignore[reportUnknownMemberType]
        self._line = line

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> _Reply:
        reply = await super().request_async(method, url, headers, post_data)  # pyright: ignore[reportUnknownMemberType]
        return self._line.deliver(method, reply)
