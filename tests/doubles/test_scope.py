"""A scope keeps what its doubles owe, and raises it at its end."""

import asyncio
import contextvars
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import attrs
import pytest

from doubles import scope
from doubles._scope import Running, Scope, current_scope, running, scope_for
from doubles.errors import (
    ClosedScopeError,
    DummyUsedError,
    NeverAwaitedError,
    ScopeError,
    UnexpectedCallError,
    UnfinishedStubbingError,
    UnusedStubbingError,
)

HINT = (
    "The call raised this error, and the code that made the call swallowed it. "
    "If the test expects it, write\n"
    "    with pytest.raises(UnexpectedCallError), scope(): ..."
)


@attrs.define
class Stubbing:
    """A promise that says what it is told to, and how it was withdrawn."""

    name: str = "find(1)"
    is_unfinished: bool = False
    is_unused: bool = False
    withdrawn: list[str] = attrs.Factory(list)

    def unfinished(self) -> AssertionError | None:
        return UnfinishedStubbingError(f"{self.name} has no answer") if self.is_unfinished else None

    def unused(self) -> AssertionError | None:
        return UnusedStubbingError(f"{self.name} was never called") if self.is_unused else None

    def withdraw(self) -> None:
        self.withdrawn.append(self.name)


@attrs.define
class Recorder:
    """A window that counts how often it began."""

    begun: int = 0

    def begin_window(self) -> None:
        self.begun += 1


@attrs.define
class Late:
    """What a scope was told after its end."""

    heard: list[tuple[str, str]] = attrs.Factory(list)

    def __call__(self, scope: Scope, error: AssertionError) -> None:
        self.heard.append((scope.label, str(error)))


def a_scope(label: str = "test_a", parent: Scope | None = None, **options: Any) -> Scope:
    return (parent or LOOSE).child(label, **options)


@contextmanager
def on_stage(scope: Scope) -> Generator[Scope]:
    """As the plugin does it: `scope` runs now."""
    before, running.scope = running.scope, scope
    try:
        yield scope
    finally:
        running.scope = before


@pytest.fixture(name="test")
def a_running_test() -> Generator[Scope]:
    with on_stage(a_scope()) as test:
        yield test


def _loose() -> Scope:
    scope = running.scope
    while scope.parent is not None:
        scope = scope.parent
    return scope


LOOSE = _loose()


# Problems


def test_a_scope_without_problems_ends_in_silence(test: Scope) -> None:
    with scope():
        current_scope().promise(Stubbing())


def test_one_problem_is_raised_itself(test: Scope) -> None:
    stubbing = Stubbing(is_unused=True)

    with pytest.raises(UnusedStubbingError) as raised, scope():
        current_scope().promise(stubbing)

    assert str(raised.value) == "find(1) was never called"
    assert stubbing.withdrawn == ["find(1)"]


def test_a_swallowed_unexpected_call_is_raised_itself_with_a_hint(test: Scope) -> None:
    error = UnexpectedCallError("repo.find(1)")

    with pytest.raises(UnexpectedCallError) as raised, scope():
        current_scope().book(error)

    assert raised.value is error
    assert error.__notes__ == [HINT]


def test_the_hint_names_the_error_to_expect(test: Scope) -> None:
    with pytest.raises(DummyUsedError) as raised, scope():
        current_scope().book(DummyUsedError("logger.info()"))

    assert raised.value.__notes__ == [HINT.replace("UnexpectedCallError", "DummyUsedError")]


def test_several_problems_are_listed_in_their_order(test: Scope) -> None:
    unexpected = UnexpectedCallError("repo.find(2)\n  closest: find(1)")

    place = next_line()
    block = scope()
    with pytest.raises(ScopeError) as raised, block:
        leave(
            Stubbing("find(1)", is_unused=True),
            Stubbing("save", is_unfinished=True, is_unused=True),
            unexpected,
        )

    assert str(raised.value) == (
        f"scope() at {place} ended with 3 problems:\n"
        "\n"
        "1. UnexpectedCallError: repo.find(2)\n"
        "     closest: find(1)\n"
        "\n"
        "2. UnusedStubbingError: find(1) was never called\n"
        "\n"
        "3. UnfinishedStubbingError: save has no answer"
    )
    assert raised.value.problems[0] is unexpected
    assert [type(problem) for problem in raised.value.problems] == [
        UnexpectedCallError,
        UnusedStubbingError,
        UnfinishedStubbingError,
    ]
    assert raised.value.__notes__ == [HINT]


def test_the_same_problem_over_and_over_is_told_once(test: Scope) -> None:
    place = next_line()
    block = scope()
    with pytest.raises(ScopeError) as raised, block:
        leave(*[UnexpectedCallError("repo.find(1)") for _ in range(3)])

    assert str(raised.value) == (
        f"scope() at {place} ended with 3 problems:\n\n"
        "1. UnexpectedCallError, 3 times: repo.find(1)"
    )
    assert len(raised.value.problems) == 3


