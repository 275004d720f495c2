"""How a message looks in NATS: what its headers hold. Nothing is sent here.

Headers of NATS are lines of text, of which spaces at the ends are lost and whose names are tokens.
So those of a message are in one of them, as JSON in ASCII.
"""

import json
from collections.abc import Mapping
from typing import Final

import attrs
from nats.aio.msg import Msg
from nats.js.api import Header

from fakes.queue import Content, Death, Delivery, InvalidQueueValue, Outgoing, Properties
from tests.adapters.queue.arguments import checked_publication, refuse_options
from tests.adapters.queue.encoding import content_from, media_type_of, payload_of
from tests.adapters.queue.nats_stream import NatsQueue

__all__ = ["Publishing", "burying", "delivered", "publishing"]

_MEDIA_TYPE: Final = "Content-Type"
_HEADERS: Final = "Message-Headers"
_BURIED_ID: Final = "Dead-Letter-Id"
_DEATH: Final = "Dead-Letter-Death"
_ROOM: Final = 1 << 16
"""For all headers. A stream takes no more bytes of them."""

_MOST_HEADERS: Final = 60_000
"""For those of the message, which leaves room for what a dead letter has more of them."""

_REFUSED: Final = {
    "key": "JetStream keeps no order by key; make a queue for each",
    "priority": "JetStream has none; make a queue for each",
    "delay": "JetStream delays only what is given back",
    "ttl": "the messages of a stream live equally long",
}


@attrs.frozen
class Publishing:
    """A message to be published."""

    payload: bytes
    headers: dict[str, str]


def publishing(message: Outgoing, queue: NatsQueue, max_payload: int) -> Publishing:
    """The message; the server takes so many bytes for the body and all headers.

    Raises:
        InvalidQueueValue: An argument is wrong, or nothing that NATS can carry.
        Unsupported: JetStream lacks an option.
    """
    most_bytes = min(queue.max_body_bytes, max_payload - _ROOM)
    publication = checked_publication(message, most_bytes)
    refuse_options(publication, _REFUSED)
    payload = payload_of(publication.content)
    headers = _headers(publication.content, publication.headers)
    if publication.deduplication_id is not None:
        # As JSON, since spaces at the ends count.
        headers[Header.MSG_ID] = json.dumps(publication.deduplication_id)
    size = len(headers[_HEADERS])
    if size > _MOST_HEADERS:
        raise InvalidQueueValue("headers", f"have {size} bytes as JSON, of at most {_MOST_HEADERS}")
    return Publishing(payload, headers)


def burying(delivery: Delivery, death: Death) -> Publishing:
    """A dead letter. It is one, however often it is published within the deduplication window."""
    headers = {
        **_headers(delivery.content, delivery.headers),
        _BURIED_ID: delivery.id,
        _DEATH: json.dumps(attrs.asdict(death)),
        Header.MSG_ID: delivery.id,
    }
    return Publishing(payload_of(delivery.content), headers)


def delivered(message: Msg, receipt: str) -> Delivery:
    """A message as it was received. Its id is its number in the stream, which duplicates share."""
    headers = message.headers or {}
    death = headers.get(_DEATH)
    facts = message.metadata
    return Delivery(
        id=headers.get(_BURIED_ID) or str(facts.sequence.stream),
        content=content_from(message.data, headers.get(_MEDIA_TYPE)),
        properties=Properties(
            headers=tuple(json.loads(headers.get(_HEADERS, "{}")).items()),
            died=Death(**json.loads(death)) if death else None,
        ),
        receipt=receipt,
        count=facts.num_delivered,
    )


def _headers(content: Content, headers: Mapping[str, str]) -> dict[str, str]:
    return {_MEDIA_TYPE: media_type_of(content), _HEADERS: json.dumps(dict(headers))}
