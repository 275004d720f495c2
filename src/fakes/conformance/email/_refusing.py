"""What is not sent, how that is told, and that nothing of it arrives."""

from collections.abc import Sequence

from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.email.trial import EmailTrial
from fakes.conformance.forcing import forced
from fakes.email import (
    AllRecipientsRefused,
    AsyncEmailService,
    Attachment,
    Email,
    Envelope,
    InvalidEmail,
    Mailbox,
    MessageTooLarge,
    NoRecipients,
    Refusal,
)

__all__ = [
    "all_refused_raises",
    "an_empty_envelope_raises",
    "any_line_break_is_refused",
    "invalid_addresses_are_refused",
    "large_is_refused",
    "line_breaks_are_refused",
    "mistakes_are_permanent",
    "others_are_served",
    "refusals_last_or_pass",
    "usable_after_mistakes",
    "usable_after_refusals",
]

_BREAKS = ("\r\n", "\n", "\r")
_TEXT_FIELDS = ("subject", "sender", "to", "cc", "reply_to", "filename", "content_type")
_NO_ADDRESSES = (
    "",
    "dave",
    "@example.com",
    "dave@",
    "dave@@example.com",
    "dave@example..com",
    ".dave@example.com",
    "da ve@example.com",
    f"{'d' * 65}@example.com",
    f"dave@{'e' * 64}.com",
)


async def line_breaks_are_refused(trial: EmailTrial) -> None:
    eve, service = trial.address("eve"), await trial.connect()
    for field in _fields(trial):
        for broken in _BREAKS:
            bad = _with_text(trial, field, f"Hello{broken}Bcc: {eve}")
            what = f"send() of an email with {broken!r} in {field}"
            await trial.refused(InvalidEmail, service.send(bad), what)
    await _nobody_got_any(trial, service)


async def any_line_break_is_refused(trial: EmailTrial) -> None:
    texts = strategies.text("abc =?ü", max_size=6)
    field = trial.draw(strategies.sampled_from(_fields(trial)), "field")
    before, after = trial.draw(texts, "before"), trial.draw(texts, "after")
    broken = trial.draw(strategies.sampled_from(_BREAKS), "break")
    service = await trial.connect()
    bad = _with_text(trial, field, f"{before}{broken}{after}")
    await trial.refused(InvalidEmail, service.send(bad), f"send() with {broken!r} in {field}")
    await _nobody_got_any(trial, service)


async def invalid_addresses_are_refused(trial: EmailTrial) -> None:
    service = await trial.connect()
    eve = Mailbox(trial.address("eve"))
    for bad in _NO_ADDRESSES:
        for field in ("to", "cc", "bcc"):
            mailboxes = (eve, forced(eve, address=bad))
            message = forced(trial.email(), **{field: mailboxes})
            what = f"send() to {bad!r} in {field}"
            await trial.refused(InvalidEmail, service.send(message), what)
    for bad in (*_NO_ADDRESSES, f"{eve.address}>\r\nRCPT TO:<{trial.address('al')}"):
        envelope = Envelope(trial.address("shop"), eve.address)
        envelope = forced(envelope, recipients=(eve.address, bad))
        attempt = service.send(trial.email(), envelope=envelope)
        await trial.refused(InvalidEmail, attempt, f"send() in an envelope to {bad!r}")
    await _nobody_got_any(trial, service)


async def an_empty_envelope_raises(trial: EmailTrial) -> None:
    service = await trial.connect()
    nobody = trial.email(to=())
    await trial.refused(NoRecipients, service.send(nobody), "send() of an email to nobody")
    empty = Envelope(trial.address("shop"), ())
    attempt = service.send(trial.email(), envelope=empty)
    await trial.refused(NoRecipients, attempt, "send() in an envelope to nobody")
    await _nobody_got_any(trial, service)


async def others_are_served(trial: EmailTrial) -> None:
    dave, al, refused = trial.address("dave"), trial.address("al"), await trial.refused_address()
    deferred = await trial.deferred_address()
    shuffled = strategies.permutations([dave, al, refused, deferred])
    order = trial.draw(shuffled, "recipients")
    service = await trial.connect()
    receipt = await service.send(trial.email(to=order[0], cc=order[1], bcc=order[2:]))
    trial.same_addresses(receipt.accepted, [dave, al], "who was accepted")
    _says_who_and_why(trial, receipt.refused, permanent={refused: True, deferred: False})
    await trial.delivered(service, {dave: 1, al: 1})


