"""Which addresses a fake service refuses or lets bounce, and what it says of them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import cast

import attrs

from fakes._moments import later
from fakes.email._addresses import canonical
from fakes.email.errors import InvalidEmail, Refusal

__all__ = ["Conduct", "Fate", "Reply", "Rule", "Who", "rule", "whom"]

Who = str | Callable[[str], bool]
"""An address, a domain as in `@example.com`, or a function that tells of each address."""

_FIRST_PERMANENT_CODE = 500
_MAILBOX_UNAVAILABLE = 550
# What servers say with their most frequent codes (RFC 3463); X.0.0 says no more than the code.
_ENHANCED_CODES = {
    _MAILBOX_UNAVAILABLE: "5.1.1",
    552: "5.2.2",
    553: "5.1.3",
    450: "4.2.1",
    452: "4.2.2",
}


@attrs.frozen
class Reply:
    """What a server says when it refuses an address."""

    code: int
    enhanced_code: str
    text: str


@attrs.frozen
class Rule:
    """How addresses fare: one, those of a domain, or those that a function chooses.

    Without a reply they are accepted.
    """

    who: Who
    reply: Reply | None

    def concerns(self, address: str) -> bool:
        """Whether it is about this address.

        Raises:
            InvalidEmail: The function that tells raised an error, which is the cause of this one.
        """
        if isinstance(self.who, str):
            return address == self.who or f"@{address.rpartition('@')[2]}" == self.who
        try:
            return bool(self.who(address))
        except Exception as error:
            raise InvalidEmail(
                "who", f"the function raised {type(error).__name__} when asked about {address}"
            ) from error

    def refusal(self, address: str) -> Refusal | None:
        """What is said of the address, which it concerns."""
        said = self.reply
        return Refusal(address, said.code, said.enhanced_code, said.text) if said else None


def rule(who: Who, code: int, enhanced_code: str | None, text: str) -> Rule:
    """A rule that refuses these addresses.

    Raises:
        InvalidEmail: A value is none that a server could say, or does not say who is meant.
    """
    meant = whom(who)
    said = _usual(code) if enhanced_code is None else enhanced_code
    Refusal("", code, said, text)
    return Rule(meant, Reply(code, said, text))


def _usual(code: object) -> str:
    if type(code) is not int:
        return _ENHANCED_CODES[_MAILBOX_UNAVAILABLE]  # Refusal says what is wrong with the code
    return _ENHANCED_CODES.get(code, "4.0.0" if code < _FIRST_PERMANENT_CODE else "5.0.0")


def whom(who: object) -> Who:
    """Who is meant, in the one spelling of addresses.

    Raises:
        InvalidEmail: It is neither an address nor a domain, nor a function that can be hashed.
    """
    if callable(who):
        return _hashable(cast(Callable[[str], bool], who))
    if isinstance(who, str) and who.startswith("@"):
        return canonical("who", f"any{who}").removeprefix("any")
    return canonical("who", who)


def _hashable(function: Callable[[str], bool]) -> Callable[[str], bool]:
    try:
        hash(function)
    except Exception as error:
        raise InvalidEmail("who", "must be hashable, for snapshots are") from error
    return function


@attrs.frozen
class Fate:
    """What becomes of a message: who gets it, who is refused, and who bounces and when."""

    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...]
    bouncing: tuple[tuple[Refusal, datetime], ...]


@attrs.frozen
class Conduct:
    """How a service treats senders and recipients: of several rules, the first one counts."""

    senders: tuple[Rule, ...] = ()
    recipients: tuple[Rule, ...] = ()
    bouncing: tuple[tuple[Rule, timedelta], ...] = ()

    def of_sender(self, sender: str) -> Refusal | None:
        """What it says of the sender of an envelope."""
        return _first(self.senders, sender)

    def fate(self, recipients: tuple[str, ...], at: datetime) -> Fate:
        """What becomes of a message to these recipients that is sent at a time."""
        if not self.recipients and not self.bouncing:
            return Fate(recipients, (), ())
        said = [(recipient, _first(self.recipients, recipient)) for recipient in recipients]
        accepted = tuple([recipient for recipient, refusal in said if refusal is None])
        refused = tuple([refusal for _, refusal in said if refusal])
        return Fate(accepted, refused, tuple(self._bounces(accepted, at)))

    def accepting(self, who: Who) -> "Conduct":
        """The same, but for these: what was said of exactly them is forgotten.

        Where other rules are left, which might concern them too, one that accepts them comes first.
        """
        exempt = Rule(who, None)
        senders = [each for each in self.senders if each.who != who]
        recipients = [each for each in self.recipients if each.who != who]
        bouncing = [each for each in self.bouncing if each[0].who != who]
        return Conduct(
            (exempt, *senders) if senders else (),
            (exempt, *recipients) if recipients else (),
            ((exempt, timedelta()), *bouncing) if bouncing else (),
        )

    def _bounces(
        self, recipients: tuple[str, ...], at: datetime
    ) -> Iterator[tuple[Refusal, datetime]]:
        for recipient in dict.fromkeys(recipients):
            concerned = (each for each in self.bouncing if each[0].concerns(recipient))
            for each, after in islice(concerned, 1):
                if refusal := each.refusal(recipient):
                    yield refusal, later(at, after)


def _first(rules: Iterable[Rule], address: str) -> Refusal | None:
    for each in rules:
        if each.concerns(address):
            return each.refusal(address)
    return None
