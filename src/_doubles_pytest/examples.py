"""The examples of a Hypothesis test, each of which is judged by itself."""

import functools
import inspect
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import TracebackType
from typing import final

import pytest

from _doubles_pytest.owners import Owner
from _doubles_pytest.run import Run


@contextmanager
def examples_watched(item: pytest.Item, run: Run) -> Generator[None]:
    """Have each example of the test, if it is one of Hypothesis, run as an example."""
    # pytest-asyncio, anyio and pytest-trio replace `inner_test` too, each after this; what they
    # leave there is undone with it, for the next test that shares the function.
    given = getattr(getattr(item, "obj", None), "hypothesis", None)
    inner = getattr(given, "inner_test", None)
    if given is None or inner is None:
        yield
        return
    given.inner_test = _watched(inner, run)
    try:
        yield
    finally:
        given.inner_test = inner


def _watched(inner: Callable[..., object], run: Run) -> Callable[..., object]:
    if inspect.iscoroutinefunction(inner):

        @functools.wraps(inner)
        async def watched_coroutine(*args: object, **kwargs: object) -> object:
            __tracebackhide__ = True
            with _Example(run):
                return await inner(*args, **kwargs)

        return watched_coroutine

    @functools.wraps(inner)
    def watched(*args: object, **kwargs: object) -> object:
        __tracebackhide__ = True
        with _Example(run):
            return inner(*args, **kwargs)

    return watched


@final
class _Example:
    """One example of a Hypothesis test: a scope of its own, and a window on all around it."""

    def __init__(self, run: Run) -> None:
        self._owner = Owner(f"an example of {run.running.item.nodeid}", None)
        self._around = [*run.wide, run.running.owner]

    def __enter__(self) -> None:
        self._owner.enter()
        for owner in self._around:
            owner.begin_window()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._owner.leave()
        if self._owner.scope is not None:
            self._owner.scope.end(error, hands_up=False)
