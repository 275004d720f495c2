"""What never ends is given up, and the operation that did not return is named."""

import asyncio
import itertools
import signal
import threading
import time
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from fakes.conformance import Namespace, Outcome, verdicts
from tests.fakes.conformance.adapters import (
    AsyncFakeCells,
    FakeCells,
    Shelf,
    SoundAsyncCells,
    SoundCells,
)
from tests.fakes.conformance.cells import CellsTrial, get_missing, no_lost_update
from tests.fakes.conformance.trying import verdict_on

FOREVER = 60.0
BOUND = 0.5
REMEDY = "Remedy: find out what it waits for; if it is only slow, raise hangs_after on the suite."


def says(where: str) -> str:
    return (
        "HARNESS_ERROR: it of TestCells cannot be checked.\n"
        "\n"
        f"It hung{where}. An example must end within 0.5 s.\n"
        f"{REMEDY}"
    )


class Hanging(FakeCells):
    """It waits, whatever interrupts it with an error."""

    def get(self, name: str) -> int:
        try:
            return int(threading.Event().wait(FOREVER))
        except Exception:  # noqa: BLE001 - as adapters do that retry
            return 0


class HangingInTheLoop(AsyncFakeCells):
    async def get(self, name: str) -> int:
        return await asyncio.sleep(FOREVER, 0)


class BlockingTheLoop(AsyncFakeCells):
    async def get(self, name: str) -> int:
        return int(threading.Event().wait(FOREVER))


@pytest.mark.parametrize(
    ("base", "cells"),
    [
        (SoundCells, Hanging),
        (SoundAsyncCells, HangingInTheLoop),
        (SoundAsyncCells, BlockingTheLoop),
    ],
)
def test_an_operation_that_hangs_is_given_up_and_named(base: type[Any], cells: type[Any]) -> None:
    verdict = verdict_on(get_missing, base=base, cells=cells, hangs_after=BOUND)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert verdict.reason == (
        says(": get('a')") + "\n\nWhat was done:\n  1. client 1: get('a') has not returned"
    )
    assert verdict.seconds < 5


class Imperturbable(FakeCells):
    """It waits, and returns when it is interrupted by anything."""

    def get(self, name: str) -> int:
        try:
            return int(threading.Event().wait(FOREVER))
        except BaseException:  # noqa: BLE001 - as adapters should not do
            return super().get(name)


class ImperturbableInTheLoop(AsyncFakeCells):
    async def get(self, name: str) -> int:
        try:
            return await asyncio.sleep(FOREVER, 0)
        except asyncio.CancelledError:
            return await super().get(name)


@pytest.mark.parametrize(
    ("base", "cells"),
    [(SoundCells, Imperturbable), (SoundAsyncCells, ImperturbableInTheLoop)],
)
def test_an_operation_that_hides_that_it_hung_is_named(base: type[Any], cells: type[Any]) -> None:
    verdict = verdict_on(get_missing, base=base, cells=cells, hangs_after=BOUND)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert verdict.reason == (
        says(": get('a')")
        + "\n\nWhat was done:\n"
        + "  1. client 1: get('a') raised Missing: no cell is called 'a'"
    )


def test_threads_that_hang_are_given_up_and_named() -> None:
    release = threading.Event()

    class Cells(FakeCells):
        def add(self, name: str, number: int) -> int:
            release.wait(FOREVER)
            return 0

    verdict = verdict_on(no_lost_update, cells=Cells, hangs_after=BOUND)
    release.set()

    assert verdict.reason.startswith(says(": " + ", ".join(["add('a', 1)"] * 4)))
    assert verdict.reason.count("add('a', 1) has not returned") == 4


def test_tasks_that_hang_are_given_up_and_named() -> None:
    class Cells(AsyncFakeCells):
        async def add(self, name: str, number: int) -> int:
            return await asyncio.sleep(FOREVER, 0)

    verdict = verdict_on(no_lost_update, base=SoundAsyncCells, cells=Cells, hangs_after=BOUND)

    assert verdict.reason.startswith(says(": " + ", ".join(["add('a', 1)"] * 4)))


def test_a_store_that_hangs_is_given_up() -> None:
    @contextmanager
    def store(self: object, namespace: Namespace) -> Generator[Shelf]:
        threading.Event().wait(FOREVER)
        yield Shelf()

    assert verdict_on(get_missing, store=store, hangs_after=BOUND).reason == says(
        ", outside of the adapter's operations"
    )


