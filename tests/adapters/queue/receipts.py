"""Receipts that any client of a queue can read: a token of the broker's, and whose it is."""

from fakes.queue import Delivery, ForeignDelivery
from tests.adapters.queue.arguments import checked_delivery

__all__ = ["receipt_of", "token_of"]


def receipt_of(token: str, queue: str) -> str:
    """The receipt of a delivery that the broker knows by this token, without a colon."""
    return f"{token}:{queue}"


def token_of(operation: str, delivery: Delivery, queue: str) -> str:
    """What the broker knows a delivery by, for the operation on it.

    Raises:
        InvalidQueueValue: It is no delivery.
        ForeignDelivery: Another queue or subscription gave it.
    """
    token, _, source = checked_delivery(delivery).receipt.partition(":")
    if source != queue:
        raise ForeignDelivery(queue, operation, delivery.id)
    return token
