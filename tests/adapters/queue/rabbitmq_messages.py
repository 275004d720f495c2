"""How a message looks in RabbitMQ, whichever client sends it: properties, headers, counts."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NoReturn
from uuid import uuid4

import attrs

from fakes.errors import Unsupported
from fakes.queue import Delivery, InvalidQueueValue, Outgoing, Properties
from tests.adapters.queue.arguments import (
    checked_delay,
    checked_duration,
    checked_publication,
    refuse_options,
)
from tests.adapters.queue.encoding import content_from, media_type_of, payload_of
from tests.adapters.queue.rabbitmq_layout import RabbitQueue

__all__ = ["Incoming", "Publishing", "publishing", "refuse_delay", "refuse_lease"]

_RESERVED: Final = re.compile(
    # Where else to send it, which the broker reads; and what the broker writes.
    r"CC|BCC|x-((first-|last-)?death(-.*)?|(delivery|acquired)-count)"
)
_MILLISECOND: Final = timedelta(milliseconds=1)
_LONGEST_TTL: Final = (1 << 32) - 1
_COUNT: Final = "x-delivery-count"


@attrs.frozen
class Publishing:
    """A message to be published, persistently; `ttl` is in milliseconds."""

    id: str
    payload: bytes
    content_type: str
    headers: dict[str, str]
    priority: int | None
    ttl: int | None


def publishing(message: Outgoing, queue: RabbitQueue) -> Publishing:
    """The message, with a new id.

    Raises:
        InvalidQueueValue: An argument is wrong, or nothing that RabbitMQ can carry.
        Unsupported: The queue lacks an option.
    """
    publication = checked_publication(message, queue.max_body_bytes)
    refuse_options(publication, queue.kind.refused)
    for name in publication.headers:
        if _RESERVED.fullmatch(name):
            raise InvalidQueueValue(
                "headers", f"must not have a name that means something to RabbitMQ: {name!r}"
            )
    return Publishing(
        id=uuid4().hex,
        payload=payload_of(publication.content),
        content_type=media_type_of(publication.content),
        headers=dict(publication.headers),
        priority=publication.priority or None,
        ttl=None if publication.ttl is None else _milliseconds(publication.ttl),
    )


def refuse_delay(delay: timedelta) -> None:
    """Refuse any delay of what is given back."""
    if checked_delay("delay", delay):
        raise Unsupported("nack(delay=...)", "RabbitMQ gives back at once; wait before the nack")


def refuse_lease(lease: timedelta) -> NoReturn:
    """Refuse any lease."""
    checked_duration("lease", lease)
    raise Unsupported("extend", "a delivery in RabbitMQ is held until its channel ends")


def _milliseconds(ttl: timedelta) -> int:
    """At least one: what has none left goes to nobody who is not waiting for it."""
    milliseconds = -(-ttl // _MILLISECOND)
    if milliseconds > _LONGEST_TTL:
        raise InvalidQueueValue("ttl", f"must be at most {_LONGEST_TTL} ms, not {ttl}")
    return milliseconds


@attrs.frozen
class Incoming:
    """A message as RabbitMQ gave it, with what clients of it call by different names."""

    payload: bytes
    id: str | None
    content_type: str | None
    headers: Mapping[str, Any] | None
    priority: int | None
    redelivered: bool

    def delivered(self, receipt: str) -> Delivery:
        """The delivery. What the broker has put among the headers is left out of them.

        A quorum queue tells how often it delivered the message before. A classic one tells only
        whether it did: then the count is 2, and may be more in truth. Why a message became a dead
        letter is told as well, but not after how many deliveries, so that `died` is not known.
        """
        headers = self.headers or {}
        return Delivery(
            id=self.id or "",
            content=content_from(self.payload, self.content_type),
            properties=Properties(
                headers=tuple(
                    (name, str(value))
                    for name, value in headers.items()
                    if not _RESERVED.fullmatch(name)
                ),
                priority=self.priority or 0,
            ),
            receipt=receipt,
            count=int(headers.get(_COUNT, self.redelivered)) + 1,
        )
