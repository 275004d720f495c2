"""NATS JetStream through nats-py."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from importlib.metadata import version
from operator import attrgetter
from typing import ClassVar, Final

import attrs
import nats
from nats.aio.client import Client
from nats.js.api import StreamConfig
from nats.js.client import JetStreamContext

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.queue import AsyncQueueConformance
from fakes.queue import AsyncMessageQueue
from tests.adapters.queue.nats_queue import NatsMessageQueue
from tests.adapters.queue.nats_stream import NatsQueue
from tests.services.nats import NATS

LEASE: Final = timedelta(seconds=3)
WINDOW: Final = timedelta(seconds=3)
DELIVERIES: Final = 3
SIZE: Final = 200_000
EXPIRES: Final = date(2027, 6, 1)


LATE_ACKS_ARE_REFUSED: Final = Deviation(
    "late_ack_counts",
    reason=(
        "JetStream of NATS 2.9.10 settles a message by any delivery of it: when 0 was received, "
        "nacked and received again, +ACK to the subject of its first delivery was answered, and "
        "num_ack_pending fell from 4 to 3. So a late ack can settle what another client holds, "
        "and the adapter refuses each one after the lease, also where nobody holds the message."
    ),
    expires=EXPIRES,
)
RETURNED_IN_THE_ORDER_OF_NACKS: Final = Deviation(
    "requeue_position",
    reason=(
        "JetStream of NATS 2.9.10 delivers what is back before all that was never delivered, but "
        "in the order in which it came back: of 0, 1, 2 and 3, with the first three held and 2 and "
        "then 0 nacked, there come 2, 0 and 3."
    ),
    example=([1, 0],),
    expires=EXPIRES,
)


@attrs.frozen(eq=False)
class Store:
    """A server, and the queue of one example."""

    address: str
    queue: NatsQueue


class TestNats(AsyncQueueConformance):
    operations = frozenset(
        {
            Operation.NACK,
            Operation.BACKOFF,
            Operation.EXTEND,
            Operation.DEAD_LETTER,
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
        "size": SIZE,
        "deduplication_window": WINDOW.total_seconds(),
        "delay": 0.5,
    }
    deviations = (LATE_ACKS_ARE_REFUSED, RETURNED_IN_THE_ORDER_OF_NACKS)
    examples = 10

    @asynccontextmanager
    async def resources(self, nats_address: str) -> AsyncGenerator[Client]:
        """A connection, and a stream that is there as long as others come and go.

        NATS 2.9.10 removes the folder of all streams with the last one, also while it is making
        another, and then answers "error creating store for stream" (err_code 10049).
        """
        keeper = str(Namespace.fresh("nats", "keeper"))
        async with _connection(nats_address) as connection:
            streams = JetStreamContext(connection)
            # nats-py leaves other ways to say the same untyped.
            await streams.add_stream(  # pyright: ignore[reportUnknownMemberType]
                StreamConfig(name=keeper, subjects=[keeper])
            )
            yield connection
            await streams.delete_stream(keeper)

    @asynccontextmanager
    async def store(
        self, namespace: Namespace, nats_address: str, resources: Client
    ) -> AsyncGenerator[Store]:
        queue = NatsQueue.named(
            str(namespace),
            lease=LEASE,
            max_deliveries=DELIVERIES,
            deduplication_window=WINDOW,
            max_body_bytes=SIZE,
        )
        yield Store(nats_address, queue)
        for stream in await _streams_of(resources, namespace):
            await JetStreamContext(resources).delete_stream(stream)

    async def residue(self, namespace: Namespace, nats_address: str) -> list[str]:
        async with _connection(nats_address) as connection:
            return await _streams_of(connection, namespace)

    def system(self, nats_address: str) -> str:
        return f"NATS {NATS.version(nats_address)} through nats-py {version('nats-py')}"

    @asynccontextmanager
    async def connect(self, store: Store, /) -> AsyncGenerator[AsyncMessageQueue]:
        async with _client(store.address, store.queue) as client:
            yield client

    @asynccontextmanager
    async def other_queue(self, store: Store, name: str, /) -> AsyncGenerator[AsyncMessageQueue]:
        queue = attrs.evolve(store.queue, stream=f"{store.queue.stream}-{name}")
        async with _client(store.address, queue) as client:
            yield client

    async def crash(self, client: NatsMessageQueue, /) -> None:
        # nats-py has no way to let go of a connection without a word.
        wire_of = attrgetter("_transport._io_writer.transport")
        wire_of(client.connection).abort()
        await client.connection.close()


@asynccontextmanager
async def _connection(address: str) -> AsyncGenerator[Client]:
    # nats-py leaves its options untyped.
    connection = await nats.connect(  # pyright: ignore[reportUnknownMemberType]
        address, allow_reconnect=False
    )
    yield connection
    await connection.close()


@asynccontextmanager
async def _client(address: str, queue: NatsQueue) -> AsyncGenerator[AsyncMessageQueue]:
    async with _connection(address) as connection:
        client = await NatsMessageQueue.opened(connection, queue)
        yield client
        await client.close()


async def _streams_of(connection: Client, namespace: Namespace) -> list[str]:
    """The names of the streams of one example, which other namespaces cannot begin with."""
    known = [each.config.name or "" for each in await JetStreamContext(connection).streams_info()]
    own = str(namespace)
    return [each for each in known if each == own or each.startswith((f"{own}-", f"{own}~"))]
