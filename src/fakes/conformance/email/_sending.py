"""What happens to any email: its id, its envelope, and who gets it."""

from hypothesis import strategies

from fakes.conformance.email.trial import EmailTrial
from fakes.email import Envelope

__all__ = [
    "an_envelope_decides",
    "bcc_is_told_to_nobody",
    "duplicates_as_declared",
    "everyone_gets_one",
    "everyone_is_accepted_once",
    "ids_differ",
    "the_header_has_the_id",
]

_NAMES = ("dave", "eve", "al", "zoe")
_SOME = strategies.lists(strategies.sampled_from(_NAMES), min_size=1, max_size=3)
_EACH_ONCE = strategies.lists(strategies.sampled_from(_NAMES), min_size=1, unique=True)


async def ids_differ(trial: EmailTrial) -> None:
    message = trial.email()
    clients = [await trial.connect(), await trial.connect()]
    receipts = [await service.send(message) for service in clients for _ in range(3)]
    ids = [receipt.message_id for receipt in receipts]
    trial.true(all(ids), f"some Message-ID is empty: {ids}")
    trial.equal(len({*ids}), len(ids), "how many Message-IDs six emails have")
    for receipt in receipts:
        trial.equal(receipt.accepted, (trial.address("dave"),), "who was accepted")


async def the_header_has_the_id(trial: EmailTrial) -> None:
    dave, service = trial.address("dave"), await trial.connect()
    receipts = [await service.send(trial.email()) for _ in range(2)]
    arrived = (await trial.delivered(service, {dave: 2}))[dave]
    found = [header.strip() for each in arrived for header in each.header("Message-ID")]
    expected = sorted(receipt.message_id for receipt in receipts)
    trial.equal(sorted(found), expected, "the Message-ID headers of what arrived")


async def everyone_is_accepted_once(trial: EmailTrial) -> None:
    dave, eve, al, zoe = map(trial.address, _NAMES)
    service = await trial.connect()
    receipt = await service.send(trial.email(to=[dave, eve], cc=[eve, al], bcc=[al, zoe, dave]))
    trial.same_addresses(receipt.accepted, [dave, eve, al, zoe], "who was accepted")
    trial.equal(receipt.refused, (), "who was refused")
    only_bcc = await service.send(trial.email(to=(), bcc=zoe))
    trial.equal(only_bcc.accepted, (zoe,), "who was accepted of a bcc alone")


async def an_envelope_decides(trial: EmailTrial) -> None:
    dave, eve, service = trial.address("dave"), trial.address("eve"), await trial.connect()
    envelope = Envelope(trial.address("shop"), eve)
    receipt = await service.send(trial.email(), envelope=envelope)
    trial.equal(receipt.accepted, (eve,), "who was accepted in an envelope to somebody else")
    await trial.delivered(service, {dave: 0, eve: 1})


async def everyone_gets_one(trial: EmailTrial) -> None:
    fields = {field: trial.draw(_SOME, field) for field in ("to", "cc", "bcc")}
    others = trial.draw(strategies.none() | _EACH_ONCE, "envelope")
    meant = {name for names in fields.values() for name in names} if others is None else {*others}
    addresses = {field: list(map(trial.address, names)) for field, names in fields.items()}
    service, message = await trial.connect(), trial.email(**addresses)
    if others is None:
        await service.send(message)
    else:
        envelope = Envelope(trial.address("shop"), list(map(trial.address, others)))
        await service.send(message, envelope=envelope)
    await trial.delivered(service, {trial.address(name): int(name in meant) for name in _NAMES})


async def bcc_is_told_to_nobody(trial: EmailTrial) -> None:
    dave, eve, al, zoe = map(trial.address, _NAMES)
    service = await trial.connect()
    await service.send(trial.email(to=dave, cc=al, bcc=[eve, zoe]))
    arrived = await trial.delivered(service, {dave: 1, al: 1, eve: 1, zoe: 1})
    for address, (message,) in arrived.items():
        trial.equal(message.header("Bcc"), [], f"the Bcc header in the mailbox of {address}")
    for hidden in (eve, zoe):
        said = hidden.encode() in arrived[dave][0].raw
        trial.true(not said, f"{hidden}, who is in bcc, stands in what {dave} got")


async def duplicates_as_declared(trial: EmailTrial) -> None:
    dave, eve, service = trial.address("dave"), trial.address("eve"), await trial.connect()
    envelope = Envelope(trial.address("shop"), [dave, eve, dave])
    await service.send(trial.email(), envelope=envelope)
    copies = 2 if trial.parameter() == "two" else 1
    await trial.delivered(service, {dave: copies, eve: 1})
