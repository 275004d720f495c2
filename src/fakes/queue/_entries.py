"""What a subscription remembers of each of its messages; the store alone changes it."""

from datetime import datetime
from enum import Enum

import attrs

from fakes.queue.values import Content, Delivery, Message, Properties

__all__ = ["Client", "Entry", "State"]


class State(Enum):
    """Where a message is in its life."""

    READY = "ready"
    DELAYED = "delayed"
    BLOCKED = "blocked"
    """Behind another message of its key."""
    IN_FLIGHT = "in flight"
    GONE = "gone"


@attrs.define(eq=False)
class Client:
    """A connection to the broker: to what, how many deliveries it holds, whether it is open."""

    number: int
    address: str
    held: int = 0
    is_open: bool = False


@attrs.define(eq=False)
class Entry:
    """One message in one subscription.

    `position` is its place among those ready. `timer` is the number of the timer that ends its
    state, 0 if there is none. `delivery` is the latest, while that can still be settled.
    """

    id: str
    content: Content
    properties: Properties
    expires: datetime | None = None
    not_before: datetime | None = None
    position: int = 0
    count: int = 0
    state: State = State.READY
    timer: int = 0
    delivery: Delivery | None = None
    client: Client | None = None

    def delivered(self, delivery: Delivery) -> bool:
        """Whether this is its latest delivery, or a copy of that."""
        return (self.id, self.content, self.count) == (
            delivery.id,
            delivery.content,
            delivery.count,
        )

    @property
    def message(self) -> Message:
        return Message(self.id, self.content, self.properties)
