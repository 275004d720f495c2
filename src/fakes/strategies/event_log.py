"""Hypothesis strategies for what an event log takes, and for the records that come out of it."""

from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.event_log import Headers, OffsetSpec, Record, TopicPartition

__all__ = [
    "destinations",
    "groups",
    "headers",
    "keys",
    "records",
    "times",
    "topic_partitions",
    "topics",
    "values",
]

_LEGAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"


def topics() -> SearchStrategy[str]:
    """Legal names of topics: 1 to 249 of the characters that Kafka allows."""
    names = st.text(_LEGAL, min_size=1, max_size=249)
    return names.filter(lambda name: name not in {".", ".."})


def groups() -> SearchStrategy[str]:
    """Names of consumer groups: any text that UTF-8 can encode, but not none."""
    return st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)


def keys() -> SearchStrategy[bytes | None]:
    """Keys of records, the empty one among them, and None for records without."""
    return st.none() | st.binary(max_size=30)


def values() -> SearchStrategy[bytes]:
    """Values of records: empty, with NUL, in no encoding, and now and then of more than 64 KB."""
    large = st.just(bytes(range(256)) * 300)
    return st.one_of(st.binary(max_size=100), large)


def headers() -> SearchStrategy[Headers]:
    """Headers in order, where a name may come more than once."""
    names = st.text(st.characters(codec="utf-8"), max_size=20)
    pairs = st.tuples(names, st.binary(max_size=30))
    return st.lists(pairs, max_size=4).map(tuple)


def topic_partitions(
    topic: SearchStrategy[str] | None = None, *, partitions: int = 10
) -> SearchStrategy[TopicPartition]:
    """Partitions of any topic, or of those given, numbered from 0 to less than `partitions`."""
    numbers = st.integers(0, partitions - 1)
    return st.builds(TopicPartition, topics() if topic is None else topic, numbers)


def times() -> SearchStrategy[datetime]:
    """Times as records have them: in UTC, in whole milliseconds, from 2000 to 2099."""
    times = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
    return times.map(lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000))


def destinations() -> SearchStrategy[int | OffsetSpec | datetime]:
    """Where a consumer may seek to: offsets, ends and times."""
    return st.one_of(st.integers(0, 1000), st.sampled_from(OffsetSpec), times())


def records(topic: SearchStrategy[str] | None = None) -> SearchStrategy[Record]:
    """Records of any topic, or of those given, as a consumer gets them."""
    return st.builds(
        Record,
        topic=topics() if topic is None else topic,
        partition=st.integers(0, 9),
        offset=st.integers(0, 10**6),
        key=keys(),
        value=values(),
        headers=headers(),
        timestamp=times(),
    )
