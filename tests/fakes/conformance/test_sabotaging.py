"""Saboteurs around the small port: they are written once, and break both forms of it."""

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from fakes.conformance import Operation, Outcome, Promise, verdicts
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run, sabotaged
from tests.fakes.conformance.adapters import SoundAsyncCells, SoundCells
from tests.fakes.conformance.cells import GUARANTEES
from tests.fakes.conformance.trying import BASES


class Delegating:
    def __init__(self, real: Any, shared: dict[str, Any]) -> None:
        self.real = real
        self.shared = shared

    async def put(self, name: str, number: int) -> None:
        await self.real.put(name, number)

    async def get(self, name: str) -> int:
        return await self.real.get(name)

    async def add(self, name: str, number: int) -> int:
        return await self.real.add(name, number)

    async def delete(self, name: str) -> None:
        await self.real.delete(name)

    async def names(self) -> list[str]:
        return await self.real.names()

    async def put_all(self, numbers: Any) -> None:
        await self.real.put_all(numbers)

    def unit(self) -> Any:
        return Unit(self.real.unit(), self)


class Unit:
    """What a wrapper gives out is a wrapper too."""

    def __init__(self, real: Any, cells: Any) -> None:
        self.real = real
        self.cells = cells

    async def __aenter__(self) -> Any:
        await self.real.__aenter__()
        return self

    async def __aexit__(self, *about: object) -> None:
        await self.real.__aexit__(*about)

    def on(self, cells: Any) -> Any:
        assert cells is self.cells
        return type(cells)(self.real.on(cells.real), cells.shared)

    def savepoint(self) -> Any:
        return self.real.savepoint()


class OffByOne(Delegating):
    async def put(self, name: str, number: int) -> None:
        await super().put(name, number + 1)


class CommitsAlways(Delegating):
    def unit(self) -> Any:
        unit = super().unit()
        unit.__class__ = Committing
        return unit


class Committing(Unit):
    async def __aexit__(self, *about: object) -> None:
        await self.real.__aexit__(None, None, None)


class LosesUpdates(Delegating):
    async def add(self, name: str, number: int) -> int:
        total = await self.real.get(name) + number
        await let_others_run()
        await self.real.put(name, total)
        return total


class CountsTogether(Delegating):
    """The clients of one store share a count of the names that they were asked for."""

    async def names(self) -> list[str]:
        self.shared["asked"] = self.shared.get("asked", 0) + 1
        return [f"asked {self.shared['asked']}"] * (self.shared["asked"] > 2)


SOUND = Saboteur("sound", "breaks nothing", "round_trip", Delegating)


@pytest.mark.parametrize("base", BASES)
def test_a_wrapper_that_breaks_nothing_keeps_every_guarantee(base: type[Any]) -> None:
    found = verdicts(sabotaged(base, SOUND))

    outcomes = {slug: verdict.outcome for slug, verdict in found.items()}
    passed = {guarantee.slug: Outcome.PASS for guarantee in GUARANTEES}
    assert outcomes == {**passed, "younger": Outcome.NEW}


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("broken", "slug"),
    [
        (OffByOne, "round_trip"),
        (CommitsAlways, "rollback_hides"),
        (LosesUpdates, "no_lost_update"),
    ],
)
def test_a_saboteur_breaks_both_forms(base: type[Any], broken: type[Any], slug: str) -> None:
    saboteur = Saboteur("it", "breaks something", slug, broken)

    assert verdicts(sabotaged(base, saboteur), slug)[slug].outcome is Outcome.FAIL


@pytest.mark.parametrize("base", BASES)
def test_the_clients_of_one_store_share_what_a_saboteur_remembers(base: type[Any]) -> None:
    saboteur = Saboteur("it", "counts", "visible", CountsTogether)

    verdict = verdicts(sabotaged(base, saboteur), "visible")["visible"]

    assert "last seen: ['asked " in verdict.reason


def test_a_sabotaged_suite_has_the_name_of_the_suite() -> None:
    suite = sabotaged(SoundCells, SOUND)

    assert (suite.__name__, suite.__module__) == ("SoundCells", SoundCells.__module__)
    assert suite.__qualname__ == SoundCells.__qualname__


def test_the_fixtures_of_connect_are_those_of_the_suite() -> None:
    class Blocking(SoundCells):
        @contextmanager
        def connect(self, store: Any, /, cells: Any) -> Any:
            yield cells(store)

    class Awaited(SoundAsyncCells):
        @asynccontextmanager
        async def connect(self, store: Any, /, cells: Any) -> Any:
            yield cells(store)

    for suite in (Blocking, Awaited):
        found = verdicts(sabotaged(suite, SOUND), "missing", cells=suite.cells)
        assert found["missing"].outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("needs", "parameters", "expected"),
    [
        ((), {}, True),
        ((Promise.DURABLE,), {"delete_missing": "raises"}, True),
        ((Promise.UNIQUE,), {}, False),
        ((), {"delete_missing": "ignores"}, False),
    ],
)
@pytest.mark.parametrize("base", BASES)
def test_a_saboteur_damages_what_is_declared(
    base: type[Any], needs: Any, parameters: Any, expected: bool
) -> None:
    saboteur = Saboteur("it", "breaks it", "batch", Delegating, needs=needs, parameters=parameters)

    assert saboteur.damages(base) is expected
    assert not saboteur.damages(type("Bare", (base,), {"operations": {Operation.TRANSACTIONS}}))


def test_others_run_while_one_lets_them() -> None:
    said: list[str] = []

    async def one() -> None:
        said.append("one")
        await let_others_run()
        said.append("one again")

    async def other() -> None:
        said.append("other")

    async def both() -> None:
        await asyncio.gather(one(), other())

    asyncio.run(both())

    assert said == ["one", "other", "one again"]
