"""The shape check says what mypy says, of one batch of pairs that both of them judge.

docs/shape.md lists where the two differ by nature; no pair relies on that.
"""

import re
import sys
from pathlib import Path
from types import ModuleType

import attrs
import pytest
from mypy import api

from doubles._engine.blueprint import blueprint_of
from doubles._shapes.comparison import shape_mismatches
from tests.doubles.shape_pairs import PREAMBLE, Pair, generated, hand_picked

# mypy compares the names of positional parameters in a callback Protocol only.
ABOUT_NAMES = re.compile(
    r": (names parameter|takes '\w+' (as parameter \d+; .* passes it as|by position only; .* lets))"
)


@attrs.frozen
class Judged:
    """A pair, whether mypy accepts it, and what the shape check holds against it."""

    pair: Pair
    accepted: bool
    mismatches: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        if not self.accepted:
            return bool(self.mismatches)
        return all(ABOUT_NAMES.search(mismatch) for mismatch in self.mismatches)

    def __str__(self) -> str:
        return (
            f"mypy says {'yes' if self.accepted else 'no'}, doubles {self.mismatches or 'yes'}\n"
            f"{self.pair.protocol}\n\n{self.pair.implementation}\n\n_: {self.pair.spec} = C()\n"
        )


def judged(pairs: list[Pair], directory: Path) -> list[Judged]:
    batch = PREAMBLE + "".join(f"\n\n{pair.source(n)}" for n, pair in enumerate(pairs))
    verdicts = accepted_by_mypy(pairs, batch, directory)
    return list(map(Judged, pairs, verdicts, mismatches_of_doubles(pairs, batch)))


def accepted_by_mypy(pairs: list[Pair], batch: str, directory: Path) -> list[bool]:
    module = directory / "batch.py"
    module.write_text(batch)
    options = ["--strict", "--no-error-summary", "--no-incremental", "--config-file="]
    report, crashed, _ = api.run([*options, f"--cache-dir={directory / 'cache'}", str(module)])
    assert not crashed, crashed
    wrong = {int(line) for line in re.findall(r"batch\.py:(\d+): error", report)}
    lines = {line: n for n, line in enumerate(batch.splitlines(), start=1)}
    return [lines[pair.line(n)] not in wrong for n, pair in enumerate(pairs)]


def mismatches_of_doubles(pairs: list[Pair], batch: str) -> list[tuple[str, ...]]:
    module = ModuleType("batch")
    sys.modules["batch"] = module
    try:
        exec(batch, module.__dict__)
        found: list[tuple[str, ...]] = []
        for n, pair in enumerate(pairs):
            spec: object = eval(pair.spec.replace("P", f"P{n}", 1), module.__dict__)
            own: object = eval(f"C{n}()", module.__dict__)
            found.append(tuple(map(str, shape_mismatches(own, blueprint_of(spec)))))
    finally:
        del sys.modules["batch"]
    return found


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    return judged([*hand_picked(), *generated(350, 20)], tmp_path_factory.mktemp("batch"))


def test_the_shape_check_says_what_mypy_says(verdicts: list[Judged]) -> None:
    assert "\n".join(str(each) for each in verdicts if not each.agreed) == ""


def test_mypy_accepts_many_of_the_pairs_and_refuses_many(verdicts: list[Judged]) -> None:
    accepted = sum(each.accepted for each in verdicts)

    assert 0.3 < accepted / len(verdicts) < 0.7
