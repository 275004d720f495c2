"""What goes wrong with a message queue; each error carries its facts."""

from fakes.errors import InvalidValue, Unavailable

__all__ = [
    "BodyTooLarge",
    "EndlessDrain",
    "ForeignDelivery",
    "InvalidQueueValue",
    "QueueClosed",
    "QueueError",
    "QueueUnavailable",
    "StaleDelivery",
]


class QueueError(Exception):
    """Any error of a message queue."""


class InvalidQueueValue(QueueError, InvalidValue):
    """A value that the queue refuses before it does anything; nothing was changed."""


class BodyTooLarge(InvalidQueueValue):
    """A body of more bytes than the queue takes; `size` and `limit` are in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__("body", f"has {size} bytes, and the queue takes at most {limit}")
        self.size = size
        self.limit = limit

    def __reduce__(self) -> tuple[type["BodyTooLarge"], tuple[int, int]]:
        return type(self), (self.size, self.limit)


class QueueClosed(QueueError):
    """A client was used after it was closed, or had crashed; nothing was changed."""

    def __init__(self, queue: str, operation: str) -> None:
        super().__init__(queue, operation)
        self.queue = queue
        self.operation = operation

    def __str__(self) -> str:
        return (
            f"{self.operation} on a closed client of the queue {self.queue!r}. "
            "Connect another client, or close this one later."
        )


class QueueUnavailable(QueueError, Unavailable):
    """The broker could not be reached, or its reply did not come."""

    _service = "broker"
    _advice = "publish again with the same deduplication id, and settle again"


class StaleDelivery(QueueError):
    """A delivery that its consumer no longer holds; nothing was changed."""

    def __init__(self, queue: str, operation: str, message_id: str, count: int) -> None:
        super().__init__(queue, operation, message_id, count)
        self.queue = queue
        self.operation = operation
        self.message_id = message_id
        self.count = count

    def __str__(self) -> str:
        return (
            f"{self.operation} came too late: delivery {self.count} of the message "
            f"{self.message_id!r} in the queue {self.queue!r} was settled before, "
            "or its lease ended. "
            "Settle each delivery once, and extend the lease of slow work."
        )


class ForeignDelivery(QueueError):
    """A delivery that another queue or subscription handed out; nothing was changed."""

    def __init__(self, queue: str, operation: str, message_id: str) -> None:
        super().__init__(queue, operation, message_id)
        self.queue = queue
        self.operation = operation
        self.message_id = message_id

    def __str__(self) -> str:
        return (
            f"{self.operation} of the message {self.message_id!r}, which the queue "
            f"{self.queue!r} did not deliver. "
            "Settle it with a client of the queue that it was received from."
        )


class EndlessDrain(QueueError):
    """A drain that was stopped because its handler's work did not come to an end.

    `limit` is how many deliveries there were.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return (
            f"drain stopped after {self.limit} deliveries without having found the queue empty. "
            "The handler may publish a message for each that it handles; "
            "if there really are so many, raise `limit`."
        )
