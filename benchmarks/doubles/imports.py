"""What an import costs and loads, in interpreters of their own."""

import subprocess
import sys
from collections.abc import Sequence

from benchmarks.doubles.contestants import Contestant
from benchmarks.doubles.plans import Plan
from benchmarks.results import Result, Row
from benchmarks.trials import Cannot, WrongResultError

__all__ = ["imported", "loads"]


def imported(plan: Plan, contestants: Sequence[Contestant]) -> list[Result]:
    """The time of the import statement in fresh interpreters, whose start is not counted."""
    modules = {one.name: one.module for one in contestants if isinstance(one.module, str)}
    reasons = {one.name: one.module.reason for one in contestants if isinstance(one.module, Cannot)}
    samples: dict[str, list[float]] = {name: [] for name in modules}
    for module in modules.values():
        in_fresh_interpreter(f"import {module}")
    for _ in range(plan.import_rounds):
        for name, module in modules.items():
            code = (
                "from time import perf_counter; start = perf_counter(); "
                f"import {module}; print(perf_counter() - start)"
            )
            samples[name].append(float(in_fresh_interpreter(code)))
    seconds = {name: tuple(values) for name, values in samples.items()}
    return [Result(Row("import"), "s", seconds, reasons)]


def loads(statements: str, module: str) -> bool:
    """Whether a fresh interpreter has imported the module after the statements."""
    code = f"{statements}\nimport sys; print({module!r} in sys.modules)"
    return in_fresh_interpreter(code) == "True"


def in_fresh_interpreter(code: str) -> str:
    """What the code prints. Raises WrongResultError with its traceback if it fails."""
    arguments = [sys.executable, "-c", code]
    finished = subprocess.run(arguments, check=False, capture_output=True, text=True)
    if finished.returncode:
        raise WrongResultError(finished.stderr)
    return finished.stdout.strip()
