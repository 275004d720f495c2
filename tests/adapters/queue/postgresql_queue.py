"""A queue in PostgreSQL, through psycopg: SELECT ... FOR UPDATE SKIP LOCKED, and leases by time.

What time has done is noticed when the queue is next used: a message whose last lease is over comes
to the dead letters when somebody receives from the queue, or settles something.
Each operation is one transaction, which does not stay open while a message is worked on. Whatever a
queue can do is a statement (see `postgresql_tables`); it must run at READ COMMITTED, the default,
where a statement that has waited for a lock sees what was committed meanwhile.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import LiteralString
from uuid import uuid4

import attrs
import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Json

from fakes.queue import (
    Body,
    Death,
    Delivery,
    InvalidQueueValue,
    Outgoing,
    Properties,
    QueueClosed,
    StaleDelivery,
)
from tests.adapters.queue import postgresql_tables as tables
from tests.adapters.queue.addresses import Address
from tests.adapters.queue.arguments import (
    Publication,
    checked_batch,
    checked_delay,
    checked_duration,
    checked_limit,
    checked_publication,
)
from tests.adapters.queue.encoding import content_from, media_type_of, payload_of
from tests.adapters.queue.postgresql_transactions import Row, transaction
from tests.adapters.queue.receipts import receipt_of, token_of

__all__ = ["PostgresMessageQueue", "PostgresSettings", "create_tables"]

Connection = psycopg.Connection[TupleRow]


@attrs.frozen(kw_only=True)
class PostgresSettings:
    """What is the same for all clients of a queue.

    Attributes:
        lease: For how long a delivery is held.
        max_deliveries: After how many a message goes to the dead letters, if it does.
        prefetch: How many deliveries a client holds at most.
        deduplication_window: For how long a deduplication id is remembered.
        max_body_bytes: The largest body.
    """

    lease: timedelta = timedelta(seconds=30)
    max_deliveries: int | None = None
    prefetch: int = 100
    deduplication_window: timedelta = timedelta(minutes=5)
    max_body_bytes: int = 1 << 20


def create_tables(connection: Connection) -> None:
    """Create the tables, in the schema that comes first in the connection's search path."""
    with transaction(connection) as cursor:
        cursor.execute(tables.CREATE)


