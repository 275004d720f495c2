"""A queue in Redis Streams, through redis-py: consumer groups, and leases by idle time.

Redis 7 or later. Each operation is one script (see `redis_streams_scripts`). All keys of a queue
have its name as their hash tag, so that a cluster has them in one place. How much outlives the
server is up to its configuration (`appendonly`, `appendfsync`).

There are no delays of what is published, no times to live, no priorities, and no order by key.
"""

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final, Literal
from uuid import uuid4

import attrs
import redis

from fakes.errors import Unsupported
from fakes.queue import (
    Body,
    Death,
    Delivery,
    InvalidQueueValue,
    Outgoing,
    Properties,
    QueueClosed,
    QueueUnavailable,
    StaleDelivery,
)
from tests.adapters.queue import redis_streams_scripts as scripts
from tests.adapters.queue.addresses import Address
from tests.adapters.queue.arguments import (
    Publication,
    checked_batch,
    checked_delay,
    checked_delivery,
    checked_duration,
    checked_limit,
    checked_publication,
    refuse_options,
)
from tests.adapters.queue.encoding import content_from, media_type_of, payload_of
from tests.adapters.queue.receipts import receipt_of, token_of

__all__ = ["RedisStreamsQueue", "StreamsSettings"]

_REFUSED: Final = {
    "key": "a consumer group keeps no order by key; make a queue for each",
    "priority": "a stream has one order; make a queue for each priority",
    "delay": "what is in a stream is ready; publish later",
    "ttl": "a stream forgets by age or by length, for all its messages alike",
}
_MILLISECOND: Final = timedelta(milliseconds=1)
_OWN_GROUP: Final = "/"
"""No subscription is called like that."""

_REASONS: Final[Mapping[bytes, Literal["rejected", "too many deliveries"]]] = {
    b"rejected": "rejected",
    b"too many deliveries": "too many deliveries",
}


@attrs.frozen(kw_only=True)
class StreamsSettings:
    """What is the same for all clients of a queue.

    Attributes:
        lease: For how long a delivery is held, in whole milliseconds.
        max_deliveries: After how many a message goes to the dead letters, if it does.
        deduplication_window: For how long a deduplication id is remembered.
        max_body_bytes: The largest body.
    """

    lease: timedelta = timedelta(seconds=30)
    max_deliveries: int | None = None
    deduplication_window: timedelta = timedelta(minutes=5)
    max_body_bytes: int = 1 << 20


