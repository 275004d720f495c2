"""Where an adapter runs: in this thread and others, or in an event loop. Each in the same words."""

import asyncio
import functools
import inspect
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from contextvars import copy_context
from types import TracebackType
from typing import Any, Protocol, TypeVar

import attrs

from fakes.conformance.driving import bounded, drive
from fakes.conformance.errors import Abandoned, CheckFailed, Hang, HarnessError

__all__ = ["AsyncioHost", "BlockingHost", "Branch", "Ended", "Host", "Loop", "wanted"]

T = TypeVar("T")

Branch = Callable[[Callable[[], Awaitable[None]]], Coroutine[Any, Any, Any]]
"""One of several things done at the same time: it gets ready, awaits its argument, and begins."""


@attrs.frozen
class Ended:
    """How a branch ended: with what it returned, or with an error."""

    returned: Any = None
    error: BaseException | None = None


class Host(Protocol):
    """Runs the hooks of a suite and the coroutines of its checks."""

    @property
    def suite(self) -> Any:
        """The suite whose hooks it runs."""
        ...

    @property
    def blocking(self) -> bool:
        """Whether the adapter is one for threads."""
        ...

    def run(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        """Run a coroutine to its end, or raise `Hang` after so many seconds."""
        ...

    def entered(self, hook: str, /, *args: object) -> AbstractAsyncContextManager[Any]:
        """What the hook of that name gives, to be entered."""
        ...

    async def call(self, hook: str, /, *args: object) -> Any:
        """What the hook of that name returns."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let real time pass."""
        ...

    async def together(self, branches: Sequence[Branch], seconds: float) -> list[Ended]:
        """Do all of it at the same time; how each ended, in their order."""
        ...


def wanted(
    hook: Callable[..., object], known: Mapping[str, object], given: int = 0
) -> dict[str, object]:
    """Those of the known fixtures that the hook, a method, has a parameter for.

    The first parameters are none of them: so many values are `given` to it.
    """
    _, *names = _parameters(getattr(hook, "__func__", hook))
    return {name: known[name] for name in names[given:] if name in known}


@functools.lru_cache(maxsize=256)
def _parameters(function: Callable[..., object]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


@attrs.frozen
class _Entered:
    """A blocking context manager that is awaited and never waits."""

    manager: AbstractContextManager[Any]

    async def __aenter__(self) -> Any:
        return self.manager.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.manager.__exit__(kind, error, traceback)


@attrs.frozen
class BlockingHost:
    """Threads, and no event loop anywhere."""

    suite: Any
    fixtures: Mapping[str, object]
    blocking: bool = attrs.field(default=True, init=False)

    def run(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        """Run a coroutine to its end, as `Host` says."""
        with bounded(seconds):
            return drive(coroutine)

    def entered(self, hook: str, /, *args: object) -> AbstractAsyncContextManager[Any]:
        """What a hook gives, to be entered."""
        manager = self._called(hook, args)
        _demand(AbstractContextManager, manager, hook)
        return _Entered(manager)

    async def call(self, hook: str, /, *args: object) -> Any:
        """What a hook returns."""
        return self._called(hook, args)

    async def sleep(self, seconds: float) -> None:
        """Let real time pass."""
        time.sleep(seconds)  # noqa: ASYNC251 - nothing else runs in this thread

    async def together(self, branches: Sequence[Branch], seconds: float) -> list[Ended]:
        """Do all of it at the same time."""
        barrier = threading.Barrier(len(branches))
        ended = [Ended(error=Hang())] * len(branches)

        def work(number: int, branch: Branch) -> None:
            met: list[int] = []

            async def meet() -> None:
                met.append(barrier.wait(seconds))

            try:
                ended[number] = Ended(drive(branch(meet)))
            except BaseException as error:  # noqa: BLE001 - it is raised where it is asked for
                ended[number] = Ended(error=error)
                # One that never came keeps the others waiting; one that did must not disturb them.
                if not met:
                    barrier.abort()

        # Daemons, so that one which hangs does not keep the process from ending.
        threads = [
            threading.Thread(target=work, args=numbered, daemon=True)
            for numbered in enumerate(branches)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds)
        return ended

    def _called(self, hook: str, args: Sequence[object]) -> Any:
        method = getattr(self.suite, hook)
        return method(*args, **wanted(method, self.fixtures, len(args)))


@attrs.define(eq=False)
class Loop:
    """The event loop that the tests of one class share, and what its suite keeps open in it."""

    runner: asyncio.Runner = attrs.Factory(asyncio.Runner)
    _resources: AbstractAsyncContextManager[Any] | None = None
    _made_of: dict[str, object] | None = None
    _opened: object = None

    def resources(self, suite: Any, fixtures: Mapping[str, object]) -> object:
        """What the suite's `resources` gave; given anew when it is made of other fixtures."""
        made_of = wanted(suite.resources, fixtures)
        if self._made_of is None or any(
            made_of[name] is not self._made_of[name] for name in made_of
        ):
            self._leave()
            resources = suite.resources(**made_of)
            _demand(AbstractAsyncContextManager, resources, "resources")
            self._opened = self.runner.run(resources.__aenter__())
            self._resources, self._made_of = resources, made_of
        return self._opened

    def close(self) -> None:
        """Close the resources, and the loop."""
        with self.runner:
            self._leave()

    def _leave(self) -> None:
        resources, self._resources, self._made_of = self._resources, None, None
        if resources is not None:
            self.runner.run(resources.__aexit__(None, None, None))


@attrs.define(eq=False)
class AsyncioHost:
    """Tasks in an event loop."""

    suite: Any
    fixtures: Mapping[str, object]
    loop: Loop
    blocking: bool = attrs.field(default=False, init=False)

    def run(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        """Run a coroutine to its end, as `Host` says."""
        runner, within = self.loop.runner, _within(coroutine, seconds)
        # An adapter that blocks the loop is interrupted a little later than one that waits in it.
        with bounded(seconds + 1):
            try:
                return runner.run(within, context=copy_context())
            except asyncio.CancelledError:
                raise CheckFailed("The adapter cancelled the task that called it.") from None
            except RuntimeError:
                tasks = asyncio.all_tasks(runner.get_loop())
                stopped = [task for task in tasks if task.get_coro() is within]
                if not stopped:
                    raise
                # What it opened is closed.
                stopped[0].cancel()
                runner.run(asyncio.wait(stopped))
                raise CheckFailed("The adapter stopped the event loop that it runs in.") from None

    def entered(self, hook: str, /, *args: object) -> AbstractAsyncContextManager[Any]:
        """What a hook gives, to be entered."""
        entered: AbstractAsyncContextManager[Any] = self._called(hook, args)
        _demand(AbstractAsyncContextManager, entered, hook)
        return entered

    async def call(self, hook: str, /, *args: object) -> Any:
        """What a hook returns."""
        return await self._called(hook, args)

    async def sleep(self, seconds: float) -> None:
        """Let real time pass."""
        await asyncio.sleep(seconds)

    async def together(
        self,
        branches: Sequence[Branch],
        seconds: float,  # noqa: ARG002 - run() bounds all that happens in the loop
    ) -> list[Ended]:
        """Do all of it at the same time."""
        barrier = asyncio.Barrier(len(branches))

        async def work(branch: Branch) -> Ended:
            met: list[int] = []

            async def meet() -> None:
                met.append(await barrier.wait())

            try:
                return Ended(await branch(meet))
            except asyncio.CancelledError:
                raise
            except BaseException as error:  # noqa: BLE001 - it is raised where it is asked for
                if not met:
                    await barrier.abort()
                return Ended(error=error)

        return await asyncio.gather(*map(work, branches))

    def _called(self, hook: str, args: Sequence[object]) -> Any:
        method = getattr(self.suite, hook)
        return method(*args, **wanted(method, self.fixtures, len(args)))


async def _within(coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
    try:
        async with asyncio.timeout(seconds) as bound:
            result = await coroutine
            # A loop that was told to stop does so now.
            await asyncio.sleep(0)
    except TimeoutError:
        raise Hang from None
    if bound.expired():
        raise Hang
    return result


def _demand(kind: type[Any], manager: object, hook: str) -> None:
    """See that a hook gave a context manager of this kind."""
    if isinstance(manager, kind):
        return
    if inspect.iscoroutine(manager):
        manager.close()
    name, decorator = (
        ("context manager", "contextmanager")
        if kind is AbstractContextManager
        else ("async context manager", "asynccontextmanager")
    )
    raise Abandoned(
        HarnessError(
            f"{hook}() gives a {type(manager).__name__}, and no {name}.",
            f"decorate it with @{decorator}, and have it yield.",
        )
    )