def test_a_clean_up_that_hangs_after_a_hang_is_given_up_too() -> None:
    ended: list[str] = []

    @contextmanager
    def store(self: object, namespace: Namespace) -> Generator[Shelf]:
        yield Shelf()
        threading.Event().wait(FOREVER)
        ended.append("never")

    verdict = verdict_on(get_missing, cells=Hanging, store=store, hangs_after=BOUND)

    assert verdict.reason.startswith(says(": get('a')"))
    assert ended == []


def test_the_clean_up_runs_after_a_hang() -> None:
    ended: list[str] = []

    @asynccontextmanager
    async def store(self: object, namespace: Namespace) -> AsyncGenerator[Shelf]:
        yield Shelf()
        ended.append("store")

    verdict_on(
        get_missing, base=SoundAsyncCells, cells=HangingInTheLoop, store=store, hangs_after=BOUND
    )

    assert ended == ["store"]


def test_a_timeout_of_the_adapters_own_is_no_hang() -> None:
    class Impatient(AsyncFakeCells):
        async def get(self, name: str) -> int:
            raise TimeoutError("after 5 s")

    async def gets(trial: CellsTrial) -> None:
        await (await trial.connect()).get("a")

    verdict = verdict_on(gets, base=SoundAsyncCells, cells=Impatient)

    assert verdict.outcome is Outcome.FAIL
    assert "port does not allow here. TimeoutError: after 5 s" in verdict.reason


def test_an_alarm_that_was_set_before_is_as_it_was() -> None:
    rang: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rang.append(number))
    signal.setitimer(signal.ITIMER_REAL, FOREVER)
    try:
        verdict_on(get_missing)

        assert signal.getitimer(signal.ITIMER_REAL)[0] > FOREVER / 2
        signal.raise_signal(signal.SIGALRM)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rang == [signal.SIGALRM]


def test_an_alarm_that_came_due_meanwhile_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    rang: list[int] = []
    hours = itertools.count(step=3600)
    monkeypatch.setattr("fakes.conformance.driving.monotonic", lambda: next(hours))
    before = signal.signal(signal.SIGALRM, lambda number, frame: rang.append(number))
    signal.setitimer(signal.ITIMER_REAL, FOREVER)
    try:
        verdict_on(get_missing)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rang == [signal.SIGALRM]


def test_an_alarm_that_is_due_earlier_is_left_alone() -> None:
    def ring(number: int, frame: object) -> None:
        pytest.fail("the test takes too long")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, BOUND)
    try:
        with pytest.raises(pytest.fail.Exception, match="the test takes too long"):
            verdict_on(get_missing, cells=Hanging, hangs_after=FOREVER / 2)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_outside_of_the_main_thread_there_is_no_bound() -> None:
    class Slow(FakeCells):
        def get(self, name: str) -> int:
            time.sleep(0.6)  # the bound must have passed before the adapter returns
            return super().get(name)

    with ThreadPoolExecutor(1) as pool:
        verdict = pool.submit(verdict_on, get_missing, cells=Slow, hangs_after=BOUND).result()

    assert verdict.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("base", "cells"),
    [
        (SoundCells, Hanging),
        (SoundAsyncCells, HangingInTheLoop),
        (SoundAsyncCells, BlockingTheLoop),
    ],
)
def test_what_comes_after_a_hang_is_checked_all_the_same(base: type[Any], cells: type[Any]) -> None:
    suite = type("TestCells", (base,), {"cells": cells, "hangs_after": BOUND})

    found = verdicts(suite, "missing", "batch", "survives_restart", "delete_missing")

    assert [verdict.outcome for verdict in found.values()] == [
        Outcome.HARNESS_ERROR,
        Outcome.PASS,
        Outcome.HARNESS_ERROR,
        Outcome.PASS,
    ]


def test_resources_that_hang_are_given_up() -> None:
    @asynccontextmanager
    async def resources(self: object) -> AsyncGenerator[None]:
        await asyncio.sleep(FOREVER)
        yield

    verdict = verdict_on(get_missing, base=SoundAsyncCells, resources=resources, hangs_after=BOUND)

    assert verdict.reason == says(", outside of the adapter's operations")
