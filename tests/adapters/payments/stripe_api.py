"""What Stripe's APIs for payments have in common, and how each is asked: blocking, or awaited."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import ParamSpec, Protocol, TypedDict, TypeVar

import attrs
from stripe import RequestOptions

from fakes.payments import Money, Payment, Refund

__all__ = ["Api", "Ask", "Created", "Window"]

P = ParamSpec("P")
T = TypeVar("T")


class Ask(Protocol):
    """Calls one of the two forms that the SDK has of each request."""

    async def __call__(
        self,
        blocking: Callable[P, T],
        awaited: Callable[P, Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The answer of the form that was called."""
        ...


class Created(TypedDict, total=False):
    """When payments were created, as the parameters of both APIs have it, in whole seconds."""

    gt: int
    gte: int
    lt: int
    lte: int


@attrs.frozen
class Window:
    """Which payments to list: at most so many, of a time, after one of them."""

    size: int
    created: Created
    after: str | None


class Api(Protocol):
    """Requests to one API of Stripe, in the port's values; they raise what the SDK raises."""

    ids: re.Pattern[str]
    sources: re.Pattern[str]

    async def create(
        self, amount: Money, source: str, options: RequestOptions, *, captures: bool
    ) -> Payment:
        """Take an amount, or hold it."""
        ...

    async def capture(
        self, payment_id: str, amount: Money | None, options: RequestOptions
    ) -> Payment:
        """Take what is held, or some of it."""
        ...

    async def void(self, payment_id: str, options: RequestOptions) -> Payment:
        """Let go of what is held."""
        ...

    async def refund(
        self, payment_id: str, amount: Money | None, options: RequestOptions
    ) -> Refund:
        """Give back what was taken, or some of it."""
        ...

    async def retrieve(self, payment_id: str) -> Payment:
        """The payment as it is."""
        ...

    async def list(self, window: Window) -> tuple[Sequence[Payment], bool]:
        """Payments, the newest first, and whether there are more."""
        ...
