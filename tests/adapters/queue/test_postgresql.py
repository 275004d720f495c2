"""A queue in PostgreSQL: the suite, and what is said when the connection is lost."""

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import ClassVar, Final

import attrs
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.queue import QueueConformance
from fakes.errors import Unsupported
from fakes.queue import MessageQueue, QueueUnavailable
from tests.adapters.queue.addresses import Address
from tests.adapters.queue.postgresql_queue import (
    PostgresMessageQueue,
    PostgresSettings,
    create_tables,
)
from tests.services.postgresql import POSTGRESQL

LEASE: Final = timedelta(seconds=3)
WINDOW: Final = timedelta(seconds=3)
SIZE: Final = 200_000
DELIVERIES: Final = 3
PREFETCH: Final = 25

SETTINGS: Final = PostgresSettings(
    lease=LEASE,
    max_deliveries=DELIVERIES,
    prefetch=PREFETCH,
    deduplication_window=WINDOW,
    max_body_bytes=SIZE,
)

Connection = psycopg.Connection[TupleRow]


@pytest.fixture(scope="module")
def schema_address(postgresql_address: str) -> Generator[str]:
    """The address of a schema that has the tables, for all tests here."""
    schema = Identifier(str(Namespace.fresh("queues", "of this module")))
    name = schema.as_string(None).strip('"')
    address = make_conninfo(postgresql_address, options=f"-c search_path={name}")
    with psycopg.connect(address) as connection:
        connection.execute(SQL("CREATE SCHEMA {}").format(schema))
        create_tables(connection)
    yield address
    with psycopg.connect(address) as connection:
        connection.execute(SQL("DROP SCHEMA {} CASCADE").format(schema))


@pytest.fixture(scope="module")
def housekeeping(schema_address: str) -> Generator[Connection]:
    """A connection to look at the tables with, and to empty them."""
    with psycopg.connect(schema_address, autocommit=True) as connection:
        yield connection


@attrs.frozen(eq=False)
class Store:
    """A queue, and where it is."""

    address: str
    name: str


class TestPostgreSQL(QueueConformance):
    operations = frozenset(
        {
            Operation.NACK,
            Operation.BACKOFF,
            Operation.EXTEND,
            Operation.DEAD_LETTER,
            Operation.PURGE,
            Operation.DELAY,
            Operation.TTL,
            Operation.PRIORITY,
            Operation.DEDUPLICATE,
            Operation.BATCH,
            Operation.FANOUT,
        }
    )
    promises = frozenset(
        {
            Promise.LEASE,
            Promise.COUNT,
            Promise.KEY_ORDER,
            Promise.TOTAL_ORDER,
            Promise.GROUP,
            Promise.PREFETCH,
            Promise.SIZE_LIMIT,
            Promise.DURABLE,
            Promise.DEATH,
        }
    )
    parameters: ClassVar[Mapping[str, str]] = {
        "stale_or_double_ack": "raises",
        "requeue_position": "original",
        "late_subscriber": "from now",
    }
    limits: ClassVar[Mapping[str, float]] = {
        "patience": 2,
        "lease": LEASE.total_seconds(),
        "deliveries": DELIVERIES,
        "prefetch": PREFETCH,
        "size": SIZE,
        "deduplication_window": WINDOW.total_seconds(),
        "delay": 1,
    }
    examples = 15

    @contextmanager
    def store(
        self, namespace: Namespace, schema_address: str, housekeeping: Connection
    ) -> Generator[Store]:
        yield Store(schema_address, str(namespace))
        for table in ("messages", "subscriptions", "deduplications"):
            housekeeping.execute(
                SQL("DELETE FROM {} WHERE starts_with(queue, %s)").format(
                    Identifier(f"queue_{table}")
                ),
                [str(namespace)],
            )

    def residue(self, namespace: Namespace, housekeeping: Connection) -> Collection[object]:
        return housekeeping.execute(
            """
            SELECT queue FROM queue_messages WHERE starts_with(queue, %(name)s)
            UNION SELECT queue FROM queue_subscriptions WHERE starts_with(queue, %(name)s)
            UNION SELECT queue FROM queue_deduplications WHERE starts_with(queue, %(name)s)
            """,
            {"name": str(namespace)},
        ).fetchall()

    @contextmanager
    def connect(self, store: Store, /) -> Generator[MessageQueue]:
        with connected(store.address, store.name) as client:
            yield client

    @contextmanager
    def other_queue(self, store: Store, name: str, /) -> Generator[MessageQueue]:
        with connected(store.address, f"{store.name}-{name}") as client:
            yield client

    def crash(self, client: PostgresMessageQueue, /) -> None:
        client.connection.close()

    def system(self, postgresql_address: str) -> str:
        release = POSTGRESQL.version(postgresql_address)
        return f"PostgreSQL {release} through psycopg {version('psycopg')}"


@contextmanager
def connected(address: str, name: str) -> Generator[PostgresMessageQueue]:
    """A client with a connection of its own, which may have crashed when it is closed."""
    with psycopg.connect(address) as connection:
        client = PostgresMessageQueue(connection, Address(name), SETTINGS)
        yield client
        if not connection.closed:
            client.close()


@pytest.fixture
def orders(housekeeping: Connection) -> Generator[str]:
    """The name of a queue, which is emptied."""
    yield "orders"
    housekeeping.execute("DELETE FROM queue_messages")


class LosesReplies(psycopg.Connection[TupleRow]):
    """Loses what the server answers to COMMIT, when that has come."""

    def commit(self) -> None:
        super().commit()
        self.close()
        raise psycopg.OperationalError("the reply is lost")


def test_nothing_is_done_when_the_connection_is_lost_before(
    schema_address: str, housekeeping: Connection, orders: str
) -> None:
    with psycopg.connect(schema_address) as connection:
        queue = PostgresMessageQueue(connection, Address(orders), SETTINGS)
        housekeeping.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])

        for _ in range(2):
            with pytest.raises(QueueUnavailable) as caught:
                queue.publish(b"order")
            assert not caught.value.outcome_unknown

    with connected(schema_address, orders) as other:
        assert other.receive() == []


def test_a_message_may_be_stored_when_the_reply_is_lost(schema_address: str, orders: str) -> None:
    with LosesReplies.connect(schema_address) as connection:
        queue = PostgresMessageQueue(connection, Address(orders), SETTINGS)

        with pytest.raises(QueueUnavailable) as caught:
            queue.publish(b"order")

    assert caught.value.outcome_unknown
    with connected(schema_address, orders) as other:
        assert [delivery.body for delivery in other.receive(2)] == [b"order"]


def test_what_the_server_refuses_is_no_lost_connection(schema_address: str, orders: str) -> None:
    with psycopg.connect(schema_address) as connection:
        connection.execute("SET statement_timeout = 100")
        connection.commit()
        queue = PostgresMessageQueue(connection, Address(orders), SETTINGS)
        with psycopg.connect(schema_address) as blocking:
            blocking.execute("LOCK TABLE queue_messages")
            with pytest.raises(psycopg.errors.QueryCanceled):
                queue.receive()

        assert queue.receive() == []


def test_dead_letters_have_neither_subscriptions_nor_dead_letters(
    schema_address: str, orders: str
) -> None:
    with connected(schema_address, orders) as queue:
        letters = queue.dead_letters()
        letters.publish(b"letter")
        (held,) = letters.receive()

        with pytest.raises(Unsupported):
            letters.subscribe("billing")
        with pytest.raises(Unsupported):
            letters.dead_letters()
        with pytest.raises(Unsupported):
            letters.reject(held)
        letters.ack(held)
