"""What the adapter of NATS says when the server is away, and what it refuses."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import nats
import pytest
from nats.aio.client import Client
from nats.js.client import JetStreamContext

from fakes.conformance import Namespace
from fakes.errors import Unsupported
from fakes.queue import BodyTooLarge, InvalidQueueValue, QueueUnavailable
from tests.adapters.queue.nats_queue import NatsMessageQueue
from tests.adapters.queue.nats_stream import NatsQueue

Body = Callable[[NatsMessageQueue, NatsQueue], Awaitable[None]]


def run(address: str, body: Body, *, max_body_bytes: int = 1_000) -> None:
    """Do it with a client of a queue, of which nothing is left then."""

    async def with_a_queue() -> None:
        queue = NatsQueue.named(
            str(Namespace.fresh("nats", "failures")), max_body_bytes=max_body_bytes
        )
        streams = (queue.dead_letters("clean up").stream, queue.stream)
        async with connected(address) as other, connected(address) as connection:
            client = await NatsMessageQueue.opened(connection, queue)
            try:
                await body(client, queue)
            finally:
                await client.close()
                for stream in streams:
                    await JetStreamContext(other).delete_stream(stream)

    asyncio.run(with_a_queue())


@asynccontextmanager
async def connected(address: str) -> AsyncGenerator[Client]:
    # nats-py leaves its options untyped.
    connection = await nats.connect(  # pyright: ignore[reportUnknownMemberType]
        address, allow_reconnect=False
    )
    try:
        yield connection
    finally:
        await connection.close()


def test_on_a_connection_that_was_closed_nothing_is_done(nats_address: str) -> None:
    async def body(client: NatsMessageQueue, queue: NatsQueue) -> None:
        await client.connection.close()
        for attempt in (client.publish(b"late"), client.receive()):
            with pytest.raises(QueueUnavailable) as raised:
                await attempt
            assert str(raised.value) == (
                "The broker could not be reached: ConnectionClosedError: nats: connection closed. "
                "Nothing was done."
            )

    run(nats_address, body)


def test_without_its_stream_nothing_is_published(nats_address: str) -> None:
    async def body(client: NatsMessageQueue, queue: NatsQueue) -> None:
        streams = JetStreamContext(client.connection)
        config = (await streams.stream_info(queue.stream)).config
        await streams.delete_stream(queue.stream)
        with pytest.raises(QueueUnavailable) as raised:
            await client.publish(b"late")
        assert str(raised.value) == (
            "The broker could not be reached: NoStreamResponseError: "
            "nats: no response from stream. Nothing was done."
        )
        # nats-py leaves other ways to say the same untyped.
        await streams.add_stream(config)  # pyright: ignore[reportUnknownMemberType]

    run(nats_address, body)


def test_the_largest_body_is_carried_with_the_largest_headers(nats_address: str) -> None:
    async def body(client: NatsMessageQueue, queue: NatsQueue) -> None:
        room = client.connection.max_payload - 65_536
        headers = {"long": "x" * 59_988}
        with pytest.raises(BodyTooLarge) as raised:
            await client.publish(b"x" * (room + 1), headers=headers)
        assert raised.value.limit == room
        await client.publish(b"x" * room, headers=headers)
        (held,) = await client.receive()
        await client.reject(held)
        letters = await client.dead_letters()
        (letter,) = await letters.receive()
        assert letter.headers == headers

    run(nats_address, body, max_body_bytes=10_000_000)


def test_headers_of_more_than_a_stream_takes_are_refused(nats_address: str) -> None:
    async def body(client: NatsMessageQueue, queue: NatsQueue) -> None:
        with pytest.raises(InvalidQueueValue) as raised:
            await client.publish(b"order", headers={"long": "x" * 59_989})
        assert str(raised.value) == "headers: have 60001 bytes as JSON, of at most 60000"

    run(nats_address, body)


def test_a_lease_is_as_long_as_the_server_is_told_once(nats_address: str) -> None:
    async def body(client: NatsMessageQueue, queue: NatsQueue) -> None:
        await client.publish(b"order")
        (held,) = await client.receive()
        with pytest.raises(Unsupported) as raised:
            await client.extend(held, timedelta(hours=1))
        assert str(raised.value) == (
            "extend by 1:00:00 is not supported: JetStream extends by 0:00:30, as it is set"
        )

    run(nats_address, body)


def test_only_who_received_a_delivery_can_extend_it(nats_address: str) -> None:
    async def body(client: NatsMessageQueue, queue: NatsQueue) -> None:
        await client.publish(b"order")
        (held,) = await client.receive()
        other = NatsMessageQueue(client.connection, queue)
        with pytest.raises(Unsupported) as raised:
            await other.extend(held, queue.lease)
        assert str(raised.value) == (
            "extend of what another client received is not supported: "
            "JetStream does not say whether it is settled; ask the client that received it"
        )

    run(nats_address, body)


def test_dead_letters_have_none_themselves(nats_address: str) -> None:
    async def body(client: NatsMessageQueue, queue: NatsQueue) -> None:
        letters = await client.dead_letters()
        with pytest.raises(Unsupported) as raised:
            await letters.dead_letters()
        assert str(raised.value) == (
            "dead_letters is not supported: "
            f"there are no dead letters of '{queue.stream}~~own~dead/~own'"
        )

    run(nats_address, body)


@pytest.mark.parametrize("name", ["", "a.b", "a b", "a/b", "*", "~own", "naïve", "x" * 101])
def test_a_name_that_nats_cannot_have_is_refused(name: str) -> None:
    with pytest.raises(InvalidQueueValue) as raised:
        NatsQueue.named(name)
    assert str(raised.value) == (
        f"name: must be 1 to 100 of ASCII letters, digits, '_' and '-': {name!r}"
    )
