"""What a client reads, and where it publishes: a queue, a subscription to it, dead letters."""

import attrs

from fakes.errors import Unsupported
from tests.adapters.queue.arguments import checked_name

__all__ = ["Address"]


def _is_name(_address: object, field: "attrs.Attribute[str]", value: str) -> None:
    checked_name(field.name, value)


@attrs.frozen
class Address:
    """A queue of this name, or a subscription to it; `is_dead` for the dead letters of that.

    As text no two are alike, because names have no slashes.

    Raises:
        InvalidQueueValue: A name is none.
    """

    name: str = attrs.field(validator=_is_name)
    subscription: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(_is_name)
    )
    is_dead: bool = attrs.field(default=False, kw_only=True)

    def __str__(self) -> str:
        living = self.name if self.subscription is None else f"{self.name}/{self.subscription}"
        return f"{living}//dead letters" if self.is_dead else living

    @property
    def published(self) -> str:
        """Where to publish, as text: to the dead letters, or to all that read the queue."""
        return str(self) if self.is_dead else self.name

    def subscribed(self, subscription: str) -> "Address":
        """A subscription to the queue.

        Raises:
            InvalidQueueValue: It is no name.
            Unsupported: These are dead letters.
        """
        if self.is_dead:
            raise Unsupported("subscribe", "only one queue gets the dead letters")
        return attrs.evolve(self, subscription=subscription)

    def dead_letters(self, operation: str) -> "Address":
        """Its dead letters, which the operation needs.

        Raises:
            Unsupported: These are some.
        """
        if self.is_dead:
            raise Unsupported(operation, "dead letters do not die again; ack what is of no use")
        return attrs.evolve(self, is_dead=True)
