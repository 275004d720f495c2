"""The benchmarks of the suites measure what they say; nothing here depends on how long it takes."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest

from benchmarks.chapters import Contestants
from benchmarks.conformance import databases
from benchmarks.conformance.byhand import BY_HAND
from benchmarks.conformance.chapter import conformance
from benchmarks.conformance.contestants import Engine, Loop
from benchmarks.conformance.contestants import Hypothesis as Alone
from benchmarks.conformance.judged import judged
from benchmarks.conformance.measurements import ALL, ON_DATABASE, ON_FAKE
from benchmarks.conformance.orders import CarelessOrders, Orders
from benchmarks.conformance.targets import verdicts
from benchmarks.paces import Scale
from benchmarks.results import Result, Row
from benchmarks.trials import Cannot, WrongResultError, prove
from benchmarks.verdicts import Verdict
from fakes.conformance import Outcome

NAMES = ["fakes", "Hypothesis", "hand-written"]


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """Every row on our fakes, measured once."""
    chapter = conformance()
    subjects = [subject for subject in chapter.subjects if subject != ON_DATABASE]
    return chapter.measure(Scale.SMOKE, subjects)


def test_every_row_has_a_sample_or_a_reason_for_every_contestant(results: list[Result]) -> None:
    assert [one.name for one in conformance().contestants.present] == NAMES
    assert [str(result.row) for result in results] == [
        "suite on our fake, repository, 1 example",
        "suite on our fake, payments, 1 example",
        "suite on our fake, email, 1 example",
        "suite on our fake, queue, 1 example",
        "suite on our fake, event log, 1 example",
        "suite on our fake, all five, 1 example",
        "one guarantee, duplicate_add, 5 examples",
        "one guarantee, delete_is_complete, 5 examples",
        "one guarantee, re_add_after_delete, 5 examples",
    ]
    for result in results:
        assert sorted({*result.samples, *result.reasons}) == sorted(NAMES)
        assert result.samples.keys().isdisjoint(result.reasons)


def test_all_five_take_what_each_takes(results: list[Result]) -> None:
    *each, together = [result for result in results if result.row.subject == ON_FAKE]
    for name in ("fakes", "Hypothesis"):
        assert together.samples[name] == (sum(one.samples[name][0] for one in each),)


@pytest.mark.parametrize("contestant", [Engine(), Alone(), Loop()], ids=NAMES)
@pytest.mark.parametrize("slug", BY_HAND)
def test_what_is_checked_by_hand_finds_a_careless_store_out(slug: str, contestant: Any) -> None:
    prove(contestant.checked(slug, 3))


@pytest.mark.parametrize("contestant", [Alone(), Loop()], ids=NAMES[1:])
def test_a_check_that_looks_at_nothing_ends_the_run(
    contestant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = attrs.evolve(BY_HAND["duplicate_add"], check=lambda store, orders: None)
    monkeypatch.setattr("benchmarks.conformance.contestants.BY_HAND", {"duplicate_add": blind})
    with pytest.raises(WrongResultError):
        prove(contestant.checked("duplicate_add", 3))


def test_the_suite_of_orders_keeps_all_that_it_declares() -> None:
    _, found = judged(Orders, examples=1)
    assert {slug for slug, each in found.items() if each.outcome is not Outcome.PASS} == {
        "keys_are_exact"
    }


def test_a_suite_that_fails_ends_the_run() -> None:
    with pytest.raises(WrongResultError) as raised:
        judged(CarelessOrders, "duplicate_add", examples=1)
    assert str(raised.value).startswith("CarelessOrders does not keep duplicate_add")


def test_a_suite_is_timed_on_each_database(postgresql_address: str) -> None:
    """Only one guarantee of it: the whole is run by the tests of the adapters."""
    del postgresql_address
    for name in databases.DATABASES:
        seconds = databases.on_database(name, 1, "missing_key")
        assert isinstance(seconds, float)


def test_a_database_that_is_not_there_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def absent() -> Generator[Any]:
        pytest.skip("PostgreSQL: not run, because nothing listens there")
        yield

    known = {
        name: attrs.evolve(known, opened=absent) for name, known in databases.DATABASES.items()
    }
    monkeypatch.setattr(databases, "DATABASES", known)
    reason = "PostgreSQL: not run, because nothing listens there"
    assert databases.on_database("PostgreSQL", 1) == Cannot(reason)
    chapter = attrs.evolve(conformance(), contestants=Contestants([Engine()], absent={}))
    for result in chapter.measure(Scale.SMOKE, [ON_DATABASE]):
        assert (result.samples, result.reasons) == ({}, {"fakes": reason})


def timings(examples: int, ours: float) -> Result:
    row = Row(ON_FAKE, examples, ALL, noun="example")
    return Result(row, "s", {"fakes": (ours,), "Hypothesis": (1.0,)})


def test_the_targets_are_those_of_ten_and_of_a_hundred_examples() -> None:
    def judgements() -> Iterator[tuple[str, str, bool]]:
        for one in verdicts([timings(1, 0.5), timings(10, 2.5), timings(100, 12.0)]):
            assert isinstance(one, Verdict)
            yield one.target, one.measured, one.met

    assert list(judgements()) == [
        (
            "all five suites take less than 3 s at 10 examples",
            "2.5 s, of which 1.0 s are the least that Hypothesis takes",
            True,
        ),
        (
            "all five suites take less than 10 s at 100 examples",
            "12.0 s, of which 1.0 s are the least that Hypothesis takes",
            False,
        ),
    ]
