"""What is said of a guarantee that was not kept, and of one that could not be checked."""

import traceback
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from fakes.conformance.capabilities import Operation
from fakes.conformance.declarations import Declarations, Deviation
from fakes.conformance.errors import CheckFailed, Escaped, HarnessError, spelt
from fakes.conformance.guarantees import Guarantee
from fakes.conformance.trace import Trace

__all__ = [
    "asserted",
    "broken",
    "cannot_check",
    "crashed",
    "deviates_no_more",
    "hung",
    "missing",
    "overdue",
    "raised",
    "undeclared",
]

# What an adapter raised is its own from where the last of these called it.
_CALLERS = {
    str(PurePath(__file__).parent / caller)
    for caller in ("lifting.py", "driving.py", "sabotage/wrapping.py")
}
_MOST_FRAMES = 3


def broken(declared: Declarations, guarantee: Guarantee, *paragraphs: str) -> str:
    """A guarantee that is not kept: what differs, and all that was done."""
    head = f"{declared.suite} does not keep {guarantee.slug}: {guarantee.says}."
    return _paragraphs(head, *paragraphs)


def cannot_check(
    declared: Declarations, guarantee: Guarantee, error: HarnessError, trace: Trace
) -> str:
    """A guarantee of which nothing is known, and what to do about it."""
    head = f"HARNESS_ERROR: {guarantee.slug} of {declared.suite} cannot be checked."
    return _paragraphs(head, str(error), str(trace))


def asserted(error: AssertionError) -> str:
    """What a check found wrong, in the words of the trial or in its own."""
    return str(error) if isinstance(error, CheckFailed) else f"assertion failed: {error}"


def raised(error: Exception) -> str:
    """An error of the adapter that the check did not expect, and where it was raised."""
    what = f"It raised what the port does not allow here. {spelt(error)}"
    return "\n".join((what, *_innermost(error)))


def crashed(check: str, error: Exception) -> HarnessError:
    """A check that could not go on, with an error of its own."""
    return HarnessError(
        "\n".join((f"{check} could not go on. {spelt(error)}", *_innermost(error))),
        "see whether the last result below is what the port promises; if it is, the check is "
        "wrong.",
    )


def hung(seconds: float, trace: Trace) -> HarnessError:
    """Something took too long."""
    # What swallowed its interruption has returned.
    waiting = ", ".join(trace.longer_than(seconds / 2))
    where = f": {waiting}" if waiting else ", outside of the adapter's operations"
    return HarnessError(
        f"It hung{where}. An example must end within {seconds:g} s.",
        "find out what it waits for; if it is only slow, raise hangs_after on the suite.",
    )


def missing(declared: Declarations, names: Sequence[object]) -> str:
    """Why nothing was run: what the suite does not declare."""
    return f"{declared.suite} does not declare {', '.join(map(str, names))}"


def undeclared(
    declared: Declarations, guarantee: Guarantee, operation: Operation, *paragraphs: str
) -> str:
    """An operation that is not declared, and does not refuse as it must."""
    head = (
        f"{declared.suite} does not declare {operation}, which {guarantee.slug} needs; so it must "
        "raise Unsupported, and change nothing."
    )
    remedy = f"Remedy: add {operation} to operations, or have the adapter refuse it at once."
    return _paragraphs(head, *paragraphs, remedy)


def overdue(declared: Declarations, guarantee: Guarantee, deviation: Deviation) -> str:
    """A deviation whose day is past."""
    return (
        f"{declared.suite} deviates from {guarantee.slug} ({guarantee.says}), and the Deviation "
        f"expired on {deviation.expires}.\n"
        f"  the declared reason: {deviation.reason}\n"
        "Remedy: have the adapter keep the guarantee, or give the Deviation another day."
    )


def deviates_no_more(declared: Declarations, guarantee: Guarantee, deviation: Deviation) -> str:
    """A deviation that is over, in the adapter's favour."""
    how = "with its example" if deviation.example is not None else "in any example"
    return (
        f"{declared.suite} no longer deviates from {guarantee.slug} ({guarantee.says}) {how}.\n"
        f"  the declared reason: {deviation.reason}\n"
        "Remedy: remove the Deviation."
    )


def _innermost(error: Exception) -> Iterator[str]:
    told = error.error if isinstance(error, Escaped) else error
    frames = traceback.extract_tb(told.__traceback__)
    entered = [number for number, frame in enumerate(frames) if frame.filename in _CALLERS]
    for frame in frames[entered[-1] + 1 if entered else 0 :][-_MOST_FRAMES:]:
        yield f"  {PurePath(frame.filename).name}:{frame.lineno} in {frame.name}: {frame.line}"


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(filter(None, paragraphs))
