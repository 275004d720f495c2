"""`make demo`: what it prints, and that it fails when one of its claims does not hold."""

import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=EXAMPLES.parent,
    )


def test_the_demo_runs_the_suite_and_shows_what_doubles_and_the_conformance_suite_find() -> None:
    demo = run("examples/demo.py")

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stderr == ""
    shown, rows = demo.stdout.split("== The conformance suite of repositories, ")
    suite, *mistakes = re.split(r"== Mistake \d: ", shown)
    assert re.search(r"=+ \d+ passed, \d+ skipped in ", suite)
    assert "\033" not in demo.stdout
    misspelt, refused, changed = mistakes
    for mistake in mistakes:
        assert "unittest.mock: passed\n" in mistake
    assert "doubles: UnknownMemberError: " in misspelt
    assert "send" in misspelt.partition("UnknownMemberError")[2]
    assert "doubles: " in refused
    assert "'key'" in refused.partition("doubles: ")[2]
    assert "doubles: VerificationError: " in changed
    assert "['renewed']" in changed.partition("VerificationError")[2]
    assert re.search(r"^duplicate_add +\+ +FAIL$", rows, re.MULTILINE)
    assert re.search(r"^round_trip +\+ +\+$", rows, re.MULTILINE)
    assert re.search(r"^commit_shows +refuses +refuses$", rows, re.MULTILINE)
    assert (
        "TestReplacingUsers does not keep duplicate_add: a second add under one key raises "
        "DuplicateKey, and the first stays as it was." in rows
    )


def test_the_demo_fails_when_a_mistake_does_not_end_as_shown() -> None:
    demo = run(
        "-c",
        "import sys; sys.path.insert(0, 'examples')\n"
        "import demo, mistakes\n"
        "from attrs import evolve\n"
        "caught, *_ = mistakes.MISTAKES\n"
        "missed = evolve(caught, with_doubles=caught.with_unittest_mock)\n"
        "demo.MISTAKES = (missed,)\n"
        "demo.SUITE = demo.SUITE / 'test_refunding.py'\n"
        "demo.two_rows.show = lambda: True\n"
        "sys.exit(demo.main())\n",
    )

    assert demo.returncode == 1, demo.stdout + demo.stderr
    assert "doubles: passed\n\nThis is not what the demo claims.\n" in demo.stdout


def test_the_demo_fails_when_the_suite_does(tmp_path: Path) -> None:
    failing = tmp_path / "test_failing.py"
    failing.write_text("def test_failing() -> None:\n    assert False\n", encoding="utf-8")

    demo = run(
        "-c",
        "import sys; sys.path.insert(0, 'examples')\n"
        "import demo, pathlib\n"
        f"demo.SUITE = pathlib.Path({str(failing)!r})\n"
        "demo.two_rows.show = lambda: True\n"
        "sys.exit(demo.main())\n",
    )

    assert demo.returncode == 1, demo.stdout + demo.stderr
    assert "1 failed" in demo.stdout


def test_the_demo_fails_when_the_broken_adapter_is_not_found_out() -> None:
    demo = run(
        "-c",
        "import sys; sys.path.insert(0, 'examples')\n"
        "import demo, two_rows\n"
        "from storage.sqlite_users import SqliteUsers\n"
        "two_rows.ReplacingUsers = SqliteUsers\n"
        "sys.exit(not two_rows.show())\n",
    )

    assert demo.returncode == 1, demo.stdout + demo.stderr
    assert "FAIL" not in demo.stdout
