"""Suites and checks that are wrong: nothing is said of the adapter, and the remedy is named."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self

import pytest
from hypothesis import assume

from fakes.conformance import Namespace, Outcome, Trial, Verdict
from tests.fakes.conformance.adapters import (
    AsyncFakeCells,
    FakeCells,
    Shelf,
    SoundAsyncCells,
    SoundCells,
)
from tests.fakes.conformance.cells import (
    NAMES,
    AsyncCells,
    CellsTrial,
    get_missing,
    put_then_get,
    rolled_back,
)
from tests.fakes.conformance.trying import BASES, difference_in, verdict_on

HOOK = "Remedy: put that hook of the suite right; nothing is known of the adapter yet."


def problem_of(verdict: Verdict) -> str:
    """What is wrong, and the remedy, of a guarantee that could not be checked."""
    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert verdict.reason.startswith("HARNESS_ERROR: it of TestCells cannot be checked.\n\n")
    return difference_in(verdict)


def hook(
    before: Callable[[], object], after: Callable[[], object], gives: object
) -> dict[Any, Any]:
    """A store for each kind of suite that does something before its yield, and after it."""

    @contextmanager
    def store(_self: object, _namespace: Namespace) -> Generator[object]:
        before()
        yield gives
        after()

    @asynccontextmanager
    async def async_store(_self: object, _namespace: Namespace) -> AsyncGenerator[object]:
        before()
        yield gives
        after()

    return {SoundCells: store, SoundAsyncCells: async_store}


def nothing() -> None:
    pass


def unreachable() -> None:
    raise ConnectionRefusedError("port 5432")


def failed() -> None:
    pytest.fail("no such database")


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (unreachable, nothing, "store() raised ConnectionRefusedError: port 5432"),
        (failed, nothing, "store() raised Failed: no such database"),
        (
            nothing,
            unreachable,
            "store(), after it was used, raised ConnectionRefusedError: port 5432",
        ),
    ],
)
def test_a_store_that_raises_is_not_the_adapters_fault(
    base: type[Any], before: Callable[[], object], after: Callable[[], object], says: str
) -> None:
    store = hook(before, after, Shelf())[base]

    assert problem_of(verdict_on(get_missing, base=base, store=store)) == f"{says}\n{HOOK}"


@pytest.mark.parametrize("base", BASES)
def test_a_connection_that_raises_is_not_the_adapters_fault(base: type[Any]) -> None:
    def connect(self: object, store: object) -> Any:
        unreachable()

    said = problem_of(verdict_on(get_missing, base=base, connect=connect))

    assert said == f"connect() raised ConnectionRefusedError: port 5432\n{HOOK}"


def test_a_client_that_cannot_be_closed_is_named() -> None:
    @contextmanager
    def connect(self: object, store: Shelf) -> Generator[object]:
        yield FakeCells(store)
        unreachable()

    said = problem_of(verdict_on(get_missing, connect=connect))

    assert said == (
        "connect(), after the client was used, raised ConnectionRefusedError: port 5432\n" + HOOK
    )


def test_a_hook_that_is_no_context_manager_is_named() -> None:
    def store(self: object, namespace: Namespace) -> Shelf:
        return Shelf()

    said = problem_of(verdict_on(get_missing, store=store))

    assert said == (
        "store() gives a Shelf, and no context manager.\n"
        "Remedy: decorate it with @contextmanager, and have it yield."
    )


def generating(self: object, *_: object) -> Generator[Shelf]:
    yield Shelf()


async def returning(self: object, *_: object) -> Shelf:
    return Shelf()


@pytest.mark.parametrize(
    ("hook", "function", "gives"),
    [
        ("resources", generating, "generator"),
        ("store", contextmanager(generating), "_GeneratorContextManager"),
        ("connect", returning, "coroutine"),
    ],
)
def test_an_async_hook_that_lacks_its_decorator_is_named(
    hook: str, function: Any, gives: str
) -> None:
    said = problem_of(verdict_on(get_missing, base=SoundAsyncCells, **{hook: function}))

    assert said == (
        f"{hook}() gives a {gives}, and no async context manager.\n"
        "Remedy: decorate it with @asynccontextmanager, and have it yield."
    )


@pytest.mark.parametrize("base", BASES)
def test_a_store_that_is_given_twice_is_refused(base: type[Any]) -> None:
    store = hook(nothing, nothing, shelf := Shelf())[base]

    said = problem_of(verdict_on(put_then_get, base=base, store=store))

    assert said.startswith("store() gave the same store twice: Shelf(numbers=")
    assert said.endswith("Remedy: yield a new one each time, named after the namespace.")
    assert shelf.numbers


def test_the_same_text_is_the_same_store() -> None:
    @contextmanager
    def connect(self: object, store: str) -> Generator[object]:
        yield FakeCells(Shelf())

    @contextmanager
    def store(self: object, namespace: Namespace) -> Generator[str]:
        yield str(1000)

    assert problem_of(verdict_on(put_then_get, store=store, connect=connect)) == (
        "store() gave the same store twice: '1000'.\n"
        "Remedy: yield a new one each time, named after the namespace."
    )


def test_a_store_that_keeps_what_was_there_is_refused() -> None:
    numbers: dict[str, tuple[int, float]] = {}

    @contextmanager
    def store(self: object, namespace: Namespace) -> Generator[Shelf]:
        yield Shelf(numbers)

    assert problem_of(verdict_on(put_then_get, store=store)) == (
        "store() gives a store that is not empty: ['a'].\n"
        "Remedy: keep examples apart: name all that a store makes after its namespace."
    )


@pytest.mark.parametrize("base", BASES)
def test_what_is_left_behind_is_named(base: type[Any]) -> None:
    def residue(self: object, namespace: Namespace) -> list[str]:
        return [f"table {namespace.suite}"]

    async def async_residue(self: object, namespace: Namespace) -> list[str]:
        return [f"table {namespace.suite}"]

    hooks: dict[type[Any], object] = {SoundCells: residue, SoundAsyncCells: async_residue}

    assert problem_of(verdict_on(get_missing, base=base, residue=hooks[base])) == (
        "store() left something behind: ['table TestCells'].\n"
        "Remedy: remove all that belongs to the namespace after the yield."
    )


def test_a_clean_up_that_raises_is_told_beside_a_failure() -> None:
    class Lying(FakeCells):
        def get(self, name: str) -> int:
            return 3

    store = contextmanager(lambda self, namespace: _then_unreachable())
    verdict = verdict_on(get_missing, cells=Lying, store=store)

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason == (
        "TestCells does not keep it: it holds.\n"
        "\n"
        "get('a') of a name that was never put\n"
        "  expected: Missing raised\n"
        "  got:      returned 3\n"
        "\n"
        "Besides: store(), after it was used, raised ConnectionRefusedError: port 5432\n"
        f"{HOOK}\n"
        "\n"
        "What was done:\n"
        "  1. client 1: get('a') -> 3"
    )


def _then_unreachable() -> Generator[Shelf]:
    yield Shelf()
    unreachable()


def test_an_adapter_without_the_shape_of_its_port_is_refused() -> None:
    class Few:
        def __init__(self, shelf: Shelf) -> None:
            del shelf

        async def get(self, name: str) -> int:
            return 1

        def put(self, name: str) -> None: ...

    assert problem_of(verdict_on(get_missing, cells=Few)) == (
        "client 1 has not the shape of its port. "
        "Few does not have the shape of Cells: 7 mismatches in 7 of 7 members.\n"
        "  put: takes no 'number', which Cells passes\n"
        "  get: is async; Cells declares it with def\n"
        "  add: is missing\n"
        "  delete: is missing\n"
        "  names: is missing\n"
        "  put_all: is missing\n"
        "  unit: is missing\n"
        "Remedy: give the adapter these methods; what it cannot do raises Unsupported there."
    )


def test_what_an_adapter_gives_out_must_have_its_shape_too() -> None:
    class Bare:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *error: object) -> None: ...

    class Barely(FakeCells):
        def unit(self) -> Any:
            return Bare()

    assert problem_of(verdict_on(rolled_back, cells=Barely)) == (
        "client 1.unit() has not the shape of its port. "
        "Bare does not have the shape of Unit: 2 mismatches in 2 of 4 members.\n"
        "  on: is missing\n"
        "  savepoint: is missing\n"
        "Remedy: give the adapter these methods; what it cannot do raises Unsupported there."
    )


def test_a_blocking_adapter_in_an_async_suite_is_refused() -> None:
    said = problem_of(verdict_on(get_missing, base=SoundAsyncCells, cells=FakeCells))

    assert "FakeCells does not have the shape of AsyncCells" in said
    assert said.count("\n  ") == 7


@pytest.mark.parametrize(("base", "cells"), [*zip(BASES, (FakeCells, AsyncFakeCells), strict=True)])
def test_a_result_of_the_wrong_type_is_refused(base: type[Any], cells: type[Any]) -> None:
    def get(self: object, name: str) -> Any:
        return str(1)

    async def async_get(self: object, name: str) -> Any:
        return str(1)

    method = get if base is SoundCells else async_get
    adapter = type("Texts", (cells,), {"get": method})

    assert problem_of(verdict_on(get_missing, base=base, cells=adapter)) == (
        "get returned what the port does not allow: '1' is a str, not an int.\n"
        "Remedy: have the adapter's get return what the port says."
    )


async def asserts_nothing(trial: CellsTrial) -> None:
    await (await trial.connect()).names()


async def does_nothing(trial: CellsTrial) -> None:
    trial.equal(1, 1, "one")


async def neither(trial: CellsTrial) -> None:
    await trial.connect()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("check", "what"),
    [
        (asserts_nothing, "asserts_nothing made no assertion."),
        (does_nothing, "does_nothing made no operation."),
        (neither, "neither made no assertion and no operation."),
    ],
)
def test_a_check_that_proves_nothing_is_refused(base: type[Any], check: Any, what: str) -> None:
    assert problem_of(verdict_on(check, base=base)) == (
        f"{what}\nRemedy: have it assert, through the trial, what operations of its clients did."
    )


def test_every_check_of_a_guarantee_must_prove_something() -> None:
    assert problem_of(verdict_on(get_missing, neither)).startswith("neither made no assertion")


def test_a_check_that_waits_for_an_event_loop_is_refused_on_a_blocking_adapter() -> None:
    async def waits(trial: CellsTrial) -> None:
        await asyncio.sleep(0)

    assert problem_of(verdict_on(waits)) == (
        "A check waits for an event loop, and a blocking adapter has none.\n"
        "Remedy: in a check, await only the trial and its clients; use trial.pause, "
        "not asyncio.sleep."
    )


@pytest.mark.parametrize("base", BASES)
def test_a_check_that_cannot_go_on_is_not_the_adapters_fault(base: type[Any]) -> None:
    async def stumbles(trial: CellsTrial) -> None:
        names: Any = await (await trial.connect()).names()
        names.first()

    said = problem_of(verdict_on(stumbles, base=base))

    assert said.startswith(
        "stumbles could not go on. AttributeError: 'list' object has no attribute 'first'\n"
    )
    assert "in stumbles: names.first()\n" in said
    assert said.endswith(
        "Remedy: see whether the last result below is what the port promises; if it is, the check "
        "is wrong."
    )


@pytest.mark.parametrize("base", BASES)
def test_a_value_is_not_drawn_where_the_order_is_left_to_chance(base: type[Any]) -> None:
    async def draws(trial: CellsTrial) -> None:
        async def branch(cells: AsyncCells) -> None:
            trial.draw(NAMES)

        await trial.concurrently(branch, branch)

    assert problem_of(verdict_on(draws, base=base)) == (
        "The check draws a value inside concurrently(), in an order left to chance.\n"
        "Remedy: draw it before, and have the branches use it."
    )


def test_a_parameter_of_another_guarantee_must_be_declared_to_be_asked_for() -> None:
    async def asks(trial: CellsTrial) -> None:
        trial.parameter("delete_missing")

    assert problem_of(verdict_on(asks)) == (
        "The check asks which way delete_missing goes, and the suite does not say.\n"
        "Remedy: write parameters = {'delete_missing': ...}."
    )


def test_a_client_is_disconnected_once() -> None:
    async def twice(trial: CellsTrial) -> None:
        cells = await trial.connect()
        await trial.disconnect(cells)
        await trial.disconnect(cells)

    assert problem_of(verdict_on(twice)) == (
        "client 1 is not connected.\nRemedy: disconnect what connect() gave, and that once."
    )


def test_strategies_that_are_none_are_named() -> None:
    async def draws(trial: Trial[AsyncCells]) -> None:
        trial.draw(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    assert problem_of(verdict_on(draws)) == (
        "No example could be drawn. "
        "InvalidArgument: Expected a SearchStrategy but got strategy=3 (type=int)\n"
        "Remedy: have the strategies, or the example of a deviation, give what the check can use."
    )


def test_assumptions_that_nothing_meets_are_named() -> None:
    async def assumes(trial: CellsTrial) -> None:
        assume(trial.draw(NAMES) == "z")

    said = problem_of(verdict_on(assumes))

    assert said.startswith("No example could be drawn. Unsatisfiable: Unable to satisfy assump")
