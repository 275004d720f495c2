"""The words that checks of email have beside those of all checks: addresses, emails, mailboxes."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import count as count_from
from typing import Any, TypeVar

from fakes.conformance.capabilities import Operation
from fakes.conformance.email.arrival import Arrived
from fakes.conformance.errors import HarnessError, Inconclusive
from fakes.conformance.stage import Stage
from fakes.conformance.trial import Trial
from fakes.email import AsyncEmailService, Email
from fakes.errors import Unsupported

__all__ = ["EmailTrial"]

T = TypeVar("T")

_FENCE = "Fence"


class EmailTrial(Trial[AsyncEmailService]):
    """A trial of an email service. Its mailboxes are those of "dave", "eve", "al" and "zoe"."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._numbers = count_from(1)

    def address(self, name: str) -> str:
        """The address of somebody whose mail arrives."""
        address: str = self.suite.address(self.store, name)
        return address

    def later(self, seconds: float) -> datetime:
        """The time in so many seconds, for the store."""
        now: datetime = self.suite.now(self.store)
        return now + timedelta(seconds=seconds)

    def email(self, **changes: Any) -> Email:
        """A plain email from the shop to Dave, or with something else in it."""
        plain: dict[str, Any] = {
            "sender": self.address("shop"),
            "to": self.address("dave"),
            "subject": "Thank you",
            "text": "It is on its way.\n",
        }
        return Email(**{**plain, **changes})

    def same_addresses(self, actual: Iterable[str], expected: Iterable[str], what: str) -> None:
        """The same addresses, each as often, in any order."""
        wanted, got = sorted(expected), sorted(actual)
        self.true(
            wanted == got, f"{what}\n  expected: {_listed(wanted)}\n  got:      {_listed(got)}"
        )

    async def refused_address(self) -> str:
        """An address that the service refuses for good; where there is none, it ends here."""
        return await self._special_address("refused_address")

    async def deferred_address(self) -> str:
        """An address that the service refuses for now; where there is none, it ends here."""
        return await self._special_address("deferred_address")

    async def mailbox(self, address: str) -> list[Arrived]:
        """What is in a mailbox now.

        Raises:
            Unsupported: The suite does not say how to look.
        """
        there = await self._look(address)
        if there is None:
            raise Unsupported("mailbox", "the suite gives None there")
        return there

    async def state(self) -> list[bytes]:
        """What Dave has got so far, where anybody can look: for probes."""
        if not self.declares(Operation.INSPECT):
            return []
        return [each.raw for each in await self.mailbox(self.address("dave"))]

    async def delivered(
        self, service: AsyncEmailService, expected: Mapping[str, int]
    ) -> dict[str, list[Arrived]]:
        """What is in the mailboxes: as many emails in each as expected, and not one more.

        That there are no more shows when an email that is sent last has come to all of them.
        Where nobody can look into mailboxes, the example ends here.
        """
        if not self.declares(Operation.INSPECT):
            raise Inconclusive(
                "nobody can look at what arrives: override mailbox(), and declare Operation.INSPECT"
            )
        last = f"{_FENCE} {next(self._numbers)}"
        await service.send(self.email(to=list(expected), subject=last))
        return {
            address: await self._settled(address, count, last)
            for address, count in expected.items()
        }

    async def _settled(self, address: str, count: int, last: str) -> list[Arrived]:
        def is_complete(there: list[Arrived]) -> bool:
            is_last = any(each.email.subject == last for each in there)
            return is_last and len(_others(there)) >= count

        there = await self.eventually(
            lambda: self._seen(address),
            is_complete,
            f"in the mailbox of {address}: {_counted(count)}, then the last one",
        )
        others = _others(there)
        self.equal(len(others), count, f"how many emails are in the mailbox of {address}")
        return others

    async def _seen(self, address: str) -> list[Arrived]:
        there = await self._look(address)
        if there is None:
            raise HarnessError(
                "mailbox() gave None, and the suite declares Operation.INSPECT.",
                "override mailbox() to give the messages; without it, do not declare INSPECT.",
            )
        return there

    async def _look(self, address: str) -> list[Arrived] | None:
        trace = self._stage.trace
        entry = trace.begin("the suite", "mailbox", (address,), {})
        messages = await self.hook("mailbox", self.store, address)
        arrived = None if messages is None else [Arrived.read(message) for message in messages]
        trace.returned(entry, arrived)
        return arrived

    async def _special_address(self, hook: str) -> str:
        address: str | None = await self.hook(hook, self.store)
        if address is None:
            raise Inconclusive(
                f"the suite does not say whom the service refuses: override {hook}()"
            )
        return address


def _listed(addresses: list[str]) -> str:
    return ", ".join(addresses) or "nobody"


def _others(there: list[Arrived]) -> list[Arrived]:
    return [each for each in there if not each.email.subject.startswith(_FENCE)]


def _counted(count: int) -> str:
    return "1 email" if count == 1 else f"{count} emails"
