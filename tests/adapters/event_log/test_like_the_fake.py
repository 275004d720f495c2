"""The same programs with one consumer, on the fake and on real systems: all that shows is equal."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from time import monotonic
from typing import Final

import attrs
import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.conformance import Namespace
from fakes.event_log import (
    EventLog,
    FakeEventLog,
    LogConsumer,
    OffsetSpec,
    Record,
    TopicPartition,
)
from tests.adapters.event_log.kafka_log import KafkaEventLog
from tests.adapters.event_log.kafka_settings import KafkaSettings
from tests.adapters.event_log.redis_clients import delete_keys_of
from tests.adapters.event_log.redis_log import RedisEventLog, RedisLogSettings
from tests.services.kafka import Kafka

PARTITIONS: Final = 3
TOPIC: Final = "orders"
PATIENCE: Final = 10

Open = Callable[[OffsetSpec], AbstractContextManager[tuple[EventLog, str]]]
"""Opens a log that has one topic without records; gives it and the name of the topic."""

_KEYS: Final = st.sampled_from((b"", b"a", b"b", b"42", b"\xff"))
_STEPS: Final = st.one_of(
    st.tuples(st.just("append"), _KEYS),
    st.tuples(st.just("append"), _KEYS),
    st.tuples(st.just("read"), st.none()),
    st.tuples(st.just("commit"), st.none() | st.integers(0, 9)),
    st.tuples(st.just("seek"), st.sampled_from(OffsetSpec) | st.integers(0, 9)),
    st.tuples(st.just("reopen"), st.none()),
)
PROGRAMS: Final = st.lists(_STEPS, min_size=3, max_size=12)

Program = list[tuple[str, object]]


@pytest.fixture
def on_kafka(kafka: Kafka) -> Open:
    @contextmanager
    def opened(begin: OffsetSpec) -> Generator[tuple[EventLog, str]]:
        topic = str(Namespace.fresh("same", "programs"))
        kafka.create_topic(topic, PARTITIONS)
        settings = KafkaSettings(
            servers=kafka.servers,
            begin=begin,
            session_timeout=timedelta(milliseconds=1500),
            wait=timedelta(milliseconds=5),
            consumer={"fetch.wait.max.ms": 10, "heartbeat.interval.ms": 50},
        )
        try:
            with closing(KafkaEventLog(settings)) as log:
                yield log, topic
        finally:
            kafka.delete_topic(topic)

    return opened


@pytest.fixture
def on_redis(redis_client: redis.Redis) -> Open:
    @contextmanager
    def opened(begin: OffsetSpec) -> Generator[tuple[EventLog, str]]:
        prefix = str(Namespace.fresh("same", "programs"))
        settings = RedisLogSettings(prefix=prefix, begin=begin, wait=timedelta(milliseconds=1))
        try:
            with closing(RedisEventLog(redis_client, settings)) as log:
                log.create_topic(TOPIC, PARTITIONS)
                yield log, TOPIC
        finally:
            delete_keys_of(redis_client, prefix)

    return opened


@pytest.mark.parametrize("begin", OffsetSpec)
@pytest.mark.parametrize("system", ["on_kafka", "on_redis"])
def test_a_real_log_shows_what_the_fake_does(
    system: str, begin: OffsetSpec, request: pytest.FixtureRequest
) -> None:
    opened: Open = request.getfixturevalue(system)

    @settings(max_examples=6)
    @given(PROGRAMS)
    def shows_the_same(program: Program) -> None:
        fake = FakeEventLog(partitions={TOPIC: PARTITIONS}, auto_offset_reset=begin)
        with opened(begin) as (log, topic):
            assert played(log, topic, program) == played(fake, TOPIC, program)

    shows_the_same()


def played(log: EventLog, topic: str, program: Program) -> list[object]:
    """What each step gave, and where the consumer and its group were after it."""
    player = Player(log, topic)
    return [(player.play(step, how), player.places()) for step, how in program]


@attrs.define
class Player:
    """A log, and the one consumer of a group in it."""

    log: EventLog
    topic: str
    consumer: LogConsumer = attrs.field(init=False)
    ends: dict[TopicPartition, int] = attrs.field(init=False)
    read: list[Record] = attrs.Factory(list[Record])

    def __attrs_post_init__(self) -> None:
        self.ends = dict.fromkeys(self.log.partitions(self.topic), 0)
        self.consumer = self.assigned()

    def play(self, step: str, how: object) -> object:
        """Do one step."""
        match step, how:
            case "append", bytes(key):
                record = self.log.append(self.topic, b"value", key=key)
                self.ends[record.topic_partition] = record.offset + 1
                return shown(record)
            case "read", _:
                self.read = self.everything()
                return sorted(map(shown, self.read))
            case "commit", int(number) if self.read:
                in_order = sorted(self.read, key=shown)
                self.consumer.commit(in_order[number % len(in_order)])
            case "commit", _:
                self.consumer.commit()
            case "seek", int(number):
                # Anywhere else, it is up to a log when it looks whether there is such a place.
                for place, end in self.ends.items():
                    self.consumer.seek(place, number % (end + 1))
            case "seek", OffsetSpec() as to:
                for place in self.ends:
                    self.consumer.seek(place, to)
            case _:
                self.consumer.close()
                self.consumer, self.read = self.assigned(), []
        return None

    def places(self) -> list[tuple[int, int | None]]:
        """The position and the committed offset in each partition."""
        consumer = self.consumer
        return [(consumer.position(one), consumer.committed(one)) for one in sorted(self.ends)]

    def assigned(self) -> LogConsumer:
        """A consumer that has its partitions."""
        consumer, deadline = self.log.consumer(self.topic, [self.topic]), monotonic() + PATIENCE
        while len(consumer.assignment()) < PARTITIONS:
            assert monotonic() < deadline
            assert consumer.poll() == ()
        return consumer

    def everything(self) -> list[Record]:
        """All records up to the ends of the partitions."""
        came, deadline = list[Record](), monotonic() + PATIENCE
        while any(self.consumer.position(one) < end for one, end in self.ends.items()):
            assert monotonic() < deadline
            came += self.consumer.poll()
        return came


def shown(record: Record) -> tuple[int, int, bytes | None]:
    """What does not differ by the time and the name of the topic."""
    return record.partition, record.offset, record.key