async def all_refused_raises(trial: EmailTrial) -> None:
    refused, service = await trial.refused_address(), await trial.connect()
    attempt = service.send(trial.email(to=refused))
    error = await trial.refused(AllRecipientsRefused, attempt, "send() to the refused alone")
    _says_who_and_why(trial, error.refused, permanent={refused: True})


async def large_is_refused(trial: EmailTrial) -> None:
    dave, service = trial.address("dave"), await trial.connect()
    limit = int(trial.limit("size"))
    large = trial.email(attachments=[Attachment("large.bin", b"\xff" * limit)])
    what = f"send() of more than {limit} bytes"
    error = await trial.refused(MessageTooLarge, service.send(large), what)
    trial.true(error.permanent, "that a message is too large is not told to be permanent")
    half = Attachment("half.bin", b"\xff" * (limit // 2))
    await service.send(trial.email(attachments=[half]))
    arrived = await trial.delivered(service, {dave: 1})
    trial.equal(arrived[dave][0].email.attachments, (half,), "the attachments of half the size")


async def mistakes_are_permanent(trial: EmailTrial) -> None:
    service = await trial.connect()
    what = "send() to nobody"
    empty = await trial.refused(NoRecipients, service.send(trial.email(to=())), what)
    trial.true(empty.permanent, "that there are no recipients is not told to be permanent")
    broken = _with_text(trial, "subject", "Hello\n")
    invalid = await trial.refused(InvalidEmail, service.send(broken), "send() of a broken subject")
    trial.true(invalid.permanent, "that an email is invalid is not told to be permanent")


async def refusals_last_or_pass(trial: EmailTrial) -> None:
    refused, deferred = await trial.refused_address(), await trial.deferred_address()
    service = await trial.connect()
    for recipients, permanent in (
        ([refused], True),
        ([deferred], False),
        ([refused, deferred], False),
    ):
        attempt = service.send(trial.email(to=recipients))
        what = f"send() to {', '.join(recipients)}"
        error = await trial.refused(AllRecipientsRefused, attempt, what)
        trial.equal(error.permanent, permanent, f"{what}: whether the error is permanent")


async def usable_after_mistakes(trial: EmailTrial) -> None:
    dave, service = trial.address("dave"), await trial.connect()
    await trial.refused(NoRecipients, service.send(trial.email(to=())), "send() to nobody")
    broken = _with_text(trial, "subject", "Hello\r\n")
    await trial.refused(InvalidEmail, service.send(broken), "send() of a broken subject")
    receipt = await service.send(trial.email())
    trial.equal(receipt.accepted, (dave,), "who was accepted after two mistakes")
    await trial.delivered(service, {dave: 1})


async def usable_after_refusals(trial: EmailTrial) -> None:
    dave, refused = trial.address("dave"), await trial.refused_address()
    service = await trial.connect()
    attempt = service.send(trial.email(to=refused))
    await trial.refused(AllRecipientsRefused, attempt, "send() to the refused alone")
    for recipients in ([dave], [refused, dave], [dave]):
        receipt = await service.send(trial.email(to=recipients))
        trial.equal(receipt.accepted, (dave,), "who was accepted after a refusal")
        told = [refusal.address for refusal in receipt.refused]
        trial.equal(told, recipients[:-1], "who was refused after a refusal")


def _says_who_and_why(
    trial: EmailTrial, refused: Sequence[Refusal], *, permanent: dict[str, bool]
) -> None:
    trial.same_addresses([refusal.address for refusal in refused], permanent, "who was refused")
    for refusal in refused:
        lasts = permanent[refusal.address]
        trial.equal(refusal.permanent, lasts, f"whether the refusal is permanent: {refusal}")


def _fields(trial: EmailTrial) -> tuple[str, ...]:
    return (*_TEXT_FIELDS, *(("headers",) if trial.declares(Operation.HEADERS) else ()))


def _with_text(trial: EmailTrial, field: str, text: str) -> Email:
    """An email to Dave with a text in one of its headers that no header may have."""
    plain = trial.email()
    match field:
        case "subject":
            return forced(plain, subject=text)
        case "headers":
            return forced(plain, headers=(("X-Tag", text),))
        case "filename" | "content_type":
            file = Attachment("file.txt", b"content")
            return forced(plain, attachments=(forced(file, **{field: text}),))
        case "sender":
            return forced(plain, sender=forced(plain.sender, name=text))
        case _:
            return forced(plain, **{field: (forced(plain.to[0], name=text),)})


async def _nobody_got_any(trial: EmailTrial, service: AsyncEmailService) -> None:
    await trial.delivered(service, {trial.address("dave"): 0, trial.address("eve"): 0})
