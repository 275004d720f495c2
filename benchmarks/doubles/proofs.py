"""What shows that a contestant did what was timed: predicates over its names and its value."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from benchmarks.doubles.ports import Port
from benchmarks.trials import Namespace, attempt, settle

__all__ = ["answered", "counted", "found", "got", "is_new"]

Proof = Callable[[Namespace, Any], bool]


def answered(port: Port, around: Callable[[], AbstractContextManager[None]] = nullcontext) -> Proof:
    """The stubbed argument got the answer, and another argument, `around` its call, did not."""

    def proof(names: Namespace, value: Any) -> bool:
        def other() -> Any:
            with around():
                return settle(names["double"].find(port.other))

        return bool(value == port.answer != attempt(other))

    return proof


def got(port: Port) -> Proof:
    """The value is the port's answer."""
    return lambda _names, value: bool(value == port.answer)


def counted(port: Port, calls: Callable[[Any], int]) -> Proof:
    """The call returned the port's answer, and `calls` counts it and a second one."""

    def proof(names: Namespace, value: Any) -> bool:
        double = names["double"]
        before = calls(double)
        again = double.find(names["key"])
        return bool(value == again == port.answer and (before, calls(double)) == (1, 2))

    return proof


def found(refute: Callable[[Any], object]) -> Proof:
    """The verification passed, and `refute`, which verifies a call that was not made, fails."""

    def proof(names: Namespace, value: Any) -> bool:
        refuted = attempt(lambda: refute(names["double"]))
        return value in (None, True) and isinstance(refuted, AssertionError)

    return proof


def is_new(names: Namespace, value: Any) -> bool:
    """The builder returned an instance, and a different one the next time."""
    another = names["build"](names["original"])
    return value is not another and not isinstance(value, type)
