"""What each refusal says: the field, and what would be right."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest

from fakes.errors import InvalidValue
from fakes.event_log import (
    AsyncFakeEventLog,
    AsyncFakeLogConsumer,
    FakeEventLog,
    InvalidEventLogValue,
    TopicPartition,
    drain,
)


class BrokenZone(tzinfo):
    def utcoffset(self, _: object) -> Any:
        raise RuntimeError


class Unreadable(list):
    def __iter__(self) -> Any:
        raise RuntimeError


class UnreadableMapping(Mapping):
    def __getitem__(self, key: object) -> Any:
        raise RuntimeError

    def __iter__(self) -> Any:
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError


ORDERS = TopicPartition("orders", 0)
NAIVE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
NOWHERE = NAIVE.replace(tzinfo=BrokenZone())
LARGEST = "9,223,372,036,854,775,807"
NAMES = "must be 1 to 249 of ASCII letters, digits, '.', '_' and '-', and neither '.' nor '..'"

TEXTS = [
    (lambda log, _: log.consumer("g", Unreadable()), "topics: raised RuntimeError when read"),
    (
        lambda log, _: log.append("orders", b"", headers=["ab"]),
        "headers: must be a collection of pairs, each of a name and bytes, not a str",
    ),
    (lambda log, _: log.append("a b", b""), f"topic: {NAMES}, not 'a b'"),
    (lambda log, _: log.append(7, b""), "topic: must be a str, not an int"),
    (lambda log, _: log.append("orders", "text"), "value: must be bytes, not a str"),
    (lambda log, _: log.append("orders", None), "value: must be bytes, not None"),
    (lambda log, _: log.append("orders", bytearray()), "value: must be bytes, not a bytearray"),
    (lambda log, _: log.append("orders", b"", key="42"), "key: must be bytes, not a str"),
    (
        lambda log, _: log.append("orders", b"", partition=-1),
        f"partition: must be from 0 to {LARGEST}, not -1",
    ),
    (
        lambda log, _: log.append("orders", b"", partition=True),
        "partition: must be an int, not a bool",
    ),
    (
        lambda log, _: log.append("orders", b"", headers={"a": b""}),
        "headers: must be a collection of pairs, not a dict",
    ),
    (
        lambda log, _: log.append("orders", b"", headers=[("a", b"", 1)]),
        "headers: must be pairs, each of a name and bytes",
    ),
    (
        lambda log, _: log.append("orders", b"", headers=[("a", "b")]),
        "headers: must be bytes, not a str",
    ),
    (
        lambda log, _: log.append("orders", b"", headers=[("\ud800", b"")]),
        "headers: must be text that UTF-8 can encode: surrogates not allowed",
    ),
    (
        lambda log, _: log.consumer("", ["orders"]),
        "group: must be 1 to 32,767 bytes in UTF-8, not 0",
    ),
    (
        lambda log, _: log.consumer("é" * 20_000, ["orders"]),
        "group: must be 1 to 32,767 bytes in UTF-8, not 40,000",
    ),
    (
        lambda log, _: log.consumer("g", "orders"),
        "topics: must be a collection of names, not a str",
    ),
    (lambda log, _: log.consumer("g", []), "topics: must be one at least"),
    (lambda log, one: one.poll(0), f"max_records: must be from 1 to {LARGEST}, not 0"),
    (
        lambda log, one: one.poll(10**5000),
        f"max_records: must be from 1 to {LARGEST}, not one of 16610 bits",
    ),
    (lambda log, one: one.poll(1.5), "max_records: must be an int, not a float"),
    (lambda log, one: one.commit(ORDERS), "record: must be a Record, not a TopicPartition"),
    (lambda log, one: one.seek("orders", 0), "partition: must be a TopicPartition, not a str"),
    (
        lambda log, one: one.seek(ORDERS, "end"),
        "to: must be an int, an OffsetSpec or a datetime, not a str",
    ),
    (lambda log, one: one.seek(ORDERS, -1), f"to: must be from 0 to {LARGEST}, not -1"),
    (
        lambda log, one: one.seek(ORDERS, NAIVE),
        "to: must have a time zone, as in datetime(..., tzinfo=UTC): 2026-01-01 00:00:00",
    ),
    (
        lambda log, one: one.seek(ORDERS, NOWHERE),
        "to: its time zone raised RuntimeError when asked for UTC",
    ),
    (lambda log, _: FakeEventLog(partitions=0), "partitions: must be from 1 to 10,000, not 0"),
    (
        lambda log, _: FakeEventLog(partitions={"orders": 10**6}),
        "partitions: must be from 1 to 10,000, not 1,000,000",
    ),
    (
        lambda log, _: FakeEventLog(retention=timedelta()),
        "retention: must be longer than 0, not 0:00:00",
    ),
    (
        lambda log, _: FakeEventLog(session_timeout=60),
        "session_timeout: must be a timedelta, not an int",
    ),
    (
        lambda log, _: FakeEventLog(auto_offset_reset="latest"),
        "auto_offset_reset: must be an OffsetSpec, not a str",
    ),
    (
        lambda log, _: FakeEventLog(partitions=UnreadableMapping()),
        "partitions: raised RuntimeError when read",
    ),
    (lambda log, _: AsyncFakeEventLog(3), "fake: must be a FakeEventLog, not an int"),
    (
        lambda log, _: AsyncFakeLogConsumer(log),
        "fake: must be a FakeLogConsumer, not a FakeEventLog",
    ),
    (lambda log, one: drain(one, print, limit=0), f"limit: must be from 1 to {LARGEST}, not 0"),
    (
        lambda log, _: FakeEventLog(clock=5),
        "clock: must be a function that gives the time, not int",
    ),
]


@pytest.mark.parametrize(("use", "text"), TEXTS)
def test_the_error_names_the_field_and_says_what_would_be_right(
    use: Callable[[Any, Any], object], text: str
) -> None:
    log = FakeEventLog()
    consumer = log.consumer("billing", ["orders"])
    before = log.snapshot()

    with pytest.raises(InvalidEventLogValue) as caught:
        use(log, consumer)

    assert isinstance(caught.value, InvalidValue)
    assert str(caught.value) == text
    assert log.snapshot() == before
