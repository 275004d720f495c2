"""Declarations that make no sense: the mistake, what is known instead, and what to write."""

import re
import unittest
from datetime import date
from typing import Any

import pytest

from fakes.conformance import (
    Deviation,
    Guarantee,
    Namespace,
    Operation,
    Outcome,
    Promise,
    verdicts,
)
from fakes.conformance.driving import drive
from tests.fakes.conformance.adapters import SoundCells
from tests.fakes.conformance.cells import CELLS, get_missing, last_put
from tests.fakes.conformance.trying import BASES, difference_in, suite_of

LATER = date(2999, 1, 1)
OVER = Deviation("missing", reason="a cache", expires=LATER)


def mistake(guarantee: str = "missing", base: type[Any] = SoundCells, **declared: object) -> str:
    """What is said of a suite that declares this."""
    suite = suite_of(CELLS, base, **{"parameters": {"delete_missing": "raises"}, **declared})
    verdict = verdicts(suite, guarantee)[guarantee]
    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert verdict.examples == 0
    return difference_in(verdict)


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        (
            {"promises": {Promise.UNIQUE}},
            (
                "promises holds Promise.UNIQUE, which nothing here is called.\n"
                "Remedy: write Promise.DURABLE."
            ),
        ),
        (
            {"operations": {Operation.FILTER}},
            (
                "operations holds Operation.FILTER, which nothing here is called.\n"
                "Remedy: write one of Operation.BATCH, Operation.TRANSACTIONS."
            ),
        ),
        (
            {"operations": {"Operation.BATHC"}},
            (
                "operations holds 'Operation.BATHC', which nothing here is called.\n"
                "Remedy: write Operation.BATCH (did you mean that?) or another of "
                "Operation.BATCH, Operation.TRANSACTIONS."
            ),
        ),
        (
            {"promises": Promise.DURABLE},
            ("promises is Promise.DURABLE, not a set.\nRemedy: write promises = {Promise. ...}."),
        ),
        (
            {"operations": "BATCH"},
            "operations is 'BATCH', not a set.\nRemedy: write operations = {Operation. ...}.",
        ),
        (
            {"promises": {Promise.CLOCK}},
            (
                "promises holds Promise.CLOCK.\n"
                "Remedy: leave it out, and override advance(), which moves the clock of a store."
            ),
        ),
        (
            {"parameters": {"delete_missing": "raises", "missing": "raises"}},
            (
                "parameters has 'missing', which nothing here is called.\n"
                "Remedy: write 'delete_missing'."
            ),
        ),
        (
            {"parameters": ("delete_missing",)},
            "parameters is ('delete_missing',), not a mapping.\nRemedy: write parameters = {...}.",
        ),
        (
            {"limits": {"bytes": 3}},
            "limits has 'bytes', which nothing here is called.\nRemedy: write 'lifetime'.",
        ),
        (
            {"catalogue": "2025.4"},
            (
                "catalogue = '2025.4' is none that cells has.\n"
                "Remedy: write one of '2026.1', '2026.2'."
            ),
        ),
        ({"examples": 0}, "examples is 0.\nRemedy: write a whole number from 1 to 1e+06."),
        ({"examples": True}, "examples is True.\nRemedy: write a whole number from 1 to 1e+06."),
        ({"examples": 2.5}, "examples is 2.5.\nRemedy: write a whole number from 1 to 1e+06."),
        (
            {"hangs_after": float("nan")},
            "hangs_after is nan.\nRemedy: write a number of seconds from 0.001 to 86400.",
        ),
        (
            {"shrinks_for": -1},
            "shrinks_for is -1.\nRemedy: write a number of seconds from 0 to 86400.",
        ),
        (
            {"deviations": OVER},
            (
                "deviations is Deviation(guarantee='missing', reason='a cache', "
                "expires=datetime.date(2999, ..., not a tuple.\n"
                "Remedy: write deviations = (Deviation(...),)."
            ),
        ),
        (
            {"deviations": ("missing",)},
            (
                "deviations holds 'missing'.\n"
                "Remedy: write Deviation(guarantee, reason=..., expires=date(...))."
            ),
        ),
        (
            {"deviations": (Deviation("batsch", reason="", expires=LATER),)},
            (
                "deviations names 'batsch', which is no guarantee.\n"
                "Remedy: write 'batch' (did you mean that?) or another of 'round_trip', "
                "'last_put_wins', 'missing', 'delete_missing', 'visible', 'no_lost_update', "
                "'batch', "
                "'rollback_hides', 'survives_restart', 'expiry', 'younger'."
            ),
        ),
        (
            {"promises": {Operation.BATCH}},
            "promises holds Operation.BATCH.\nRemedy: move it to operations.",
        ),
        (
            {"operations": {Promise.DURABLE}},
            "operations holds Promise.DURABLE.\nRemedy: move it to promises.",
        ),
        (
            {"hang_after": 5},
            (
                "hang_after is nothing that the engine reads.\n"
                "Remedy: write hangs_after (did you mean that?), or a name that is less like it."
            ),
        ),
        (
            {"deviations": (OVER, OVER)},
            "deviations names 'missing' twice.\nRemedy: say it all in one Deviation.",
        ),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(
    declared: dict[str, object], says: str
) -> None:
    assert mistake(**declared) == says


