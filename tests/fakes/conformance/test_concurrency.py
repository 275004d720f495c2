"""Branches that run at the same time: in threads or in tasks, each with a client of its own."""

import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from typing import Any

import pytest

from fakes.conformance import Deviation, Kind, Outcome
from tests.fakes.conformance.adapters import (
    AsyncFakeCells,
    FakeCells,
    Shelf,
    SoundAsyncCells,
    SoundCells,
)
from tests.fakes.conformance.cells import AsyncCells, Cells, CellsTrial, Missing
from tests.fakes.conformance.trying import BASES, difference_in, verdict_on


@pytest.mark.parametrize("base", BASES)
def test_a_client_of_a_thread_or_a_task_is_opened_used_and_closed_there(base: type[Any]) -> None:
    seen: list[int] = []

    @contextmanager
    def connect(self: object, store: Shelf) -> Generator[Cells]:
        here = threading.get_ident()
        yield FakeCells(store)
        assert threading.get_ident() == here
        seen.append(here)

    @asynccontextmanager
    async def async_connect(self: object, store: Shelf) -> AsyncGenerator[AsyncCells]:
        seen.append(threading.get_ident())
        yield AsyncFakeCells(store)

    async def together(trial: CellsTrial) -> None:
        async def branch(cells: AsyncCells) -> int:
            await cells.names()
            return threading.get_ident()

        ran_in = await trial.concurrently(branch, branch, branch)
        trial.true(len(ran_in) == 3, "three branches return three results")

    hook = connect if base is SoundCells else async_connect
    assert verdict_on(together, base=base, connect=hook).outcome is Outcome.PASS
    assert len(set(seen)) == (3 if base is SoundCells else 1)
    assert (threading.get_ident() in seen) is (base is SoundAsyncCells)


@pytest.mark.parametrize("base", BASES)
def test_branches_return_their_results_in_order(base: type[Any]) -> None:
    async def together(trial: CellsTrial) -> None:
        async def first(cells: AsyncCells) -> str:
            await cells.names()
            return "first"

        async def second(cells: AsyncCells) -> str:
            return "second"

        trial.equal(await trial.concurrently(first, second), ["first", "second"], "results")

    assert verdict_on(together, base=base).outcome is Outcome.PASS


@pytest.mark.parametrize("base", BASES)
def test_a_branch_may_return_the_error_that_it_met(base: type[Any]) -> None:
    async def together(trial: CellsTrial) -> None:
        async def branch(cells: AsyncCells) -> str:
            return repr(await trial.refused(Missing, cells.get("a"), "get('a')"))

        async def error_of(cells: AsyncCells) -> Missing:
            return await trial.refused(Missing, cells.get("b"), "get('b')")

        told, error = await trial.concurrently(branch, error_of)
        trial.equal(told, "Missing(\"no cell is called 'a'\")", "what the first returned")
        trial.equal(type(error), Missing, "what the second returned")

    verdict = verdict_on(together, base=base)

    assert verdict.outcome is Outcome.PASS
    assert verdict.assertions == 4


@pytest.mark.parametrize("base", BASES)
def test_an_error_of_a_branch_is_raised_when_all_have_ended(base: type[Any]) -> None:
    ended: list[str] = []

    async def together(trial: CellsTrial) -> None:
        async def fails(cells: AsyncCells) -> None:
            trial.equal(await cells.names(), ["a"], "names in a branch")

        async def goes_on(cells: AsyncCells) -> None:
            await cells.put("a", 1)
            ended.append("goes on")

        await trial.concurrently(goes_on, fails)

    class Empty(FakeCells):
        def names(self) -> list[str]:
            return []

    class AsyncEmpty(AsyncFakeCells):
        async def names(self) -> list[str]:
            return []

    cells = Empty if base is SoundCells else AsyncEmpty
    verdict = verdict_on(together, base=base, cells=cells)

    assert verdict.outcome is Outcome.FAIL
    assert difference_in(verdict).startswith("names in a branch\n")
    assert len(ended) == verdict.examples


@pytest.mark.parametrize("base", BASES)
def test_a_branch_that_cannot_connect_keeps_no_other_waiting(base: type[Any]) -> None:
    connected: list[int] = []

    @contextmanager
    def connect(self: object, store: Shelf) -> Generator[Cells]:
        connected.append(1)
        if len(connected) == 2:
            raise ConnectionRefusedError("too many clients")
        yield FakeCells(store)

    @asynccontextmanager
    async def async_connect(self: object, store: Shelf) -> AsyncGenerator[AsyncCells]:
        with connect(self, store):
            yield AsyncFakeCells(store)

    async def together(trial: CellsTrial) -> None:
        async def branch(cells: AsyncCells) -> None: ...

        await trial.concurrently(branch, branch, branch)

    hook = connect if base is SoundCells else async_connect
    verdict = verdict_on(together, base=base, connect=hook)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert difference_in(verdict).startswith(
        "connect() raised ConnectionRefusedError: too many clients\n"
    )
    assert verdict.seconds < 10


def racing(runs: list[int], lost: int) -> Any:
    """A race of two clients that is lost when it is run for so many a time."""

    async def races(trial: CellsTrial) -> None:
        runs.append(1)

        async def branch(cells: AsyncCells) -> list[str]:
            return await cells.names()

        seen = await trial.concurrently(branch, branch)
        trial.equal(seen, [["a"] if len(runs) == lost else []] * 2, "names in both")

    return races


@pytest.mark.parametrize("lost", [3, 20])
def test_a_race_that_draws_nothing_is_run_until_it_is_lost(lost: int) -> None:
    verdict = verdict_on(racing([], lost), kind=Kind.CONCURRENT, examples=20)

    assert verdict.outcome is Outcome.FAIL
    assert difference_in(verdict).startswith("names in both\n")


@pytest.mark.parametrize(
    ("kind", "seconds", "examples", "runs"),
    [
        (Kind.CONCURRENT, 60, 20, 20),
        (Kind.CONCURRENT, 60, 60, 25),
        (Kind.CONCURRENT, 0, 20, 1),
        (Kind.SEQUENTIAL, 60, 20, 1),
    ],
)
def test_a_race_is_run_as_often_as_the_suite_says_and_neither_too_often_nor_for_long(
    kind: Kind, seconds: float, examples: int, runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakes.conformance.running._RACES_FOR", seconds)

    verdict = verdict_on(racing([], 61), kind=kind, examples=examples)

    assert (verdict.outcome, verdict.examples) == (Outcome.PASS, runs)


def test_a_race_is_a_deviation_when_it_is_lost_once() -> None:
    later = date(2999, 1, 1)
    deviations = (Deviation("it", reason="no locks", expires=later, example=()),)

    verdict = verdict_on(racing([], 20), kind=Kind.CONCURRENT, examples=20, deviations=deviations)

    assert verdict.outcome is Outcome.DEVIATION
    assert verdict.examples == 20
