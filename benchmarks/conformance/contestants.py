"""Who checks a guarantee: our engine, Hypothesis alone, and a loop over examples made before."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Protocol

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from benchmarks.conformance.byhand import BY_HAND, ByHand
from benchmarks.conformance.judged import SEED, judged
from benchmarks.conformance.orders import ORDERS, Careless, CarelessOrders, Order, Orders, shop
from benchmarks.trials import Cannot, Namespace, Trial, attempt

__all__ = ["CONTESTANTS", "HAND", "HYPOTHESIS", "OURS", "Contestant"]

OURS = "fakes"
HYPOTHESIS = "Hypothesis"
HAND = "hand-written"


class Contestant(Protocol):
    """`checked` is the trial of a guarantee with so many examples.

    `floor` is the seconds for as many examples as a suite has, of which nothing is done.
    """

    @property
    def name(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    def checked(self, slug: str, examples: int, /) -> Trial: ...
    def floor(self, examples: Sequence[int], /) -> float | Cannot: ...


def finds_out(names: Namespace, value: Any) -> bool:
    """It ran all examples, and one of a careless store fails."""
    failed = attempt(names["careless"])
    return bool(value >= names["examples"]) and isinstance(failed, Exception)


def trial(check: Callable[[], int], careless: Callable[[], object], examples: int) -> Trial:
    @contextmanager
    def arranged() -> Iterator[Namespace]:
        yield {"check": check, "careless": careless, "examples": examples}

    return Trial("check()", arranged, finds_out, batch=1)


class Engine:
    name = OURS
    notes = (
        "a suite runs below pytest, with all that our fake has declared; nothing fails in it",
        "operations are traced, assertions counted, clients opened, and leaks looked for",
    )

    def checked(self, slug: str, examples: int, /) -> Trial:
        def on(suite: type[Orders]) -> int:
            _, found = judged(suite, slug, examples=examples)
            return found[slug].examples

        return trial(lambda: on(Orders), lambda: on(CarelessOrders), examples)

    def floor(self, examples: Sequence[int], /) -> Cannot:
        del examples
        return Cannot("it is what is measured")


class Hypothesis:
    name = HYPOTHESIS
    notes = (
        "a guarantee is a function under `given` that calls the fake; it draws the same orders",
        "of a whole suite: as many examples of one integer each, with which nothing is done",
    )

    def checked(self, slug: str, examples: int, /) -> Trial:
        by_hand = BY_HAND[slug]

        def on(store: Callable[[], Any]) -> int:
            return searched(
                drawn_by(by_hand), examples, lambda orders: by_hand.check(store(), orders)
            )

        return trial(lambda: on(shop), lambda: on(Careless), examples)

    def floor(self, examples: Sequence[int], /) -> float:
        began = perf_counter()
        for count in filter(None, examples):
            searched(st.integers(), count, lambda _: None)
        return perf_counter() - began


class Loop:
    name = HAND
    notes = ("a loop over orders that were drawn before; what it does is in `byhand.py`",)

    def checked(self, slug: str, examples: int, /) -> Trial:
        by_hand = BY_HAND[slug]
        drawn: list[Sequence[Order]] = []
        searched(drawn_by(by_hand), examples, drawn.append)

        def on(store: Callable[[], Any]) -> int:
            for orders in drawn:
                by_hand.check(store(), orders)
            return len(drawn)

        return trial(lambda: on(shop), lambda: on(Careless), examples)

    def floor(self, examples: Sequence[int], /) -> Cannot:
        del examples
        return Cannot("nobody writes a whole suite by hand to time it")


def drawn_by(by_hand: ByHand) -> SearchStrategy[list[Order]]:
    return st.lists(
        ORDERS,
        min_size=by_hand.least,
        max_size=by_hand.most,
        unique_by=(lambda order: order.id, lambda order: order.number),
    )


def searched(strategy: SearchStrategy[Any], examples: int, use: Callable[[Any], object]) -> int:
    """Have Hypothesis draw so many examples, with the settings of our engine."""
    count = 0

    def example(value: Any) -> None:
        nonlocal count
        count += 1
        use(value)

    quiet = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    seed(SEED)(quiet(given(strategy)(example)))()
    return count


CONTESTANTS: tuple[Contestant, ...] = (Engine(), Hypothesis(), Loop())
