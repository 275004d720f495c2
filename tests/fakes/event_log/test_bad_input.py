"""Every bad value is a typed error that names the field, and leaves the log as it was."""

import inspect
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.errors import InvalidValue
from fakes.event_log import EventLogError, FakeEventLog, OffsetSpec, Record, TopicPartition
from fakes.strategies import event_log as some

ORDERS = TopicPartition("orders", 0)


class Hostile:
    """Whatever Python may call on a value raises."""

    def refuse(self, *_: object) -> Any:
        raise RuntimeError("hostile")

    __eq__ = __repr__ = __str__ = __iter__ = __len__ = __bool__ = __index__ = __bytes__ = refuse
    __hash__ = refuse


class HostileText(str):
    __slots__ = ()
    __eq__ = __hash__ = __repr__ = __str__ = __iter__ = __len__ = Hostile.refuse


class HostileBytes(bytes):
    __eq__ = __hash__ = __repr__ = __iter__ = __len__ = __bytes__ = Hostile.refuse


class HostileNumber(int):
    __eq__ = __hash__ = __repr__ = __lt__ = __le__ = __ge__ = __gt__ = __int__ = Hostile.refuse


class HostileList(list):
    __eq__ = __repr__ = __iter__ = __len__ = __getitem__ = Hostile.refuse


class HostileZone(tzinfo):
    def utcoffset(self, _: object) -> Any:
        raise RuntimeError("hostile")


class AbsurdZone(tzinfo):
    def utcoffset(self, _: object) -> timedelta:
        return timedelta(hours=23)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**5000, -(10**5000), 2**63, 1, 0]),
    st.floats(),
    st.text(st.characters(codec=None, exclude_categories=())),
    st.sampled_from(["orders", "orders\n", ".", "..", "", "\ud800", "a" * 250]),
    st.binary(),
    st.builds(bytearray),
    st.datetimes(),
    some.times(),
    st.sampled_from(OffsetSpec),
    st.sampled_from([int, object()]),
    st.builds(dict),
    st.builds(Hostile),
    st.builds(HostileText, st.sampled_from(["orders", "\udfff"])),
    st.builds(HostileBytes, st.binary(max_size=3)),
    st.builds(HostileNumber, st.integers(-1, 3)),
    st.builds(lambda: datetime(2026, 1, 1, tzinfo=HostileZone())),
    st.just(datetime.max.replace(tzinfo=UTC)),
    st.just(datetime.min.replace(tzinfo=AbsurdZone())),
)
ANYTHING = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.sampled_from([range(10**9), range(3)]),
    st.builds(HostileList, st.lists(SCALARS, max_size=3)),
    st.tuples(SCALARS, SCALARS),
    st.lists(st.tuples(SCALARS, SCALARS), max_size=2),
    st.builds(TopicPartition, SCALARS, SCALARS),
    st.builds(Record, *[SCALARS] * 7),
    some.records(st.just("orders")),
)


def log_with_a_consumer() -> FakeEventLog:
    log = FakeEventLog(partitions=2, clock=ManualClock())
    log.append("orders", b"1", partition=0)
    log.consumer("billing", ["orders"])
    return log


@given(ANYTHING, st.integers(0, 18))
def test_any_value_anywhere_is_taken_or_refused_whole(value: Any, number: int) -> None:
    log = log_with_a_consumer()
    (consumer,) = log.consumers()
    uses = [
        lambda: log.append(value, b""),
        lambda: log.append("orders", value),
        lambda: log.append("new", value),
        lambda: log.append("orders", b"", key=value),
        lambda: log.append("orders", b"", headers=value),
        lambda: log.append("orders", b"", headers=[("name", b""), value]),
        lambda: log.append("orders", b"", partition=value),
        lambda: log.partitions(value),
        lambda: log.consumer(value, ["orders"]),
        lambda: log.consumer("billing", value),
        lambda: log.consumer("billing", ["orders", value]),
        lambda: log.records(value),
        lambda: log.records("orders", value),
        lambda: log.lag(value, value),
        lambda: consumer.poll(value),
        lambda: consumer.commit(value),
        lambda: consumer.seek(value, 0),
        lambda: consumer.seek(ORDERS, value),
        lambda: (consumer.position(value), consumer.committed(value)),
    ]
    before = log.snapshot()

    try:
        uses[number]()
    except EventLogError:
        after = log.snapshot()
    else:
        after = before
    assert after == before
    repr(log)
    repr(consumer)
    consumer.poll()


@given(ANYTHING)
def test_any_setting_is_taken_or_refused(value: Any) -> None:
    for name in inspect.signature(FakeEventLog).parameters:
        with suppress(InvalidValue):
            FakeEventLog(**{name: value})
