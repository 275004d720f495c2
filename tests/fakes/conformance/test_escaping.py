"""Errors that get past `except Exception`, and other ways out: the adapter's, and it is so told."""

import asyncio
from typing import Any

import pytest

from fakes.conformance import Outcome
from fakes.conformance.hosts import AsyncioHost, Loop
from tests.fakes.conformance.adapters import AsyncFakeCells, FakeCells, SoundAsyncCells, SoundCells
from tests.fakes.conformance.cells import AsyncCells, CellsTrial, get_missing
from tests.fakes.conformance.trying import BASES, difference_in, verdict_on


def raising(error: BaseException, base: type[Any]) -> type[Any]:
    """An adapter whose `get` raises it."""

    class Cells(FakeCells):
        def get(self, name: str) -> int:
            raise error

    class Awaited(AsyncFakeCells):
        async def get(self, name: str) -> int:
            raise error

    return Cells if base is SoundCells else Awaited


async def looks(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await cells.put("a", 1)
    trial.equal(await cells.get("a"), 1, "get('a')")


async def looks_twice(trial: CellsTrial) -> None:
    async def look(cells: AsyncCells) -> int:
        return await cells.get("a")

    trial.equal(await trial.concurrently(look, look), [1, 1], "get('a') in both")


ERRORS = (SystemExit(3), GeneratorExit("over"), asyncio.CancelledError("by peer"))


@pytest.mark.parametrize("check", [looks, looks_twice])
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_an_error_that_nobody_catches_is_the_adapters_own(
    error: BaseException, base: type[Any], check: Any
) -> None:
    verdict = verdict_on(check, base=base, cells=raising(error, base))

    assert verdict.outcome is Outcome.FAIL
    said = f"{type(error).__name__}: {error}"
    first, where = difference_in(verdict).splitlines()
    assert first == f"It raised what the port does not allow here. {said}"
    assert where.endswith(" in get: raise error")
    assert f"get('a') raised {said}" in verdict.reason


def test_a_stop_iteration_of_a_blocking_adapter_is_its_own() -> None:
    verdict = verdict_on(looks, cells=raising(StopIteration("the last"), SoundCells))

    assert verdict.outcome is Outcome.FAIL
    assert difference_in(verdict).startswith(
        "It raised what the port does not allow here. StopIteration: the last\n"
    )


def test_such_an_error_is_no_refusal() -> None:
    exits = raising(SystemExit(3), SoundCells)

    assert difference_in(verdict_on(get_missing, cells=exits)) == (
        "get('a') of a name that was never put\n"
        "  expected: Missing raised\n"
        "  got:      raised SystemExit: 3"
    )


def test_whoever_interrupts_a_run_ends_it() -> None:
    with pytest.raises(KeyboardInterrupt):
        verdict_on(looks, cells=raising(KeyboardInterrupt(), SoundCells))


class Stopping(AsyncFakeCells):
    async def get(self, name: str) -> int:
        asyncio.get_running_loop().stop()
        return await super().get(name)


class StoppingAndWaiting(AsyncFakeCells):
    async def get(self, name: str) -> int:
        asyncio.get_running_loop().stop()
        return await asyncio.sleep(60, 0)


class Cancelling(AsyncFakeCells):
    async def get(self, name: str) -> int:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        return await asyncio.sleep(60, 0)


@pytest.mark.parametrize(
    ("cells", "says", "did"),
    [
        (
            Stopping,
            "The adapter stopped the event loop that it runs in.",
            "get('a') raised Missing: no cell is called 'a'",
        ),
        (
            StoppingAndWaiting,
            "The adapter stopped the event loop that it runs in.",
            "get('a') has not returned",
        ),
        (
            Cancelling,
            "The adapter cancelled the task that called it.",
            "get('a') has not returned",
        ),
    ],
)
def test_an_adapter_that_disturbs_its_loop_fails(cells: type[Any], says: str, did: str) -> None:
    verdict = verdict_on(get_missing, base=SoundAsyncCells, cells=cells)

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason == (
        f"TestCells does not keep it: it holds.\n\n{says}\n\nWhat was done:\n  1. client 1: {did}"
    )


def test_an_error_of_the_host_itself_is_not_hidden() -> None:
    async def fails() -> None:
        raise RuntimeError("out of threads")

    loop = Loop()
    try:
        with pytest.raises(RuntimeError, match="out of threads"):
            AsyncioHost(None, {}, loop).run(fails(), 1)
    finally:
        loop.close()
