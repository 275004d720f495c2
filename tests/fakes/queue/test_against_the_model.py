"""Random programs: the fake and the model agree on every answer and on what is left."""

from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from fakes.clock import ManualClock
from fakes.queue import Delivery, FakeMessageQueue, StaleDelivery
from tests.fakes.queue.model import Model, Told

SECONDS = st.integers(0, 12)


def of(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


class AgainstTheModel(RuleBasedStateMachine):
    @initialize(
        max_deliveries=st.none() | st.integers(1, 3), position=st.sampled_from(["original", "tail"])
    )
    def begin(self, max_deliveries: int | None, position: Any) -> None:
        self.clock = ManualClock()
        self.queue = FakeMessageQueue(
            clock=self.clock,
            lease=of(5),
            max_deliveries=max_deliveries,
            requeue_position=position,
        )
        self.model = Model(5, max_deliveries, at_tail=position == "tail")
        self.deliveries: list[tuple[Delivery, Told]] = []

    @rule(
        key=st.none() | st.sampled_from("ab"),
        priority=st.sampled_from([0, 0, 5]),
        delay=st.just(0) | SECONDS,
        ttl=st.none() | st.integers(1, 12),
    )
    def publish(self, key: str | None, priority: int, delay: int, ttl: int | None) -> None:
        body = self.model.step()
        published = self.queue.publish(
            body,
            key=key,
            priority=priority,
            delay=of(delay),
            ttl=None if ttl is None else of(ttl),
        )
        now = self.model.now
        not_before = now + delay if delay else None
        expires = None if ttl is None else now + ttl
        self.model.publish(Told(published, body, key, priority, not_before, expires))

    @rule(limit=st.integers(1, 3))
    def receive(self, limit: int) -> None:
        received = self.queue.receive(limit)
        expected = self.model.receive(limit)
        assert [(d.id, d.body, d.count) for d in received] == [
            (m.id, m.body, m.count) for m in expected
        ]
        self.deliveries += zip(received, expected, strict=True)

    @precondition(lambda self: self.deliveries)
    @rule(data=st.data(), how=st.sampled_from(["ack", "nack", "reject", "extend"]), seconds=SECONDS)
    def settle(self, data: st.DataObject, how: str, seconds: int) -> None:
        delivery, told = data.draw(st.sampled_from(self.deliveries))
        arguments: dict[str, Any] = {
            "ack": {},
            "nack": {"delay": of(seconds)},
            "reject": {},
            "extend": {},
        }[how]
        others = [of(seconds + 1)] if how == "extend" else []
        is_current = told.can_settle and told.count == delivery.count
        if not is_current or (how == "extend" and told.state != "in flight"):
            with pytest.raises(StaleDelivery):
                getattr(self.queue, how)(delivery, *others, **arguments)
            return
        getattr(self.queue, how)(delivery, *others, **arguments)
        if how == "ack":
            self.model.remove(told)
        elif how == "nack":
            self.model.nack(told, seconds)
        elif how == "reject":
            self.model.die(told, "rejected")
        else:
            self.model.extend(told, seconds + 1)

    @rule(seconds=SECONDS)
    def advance(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)
        self.model.advance(seconds)

    @rule()
    def purge(self) -> None:
        self.queue.purge()
        self.model.purge()

    @rule()
    def close_and_connect(self) -> None:
        another = self.queue.connect()
        self.queue.close()
        self.queue = another
        held = [message for message in self.model.live if message.state == "in flight"]
        for message in sorted(held, key=lambda message: message.place):
            self.model.nack(message, 0)

    @rule()
    def go_astray_and_restore(self) -> None:
        snapshot = self.queue.snapshot()
        self.queue.publish(b"astray", key="a", delay=of(1), deduplication_id="a")
        self.queue.subscribe("astray").receive()
        self.queue.receive(2)
        self.queue.close()

        self.queue.restore(snapshot)

        assert self.queue.snapshot() == snapshot
        assert hash(self.queue.snapshot()) == hash(snapshot)

    @rule()
    def restore_in_another(self) -> None:
        """A copy goes on as the original does."""
        settings = attrs.asdict(self.queue.broker.settings, recurse=False)
        snapshot = self.queue.snapshot()
        copies = [FakeMessageQueue(**settings) for _ in range(2)]
        for copy in copies:
            copy.restore(snapshot)
        assert copies[0].snapshot() == copies[1].snapshot() == snapshot
        one, other = (copy.connect() for copy in copies)
        assert one.receive(2) == other.receive(2)
        assert one.snapshot() == other.snapshot()

    @rule()
    def look(self) -> None:
        """Only now and then, because a look must make no difference."""
        waiting = self.model.ready()
        assert [m.id for m in self.queue.pending][: len(waiting)] == [m.id for m in waiting]
        assert {m.id for m in self.queue.pending} == {
            m.id for m in self.model.live if m.state != "in flight"
        }
        assert {(d.id, d.count) for d in self.queue.in_flight} == {
            (m.id, m.count) for m in self.model.live if m.state == "in flight"
        }
        assert sorted((m.id, m.died.reason) for m in self.queue.dead if m.died) == sorted(
            self.model.dead
        )

    def teardown(self) -> None:
        if hasattr(self, "queue"):
            self.advance(100)
            self.look()


TestAgainstTheModel = AgainstTheModel.TestCase
TestAgainstTheModel.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
