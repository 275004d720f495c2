"""Saboteurs around the small port: they are written once, and break both forms of it."""

import asyncio
import re
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from fakes.conformance import Operation, Outcome, Promise, verdicts
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run, sabotaged
from tests.fakes.conformance.adapters import SoundAsyncCells, SoundCells
from tests.fakes.conformance.cells import GUARANTEES
from tests.fakes.conformance.saboteurs import CommitsAlways, Delegating, LosesUpdates, OffByOne
from tests.fakes.conformance.trying import BASES


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
def test_a_failure_names_no_line_of_what_puts_a_saboteur_around(base: type[Any]) -> None:
    class Raising(Delegating):
        async def get(self, name: str) -> int:
            raise LookupError("sabotage")

    saboteur = Saboteur("it", "raises", "round_trip", Raising)

    reason = verdicts(sabotaged(base, saboteur), "round_trip")["round_trip"].reason

    assert re.sub(r":\d+ ", ":1 ", reason).split("\n\n")[1] == (
        "It raised what the port does not allow here. LookupError: sabotage\n"
        '  test_sabotaging.py:1 in get: raise LookupError("sabotage")'
    )


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
