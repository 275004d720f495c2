"""Clients: opened where they are used, closed in reverse order, lifted with all they give out."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from fakes.conformance import CONTEXT, Form, Namespace, Outcome, Port, verdicts
from tests.fakes.conformance.adapters import (
    AsyncFakeCells,
    FakeCells,
    Shelf,
    SoundCells,
)
from tests.fakes.conformance.cells import (
    AsyncCells,
    AsyncUnit,
    Cells,
    CellsTrial,
    Unit,
    get_missing,
)
from tests.fakes.conformance.trying import (
    BASES,
    difference_in,
    specification,
    suite_of,
    verdict_on,
)


def logged(base: type[Any], log: list[str]) -> dict[str, object]:
    """Hooks that write down what is opened and closed."""

    @contextmanager
    def store(self: object, namespace: Namespace) -> Generator[Shelf]:
        log.append("store opened")
        yield Shelf()
        log.append("store closed")

    @contextmanager
    def connect(self: object, store: Shelf) -> Generator[Cells]:
        of_this_store = log[-1 - log[::-1].index("store opened") :]
        number = sum("opened" in line for line in of_this_store)
        log.append(f"{number} opened")
        yield FakeCells(store)
        log.append(f"{number} closed")

    @asynccontextmanager
    async def async_store(self: object, namespace: Namespace) -> AsyncGenerator[Shelf]:
        with store(self, namespace) as shelf:
            yield shelf

    @asynccontextmanager
    async def async_connect(self: object, store: Shelf) -> AsyncGenerator[AsyncCells]:
        with connect(self, store):
            yield AsyncFakeCells(store)

    if base is SoundCells:
        return {"store": store, "connect": connect}
    return {"store": async_store, "connect": async_connect}


async def with_three_clients(trial: CellsTrial) -> None:
    _, second, _ = [await trial.connect() for _ in range(3)]
    await trial.disconnect(second)
    await get_missing(trial)


@pytest.mark.parametrize("base", BASES)
def test_what_was_opened_last_is_closed_first(base: type[Any]) -> None:
    log: list[str] = []

    assert verdict_on(with_three_clients, base=base, **logged(base, log)).outcome is Outcome.PASS

    assert log == [
        "store opened",
        "1 opened",
        "2 opened",
        "3 opened",
        "2 closed",
        "4 opened",
        "4 closed",
        "3 closed",
        "1 closed",
        "store closed",
    ]


@pytest.mark.parametrize("base", BASES)
def test_everything_is_closed_after_a_failure(base: type[Any]) -> None:
    log: list[str] = []

    async def fails(trial: CellsTrial) -> None:
        await trial.connect()
        cells = await trial.connect()
        trial.equal(await cells.names(), ["a"], "names")

    verdict = verdict_on(fails, base=base, **logged(base, log))

    assert verdict.outcome is Outcome.FAIL
    closing = ["2 closed", "1 closed", "store closed"]
    assert log == ["store opened", "1 opened", "2 opened", *closing] * verdict.examples


def test_a_client_that_cannot_be_closed_does_not_keep_others_open() -> None:
    log: list[str] = []
    hooks = logged(SoundCells, log)

    @contextmanager
    def connect(self: object, store: Shelf) -> Generator[Cells]:
        number = len(log)
        yield FakeCells(store)
        log.append(f"{number} closed")
        raise BrokenPipeError(str(number))

    verdict = verdict_on(with_three_clients, store=hooks["store"], connect=connect)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert log == ["store opened", *["1 closed"] * 3, "store closed"]


@pytest.mark.parametrize("base", BASES)
def test_a_crash_is_the_suites_to_cause(base: type[Any]) -> None:
    crashed: list[object] = []

    def crash(self: object, client: Any) -> None:
        crashed.append(type(client))

    async def async_crash(self: object, client: Any) -> None:
        crashed.append(type(client))

    async def crashes(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await cells.put("a", 1)
        await trial.crash(cells)
        trial.equal(await (await trial.connect()).get("a"), 1, "get('a') after a crash")

    hook, cells = (crash, FakeCells) if base is SoundCells else (async_crash, AsyncFakeCells)
    assert verdict_on(crashes, base=base, crash=hook).outcome is Outcome.PASS
    assert crashed == [cells]

    verdict = verdict_on(crashes, base=base)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reason == "the suite does not say how a client dies: override crash()"


@pytest.mark.parametrize("base", BASES)
def test_a_restart_happens_while_no_client_is_connected(base: type[Any]) -> None:
    log: list[str] = []

    def restart(self: object, store: Shelf) -> None:
        log.append("restarted")

    async def async_restart(self: object, store: Shelf) -> None:
        log.append("restarted")

    async def restarts(trial: CellsTrial) -> None:
        await trial.connect()
        await trial.restart()
        await get_missing(trial)

    hook = restart if base is SoundCells else async_restart
    hooks = {**logged(base, log), "restart": hook}

    assert verdict_on(restarts, base=base, **hooks).outcome is Outcome.PASS
    assert log[1:5] == ["1 opened", "1 closed", "restarted", "2 opened"]


@pytest.mark.parametrize("base", BASES)
def test_what_a_hook_gives_can_be_lifted(base: type[Any]) -> None:
    async def lifts(trial: CellsTrial) -> None:
        raw: Any = trial.raw(await trial.connect())
        trial.true(type(raw) is trial.suite.cells, "the adapter itself")
        unit = trial.lifted(raw.unit(), AsyncUnit, "a unit of mine")
        async with unit:
            pass
        trial.equal(repr(unit), "a unit of mine", "repr")

    assert verdict_on(lifts, base=base).outcome is Outcome.PASS


def test_a_port_has_a_form_of_all_that_it_gives() -> None:
    with pytest.raises(ValueError, match="AsyncUnit, and the port has no form"):
        Port(Form(Cells, AsyncCells, {"unit": AsyncUnit}))

    port = Port(Form(Cells, AsyncCells, {"unit": CONTEXT.awaited}))
    assert port.form_of(CONTEXT.awaited) is CONTEXT
    assert {Form(Unit, AsyncUnit), Form(Unit, AsyncUnit)} == {Form(Unit, AsyncUnit)}


def test_an_immediate_method_that_raises_is_traced() -> None:
    class WithoutUnits(FakeCells):
        def unit(self) -> Any:
            raise PermissionError("read only")

    async def opens(trial: CellsTrial) -> None:
        (await trial.connect()).unit()

    verdict = verdict_on(opens, cells=WithoutUnits)

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.endswith("1. client 1: unit() raised PermissionError: read only")


def test_keyword_arguments_are_passed_and_traced() -> None:
    async def names_them(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await cells.put("a", number=1)
        trial.equal(await cells.get(name="a"), 2, "get")

    assert verdict_on(names_them).reason.endswith(
        "  1. client 1: put('a', number=1) -> None\n  2. client 1: get(name='a') -> 1"
    )


def test_a_plain_assertion_in_a_check_is_a_failure() -> None:
    async def asserts(trial: CellsTrial) -> None:
        cells = await trial.connect()
        trial.true(True, "")
        raise AssertionError(f"{len(await cells.names())} names")

    assert difference_in(verdict_on(asserts)) == "assertion failed: 0 names"


def test_a_namespace_is_an_identifier_and_unique() -> None:
    names = [str(Namespace.fresh("Test:Ünïcode" * 9, "no_lost_update")) for _ in range(100)]

    assert len(set(names)) == 100
    assert all(name.isidentifier() and name.isascii() and name.islower() for name in names)
    assert max(map(len, names)) <= 48


def test_a_namespace_says_who_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw3")
    namespace = Namespace.fresh("TestCells", "missing")

    assert str(namespace).startswith("c_testcells_missing_gw3_")
    assert (namespace.suite, namespace.guarantee, namespace.worker) == (
        "TestCells",
        "missing",
        "gw3",
    )


def test_of_many_operations_the_last_are_shown() -> None:
    async def does_much(trial: CellsTrial) -> None:
        cells = await trial.connect()
        for number in range(75):
            await cells.put("a", number)
        trial.equal(await cells.get("a"), 0, "get('a')")

    what_was_done = verdict_on(does_much).reason.split("What was done:\n")[1].splitlines()

    assert what_was_done[:2] == [
        "  ... 16 operations before these",
        "  17. client 1: put('a', 16) -> None",
    ]
    assert what_was_done[-1] == "  76. client 1: get('a') -> 74"
    assert len(what_was_done) == 61


def test_a_port_need_not_say_what_is_in_a_store() -> None:
    from attrs import evolve

    silent = evolve(specification(get_missing), contents=None)

    assert verdicts(suite_of(silent))["it"].outcome is Outcome.PASS


@pytest.mark.parametrize("base", BASES)
def test_a_hook_of_the_ports_own_is_called_with_the_adapter(base: type[Any]) -> None:
    async def asks(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await cells.put("a", 1)
        trial.equal(await trial.hook("mailbox", cells, 7), ["a", 7], "what the hook returned")

    def mailbox(self: object, client: FakeCells, number: int) -> list[object]:
        return [*client.names(), number]

    async def async_mailbox(self: object, client: AsyncFakeCells, number: int) -> list[object]:
        return [*await client.names(), number]

    hook = mailbox if base is SoundCells else async_mailbox
    assert verdict_on(asks, base=base, mailbox=hook).outcome is Outcome.PASS


def test_a_hook_that_raises_is_not_the_adapters_fault() -> None:
    async def advances(trial: CellsTrial) -> None:
        await trial.connect()
        await trial.advance(1)

    def advance(self: object, store: Shelf, seconds: float) -> None:
        raise RuntimeError("stopped")

    verdict = verdict_on(advances, advance=advance)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert difference_in(verdict).startswith("advance() raised RuntimeError: stopped\n")
