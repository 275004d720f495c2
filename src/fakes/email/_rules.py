"""Which addresses a fake service refuses, and what it says of them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import cast

import attrs

from fakes.email._addresses import canonical
from fakes.email.errors import Refusal

__all__ = ["Conduct", "Rule", "Who", "rule", "whom"]

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
class Rule:
    """What is said of addresses: of one, of a domain, or of those that a function chooses."""

    who: Who
    code: int
    enhanced_code: str
    text: str

    def refusal(self, address: str) -> Refusal | None:
        """What it says of this address, if anything."""
        if isinstance(self.who, str):
            chosen = address == self.who or f"@{address.rpartition('@')[2]}" == self.who
        else:
            chosen = self.who(address)
        return Refusal(address, self.code, self.enhanced_code, self.text) if chosen else None


def rule(who: Who, code: int, enhanced_code: str | None, text: str) -> Rule:
    """A rule for these addresses.

    Raises:
        InvalidEmail: A value is none that a server could say, or does not say who is meant.
    """
    meant = whom(who)
    said = _usual(code) if enhanced_code is None else enhanced_code
    Refusal("", code, said, text)
    return Rule(meant, code, said, text)


def _usual(code: object) -> str:
    if type(code) is not int:
        return _ENHANCED_CODES[_MAILBOX_UNAVAILABLE]  # Refusal says what is wrong with the code
    return _ENHANCED_CODES.get(code, "4.0.0" if code < _FIRST_PERMANENT_CODE else "5.0.0")


def whom(who: object) -> Who:
    """Who is meant, in the one spelling of addresses.

    Raises:
        InvalidEmail: It is neither an address nor a domain, nor a function.
    """
    if callable(who):
        return cast(Callable[[str], bool], who)
    if isinstance(who, str) and who.startswith("@"):
        return canonical("who", f"any{who}").removeprefix("any")
    return canonical("who", who)


@attrs.frozen
class Conduct:
    """How a service treats senders and recipients: of several rules, the first one counts."""

    senders: tuple[Rule, ...] = ()
    recipients: tuple[Rule, ...] = ()
    bouncing: tuple[tuple[Rule, timedelta], ...] = ()

    def of_sender(self, sender: str) -> Refusal | None:
        """What it says of the sender of an envelope."""
        return _first(self.senders, sender)

    def of_recipients(
        self, recipients: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[Refusal, ...]]:
        """The recipients that it accepts, and what it says of the others."""
        if not self.recipients:
            return recipients, ()
        said = [(recipient, _first(self.recipients, recipient)) for recipient in recipients]
        return (
            tuple([recipient for recipient, refusal in said if refusal is None]),
            tuple([refusal for _, refusal in said if refusal]),
        )

    def bounces(self, recipients: tuple[str, ...]) -> Iterator[tuple[Refusal, timedelta]]:
        """Who of the recipients does not get it after all, and how much later that is told."""
        for recipient in dict.fromkeys(recipients) if self.bouncing else ():
            for each, after in self.bouncing:
                if refusal := each.refusal(recipient):
                    yield refusal, after
                    break

    def without(self, who: Who) -> "Conduct":
        """The same without the rules about exactly these."""
        return Conduct(
            tuple(each for each in self.senders if each.who != who),
            tuple(each for each in self.recipients if each.who != who),
            tuple(each for each in self.bouncing if each[0].who != who),
        )


def _first(rules: Iterable[Rule], address: str) -> Refusal | None:
    return next((said for each in rules if (said := each.refusal(address))), None)