def test_stubbings_are_withdrawn_from_the_newest_to_the_oldest() -> None:
    withdrawn: list[str] = []
    home = a_scope()
    home.promise(Stubbing("first", withdrawn=withdrawn))
    home.promise(Stubbing("second", withdrawn=withdrawn))

    home.close(unused_from=0)

    assert withdrawn == ["second", "first"]


def test_a_problem_is_taken_once() -> None:
    home = a_scope()
    home.promise(Stubbing(is_unused=True))
    home.book(UnexpectedCallError("repo.find(1)"))

    assert len(home.take_problems(unused_from=0)) == 2
    assert home.take_problems(unused_from=0) == []
    assert home.close(unused_from=0) == []


def test_a_stubbing_may_wait_for_its_call() -> None:
    """A fixture's stubbing may be meant for the teardown: it is judged after that."""
    home = a_scope()
    home.promise(Stubbing("for the teardown", is_unused=True))
    home.promise(Stubbing("for the body", is_unused=True))

    assert list(map(str, home.take_problems(unused_from=1))) == ["for the body was never called"]
    assert list(map(str, home.close(unused_from=0))) == ["for the teardown was never called"]


@pytest.mark.parametrize("options", [{"strict": False}, {"wide": True}])
def test_unused_stubbings_are_not_asked_for_in_a_lenient_or_a_wide_scope(
    options: dict[str, Any],
) -> None:
    home = a_scope(**options)
    home.promise(Stubbing("find(1)", is_unused=True))
    home.promise(Stubbing("find(2)", is_unfinished=True))

    assert list(map(str, home.close(unused_from=0))) == ["find(2) has no answer"]


# Blocks left by an exception


def test_an_expected_unexpected_call_is_no_problem(test: Scope) -> None:
    with pytest.raises(UnexpectedCallError), scope():
        unexpected_call()


def test_what_carries_an_unexpected_call_expects_it(test: Scope) -> None:
    """An error raised from it, or while it was handled, reports it already."""

    def from_it() -> None:
        try:
            unexpected_call()
        except UnexpectedCallError as error:
            raise KeyError from error

    def while_handling_it() -> None:
        try:
            unexpected_call()
        except UnexpectedCallError:
            raise KeyError from None

    def in_a_group() -> None:
        try:
            unexpected_call()
        except UnexpectedCallError as error:
            raise ExceptionGroup("", [ExceptionGroup("", [KeyError(), error])]) from None

    for act in (from_it, while_handling_it, in_a_group):
        with pytest.raises((KeyError, ExceptionGroup)) as raised, scope():
            act()
        assert not hasattr(raised.value, "__notes__")


def test_a_chain_of_exceptions_that_bites_its_tail_is_followed_once(test: Scope) -> None:
    first, second = KeyError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first

    with pytest.raises(KeyError), scope():
        raise first


def test_an_unexpected_call_in_a_task_group_is_dropped_too(test: Scope) -> None:
    async def call() -> None:
        unexpected_call()

    async def main() -> None:
        with pytest.raises(ExceptionGroup), scope():
            async with asyncio.TaskGroup() as group:
                group.create_task(call())

    asyncio.run(main())


def test_an_unexpected_call_in_a_thread_is_dropped_from_the_scopes_around(test: Scope) -> None:
    """A thread knows of no block: it books to the test."""
    with pytest.raises(UnexpectedCallError), scope(), ThreadPoolExecutor(1) as pool:
        pool.submit(unexpected_call).result()

    assert test.close(unused_from=0) == []


def test_a_block_left_by_an_unexpected_call_notes_the_others(test: Scope) -> None:
    place = next_line()
    block = scope()
    with pytest.raises(UnexpectedCallError) as raised, block:
        leave(UnexpectedCallError("swallowed"), raising=UnexpectedCallError("raised"))

    assert raised.value.__notes__ == [
        f"scope() at {place} ended with 1 problem:\n\n1. UnexpectedCallError: swallowed"
    ]
    assert test.close(unused_from=0) == []


def test_a_block_left_by_another_error_hands_its_problems_to_the_test(test: Scope) -> None:
    """The test may expect the error and catch it: then a note on it would pass in silence."""
    stubbing = Stubbing("cut short", is_unused=True)
    with pytest.raises(KeyError) as raised, scope():
        leave(UnexpectedCallError("swallowed"), stubbing, raising=KeyError())

    assert not hasattr(raised.value, "__notes__")
    assert list(map(str, test.close(unused_from=0))) == ["swallowed"]


