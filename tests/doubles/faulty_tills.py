"""A till that really takes money, and the same one made faulty."""

from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, Protocol

from doubles import Fate, faulty, schedule

__all__ = ["AsyncGateway", "AsyncTill", "Gateway", "Till", "charge", "faulty_till"]


class Gateway(Protocol):
    @property
    def name(self) -> str: ...
    def charge(self, cents: int, *, key: str = "") -> int: ...
    def refund(self, cents: int) -> int: ...
    def rows(self) -> Iterator[int]: ...
    def stream(self) -> AsyncIterator[int]: ...
    def transaction(self) -> AbstractContextManager[int]: ...
    def __len__(self) -> int: ...


class AsyncGateway(Protocol):
    async def charge(self, cents: int) -> int: ...
    def refund(self, cents: int) -> Awaitable[int]: ...


class Till:
    """A real service: what it took shows which calls had an effect."""

    name = "till"

    def __init__(self) -> None:
        self.taken: list[int] = []

    def charge(self, cents: int, *, key: str = "") -> int:
        if cents < 0:
            raise ValueError(cents)
        self.taken.append(cents)
        return cents

    def refund(self, cents: int) -> int:
        self.taken.append(-cents)
        return cents

    def rows(self) -> Iterator[int]:
        return iter(self.taken)

    async def stream(self) -> AsyncIterator[int]:
        for cents in self.taken:
            yield cents

    def transaction(self) -> AbstractContextManager[int]:
        return nullcontext(1)

    def __len__(self) -> int:
        return len(self.taken)


class AsyncTill:
    def __init__(self) -> None:
        self.taken: list[int] = []

    async def charge(self, cents: int) -> int:
        self.taken.append(cents)
        return cents

    async def refund(self, cents: int) -> int:
        self.taken.append(-cents)
        return cents


def faulty_till(seed: int = 0, rate: float = 0.5, **options: Any) -> tuple[Till, Gateway]:
    till = Till()
    errors = options.pop("errors", [TimeoutError])
    return till, faulty(till, Gateway, seed=seed, rate=rate, errors=errors, **options)


def charge(gateway: Gateway, times: int) -> list[Fate]:
    """The fates of so many charges of 1, 2, 3, ..."""
    for cents in range(1, times + 1):
        with suppress(TimeoutError):
            gateway.charge(cents)
    return [call.fate for call in schedule(gateway)]
