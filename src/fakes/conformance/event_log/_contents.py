"""Checks of what a record holds, of what a log refuses, and of names."""

from hypothesis import strategies

from fakes.conformance.event_log.trial import EventLogTrial
from fakes.event_log import Headers, InvalidEventLogValue, Record, RecordTooLarge

__all__ = [
    "any_record_is_exact",
    "bad_values_append_nothing",
    "bodies_are_exact",
    "headers_are_exact",
    "keys_are_exact",
    "one_consumer_reads_several_topics",
    "too_large_appends_nothing",
    "topics_differ_to_the_letter",
]

_BODIES = (
    b"",
    b"\0",
    b"before\0after",
    b"\xff\xfe\xc3",
    bytes(range(256)),
    b"one\r\ntwo\n",
    "naïve 数".encode(),
    b" \t",
    b"x" * 70_000 + b"y",
)
_KEYS = (None, b"", b"\0", b"a\0b", b"\xff", b"A", b"a", b" a ", b"k" * 1_000)
_HEADERS: tuple[Headers, ...] = (
    (),
    (("trace", b"1"),),
    (("trace", b""), ("other", b"\0\xff")),
    (("b", b"1"), ("a", b"2"), ("b", b"3"), ("b", b"1")),
    (("Trace", b"1"), ("trace", b"2"), (" with spaces ", b" "), ("naïve", b"x" * 2_000)),
)
_BAD_TOPICS = ("", ".", "a/b", "a b", "x" * 250)
# No NUL in a name: where a client library counts names by it, no adapter can help it.
_NAMES = strategies.text(
    strategies.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=9
)
_ANY_HEADERS = strategies.lists(
    strategies.tuples(_NAMES, strategies.binary(max_size=9)), max_size=4
)
_RECORDS = strategies.lists(
    strategies.tuples(
        strategies.none() | strategies.binary(max_size=9),
        strategies.binary(max_size=50),
        _ANY_HEADERS.map(tuple),
    ),
    min_size=1,
    max_size=5,
)


async def bodies_are_exact(trial: EventLogTrial) -> None:
    await _come_back(trial, [(None, body, ()) for body in _BODIES])


async def keys_are_exact(trial: EventLogTrial) -> None:
    """None is no key, and empty bytes are one."""
    await _come_back(trial, [(key, b"value", ()) for key in _KEYS])


async def headers_are_exact(trial: EventLogTrial) -> None:
    """Their order, and names that come more than once."""
    await _come_back(trial, [(b"key", b"value", headers) for headers in _HEADERS])


async def any_record_is_exact(trial: EventLogTrial) -> None:
    await _come_back(trial, trial.draw(_RECORDS, "keys, values and headers"))


async def topics_differ_to_the_letter(trial: EventLogTrial) -> None:
    names = ("orders", "Orders", "order", "orders-2", "2-orders")
    log = await trial.connect()
    consumers = {name: await trial.consumer(log, f"of-{name}", name) for name in names}
    told = {name: await log.append(await trial.topic(name), name.encode()) for name in names}
    for name, consumer in consumers.items():
        came = await trial.everything(log, consumer, name)
        trial.equal(came, [told[name]], f"what came from the topic {name!r}")


async def one_consumer_reads_several_topics(trial: EventLogTrial) -> None:
    log, names = await trial.connect(), ("orders", "refunds")
    consumer = await trial.consumer(log, "billing", *names)
    told = [await log.append(await trial.topic(name), name.encode()) for name in names * 2]
    came = await trial.everything(log, consumer, *names)
    trial.same_records(came, told, "what a consumer of two topics got")


async def too_large_appends_nothing(trial: EventLogTrial) -> None:
    log, topic, size = await trial.connect(), await trial.topic(), int(trial.limit("size"))
    consumer = await trial.consumer(log)
    attempt = log.append(topic, b"x" * (size + 1), partition=0)
    await trial.refused(RecordTooLarge, attempt, f"append() of {size + 1:,} bytes")
    told = await log.append(topic, b"x" * (size // 2), partition=0)
    trial.equal(await trial.everything(log, consumer), [told], "what came then")


async def bad_values_append_nothing(trial: EventLogTrial) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer, places = await trial.consumer(log), await trial.places(log)
    for name in _BAD_TOPICS:
        what = f"append() to the topic {name[:9]!r}"
        await trial.refused(InvalidEventLogValue, log.append(name, b"bad"), what)
    for number in (-1, len(places)):
        attempt = log.append(topic, b"bad", partition=number)
        what = f"append() to partition {number} of {len(places)}"
        await trial.refused(InvalidEventLogValue, attempt, what)
    nameless = log.consumer("", [topic])
    await trial.refused(InvalidEventLogValue, nameless, "consumer() without a group")
    idle = log.consumer(trial.group(), [])
    await trial.refused(InvalidEventLogValue, idle, "consumer() without a topic")
    await trial.refused(InvalidEventLogValue, consumer.poll(0), "poll() of no records")
    trial.equal(await trial.everything(log, consumer), [], "what came of values that were refused")


async def _come_back(
    trial: EventLogTrial, cases: list[tuple[bytes | None, bytes, Headers]]
) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.consumer(log)
    told = [
        await log.append(topic, value, key=key, headers=headers, partition=0)
        for key, value, headers in cases
    ]
    _same_parts(trial, told, cases, "that append() told")
    _same_parts(trial, await trial.everything(log, consumer), cases, "that came")


def _same_parts(
    trial: EventLogTrial,
    records: list[Record],
    cases: list[tuple[bytes | None, bytes, Headers]],
    which: str,
) -> None:
    values = [value for _, value, _ in cases]
    trial.equal([record.value for record in records], values, f"the values {which}")
    keys = [key for key, _, _ in cases]
    trial.equal([record.key for record in records], keys, f"the keys {which}")
    headers = [headers for _, _, headers in cases]
    trial.equal([record.headers for record in records], headers, f"the headers {which}")
