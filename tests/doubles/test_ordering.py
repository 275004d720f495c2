"""`verify.in_order`: calls that came one after another, across doubles."""

from collections.abc import Sequence
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles import VerificationError, anything, mock, that, verify
from tests.doubles.telling import told


class Steps(Protocol):
    def go(self, step: str) -> None: ...
    def stop(self) -> None: ...


def walked(steps: str) -> Steps:
    """A mock that was called with each letter."""
    double = mock(Steps)
    for step in steps:
        double.go(step)
    return double


def verify_in_order(double: Steps, steps: str) -> None:
    with verify.in_order():
        for step in steps:
            verify(double.go, step)


# -- what is an order ----------------------------------------------------------------------------


def test_calls_in_order_across_doubles() -> None:
    one, other = mock(Steps), mock(Steps)
    one.go("a")
    other.go("b")
    one.stop()

    with verify.in_order():
        verify(one.go, "a")
        verify(other.go, "b")
        verify(one.stop)


def test_two_calls_do_not_satisfy_an_order_of_three() -> None:
    steps = walked("ab")

    with pytest.raises(VerificationError) as failure, verify.in_order():
        verify(steps.go, "a")
        verify(steps.go, "b")
        verify(steps.go, "a")  # again

    assert told(failure) == (
        "mock(Steps).go(step='a') was expected once after #2 mock(Steps).go(step='b'), "
        "and was never called there.\n"
        '  verified at <verify(steps.go, "a")  # again>\n'
        "Recorded before that:\n"
        "  #1 mock(Steps).go(step='a')"
    )


def test_calls_between_and_before_do_not_disturb_an_order() -> None:
    verify_in_order(walked("bab"), "ab")
    verify_in_order(walked("abcabc"), "acb")


def test_a_call_that_never_happened_is_reported_as_outside_of_an_order() -> None:
    steps = walked("a")

    with pytest.raises(VerificationError) as failure, verify.in_order():
        verify(steps.go, "a")
        verify(steps.go, "b")

    assert told(failure) == (
        "mock(Steps).go(step='b') was expected once, and was never called.\n"
        '  verified at <verify(steps.go, "b")>\n'
        "Another call was recorded:\n"
        "  #1 go(step='a')\n"
        "        ^^^^^^^^\n"
        "  step: expected 'b', got 'a'"
    )


def test_times_takes_so_many_calls() -> None:
    steps = walked("aabab")

    with verify.in_order():
        verify.times(2)(steps.go, "a")
        verify(steps.go, "b")
        verify.at_least(1)(steps.go, "a")
        verify(steps.go, "b")


def test_too_few_calls_are_shown_with_those_that_came_before() -> None:
    steps = walked("abac")

    with pytest.raises(VerificationError) as failure, verify.in_order():
        verify(steps.go, "b")
        verify.times(2)(steps.go, "a")
    with pytest.raises(VerificationError) as first, verify.in_order():
        verify.at_least(3)(steps.go, "a")

    assert told(failure) == (
        "mock(Steps).go(step='a') was expected twice after #2 mock(Steps).go(step='b'), "
        "and was called once there.\n"
        '  verified at <verify.times(2)(steps.go, "a")>\n'
        "Recorded there:\n"
        "  #3 mock(Steps).go(step='a')\n"
        "Recorded before that:\n"
        "  #1 mock(Steps).go(step='a')"
    )
    assert told(first) == (
        "mock(Steps).go(step='a') was expected at least 3 times, and was called twice.\n"
        '  verified at <verify.at_least(3)(steps.go, "a")>\n'
        "Recorded:\n"
        "  #1 mock(Steps).go(step='a')\n"
        "  #2 mock(Steps).go(step='a')"
    )


