"""Under real contention nothing is lost, nothing comes twice, and keys keep their order."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from fakes.queue import FakeBroker, FakeMessageQueue, StaleDelivery
from tests.fakes.queue.queues import one

THREADS = 8
EACH = 200


def contending(action: Callable[[int], object]) -> list[object]:
    """The action's results, with all threads beginning at once."""
    barrier = Barrier(THREADS)

    def run(number: int) -> object:
        barrier.wait()
        return action(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_publishers_lose_nothing_and_ids_are_unique() -> None:
    queue = FakeMessageQueue()

    def publish(thread: int) -> list[str]:
        return [queue.publish([thread, number]) for number in range(EACH)]

    ids = [id for batch in contending(publish) for id in batch]  # type: ignore[attr-defined]

    assert len(set(ids)) == THREADS * EACH
    received = queue.receive(THREADS * EACH * 2)
    assert Counter(delivery.id for delivery in received) == Counter(ids)
    for thread in range(THREADS):
        numbers = [d.body[1] for d in received if d.body[0] == thread]
        assert numbers == list(range(EACH))


def test_consumers_share_without_loss_or_doubles() -> None:
    queue = FakeMessageQueue()
    total = THREADS * EACH
    for number in range(total):
        queue.publish(number)

    def consume(_thread: int) -> list[int]:
        client, bodies = queue.connect(), []
        while deliveries := client.receive(3):
            for delivery in deliveries:
                if delivery.body % 5 == 0 and delivery.count == 1:
                    client.nack(delivery)
                else:
                    bodies.append(delivery.body)
                    client.ack(delivery)
        return bodies

    consumed = [body for bodies in contending(consume) for body in bodies]  # type: ignore[attr-defined]

    assert Counter(consumed) == Counter(range(total))
    assert (queue.pending, queue.in_flight, queue.dead) == ((), (), ())


def test_keys_keep_their_order_among_competing_consumers() -> None:
    queue = FakeMessageQueue()
    for number in range(EACH):
        for key in "abc":
            queue.publish(number, key=key)
    handled: dict[str, list[int]] = {"a": [], "b": [], "c": []}

    def consume(_thread: int) -> None:
        client = queue.connect()
        while sum(map(len, handled.values())) < 3 * EACH:
            for delivery in client.receive(2):
                assert delivery.key is not None
                handled[delivery.key].append(delivery.body)
                client.ack(delivery)

    contending(consume)

    assert handled == {key: list(range(EACH)) for key in "abc"}


def test_one_of_many_acks_wins() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")
    delivery = one(queue)

    def ack(_thread: int) -> bool:
        try:
            queue.ack(delivery)
        except StaleDelivery:
            return False
        return True

    assert sum(map(bool, contending(ack))) == 1


def test_one_of_many_duplicates_is_stored() -> None:
    queue = FakeMessageQueue()

    ids = contending(lambda _thread: queue.publish(b"1", deduplication_id="same"))

    assert len(set(ids)) == 1
    assert len(queue.pending) == 1


def test_queues_and_subscriptions_are_made_once() -> None:
    broker = FakeBroker()

    def subscribe(_thread: int) -> FakeMessageQueue:
        return FakeMessageQueue("orders", broker=broker).subscribe("billing")

    clients = contending(subscribe)
    FakeMessageQueue("orders", broker=broker).publish(b"1")

    assert [len(client.pending) for client in clients] == [1] * THREADS  # type: ignore[attr-defined]
