"""Random programs with several clients: looking, taking and restoring snapshots change nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.queue import Delivery, FakeMessageQueue, QueueError

SECONDS = st.integers(0, 6)

CLIENTS = st.integers(0, 3)


def of(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


SETTINGS = st.fixed_dictionaries(
    {
        "lease": st.sampled_from([2, 5]).map(of),
        "max_deliveries": st.none() | st.just(2),
        "prefetch": st.none() | st.just(2),
        "requeue_position": st.sampled_from(["original", "tail"]),
        "expired": st.sampled_from(["dropped", "dead letters"]),
        "late_subscriber": st.sampled_from(["from now", "from the start"]),
        "deduplication_window": st.just(of(3)),
    }
)

PUBLISHED = st.fixed_dictionaries(
    {
        "key": st.sampled_from([None, None, "a", "b"]),
        "priority": st.sampled_from([0, 0, 5]),
        "delay": st.sampled_from([0, 0, 1, 4]).map(of),
        "ttl": st.none() | st.sampled_from([2, 6]).map(of),
        "deduplication_id": st.sampled_from([None, None, "x", "y"]),
    }
)


class World:
    """A clock, four clients of a queue, and what they were given."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.clock = ManualClock()
        queue = FakeMessageQueue(clock=self.clock, **settings)
        self.clients = [queue, queue.connect(), queue.subscribe("other"), queue.dead_letters()]
        self.deliveries: list[tuple[int, Delivery]] = []

    def receive(self, client: int, limit: int) -> list[Delivery]:
        received = self.clients[client].receive(limit)
        self.deliveries += [(client, delivery) for delivery in received]
        return received

    def settle(self, how: str, which: int, seconds: int) -> object:
        if not self.deliveries:
            return None
        client, delivery = self.deliveries[which % len(self.deliveries)]
        queue = self.clients[client]
        if how == "nack":
            return queue.nack(delivery, delay=of(seconds))
        if how == "extend":
            return queue.extend(delivery, of(seconds + 1))
        return getattr(queue, how)(delivery)


STEPS: st.SearchStrategy[Callable[[World], object]] = st.one_of(
    st.builds(
        lambda client, options: lambda world: world.clients[client].publish(1, **options),
        CLIENTS,
        PUBLISHED,
    ),
    st.builds(
        lambda client, limit: lambda world: world.receive(client, limit),
        CLIENTS,
        st.integers(1, 3),
    ),
    st.builds(
        lambda how, which, seconds: lambda world: world.settle(how, which, seconds),
        st.sampled_from(["ack", "nack", "reject", "extend"]),
        st.integers(0, 99),
        SECONDS,
    ),
    st.builds(lambda seconds: lambda world: world.clock.advance(of(seconds)), SECONDS),
    st.builds(lambda client: lambda world: world.clients[client].purge(), CLIENTS),
    st.builds(
        lambda name: lambda world: world.clients[0].subscribe(name).pending,
        st.text("pq", min_size=1, max_size=1),
    ),
)


def outcome(step: Callable[[World], object], world: World) -> object:
    try:
        return step(world)
    except QueueError as error:
        return repr(error)


def look(world: World) -> None:
    for client in reversed(world.clients):
        repr((client, client.pending, client.in_flight, client.dead))


def snap_and_restore(world: World) -> None:
    snapshot = world.clients[0].snapshot()
    world.clients[0].restore(snapshot)
    assert world.clients[0].snapshot() == snapshot
    assert hash(world.clients[0].snapshot()) == hash(snapshot)


@given(SETTINGS, st.lists(STEPS, max_size=40))
def test_neither_looks_nor_snapshots_make_a_difference(
    settings: dict[str, Any], steps: list[Callable[[World], object]]
) -> None:
    worlds = [World(settings) for _ in range(3)]
    between: list[Callable[[World], None]] = [lambda world: None, look, snap_and_restore]

    for step in steps:
        outcomes = []
        for world, then in zip(worlds, between, strict=True):
            outcomes.append(outcome(step, world))
            then(world)
        assert outcomes[0] == outcomes[1] == outcomes[2]

    one, other, third = (world.clients[0].snapshot() for world in worlds)
    assert one == other == third


@given(st.lists(st.tuples(PUBLISHED, SECONDS), max_size=12), SECONDS)
def test_a_late_subscriber_has_what_an_early_one_has_that_took_nothing(
    published: list[tuple[dict[str, Any], int]], then: int
) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, late_subscriber="from the start")
    early = queue.subscribe("early")
    for number, (options, seconds) in enumerate(published):
        queue.publish(number, **options)
        clock.advance(seconds=seconds)

    late = queue.subscribe("late")

    for _ in range(2):
        assert late.pending == early.pending
        clock.advance(seconds=then)
