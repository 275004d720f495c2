"""Every bad value is a typed error that names it, and changes nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.errors import InvalidValue
from fakes.queue import (
    AsyncFakeMessageQueue,
    BrokerState,
    Delivery,
    FakeBroker,
    FakeMessageQueue,
    ForeignDelivery,
    InvalidQueueValue,
    Outgoing,
    QueueError,
    content_of,
    drain,
)
from fakes.strategies.queue import deliveries
from tests.fakes.queue.queues import one

HUGE = 10**5000
"""More digits than Python writes."""


class Hostile:
    """Raises whatever is asked of it."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("compared")

    def __hash__(self) -> int:
        raise RuntimeError("hashed")

    def __repr__(self) -> str:
        raise RuntimeError("shown")

    def __bool__(self) -> bool:
        raise RuntimeError("asked")

    def __len__(self) -> int:
        raise RuntimeError("measured")

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name) if name.startswith("__") else RuntimeError("read")


class HostileText(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("compared")

    def __hash__(self) -> int:
        raise RuntimeError("hashed")


class Colour(IntEnum):
    RED = 1


nested: list[Any] = []
for _ in range(101):
    nested = [nested]

endless: list[Any] = []
endless.append(endless)

NOT_JSON = (
    "must be bytes or a JSON value, not {} (JSON is None, bool, int, float, str, list and dict)"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ((1, 2), "body: " + NOT_JSON.format("tuple")),
        (bytearray(b"1"), "body: " + NOT_JSON.format("bytearray")),
        (
            {"when": datetime(2026, 1, 1, tzinfo=UTC)},
            "body['when']: " + NOT_JSON.format("datetime"),
        ),
        ([1, [Decimal(1)]], "body[1][0]: " + NOT_JSON.format("Decimal")),
        (Colour.RED, "body: " + NOT_JSON.format("Colour")),
        ([b"1"], "body[0]: " + NOT_JSON.format("bytes")),
        ({1: 2}, "body: has a key of type int, not str"),
        ([float("nan")], "body[0]: must be a finite number, not nan"),
        (float("inf"), "body: must be a finite number, not inf"),
        ("\ud800", "body: holds half of a surrogate pair, which UTF-8 cannot say"),
        ({"\udfff": 1}, "body: holds half of a surrogate pair, which UTF-8 cannot say"),
        (nested, "body: is nested more than 100 levels deep"),
        (endless, "body: is nested more than 100 levels deep"),
        (Hostile(), "body: " + NOT_JSON.format("Hostile")),
    ],
)
def test_what_is_neither_bytes_nor_json_is_refused(body: Any, text: str) -> None:
    queue = FakeMessageQueue()

    with pytest.raises(InvalidQueueValue) as caught:
        queue.publish(body)

    assert str(caught.value) == text
    assert queue.pending == ()


def test_an_integer_that_python_would_not_write_is_refused() -> None:
    with pytest.raises(InvalidQueueValue, match="body: holds an integer that is too long"):
        FakeMessageQueue().publish(HUGE)


