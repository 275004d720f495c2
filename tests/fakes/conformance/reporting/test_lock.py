"""What was proved and is no longer, by what is known after a run."""

from pathlib import Path

import pytest

from fakes.conformance import Outcome
from fakes.conformance.reporting.lock import (
    Loss,
    lock_text,
    locked_in,
    losses,
    present,
    renewed,
)
from fakes.conformance.reporting.merging import merged
from fakes.conformance.reporting.reading import Unreadable
from tests.fakes.conformance.reporting.records import column, record

LOCKED = frozenset(
    f"tests.test_it.TestSqlite keeps {slug}" for slug in ("round_trip", "unique", "ordered")
)
UNIQUE = "tests.test_it.TestSqlite keeps unique"

TEXT = """\
# The guarantees that suites were seen to keep. A run of pytest with --conformance-report fails when
# one of them is no longer kept. Written by --conformance-lock, which also accepts what has changed;
# the lines of a module that is gone are to be deleted by hand.
tests.test_it.TestSqlite keeps ordered
tests.test_it.TestSqlite keeps round_trip
tests.test_it.TestSqlite keeps unique
"""


@pytest.mark.parametrize(
    ("outcome", "now"),
    [
        (Outcome.FAIL, "FAIL: it differs"),
        (Outcome.UNPROMISED, "UNPROMISED: TestSqlite!"),
        (Outcome.INCONCLUSIVE, "INCONCLUSIVE: TestSqlite!"),
        (Outcome.HARNESS_ERROR, "HARNESS_ERROR: it differs"),
    ],
)
def test_what_was_proved_and_now_ends_otherwise_is_lost(outcome: Outcome, now: str) -> None:
    found = [record(guarantee="unique", outcome=outcome, reason="TestSqlite!\n\nit differs\n...")]

    assert losses(LOCKED, merged(column(), found), found, {}) == [Loss(UNIQUE, now)]
    assert renewed(LOCKED, merged(column(), found), found, {}) == LOCKED - {UNIQUE}


def test_what_an_earlier_run_found_lost_is_still_lost() -> None:
    known = [record(guarantee="unique", outcome=Outcome.FAIL)]
    found = [record()]

    assert losses(LOCKED, merged(known, found), found, {}) == [Loss(UNIQUE, "FAIL: ")]


def test_of_what_nothing_is_known_nothing_is_lost() -> None:
    found = [record("TestRedis")]

    assert losses(LOCKED, found, found, {}) == []
    assert renewed(LOCKED, found, found, {}) == {
        *LOCKED,
        "tests.test_it.TestRedis keeps round_trip",
    }


def test_what_was_not_run_is_not_lost() -> None:
    found = column(outcome=Outcome.NOT_RUN)

    assert losses(LOCKED, found, found, {}) == []
    assert renewed(LOCKED, found, found, {}) == LOCKED


def test_what_a_suite_no_longer_has_is_lost_once_it_ran_as_a_whole() -> None:
    gone = "tests.test_it.TestSqlite keeps renamed"
    found = column()

    assert losses([gone], found[:2], found[:2], {}) == []
    assert losses([gone], found, found, {}) == [
        Loss(gone, "gone: the suite has no such guarantee any more")
    ]
    assert renewed([gone], found, found, {}) == LOCKED


def test_a_suite_that_its_module_has_no_more_is_lost_once_that_was_collected() -> None:
    known, found = column(variant="15"), column("TestSqlite.TestInner")
    line = "tests.test_it.TestSqlite[15] keeps unique"
    suites = {"tests.test_it": ["TestSqlite.TestInner"]}

    assert losses([line], known + found, found, {"tests.test_other": []}) == []
    assert losses([line], known + found, found, {"tests.test_it": ["TestSqlite"]}) == []
    assert losses([line], known + found, found, suites) == [
        Loss(line, "gone: the module has no such suite any more")
    ]
    assert present(known + found, suites) == found


def test_a_variant_is_another_column() -> None:
    found = column(variant="15 keeps it", outcome=Outcome.FAIL)

    assert losses(LOCKED, found, found, {}) == []
    line = "tests.test_it.TestSqlite[15 keeps it] keeps unique"
    assert losses([line], found, found, {}) == [Loss(line, "FAIL: ")]


def test_a_lock_is_text_in_order_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "conformance.lock"
    path.write_text(lock_text(LOCKED) + "\n  # by hand\n")

    assert lock_text(LOCKED) == TEXT
    assert locked_in(path) == LOCKED
    path.write_text(TEXT, "utf-8-sig")
    assert locked_in(path) == LOCKED
    assert locked_in(tmp_path / "none.lock") is None


@pytest.mark.parametrize("line", ["nonsense", "TestIt keeps", " keeps round_trip", "<<<<<<< HEAD"])
def test_a_line_that_says_nothing_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "conformance.lock"
    path.write_text(f"# comment\n{line}\n")

    with pytest.raises(Unreadable) as refused:
        locked_in(path)

    assert str(refused.value) == (
        f"{path}, line 2: {line.strip()!r} is not like 'tests.test_it.TestIt keeps round_trip': "
        "put it right, or delete it and run with --conformance-lock"
    )
