"""Several emails, and several clients: programs, batches, concurrent sends, later changes."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from hypothesis import strategies

from fakes.conformance.email.trial import EmailTrial
from fakes.email import AsyncEmailService, Attachment, Email, Envelope, NoRecipients, Receipt

__all__ = [
    "all_that_was_accepted_arrives",
    "any_batch_reports_each",
    "batch_delivers_each",
    "batch_list_is_not_kept",
    "concurrent_contents_do_not_mix",
    "concurrent_receipts_do_not_mix",
    "parts_are_not_kept",
]

_NAMES = ("dave", "eve", "al", "zoe")
_EACH = 3


async def any_batch_reports_each(trial: EmailTrial) -> None:
    names = strategies.sampled_from(["", *_NAMES])
    drawn = trial.draw(strategies.lists(names, max_size=6), "recipients")
    expected = [(trial.address(name),) if name else "NoRecipients" for name in drawn]
    service = await trial.connect()
    outcomes = await service.send_batch([_to(trial, name) for name in drawn])
    told = [
        outcome.accepted if isinstance(outcome, Receipt) else type(outcome).__name__
        for outcome in outcomes
    ]
    trial.equal(told, expected, "who was accepted, or what was wrong, of each")


async def batch_delivers_each(trial: EmailTrial) -> None:
    dave, eve, al = map(trial.address, ("dave", "eve", "al"))
    service = await trial.connect()
    outcomes = await service.send_batch([_to(trial, name) for name in ("dave", "", "eve", "dave")])
    trial.equal(len(outcomes), 4, "how many outcomes four emails have")
    ids = [outcome.message_id for outcome in outcomes if isinstance(outcome, Receipt)]
    trial.equal(len({*ids}), 3, "how many Message-IDs the three that were sent have")
    await trial.delivered(service, {dave: 2, eve: 1, al: 0})


async def all_that_was_accepted_arrives(trial: EmailTrial) -> None:
    names = strategies.lists(strategies.sampled_from(_NAMES), max_size=3)
    batches = strategies.lists(names, min_size=1, max_size=3)
    program = trial.draw(strategies.lists(batches, min_size=2, max_size=8), "sends")
    service = await trial.connect()
    expected: dict[str, list[Email]] = {trial.address(name): [] for name in _NAMES}
    for number, batch in enumerate(program):
        messages = [
            trial.email(to=list(map(trial.address, each)), subject=f"{number}.{place}")
            for place, each in enumerate(batch)
        ]
        await _sent(service, messages)
        for message in messages:
            for address in {each.address for each in message.to}:
                expected[address].append(message)
    counts = {address: len(messages) for address, messages in expected.items()}
    for address, arrived in (await trial.delivered(service, counts)).items():
        found = sorted((each.email for each in arrived), key=_subject)
        trial.equal(found, expected[address], f"the emails in the mailbox of {address}")


async def parts_are_not_kept(trial: EmailTrial) -> None:
    dave, eve, service = trial.address("dave"), trial.address("eve"), await trial.connect()
    content, to = bytearray(b"before"), [dave]
    files = [Attachment("file.txt", content)]
    recipients = [dave]
    await service.send(
        trial.email(to=to, attachments=files),
        envelope=Envelope(trial.address("shop"), recipients),
    )
    content[:] = b"after!"
    to[:] = recipients[:] = [eve]
    files.clear()
    (arrived,) = (await trial.delivered(service, {dave: 1, eve: 0}))[dave]
    as_it_was = trial.email(attachments=[Attachment("file.txt", b"before")])
    trial.equal(arrived.email, as_it_was, f"the email in the mailbox of {dave}")


async def batch_list_is_not_kept(trial: EmailTrial) -> None:
    dave, eve, service = trial.address("dave"), trial.address("eve"), await trial.connect()
    batch = [_to(trial, "dave")]
    await service.send_batch(batch)
    batch[:] = [_to(trial, "eve")]
    await trial.delivered(service, {dave: 1, eve: 0})


async def concurrent_receipts_do_not_mix(trial: EmailTrial) -> None:
    receipts = await trial.concurrently(*[_several(trial, name) for name in _NAMES])
    for name, own in zip(_NAMES, receipts, strict=True):
        told = [receipt.accepted for receipt in own]
        trial.equal(told, [(trial.address(name),)] * _EACH, f"who was accepted of those to {name}")
    ids = {receipt.message_id for own in receipts for receipt in own}
    trial.equal(len(ids), _EACH * len(_NAMES), "how many Message-IDs there are")


async def concurrent_contents_do_not_mix(trial: EmailTrial) -> None:
    service = await trial.connect()
    await trial.concurrently(*[_several(trial, name) for name in _NAMES])
    everyone = {trial.address(name): _EACH for name in _NAMES}
    arrived = await trial.delivered(service, everyone)
    for name in _NAMES:
        found = sorted((each.email for each in arrived[trial.address(name)]), key=_subject)
        sent = [_numbered(trial, name, number) for number in range(_EACH)]
        trial.equal(found, sent, f"the emails in the mailbox of {name}")


async def _sent(service: AsyncEmailService, messages: list[Email]) -> None:
    """Send one message by itself, and several as a batch; those to nobody are not sent."""
    if len(messages) > 1:
        await service.send_batch(messages)
        return
    with suppress(NoRecipients):
        await service.send(messages[0])


def _several(
    trial: EmailTrial, name: str
) -> Callable[[AsyncEmailService], Awaitable[list[Receipt]]]:
    messages = [_numbered(trial, name, number) for number in range(_EACH)]

    async def send(service: AsyncEmailService) -> list[Receipt]:
        return [await service.send(message) for message in messages]

    return send


def _numbered(trial: EmailTrial, name: str, number: int) -> Email:
    return trial.email(
        to=trial.address(name),
        subject=f"{number} for {name}",
        text=f"{name} {number}\n" * 20,
        attachments=[Attachment(f"{name}.txt", f"{name} {number}".encode())],
    )


def _to(trial: EmailTrial, name: str) -> Email:
    return trial.email(to=trial.address(name) if name else (), subject=f"To {name}")


def _subject(email: Email) -> str:
    return email.subject
