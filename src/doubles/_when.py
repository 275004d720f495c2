"""`when` and `whenever`: what a double answers, configured call by call."""

from collections.abc import AsyncIterable, Callable, Coroutine, Iterable
from functools import partial
from operator import call
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from doubles._lazily import lazily

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from doubles._engine import answering, handles, promises
    from doubles._engine.answers import Answer, Rule
    from doubles._engine.state import MemberState
    from doubles._texts import render
else:
    answering = lazily("doubles._engine.answering")
    handles = lazily("doubles._engine.handles")
    promises = lazily("doubles._engine.promises")
    render = lazily("doubles._texts.render")

First = TypeVar("First")
P = ParamSpec("P")
Rest = ParamSpec("Rest")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")
Error = BaseException | type[BaseException]


def when(method: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Stubbing[P, R]":
    """The answer to a call with these arguments: go on with `returns`, `raises`, `does`, ...

    Arguments match when they are equal; a matcher (`anything()`, `an(User)`, `that(...)`) matches
    by its own rule. Plain arguments win over matchers, matchers over `whenever`, and among equals
    the newest stubbing wins.

    :raises NotADoubleError: `method` is no member of a double.
    :raises TypeError: the method cannot be called like this.
    :raises ArgumentTypeError: the spec refuses an argument of this type.
    :raises ClosedScopeError: the scope of the double has ended.

    >>> from typing import Protocol
    >>> from doubles import stub
    >>> class Rates(Protocol):
    ...     def rate(self, currency: str) -> float: ...
    >>> rates = stub(Rates)
    >>> _ = when(rates.rate, "EUR").returns(1.0)
    >>> _ = when(rates.rate, "XXX").raises(LookupError("XXX")).returns(2.0)
    >>> rates.rate("EUR")
    1.0
    >>> rates.rate("XXX")
    Traceback (most recent call last):
    LookupError: XXX
    >>> rates.rate("XXX")
    2.0
    """
    __tracebackhide__ = True
    state = handles.state_of(method, "when")
    return _stubbing(state, handles.expected_arguments(state, args, kwargs))


def whenever(method: Callable[P, R], /) -> "Stubbing[P, R]":
    """The answer to every call of a method that no `when` answers.

    :raises NotADoubleError: `method` is no member of a double.
    :raises ClosedScopeError: the scope of the double has ended.
    """
    __tracebackhide__ = True
    return _stubbing(handles.state_of(method, "whenever"), None)


class Stubbing(Generic[P, R_co]):
    """The answers to the calls that a `when` names.

    One answer answers every call. Several, given at once or one after the other, answer one call
    each, and then no more. Each is checked against the types of the spec when it is given.
    """

    __slots__ = ("_rule", "_state")

    _rule: "Rule"
    _state: "MemberState"

    def __repr__(self) -> str:
        return render.stubbing(self._state.plan, self._rule)

    @overload
    def returns(
        self: "Stubbing[P, Coroutine[Any, Any, T]]", value: T, /, *more: T
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def returns(self: "Stubbing[P, T]", value: T, /, *more: T) -> "Stubbing[P, R_co]": ...
    def returns(self: "Stubbing[P, Any]", value: Any, /, *more: Any) -> "Stubbing[P, Any]":
        """The call returns `value`, an async call when awaited; then each of `more`, one a call.

        :raises AnswerTypeError: the spec returns something else.
        """
        __tracebackhide__ = True
        plan, expected = self._state.plan, self._rule.expected
        return self._add(
            *(partial(answering.returned, plan, expected, one) for one in (value, *more))
        )

    def raises(self, error: Error, /, *more: Error) -> "Stubbing[P, R_co]":
        """The call raises `error`, an exception or its class; then each of `more`, one a call.

        :raises AnswerTypeError: it is no exception, or `StopIteration` for a coroutine.
        """
        __tracebackhide__ = True
        return self._add(
            *(partial(answering.raised, self._state.plan, one) for one in (error, *more))
        )

    # The parameters of `function` only give a lambda its types, and the first of them may have any
    # name: holding it to `P` would refuse `lambda u: u` as an answer of `save(user)`.
    @overload
    def does(
        self: "Stubbing[Concatenate[First, Rest], Coroutine[Any, Any, T]]",
        function: Callable[Concatenate[First, Rest], T],
        /,
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def does(
        self: "Stubbing[P, Coroutine[Any, Any, T]]", function: Callable[..., T], /
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def does(
        self: "Stubbing[Concatenate[First, Rest], T]",
        function: Callable[Concatenate[First, Rest], T],
        /,
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def does(self: "Stubbing[P, T]", function: Callable[..., T], /) -> "Stubbing[P, R_co]": ...
    def does(self: "Stubbing[Any, Any]", function: Callable[..., Any], /) -> "Stubbing[Any, Any]":
        """The call calls `function` with its arguments; an async one may also be async.

        Its result is checked when it is called.

        :raises AnswerTypeError: it cannot be called, or is async for a sync method.
        """
        __tracebackhide__ = True
        return self._add(partial(answering.done, self._state.plan, function))

    @overload
    def yields(self: "Stubbing[P, Iterable[T]]", /, *items: T) -> "Stubbing[P, R_co]": ...
    @overload
    def yields(self: "Stubbing[P, AsyncIterable[T]]", /, *items: T) -> "Stubbing[P, R_co]": ...
    @overload
    def yields(
        self: "Stubbing[P, Coroutine[Any, Any, Iterable[T]]]", /, *items: T
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def yields(
        self: "Stubbing[P, Coroutine[Any, Any, AsyncIterable[T]]]", /, *items: T
    ) -> "Stubbing[P, R_co]": ...
    def yields(self: "Stubbing[P, Any]", /, *items: Any) -> "Stubbing[P, Any]":
        """The call returns an iterator, sync or async as the spec says, over these items.

        :raises AnswerTypeError: the spec returns no iterator, or one of something else.
        """
        __tracebackhide__ = True
        plan, expected = self._state.plan, self._rule.expected
        return self._add(partial(answering.yielded, plan, expected, items))

    @overload
    def enters(
        self: "Stubbing[P, AbstractContextManager[T, Any]]", value: T, /
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def enters(
        self: "Stubbing[P, AbstractAsyncContextManager[T, Any]]", value: T, /
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def enters(
        self: "Stubbing[P, Coroutine[Any, Any, AbstractContextManager[T, Any]]]", value: T, /
    ) -> "Stubbing[P, R_co]": ...
    @overload
    def enters(
        self: "Stubbing[P, Coroutine[Any, Any, AbstractAsyncContextManager[T, Any]]]",
        value: T,
        /,
    ) -> "Stubbing[P, R_co]": ...
    def enters(self: "Stubbing[P, Any]", value: Any, /) -> "Stubbing[P, Any]":
        """The call returns a context manager, sync or async, that gives `value` when entered.

        :raises AnswerTypeError: the spec returns no context manager, or one of something else.
        """
        __tracebackhide__ = True
        plan, expected = self._state.plan, self._rule.expected
        return self._add(partial(answering.entered, plan, expected, value))

    def loses_reply(self, error: Error, /) -> "Stubbing[P, R_co]":
        """A spy's call takes effect on the real object, and then raises `error`.

        :raises NotADoubleError: the double is no spy.
        :raises AnswerTypeError: `error` is no exception.
        """
        __tracebackhide__ = True
        return self._add(partial(answering.reply_lost, self._state.plan, error))

    def delays(self, seconds: float, /) -> "Stubbing[P, R_co]":
        """A spy's call goes to the real object after `seconds`.

        :raises NotADoubleError: the double is no spy.
        :raises ValueError: the number is negative or not finite.
        """
        __tracebackhide__ = True
        return self._add(partial(answering.delayed, self._state.plan, seconds))

    def delegates(self) -> "Stubbing[P, R_co]":
        """A spy's call goes to the real object, as it does without a stubbing.

        :raises NotADoubleError: the double is no spy.
        """
        __tracebackhide__ = True
        return self._add(partial(answering.delegated, self._state.plan))

    def _add(self, *answers: "Callable[[], Answer]") -> "Stubbing[P, Any]":
        __tracebackhide__ = True
        try:
            checked = list(map(call, answers))  # all of them, or none
        except (TypeError, ValueError):
            self._rule.refused = True
            raise
        self._state.answer(self._rule, checked)
        return self


class _Stubbing(Stubbing[P, R_co]):
    """What `when` returns; an `__init__` of its base would make the engine's types public."""

    __slots__ = ()
    __qualname__ = "Stubbing"

    def __init__(self, state: "MemberState", rule: "Rule") -> None:
        self._state = state
        self._rule = rule


def _stubbing(state: "MemberState", expected: tuple[object, ...] | None) -> "Stubbing[Any, Any]":
    __tracebackhide__ = True
    return _Stubbing(state, promises.promised_rule(state, expected))
