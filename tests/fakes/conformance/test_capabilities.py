"""What is declared and what is not: refusals are verified, promises are not looked for."""

from collections.abc import Mapping
from typing import Any

import pytest

from fakes.conformance import Operation, Outcome, Promise, Verdict, verdicts
from fakes.errors import Unsupported
from tests.fakes.conformance.adapters import AsyncFakeCells, FakeCells, SoundAsyncCells, SoundCells
from tests.fakes.conformance.cells import CELLS, get_missing, try_put_all
from tests.fakes.conformance.trying import suite_of, verdict_on

REFUSAL = Unsupported("put_all", "put one after the other")


class WithoutBatches(FakeCells):
    def put_all(self, numbers: Mapping[str, int]) -> None:
        raise REFUSAL


class AsyncWithoutBatches(AsyncFakeCells):
    async def put_all(self, numbers: Mapping[str, int]) -> None:
        raise REFUSAL


class RefusesTooLate(FakeCells):
    def put_all(self, numbers: Mapping[str, int]) -> None:
        super().put_all(numbers)
        raise REFUSAL


class RefusesInItsOwnWords(FakeCells):
    def put_all(self, numbers: Mapping[str, int]) -> None:
        raise NotImplementedError("no batches")


class WithoutUnits(FakeCells):
    def unit(self) -> Any:
        raise Unsupported("unit", "autocommit")


def verdict_of(
    guarantee: str, cells: type[Any], base: type[Any] = SoundCells, **declared: object
) -> Verdict:
    parameters = {"delete_missing": "raises"}
    suite = suite_of(CELLS, base, **{"parameters": parameters, "cells": cells, **declared})
    return verdicts(suite, guarantee)[guarantee]


@pytest.mark.parametrize(
    ("base", "cells"), [(SoundCells, WithoutBatches), (SoundAsyncCells, AsyncWithoutBatches)]
)
def test_an_operation_that_is_not_declared_and_refuses_is_unsupported(
    base: type[Any], cells: type[Any]
) -> None:
    verdict = verdict_of("batch", cells, base)

    assert verdict.outcome is Outcome.UNSUPPORTED
    assert verdict.reason == "TestCells does not declare Operation.BATCH, and it refuses"
    assert (verdict.examples, verdict.assertions) == (1, 2)


def test_an_operation_whose_method_itself_refuses_is_unsupported() -> None:
    assert verdict_of("rollback_hides", WithoutUnits).outcome is Outcome.UNSUPPORTED


def test_an_operation_that_works_and_is_not_declared_is_named() -> None:
    verdict = verdict_of("batch", FakeCells)

    assert verdict.outcome is Outcome.FAIL
    assert (
        verdict.reason
        == """\
TestCells does not declare Operation.BATCH, which batch needs; so it must raise Unsupported, and \
change nothing.

undeclared operation: it works after all, and returned None

What was done:
  1. client 1: names() -> []
  2. client 1: put_all({'a': 1}) -> None

Remedy: add Operation.BATCH to operations, or have the adapter refuse it at once."""
    )


def test_a_refusal_that_has_changed_something_is_none() -> None:
    verdict = verdict_of("batch", RefusesTooLate)

    assert verdict.outcome is Outcome.FAIL
    assert (
        """
it refused, and yet something changed
  expected: 0 items: []
  got:      1 item: ['a']
"""
        in verdict.reason
    )


def test_a_refusal_in_other_words_is_none() -> None:
    verdict = verdict_of("batch", RefusesInItsOwnWords)

    assert verdict.outcome is Outcome.FAIL
    assert (
        """
it refused in another way
  expected: Unsupported raised
  got:      raised NotImplementedError: no batches
"""
        in verdict.reason
    )


def test_a_probe_that_proves_nothing_is_refused() -> None:
    async def idle(trial: Any) -> None:
        await trial.connect()

    from attrs import evolve

    lazy = evolve(CELLS, probes={**CELLS.probes, Operation.BATCH: idle})
    suite = suite_of(lazy, parameters={"delete_missing": "raises"})

    verdict = verdicts(suite, "batch")["batch"]

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert "idle made no assertion and no operation." in verdict.reason


def test_an_operation_that_is_declared_and_refuses_fails() -> None:
    verdict = verdict_of("batch", WithoutBatches, operations={Operation.BATCH})

    assert verdict.outcome is Outcome.FAIL
    assert "It raised what the port does not allow here. Unsupported: put_all is" in verdict.reason


def test_a_promise_that_is_not_declared_is_not_looked_at() -> None:
    verdict = verdict_of("survives_restart", FakeCells)

    assert verdict.outcome is Outcome.UNPROMISED
    assert verdict.reason == "TestCells does not declare Promise.DURABLE"
    assert verdict.examples == 0


def test_a_promise_that_is_declared_is_held_against_the_adapter() -> None:
    verdict = verdict_of("survives_restart", FakeCells, promises={Promise.DURABLE})

    assert verdict.outcome is Outcome.PASS


def test_who_does_not_say_how_to_move_the_clock_promises_none() -> None:
    from fakes.conformance import Conformance

    verdict = verdict_of("expiry", FakeCells, advance=Conformance.advance)

    assert verdict.outcome is Outcome.UNPROMISED
    assert verdict.reason == "TestCells does not declare Promise.CLOCK"


def test_a_guarantee_younger_than_the_catalogue_is_new() -> None:
    verdict = verdict_of("younger", FakeCells)

    assert verdict.outcome is Outcome.NEW
    assert verdict.reason == "it is since 2026.2, and TestCells asks for catalogue 2026.1"


def test_a_suite_that_asks_for_a_younger_catalogue_is_held_to_it() -> None:
    assert verdict_of("younger", FakeCells, catalogue="2026.2").outcome is Outcome.PASS


def test_a_limit_is_the_suites_or_what_holds_for_all() -> None:
    seen: list[float] = []

    async def look(trial: Any) -> None:
        seen.append(trial.limit("lifetime"))
        await get_missing(trial)

    verdict_on(look)
    verdict_on(look, limits={"lifetime": 5})

    assert seen == [60, 5]


def test_a_probe_is_a_check_like_any_other() -> None:
    assert verdict_on(try_put_all, cells=WithoutBatches).outcome is Outcome.PASS


def test_a_check_can_ask_what_the_adapter_declares() -> None:
    seen: list[bool] = []

    async def asks(trial: Any) -> None:
        seen.extend(trial.declares(each) for each in (Promise.CLOCK, Promise.DURABLE))
        trial.true(trial.store.lifetime == 60, "the store of the suite")
        await get_missing(trial)

    assert verdict_on(asks).outcome is Outcome.PASS
    assert seen == [True, False]
