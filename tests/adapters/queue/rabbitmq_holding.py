"""What a channel of RabbitMQ holds."""

from typing import TypeVar

from fakes.errors import Unsupported
from fakes.queue import Delivery
from tests.adapters.queue.holding import Holding

__all__ = ["ChannelHolding"]

T = TypeVar("T")


class ChannelHolding(Holding[T]):
    """The deliveries of one channel: what the client of RabbitMQ needs to settle each.

    To settle one that the channel does not hold would end the channel, with all that it holds.
    """

    def to_settle(self, operation: str, delivery: Delivery) -> T:
        """What is held for a delivery.

        Raises:
            QueueClosed, InvalidQueueValue, ForeignDelivery, StaleDelivery: As `find` does.
            Unsupported: Another client has received it.
        """
        _, held = self.find(operation, delivery)
        if held is None:
            raise Unsupported(
                f"{operation} of what another client received",
                "RabbitMQ has a delivery settled on its own channel alone; "
                "give it to the client that received it",
            )
        return held
