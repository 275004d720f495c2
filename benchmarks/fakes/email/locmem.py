"""Django's locmem backend, through `send_mail`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.conf import settings  # type: ignore[import-untyped]
from django.core import mail  # type: ignore[import-untyped]

__all__ = ["LocmemContestant"]

SETTINGS = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


class LocmemMailer:
    def send(self, sender: str, recipient: str, subject: str, text: str, /) -> None:
        mail.send_mail(subject, text, sender, [recipient])

    def sent(self) -> Sequence[tuple[str, str, str]]:
        return [(*one.to, one.subject, one.body) for one in mail.outbox]


class LocmemContestant:
    name = "Django locmem"
    notes = ("`send_mail` with the locmem backend, which builds each message once to check it",)
    cannot: Mapping[str, str] = {}
    holds = 0

    def __init__(self) -> None:
        if not settings.configured:
            settings.configure(**SETTINGS)

    @contextmanager
    def opened(self, _size: int, /) -> Iterator[LocmemMailer]:
        mail.outbox = []
        yield LocmemMailer()
        mail.outbox = []
