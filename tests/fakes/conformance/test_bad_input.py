"""Whatever a suite declares, and whatever an adapter answers: a verdict, and never a crash."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.conformance import Deviation, Operation, Outcome, Promise, verdicts
from fakes.errors import Unsupported
from tests.fakes.conformance.adapters import FakeCells, SoundCells
from tests.fakes.conformance.cells import CELLS
from tests.fakes.conformance.trying import difference_in, suite_of

DECLARED = (
    "promises",
    "operations",
    "parameters",
    "limits",
    "deviations",
    "catalogue",
    "examples",
    "hangs_after",
    "shrinks_for",
)


class Hostile:
    """Nothing can be done with it, while a test runs; Hypothesis must be able to show it."""

    armed = False

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("==")

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        if self.armed:
            raise RuntimeError("repr")
        return "Hostile()"

    def __bool__(self) -> bool:
        raise RuntimeError("bool")


@contextmanager
def armed() -> Generator[None]:
    Hostile.armed = True
    try:
        yield
    finally:
        Hostile.armed = False


class Unhashable:
    __hash__ = None  # type: ignore[assignment]


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(max_value=3)
    | st.floats(max_value=3)
    | st.text()
    | st.sampled_from(["\ud800", "2026.1", "delete_missing", "lifetime", "missing"])
    | st.sampled_from([*Promise, *Operation])
    | st.builds(Hostile)
    | st.builds(Unhashable)
    | st.dates()
    | st.datetimes()
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text() | st.builds(Hostile), inner, max_size=2)
        | st.builds(
            Deviation,
            st.sampled_from([guarantee.slug for guarantee in CELLS.guarantees]) | inner,
            reason=inner,
            expires=inner,
            example=inner,
        )
        | st.tuples(
            st.builds(
                Deviation, st.just("missing"), reason=inner, expires=st.dates(), example=inner
            )
        )
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(DECLARED), VALUES, min_size=1, max_size=2))
def test_whatever_is_declared_there_is_a_verdict(declared: dict[str, Any]) -> None:
    small: dict[str, Any] = {"parameters": {"delete_missing": "raises"}, "examples": 2}
    with armed():
        suite = suite_of(CELLS, **{**small, **declared})
        found = verdicts(suite, "missing", "delete_missing", "younger")

    for slug, verdict in found.items():
        assert verdict.guarantee == slug
        assert verdict.outcome is Outcome.PASS or verdict.reason


class Answering(FakeCells):
    """It answers each question with whatever it was given."""

    answer: Any = None

    def get(self, name: str) -> int:
        if isinstance(self.answer, Exception):
            raise self.answer
        answer: int = self.answer
        return answer


ERRORS = st.sampled_from(
    [
        Exception(),
        AssertionError(""),
        StopIteration(1),
        Unsupported("get", "no"),
        GeneratorExit(),
        TimeoutError(),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"),
        ExceptionGroup("two", [ValueError(), KeyError("a")]),
    ]
)


@given(VALUES | ERRORS)
def test_whatever_an_adapter_answers_there_is_a_verdict(answer: Any) -> None:
    suite = type("TestCells", (SoundCells,), {"cells": type("C", (Answering,), {"answer": answer})})

    with armed():
        verdict = verdicts(suite, "last_put_wins", examples=3)["last_put_wins"]

    assert verdict.outcome in (Outcome.FAIL, Outcome.HARNESS_ERROR)
    assert verdict.reason


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        (
            {"reason": 3},
            (
                "the deviation from missing has the reason 3.\n"
                "Remedy: write a sentence for whoever reads the report."
            ),
        ),
        (
            {"expires": datetime(2999, 1, 1, tzinfo=UTC)},
            (
                "the deviation from missing expires on "
                "datetime.datetime(2999, 1, 1, 0, 0, tzinfo=datetime.timezone.utc).\n"
                "Remedy: write a date, as in expires=date(2027, 6, 1)."
            ),
        ),
        (
            {"example": "a"},
            (
                "the deviation from missing has the example 'a'.\n"
                "Remedy: write a tuple of the values that the check draws."
            ),
        ),
    ],
)
def test_a_deviation_that_cannot_be_is_refused(declared: Mapping[str, Any], says: str) -> None:
    deviation = Deviation("missing", **{"reason": "", "expires": date(2999, 1, 1), **declared})
    suite = suite_of(CELLS, deviations=(deviation,))

    assert difference_in(verdicts(suite, "missing")["missing"]) == says


def test_what_has_no_names_says_so() -> None:
    from attrs import evolve

    suite = suite_of(evolve(CELLS, limits={}), limits={"lifetime": 1})

    assert difference_in(verdicts(suite, "missing")["missing"]) == (
        "limits has 'lifetime', which nothing here is called.\n"
        "Remedy: write none: the port has none."
    )


def test_a_parameter_of_a_younger_guarantee_is_not_asked_for() -> None:
    from attrs import evolve

    guarantees = [
        evolve(each, choices=("a", "b")) if each.slug == "younger" else each
        for each in CELLS.guarantees
    ]
    suite = suite_of(evolve(CELLS, guarantees=tuple(guarantees)))

    assert verdicts(suite, "younger")["younger"].outcome is Outcome.NEW
