"""Kafka's protocol keeps what an event log promises, as far as librdkafka's mock cluster has it."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any, ClassVar, Final

import attrs
from confluent_kafka import Consumer

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.event_log import EventLogConformance
from fakes.event_log import EventLog, OffsetSpec
from tests.adapters.event_log.kafka_log import KafkaEventLog
from tests.adapters.event_log.kafka_settings import KafkaSettings
from tests.services.kafka import IS_MOCKED, Kafka

PARTITIONS: Final = 3
SESSION: Final = timedelta(seconds=2)
SIZE: Final = 200_000
NO_TIMES: Final = Deviation(
    "times_are_found",
    reason="librdkafka 2.16.0's mock cluster answers ListOffsets with -1, the end, for any time "
    "(rdkafka_mock_handlers.c: 'FIXME: by timestamp'): offsets_for_times() of a time before the "
    "third of four records gave offset -1, and seek() went behind all of them.",
    expires=date(2027, 6, 1),
)


class _Mortal(Consumer):
    """A consumer that can die: it is then let go of without a word to its group."""

    dies = False

    def close(self) -> None:
        if not self.dies:
            super().close()


class _MortalLog(KafkaEventLog):
    """A client whose process can die."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._made: list[_Mortal] = []
        super().__init__(settings, consumers=self._mortal)

    def crash(self) -> None:
        while self._made:
            self._made.pop().dies = True
        self.close()

    def _mortal(self, configuration: dict[str, Any]) -> Consumer:
        self._made.append(_Mortal(configuration))
        return self._made[-1]


@attrs.frozen(eq=False)
class Store:
    """The topics and groups of one example."""

    kafka: Kafka
    namespace: Namespace
    settings: KafkaSettings
    topics: set[str] = attrs.Factory(set[str])

    def topic(self, name: str) -> str:
        full = f"{self.namespace}.{name}"
        if full not in self.topics:
            self.kafka.create_topic(full, PARTITIONS)
            self.topics.add(full)
        return full


class TestKafka(EventLogConformance):
    """Begins at the earliest record.

    It promises nothing of a restart: the mock cluster keeps all in memory. That waits for all but a
    second of a session for members to come back, whenever one has come or gone, so that examples
    are few.
    """

    operations = frozenset({Operation.LOG})
    promises = frozenset({Promise.GROUP, Promise.KEY_ORDER, Promise.LEASE, Promise.SIZE_LIMIT})
    parameters: ClassVar[Mapping[str, str]] = {"late_subscriber": "earliest"}
    limits: ClassVar[Mapping[str, float]] = {
        "patience": 10,
        "session_timeout": SESSION.total_seconds(),
        "size": SIZE,
    }
    deviations = (NO_TIMES,) if IS_MOCKED else ()
    examples = 4

    @contextmanager
    def store(self, namespace: Namespace, kafka: Kafka) -> Generator[Store]:
        settings = KafkaSettings(
            servers=kafka.servers,
            begin=OffsetSpec.EARLIEST,
            max_record_bytes=SIZE,
            session_timeout=SESSION,
            max_poll_interval=SESSION,
            wait=timedelta(milliseconds=5),
            consumer={"fetch.wait.max.ms": 10, "heartbeat.interval.ms": 50},
        )
        store = Store(kafka, namespace, settings)
        yield store
        for topic in store.topics:
            kafka.delete_topic(topic)

    @contextmanager
    def connect(self, store: Store, /) -> Generator[EventLog]:
        client = _MortalLog(store.settings)
        yield client
        client.close()

    def topic(self, store: Store, name: str, /) -> str:
        return store.topic(name)

    def group(self, store: Store, name: str, /) -> str:
        return f"{store.namespace}.{name}"

    def crash(self, client: _MortalLog, /) -> None:
        client.crash()

    def system(self, kafka: Kafka) -> str:
        return f"{kafka.about} through confluent-kafka {version('confluent-kafka')}"
