"""What is sent later, and what then is not sent after all."""

from hypothesis import strategies

from fakes.conformance.email.trial import EmailTrial
from fakes.email import (
    AlreadySent,
    Attachment,
    Envelope,
    IdempotencyMismatch,
    NoRecipients,
    ScheduleNotFound,
)

__all__ = [
    "any_schedule_is_kept",
    "cancelled_is_not_sent",
    "past_is_sent_at_once",
    "retries_schedule_once",
    "schedules_in_time",
    "try_schedule",
    "unknown_and_empty_are_refused",
]


async def schedules_in_time(trial: EmailTrial) -> None:
    dave, eve, ahead = trial.address("dave"), trial.address("eve"), trial.limit("schedule_ahead")
    service = await trial.connect()
    content = bytearray(b"before")
    message = trial.email(attachments=[Attachment("file.txt", content)])
    at = trial.later(ahead)
    scheduled = await service.schedule(message, at=at)
    content[:] = b"after!"
    other = Envelope(trial.address("shop"), [eve])
    await service.schedule(trial.email(subject="Another"), at=at, envelope=other)
    trial.equal(scheduled.at, at, "the time in what schedule() returned")
    await trial.delivered(service, {dave: 0, eve: 0})
    await trial.pause(ahead + 1)
    arrived = await trial.delivered(service, {dave: 1, eve: 1})
    trial.equal(arrived[dave][0].email, message, "the email that was scheduled")
    attempt = service.cancel(scheduled.id)
    await trial.refused(AlreadySent, attempt, "cancel() of what was sent")


async def cancelled_is_not_sent(trial: EmailTrial) -> None:
    dave, eve, ahead = trial.address("dave"), trial.address("eve"), trial.limit("schedule_ahead")
    service = await trial.connect()
    dropped = await service.schedule(trial.email(), at=trial.later(ahead))
    await service.schedule(trial.email(to=eve), at=trial.later(ahead))
    await service.cancel(dropped.id)
    await service.cancel(dropped.id)
    await trial.pause(ahead + 1)
    await trial.delivered(service, {eve: 1, dave: 0})


async def past_is_sent_at_once(trial: EmailTrial) -> None:
    dave, service = trial.address("dave"), await trial.connect()
    await service.schedule(trial.email(), at=trial.later(-3_600))
    await trial.delivered(service, {dave: 1})


async def unknown_and_empty_are_refused(trial: EmailTrial) -> None:
    dave, ahead = trial.address("dave"), trial.limit("schedule_ahead")
    service = await trial.connect()
    attempt = service.cancel("there-is-none")
    await trial.refused(ScheduleNotFound, attempt, "cancel() of an id that was never given")
    nobody = service.schedule(trial.email(to=()), at=trial.later(ahead))
    await trial.refused(NoRecipients, nobody, "schedule() of an email to nobody")
    await trial.pause(ahead + 1)
    await trial.delivered(service, {dave: 0})


async def retries_schedule_once(trial: EmailTrial) -> None:
    dave, ahead = trial.address("dave"), trial.limit("schedule_ahead")
    service, at = await trial.connect(), trial.later(ahead)
    first = await service.schedule(trial.email(), at=at, idempotency_key="a")
    again = await service.schedule(trial.email(), at=at, idempotency_key="a")
    trial.equal(again.id, first.id, "the id of what was scheduled again with its key")
    other = service.schedule(trial.email(), at=trial.later(ahead + 1), idempotency_key="a")
    await trial.refused(IdempotencyMismatch, other, "schedule() at another time with the same key")
    sent = service.send(trial.email(), idempotency_key="a")
    await trial.refused(IdempotencyMismatch, sent, "send() with the key of what was scheduled")
    await trial.pause(ahead + 2)
    await trial.delivered(service, {dave: 1})


async def any_schedule_is_kept(trial: EmailTrial) -> None:
    one = strategies.tuples(strategies.integers(1, 6), strategies.booleans())
    drawn = trial.draw(strategies.lists(one, min_size=1, max_size=5), "hours and cancellations")
    waited = trial.draw(strategies.integers(0, 7), "hours that pass")
    dave, service = trial.address("dave"), await trial.connect()
    for number, (hours, is_cancelled) in enumerate(drawn):
        message = trial.email(subject=f"{number}")
        scheduled = await service.schedule(message, at=trial.later(3_600 * hours))
        if is_cancelled:
            await service.cancel(scheduled.id)
    await trial.advance(3_600 * waited + 1_800)
    due = {str(n) for n, (hours, dropped) in enumerate(drawn) if hours <= waited and not dropped}
    arrived = (await trial.delivered(service, {dave: len(due)}))[dave]
    subjects = {each.email.subject for each in arrived}
    trial.equal(subjects, due, f"the subjects that arrived in {waited}.5 hours")


async def try_schedule(trial: EmailTrial) -> None:
    """The probe of Operation.SCHEDULE."""
    service = await trial.connect()

    async def schedule() -> object:
        return await service.schedule(trial.email(), at=trial.later(3_600))

    await trial.unsupported(schedule, trial.state)
    await trial.unsupported(lambda: service.cancel("there-is-none"), trial.state)
