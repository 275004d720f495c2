"""An append-only log with topics, partitions and consumer groups: the port, and its fake.

>>> from fakes.event_log import FakeEventLog
>>> log = FakeEventLog()
>>> _ = log.append("orders", b"order 42 was paid", key=b"42")
>>> billing = log.consumer("billing", ["orders"])
>>> [record.value for record in billing.poll()]
[b'order 42 was paid']
>>> billing.commit()
"""

from fakes.event_log.async_fake import AsyncFakeEventLog as AsyncFakeEventLog
from fakes.event_log.async_fake import AsyncFakeLogConsumer as AsyncFakeLogConsumer
from fakes.event_log.draining import adrain as adrain
from fakes.event_log.draining import drain as drain
from fakes.event_log.errors import EndlessDrain as EndlessDrain
from fakes.event_log.errors import EventLogError as EventLogError
from fakes.event_log.errors import FencedCommit as FencedCommit
from fakes.event_log.errors import InvalidEventLogValue as InvalidEventLogValue
from fakes.event_log.errors import LogClosed as LogClosed
from fakes.event_log.errors import LogUnavailable as LogUnavailable
from fakes.event_log.errors import RecordTooLarge as RecordTooLarge
from fakes.event_log.errors import UnassignedPartition as UnassignedPartition
from fakes.event_log.errors import UnknownTopic as UnknownTopic
from fakes.event_log.fake import FakeEventLog as FakeEventLog
from fakes.event_log.fake import FakeLogConsumer as FakeLogConsumer
from fakes.event_log.partitioner import partition_of as partition_of
from fakes.event_log.protocol import AsyncEventLog as AsyncEventLog
from fakes.event_log.protocol import AsyncLogConsumer as AsyncLogConsumer
from fakes.event_log.protocol import EventLog as EventLog
from fakes.event_log.protocol import LogConsumer as LogConsumer
from fakes.event_log.snapshot import EventLogSnapshot as EventLogSnapshot
from fakes.event_log.values import Headers as Headers
from fakes.event_log.values import OffsetSpec as OffsetSpec
from fakes.event_log.values import Record as Record
from fakes.event_log.values import TopicPartition as TopicPartition

__all__ = [
    "AsyncEventLog",
    "AsyncFakeEventLog",
    "AsyncFakeLogConsumer",
    "AsyncLogConsumer",
    "EndlessDrain",
    "EventLog",
    "EventLogError",
    "EventLogSnapshot",
    "FakeEventLog",
    "FakeLogConsumer",
    "FencedCommit",
    "Headers",
    "InvalidEventLogValue",
    "LogClosed",
    "LogConsumer",
    "LogUnavailable",
    "OffsetSpec",
    "Record",
    "RecordTooLarge",
    "TopicPartition",
    "UnassignedPartition",
    "UnknownTopic",
    "adrain",
    "drain",
    "partition_of",
]
