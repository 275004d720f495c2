"""A queue in Redis Streams: the suite on a real server and with fakeredis, and lost replies."""

import socket
from collections.abc import Collection, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, ClassVar, Final, cast

import attrs
import fakeredis
import pytest
import redis

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.queue import QueueConformance
from fakes.errors import Unsupported
from fakes.queue import Delivery, MessageQueue, QueueUnavailable
from tests.adapters.queue.addresses import Address
from tests.adapters.queue.redis_streams_queue import RedisStreamsQueue, StreamsSettings
from tests.adapters.redis_clients import keys_like, single_try_client_of
from tests.services.participants import Participants
from tests.services.redis import REDIS

LEASE: Final = timedelta(seconds=3)
WINDOW: Final = timedelta(seconds=3)
SIZE: Final = 200_000
DELIVERIES: Final = 3
SETTINGS: Final = StreamsSettings(
    lease=LEASE, max_deliveries=DELIVERIES, deduplication_window=WINDOW, max_body_bytes=SIZE
)


@pytest.fixture(scope="module")
def streams_client(redis_address: str) -> Generator[redis.Redis]:
    with single_try_client_of(redis_address) as client:
        yield client


@pytest.fixture(scope="module")
def fake_streams_client(participants: Participants) -> Generator[redis.Redis]:
    if find_spec("lupa") is None:
        participants.not_run("fakeredis", "without lupa (fakeredis[lua]) it runs no scripts")
    # To a script of a client with RESP3, which is what redis-py speaks by itself, fakeredis 2.40.0
    # gives the reply to XREADGROUP in another form than Redis, which gives it as in RESP2.
    server = fakeredis.FakeServer(version=(7,))
    with fakeredis.FakeRedis(server=server, protocol=2) as client:
        yield client


def keys_of(client: redis.Redis, namespace: object) -> list[bytes]:
    """All that is stored for queues whose names begin so."""
    return keys_like(client, f"{{{namespace}*")


@attrs.frozen(eq=False)
class Store:
    """A queue, and where it is."""

    client: redis.Redis
    name: str


