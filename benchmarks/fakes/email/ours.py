"""`FakeEmailService`, which is given each email as an `Email`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from benchmarks.fakes.contestants import OURS
from benchmarks.fakes.email.mailers import RECIPIENT, SENDER, SUBJECT, TEXT
from fakes.email import Email, FakeEmailService, Receipt

__all__ = ["FakesContestant"]


class FakeMailer:
    def __init__(self) -> None:
        self._service = FakeEmailService()

    def send(self, sender: str, recipient: str, subject: str, text: str, /) -> Receipt:
        return self._service.send(Email(sender=sender, to=recipient, subject=subject, text=text))

    def sent(self) -> Sequence[tuple[str, str, str]]:
        return [
            (one.message.to[0].address, one.message.subject, one.message.text)
            for one in self._service.outbox
        ]


class FakesContestant:
    name = OURS
    notes = ("an `Email` is built for each and checked: addresses, headers, recipients, size",)
    cannot: Mapping[str, str] = {}
    holds = 1_000_000

    @contextmanager
    def opened(self, size: int, /) -> Iterator[FakeMailer]:
        mailer = FakeMailer()
        for _ in range(size):
            mailer.send(SENDER, RECIPIENT, SUBJECT, TEXT)
        yield mailer
