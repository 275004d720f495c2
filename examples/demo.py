"""Runs the example suite, a shop whose gateway loses replies, three mistakes, and a broken adapter.

Exits with 1 when a test of the suite fails, when an order was not charged exactly once, when one of
the mistakes does not end as shown, or when the conformance suite does not find the adapter out.
"""

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from textwrap import dedent, indent

from doubles import scope

SUITE = Path(__file__).parent / "tests"
sys.path.append(str(SUITE))

import lost_replies  # noqa: E402
import two_rows  # noqa: E402
from mistakes import MISTAKES, Mistake  # noqa: E402


def main() -> int:
    heading("A subscription service on the five doubles, and a shop on the fakes")
    suite = subprocess.run(
        [sys.executable, "-m", "pytest", "--verbose", "--no-header", str(SUITE)], check=False
    )
    heading("Four orders at a gateway that loses replies: each is charged once")
    charged_once = lost_replies.show()
    mistakes_hold = show(MISTAKES)
    heading("The conformance suite of repositories, on a table of SQLite and on a broken copy")
    found_out = two_rows.show()
    return 0 if suite.returncode == 0 and charged_once and mistakes_hold and found_out else 1


def show(mistakes: Iterable[Mistake]) -> bool:
    """Runs and prints each mistake; whether every one passed unittest.mock and not doubles."""
    as_claimed = True
    for number, mistake in enumerate(mistakes, start=1):
        heading(f"Mistake {number}: {mistake.title}")
        print(indent(source(mistake.subject), "    "))
        accepted = outcome(mistake.with_unittest_mock)
        print(indent(body(mistake.with_unittest_mock), "    "))
        print(f"unittest.mock: {described(accepted)}\n")
        named = outcome(mistake.with_doubles)
        print(indent(body(mistake.with_doubles), "    "))
        print(f"doubles: {described(named)}")
        if accepted is not None or not isinstance(named, mistake.error):
            print("\nThis is not what the demo claims.")
            as_claimed = False
    return as_claimed


def outcome(test: Callable[[], None]) -> Exception | None:
    """What the test ends with, in a scope of its own; None when it passes."""
    try:
        with scope():
            test()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test shows
        return error
    return None


def described(error: Exception | None) -> str:
    return "passed" if error is None else f"{type(error).__name__}: {error}"


def source(function: Callable[..., object]) -> str:
    """The function's source, without the comments that silence the type checkers."""
    return re.sub(r"  # (type|pyright): ignore\[.*", "", inspect.getsource(function))


def body(function: Callable[..., object]) -> str:
    """The source below the `def` line."""
    return dedent(source(function).partition("\n")[2])


def heading(text: str) -> None:
    line = f"\n== {text}"
    print(f"\033[1m{line}\033[0m\n" if sys.stdout.isatty() else f"{line}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
