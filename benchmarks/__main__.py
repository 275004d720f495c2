"""The command line: `python -m benchmarks [--quick] [--only SUBJECT ...] [--output FILE]`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contents import chapters
from benchmarks.paces import Scale
from benchmarks.report import markdown

RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report; a full run is also written to benchmarks/RESULTS.md."""
    contents = chapters()
    subjects_of = {chapter.title: chapter.subjects for chapter in contents}
    every_subject = [subject for subjects in subjects_of.values() for subject in subjects]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        choices=[*subjects_of, *every_subject],
        help="a chapter or a subject; may be given repeatedly",
    )
    parser.add_argument("--output", type=Path, help="write the report to this file")
    options = parser.parse_args(arguments)

    wanted = [subject for one in options.only for subject in subjects_of.get(one, [one])]
    scale = Scale.QUICK if options.quick else Scale.FULL
    report = markdown(
        [(chapter, chapter.measure(scale, wanted or every_subject)) for chapter in contents]
    )
    print(report)
    output: Path | None = options.output
    if output is None and not options.quick and not options.only:
        output = RESULTS
    if output is not None:
        output.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