def test_a_suite_may_have_names_that_resemble_the_settings_it_has() -> None:
    suite = suite_of(CELLS, limit=3, limits={"lifetime": 60})

    assert verdicts(suite, "missing")["missing"].outcome is Outcome.PASS


def test_a_setting_is_misspelt_also_where_a_base_has_it_right() -> None:
    assert mistake(base=suite_of(CELLS, examples=10), exmaples=50) == (
        "exmaples is nothing that the engine reads.\n"
        "Remedy: write examples (did you mean that?), or a name that is less like it."
    )


def test_a_method_and_a_property_are_no_settings() -> None:
    suite = suite_of(CELLS, example=property(lambda _: 3), operation=lambda _: 4)

    assert verdicts(suite, "missing")["missing"].outcome is Outcome.PASS


@pytest.mark.parametrize("base", BASES)
def test_all_mistakes_are_told_at_once(base: type[Any]) -> None:
    assert mistake(base=base, examples=-1, limits={"lifetmie": 1}, promises={3}) == (
        "promises holds 3, which nothing here is called.\n"
        "limits has 'lifetmie', which nothing here is called.\n"
        "examples is -1.\n"
        "Remedy: write Promise.DURABLE.\n"
        "        write 'lifetime'.\n"
        "        write a whole number from 1 to 1e+06."
    )


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        (
            {},
            (
                "systems differ in delete_missing, and the suite does not say what is right.\n"
                "Remedy: write parameters = {'delete_missing': 'raises' or 'ignores'}."
            ),
        ),
        (
            {"delete_missing": "forgets"},
            "parameters has 'delete_missing': 'forgets'.\nRemedy: write 'raises' or 'ignores'.",
        ),
    ],
)
def test_a_parameter_must_be_one_of_its_choices(parameters: dict[str, str], says: str) -> None:
    assert mistake("delete_missing", parameters=parameters) == says


def test_a_missing_parameter_concerns_its_own_guarantee_alone() -> None:
    suite = suite_of(CELLS, parameters={})

    outcomes = {slug: verdict.outcome for slug, verdict in verdicts(suite).items()}

    assert [slug for slug, outcome in outcomes.items() if outcome is Outcome.HARNESS_ERROR] == [
        "delete_missing"
    ]


def test_a_deviation_from_what_is_not_declared_is_refused() -> None:
    deviation = Deviation("survives_restart", reason="in memory", expires=LATER)

    assert mistake("survives_restart", deviations=(deviation,)) == (
        "deviations names 'survives_restart', which needs what the suite does not declare.\n"
        "Remedy: remove the deviation: nobody expects that of the adapter."
    )