class RedisStreamsQueue:
    """A `MessageQueue` over a client of Redis, which stays the caller's to close.

    That client must give bytes (no `decode_responses`), and not try again by itself
    (`retry=Retry(NoBackoff(), 0)`): a message whose reply was lost would be there twice. What a
    client that dies holds comes back when the lease is over; its name stays in the group, until
    somebody removes it (XGROUP DELCONSUMER).
    """

    def __init__(self, client: redis.Redis, address: Address, settings: StreamsSettings) -> None:
        """Have the stream, and the group in it: a subscription begins now, if it is new.

        Raises:
            QueueUnavailable: Redis cannot be reached.
        """
        # redis-py leaves most of what is used of it untyped.
        self._client: Any = client
        self.address = address
        self._settings = settings
        self._consumer = uuid4().hex
        self._is_open = True
        self._create_group()

    def publish(
        self,
        body: Body,
        /,
        *,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        priority: int = 0,
        delay: timedelta = timedelta(),
        ttl: timedelta | None = None,
        deduplication_id: str | None = None,
    ) -> str:
        """Store a message in the stream; its id."""
        self._check_open("publish")
        outgoing = Outgoing(
            body=body,
            headers=headers,
            key=key,
            priority=priority,
            delay=delay,
            ttl=ttl,
            deduplication_id=deduplication_id,
        )
        return self._publish(self._checked(outgoing))

    def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Store those that are right, one after the other, if none has an unsupported option."""
        self._check_open("publish_batch")
        checked = [self._checked_or_not(message) for message in checked_batch(messages)]
        return [self._publish(each) if isinstance(each, Publication) else each for each in checked]

    def receive(self, limit: int = 1) -> list[Delivery]:
        """Take what is ready, the oldest first."""
        self._check_open("receive")
        received = self._run(scripts.RECEIVE, self._consumer, checked_limit(limit))
        return [self._delivery(*each) for each in received]

    def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done."""
        self._settle("ack", delivery, scripts.ACK)

    def nack(self, delivery: Delivery, /, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, with a delay that is no longer than a lease."""
        self._check_open("nack")
        milliseconds = _milliseconds(checked_delay("delay", delay))
        self._check_within_lease("nack(delay=...)", delay)
        self._settle("nack", delivery, scripts.NACK, milliseconds)

    def reject(self, delivery: Delivery, /) -> None:
        """Give the message up."""
        self._check_open("reject")
        self.address.dead_letters("reject")
        self._settle("reject", delivery, scripts.REJECT)

    def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now, which is no longer than the queue's lease."""
        self._check_open("extend")
        milliseconds = _milliseconds(checked_duration("lease", lease))
        self._check_within_lease("extend", lease)
        self._settle("extend", delivery, scripts.EXTEND, milliseconds)

    def purge(self) -> int:
        """Forget what waits for this group; how many messages that were."""
        self._check_open("purge")
        return int(self._run(scripts.PURGE, self._consumer))

    def subscribe(self, subscription: str, /) -> "RedisStreamsQueue":
        """Another client, of another group."""
        self._check_open("subscribe")
        return self._another(self.address.subscribed(subscription))

    def dead_letters(self) -> "RedisStreamsQueue":
        """Another client, of the dead letters, which are delivered without a limit."""
        self._check_open("dead_letters")
        return self._another(self.address.dead_letters("dead_letters"))

    def close(self) -> None:
        """Give back what it holds."""
        if self._is_open:
            self._is_open = False
            self._run(scripts.CLOSE, self._consumer)

    def _check_open(self, operation: str) -> None:
        if not self._is_open:
            raise QueueClosed(str(self.address), operation)

    def _check_within_lease(self, operation: str, time: timedelta) -> None:
        if time > self._settings.lease:
            raise Unsupported(
                operation,
                "Redis knows for how long a message was idle, and none is so for less than "
                f"nothing: ask for the queue's lease of {self._settings.lease} at most",
            )

    def _another(self, address: Address) -> "RedisStreamsQueue":
        return RedisStreamsQueue(self._client, address, self._settings)

    # Keys. A group of dead letters is always their own.

    @property
    def _stream(self) -> str:
        return f"{{{self.address.name}}}{self.address.published}"

    @property
    def _letters(self) -> str:
        return f"{{{self.address.name}}}{attrs.evolve(self.address, is_dead=True)}"

    @property
    def _group(self) -> str:
        return (not self.address.is_dead and self.address.subscription) or _OWN_GROUP

    def _create_group(self) -> None:
        begin = "0" if self._group == _OWN_GROUP else "$"
        with _reaching():
            # A subscription must not be there before the queue's own group.
            if begin == "$":
                self._create(_OWN_GROUP, "0")
            self._create(self._group, begin)

    def _create(self, group: str, begin: str) -> None:
        try:
            self._client.xgroup_create(self._stream, group, begin, mkstream=True)
        except redis.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    # What is sent.

    def _run(self, script: str, *arguments: object) -> Any:
        most = 0 if self.address.is_dead else self._settings.max_deliveries or 0
        lease = _milliseconds(self._settings.lease)
        with _reaching():
            # A script is sent once, and known by its hash then.
            prepared = self._client.register_script(script)
            return prepared(
                keys=[self._stream, self._letters], args=[self._group, lease, most, *arguments]
            )

    def _checked(self, message: Outgoing) -> Publication:
        publication = checked_publication(message, self._settings.max_body_bytes)
        refuse_options(publication, _REFUSED)
        return publication

    def _checked_or_not(self, message: Outgoing) -> Publication | InvalidQueueValue:
        try:
            return self._checked(message)
        except InvalidQueueValue as error:
            return error

    def _publish(self, publication: Publication) -> str:
        keys = [self._stream]
        if publication.deduplication_id is not None:
            keys.append(f"{self._stream}//id {publication.deduplication_id}")
        fields = {
            "payload": payload_of(publication.content),
            "media type": media_type_of(publication.content),
            "headers": json.dumps(dict(publication.headers)),
        }
        window = _milliseconds(self._settings.deduplication_window)
        flat = [part for field in fields.items() for part in field]
        with _reaching():
            prepared = self._client.register_script(scripts.PUBLISH)
            message_id: bytes = prepared(keys=keys, args=[window, uuid4().hex, *flat])
        return message_id.decode()

    def _settle(self, operation: str, delivery: Delivery, script: str, *how: object) -> None:
        """Do what is done to one delivery.

        Raises:
            QueueClosed, ForeignDelivery: It cannot be settled here.
            StaleDelivery: It is no longer held.
        """
        self._check_open(operation)
        token = token_of(operation, checked_delivery(delivery), str(self.address))
        entry, _, count = token.partition(".")
        if not self._run(script, entry, count, *how):
            raise StaleDelivery(str(self.address), operation, delivery.id, delivery.count)

    def _delivery(self, entry: bytes, count: int, flat: Sequence[bytes]) -> Delivery:
        fields = dict(zip(flat[::2], flat[1::2], strict=True))
        return Delivery(
            fields[b"id"].decode(),
            content_from(fields[b"payload"], fields[b"media type"].decode()),
            Properties(
                headers=tuple(json.loads(fields[b"headers"]).items()), died=self._death(fields)
            ),
            receipt_of(f"{entry.decode()}.{count}", str(self.address)),
            count,
        )

    def _death(self, fields: Mapping[bytes, bytes]) -> Death | None:
        if b"reason" not in fields:
            return None
        living = attrs.evolve(self.address, is_dead=False)
        return Death(str(living), _REASONS[fields[b"reason"]], int(fields[b"count"]))


def _milliseconds(time: timedelta) -> int:
    """No fewer than asked for."""
    return -(-time // _MILLISECOND)


@contextmanager
def _reaching() -> Generator[None]:
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as error:
        # redis-py raises the same error whenever something is wrong with a socket.
        is_unsent = isinstance(error.__context__, ConnectionRefusedError)
        reason = f"{type(error).__name__}: {error}"
        raise QueueUnavailable(reason, outcome_unknown=not is_unsent) from error