def test_a_hundred_levels_are_fine() -> None:
    FakeMessageQueue().publish(nested[0])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"headers": [("a", "b")]}, "headers: must be a dict, not list"),
        ({"headers": {1: "b"}}, "headers: must be a str, not int"),
        ({"headers": {"": "b"}}, "headers: must be printable text, not ''"),
        ({"headers": {"a\n": "b"}}, r"headers: must be printable text, not 'a\n'"),
        ({"headers": {"a": 1}}, "headers['a']: must be a str, not int"),
        (
            {"headers": {"a": "b\r\nc"}},
            "headers['a']: must not hold CR, LF, NUL or half of a surrogate pair",
        ),
        ({"key": ""}, "key: must be printable text, not ''"),
        ({"key": b"k"}, "key: must be a str, not bytes"),
        ({"key": "é" * 128}, "key: must have at most 255 bytes in UTF-8"),
        ({"key": HostileText("a")}, "key: must be a str, not HostileText"),
        ({"priority": 10}, "priority: must be an int from 0 to 9, not 10"),
        (
            {"priority": HUGE},
            "priority: must be an int from 0 to 9, not one of 16610 bits",
        ),
        ({"priority": -1}, "priority: must be an int from 0 to 9, not -1"),
        ({"priority": True}, "priority: must be an int from 0 to 9, not bool"),
        ({"delay": 5}, "delay: must be a timedelta, not int"),
        (
            {"delay": timedelta(seconds=-1)},
            "delay: must be from 0 to 36500 days, not -1 day, 23:59:59",
        ),
        (
            {"ttl": timedelta.max},
            f"ttl: must be from 0 to 36500 days, not {timedelta.max}",
        ),
        ({"ttl": timedelta()}, "ttl: must be more than 0"),
        ({"deduplication_id": 7}, "deduplication_id: must be a str, not int"),
        ({"deduplication_id": "\ud800"}, r"deduplication_id: must be printable text, not '\ud800'"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], text: str) -> None:
    queue = FakeMessageQueue()

    with pytest.raises(InvalidValue) as caught:
        queue.publish(b"", **options)

    assert str(caught.value) == text
    assert isinstance(caught.value, QueueError)
    assert queue.snapshot() == FakeMessageQueue().snapshot()


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"clock": 5}, "clock: must be a function that gives the time, not int"),
        ({"seed": "a"}, "seed: must be an int"),
        ({"lease": 30}, "lease: must be a timedelta of more than 0 and at most 36500 days"),
        (
            {"lease": timedelta()},
            "lease: must be a timedelta of more than 0 and at most 36500 days",
        ),
        ({"max_deliveries": 0}, "max_deliveries: must be an int from 1, or None"),
        ({"prefetch": True}, "prefetch: must be an int from 1, or None"),
        ({"requeue_position": "head"}, "requeue_position: must be 'original' or 'tail'"),
        ({"stale_ack": Hostile()}, "stale_ack: must be 'ignored' or 'raises'"),
        ({"expired": None}, "expired: must be 'dropped' or 'dead letters'"),
        ({"late_subscriber": ""}, "late_subscriber: must be 'from now' or 'from the start'"),
        (
            {"deduplication_window": timedelta.max},
            "deduplication_window: must be a timedelta of more than 0 and at most 36500 days",
        ),
        ({"max_body_bytes": -1}, "max_body_bytes: must be an int from 0"),
        ({"broker": object()}, "broker: must be a FakeBroker, not object"),
        (
            {"broker": FakeBroker(), "seed": 1, "lease": timedelta(1)},
            "broker: has settings of its own: give seed, lease to it",
        ),
        ({"name": ""}, "name: must be printable text, not ''"),
        ({"name": "a/b"}, "name: must not hold a slash: 'a/b'"),
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidQueueValue) as caught:
        FakeMessageQueue(**settings)

    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (0, "limit: must be an int from 1, not 0"),
        (-3, "limit: must be an int from 1, not -3"),
        (True, "limit: must be an int from 1, not bool"),
        (1.5, "limit: must be an int from 1, not float"),
        pytest.param(-HUGE, "limit: must be an int from 1, not one of 16610 bits", id="huge"),
    ],
)
def test_a_wrong_limit_is_refused(limit: Any, text: str) -> None:
    with pytest.raises(InvalidQueueValue) as caught:
        FakeMessageQueue().receive(limit)

    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ({"receipt": 7}, "delivery.receipt: must be str, not int"),
        ({"content": []}, "delivery.content: must be bytes or str, not list"),
        ({"count": True}, "delivery.count: must be int, not bool"),
        (
            {"count": HUGE},
            "delivery.count: must be from 1 to 9223372036854775807, not one of 16610 bits",
        ),
        ({"count": 0}, "delivery.count: must be from 1 to 9223372036854775807, not 0"),
    ],
)
def test_a_delivery_with_a_wrong_part_is_refused(part: dict[str, Any], text: str) -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")
    delivery = one(queue)

    with pytest.raises(InvalidQueueValue) as caught:
        queue.ack(attrs.evolve(delivery, **part))

    assert str(caught.value) == text
    assert queue.in_flight == (delivery,)


def test_what_is_no_delivery_is_refused() -> None:
    unfit: Any = b"1"

    with pytest.raises(InvalidQueueValue) as caught:
        FakeMessageQueue().nack(unfit)

    assert str(caught.value) == "delivery: must be a Delivery, not bytes"


def test_half_made_values_are_refused() -> None:
    queue = FakeMessageQueue()
    before = queue.snapshot()
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: queue.ack(Delivery.__new__(Delivery)), "delivery.id: is missing"),
        (
            lambda: queue.publish_batch([Outgoing.__new__(Outgoing)]),
            "messages[0].body: is missing",
        ),
        (lambda: queue.restore(BrokerState.__new__(BrokerState)), "snapshot.topics: is missing"),
    ]

    for operation, text in refused:
        with pytest.raises(InvalidQueueValue) as caught:
            operation()
        assert str(caught.value) == text
    assert queue.snapshot() == before