class PostgresMessageQueue:
    """A `MessageQueue` on a connection that stays the caller's to close.

    What it gives out, by `subscribe` and `dead_letters`, is on the same connection, which must not
    commit by itself (`autocommit`), and serves one thread at a time.
    """

    def __init__(
        self, connection: Connection, address: Address, settings: PostgresSettings
    ) -> None:
        self.connection = connection
        self._address = address
        self._settings = settings
        self._client = uuid4()
        self._is_open = True

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
        """Store a message in the queue and in its subscriptions; its id."""
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
        (message_id,) = self._publish(
            [checked_publication(outgoing, self._settings.max_body_bytes)]
        )
        return message_id

    def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Store all those that are right, in one transaction."""
        self._check_open("publish_batch")
        checked = [self._checked(message) for message in checked_batch(messages)]
        ids = iter(self._publish([each for each in checked if isinstance(each, Publication)]))
        return [next(ids) if isinstance(each, Publication) else each for each in checked]

    def receive(self, limit: int = 1) -> list[Delivery]:
        """Take what is ready: the higher priority first, and then the oldest."""
        self._check_open("receive")
        how = self._here | {
            "limit": checked_limit(limit),
            "prefetch": self._settings.prefetch,
            "lease": self._settings.lease,
        }
        with transaction(self.connection) as cursor:
            self._tidy(cursor)
            return [self._delivery(row) for row in cursor.execute(tables.RECEIVE, how)]

    def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done."""
        self._settle("ack", delivery, tables.ACK)

    def nack(self, delivery: Delivery, /, *, delay: timedelta = timedelta()) -> None:
        """Give the message back; after its last delivery, it goes to the dead letters."""
        self._check_open("nack")
        self._settle("nack", delivery, tables.NACK, delay=checked_delay("delay", delay))

    def reject(self, delivery: Delivery, /) -> None:
        """Give the message up."""
        self._check_open("reject")
        letters = str(self._address.dead_letters("reject"))
        self._settle("reject", delivery, tables.REJECT, dead_letters=letters)

    def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now."""
        self._check_open("extend")
        self._settle("extend", delivery, tables.EXTEND, lease=checked_duration("lease", lease))

    def purge(self) -> int:
        """Forget what waits; how many messages that were."""
        self._check_open("purge")
        with transaction(self.connection) as cursor:
            self._tidy(cursor)
            return cursor.execute(tables.PURGE, self._here).rowcount

    def subscribe(self, subscription: str, /) -> "PostgresMessageQueue":
        """Another client, of a subscription that begins now, if it is new."""
        self._check_open("subscribe")
        subscribed = self._address.subscribed(subscription)
        names = {"name": subscribed.name, "subscription": subscribed.subscription}
        with transaction(self.connection) as cursor:
            cursor.execute(tables.SUBSCRIBE, names)
        return self._another(subscribed)

    def dead_letters(self) -> "PostgresMessageQueue":
        """Another client, of the dead letters, which are delivered without a limit."""
        self._check_open("dead_letters")
        return self._another(self._address.dead_letters("dead_letters"))

    def close(self) -> None:
        """Give back what it holds."""
        if self._is_open:
            self._is_open = False
            with transaction(self.connection) as cursor:
                cursor.execute(tables.GIVE_ALL_BACK, self._here)
                self._tidy(cursor)

    def _another(self, address: Address) -> "PostgresMessageQueue":
        return PostgresMessageQueue(self.connection, address, self._settings)

    def _check_open(self, operation: str) -> None:
        if not self._is_open:
            raise QueueClosed(str(self._address), operation)

    @property
    def _here(self) -> dict[str, object]:
        return {"queue": str(self._address), "client": self._client}

    def _checked(self, message: Outgoing) -> Publication | InvalidQueueValue:
        try:
            return checked_publication(message, self._settings.max_body_bytes)
        except InvalidQueueValue as error:
            return error

    def _publish(self, publications: Sequence[Publication]) -> list[str]:
        """Store messages, in one transaction; their ids."""
        with transaction(self.connection) as cursor:
            # Whoever takes several locks must take them in an order, else two wait for each other.
            for lock in sorted({lock for each in publications for lock in self._locks_of(each)}):
                cursor.execute(tables.LOCK, [lock])
            return [self._stored(cursor, each) for each in publications]

    def _locks_of(self, publication: Publication) -> list[str]:
        """What is published by turns with this: what has the key, or the deduplication id."""
        names = {"key": publication.key, "id": publication.deduplication_id}
        return [
            f"{self._address.published}//{kind} {name}"
            for kind, name in names.items()
            if name is not None
        ]

    def _stored(self, cursor: "psycopg.Cursor[Row]", publication: Publication) -> str:
        """The id of a message, once it is stored, or was within the window."""
        names = {"queue": self._address.published, "deduplication_id": publication.deduplication_id}
        if publication.deduplication_id is not None:
            for row in cursor.execute(tables.DEDUPLICATE, names):
                return str(row["message_id"])
        message_id = uuid4().hex
        if publication.deduplication_id is not None:
            cursor.execute(tables.FORGET_WINDOWS, names)
            window = self._settings.deduplication_window
            cursor.execute(tables.REMEMBER, names | {"id": message_id, "window": window})
        cursor.execute(
            tables.PUBLISH,
            {
                "queue": self._address.published,
                "id": message_id,
                "payload": payload_of(publication.content),
                "media_type": media_type_of(publication.content),
                # Unlike jsonb, this keeps the order.
                "headers": Json(dict(publication.headers)),
                "key": publication.key,
                "priority": publication.priority,
                "delay": publication.delay,
                "ttl": publication.ttl,
            },
        )
        return message_id

    def _settle(
        self, operation: str, delivery: Delivery, statement: LiteralString, **how: object
    ) -> None:
        """Do what is done to one delivery.

        Raises:
            QueueClosed, ForeignDelivery: It cannot be settled here.
            StaleDelivery: It is no longer held.
        """
        self._check_open(operation)
        address = str(self._address)
        receipt = token_of(operation, delivery, address)
        with transaction(self.connection) as cursor:
            cursor.execute(statement, self._here | {"receipt": receipt} | how)
            if not cursor.rowcount:
                raise StaleDelivery(address, operation, delivery.id, delivery.count)
            self._tidy(cursor)

    def _tidy(self, cursor: "psycopg.Cursor[Row]") -> None:
        """Remove what waits, and is never to be delivered again."""
        cursor.execute(tables.DROP_THE_EXPIRED, self._here)
        most = self._settings.max_deliveries
        if most is not None and not self._address.is_dead:
            dying = {"dead_letters": str(self._address.dead_letters("receive")), "most": most}
            cursor.execute(tables.BURY_THE_POISONED, self._here | dying)

    def _delivery(self, row: Row) -> Delivery:
        return Delivery(
            row["id"],
            content_from(row["payload"], row["media_type"]),
            Properties(
                headers=tuple(row["headers"].items()),
                key=row["key"],
                priority=row["priority"],
                died=_death(row),
            ),
            receipt_of(row["receipt"], str(self._address)),
            row["count"],
        )


def _death(row: Row) -> Death | None:
    if row["died_in"] is None:
        return None
    return Death(row["died_in"], row["died_of"], row["died_after"])
