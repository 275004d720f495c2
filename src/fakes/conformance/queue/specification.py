"""All that the engine knows of a message queue: its forms, its catalogue, its vocabulary."""

from collections.abc import Awaitable

from fakes.conformance.ports import Form, Port
from fakes.conformance.queue._refusing import PROBES
from fakes.conformance.queue.catalogue import GUARANTEES
from fakes.conformance.queue.trial import QueueTrial
from fakes.conformance.specification import Specification
from fakes.queue import AsyncMessageQueue, MessageQueue

__all__ = ["MESSAGE_QUEUE"]

_MEBIBYTE = 1 << 20


def _ready(queue: AsyncMessageQueue) -> Awaitable[object]:
    return queue.receive()


MESSAGE_QUEUE = Specification(
    "message queues",
    Port(
        Form(
            MessageQueue,
            AsyncMessageQueue,
            {
                "subscribe": AsyncMessageQueue,
                "dead_letters": AsyncMessageQueue,
                # A hook of the suite, and no method of the port, gives other queues.
                "other_queue": AsyncMessageQueue,
            },
        )
    ),
    QueueTrial,
    GUARANTEES,
    PROBES,
    limits={
        "patience": 10,
        # The usual one of SQS, and of JetStream.
        "lease": 30,
        "deliveries": 5,
        "prefetch": 10,
        # What a server of NATS takes unless told otherwise.
        "size": _MEBIBYTE,
        # That of SQS.
        "deduplication_window": 300,
        "delay": 2,
    },
    contents=_ready,
    saboteurs="fakes.conformance.sabotage.queue:SABOTEURS",
)
"""The specification of `QueueConformance` and `AsyncQueueConformance`."""
