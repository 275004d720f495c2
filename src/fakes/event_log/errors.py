"""What goes wrong with an event log; each error carries its facts."""

from difflib import get_close_matches

from fakes.errors import InvalidValue, Unavailable
from fakes.event_log.values import TopicPartition

__all__ = [
    "EndlessDrain",
    "EventLogError",
    "FencedCommit",
    "InvalidEventLogValue",
    "LogClosed",
    "LogUnavailable",
    "RecordTooLarge",
    "UnassignedPartition",
    "UnknownTopic",
]


class EventLogError(Exception):
    """Any error of an event log."""


class InvalidEventLogValue(EventLogError, InvalidValue):
    """A value that the log refuses before it does anything; nothing was changed."""


class LogClosed(EventLogError):
    """A log or a consumer was used after it was closed, or had crashed; nothing was changed.

    `what` names it.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"{self.what} is closed: open another one to go on."


class UnknownTopic(EventLogError):
    """The log has no topic of this name, and makes none by itself; nothing was changed.

    `topic` is the name, and `known` are the topics that there are.
    """

    def __init__(self, topic: str, known: tuple[str, ...]) -> None:
        super().__init__(topic, known)
        self.topic = topic
        self.known = known

    def __str__(self) -> str:
        known = ", ".join(map(repr, self.known)) or "none"
        near = get_close_matches(self.topic, self.known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return (
            f"There is no topic {self.topic!r}.{hint} Topics: {known}. A log has those that it was "
            f"set up with, a fake one by partitions={{{self.topic!r}: 1, ...}}."
        )


class LogUnavailable(EventLogError, Unavailable):
    """The log could not be reached, or its reply did not come."""

    _service = "log"
    _advice = (
        "a record that is appended again may be in the log twice, to commit again does no harm"
    )


class EndlessDrain(EventLogError):
    """A drain that was stopped because its handler's work did not come to an end.

    `limit` is how many records were handled, and committed. The next one is not.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return (
            f"drain has handled {self.limit:,} records, and there is another. The handler may "
            "append a record for each that it handles; if there really are so many, raise `limit`."
        )


class RecordTooLarge(EventLogError):
    """A record has more bytes than the log takes; nothing was appended.

    `size` counts the key, the value and the headers, and `limit` is the log's.
    """

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size
        self.limit = limit

    def __str__(self) -> str:
        return (
            f"The record has {self.size:,} bytes, and the log takes {self.limit:,}: "
            "append it in parts, or raise the limit."
        )


class UnassignedPartition(EventLogError):
    """A consumer named a partition that belongs to another member of its group; nothing changed.

    `partition` is the one it named, and `assignment` are those that it has.
    """

    def __init__(self, partition: TopicPartition, assignment: tuple[TopicPartition, ...]) -> None:
        super().__init__(partition, assignment)
        self.partition = partition
        self.assignment = assignment

    def __str__(self) -> str:
        assigned = ", ".join(map(str, self.assignment)) or "none"
        return (
            f"{self.partition} is not assigned to this consumer; its partitions: {assigned}. "
            "A rebalance may have moved it: poll, and go on with what comes."
        )


class FencedCommit(EventLogError):
    """A consumer that its group had taken for dead tried to commit; nothing was committed.

    Its partitions belong to others, who are given again what it had not committed. Kafka says
    `UNKNOWN_MEMBER_ID` or `ILLEGAL_GENERATION`, and its Java client `CommitFailedException`.
    `group` and `consumer` say whose; `generation` is the last in which the consumer had a part.
    """

    def __init__(self, group: str, consumer: str, generation: int) -> None:
        super().__init__(group, consumer, generation)
        self.group = group
        self.consumer = consumer
        self.generation = generation

    def __str__(self) -> str:
        return (
            f"{self.consumer} is no longer a member of the group {self.group!r}: its generation "
            f"{self.generation} is over, and its partitions went to others. Nothing was committed. "
            "Poll to join again; what was not committed is delivered again, to whoever has it now."
        )
