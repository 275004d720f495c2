"""The event log in memory: what its callers give is checked here, and kept by the broker."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Self, cast

from fakes.clock import Clock, checked_clock, utc_now
from fakes.event_log import _checks as checks
from fakes.event_log._broker import Broker
from fakes.event_log._consumer import Ticket
from fakes.event_log._settings import Settings
from fakes.event_log.errors import InvalidEventLogValue
from fakes.event_log.snapshot import EventLogSnapshot
from fakes.event_log.values import OffsetSpec, Record, TopicPartition

__all__ = ["FakeEventLog", "FakeLogConsumer"]

_MOST_PARTITIONS = 10_000


class FakeLogConsumer:
    """A `LogConsumer` of a `FakeEventLog`; may be used from several threads.

    As a context manager it closes itself at the end of its block.
    """

    def __init__(self, broker: Broker, ticket: Ticket, group: str) -> None:
        self._broker = broker
        self._ticket = ticket
        self._group = group

    @property
    def name(self) -> str:
        """What the group knows this consumer by."""
        return self._ticket.name

    @property
    def group(self) -> str:
        """The name of the group."""
        return self._group

    def __repr__(self) -> str:
        state = self._broker.whereabouts(self._ticket)
        return f"<FakeLogConsumer {self.name} of {self._group!r}: {state}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        """The next records of its partitions, as in `LogConsumer.poll`."""
        return self._broker.poll(self._ticket, checks.whole_number("max_records", max_records, 1))

    def commit(self, record: Record | None = None, /) -> None:
        """Keep for the group what is done with, as in `LogConsumer.commit`."""
        self._broker.commit(self._ticket, None if record is None else checks.record_place(record))

    def seek(self, partition: TopicPartition, to: int | OffsetSpec | datetime, /) -> None:
        """Go on polling elsewhere, as in `LogConsumer.seek`."""
        self._broker.seek(self._ticket, checks.topic_partition(partition), checks.destination(to))

    def position(self, partition: TopicPartition, /) -> int:
        """The offset that the next poll will begin with, as in `LogConsumer.position`."""
        return self._broker.position(self._ticket, checks.topic_partition(partition))

    def committed(self, partition: TopicPartition, /) -> int | None:
        """The offset that the group has committed, as in `LogConsumer.committed`."""
        return self._broker.committed(self._ticket, checks.topic_partition(partition))

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions that this consumer knows to be its own."""
        return self._broker.assignment(self._ticket)

    def close(self) -> None:
        """Leave the group, as in `LogConsumer.close`."""
        self._broker.leave(self._ticket)

    def crash(self) -> None:
        """Die without a word: the group finds out when the session has timed out."""
        self._broker.crash(self._ticket)


