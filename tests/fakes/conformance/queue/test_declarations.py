"""What a queue declares, against what it has: both ways in which the two can differ."""

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import pytest

from fakes.conformance import Namespace, Operation, Outcome, Promise, verdicts
from fakes.conformance.queue import AsyncQueueConformance, QueueConformance
from fakes.conformance.sabotage.queue import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from fakes.errors import Unsupported
from fakes.queue import (
    AsyncFakeMessageQueue,
    AsyncMessageQueue,
    Delivery,
    FakeBroker,
    FakeMessageQueue,
    MessageQueue,
)
from tests.fakes.conformance.declaring import REFUSED, others, undeclared
from tests.fakes.conformance.queue.suites import (
    LIMITS,
    OPERATIONS,
    OTHER_PARAMETERS,
    PARAMETERS,
    PROMISES,
    Shop,
)
from tests.fakes.conformance.queue.suites import TestAsyncFake as AsyncFake
from tests.fakes.conformance.queue.suites import TestFake as Fake

UNSUPPORTED, UNPROMISED = Outcome.UNSUPPORTED, Outcome.UNPROMISED
INCONCLUSIVE = Outcome.INCONCLUSIVE
REASON = "this queue has nothing of the kind"


class Plain(Delegating):
    """A queue with nothing that is optional: messages come, and are acked."""

    async def publish(self, body: Any, /, **how: Any) -> str:
        for option in ("key", "priority", "delay", "ttl", "deduplication_id"):
            if how.get(option):
                raise Unsupported(option, REASON)
        return await super().publish(body, **how)

    async def publish_batch(self, messages: Any, /) -> Any:
        raise Unsupported("publish_batch", REASON)

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        raise Unsupported("nack", REASON)

    async def reject(self, delivery: Delivery, /) -> None:
        raise Unsupported("reject", REASON)

    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        raise Unsupported("extend", REASON)

    async def purge(self) -> int:
        raise Unsupported("purge", REASON)

    async def subscribe(self, subscription: str, /) -> Any:
        raise Unsupported("subscribe", REASON)

    async def dead_letters(self) -> Any:
        raise Unsupported("dead_letters", REASON)


class Leased(Delegating):
    """A queue that takes nothing back but by its lease, of which there is one."""

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        raise Unsupported("nack", REASON)

    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        if lease != timedelta(seconds=LIMITS["lease"]):
            raise Unsupported("lease", "this queue has one for all")
        await super().extend(delivery, lease)


def suite(base: type[Any] = Fake, wrap: Any = Delegating, **declared: object) -> type[Any]:
    declaring = type("TestOther", (base,), declared)
    return sabotaged(declaring, Saboteur("other", "is another queue", "fan_out", wrap))


@pytest.mark.parametrize("base", [Fake, AsyncFake])
def test_a_queue_without_what_is_optional_keeps_the_rest(base: type[Any]) -> None:
    # Without a promise of when, what a dead client held comes back in time.
    patient: dict[str, Any] = {"limits": {**LIMITS, "patience": 90}, "hangs_after": 200}
    plain = suite(base, Plain, operations=(), promises={Promise.GROUP}, **patient)

    assert others(verdicts(plain, examples=3)) == {
        "too_large": UNPROMISED,
        # Nothing comes back to it but by the end of a client, which ends what it can settle.
        "stale_or_double_ack": INCONCLUSIVE,
        "nacked_returns_whole": UNSUPPORTED,
        "unacked_returns": UNPROMISED,
        "late_ack_counts": UNPROMISED,
        "extended_lease_holds": UNSUPPORTED,
        "deliveries_are_counted": UNPROMISED,
        "poison_goes_to_dead_letters": UNSUPPORTED,
        "rejected_goes_to_dead_letters": UNSUPPORTED,
        "dead_letters_say_why": UNSUPPORTED,
        "order_per_key": UNPROMISED,
        "total_order": UNPROMISED,
        "requeue_position": UNSUPPORTED,
        "priority": UNSUPPORTED,
        "fan_out": UNSUPPORTED,
        "late_subscriber": UNSUPPORTED,
        "prefetch_bounds_in_flight": UNPROMISED,
        "deduplication_window": UNSUPPORTED,
        "deduplication_ends": UNSUPPORTED,
        "concurrent_duplicates_are_one": UNSUPPORTED,
        "not_before_its_delay": UNSUPPORTED,
        "nacked_waits_its_delay": UNSUPPORTED,
        "expires": UNSUPPORTED,
        "batch_reports_each": UNSUPPORTED,
        "purge_forgets_what_waits": UNSUPPORTED,
        "survives_restart": UNPROMISED,
    }


