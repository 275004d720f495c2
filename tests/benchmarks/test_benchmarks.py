"""What the benchmarks of doubles and of fakes share: results, reports and the command line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from benchmarks.__main__ import main
from benchmarks.chapters import Chapter, Contestants, entered
from benchmarks.contents import chapters
from benchmarks.doubles.contestants.handwritten import Handwritten
from benchmarks.measuring import Measurement, timed
from benchmarks.paces import PACES, Scale
from benchmarks.report import figure, markdown, quantity
from benchmarks.results import Result, Row, Spread
from benchmarks.trials import Cannot, Namespace, Trial
from benchmarks.verdicts import Verdict, at_most, faster, grows_at_most


@attrs.frozen
class Counter:
    name: str
    notes: tuple[str, ...] = ()


def counting(contestant: Counter) -> Trial | Cannot:
    if contestant.name == "peer":
        return Cannot("a peer cannot count")

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        yield {"numbers": [1, 2, 3]}

    return Trial("len(numbers)", arranged, lambda _, value: value == 3)


def measured(scale: Scale) -> Iterator[Measurement[Counter]]:
    yield timed(PACES[scale], {Row("count", 1): counting, Row("count", 8): counting})
    yield timed(PACES[scale], {Row("count again", detail="in vain"): counting})


def judged(results: Any) -> list[Verdict]:
    return [Verdict("it counts", str(results[0].row), "3", met=True)]


CHAPTER = Chapter(
    "counters",
    "ours",
    Contestants(
        (Counter("ours", ("it is ours",)), Counter("other"), Counter("peer")),
        {"late": "library is not installed"},
    ),
    ("count", "count again"),
    measured,
    judged,
)


def test_only_the_subjects_that_are_wanted_are_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = CHAPTER.measure(Scale.SMOKE, ["count"])
    assert [str(result.row) for result in results] == ["count, 1 method", "count, 8 methods"]
    assert capsys.readouterr().err == "count, 1 method; count, 8 methods ...\n"


def test_a_chapter_is_reported_with_targets_a_table_and_its_reasons() -> None:
    results = [
        Result(Row("count", 1), "s", {"ours": (1e-6, 1e-6), "other": (2e-6, 3e-6)}, {"peer": "no"}),
        Result(Row("size", 8, noun="user"), "B", {"ours": (100.0,), "other": (50.0,)}),
    ]
    unmeasured: list[Result] = []
    report = markdown([(CHAPTER, results), (CHAPTER, unmeasured)])
    _, _, chapter = report.partition("## counters\n")
    assert (
        chapter
        == """
### Targets

| target    | where           | measured | verdict |
|-----------|-----------------|----------|---------|
| it counts | count, 1 method | 3        | met     |

### Comparison

|                 | `ours` | `other`        | `peer` |
|-----------------|--------|----------------|--------|
| count, 1 method | 1 µs   | 2.5x (2.0-3.0) | —      |
| size, 8 users   | 100 B  | 0.5x           | —      |

### Choices

- ours: it is ours.

### Dashes

- peer: no.

### Not run

