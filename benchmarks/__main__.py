"""The command line: `python -m benchmarks [--quick] [--only SUBJECT ...] [--output FILE]`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contestants import Contestant, all_contestants
from benchmarks.measurements import SUBJECTS, measurements
from benchmarks.plans import FULL, QUICK, Plan
from benchmarks.report import markdown
from benchmarks.results import Result
from benchmarks.targets import verdicts

RESULTS = Path(__file__).with_name("RESULTS.md")


def measure(
    plan: Plan, contestants: Sequence[Contestant], only: Sequence[str] = ()
) -> list[Result]:
    """Measure the rows of the subjects in `only`, or all, telling stderr which one is running."""
    results: list[Result] = []
    for measurement in measurements(plan):
        if not only or measurement.rows[0].subject in only:
            print(*measurement.rows, sep="; ", end=" ...\n", file=sys.stderr)
            results.extend(measurement.run(contestants))
    return results


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report; a full run is also written to benchmarks/RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument(
        "--only", action="append", default=[], choices=SUBJECTS, help="may be given repeatedly"
    )
    parser.add_argument("--output", type=Path, help="write the report to this file")
    options = parser.parse_args(arguments)

    contestants = all_contestants()
    results = measure(QUICK if options.quick else FULL, contestants, options.only)
    report = markdown(contestants, results, verdicts(results))
    print(report)
    output: Path | None = options.output
    if output is None and not options.quick and not options.only:
        output = RESULTS
    if output is not None:
        output.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