def test_a_queue_that_has_no_more_than_leases_keeps_the_rest() -> None:
    operations = OPERATIONS - {Operation.NACK, Operation.BACKOFF}
    promises = PROMISES - {Promise.TOTAL_ORDER}
    leased = suite(wrap=Leased, operations=operations, promises=promises)

    assert others(verdicts(leased, examples=3)) == {
        "nacked_returns_whole": UNSUPPORTED,
        "nacked_waits_its_delay": UNSUPPORTED,
        "requeue_position": UNSUPPORTED,
        "total_order": UNPROMISED,
    }


NEEDED = {
    Operation.NACK: "nacked_returns_whole",
    Operation.BACKOFF: "nacked_waits_its_delay",
    Operation.EXTEND: "extended_lease_holds",
    Operation.DEAD_LETTER: "rejected_goes_to_dead_letters",
    Operation.PURGE: "purge_forgets_what_waits",
    Operation.DELAY: "not_before_its_delay",
    Operation.TTL: "expires",
    Operation.PRIORITY: "priority",
    Operation.DEDUPLICATE: "deduplication_window",
    Operation.BATCH: "batch_reports_each",
    Operation.FANOUT: "fan_out",
}


def test_each_operation_is_needed_by_a_guarantee() -> None:
    assert {*NEEDED} == OPERATIONS


