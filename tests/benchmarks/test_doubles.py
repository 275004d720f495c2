"""The benchmarks of doubles measure what they say; nothing here depends on how long it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest

from benchmarks.chapters import Contestants
from benchmarks.doubles.chapter import doubles
from benchmarks.doubles.contestants.handwritten import Handwritten
from benchmarks.doubles.measurements import SUBJECTS, measurements
from benchmarks.doubles.ports import KINDS, Port, port_of
from benchmarks.doubles.targets import verdicts
from benchmarks.paces import Scale
from benchmarks.results import Result, Row
from benchmarks.trials import Trial, WrongResultError, prove

NAMES = [
    "doubles",
    "hand-written",
    "Mock(spec=)",
    "create_autospec",
    "decoy",
    "mockito",
    "flexmock",
]


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """Every row, measured once: each contestant has proved its results to get here."""
    return doubles().measure(Scale.SMOKE, SUBJECTS)


def test_the_contestants_stand_in_the_order_of_the_table() -> None:
    assert [one.name for one in doubles().contestants.present] == NAMES


def test_every_row_has_a_sample_or_a_reason_for_every_contestant(results: list[Result]) -> None:
    assert [result.row for result in results] == [
        row for one in measurements(Scale.SMOKE) for row in one.rows
    ]
    for result in results:
        assert sorted({*result.samples, *result.reasons}) == sorted(NAMES)
        assert result.samples.keys().isdisjoint(result.reasons)


def test_only_what_a_contestant_has_no_feature_for_is_a_dash(results: list[Result]) -> None:
    dashes = {
        (result.row.subject, name, reason)
        for result in results
        for name, reason in result.reasons.items()
    }
    assert dashes == {
        ("spy call", "decoy", "decoy has no spies over real objects"),
        ("memory per recorded call", "decoy", "decoy has no spies over real objects"),
        ("async stubbed call", "flexmock", "flexmock has no async answers"),
        ("verify", "flexmock", "flexmock takes its expectations before the calls"),
        ("import", "hand-written", "a hand-written double imports nothing"),
        ("import", "create_autospec", "it is in unittest.mock, too"),
    }


def test_the_subjects_are_those_of_the_rows() -> None:
    assert (
        tuple(dict.fromkeys(row.subject for one in measurements(Scale.FULL) for row in one.rows))
        == SUBJECTS
    )


def test_every_target_that_was_measured_is_judged(results: list[Result]) -> None:
    judged = list(dict.fromkeys(verdict.target for verdict in verdicts(results)))
    assert judged == [
        "a stubbed call costs at most 5 hand-written ones",
        "a spy call costs at most 3 hand-written ones",
        "a stubbed call is 20 times faster than every peer's",
        "a spy call is 20 times faster than every peer's",
        "the next double costs at most 1/1000 of create_autospec",
        "the next double is faster than every peer's",
        "the first double costs at most 1/2 of create_autospec",
        "import doubles is no slower than import unittest.mock",
        "typeguard is not imported until needed",
    ]


def timings(row: Row, **seconds: tuple[float, ...]) -> Result:
    return Result(row, "s", {name.replace("_", "-"): times for name, times in seconds.items()})


def test_a_missed_target_is_shown_with_what_was_measured() -> None:
    results = [
        timings(
            Row("stubbed call", 8, "1 stubbing"), doubles=(6.0,), hand_written=(1.0,), peer=(60.0,)
        ),
        timings(Row("stubbed call", 8, "200 stubbings"), doubles=(9.0,)),
        timings(Row("verify", 8, "after 1,000 calls"), doubles=(1.0,)),
        timings(Row("verify", 8, "after 100,000 calls"), doubles=(101.0,)),
    ]
    assert [(one.where, one.measured, one.met) for one in verdicts(results)] == [
        ("stubbed call, 1 stubbing, 8 methods", "6.00 times", False),
        (
            "stubbed call, 1 stubbing, 8 methods",
            "10.0 times faster than peer (hand-written: 60.0 times)",
            False,
        ),
        ("stubbed call, 200 stubbings, 8 methods", "1.50 times", True),
        ("verify, after 100,000 calls, 8 methods", "101.00 times", False),
    ]


def test_a_contestant_with_a_wrong_result_ends_the_run() -> None:
    class Liar(Handwritten):
        name = "liar"

        def stub(self, port: Port, stubbings: int, /) -> Trial:
            @contextmanager
            def arranged() -> Iterator[dict[str, Any]]:
                yield {"double": port.written.stub("Eve"), "key": port.expected}

            honest = super().stub(port, stubbings)
            return Trial(honest.expression, arranged, honest.proof)

    with pytest.raises(WrongResultError) as raised:
        chapter = attrs.evolve(doubles(), contestants=Contestants([Liar()], absent={}))
        chapter.measure(Scale.SMOKE, ["stubbed call"])
    assert str(raised.value) == (
        "liar: stubbed call, 1 stubbing, 1 method: double.find(1) gave 'Eve'"
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1, 8, 40])
def test_a_port_has_as_many_methods_as_it_says(size: int, kind: str) -> None:
    port = port_of(size, kind)
    methods = [name for name in vars(port.written.spec) if not name.startswith("_")]
    assert len(methods) == size
    prove(Handwritten().stub(port, 1))


def test_a_port_is_written_anew_for_a_first_double() -> None:
    port = port_of(1)
    assert port.written.spec is port.written.spec
    assert port.write().spec is not port.written.spec
