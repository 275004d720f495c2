"""One contestant's part in one measurement, and the clock around it; it knows no contestant."""

import gc
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from itertools import takewhile
from statistics import median
from time import perf_counter
from typing import Any

from attrs import frozen

__all__ = [
    "Cannot",
    "Namespace",
    "Trial",
    "WrongResultError",
    "attempt",
    "existing_objects_frozen",
    "garbage_kept",
    "prove",
    "seconds_per_operation",
    "settle",
    "timed_loop",
]

Namespace = Mapping[str, Any]

BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
"""The sizes that a batch can have."""

BATCHES_PER_ROUND = 5
"""At least so many, unless a single operation takes long."""

UNROLLED = 10
"""How often the statement stands in the loop's body, so that the loop itself costs nothing."""

PATIENCE = 5
"""A round ends after this many times its budget, arrangements included."""


class WrongResultError(Exception):
    """A contestant did not do what is measured, so that its time would mean nothing."""


@frozen
class Cannot:
    """A contestant has no such feature; `reason` says so in the report."""

    reason: str


@frozen
class Trial:
    """What one contestant does once it has been arranged.

    `expression` is timed, over the names that `arranged` yields. At most `batch` operations run on
    one arrangement, so that recorded calls and registries do not grow without end; entering and
    leaving the arrangement is never timed. `proof` is given the names and the expression's value
    and says whether the contestant did it.
    """

    expression: str
    arranged: Callable[[], AbstractContextManager[Namespace]]
    proof: Callable[[Namespace, Any], bool]
    batch: int = BATCHES[-1]


def settle(value: Any) -> Any:
    """Await a coroutine that never suspends, without an event loop; anything else is returned."""
    if not isinstance(value, Coroutine):
        return value
    try:
        value.send(None)
    except StopIteration as stop:
        return stop.value
    raise WrongResultError("a double suspended instead of answering")


def attempt(call: Callable[[], Any]) -> Any:
    """What the call returns, or the error that it raises."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - each library has its own
        return error


@cache
def timed_loop(expression: str, names: tuple[str, ...]) -> Callable[..., Any]:
    """Compile `(count, clock, **names) -> seconds` around an expression.

    The names become local variables. The count is below ten, or divisible by ten.
    """
    keyword = "async def" if "await " in expression else "def"
    body = "\n".join([f"            {expression}"] * UNROLLED)
    source = f"""{keyword} loop({", ".join(["count", "clock", *names])}):
    if count < {UNROLLED}:
        start = clock()
        for _ in range(count):
            {expression}
    else:
        turns = range(count // {UNROLLED})
        start = clock()
        for _ in turns:
{body}
    return clock() - start
"""
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    loop: Callable[..., Any] = namespace["loop"]
    return loop


def prove(trial: Trial) -> None:
    """Run the trial once, untimed, and raise WrongResultError unless it did what it should."""
    with trial.arranged() as names:
        keyword = "async def" if "await " in trial.expression else "def"
        namespace: dict[str, Any] = {}
        source = f"{keyword} once({', '.join(names)}):\n    return {trial.expression}"
        exec(source, namespace)
        value = settle(namespace["once"](**names))
        if not trial.proof(names, value):
            raise WrongResultError(f"{trial.expression} gave {value!r}")


def seconds_per_operation(trial: Trial, budget: float) -> Callable[[], float]:
    """Prepare a trial, and return what measures one round of it.

    A round runs several batches, until they have taken `budget` seconds, and its result is their
    median, so that one during which the machine did something else does not count. The size of a
    batch is found here, which warms the contestant up as well.
    """

    def run(count: int) -> float:
        with trial.arranged() as names:
            loop = timed_loop(trial.expression, tuple(names))
            seconds: float = settle(loop(count, perf_counter, **names))
            return seconds

    count = 1
    for candidate in takewhile(lambda size: size <= trial.batch, BATCHES):
        count = candidate
        if run(count) > budget / BATCHES_PER_ROUND:
            break

    def a_round() -> float:
        batches: list[float] = []
        deadline = perf_counter() + PATIENCE * budget
        while sum(batches) < budget:
            batches.append(run(count))
            if perf_counter() > deadline:
                break
        return median(batches) / count

    return a_round


@contextmanager
def existing_objects_frozen() -> Iterator[None]:
    """Hide what there is from the collector, so that collecting before each round is cheap.

    What was hidden before stays so.
    """
    hidden_before = gc.get_freeze_count()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        if not hidden_before:
            gc.unfreeze()


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Switch the collector off, after it has collected what is there."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