@pytest.mark.parametrize(("operation", "slug"), NEEDED.items())
def test_an_operation_that_is_declared_and_absent_fails(operation: Operation, slug: str) -> None:
    operations = {operation, Operation.NACK} if operation is Operation.BACKOFF else {operation}
    verdict = verdicts(suite(wrap=Plain, operations=operations), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert REFUSED in verdict.reason


@pytest.mark.parametrize("base", [Fake, AsyncFake])
@pytest.mark.parametrize(("operation", "slug"), NEEDED.items())
def test_an_operation_that_works_undeclared_is_named(
    base: type[Any], operation: Operation, slug: str
) -> None:
    verdict = verdicts(suite(base, operations=OPERATIONS - {operation}), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.startswith(undeclared("TestOther", operation, slug))


class HasLetters(Plain):
    async def dead_letters(self) -> Any:
        return await Delegating.dead_letters(self)


def test_dead_letters_that_can_be_read_undeclared_are_named() -> None:
    slug = "poison_goes_to_dead_letters"
    verdict = verdicts(suite(wrap=HasLetters, operations=()), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert "undeclared operation: it works after all, and returned client 1.dead" in verdict.reason


class RefusesTooLate(Plain):
    async def publish(self, body: Any, /, *, ttl: timedelta | None = None, **how: Any) -> str:
        message_id = await super().publish(body, **how)
        if ttl is not None:
            raise Unsupported("ttl", REASON)
        return message_id


def test_a_refusal_that_publishes_all_the_same_is_named() -> None:
    verdict = verdicts(suite(wrap=RefusesTooLate, operations=()), "expires")["expires"]

    assert verdict.outcome is Outcome.FAIL
    assert "it refused, and yet something changed" in verdict.reason


class Unordered(Delegating):
    """Gives no order, no leases and no counts, and limits nothing."""

    async def publish(self, body: Any, /, *, key: str | None = None, **how: Any) -> str:
        return await super().publish(body, **how)

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await super().receive(limit)
        return came[::-1]


@pytest.mark.parametrize(
    ("promise", "slug"),
    [(Promise.KEY_ORDER, "order_per_key"), (Promise.TOTAL_ORDER, "total_order")],
)
def test_an_order_that_is_promised_and_absent_fails(promise: Promise, slug: str) -> None:
    verdict = verdicts(suite(wrap=Unordered, promises={promise}), slug)[slug]

    assert verdict.outcome is Outcome.FAIL


@contextmanager
def usual_store(_suite: Any, namespace: Namespace) -> Generator[Shop]:
    yield Shop.open(Fake)


@pytest.mark.parametrize(
    ("limit", "value", "slug", "said"),
    [
        ("lease", 1_000, "unacked_returns", "what came before a lease was over"),
        ("deliveries", 4, "poison_goes_to_dead_letters", "what is to be delivered for time 4"),
        ("prefetch", 5, "prefetch_bounds_in_flight", "what came to a client that held 5"),
        ("size", 1_000, "too_large", "publish() of 1,001 bytes"),
        ("deduplication_window", 100, "deduplication_ends", "after the window the id of"),
    ],
)
def test_a_limit_that_is_another_fails(limit: str, value: float, slug: str, said: str) -> None:
    declaring = suite(limits={**LIMITS, limit: value}, store=usual_store)
    verdict = verdicts(declaring, slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.split("\n\n")[1].startswith(said)


@pytest.mark.parametrize(("slug", "value"), OTHER_PARAMETERS.items())
def test_a_choice_that_is_the_other_fails(slug: str, value: str) -> None:
    declaring = suite(parameters={**PARAMETERS, slug: value}, store=usual_store)
    verdict = verdicts(declaring, slug)[slug]

    assert verdict.outcome is Outcome.FAIL


class Bare(QueueConformance):
    """A queue in real time, of which nobody knows more than how to connect."""

    operations = OPERATIONS
    promises = PROMISES
    parameters = PARAMETERS

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeBroker]:
        limits = {**self.specification.limits, **self.limits}
        yield FakeBroker(
            lease=timedelta(seconds=limits["lease"]),
            deduplication_window=timedelta(seconds=limits["deduplication_window"]),
        )

    @contextmanager
    def connect(self, store: FakeBroker, /) -> Generator[MessageQueue]:
        client = FakeMessageQueue(broker=store)
        yield client
        client.close()


class AsyncBare(AsyncQueueConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters = PARAMETERS

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[FakeBroker]:
        yield FakeBroker()

    @asynccontextmanager
    async def connect(self, store: FakeBroker, /) -> AsyncGenerator[AsyncMessageQueue]:
        client = AsyncFakeMessageQueue(FakeMessageQueue(broker=store))
        yield client
        await client.close()


@pytest.mark.parametrize("bare", [Bare, AsyncBare])
def test_a_suite_may_say_no_more_than_how_to_connect(bare: type[Any]) -> None:
    passing = verdicts(bare, "body_is_exact", "consumers_compete", "survives_restart", examples=3)
    no_other = "the suite knows no other queue: override other_queue()"
    found = verdicts(
        bare,
        "queues_are_separate",
        "foreign_deliveries_are_refused",
        "crash_loses_nothing",
        "deduplication_ends",
    )

    assert others(passing) == {}
    assert {slug: (each.outcome, each.reason) for slug, each in found.items()} == {
        "queues_are_separate": (INCONCLUSIVE, no_other),
        "foreign_deliveries_are_refused": (INCONCLUSIVE, no_other),
        "crash_loses_nothing": (
            INCONCLUSIVE,
            "the suite does not say how a client dies: override crash()",
        ),
        "deduplication_ends": (
            INCONCLUSIVE,
            "nobody waits 300 s for the end of the deduplication window",
        ),
    }


@pytest.mark.parametrize("bare", [Bare, AsyncBare])
def test_a_broken_queue_knows_no_others_where_there_are_none(bare: type[Any]) -> None:
    verdict = verdicts(suite(bare), "queues_are_separate")["queues_are_separate"]

    assert verdict.outcome is INCONCLUSIVE


def test_a_queue_is_tested_in_real_time() -> None:
    short = {"lease": 0.3, "deduplication_window": 0.1, "delay": 0.1}
    slugs = ("unacked_returns", "deduplication_ends", "not_before_its_delay", "expires")

    assert others(verdicts(suite(Bare, limits=short), *slugs)) == {}


def test_what_was_to_be_seen_in_no_time_at_all_is_not_held_against_a_queue() -> None:
    fleeting = suite(Bare, limits={"delay": 0.000_01})
    verdict = verdicts(fleeting, "not_before_its_delay")["not_before_its_delay"]

    assert (verdict.outcome, verdict.reason) == (
        INCONCLUSIVE,
        "it took longer than 1e-05 s to see what comes in that time",
    )


def test_a_hook_that_opens_no_other_queue_is_a_mistake_of_the_suite() -> None:
    @contextmanager
    def failing(self: Any, store: Any, name: str, /) -> Generator[MessageQueue]:
        raise LookupError(name)
        yield

    verdict = verdicts(suite(other_queue=failing), "queues_are_separate")["queues_are_separate"]

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert "other_queue() raised LookupError: orders" in verdict.reason
