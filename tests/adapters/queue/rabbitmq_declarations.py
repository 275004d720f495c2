"""What RabbitMQ keeps, and what it does not, whichever client speaks with it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from fakes.conformance import Deviation, Operation, Promise

__all__ = [
    "DELIVERIES",
    "LIMITS",
    "OPERATIONS",
    "PARAMETERS",
    "PROMISES",
    "RETURNED_IN_THE_ORDER_OF_NACKS",
    "SETTLED_BY_ITS_CHANNEL",
    "SIZE",
]

SIZE: Final = 200_000
DELIVERIES: Final = 3
_EXPIRES: Final = date(2027, 6, 1)

OPERATIONS: Final = frozenset(
    {Operation.NACK, Operation.PURGE, Operation.TTL, Operation.BATCH, Operation.FANOUT}
)
PROMISES: Final = frozenset(
    {Promise.TOTAL_ORDER, Promise.GROUP, Promise.SIZE_LIMIT, Promise.DURABLE}
)
PARAMETERS: Final[Mapping[str, str]] = {
    "stale_or_double_ack": "raises",
    "requeue_position": "original",
    "late_subscriber": "from now",
}
LIMITS: Final[Mapping[str, float]] = {
    "patience": 3,
    "size": SIZE,
    "deliveries": DELIVERIES,
    "delay": 0.5,
}
SETTLED_BY_ITS_CHANNEL: Final = Deviation(
    "any_client_settles",
    reason=(
        "AMQP 0-9-1 numbers deliveries by channel. RabbitMQ 3.10.8 answers basic.ack with a tag of "
        "another channel by closing the one that it came on: "
        "406 PRECONDITION_FAILED - unknown delivery tag. The adapter refuses instead."
    ),
    expires=_EXPIRES,
)
RETURNED_IN_THE_ORDER_OF_NACKS: Final = Deviation(
    "requeue_position",
    reason=(
        "A quorum queue of RabbitMQ 3.10.8 delivers what is back before all that was never "
        "delivered, but in the order in which it came back: of 0, 1, 2 and 3, with the first three "
        "held and 2 and then 0 nacked, there come 2, 0 and 3. A classic queue gives 0, 2 and 3."
    ),
    example=([1, 0],),
    expires=_EXPIRES,
)
