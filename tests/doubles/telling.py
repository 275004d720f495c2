"""A failure text in a form that a test can spell out; no test lives here."""

import linecache
import os
import re
import sys

import pytest


def told(failure: pytest.ExceptionInfo[BaseException] | BaseException) -> str:
    """The whole text of a failure, and its notes, as if its test were the only one of the run.

    Each place in the file of the caller is replaced by the line that is written there, in angle
    brackets. The recorded calls that the text names are numbered from 1, in the order they began.
    """
    error = failure if isinstance(failure, BaseException) else failure.value
    text = "\n".join([str(error), *getattr(error, "__notes__", ())])
    return _renumbered(_quoting(text, sys._getframe(1).f_code.co_filename))


def line_of(raised: pytest.ExceptionInfo[BaseException]) -> int:
    """The line of the test that raised."""
    return raised.traceback[0].lineno + 1


def _quoting(text: str, path: str) -> str:
    below = os.path.relpath(path)
    shown = path if below.startswith(os.pardir) else below
    return re.sub(
        rf"(?<=[ (]){re.escape(shown)}:(\d+)",
        lambda found: f"<{linecache.getline(path, int(found[1])).strip()}>",
        text,
    )


def _renumbered(text: str) -> str:
    ordinals = sorted({int(number) for number in re.findall(r"#(\d+) ", text)})
    lines: list[str] = []
    shorter = 0
    for line in text.splitlines():
        if found := re.search(r"#(\d+) ", line):
            number = str(ordinals.index(int(found[1])) + 1)
            shorter = len(found[1]) - len(number)
            lines.append(line.replace(found[0], f"#{number} "))
        elif shorter and re.fullmatch(r"[ ^]+", line):
            lines.append(line[shorter:])
        else:
            lines.append(line)
    return "\n".join(lines)