class FakeEventLog:
    """An `EventLog` that lives in memory, with every record at hand for a test to look at.

    It is one client of the log; `connect` gives another. As a context manager it closes itself, and
    its consumers, at the end of its block.

    >>> log = FakeEventLog(partitions=2)
    >>> _ = log.append("orders", b"paid", key=b"42")
    >>> [record.value for record in log.records("orders")]
    [b'paid']
    """

    def __init__(  # noqa: PLR0913 - the settings, each by its name
        self,
        *,
        partitions: int | Mapping[str, int] = 1,
        retention: timedelta | None = None,
        retention_bytes: int | None = None,
        max_record_bytes: int = 1_048_576,
        session_timeout: timedelta = timedelta(minutes=5),
        auto_offset_reset: OffsetSpec = OffsetSpec.EARLIEST,
        clock: Clock = utc_now,
        seed: int = 0,
    ) -> None:
        """A log without records.

        Args:
            partitions: How many each topic has, and topics begin to be when they are first used;
                or, for a log that has no other topics, how many each of them has. At most 10,000.
            retention: How long a record is kept; None: for ever. Kafka's `retention.ms`.
            retention_bytes: The oldest records of a partition go while the others have so many
                bytes; None: never. Kafka's `retention.bytes`, with segments of one record.
            max_record_bytes: The largest key, value and headers together.
            session_timeout: A consumer that neither polls nor commits for so long is taken for
                dead. It stands for Kafka's `max.poll.interval.ms`, whose default it has, and
                for `session.timeout.ms` as well: there are no heartbeats in the background.
            auto_offset_reset: Where a group begins that has committed nothing, or whose place is
                gone. Kafka's `auto.offset.reset`, the default of which is `LATEST`.
            clock: Says what time it is.
            seed: The same seed names consumers alike.

        Raises:
            InvalidEventLogValue: A setting is of the wrong type, or out of its range.
        """
        broker = Broker(
            Settings(
                partitions=_partition_counts(partitions),
                retention=None if retention is None else checks.duration("retention", retention),
                retention_bytes=_optional_size("retention_bytes", retention_bytes),
                max_record_bytes=checks.whole_number("max_record_bytes", max_record_bytes, 1),
                session_timeout=checks.duration("session_timeout", session_timeout),
                auto_offset_reset=checks.instance_of(
                    "auto_offset_reset", auto_offset_reset, OffsetSpec
                ),
                clock=checked_clock(clock, InvalidEventLogValue),
            ),
            checks.whole_number("seed", seed, -(2**63)),
        )
        self._attach(broker)

    def _attach(self, broker: Broker) -> None:
        self._broker = broker
        self._client = broker.connect()

    def __repr__(self) -> str:
        return f"<FakeEventLog: {self._broker.summary(self._client)}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(
        self,
        topic: str,
        value: bytes,
        /,
        *,
        key: bytes | None = None,
        headers: Collection[tuple[str, bytes]] = (),
        partition: int | None = None,
    ) -> Record:
        """Put a record at the end of a partition, as in `EventLog.append`.

        The key's partition is where Kafka's Java producer puts it (see `partition_of`). Records
        without a key take the partitions in turn.
        """
        return self._broker.append(
            self._client,
            checks.topic_name(topic),
            checks.body("value", value),
            checks.optional_body("key", key),
            checks.header_pairs(headers),
            _optional_number(partition),
        )

    def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        """The partitions of a topic, as in `EventLog.partitions`."""
        return self._broker.partitions(self._client, checks.topic_name(topic))

    def consumer(self, group: str, topics: Collection[str], /) -> FakeLogConsumer:
        """A new member of a group, as in `EventLog.consumer`."""
        name, names = checks.group_name(group), checks.topic_names(topics)
        ticket = self._broker.subscribe(self._client, name, names)
        return FakeLogConsumer(self._broker, ticket, name)

    def close(self) -> None:
        """Close this client, as in `EventLog.close`; tests may still look at the log."""
        self._broker.disconnect(self._client)

    # -- what is for tests -------------------------------------------------------------------

    def connect(self) -> "FakeEventLog":
        """Another client of the same log, as another process is."""
        client = object.__new__(FakeEventLog)
        client._attach(self._broker)
        return client

    def crash(self) -> None:
        """Die without a word, with the consumers of this client; see `FakeLogConsumer.crash`."""
        self._broker.crash_client(self._client)

    def records(self, topic: str, partition: int | None = None) -> tuple[Record, ...]:
        """What is kept of a topic, or of one of its partitions, one partition after the other.

        Raises:
            UnknownTopic: There is no such topic.
            InvalidEventLogValue: There is no such partition.
        """
        return self._broker.records(checks.topic_name(topic), _optional_number(partition))

    def lag(self, group: str, topic: str) -> int:
        """How many records of a topic are kept that a group has not committed.

        Raises:
            UnknownTopic: There is no such topic.
            InvalidEventLogValue: A name is none that a topic or a group can have.
        """
        return self._broker.lag(checks.group_name(group), checks.topic_name(topic))

    def consumers(self) -> tuple[FakeLogConsumer, ...]:
        """The open consumers of all clients, in the order in which they were made."""
        return tuple(FakeLogConsumer(self._broker, *each) for each in self._broker.consumers())

    def snapshot(self) -> EventLogSnapshot:
        """Everything that the log knows, as a value that can be compared and hashed."""
        return self._broker.snapshot()

    def restore(self, snapshot: EventLogSnapshot, /) -> None:
        """Be again as in a snapshot of this log, or of another with the same settings.

        Clients and consumers that were open then are so again, and others are closed; `consumers`
        has the consumers.

        Raises:
            InvalidEventLogValue: It is no snapshot of an event log, or of one with other
                `partitions`.
        """
        self._broker.restore(checks.instance_of("snapshot", snapshot, EventLogSnapshot))


def _partition_counts(given: object) -> int | dict[str, int]:
    if not isinstance(given, Mapping):
        return checks.whole_number("partitions", given, 1, _MOST_PARTITIONS)
    try:
        counts = dict(cast(Mapping[object, object], given))
    except Exception as error:  # a mapping may be of a class of the caller's own
        reason = f"raised {type(error).__name__} when read"
        raise InvalidEventLogValue("partitions", reason) from error
    return {
        checks.topic_name(topic): checks.whole_number("partitions", count, 1, _MOST_PARTITIONS)
        for topic, count in counts.items()
    }


def _optional_size(field: str, value: object) -> int | None:
    return None if value is None else checks.whole_number(field, value, 1)


def _optional_number(partition: object) -> int | None:
    return None if partition is None else checks.whole_number("partition", partition, 0)
