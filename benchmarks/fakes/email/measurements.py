"""The rows of email services, and what shows that a contestant did what was timed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any

from benchmarks.fakes.contestants import asked
from benchmarks.fakes.email.mailers import (
    RECIPIENT,
    SENDER,
    SUBJECT,
    TEXT,
    Mailer,
    MailerContestant,
)
from benchmarks.fakes.plans import PLANS
from benchmarks.measuring import Measurement, timed
from benchmarks.paces import Scale
from benchmarks.results import Row
from benchmarks.trials import Namespace, Trial

__all__ = ["SEND", "SUBJECTS", "measurements"]

SEND = "send"

SUBJECTS = (SEND,)
"""What can be measured on its own."""

BATCH = 100
"""Emails sent at a time, so that there are not many more than the row says in the end."""


def measurements(scale: Scale) -> Iterator[Measurement[MailerContestant]]:
    """Every row of that scale, in the order of the table."""
    plan = PLANS[scale]
    with ExitStack() as opened:
        rows = {
            Row(SEND): asked(SEND, 0, sent_first),
            Row(SEND, plan.grown, noun="email"): asked(
                SEND, plan.grown, sent_after(opened, plan.grown)
            ),
        }
        yield timed(plan.pace, rows)


def sent_first(contestant: MailerContestant) -> Trial:
    """An email is sent with a service that has sent none, or no more than a batch."""
    return sent(lambda: contestant.opened(0), 0)


def sent_after(opened: ExitStack, size: int) -> Callable[[MailerContestant], Trial]:
    """An email is sent with a service that has sent so many."""

    def trial(contestant: MailerContestant) -> Trial:
        mailer = opened.enter_context(contestant.opened(size))
        return sent(lambda: nullcontext(mailer), size)

    return trial


def sent(opening: Callable[[], AbstractContextManager[Mailer]], size: int) -> Trial:
    """An email is made and sent; another is not there before it is sent, too."""

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        with opening() as mailer:
            yield {
                "mailer": mailer,
                "sender": SENDER,
                "recipient": RECIPIENT,
                "subject": SUBJECT,
                "text": TEXT,
            }

    def proof(names: Namespace, _value: Any) -> bool:
        mailer = names["mailer"]
        first = [*mailer.sent()][size:]
        mailer.send(SENDER, "eve@example.com", "Another", TEXT)
        second = [*mailer.sent()][size + 1 :]
        return [*first, *second] == [
            (RECIPIENT, SUBJECT, TEXT),
            ("eve@example.com", "Another", TEXT),
        ]

    return Trial("mailer.send(sender, recipient, subject, text)", arranged, proof, batch=BATCH)
