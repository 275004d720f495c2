"""Scopes: who owns a double, and what is owed at an owner's end; no rule about calls, no pytest.

The block that a test opens by itself is in `_block`.
"""

import contextvars
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, cast, final

from doubles._values import next_ordinal
from doubles.errors import ClosedScopeError, NeverAwaitedError, ScopeError, UnexpectedCallError

if TYPE_CHECKING:
    from types import CoroutineType

__all__ = [
    "LooseScope",
    "Promise",
    "Running",
    "Scope",
    "Window",
    "current_scope",
    "entered",
    "running",
    "scope_for",
]


class Promise(Protocol):
    """A stubbing, as far as a scope is concerned."""

    def unfinished(self) -> AssertionError | None:
        """The error to report when no answer was given."""

    def unused(self) -> AssertionError | None:
        """The error to report when no call was answered."""

    def withdraw(self) -> None:
        """Take the stubbing off its double."""


class Window(Protocol):
    """A recorder, as far as a scope is concerned."""

    def begin_window(self) -> None:
        """Forget the calls so far, and answer from the first again."""


class Scope:
    """The life of some doubles: a test, a fixture, an example or a block.

    It is *wide* when several tests share it. What comes after its end, `late` is told.
    """

    __slots__ = (
        "_booked",
        "_judged",
        "_late",
        "_lock",
        "_promises",
        "_windows",
        "began",
        "check_types",
        "closed",
        "label",
        "parent",
        "strict",
        "test_path",
        "wide",
    )

    def __init__(
        self,
        label: str,
        *,
        parent: "Scope | None",
        check_types: bool,
        strict: bool,
        wide: bool,
        test_path: str | None,
        late: "Callable[[Scope, AssertionError], None]",
    ) -> None:
        self.label = label
        self.parent = parent
        self.check_types = check_types
        self.strict = strict
        self.wide = wide
        self.test_path = test_path
        self.closed = False
        # Failure texts number the calls of a test from its own beginning.
        is_a_test = not wide and (parent is None or parent.wide)
        self.began: int = next_ordinal() if is_a_test else getattr(parent, "began", 0)
        self._late = late
        # Re-entrant: the collector may find a coroutine never awaited, and book it, at any line.
        self._lock = threading.RLock()
        self._booked: list[AssertionError] = []
        self._promises: list[Promise] = []
        self._judged: set[int] = set()
        self._windows: list[Window] = []

    def __repr__(self) -> str:
        return f"<{'closed' if self.closed else 'open'} scope of {self.label}>"

    def child(
        self,
        label: str,
        *,
        check_types: bool | None = None,
        strict: bool | None = None,
        wide: bool = False,
        test_path: str | None = None,
        late: "Callable[[Scope, AssertionError], None] | None" = None,
    ) -> "Scope":
        """A new scope inside this one; whatever is left out is this one's."""
        return Scope(
            label,
            parent=self,
            check_types=self.check_types if check_types is None else check_types,
            strict=self.strict if strict is None else strict,
            wide=wide,
            test_path=self.test_path if test_path is None else test_path,
            late=late or self._book_for_child,
        )

    def promise(self, stubbing: Promise) -> None:
        """Judge the stubbing at the end of this scope, and then withdraw it.

        :raises ClosedScopeError: the scope has ended.
        """
        with self._lock:
            if not self.closed:
                self._promises.append(stubbing)
                return
        raise ClosedScopeError(
            f"A stubbing was made after the end of {self.label}, to which its double belongs.\n"
            "Build the double, and stub it, in the test that uses it."
        )

    def adopt(self, window: Window) -> None:
        """Begin the recorder anew for each test, or each example, that sees this scope."""
        with self._lock:
            self._windows.append(window)

    def book(self, error: AssertionError) -> None:
        """Report the error at the end of this scope, whatever becomes of it until then."""
        with self._lock:
            if not self.closed:
                self._booked.append(error)
                return
        self._late(self, error)

    def _book_for_child(self, _: "Scope", error: AssertionError) -> None:
        self.book(error)

    def begin_window(self) -> None:
        """Forget the calls recorded so far."""
        with self._lock:
            windows = tuple(self._windows)
        for window in windows:
            window.begin_window()

    @property
    def promised(self) -> int:
        """How many stubbings were promised here."""
        return len(self._promises)

    def is_within(self, other: "Scope") -> bool:
        """Whether this scope is `other` or inside it."""
        scope: Scope | None = self
        while scope is not None:
            if scope is other:
                return True
            scope = scope.parent
        return False

    def forgive(self, error: BaseException) -> bool:
        """Drop, here and in every parent, what `error` carries; whether there was anything."""
        carried = {id(each) for each in _carried_by(error)}
        forgiven = False
        scope: Scope | None = self
        while scope is not None:
            with scope._lock:
                kept = [each for each in scope._booked if id(each) not in carried]
                forgiven = forgiven or len(kept) < len(scope._booked)
                scope._booked = kept
            scope = scope.parent
        return forgiven

    def take_problems(self, *, unused_from: int | None) -> list[AssertionError]:
        """What is owed now and was not taken before.

        Stubbings promised before the `unused_from`-th may still be used; with None, all may.
        """
        with self._lock:
            problems, self._booked = self._booked, []
            promises = tuple(self._promises)
        asks = unused_from is not None and self.strict and not self.wide
        for index, promise in enumerate(promises):
            if index in self._judged:
                continue
            problem = promise.unfinished()
            if problem is None and asks and index >= (unused_from or 0):
                problem = promise.unused()
            if problem is not None:
                self._judged.add(index)
                problems.append(problem)
        return problems

    def close(self, *, unused_from: int | None) -> list[AssertionError]:
        """End the scope: withdraw its stubbings, and take the problems that are left."""
        with self._lock:
            self.closed = True
        problems = self.take_problems(unused_from=unused_from)
        with self._lock:
            promises, self._promises = self._promises, []
            self._windows = []
        for promise in reversed(promises):
            promise.withdraw()
        return problems

    def verdict(self, problems: list[AssertionError]) -> AssertionError:
        """One error for one or more problems."""
        error = problems[0]
        if len(problems) > 1:
            error = ScopeError(self.listing(problems), problems)
        swallowed = [each for each in problems if isinstance(each, UnexpectedCallError)]
        if swallowed:
            error.add_note(_swallowed(swallowed[0]))
        return error

    def listing(self, problems: list[AssertionError]) -> str:
        """The problems, numbered, as one text; the same one over and over is told once."""
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        alike = Counter((type(problem).__name__, str(problem)) for problem in problems)
        entries = [
            _indented(f"{number}. ", f"{name}{'' if times == 1 else f', {times} times'}: {text}")
            for number, ((name, text), times) in enumerate(alike.items(), start=1)
        ]
        return "\n\n".join([f"{self.label} ended with {count}:", *entries])

    def end(self, error: BaseException | None, *, hands_up: bool) -> None:
        """Close, and raise what is owed; when left by `error`, that stays the error raised.

        Other problems then become a note of `error`. But an error that has nothing to do with
        doubles may be one that the test expects, and catches: with `hands_up`, they are the
        parent's to report.

        :raises AssertionError: the problem; a `ScopeError` when there are several.
        """
        __tracebackhide__ = True
        if error is None:
            problems = self.close(unused_from=0)
            if problems:
                raise self.verdict(problems)
            return
        is_about_doubles = self.forgive(error)
        problems = self.close(unused_from=None)
        if not problems:
            return
        if hands_up and not is_about_doubles and self.parent is not None:
            for problem in problems:
                self.parent.book(problem)
        else:
            error.add_note(self.listing(problems))