def test_outside_pytest_a_note_is_all_there_is() -> None:
    place = next_line()
    block = scope()
    with on_stage(LOOSE), pytest.raises(KeyError) as raised, block:
        leave(UnexpectedCallError("swallowed"), raising=KeyError())

    assert raised.value.__notes__ == [
        f"scope() at {place} ended with 1 problem:\n\n1. UnexpectedCallError: swallowed"
    ]


# Which scope


def test_blocks_nest(test: Scope) -> None:
    with scope():
        outer = current_scope()
        with scope():
            inner = current_scope()
            assert inner.parent is outer
            assert outer.parent is test
        assert current_scope() is outer
    assert current_scope() is test
    assert (inner.closed, outer.closed, test.closed) == (True, True, False)


def test_a_block_can_be_entered_again(test: Scope) -> None:
    block = scope()
    with block, block:
        inner = current_scope()
    with block:
        assert current_scope() is not inner


def test_a_block_inherits_what_it_does_not_choose() -> None:
    with on_stage(a_scope(check_types=False, strict=False, test_path="/tests/test_a.py")):
        with scope():
            kept = current_scope()
        with scope(check_types=True, strictness="strict"):
            chosen = current_scope()

    assert (kept.check_types, kept.strict, kept.test_path) == (False, False, "/tests/test_a.py")
    assert (chosen.check_types, chosen.strict, chosen.test_path) == (True, True, "/tests/test_a.py")


def test_strictness_can_be_relaxed(test: Scope) -> None:
    with scope(strictness="lenient", check_types=False):
        current_scope().promise(Stubbing(is_unused=True))
        assert current_scope().check_types is False


