"""Answers as a test gives them, held against what the spec returns."""

import inspect
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from threading import TIMEOUT_MAX
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast, get_args, get_origin

from doubles._annotations.generics import describe
from doubles._engine.answers import (
    Answer,
    Delays,
    Delegates,
    Does,
    Enters,
    Later,
    LosesReply,
    Raises,
    Returns,
    Yields,
)
from doubles._engine.plan import Plan
from doubles._lazily import lazily
from doubles._texts.spelling import shown
from doubles._texts.where import caller
from doubles.errors import AnswerTypeError, NotADoubleError

if TYPE_CHECKING:
    from doubles._texts import render
else:
    render = lazily("doubles._texts.render")

Expected = Sequence[object] | None
"""The arguments that the stubbing expects; None where it answers all."""

_ITERABLES = (Iterable, Iterator, Generator, AsyncIterable, AsyncIterator, AsyncGenerator)
_MANAGERS = (AbstractContextManager, AbstractAsyncContextManager)


def returned(plan: Plan, expected: Expected, value: object) -> Answer:
    """An answer that returns `value`.

    :raises AnswerTypeError: the spec returns something else.
    """
    __tracebackhide__ = True
    hints = plan.returned(expected)
    awaited = _awaited(plan, hints)
    if awaited and not inspect.isawaitable(value):
        _check(plan, awaited, value)
        return Later(Returns(value))
    _check(plan, hints, value)
    return Returns(value)


def raised(plan: Plan, error: object) -> Answer:
    """An answer that raises `error`, an exception or a class of exceptions.

    :raises AnswerTypeError: it is neither, or a coroutine cannot raise it.
    """
    __tracebackhide__ = True
    return _in_time(plan, _raises(plan, error))


def _raises(plan: Plan, error: object) -> Raises:
    """The error, checked.

    :raises AnswerTypeError: it is neither, or a coroutine cannot raise it.
    """
    __tracebackhide__ = True
    text = shown(error)
    if isinstance(error, type) and issubclass(error, BaseException):
        _require_no_arguments(plan, error)
        answer = Raises(error)
    elif isinstance(error, BaseException):
        answer = Raises(error, error.__traceback__)
    else:
        raise _refusal(plan, f"{text} is no exception, and only exceptions are raised")
    if plan.is_async and _is_stop_iteration(answer.error):
        raise _refusal(
            plan, "a coroutine cannot raise StopIteration; an iterator's end is StopAsyncIteration"
        )
    return answer


def done(plan: Plan, function: object) -> Answer:
    """An answer that calls `function` with the arguments of the call.

    :raises AnswerTypeError: it cannot be called, or is async for a sync method.
    """
    __tracebackhide__ = True
    if not callable(function):
        raise _refusal(plan, f"{shown(function)} is no function, and does() calls one")
    returns_awaitable = any(hasattr(get_origin(h) or h, "__await__") for h in plan.returned(None))
    if _is_async(function) and not (plan.is_async or returns_awaitable):
        name = getattr(function, "__name__", None) or shown(function)
        raise _refusal(plan, f"{name}() is async, and the method is not")
    return _in_time(plan, Does(function))


def yielded(plan: Plan, expected: Expected, items: tuple[object, ...]) -> Answer:
    """An answer that iterates over `items`, from the first again for each call.

    :raises AnswerTypeError: the spec returns no iterator, or one of something else.
    """
    __tracebackhide__ = True
    hints = plan.returned(expected)
    answers = [Yields(items, is_async=hasattr(get_origin(h) or h, "__aiter__")) for h in hints]
    fitting = [answer for answer in answers if plan.wrong_answer(hints, answer.iterator()) is None]
    if not fitting:
        raise _refusal(plan, f"it returns {_described(hints)}, no iterator; use returns(...)")
    item_hints = [_argument(hint, _ITERABLES) for hint in hints]
    for number, item in enumerate(items):
        _check(plan, item_hints, item, f"item {number}, ")
    return fitting[0]


def entered(plan: Plan, expected: Expected, value: object) -> Answer:
    """An answer that is a context manager, sync or async, which gives `value` when entered.

    :raises AnswerTypeError: the spec returns no context manager, or one of something else.
    """
    __tracebackhide__ = True
    hints = plan.returned(expected)
    answer = Enters(value)
    if plan.wrong_answer(hints, answer.manager()) is not None:
        what = _described(hints)
        raise _refusal(plan, f"it returns {what}, which enters() cannot build; use returns(...)")
    _check(plan, [_argument(hint, _MANAGERS) for hint in hints], value)
    return answer