def test_the_name_of_a_generated_test_is_taken() -> None:
    with pytest.raises(TypeError) as refused:

        class TestCells(SoundCells):
            def test_missing(self) -> None: ...

    assert str(refused.value) == (
        "TestCells.test_missing is the test of the guarantee missing, and is generated. "
        "To say that the adapter differs there, declare a Deviation, or do not declare what the "
        "guarantee needs; a test of your own needs another name."
    )


def test_a_suite_of_a_suite_has_tests_of_its_own() -> None:
    class TestMore(SoundCells):
        def test_something_else(self) -> None: ...

    own: Any = TestMore
    inherited: Any = SoundCells

    assert own.test_missing is not inherited.test_missing
    assert own.test_missing.__qualname__.endswith("TestMore.test_missing")
    assert own.test_missing.__doc__ == "what was never put is Missing."


def test_a_suite_without_a_store_has_no_tests() -> None:
    from fakes.conformance import AsyncConformance, Conformance

    class CellsConformance(Conformance[Any]):
        specification = CELLS

    class AsyncCellsConformance(AsyncConformance[Any]):
        specification = CELLS

    for suite in (CellsConformance, AsyncCellsConformance):
        assert [name for name in dir(suite) if name.startswith("test_")] == []


def test_what_a_base_class_leaves_open_is_not_implemented() -> None:
    from fakes.conformance import AsyncConformance, Conformance

    namespace = Namespace.fresh("TestCells", "it")
    for suite in (Conformance[Any](), AsyncConformance[Any]()):
        with pytest.raises(NotImplementedError):
            suite.store(namespace)
        with pytest.raises(NotImplementedError):
            suite.connect(object())
    blocking, awaited = Conformance[Any](), AsyncConformance[Any]()
    with pytest.raises(NotImplementedError):
        awaited.resources()
    for optional, *arguments in (("advance", None, 1), ("crash", None), ("restart", None)):
        with pytest.raises(NotImplementedError):
            getattr(blocking, optional)(*arguments)
        with pytest.raises(NotImplementedError):
            drive(getattr(awaited, optional)(*arguments))


def test_a_suite_that_is_a_test_case_of_unittest_is_refused() -> None:
    with pytest.raises(TypeError) as refused:
        type("TestCells", (SoundCells, unittest.TestCase), {})

    assert str(refused.value) == (
        "TestCells is a unittest.TestCase, which gets no fixtures from pytest. Remove that base "
        "class: pytest makes the suite itself."
    )


@pytest.mark.parametrize("decorator", [staticmethod, classmethod])
def test_a_hook_that_is_no_method_of_an_instance_is_refused(decorator: Any) -> None:
    with pytest.raises(TypeError) as refused:
        type("TestCells", (SoundCells,), {"store": decorator(SoundCells.store)})

    assert str(refused.value) == (
        "TestCells.store is no method of an instance. Remove the decorator, and begin its "
        "parameters with self."
    )


@pytest.mark.parametrize(
    ("slug", "checks", "says"),
    [
        ("Round", (last_put,), "slug: 'Round' cannot end the name of a test"),
        ("round trip", (last_put,), "slug: 'round trip' cannot end the name of a test"),
        ("round", (), "round: a guarantee needs at least one check"),
    ],
)
def test_a_guarantee_that_cannot_be_is_refused(slug: str, checks: Any, says: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        Guarantee(slug, "it is so", checks)


@pytest.mark.parametrize(
    ("guarantees", "says"),
    [
        (
            [Guarantee("twice", "", (get_missing,)), Guarantee("twice", "", (get_missing,))],
            "guarantees: twice stand twice",
        ),
        (
            [Guarantee("it", "", (get_missing,), {Operation.BATCH})],
            "probes: it needs one for Operation.BATCH",
        ),
        (
            [Guarantee("it", "", (get_missing,), since="2031.1")],
            "catalogues: it is since 2031.1",
        ),
    ],
)
def test_a_specification_that_cannot_be_is_refused(guarantees: list[Guarantee], says: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        type(CELLS)("cells", CELLS.port, CELLS.trial, tuple(guarantees))
