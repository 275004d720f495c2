"""How a user plugs in a message queue: the base classes of their suites."""

from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from typing import Any, ClassVar

from fakes.conformance.queue.specification import MESSAGE_QUEUE
from fakes.conformance.specification import Specification
from fakes.conformance.suite import AsyncConformance, Conformance, Suite
from fakes.queue import AsyncMessageQueue, MessageQueue

__all__ = ["AsyncQueueConformance", "QueueConformance"]


class _QueueSuite(Suite):
    """What both suites say in the same words."""

    specification: ClassVar[Specification] = MESSAGE_QUEUE


class QueueConformance(_QueueSuite, Conformance[MessageQueue]):
    """The suite of a blocking `MessageQueue`: see `fakes.conformance.queue` for an example.

    A store is one queue, and `connect` opens clients of it, which hold no message that `receive`
    did not give. What a client gives out, by `subscribe` or `dead_letters`, ends with it at the
    latest.

    `parameters` has `stale_or_double_ack`: whether to settle what is no longer held "raises" or is
    "ignored"; `requeue_position`, the "original" or the "tail", with `Operation.NACK` and
    `Promise.TOTAL_ORDER`; and `late_subscriber`, "from now" or "from the start", with
    `Operation.FANOUT`.

    `limits` are `patience`, in how many seconds what was published can be received; `lease`, for
    how many seconds a delivery is held, with `Promise.LEASE`; `deliveries`, after how many a
    message goes to the dead letters, which must be three at least; `prefetch`, how many deliveries
    a client can hold, with `Promise.PREFETCH`, three at least; `size`, the largest body in bytes,
    with `Promise.SIZE_LIMIT`; `deduplication_window` in seconds, with `Operation.DEDUPLICATE`; and
    `delay`, by how many seconds the checks delay messages, and let them live. To test in real time,
    choose a lease well below `hangs_after`, and a patience below the lease.
    """

    def other_queue(self, store: Any, name: str, /) -> AbstractContextManager[MessageQueue | None]:
        """A client of a queue beside the store's own: another queue for each `name`, a short word.

        Optional, but without it nothing is known of whether queues are kept apart. Override it as a
        `@contextmanager`. The names differ in little, so use them as they are.
        """
        del store, name
        return nullcontext()


class AsyncQueueConformance(_QueueSuite, AsyncConformance[AsyncMessageQueue]):
    """The suite of an `AsyncMessageQueue`, with what `QueueConformance` has."""

    def other_queue(
        self, store: Any, name: str, /
    ) -> AbstractAsyncContextManager[AsyncMessageQueue | None]:
        """A client of another queue: see `QueueConformance.other_queue`.

        Override it as an `@asynccontextmanager`.
        """
        del store, name
        return nullcontext()