def reply_lost(plan: Plan, error: object) -> Answer:
    """An answer of a spy that calls the real object and then raises `error`.

    :raises NotADoubleError: the double is no spy.
    :raises AnswerTypeError: `error` is no exception.
    """
    __tracebackhide__ = True
    _require_spy(plan, "loses_reply")
    return _in_time(plan, LosesReply(_raises(plan, error)))


def delayed(plan: Plan, seconds: object) -> Answer:
    """An answer of a spy that calls the real object after a while.

    :raises NotADoubleError: the double is no spy.
    :raises ValueError: the number of seconds is negative or not finite.
    """
    __tracebackhide__ = True
    _require_spy(plan, "delays")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise TypeError(f"A delay is a number of seconds, not {shown(seconds)}.")
    if not 0 <= seconds <= TIMEOUT_MAX:
        raise ValueError(f"A delay is 0 seconds or more, and finite, not {seconds!r}.")
    return _in_time(plan, Delays(seconds))


def delegated(plan: Plan) -> Answer:
    """An answer of a spy that calls the real object.

    :raises NotADoubleError: the double is no spy.
    """
    __tracebackhide__ = True
    _require_spy(plan, "delegates")
    return Delegates()


def _require_no_arguments(plan: Plan, error: type[BaseException]) -> None:
    """:raises AnswerTypeError: the class alone cannot be raised, which only a call would show."""
    try:
        error()
    except Exception as reason:
        name = error.__name__
        raise _refusal(plan, f"{name} needs arguments; pass an instance, {name}(...)") from reason


def _require_spy(plan: Plan, answer: str) -> None:
    """:raises NotADoubleError: there is no real object to call."""
    if not plan.kind.delegates:
        raise NotADoubleError(
            f"{plan.label} has no real object behind it, which {answer}() calls.\n"
            "Remedy: wrap the real object in a spy(), or answer with returns(...) or raises(...)."
        )


def _in_time(plan: Plan, answer: Answer) -> Answer:
    """The answer as it is, or when it is awaited: a sync method may return an awaitable."""
    return Later(answer) if _awaited(plan, plan.returned(None)) else answer


def _awaited(plan: Plan, hints: Sequence[object]) -> list[object]:
    """What the awaitables that a sync method returns give, when they are awaited."""
    if plan.is_async:
        return []
    return [get_args(hint)[-1] for hint in hints if get_origin(hint) in (Awaitable, Coroutine)]


def _check(plan: Plan, hints: Sequence[object], value: object, prefix: str = "") -> None:
    __tracebackhide__ = True
    if (reason := plan.wrong_answer(hints, value)) is None:
        return
    if len(hints) > 1:
        reason = f"{shown(value)} is none of what its overloads return: {_described(hints)}"
    raise _refusal(plan, f"{prefix}{reason}", _instead(plan, hints, value))


def _refusal(plan: Plan, reason: str, remedy: str | None = None) -> AnswerTypeError:
    return AnswerTypeError(render.wrong_answer(plan, reason, caller(), remedy))


def _instead(plan: Plan, hints: Sequence[object], value: object) -> str | None:
    """What to write for something that is often given as an answer, and is none."""
    if isinstance(value, BaseException) or (
        isinstance(value, type) and issubclass(value, BaseException)
    ):
        return "to raise it, when(...).raises(...), or whenever(...).raises(...) for any arguments"
    if isinstance(value, Coroutine):
        cast(Coroutine[Any, Any, object], value).close()  # it is never awaited
        return "give the value itself; the call is awaited for you"
    if isinstance(value, list | tuple):
        if any((get_origin(hint) or hint) in _ITERABLES for hint in hints):
            return "to iterate over these items, when(...).yields(...)"
        items = cast(Sequence[object], value)
        if items and all(plan.wrong_answer(hints, item) is None for item in items):
            return "to return one after the other, .returns(first, second)"
    if isinstance(value, FunctionType):
        return "to call it with the arguments of the call, when(...).does(...)"
    return None


def _argument(hint: object, origins: Sequence[object]) -> object:
    """The first type argument of a hint of one of these classes: what it yields or enters."""
    arguments = get_args(hint)
    return arguments[0] if get_origin(hint) in origins and arguments else Any


def _described(hints: Sequence[object]) -> str:
    return " or ".join(map(describe, hints))


def _is_async(function: Callable[..., object]) -> bool:
    """Whether a function, or the `__call__` of another object, is async."""
    return any(map(inspect.iscoroutinefunction, (function, type(function).__call__)))


def _is_stop_iteration(error: BaseException | type[BaseException]) -> bool:
    return issubclass(error if isinstance(error, type) else type(error), StopIteration)
