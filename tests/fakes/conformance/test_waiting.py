"""Time in checks: what comes after a while, what never comes, and a clock that is moved."""

import threading
from typing import Any

import pytest
from attrs import evolve

from fakes.conformance import Conformance, Outcome, verdicts
from tests.fakes.conformance.adapters import AsyncFakeCells, FakeCells, SoundAsyncCells, SoundCells
from tests.fakes.conformance.cells import AsyncCells, CellsTrial, Missing, get_missing
from tests.fakes.conformance.trying import (
    BASES,
    difference_in,
    specification,
    suite_of,
    verdict_on,
)

# A suite that cannot move its clock really waits.
NO_CLOCK: dict[str, Any] = {"advance": Conformance.advance}


class Late(FakeCells):
    """It shows what it was told only when it was asked for it three times."""

    asked = 0

    def names(self) -> list[str]:
        type(self).asked += 1
        return super().names() if self.asked % 4 == 0 else []


class AsyncLate(AsyncFakeCells):
    asked = 0

    async def names(self) -> list[str]:
        type(self).asked += 1
        return await super().names() if self.asked % 4 == 0 else []


async def comes(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await cells.put("a", 1)
    seen = await trial.eventually(cells.names, bool, "a name")
    trial.equal(seen, ["a"], "names")


async def never_comes(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await cells.put("a", 1)
    await trial.never(cells.names, bool, "a name")


@pytest.mark.parametrize("declared", [{}, NO_CLOCK])
def test_what_comes_after_a_while_is_waited_for(declared: dict[str, Any]) -> None:
    assert verdict_on(comes, cells=Late, **declared).outcome is Outcome.PASS


def test_what_comes_after_a_while_is_waited_for_in_a_loop() -> None:
    base = type("WithoutClock", (SoundAsyncCells,), {})
    base.advance = super(SoundAsyncCells, SoundAsyncCells).advance  # type: ignore[attr-defined]

    assert verdict_on(comes, base=base, cells=AsyncLate).outcome is Outcome.PASS


@pytest.mark.parametrize("base", BASES)
def test_what_must_never_come_and_comes_is_shown(base: type[Any]) -> None:
    verdict = verdict_on(never_comes, base=base)

    assert difference_in(verdict) == "a name\n  must never come, and came: ['a']"


def test_what_never_comes_is_looked_for_for_a_while() -> None:
    class Blind(FakeCells):
        def names(self) -> list[str]:
            return []

    verdict = verdict_on(never_comes, cells=Blind, **NO_CLOCK)

    assert verdict.outcome is Outcome.PASS
    assert 0.05 < verdict.seconds < 2


def test_a_wait_is_never_longer_than_half_of_what_an_example_may_take() -> None:
    async def waits(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await trial.eventually(cells.names, bool, "a name")

    verdict = verdict_on(waits, hangs_after=0.4, **NO_CLOCK)

    assert difference_in(verdict) == "a name\n  never came, within 0.2 s; last seen: []"


@pytest.mark.parametrize("base", BASES)
def test_a_fence_gives_all_that_came_before_it(base: type[Any]) -> None:
    async def fenced(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await cells.put("a", 1)
        await cells.put("b", 2)
        before = await trial.fence(lambda: cells.put("z", 0), cells.names, "z".__eq__)
        trial.equal(before, ["a", "b"], "what came before z")

    assert verdict_on(fenced, base=base).outcome is Outcome.PASS


def test_a_fence_that_never_arrives_is_a_failure() -> None:
    async def fenced(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await trial.fence(lambda: cells.put("z", 0), cells.names, "y".__eq__)

    assert difference_in(verdict_on(fenced)).startswith("what was sent last\n  never came, within")


async def lives_a_minute(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await cells.put("a", 1)
    await trial.pause(0.02)
    trial.equal(await cells.get("a"), 1, "get('a') at once")
    await trial.pause(60.1)
    await trial.refused(Missing, cells.get("a"), "get('a') after a minute")


@pytest.mark.parametrize("base", BASES)
def test_a_pause_moves_the_clock_where_it_can_be_moved(base: type[Any]) -> None:
    verdict = verdict_on(lives_a_minute, base=base)

    assert verdict.outcome is Outcome.PASS
    assert verdict.seconds < 10


def test_a_pause_really_waits_where_the_clock_cannot_be_moved() -> None:
    async def rests(trial: CellsTrial) -> None:
        await trial.pause(0.05)
        await get_missing(trial)

    assert verdict_on(rests, **NO_CLOCK).seconds > 0.05


def test_a_check_that_needs_a_clock_and_has_none_is_inconclusive() -> None:
    async def advances(trial: CellsTrial) -> None:
        await trial.advance(5)

    verdict = verdict_on(advances, **NO_CLOCK)

    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reason == "the suite does not say how time passes: override advance()"


def test_a_check_is_conclusive_when_one_of_its_examples_is() -> None:
    from hypothesis import strategies

    async def picky(trial: CellsTrial) -> None:
        cells = await trial.connect()
        if trial.draw(strategies.booleans()):
            trial.inconclusive("it was true")
        trial.equal(await cells.names(), [], "names")

    assert verdict_on(picky).outcome is Outcome.PASS


async def of_one_client(trial: CellsTrial) -> None:
    await get_missing(trial)


async def of_two_clients(trial: CellsTrial) -> None:
    async def branch(cells: AsyncCells) -> None:
        await cells.put("a", 1)

    await trial.concurrently(branch, branch)
    trial.equal(await (await trial.connect()).get("a"), 1, "get('a')")


@pytest.mark.parametrize("base", BASES)
def test_a_concurrency_check_with_one_client_is_inconclusive(base: type[Any]) -> None:
    from fakes.conformance import Kind

    alone = verdict_on(of_one_client, base=base, kind=Kind.CONCURRENT)
    together = verdict_on(of_two_clients, base=base, kind=Kind.CONCURRENT)

    assert alone.outcome is Outcome.INCONCLUSIVE
    assert alone.reason == "only one client took part, and so there was no contention"
    assert together.outcome is Outcome.PASS


def test_suites_with_a_clock_are_the_ones_that_move_it() -> None:
    assert "advance" in vars(SoundCells)


def test_a_long_poll_is_part_of_the_wait() -> None:
    class Polling(FakeCells):
        polls = 0

        def names(self) -> list[str]:
            type(self).polls += 1
            threading.Event().wait(0.05)
            return []

    async def waits(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await trial.eventually(cells.names, bool, "a name")

    silent = specification(waits)
    suite = suite_of(evolve(silent, contents=None), cells=Polling, hangs_after=0.4, **NO_CLOCK)

    assert difference_in(verdicts(suite)["it"]).startswith("a name\n  never came, within 0.2 s")
    assert Polling.polls <= 2 * 4


async def sees_nothing(trial: CellsTrial) -> None:
    trial.inconclusive("there was nothing to see")


async def finds_a_name(trial: CellsTrial) -> None:
    trial.equal(await (await trial.connect()).names(), ["a"], "names")


def test_a_failure_of_one_check_outweighs_that_another_was_inconclusive() -> None:
    assert verdict_on(sees_nothing, finds_a_name).outcome is Outcome.FAIL
    assert verdict_on(get_missing, sees_nothing).outcome is Outcome.INCONCLUSIVE
    assert verdict_on(sees_nothing, get_missing).reason == "there was nothing to see"
