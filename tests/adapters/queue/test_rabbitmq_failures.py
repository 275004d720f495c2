"""What the adapters of RabbitMQ say when the broker is away, and what it cannot carry."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from datetime import timedelta
from operator import attrgetter
from socket import SHUT_RDWR

import aio_pika
import pika
import pytest

from fakes.conformance import Namespace
from fakes.errors import Unsupported
from fakes.queue import InvalidQueueValue, QueueUnavailable
from tests.adapters.queue.rabbitmq_aio_pika import AioPikaMessageQueue
from tests.adapters.queue.rabbitmq_layout import Quorum, RabbitQueue
from tests.adapters.queue.rabbitmq_pika import PikaMessageQueue
from tests.adapters.queue.rabbitmq_site import Site


@pytest.fixture
def site(rabbitmq_address: str) -> Generator[Site]:
    namespace = Namespace.fresh("rabbitmq", "failures")
    with Site.opened(rabbitmq_address, namespace, Quorum(max_deliveries=3), 1_000) as site:
        yield site
    assert site.left() == []


@pytest.fixture
def client(site: Site) -> Generator[PikaMessageQueue]:
    connection = pika.BlockingConnection(pika.URLParameters(site.address))
    client = PikaMessageQueue(connection, site.queue)
    yield client
    client.close()
    if connection.is_open:
        connection.close()


def test_on_a_connection_that_was_closed_nothing_is_done(client: PikaMessageQueue) -> None:
    client.connection.close()
    for attempt in (lambda: client.publish(b"late"), client.receive, client.purge):
        with pytest.raises(QueueUnavailable) as raised:
            attempt()
        assert not raised.value.outcome_unknown


def test_when_the_wire_is_cut_nobody_knows_what_was_done(client: PikaMessageQueue) -> None:
    # pika has no way to let go of a connection without a word.
    attrgetter("_impl._transport._sock")(client.connection).shutdown(SHUT_RDWR)
    with pytest.raises(QueueUnavailable) as raised:
        client.publish(b"order")
    assert raised.value.outcome_unknown
    assert raised.value.reason.startswith("StreamLostError")


def test_what_leads_to_no_queue_is_not_taken_for_published(
    client: PikaMessageQueue, site: Site
) -> None:
    with client.connection.channel() as channel:
        channel.queue_unbind(site.queue.name, site.queue.exchange)
    with pytest.raises(QueueUnavailable) as raised:
        client.publish(b"order")
    assert str(raised.value) == (
        "The broker could not be reached: its exchange leads to no queue. Nothing was done."
    )


def awaited(site: Site, body: Callable[[AioPikaMessageQueue], Awaitable[None]]) -> None:
    """Do it with a client through aio-pika."""

    async def with_a_client() -> None:
        async with await aio_pika.connect(site.address) as connection:
            client = await AioPikaMessageQueue.opened(connection, site.queue)
            await body(client)
            await client.close()

    asyncio.run(with_a_client())


def test_on_an_awaited_connection_that_was_closed_nothing_is_done(site: Site) -> None:
    async def body(client: AioPikaMessageQueue) -> None:
        await client.connection.close()
        for attempt in (client.publish(b"late"), client.receive(), client.purge()):
            with pytest.raises(QueueUnavailable) as raised:
                await attempt
            assert not raised.value.outcome_unknown

    awaited(site, body)


def test_what_leads_to_no_queue_is_not_taken_for_published_when_awaited_either(site: Site) -> None:
    async def body(client: AioPikaMessageQueue) -> None:
        channel = await client.connection.channel()
        queue = await channel.get_queue(site.queue.name)
        await queue.unbind(site.queue.exchange)
        with pytest.raises(QueueUnavailable) as raised:
            await client.publish(b"order")
        assert str(raised.value) == (
            "The broker could not be reached: its exchange leads to no queue. Nothing was done."
        )

    awaited(site, body)


@pytest.mark.parametrize(
    "name", ["CC", "BCC", "x-death", "x-first-death-queue", "x-delivery-count"]
)
def test_headers_that_mean_something_to_the_broker_are_refused(
    client: PikaMessageQueue, name: str
) -> None:
    with pytest.raises(InvalidQueueValue) as raised:
        client.publish(b"order", headers={name: "1"})
    assert str(raised.value) == (
        f"headers: must not have a name that means something to RabbitMQ: {name!r}"
    )


def test_other_headers_with_an_x_are_carried(client: PikaMessageQueue) -> None:
    client.publish(b"order", headers={"x-request-id": "1"})
    (held,) = client.receive()
    assert held.headers == {"x-request-id": "1"}


def test_a_time_to_live_of_more_than_the_broker_can_count_is_refused(
    client: PikaMessageQueue,
) -> None:
    with pytest.raises(InvalidQueueValue) as raised:
        client.publish(b"order", ttl=timedelta(days=50))
    assert str(raised.value) == "ttl: must be at most 4294967295 ms, not 50 days, 0:00:00"


def test_dead_letters_have_neither_subscriptions_nor_dead_letters(
    client: PikaMessageQueue, site: Site
) -> None:
    letters = client.dead_letters()
    with pytest.raises(Unsupported) as raised:
        letters.subscribe("billing")
    assert str(raised.value) == ("subscribe is not supported: only one queue gets the dead letters")
    with pytest.raises(Unsupported) as raised:
        letters.dead_letters()
    name = f"{site.queue.name}//dead letters"
    assert str(raised.value) == (
        f"dead_letters is not supported: there are no dead letters of {name!r}"
    )


def test_a_name_that_gets_too_long_is_refused() -> None:
    queue = RabbitQueue.named("n" * 200, Quorum(max_deliveries=3))
    with pytest.raises(InvalidQueueValue) as raised:
        queue.subscribed("s" * 60)
    assert str(raised.value) == ("subscription: makes a name of 275 bytes, and RabbitMQ takes 255")