def test_only_in_an_order_still_looks_at_all_calls_of_the_method() -> None:
    steps = walked("ab")
    steps.stop()

    with verify.in_order():
        verify(steps.go, "b")
        verify.only(steps.stop)
    with pytest.raises(VerificationError) as failure, verify.in_order():
        verify.only(steps.go, "b")

    assert told(failure) == (
        "mock(Steps).go(step='b') was expected once, as the only call of go, "
        "and there is 1 other call.\n"
        '  verified at <verify.only(steps.go, "b")>\n'
        "Recorded besides:\n"
        "  #1 mock(Steps).go(step='a')"
    )


@pytest.mark.parametrize(
    ("verification", "expected"),
    [
        (verify.never, "never to happen"),
        (verify.times(0), "never to happen"),
        (verify.at_most(2), "at most twice"),
    ],
)
def test_a_call_that_need_not_happen_has_no_place_in_an_order(
    verification: type[object], expected: str
) -> None:
    steps = walked("a")

    with pytest.raises(TypeError) as failure, verify.in_order():
        verification(steps.go, "b")  # type: ignore[call-arg]

    assert told(failure) == (
        f"A call that is expected {expected} has no place in an order.\n"
        "Remedy: verify it outside of `with verify.in_order():`."
    )


# -- what an order leaves behind -----------------------------------------------------------------


def test_a_failed_order_leaves_nothing_behind() -> None:
    steps = walked("ab")

    with pytest.raises(VerificationError):
        verify_in_order(steps, "ba")

    verify(steps.go, "a")
    verify.never(steps.go, "c")
    verify_in_order(steps, "ab")


def test_an_error_in_the_block_leaves_nothing_behind() -> None:
    steps = walked("ab")

    with pytest.raises(ZeroDivisionError), verify.in_order():
        verify(steps.go, "b")
        1 / 0

    verify_in_order(steps, "ab")


def test_an_order_inside_an_order_is_its_own() -> None:
    steps = walked("abc")

    with verify.in_order():
        verify(steps.go, "b")
        verify_in_order(steps, "ab")
        verify(steps.go, "c")


def test_only_the_calls_that_an_order_found_count_as_verified() -> None:
    steps = walked("aab")

    verify_in_order(steps, "ab")

    with pytest.raises(VerificationError) as failure:
        verify.nothing_else(steps)
    assert told(failure) == (
        "1 call was not verified.\n"
        "  verified at <verify.nothing_else(steps)>\n"
        "Recorded:\n"
        "  #1 mock(Steps).go(step='a')\n"
        "Remedy: verify what the test expects, or stop the subject from doing the rest."
    )


def test_matchers_stand_in_an_order_too() -> None:
    steps = walked("abc")

    with verify.in_order():
        verify(steps.go, that(lambda step: step > "a"))
        verify(steps.go, anything())


# -- against a reference model -------------------------------------------------------------------

CALLS = st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from("ab")), max_size=8)
WANTED = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from("ab"), st.integers(1, 2)), max_size=5
)


def holds(happened: Sequence[tuple[int, str]], wanted: Sequence[tuple[int, str, int]]) -> bool:
    """Whether the wanted calls, each so many times, are a subsequence of those that happened."""
    rest = iter(happened)
    return all(
        (double, step) in rest  # `in` takes from the iterator all that it passes
        for double, step, count in wanted
        for _ in range(count)
    )


@given(CALLS, WANTED)
def test_an_order_holds_when_it_is_a_subsequence_of_the_calls(
    happened: list[tuple[int, str]], wanted: list[tuple[int, str, int]]
) -> None:
    doubles = mock(Steps), mock(Steps)
    for double, step in happened:
        doubles[double].go(step)

    def verify_all() -> None:
        with verify.in_order():
            for double, step, count in wanted:
                verify.times(count)(doubles[double].go, step)

    if holds(happened, wanted):
        verify_all()
    else:
        with pytest.raises(VerificationError):
            verify_all()
    for index, double in enumerate(doubles):
        verify.times(happened.count((index, "a")))(double.go, "a")
