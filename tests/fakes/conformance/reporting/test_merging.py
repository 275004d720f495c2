"""What is known after several runs, partial ones and those in which a system was missing."""

import attrs

from fakes.conformance import Outcome
from fakes.conformance.reporting.merging import merged
from tests.fakes.conformance.reporting.records import (
    KILLED,
    MONDAY,
    TUESDAY,
    attempted,
    column,
    record,
)


def test_cells_that_ran_replace_the_old_ones_and_others_stay() -> None:
    known = [*column("TestRedis"), *column("TestSqlite")]
    found = [record("TestSqlite", "unique", Outcome.FAIL, ran=TUESDAY)]

    cells = merged(known, found)

    assert [cell.ran for cell in cells] == [MONDAY] * 4 + [TUESDAY, MONDAY]
    assert cells[4] == found[0]


def test_cells_are_in_the_order_of_ports_suites_and_catalogues() -> None:
    cells = [*column("TestB"), *column("TestA"), *column("TestC", port="email")]

    assert [(cell.verdict.suite, cell.place) for cell in merged([], reversed(cells))] == [
        *[("TestC", place) for place in range(3)],
        *[("TestA", place) for place in range(3)],
        *[("TestB", place) for place in range(3)],
    ]


def test_what_could_not_be_run_takes_nothing_from_what_is_known() -> None:
    known = column()

    assert merged(known, column(outcome=Outcome.NOT_RUN, ran=TUESDAY)) == known
    assert merged([], [record(outcome=Outcome.NOT_RUN)]) == [record(outcome=Outcome.NOT_RUN)]


def test_a_guarantee_that_is_in_the_catalogue_no_more_goes_with_the_next_whole_run() -> None:
    known = column()
    shorter = [attrs.evolve(cell, guarantees=2, ran=TUESDAY) for cell in known[:2]]

    assert merged(known, shorter[:1]) == [shorter[0], *known[1:]]
    assert merged(known, shorter) == shorter


def test_saboteurs_are_remembered_from_the_run_that_tried_them() -> None:
    known = attempted(record(), KILLED)

    (again,) = merged([known], [record(ran=TUESDAY)])
    (failed,) = merged([known], [record(outcome=Outcome.FAIL, ran=TUESDAY)])
    (anew,) = merged([known], [attempted(record(ran=TUESDAY), KILLED, KILLED)])

    assert (again.ran, again.attempted, again.verdict.attempts) == (TUESDAY, MONDAY, (KILLED,))
    assert (failed.attempted, failed.verdict.attempts) == ("", ())
    assert (anew.attempted, anew.verdict.attempts) == (TUESDAY, (KILLED, KILLED))


def test_the_last_of_several_runs_of_one_test_counts() -> None:
    again = record(outcome=Outcome.FAIL)

    assert merged([], [record(), again]) == [again]
