"""A small port with one of everything: what a port's module gives to the engine."""

from collections.abc import Awaitable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from hypothesis import strategies

from fakes.conformance import (
    CONTEXT,
    Form,
    Guarantee,
    Kind,
    Operation,
    Port,
    Promise,
    Specification,
    Trial,
)


class Missing(Exception):
    """There is no cell of that name."""


class Cells(Protocol):
    """Numbers under names."""

    def put(self, name: str, number: int) -> None: ...

    def get(self, name: str) -> int: ...

    def add(self, name: str, number: int) -> int: ...

    def delete(self, name: str) -> None: ...

    def names(self) -> list[str]: ...

    def put_all(self, numbers: Mapping[str, int]) -> None: ...

    def unit(self) -> "Unit": ...


class Unit(Protocol):
    """Changes that take effect together when it is left, unless by an exception."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def on(self, cells: Cells) -> Cells: ...

    def savepoint(self) -> AbstractContextManager[None]: ...


class AsyncCells(Protocol):
    async def put(self, name: str, number: int) -> None: ...

    async def get(self, name: str) -> int: ...

    async def add(self, name: str, number: int) -> int: ...

    async def delete(self, name: str) -> None: ...

    async def names(self) -> list[str]: ...

    async def put_all(self, numbers: Mapping[str, int]) -> None: ...

    def unit(self) -> "AsyncUnit": ...


class AsyncUnit(Protocol):
    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def on(self, cells: AsyncCells) -> AsyncCells: ...

    def savepoint(self) -> AbstractAsyncContextManager[None]: ...


CellsTrial = Trial[AsyncCells]

NAMES = strategies.sampled_from(("a", "b", "c"))
NUMBERS = strategies.integers(-(2**31), 2**31 - 1)


async def put_then_get(trial: CellsTrial) -> None:
    name, number = trial.draw(NAMES, "name"), trial.draw(NUMBERS, "number")
    cells = await trial.connect()
    await cells.put(name, number)
    trial.equal(await cells.get(name), number, f"get({name!r}) after put")


async def last_put(trial: CellsTrial) -> None:
    first, second = trial.draw(NUMBERS, "first"), trial.draw(NUMBERS, "second")
    cells = await trial.connect()
    await cells.put("a", first)
    await cells.put("a", second)
    trial.equal(await cells.get("a"), second, "get('a') after two puts")


async def get_missing(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await trial.refused(Missing, cells.get("a"), "get('a') of a name that was never put")


async def delete_missing(trial: CellsTrial) -> None:
    cells = await trial.connect()
    if trial.parameter() == "raises":
        await trial.refused(Missing, cells.delete("a"), "delete('a') of what is not there")
    else:
        await cells.delete("a")
        trial.equal(await cells.names(), [], "names after a delete of what is not there")


async def other_clients_see(trial: CellsTrial) -> None:
    writer, reader = await trial.connect(), await trial.connect()
    await writer.put("a", 1)

    async def read() -> list[str]:
        return await reader.names()

    await trial.eventually(read, lambda names: "a" in names, "what another client put")


async def no_lost_update(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await cells.put("a", 0)

    async def count(own: AsyncCells) -> None:
        await own.add("a", 1)

    await trial.concurrently(*[count] * 4)
    trial.equal(await cells.get("a"), 4, "the cell that four clients added 1 to")


async def all_are_put(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await cells.put_all({"a": 1, "b": 2})
    trial.equal(sorted(await cells.names()), ["a", "b"], "names after put_all")


async def rolled_back(trial: CellsTrial) -> None:
    cells = await trial.connect()
    try:
        async with cells.unit() as unit:
            inside = unit.on(cells)
            await inside.put("a", 1)
            trial.equal(await inside.get("a"), 1, "get('a') inside")
            raise LookupError
    except LookupError:
        pass
    trial.equal(await cells.names(), [], "names after a unit that failed")


async def savepoints(trial: CellsTrial) -> None:
    cells = await trial.connect()
    async with cells.unit() as unit, unit.savepoint():
        await unit.on(cells).put("a", 1)
    trial.equal(await cells.names(), ["a"], "names after a unit with a savepoint")


async def survives(trial: CellsTrial) -> None:
    await (await trial.connect()).put("a", 1)
    await trial.restart()
    trial.equal(await (await trial.connect()).get("a"), 1, "get('a') after a restart")


async def expires(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await cells.put("a", 1)
    await trial.advance(trial.limit("lifetime") + 1)
    await trial.refused(Missing, cells.get("a"), "get('a') after its lifetime")


async def try_put_all(trial: CellsTrial) -> None:
    cells = await trial.connect()
    await trial.unsupported(lambda: cells.put_all({"a": 1}), cells.names)


async def try_unit(trial: CellsTrial) -> None:
    cells = await trial.connect()

    async def enter() -> None:
        async with cells.unit():
            pass

    await trial.unsupported(enter, cells.names)


def names_in(cells: AsyncCells) -> Awaitable[object]:
    return cells.names()


PORT = Port(
    Form(Cells, AsyncCells, {"unit": AsyncUnit}),
    (
        Form(
            Unit,
            AsyncUnit,
            {"__aenter__": AsyncUnit, "on": AsyncCells, "savepoint": CONTEXT.awaited},
        ),
    ),
)

GUARANTEES = (
    Guarantee("round_trip", "a number that was put comes back", (), laws=(put_then_get,)),
    Guarantee("last_put_wins", "a put replaces what was there", (last_put,)),
    Guarantee("missing", "what was never put is Missing", (get_missing,)),
    Guarantee(
        "delete_missing",
        "a delete of what is not there does as declared",
        (delete_missing,),
        choices=("raises", "ignores"),
    ),
    Guarantee("visible", "what one client puts, another comes to see", (other_clients_see,)),
    Guarantee(
        "no_lost_update",
        "two adds at the same time are both counted",
        (no_lost_update,),
        kind=Kind.CONCURRENT,
    ),
    Guarantee("batch", "put_all puts all", (all_are_put,), {Operation.BATCH}),
    Guarantee(
        "rollback_hides",
        "a unit that failed has changed nothing",
        (rolled_back, savepoints),
        {Operation.TRANSACTIONS},
    ),
    Guarantee("survives_restart", "a restart loses nothing", (survives,), {Promise.DURABLE}),
    Guarantee("expiry", "a number is gone after its lifetime", (expires,), {Promise.CLOCK}),
    Guarantee("younger", "something that came later", (get_missing,), since="2026.2"),
)

CELLS = Specification(
    "cells",
    PORT,
    CellsTrial,
    GUARANTEES,
    probes={Operation.BATCH: try_put_all, Operation.TRANSACTIONS: try_unit},
    limits={"lifetime": 60},
    contents=names_in,
    catalogues=("2026.1", "2026.2"),
    saboteurs="tests.fakes.conformance.saboteurs:SABOTEURS",
)
