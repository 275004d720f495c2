"""Answers as a test gives them, held against what the spec returns."""

import inspect
import math
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
from typing import TYPE_CHECKING, Any, get_args, get_origin

from doubles._annotations.generics import describe
from doubles._engine.answers import (
    Answer,
    Delays,
    Delegates,
    Does,
    Enters,
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
    if not inspect.isawaitable(value) and not plan.is_async:
        awaited = [get_args(h)[-1] for h in hints if get_origin(h) in (Awaitable, Coroutine)]
        if awaited:
            _check(plan, awaited, value)
            return Does(_coroutine_function(value))
    _check(plan, hints, value)
    return Returns(value)


def raised(plan: Plan, error: object) -> Raises:
    """An answer that raises `error`, an exception or a class of exceptions.

    :raises AnswerTypeError: it is neither, or a coroutine cannot raise it.
    """
    __tracebackhide__ = True
    if isinstance(error, type) and issubclass(error, BaseException):
        _require_no_arguments(plan, error)
        answer = Raises(error)
    elif isinstance(error, BaseException):
        answer = Raises(error, error.__traceback__)
    else:
        raise _refusal(plan, f"{shown(error)} is no exception, and only exceptions are raised")
    if plan.is_async and _is_stop_iteration(error):
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
    return Does(function)


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
        raise _refusal(plan, f"it returns {what}, no context manager; use returns(...)")
    _check(plan, [_argument(hint, _MANAGERS) for hint in hints], value)
    return answer


def reply_lost(plan: Plan, error: object) -> Answer:
    """An answer of a spy that calls the real object and then raises `error`.

    :raises NotADoubleError: the double is no spy.
    :raises AnswerTypeError: `error` is no exception.
    """
    __tracebackhide__ = True
    _require_spy(plan, "loses_reply")
    return LosesReply(raised(plan, error))


def delayed(plan: Plan, seconds: object) -> Answer:
    """An answer of a spy that calls the real object after a while.

    :raises NotADoubleError: the double is no spy.
    :raises ValueError: the number of seconds is negative or not finite.
    """
    __tracebackhide__ = True
    _require_spy(plan, "delays")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise TypeError(f"A delay is a number of seconds, not {shown(seconds)}.")
    if not 0 <= seconds < math.inf:
        raise ValueError(f"A delay is 0 seconds or more, and finite, not {seconds!r}.")
    return Delays(seconds)


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
    except TypeError as reason:
        name = error.__name__
        raise _refusal(plan, f"{name} needs arguments; use raises({name}(...))") from reason


def _require_spy(plan: Plan, answer: str) -> None:
    """:raises NotADoubleError: there is no real object to call."""
    if not plan.kind.delegates:
        raise NotADoubleError(
            f"{plan.label} has no real object behind it, which {answer}() calls.\n"
            "Remedy: wrap the real object in a spy(), or answer with returns(...) or raises(...)."
        )


def _coroutine_function(value: object) -> Callable[..., Coroutine[Any, Any, object]]:
    async def answer(*_: object, **__: object) -> object:
        return value

    return answer


def _check(plan: Plan, hints: Sequence[object], value: object, prefix: str = "") -> None:
    __tracebackhide__ = True
    if (reason := plan.wrong_answer(hints, value)) is not None:
        raise _refusal(plan, f"{prefix}{reason}")


def _refusal(plan: Plan, reason: str) -> AnswerTypeError:
    return AnswerTypeError(render.wrong_answer(plan, reason, caller()))


def _argument(hint: object, origins: Sequence[object]) -> object:
    """The first type argument of a hint of one of these classes: what it yields or enters."""
    arguments = get_args(hint)
    return arguments[0] if get_origin(hint) in origins and arguments else Any


def _described(hints: Sequence[object]) -> str:
    return " or ".join(map(describe, hints))


def _is_async(function: Callable[..., object]) -> bool:
    """Whether a function, or the `__call__` of another object, is async."""
    return any(map(inspect.iscoroutinefunction, (function, type(function).__call__)))


def _is_stop_iteration(error: object) -> bool:
    return issubclass(error if isinstance(error, type) else type(error), StopIteration)
