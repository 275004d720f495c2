"""The rows of queues, and what shows that a contestant did what was timed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

from benchmarks.fakes.contestants import asked
from benchmarks.fakes.plans import PLANS, Plan
from benchmarks.fakes.queue.queues import Queue, QueueContestant, body
from benchmarks.measuring import Measurement, kept, timed
from benchmarks.paces import Scale
from benchmarks.results import Row
from benchmarks.trials import Namespace, Trial

__all__ = ["CYCLE", "SUBJECTS", "measurements"]

CYCLE = "publish + receive + ack"
MEMORY = "memory per queued message"

SUBJECTS = (CYCLE, MEMORY)
"""What can be measured on its own."""

SPARE = 20
"""Messages published before the memory of the others is traced."""

TrialOf = Callable[[QueueContestant], Trial]


def measurements(scale: Scale) -> Iterator[Measurement[QueueContestant]]:
    """Every row of that scale, in the order of the table."""
    plan = PLANS[scale]
    with ExitStack() as opened:
        yield timed(
            plan.pace,
            {
                Row(CYCLE, size, noun="message"): asked(CYCLE, size, cycled(opened, size))
                for size in plan.sizes
            },
        )
    for detail, trial in (("beside the body", queued), ("the body included", made_and_queued)):
        yield kept(Row(MEMORY, detail=detail), asked(MEMORY, 0, trial(plan)), plan.kept)


def cycled(opened: ExitStack, size: int) -> TrialOf:
    """A message joins so many others, and the oldest of them is received and acknowledged."""

    def trial(contestant: QueueContestant) -> Trial:
        queue = opened.enter_context(contestant.opened(size))

        @contextmanager
        def arranged() -> Iterator[Namespace]:
            yield {"queue": queue, "message": body(size)}

        def proof(_names: Namespace, value: Any) -> bool:
            _, first, _ = value
            second = received(contestant, queue)
            queue.ack(second)
            bodies = [contestant.body_of(delivery) for delivery in (first, second)]
            return bodies == [body(0), body(1)]

        cycle = f"(queue.publish(message), one := {contestant.receiving}, queue.ack(one))"
        return Trial(cycle, arranged, proof)

    return trial


def queued(plan: Plan) -> TrialOf:
    """The body is there already, and a message with it is published."""

    def trial(contestant: QueueContestant) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            bodies = [body(number) for number in range(plan.kept + SPARE)]
            with contestant.opened(0) as queue:
                yield {"queue": queue, "bodies": iter(bodies), "all": bodies}

        return Trial("queue.publish(next(bodies))", arranged, is_there(contestant))

    return trial


def made_and_queued(_plan: Plan) -> TrialOf:
    """A body is made, and a message with it is published."""

    def trial(contestant: QueueContestant) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with contestant.opened(0) as queue:
                yield {"queue": queue, "body": body, "numbers": count()}

        return Trial("queue.publish(body(next(numbers)))", arranged, is_there(contestant))

    return trial


def is_there(contestant: QueueContestant) -> Callable[[Namespace, Any], bool]:
    def proof(names: Namespace, _value: Any) -> bool:
        return contestant.body_of(received(contestant, names["queue"])) == body(0)

    return proof


def received(contestant: QueueContestant, queue: Queue) -> Any:
    return eval(contestant.receiving, {"queue": queue})