class _OnStreams(QueueConformance):
    """What is the same on the real server and with fakeredis.

    Redis does not say that it keeps anything over a restart: that depends on how it is configured.
    """

    operations = frozenset(
        {
            Operation.NACK,
            Operation.BACKOFF,
            Operation.EXTEND,
            Operation.DEAD_LETTER,
            Operation.PURGE,
            Operation.DEDUPLICATE,
            Operation.BATCH,
            Operation.FANOUT,
        }
    )
    promises = frozenset(
        {
            Promise.LEASE,
            Promise.COUNT,
            Promise.TOTAL_ORDER,
            Promise.GROUP,
            Promise.SIZE_LIMIT,
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
        "size": SIZE,
        "deduplication_window": WINDOW.total_seconds(),
        "delay": 1,
    }
    examples = 15

    @contextmanager
    def opened(self, namespace: Namespace, client: redis.Redis) -> Generator[Store]:
        yield Store(client, str(namespace))
        if keys := keys_of(client, namespace):
            client.delete(*keys)

    @contextmanager
    def connect(self, store: Store, /) -> Generator[MessageQueue]:
        with connected(store.client, store.name) as client:
            yield client

    @contextmanager
    def other_queue(self, store: Store, name: str, /) -> Generator[MessageQueue]:
        with connected(store.client, f"{store.name}-{name}") as client:
            yield client

    def crash(self, client: "_MortalQueue", /) -> None:
        client.dies = True


class TestRedisStreams(_OnStreams):
    """On the real server."""

    def store(
        self, namespace: Namespace, streams_client: redis.Redis
    ) -> AbstractContextManager[Store]:
        return self.opened(namespace, streams_client)

    def residue(self, namespace: Namespace, streams_client: redis.Redis) -> Collection[object]:
        return keys_of(streams_client, namespace)

    def system(self, redis_address: str) -> str:
        return f"Redis {REDIS.version(redis_address)} through redis-py {version('redis')}"


class TestFakeredisStreams(_OnStreams):
    """With a fake server that others have written."""

    def store(
        self, namespace: Namespace, fake_streams_client: redis.Redis
    ) -> AbstractContextManager[Store]:
        return self.opened(namespace, fake_streams_client)

    def residue(self, namespace: Namespace, fake_streams_client: redis.Redis) -> Collection[object]:
        return keys_of(fake_streams_client, namespace)

    def system(self) -> str:
        return f"fakeredis {version('fakeredis')} through redis-py {version('redis')}"


class _MortalQueue(RedisStreamsQueue):
    """A client whose process can die: it gives nothing back then."""

    dies = False

    def close(self) -> None:
        if not self.dies:
            super().close()


@contextmanager
def connected(client: redis.Redis, name: str) -> Generator[_MortalQueue]:
    """A client of the queue, and what it gives out."""
    queue = _MortalQueue(client, Address(name), SETTINGS)
    yield queue
    queue.close()


class LosesReplies(redis.Connection):
    """Loses what the server answers to a script, when it has come."""

    is_lost = False

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        self.is_lost = b"EVALSHA" in b"".join(command)
        cast(Any, super()).send_packed_command(command, check_health)

    def read_response(self, *args: Any, **options: Any) -> Any:
        response = cast(Any, super()).read_response(*args, **options)
        if self.is_lost:
            raise redis.ConnectionError("the reply is lost")
        return response


@pytest.fixture
def orders(streams_client: redis.Redis) -> Generator[RedisStreamsQueue]:
    """A client of a queue, which is removed."""
    name = str(Namespace.fresh("redis", "streams"))
    with connected(streams_client, name) as queue:
        yield queue
    streams_client.delete(*keys_of(streams_client, name))


@pytest.fixture
def name(orders: RedisStreamsQueue) -> str:
    """The name of that queue."""
    return orders.address.name


def test_a_message_may_be_stored_when_the_reply_is_lost(
    redis_address: str, orders: RedisStreamsQueue, name: str
) -> None:
    orders.ack(_received(orders, b"the script is known then"))
    with single_try_client_of(redis_address, LosesReplies) as client:
        queue = RedisStreamsQueue(client, Address(name), SETTINGS)

        with pytest.raises(QueueUnavailable) as caught:
            queue.publish(b"order")

    assert caught.value.outcome_unknown
    assert [delivery.body for delivery in orders.receive(2)] == [b"order"]


def test_nothing_is_done_where_nobody_listens() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        _, port = unheard.getsockname()
        with (
            single_try_client_of(f"redis://127.0.0.1:{port}") as client,
            pytest.raises(QueueUnavailable) as caught,
        ):
            RedisStreamsQueue(client, Address("orders"), SETTINGS)

    assert not caught.value.outcome_unknown


def test_a_stream_keeps_nothing_that_all_groups_are_done_with(
    streams_client: redis.Redis, orders: RedisStreamsQueue, name: str
) -> None:
    billing = orders.subscribe("billing")
    first, second = (_received(orders, body) for body in (b"first", b"second"))
    of_billing = billing.receive(2)
    stream = f"{{{name}}}{name}"
    untyped: Any = streams_client

    orders.ack(second)
    for delivery in of_billing:
        billing.ack(delivery)
    assert untyped.xlen(stream) == 2
    orders.ack(first)
    assert untyped.xlen(stream) == 0
    billing.close()


def test_nobody_waits_for_longer_than_a_lease(orders: RedisStreamsQueue) -> None:
    held = _received(orders, b"order")
    longer = LEASE + timedelta(milliseconds=1)

    with pytest.raises(Unsupported):
        orders.extend(held, longer)
    with pytest.raises(Unsupported):
        orders.nack(held, delay=longer)


def test_dead_letters_have_neither_subscriptions_nor_dead_letters(
    orders: RedisStreamsQueue,
) -> None:
    letters = orders.dead_letters()
    held = _received(letters, b"letter")

    with pytest.raises(Unsupported):
        letters.subscribe("billing")
    with pytest.raises(Unsupported):
        letters.dead_letters()
    with pytest.raises(Unsupported):
        letters.reject(held)
    letters.close()


def _received(queue: RedisStreamsQueue, body: bytes) -> Delivery:
    """A delivery of a message with this body, which is published and comes first."""
    queue.publish(body)
    (delivery,) = queue.receive()
    return delivery
