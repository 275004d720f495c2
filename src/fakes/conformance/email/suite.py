"""How a user plugs in what sends their email: the base classes of their suites."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from fakes.conformance.email.specification import EMAIL
from fakes.conformance.specification import Specification
from fakes.conformance.suite import AsyncConformance, Conformance, Suite
from fakes.email import AsyncEmailService, EmailService

__all__ = ["AsyncEmailConformance", "EmailConformance"]


class _EmailSuite(Suite):
    """What both suites say in the same words."""

    specification: ClassVar[Specification] = EMAIL

    def address(self, store: Any, name: str, /) -> str:
        """An address of the store whose mail arrives, and from which it may be sent.

        `name` is a short lower-case word, the same for the same mailbox. Override it where the
        service knows only certain domains, or to keep the stores of one server apart.
        """
        del store
        return f"{name}@example.com"

    def now(self, store: Any, /) -> datetime:
        """What time it is for the store. Override it where the store has a clock of its own."""
        del store
        return datetime.now(UTC)


class EmailConformance(_EmailSuite, Conformance[EmailService]):
    """The suite of a blocking `EmailService`: see `fakes.conformance.email` for an example.

    `parameters` has `duplicate_recipients`: "one" copy or "two". `limits` are `size`, the largest
    message in bytes, with `Promise.SIZE_LIMIT`; `schedule_ahead`, by how many seconds the checks
    schedule ahead, with `Operation.SCHEDULE`; and `idempotency_window`, for how many seconds a key
    is remembered, with `Promise.IDEMPOTENT` and a clock.
    """

    def mailbox(self, store: Any, address: str, /) -> Sequence[bytes] | None:
        """The messages in the mailbox of an address, as they were delivered (RFC 5322).

        Optional: what has it declares `Operation.INSPECT`. Without it, most guarantees are
        inconclusive, since nobody sees what arrives.
        """
        del store, address
        return None

    def refused_address(self, store: Any, /) -> str | None:
        """An address that the service refuses for good (5xx) when it is told of it. Optional.

        What has such addresses declares `Promise.REFUSALS`.
        """
        del store
        return None

    def deferred_address(self, store: Any, /) -> str | None:
        """An address that the service refuses for now (4xx) when it is told of it. Optional."""
        del store
        return None


class AsyncEmailConformance(_EmailSuite, AsyncConformance[AsyncEmailService]):
    """The suite of an `AsyncEmailService`, with what `EmailConformance` has, some of it awaited."""

    async def mailbox(self, store: Any, address: str, /) -> Sequence[bytes] | None:
        """The messages in the mailbox of an address: see `EmailConformance.mailbox`."""
        del store, address
        return None

    async def refused_address(self, store: Any, /) -> str | None:
        """An address that the service refuses for good: see `EmailConformance.refused_address`."""
        del store
        return None

    async def deferred_address(self, store: Any, /) -> str | None:
        """An address that the service refuses for now: see `EmailConformance.deferred_address`."""
        del store
        return None
