"""How a user plugs in a log: the base classes of their suites."""

from typing import Any, ClassVar

from fakes.conformance.event_log.specification import EVENT_LOG
from fakes.conformance.specification import Specification
from fakes.conformance.suite import AsyncConformance, Conformance, Suite
from fakes.event_log import AsyncEventLog, EventLog

__all__ = ["AsyncEventLogConformance", "EventLogConformance"]


class _EventLogSuite(Suite):
    """What both suites say in the same words."""

    specification: ClassVar[Specification] = EVENT_LOG

    def group(self, store: Any, name: str, /) -> str:
        """The name of a group in the store, another one for each `name`, which is a short word.

        Override it to keep the stores of one server apart.
        """
        del store
        return name


class EventLogConformance(_EventLogSuite, Conformance[EventLog]):
    """The suite of a blocking `EventLog`: see `fakes.conformance.event_log` for an example.

    `parameters` has `late_subscriber`: where a group begins that has committed nothing, "earliest"
    or "latest". `limits` are `patience`, in how many seconds what was appended arrives and a group
    has shared out its partitions; `session_timeout`, after how many seconds without a poll a
    consumer is taken for dead, with `Promise.GROUP`; and `size`, the largest value in bytes, with
    `Promise.SIZE_LIMIT`. To test in real time, choose a timeout well below
    `hangs_after`, and a patience below the timeout.
    """

    def topic(self, store: Any, name: str, /) -> str:
        """The name of a topic that is there: another one for each `name`, a short word.

        Override it where topics must be created, or to keep the stores of one server apart. A topic
        is best of three partitions; with a single one, some guarantees are inconclusive.
        """
        del store
        return name


class AsyncEventLogConformance(_EventLogSuite, AsyncConformance[AsyncEventLog]):
    """The suite of an `AsyncEventLog`, with what `EventLogConformance` has, some of it awaited."""

    async def topic(self, store: Any, name: str, /) -> str:
        """The name of a topic that is there: see `EventLogConformance.topic`."""
        del store
        return name
