"""Which deliveries a client holds, for brokers that do not say so of one that is settled."""

from typing import Final, Generic, TypeVar
from uuid import uuid4

import attrs

from fakes.queue import Delivery, QueueClosed, StaleDelivery
from tests.adapters.queue.receipts import receipt_of, token_of

__all__ = ["Holding"]

T = TypeVar("T")

_THEN: Final = " "
"""Between the client that received a delivery and what the broker knows that by."""


@attrs.define(eq=False)
class Holding(Generic[T]):
    """What one client of a queue holds: by its receipt, what is needed to settle a delivery."""

    queue: str
    is_open: bool = True
    _client: str = attrs.Factory(lambda: uuid4().hex)
    _held: dict[str, T] = attrs.Factory(dict[str, T])

    def check_open(self, operation: str) -> None:
        """Raise QueueClosed when the client is closed."""
        if not self.is_open:
            raise QueueClosed(self.queue, operation)

    def take(self, token: str, held: T) -> str:
        """Hold a delivery that the broker knows by this token, without a colon; its receipt."""
        receipt = receipt_of(f"{self._client}{_THEN}{token}", self.queue)
        self._held[receipt] = held
        return receipt

    def find(self, operation: str, delivery: Delivery) -> tuple[str, T | None]:
        """The token of a delivery, and what is held for it, if it was this client that received it.

        Raises:
            QueueClosed: The client is closed.
            InvalidQueueValue: It is no delivery.
            ForeignDelivery: It is of another queue.
            StaleDelivery: It was this client's, which does not hold it any more.
        """
        self.check_open(operation)
        client, _, token = token_of(operation, delivery, self.queue).partition(_THEN)
        held = self._held.get(delivery.receipt)
        if held is None and client == self._client:
            raise self.stale(operation, delivery)
        return token, held

    def stale(self, operation: str, delivery: Delivery) -> StaleDelivery:
        """The error of one that comes too late."""
        return StaleDelivery(self.queue, operation, delivery.id, delivery.count)

    def holds(self, delivery: Delivery) -> bool:
        """Whether it was this client that received it, and has not settled it."""
        return delivery.receipt in self._held

    def renew(self, delivery: Delivery, held: T) -> None:
        """Hold something else for a delivery that is held."""
        self._held[delivery.receipt] = held

    def let_go(self, delivery: Delivery) -> None:
        """Hold it no longer; what another client holds is not known here."""
        self._held.pop(delivery.receipt, None)

    def close(self) -> list[T]:
        """Hold nothing any more, and be closed; what was held."""
        self.is_open = False
        held = [*self._held.values()]
        self._held.clear()
        return held