@final
class LooseScope(Scope):
    """The scope of doubles built outside any test: never judged, and so it keeps nothing."""

    __slots__ = ()

    def promise(self, stubbing: Promise) -> None:
        """Leave the stubbing where it is."""

    def adopt(self, window: Window) -> None:
        """Leave the recorder as it is."""

    def book(self, error: AssertionError) -> None:
        """Nothing: the call raised the error, and there is no end to repeat it at."""


@final
class Running:
    """The scope of what runs now, in whatever thread: the pytest plugin sets it."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def current(self) -> Scope:
        """The innermost open scope of the caller."""
        return current_scope()

    def never_awaited(self, coroutine: "CoroutineType[Any, Any, Any]") -> None:
        """Book that the coroutine of a double's call was dropped."""
        call = coroutine.__qualname__
        error = NeverAwaitedError(
            f"{call}() was called and never awaited, so the call did not happen.\n"
            "Write `await` before the call, or give the coroutine to something that awaits it."
        )
        scope_for(_home_of(coroutine)).book(error)


def _home_of(coroutine: "CoroutineType[Any, Any, Any]") -> Scope:
    # The first parameter of a generated method is the double; a generated function has no double,
    # but closes over the state of its only member.
    code = coroutine.cr_code
    values = {} if coroutine.cr_frame is None else coroutine.cr_frame.f_locals
    for name in code.co_freevars:
        home = getattr(values.get(name), "scope", None)
        if isinstance(home, Scope):
            return home
    home = getattr(values.get(code.co_varnames[0]), "__doubles_scope__", None)
    return home if isinstance(home, Scope) else current_scope()


running = Running(
    LooseScope(
        "no test",
        parent=None,
        check_types=True,
        strict=True,
        wide=False,
        test_path=None,
        late=lambda _scope, _error: None,
    )
)
entered: contextvars.ContextVar[Scope | None] = contextvars.ContextVar(
    "doubles.scope", default=None
)
"""The innermost block that the caller is in, or was started in."""


def current_scope() -> Scope:
    """The innermost open scope of the caller: a block's, or that of what runs now."""
    block = entered.get()
    return running.scope if block is None else _innermost(block)


def _innermost(block: Scope) -> Scope:
    # A task keeps the block that it was started in, also after the block, or its test, has ended;
    # and a wider fixture may keep a block open around every test.
    outer = running.scope
    scope: Scope | None = block
    while scope is not None and scope.closed:
        scope = scope.parent
    return scope if scope is not None and scope.is_within(outer) else outer


def scope_for(home: Scope) -> Scope:
    """The scope that answers for what the caller does to a double of `home`.

    It is the caller's, when that is inside `home`; else `home`, so that nobody else is blamed.
    """
    current = current_scope()
    if current is home or home.closed:
        return home
    # Every test is inside every wide scope: no parent can say so, for fixtures end in any order.
    if current.is_within(home) or (home.wide and not home.is_within(current)):
        return current
    return home


def _carried_by(error: BaseException) -> Iterator[BaseException]:
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting.extend(linked for linked in (each.__cause__, each.__context__) if linked)
        if isinstance(each, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", each)
            waiting.extend(group.exceptions)


def _swallowed(error: UnexpectedCallError) -> str:
    return (
        "The call raised this error, and the code that made the call swallowed it. "
        "If the test expects it, write\n"
        f"    with pytest.raises({type(error).__name__}), scope(): ..."
    )


def _indented(number: str, text: str) -> str:
    return number + text.replace("\n", "\n" + " " * len(number))


def _join_pytest() -> None:
    plugin = sys.modules.get("_doubles_pytest")
    if plugin is not None:
        plugin.doubles_imported()


_join_pytest()
