"""What a client of Kafka asks of the cluster about its topics."""

from collections.abc import Callable
from typing import Final

from confluent_kafka import KafkaError
from confluent_kafka.admin._metadata import ClusterMetadata

from fakes.event_log import LogUnavailable, TopicPartition, UnknownTopic
from tests.adapters.event_log.arguments import checked_partition
from tests.adapters.event_log.kafka_settings import unavailable

__all__ = ["Topics"]

_ABSENT: Final = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC})


class Topics:
    """How many partitions topics have.

    A topic that was seen once is not asked for again: partitions are added to a topic, and never
    taken away.
    """

    def __init__(self, list_topics: Callable[..., ClusterMetadata], timeout: float) -> None:
        self._list_topics = list_topics
        self._timeout = timeout
        self._counts: dict[str, int] = {}

    def count(self, topic: str) -> int:
        """How many partitions the topic has, or had when it was first seen."""
        if topic not in self._counts:
            self._counts[topic] = self._looked_up(topic)
        return self._counts[topic]

    def every(self, topic: str) -> tuple[TopicPartition, ...]:
        """The partitions that the topic has now."""
        self._counts[topic] = self._looked_up(topic)
        return tuple(TopicPartition(topic, number) for number in range(self._counts[topic]))

    def require(self, topic: str, number: int) -> TopicPartition:
        """One partition of a topic, which is there."""
        if number >= self.count(topic):
            self._counts[topic] = self._looked_up(topic)
        return checked_partition(topic, number, self._counts[topic])

    def _looked_up(self, topic: str) -> int:
        with unavailable(outcome_unknown=False):
            found = self._list_topics(topic, timeout=self._timeout).topics[topic]
        if found.error is None:
            return len(found.partitions)
        if found.error.code() not in _ABSENT:
            raise LogUnavailable(str(found.error), outcome_unknown=False)
        with unavailable(outcome_unknown=False):
            known = self._list_topics(timeout=self._timeout).topics
        raise UnknownTopic(topic, tuple(sorted(known)))