def test_any_seed_is_fine() -> None:
    ids = {FakeMessageQueue(seed=seed).publish(b"") for seed in (0, 1, -1, HUGE)}

    assert len(ids) == 4


def test_an_async_twin_is_of_a_fake() -> None:
    unfit: Any = "orders"

    with pytest.raises(InvalidQueueValue) as caught:
        AsyncFakeMessageQueue(unfit)

    assert str(caught.value) == "fake: must be a FakeMessageQueue, not str"


def test_what_is_no_snapshot_is_refused() -> None:
    unfit: Any = {}

    with pytest.raises(InvalidQueueValue) as caught:
        FakeMessageQueue().restore(unfit)

    assert str(caught.value) == "snapshot: must be a BrokerState, not dict"


ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.booleans().map(lambda below: -HUGE if below else HUGE),
    st.floats(),
    st.text(),
    st.text(st.characters(categories=["Cs", "Cc"])),
    st.binary(),
    st.timedeltas(),
    st.lists(st.integers() | st.text()),
    st.dictionaries(st.text() | st.integers(), st.text() | st.floats()),
    st.sets(st.integers()),
    deliveries(),
    st.builds(Outgoing, body=st.integers() | st.just(object())),
    st.sampled_from(
        [
            Hostile,
            object,
            lambda: HostileText("x"),
            lambda: Hostile,
            lambda: nested,
            lambda: endless,
            lambda: Delivery.__new__(Delivery),
            lambda: Outgoing.__new__(Outgoing),
            lambda: BrokerState.__new__(BrokerState),
        ]
    ).map(lambda make: make()),
    st.lists(
        st.sampled_from(
            [Hostile, list, lambda: "queue-795e-1", lambda: "queue-795e-1.1", lambda: HUGE, int]
        ),
        min_size=5,
        max_size=5,
    ).map(lambda makes: Delivery(*(make() for make in makes))),
)


def programs() -> st.SearchStrategy[Callable[[FakeMessageQueue, Delivery], object]]:
    """One operation with arbitrary arguments."""
    options = st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("headers", "key", "priority", "delay", "ttl", "deduplication_id"), ANYTHING
        ),
    )
    a = ANYTHING
    batch = st.lists(st.builds(Outgoing, body=a, key=a, priority=a, delay=a, headers=a) | a)
    return st.one_of(
        st.builds(lambda body, o: lambda q, d: q.publish(body, **o), a, options),
        st.builds(lambda o: lambda q, d: q.publish(b"", **o), options),
        st.builds(lambda messages: lambda q, d: q.publish_batch(messages), batch | a),
        st.builds(lambda limit: lambda q, d: q.receive(limit), a),
        st.builds(lambda other: lambda q, d: q.ack(other), a),
        st.builds(lambda other: lambda q, d: q.nack(other), a),
        st.builds(lambda delay: lambda q, d: q.nack(d, delay=delay), a),
        st.builds(lambda other: lambda q, d: q.reject(other), a),
        st.builds(lambda other, lease: lambda q, d: q.extend(other, lease), a, a),
        st.builds(lambda lease: lambda q, d: q.extend(d, lease), a),
        st.builds(lambda name: lambda q, d: q.subscribe(name), a),
        st.builds(lambda other: lambda q, d: q.restore(other), a),
        st.builds(lambda name: lambda q, d: FakeMessageQueue(name, broker=q.broker), a),
        st.builds(lambda bound: lambda q, d: drain(q, id, attempts=bound, limit=bound), a),
        st.builds(lambda handler: lambda q, d: drain(q, handler), a),
        st.builds(lambda fake: lambda q, d: AsyncFakeMessageQueue(fake), a),
        st.builds(lambda body: lambda q, d: content_of(body), a),
    )


@given(programs())
def test_any_value_is_taken_or_refused_without_a_trace(
    operation: Callable[[FakeMessageQueue, Delivery], object],
) -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")
    queue.publish({"a": 1}, key="k")
    delivery = one(queue)
    before = queue.snapshot()

    try:
        operation(queue, delivery)
    except (InvalidQueueValue, ForeignDelivery):
        assert queue.snapshot() == before


@pytest.mark.parametrize("name", ["clock", "seed", "lease", "prefetch", "stale_ack", "broker"])
@given(value=ANYTHING)
def test_any_setting_is_taken_or_refused(name: str, value: Any) -> None:
    settings: dict[str, Any] = {name: value}

    with suppress(InvalidQueueValue):
        FakeMessageQueue(**settings)
