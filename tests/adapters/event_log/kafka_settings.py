"""How the adapter of Kafka's protocol talks to a cluster, and what it says when that fails."""

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import attrs
from confluent_kafka import KafkaError, KafkaException

from fakes.event_log import LogUnavailable, OffsetSpec

__all__ = ["KafkaSettings", "code_of", "unavailable"]

_MILLISECOND: Final = timedelta(milliseconds=1)
_LOGGER: Final = logging.getLogger(__name__)


@attrs.frozen(kw_only=True)
class KafkaSettings:
    """Where the cluster is, and what its clients are told.

    Attributes:
        servers: The bootstrap servers, as `host:port,host:port`.
        begin: Where a group begins that has committed nothing: `auto.offset.reset`.
        max_record_bytes: The largest key and value together: `message.max.bytes`. Brokers have a
            limit of their own.
        session_timeout: A consumer whose heartbeats stay away for so long is taken for dead.
        max_poll_interval: So is one that does not poll for so long, though its heartbeats come.
        wait: How long a poll waits for the first record.
        timeout: How long a request may take, with all its retries.
        producer: More for a producer, in librdkafka's own words: how to sign in, for example.
        consumer: The same for a consumer.
    """

    servers: str
    begin: OffsetSpec = OffsetSpec.EARLIEST
    max_record_bytes: int = 1_000_000
    session_timeout: timedelta = timedelta(seconds=45)
    max_poll_interval: timedelta = timedelta(minutes=5)
    wait: timedelta = timedelta(milliseconds=100)
    timeout: timedelta = timedelta(seconds=10)
    producer: Mapping[str, Any] = attrs.Factory(dict[str, Any])
    consumer: Mapping[str, Any] = attrs.Factory(dict[str, Any])

    @property
    def for_producer(self) -> dict[str, Any]:
        """What makes an append durable, ordered, and not twice in the log, though it is retried."""
        return {
            **self._for_both,
            **self.producer,
            "acks": "all",
            "enable.idempotence": True,
            "linger.ms": 0,
            "message.max.bytes": self.max_record_bytes,
            "message.timeout.ms": self.timeout // _MILLISECOND,
            # Where Java's producers put a key, and the fake does.
            "partitioner": "murmur2_random",
        }

    def for_consumer(self, group: str) -> dict[str, Any]:
        """What lets the application say what is done with, and begins anew after a rebalance."""
        return {
            **self._for_both,
            **self.consumer,
            "auto.offset.reset": self.begin.value,
            "enable.auto.commit": False,
            "group.id": group,
            "max.poll.interval.ms": self.max_poll_interval // _MILLISECOND,
            "partition.assignment.strategy": "range",
            "session.timeout.ms": self.session_timeout // _MILLISECOND,
        }

    @property
    def _for_both(self) -> dict[str, Any]:
        return {
            "bootstrap.servers": self.servers,
            "allow.auto.create.topics": False,
            "logger": _LOGGER,
        }


def code_of(error: KafkaException) -> int:
    """The number of what went wrong, one of those that `KafkaError` has names for."""
    what: KafkaError = error.args[0]
    return what.code()


@contextmanager
def unavailable(*, outcome_unknown: bool) -> Generator[None]:
    """Have what librdkafka could not get done be a `LogUnavailable`."""
    try:
        yield
    except KafkaException as error:
        raise LogUnavailable(str(error.args[0]), outcome_unknown=outcome_unknown) from error