- late: library is not installed.
"""
    )


def test_a_contestant_whose_library_is_not_installed_is_absent_by_name() -> None:
    entrants = entered(
        {
            "hand-written": "benchmarks.doubles.contestants.handwritten:Handwritten",
            "peer": "no_such_library.peer:Peer",
        }
    )
    assert [type(one) for one in entrants.present] == [Handwritten]
    assert entrants.absent == {"peer": "no_such_library is not installed"}


def test_a_module_of_ours_that_is_missing_is_an_error() -> None:
    with pytest.raises(ModuleNotFoundError):
        entered({"peer": "benchmarks.no_such_module:Peer"})


def test_only_those_with_an_environment_of_their_own_can_be_absent_here() -> None:
    *others, peers = [chapter.contestants.absent for chapter in chapters()]
    assert others == [{}] * 6
    assert peers.keys() <= {"zarr", "langchain"}


def test_subjects_and_titles_are_told_apart() -> None:
    """The command line takes either."""
    names = [name for chapter in chapters() for name in (chapter.title, *chapter.subjects)]
    assert len({*names}) == len(names)


def test_every_row_has_a_subject_of_its_chapter() -> None:
    for chapter in chapters():
        subjects = [row.subject for one in chapter.measurements(Scale.FULL) for row in one.rows]
        assert tuple(dict.fromkeys(subjects)) == chapter.subjects


def timings(row: Row, **seconds: tuple[float, ...]) -> Result:
    return Result(row, "s", seconds)


def test_ratios_are_taken_round_by_round() -> None:
    """A slow second round slows both, and does not show in the ratios."""
    result = timings(Row("spy call", 1), ours=(1.0, 10.0, 1.0), peer=(2.0, 20.0, 3.0))
    assert result.ratio("peer", "ours") == Spread(2.0, 2.0, 3.0)
    assert result.median("ours") == 1.0


def test_verdicts_say_what_was_measured() -> None:
    few = timings(Row("count", 1), ours=(2.0, 20.0), peer=(10.0, 100.0))
    many = timings(Row("count", 8), ours=(6.0, 60.0), peer=(10.0, 100.0))
    assert [
        at_most("cheap", few, "ours", "peer", 0.2),
        at_most("cheap", few, "ours", "peer", 0.1),
        *faster("fast", few, "ours", "peer", 5),
        *faster("fast", few, "ours", "peer", 6),
        *faster("fast", few, "ours", "absent", 6),
        grows_at_most("steady", many, few, "ours", 3),
        grows_at_most("steady", many, few, "ours", 2),
    ] == [
        Verdict("cheap", "count, 1 method", "0.20 times", met=True),
        Verdict("cheap", "count, 1 method", "0.20 times", met=False),
        Verdict("fast", "count, 1 method", "5.0 times faster", met=True),
        Verdict("fast", "count, 1 method", "5.0 times faster", met=False),
        Verdict("steady", "count, 8 methods", "3.00 times", met=True),
        Verdict("steady", "count, 8 methods", "3.00 times", met=False),
    ]


def test_a_row_says_what_it_is_measured_on() -> None:
    assert [
        str(Row("import")),
        str(Row("add", 1, noun="user")),
        str(Row("add", 1_000, "frozen", noun="user")),
    ] == ["import", "add, 1 user", "add, frozen, 1,000 users"]


def test_the_command_line_measures_a_subject_and_writes_its_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "report.md"
    main(["--quick", "--only", "memory per recorded call", "--output", str(output)])
    printed = capsys.readouterr()
    assert output.read_text(encoding="utf-8") + "\n" == printed.out
    assert re.findall("^## .+", printed.out, re.MULTILINE) == ["## doubles"]
    assert printed.err == (
        "memory per recorded call, mock, 8 methods ...\n"
        "memory per recorded call, spy, 8 methods ...\n"
    )


def test_the_command_line_measures_a_chapter(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--only", "fakes.email"])
    printed = capsys.readouterr()
    assert re.findall("^## .+", printed.out, re.MULTILINE) == ["## fakes.email"]
    assert printed.err == "send; send, 10,000 emails ...\n"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0.0432, "0.043"), (0.4, "0.4"), (4.32, "4.3"), (43.2, "43"), (4321, "4,321")],
)
def test_a_ratio_has_about_two_digits(ratio: float, text: str) -> None:
    assert figure(ratio) == text


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (1.234e-7, "s", "123 ns"),
        (1.234e-5, "s", "12.3 µs"),
        (0.01234, "s", "12.3 ms"),
        (1.5, "s", "1.5 s"),
        (1234.4, "B", "1,234 B"),
    ],
)
def test_a_quantity_is_in_the_unit_that_suits_it(amount: float, unit: str, text: str) -> None:
    assert quantity(amount, unit) == text
