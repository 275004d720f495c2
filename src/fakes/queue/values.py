"""What goes into a message queue and what comes out: frozen values, and nothing that acts."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal, TypeAlias

import attrs

__all__ = [
    "NO_DELAY",
    "PLAIN",
    "Body",
    "Content",
    "Death",
    "Delivery",
    "Json",
    "Message",
    "Outgoing",
    "Properties",
    "Reason",
]

Json: TypeAlias = bool | int | float | str | Sequence[Any] | Mapping[str, Any] | None
"""A JSON value. Arrays must be lists and objects dicts: a tuple would come back as a list.

What is inside is not spelt out, because the name of a recursive type cannot be resolved in the
modules of those who use it in their Protocols.
"""

Body: TypeAlias = bytes | Json
"""What a message may say."""

Content: TypeAlias = bytes | str
"""A body as it is stored and carried: bytes as they are, a JSON value as its text."""

Reason: TypeAlias = Literal["rejected", "too many deliveries", "expired"]
"""Why a message went to the dead letters."""

NO_DELAY = timedelta()


@attrs.frozen
class Death:
    """How a message became a dead letter: in which queue, why, and after how many deliveries."""

    queue: str
    reason: Reason
    count: int


@attrs.frozen(kw_only=True)
class Properties:
    """What a message has beside its body. `headers` are pairs, in the order they were given."""

    headers: tuple[tuple[str, str], ...] = ()
    key: str | None = None
    priority: int = 0
    died: Death | None = None


PLAIN = Properties()


@attrs.frozen(repr=False)
class Message:
    """A message in a queue, as a test looks at it.

    Two are equal if they have the same id, body and properties.
    """

    id: str
    content: Content
    properties: Properties = PLAIN

    @property
    def body(self) -> Any:
        """The bytes, or a new copy of the JSON value."""
        return body_of(self.content)

    @property
    def headers(self) -> dict[str, str]:
        """A new dict of the headers."""
        return dict(self.properties.headers)

    @property
    def key(self) -> str | None:
        """Messages of one key are delivered in their order, one at a time."""
        return self.properties.key

    @property
    def priority(self) -> int:
        """0 to 9; the higher is delivered first."""
        return self.properties.priority

    @property
    def died(self) -> Death | None:
        """How it became a dead letter, if it is one."""
        return self.properties.died

    def __repr__(self) -> str:
        return f"Message({described(self.id, self.content, self.properties)})"


@attrs.frozen(slots=False, repr=False)
class Delivery:
    """A message that a consumer holds until it acks it, gives it back, or its lease ends.

    `count` says the how manieth delivery of the message this is, from 1. `receipt` is what the
    broker knows this delivery by: opaque, and different for each.
    """

    # One is made for each message received. Without slots that takes two thirds of the time.
    id: str
    content: Content
    properties: Properties
    receipt: str
    count: int

    @property
    def body(self) -> Any:
        """The bytes, or a new copy of the JSON value."""
        return body_of(self.content)

    @property
    def headers(self) -> dict[str, str]:
        """A new dict of the headers."""
        return dict(self.properties.headers)

    @property
    def key(self) -> str | None:
        """Messages of one key are delivered in their order, one at a time."""
        return self.properties.key

    @property
    def priority(self) -> int:
        """0 to 9; the higher is delivered first."""
        return self.properties.priority

    @property
    def died(self) -> Death | None:
        """How it became a dead letter, if it is one."""
        return self.properties.died

    def __repr__(self) -> str:
        described_message = described(self.id, self.content, self.properties)
        return f"Delivery({described_message}, count={self.count})"


@attrs.frozen(kw_only=True)
class Outgoing:
    """One message of a batch: the arguments of `publish`, which checks them."""

    body: Body
    headers: dict[str, str] | None = None
    key: str | None = None
    priority: int = 0
    delay: timedelta = NO_DELAY
    ttl: timedelta | None = None
    deduplication_id: str | None = None


def body_of(content: Content) -> Any:
    """The body that was stored as this content."""
    return json.loads(content) if type(content) is str else content


def described(message_id: str, content: Content, properties: Properties) -> str:
    """The parts of a message that say something, for its repr."""
    said = [repr(message_id), repr(body_of(content))]
    if properties.headers:
        said.append(f"headers={dict(properties.headers)!r}")
    for name in ("key", "priority", "died"):
        value = getattr(properties, name)
        if value:
            said.append(f"{name}={value!r}")
    return ", ".join(said)
