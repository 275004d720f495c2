"""What a stubbing answers with, and the rule that gives its answers in turn."""

import contextlib
import inspect
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from doubles._texts.where import Where

if TYPE_CHECKING:
    from types import TracebackType


class Target(Protocol):
    """What an answer may use of the double that is called."""

    def call_real(self, given: Sequence[object], /) -> Any: ...
    def call_function(self, function: Callable[..., Any], given: Sequence[object], /) -> Any: ...


class Answer(ABC):
    """One answer to one call."""

    __slots__ = ()

    @abstractmethod
    def give(self, target: Target, given: Sequence[object]) -> Any:
        """The result of a sync call."""

    async def give_async(self, target: Target, given: Sequence[object]) -> Any:
        """The result of an async call, awaited."""
        return self.give(target, given)


@attrs.frozen
class Returns(Answer):
    value: object

    def give(self, target: Target, given: Sequence[object]) -> Any:
        return self.value


@attrs.frozen
class Raises(Answer):
    error: BaseException | type[BaseException]
    traceback: "TracebackType | None" = None

    def give(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        if isinstance(self.error, BaseException):
            # Without this an instance that is raised again would gather ever more traceback.
            raise self.error.with_traceback(self.traceback)
        raise self.error


@attrs.frozen
class Does(Answer):
    function: Callable[..., Any]

    def give(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        return target.call_function(self.function, given)

    async def give_async(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        result = target.call_function(self.function, given)
        return await result if inspect.isawaitable(result) else result


@attrs.frozen
class Yields(Answer):
    items: tuple[object, ...]
    is_async: bool

    def give(self, target: Target, given: Sequence[object]) -> Any:
        return self.iterator()

    def iterator(self) -> Iterator[object] | AsyncIterator[object]:
        """An iterator for one call, at the first item."""
        return self._async_iterator() if self.is_async else self._iterator()

    def _iterator(self) -> Iterator[object]:
        yield from self.items

    async def _async_iterator(self) -> AsyncIterator[object]:
        for item in self.items:
            yield item


@attrs.frozen
class Enters(Answer):
    value: object

    def give(self, target: Target, given: Sequence[object]) -> Any:
        return self.manager()

    def manager(self) -> contextlib.nullcontext[object]:
        """A context manager for one call, sync and async."""
        return contextlib.nullcontext(self.value)


@attrs.frozen
class Delegates(Answer):
    """A spy's real object is called."""

    def give(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        return target.call_real(given)

    async def give_async(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        return await target.call_real(given)


@attrs.frozen
class LosesReply(Answer):
    """The real object is called, it takes effect, and its reply never arrives.

    An error of its own is a reply as well: a remote service that declines says so in one. A failed
    assertion is the test's, and is not lost.
    """

    error: Raises

    def give(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        try:
            target.call_real(given)
        except AssertionError:
            raise
        except Exception:  # noqa: BLE001 - the traceback shows it as the context of what is raised
            return self.error.give(target, given)
        return self.error.give(target, given)

    async def give_async(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        try:
            await target.call_real(given)
        except AssertionError:
            raise
        except Exception:  # noqa: BLE001 - likewise
            return self.error.give(target, given)
        return self.error.give(target, given)


@attrs.frozen
class Delays(Answer):
    """The real object is called after a while."""

    seconds: float

    def give(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        time.sleep(self.seconds)
        return target.call_real(given)

    async def give_async(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        await _sleep(self.seconds)
        return await target.call_real(given)


@attrs.frozen
class Later(Answer):
    """What another answer gives or raises, when what a sync method returned is awaited."""

    answer: Answer

    def give(self, target: Target, given: Sequence[object]) -> Any:
        return self.answer.give_async(target, given)


async def _sleep(seconds: float) -> None:
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        await trio.sleep(seconds)
    else:
        import asyncio  # imported late: it is as large as all else that we import

        await asyncio.sleep(seconds)


class Rule:
    """The answers to the calls that match `expected`: one answer for all, or several in turn.

    `fixed`, `value` and `used` are what generated code reads and writes without a lock; an
    `expected` of None matches every call.
    """

    __slots__ = ("_turn", "answers", "expected", "fixed", "refused", "used", "value", "where")

    def __init__(self, expected: tuple[object, ...] | None, where: Where | None) -> None:
        self.expected = expected
        self.where = where
        self.answers: list[Answer] = []
        self.refused = False
        self.fixed = False
        self.value: object = None
        self.used = False
        self._turn = count()

    def add(self, answer: Answer) -> None:
        """One more answer, to be given after the others."""
        if len(self.answers) == 1 and self.used:
            self._turn = count(1)  # the only one so far has been given
        self.answers.append(answer)
        self.fixed = len(self.answers) == 1 and isinstance(answer, Returns)
        self.value = answer.value if isinstance(answer, Returns) else None

    def rewind(self) -> None:
        """Starts again with the first answer."""
        self._turn = count()

    def next_answer(self) -> Answer | None:
        """The answer whose turn it is; None when each of several has been given.

        To delegate is to have no answer any more, so that one which comes last answers all calls
        after it.
        """
        self.used = True
        if len(self.answers) == 1:
            return self.answers[0]
        turn = next(self._turn)
        if turn < len(self.answers):
            return self.answers[turn]
        return self.answers[-1] if isinstance(self.answers[-1], Delegates) else None


UNANSWERED = Rule(None, None)
"""The rule of a call that no stubbing answers."""
