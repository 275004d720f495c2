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


def test_the_demo_runs_the_suite_and_shows_three_mistakes_that_doubles_names() -> None:
    demo = run("examples/demo.py")

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stderr == ""
    suite, *mistakes = re.split(r"== Mistake \d: ", demo.stdout)
    assert re.search(r"=+ \d+ passed in ", suite)
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
        "sys.exit(demo.main())\n",
    )

    assert demo.returncode == 1, demo.stdout + demo.stderr
    assert demo.stdout.endswith("doubles: passed\n\nThis is not what the demo claims.\n")


def test_the_demo_fails_when_the_suite_does(tmp_path: Path) -> None:
    failing = tmp_path / "test_failing.py"
    failing.write_text("def test_failing() -> None:\n    assert False\n", encoding="utf-8")

    demo = run(
        "-c",
        "import sys; sys.path.insert(0, 'examples')\n"
        "import demo, pathlib\n"
        f"demo.SUITE = pathlib.Path({str(failing)!r})\n"
        "sys.exit(demo.main())\n",
    )

    assert demo.returncode == 1, demo.stdout + demo.stderr
    assert "1 failed" in demo.stdout
