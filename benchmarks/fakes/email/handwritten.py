"""The email service that a good engineer writes for tests: frozen emails in a list, and a lock."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock

from attrs import frozen

from benchmarks.fakes.contestants import HAND
from benchmarks.fakes.email.mailers import RECIPIENT, SENDER, SUBJECT, TEXT

__all__ = ["ListContestant"]


@frozen
class Email:
    sender: str
    recipient: str
    subject: str
    text: str


class ListMailer:
    def __init__(self) -> None:
        self._lock = Lock()
        self._sent: list[Email] = []

    def send(self, sender: str, recipient: str, subject: str, text: str, /) -> None:
        email = Email(sender, recipient, subject, text)
        with self._lock:
            self._sent.append(email)

    def sent(self) -> Sequence[tuple[str, str, str]]:
        with self._lock:
            return [(one.recipient, one.subject, one.text) for one in self._sent]


class ListContestant:
    name = HAND
    notes = ("a list of frozen emails and a lock; nothing is checked, and no message is built",)
    cannot: Mapping[str, str] = {}
    holds = 1_000_000

    @contextmanager
    def opened(self, size: int, /) -> Iterator[ListMailer]:
        mailer = ListMailer()
        for _ in range(size):
            mailer.send(SENDER, RECIPIENT, SUBJECT, TEXT)
        yield mailer