def test_a_wrong_option_is_refused_before_the_block() -> None:
    refused: list[Callable[[], object]] = [
        lambda: scope(check_types="no"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: scope(strictness=True),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        lambda: scope(strictness="loose"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ]
    texts: list[str] = []
    for refuse in refused:
        with pytest.raises((TypeError, ValueError)) as raised:
            refuse()
        texts.append(f"{raised.type.__name__}: {raised.value}")

    keeps = "or leave it out to keep what the scope around has."
    assert texts == [
        f"TypeError: scope(check_types='no'): write True or False, {keeps}",
        f'TypeError: scope(strictness=True): write "strict" or "lenient", {keeps}',
        f'ValueError: scope(strictness=\'loose\'): write "strict" or "lenient", {keeps}',
    ]


def test_threads_find_what_runs(test: Scope) -> None:
    found: list[Scope] = []
    thread = threading.Thread(target=lambda: found.append(current_scope()))
    thread.start()
    thread.join()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(current_scope).result() is test
    assert found == [test]


def test_a_task_that_outlives_its_block_is_in_the_scope_around(test: Scope) -> None:
    with scope():
        outer = current_scope()
        with scope():
            context = contextvars.copy_context()
        assert context.run(current_scope) is outer
    assert context.run(current_scope) is test


def test_a_task_that_outlives_its_test_is_in_what_runs(test: Scope) -> None:
    with scope():
        context = contextvars.copy_context()
    test.close(unused_from=0)

    with on_stage(a_scope("test_b")) as next_test:
        assert context.run(current_scope) is next_test


def test_a_block_around_many_tests_is_not_theirs() -> None:
    """A session fixture may be a generator that yields inside a block."""
    with on_stage(a_scope("fixture", wide=True)), scope(), on_stage(a_scope()) as test:
        assert current_scope() is test


def test_a_block_may_end_in_another_context_than_it_began_in(test: Scope) -> None:
    block = scope()
    context = contextvars.copy_context()
    context.run(block.__enter__)
    block.__exit__(None, None, None)

    assert context.run(current_scope) is test


def test_what_a_test_does_counts_for_the_innermost_scope(test: Scope) -> None:
    assert scope_for(test) is test
    with scope():
        assert scope_for(test) is current_scope()


def test_what_is_done_to_the_double_of_another_test_counts_for_that(test: Scope) -> None:
    with on_stage(a_scope("test_b")):
        assert scope_for(test) is test
    test.close(unused_from=0)
    assert scope_for(test) is test


def test_what_a_test_does_to_a_wide_double_counts_for_the_test() -> None:
    run = a_scope("run", wide=True)
    fixture = a_scope("fixture", run, wide=True)
    other = a_scope("other fixture", run, wide=True)
    with on_stage(a_scope("test_a", run)) as test:
        assert scope_for(fixture) is scope_for(run) is scope_for(LOOSE) is test
    with on_stage(other):
        assert scope_for(fixture) is scope_for(run) is other
    for outside in (run, LOOSE):
        with on_stage(outside):
            assert scope_for(fixture) is fixture


def test_without_pytest_there_is_no_one_to_join() -> None:
    """`doubles` works in a script; it looks for the plugin, and does not import it."""
    script = "import doubles, sys; print([m for m in sys.modules if 'pytest' in m])"
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert finished.stdout.decode() == f"[]{os.linesep}"


# Windows


def test_a_window_begins_for_every_recorder() -> None:
    recorders = [Recorder(), Recorder()]
    home = a_scope()
    for recorder in recorders:
        home.adopt(recorder)
    home.begin_window()
    home.begin_window()
    home.close(unused_from=0)
    home.begin_window()

    assert recorders == [Recorder(begun=2), Recorder(begun=2)]


# After the end


def test_a_late_call_is_told_with_the_owner_of_the_double() -> None:
    late = Late()
    home = a_scope("test_a", late=late)
    block = a_scope("block", home)
    block.close(unused_from=0)
    block.book(UnexpectedCallError("while test_a runs"))
    assert list(map(str, home.close(unused_from=0))) == ["while test_a runs"]

    block.book(UnexpectedCallError("after test_a"))
    home.book(UnexpectedCallError("and again"))

    assert late.heard == [("test_a", "after test_a"), ("test_a", "and again")]


def test_a_late_stubbing_is_refused() -> None:
    home = a_scope("test_a")
    home.close(unused_from=0)

    with pytest.raises(ClosedScopeError) as raised:
        home.promise(Stubbing())

    assert str(raised.value) == (
        "A stubbing was made after the end of test_a, to which its double belongs.\n"
        "Build the double, and stub it, in the test that uses it."
    )


def test_outside_any_test_nothing_is_kept() -> None:
    stubbing, recorder = Stubbing(is_unused=True), Recorder()
    LOOSE.promise(stubbing)
    LOOSE.adopt(recorder)
    LOOSE.book(UnexpectedCallError("repo.find(1)"))
    LOOSE.begin_window()

    assert LOOSE.take_problems(unused_from=0) == []
    assert (stubbing.withdrawn, recorder.begun) == ([], 0)


def test_a_scope_says_whose_it_is(test: Scope) -> None:
    assert repr(test) == "<open scope of test_a>"
    test.close(unused_from=0)
    assert repr(test) == "<closed scope of test_a>"


# Coroutines never awaited


class Double:
    """As generated doubles do, it names its scope."""

    def __init__(self, home: Scope) -> None:
        self.__doubles_scope__ = home

    async def find(self, key: int) -> None:
        """Never awaited."""


def test_a_coroutine_never_awaited_is_booked_on_the_scope_of_its_double(test: Scope) -> None:
    late = Late()
    home = a_scope("test_before", late=late)
    home.close(unused_from=0)
    never_awaited(Double(home).find(1))

    ((label, text),) = late.heard
    assert label == "test_before"
    assert text == (
        "Double.find() was called and never awaited, so the call did not happen.\n"
        "Write `await` before the call, or give the coroutine to something that awaits it."
    )
    assert test.close(unused_from=0) == []


def test_a_coroutine_of_a_function_is_booked_on_the_scope_of_its_state(test: Scope) -> None:
    late = Late()

    class State:
        scope = a_scope("test_before", late=late)

    other, state = 0, State()

    async def charge(amount: int) -> object:
        return other, state, amount

    State.scope.close(unused_from=0)
    never_awaited(charge(1))

    assert [label for label, _ in late.heard] == ["test_before"]


def test_a_coroutine_of_nobody_is_booked_on_what_runs(test: Scope) -> None:
    async def charge(amount: int) -> None:
        """Never awaited."""

    never_awaited(charge(1))
    finished: Any = charge(2)
    finished.close()
    Running(test).never_awaited(finished)

    problems = test.close(unused_from=0)
    assert [type(problem) for problem in problems] == [NeverAwaitedError, NeverAwaitedError]


def never_awaited(coroutine: Any) -> None:
    running.never_awaited(coroutine)
    coroutine.close()


def unexpected_call(text: str = "repo.find(1)") -> None:
    """As the engine does it: book the error, and raise it."""
    error = UnexpectedCallError(text)
    leave(error, raising=error)


def leave(*problems: Stubbing | AssertionError, raising: BaseException | None = None) -> None:
    """Leave problems, and an exception, in the scope of the caller."""
    for problem in problems:
        if isinstance(problem, Stubbing):
            current_scope().promise(problem)
        else:
            scope_for(running.scope).book(problem)
    if raising is not None:
        if isinstance(raising, UnexpectedCallError) and raising not in problems:
            scope_for(running.scope).book(raising)
        raise raising


def next_line() -> str:
    """The line after the caller's, as failure texts spell it."""
    return f"{os.path.relpath(__file__)}:{sys._getframe(1).f_lineno + 1}"
