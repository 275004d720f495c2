"""One example of one check: a fresh store, the clients on it, and what is taken down at its end."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from typing import Any

import attrs
import pytest

from doubles._texts.shown import shown
from fakes.conformance.declarations import Declarations
from fakes.conformance.errors import Abandoned, HarnessError, spelt
from fakes.conformance.guarantees import Guarantee
from fakes.conformance.hosts import Host
from fakes.conformance.lifting import Lifted, Lifter
from fakes.conformance.namespace import Namespace
from fakes.conformance.ports import Form
from fakes.conformance.trace import Trace

__all__ = ["Draw", "Memory", "Stage", "blamed", "staged"]

Draw = Callable[[Any, str], Any]
"""Gives a value of a strategy; the text names it."""

_NONE_YET = object()
_BROKEN_BARRIERS = (threading.BrokenBarrierError, asyncio.BrokenBarrierError)


@attrs.define(eq=False)
class Memory:
    """What is known from one example to the next, in all tests of a suite.

    `sound` are the classes that have the shape of their form; `systems` is what the suite says
    that its adapter talks to, by variant.
    """

    store: object = _NONE_YET
    sound: set[tuple[type, Form]] = attrs.Factory(set[tuple[type, Form]])
    systems: dict[str, str] = attrs.Factory(dict[str, str])

    def has_seen(self, store: object) -> bool:
        """Whether the last example had this very store; from now on, this is the last."""
        last, self.store = self.store, store
        return store is last or (isinstance(store, str | bytes) and store == last)


@attrs.define(eq=False)
class Stage:
    """The state of one example, which its trial works on."""

    declared: Declarations
    guarantee: Guarantee
    host: Host
    memory: Memory
    draw: Draw
    trace: Trace
    store: object = None
    assertions: int = 0
    connected: int = 0
    in_branches: bool = False
    _open: list[tuple[Lifted, AbstractAsyncContextManager[Any]]] = attrs.Factory(
        list[tuple[Lifted, AbstractAsyncContextManager[Any]]]
    )
    _lock: Any = attrs.Factory(threading.Lock)

    @property
    def lifter(self) -> Lifter:
        """What lifts the clients."""
        port = self.declared.specification.port
        return Lifter(port, self.trace, self.host.blocking, self.memory.sound)

    async def connect(self) -> Any:
        """Another client, open until `disconnect` or the end of the example."""
        connection = self._connection()
        client = await connection.__aenter__()
        self._open.append((client, connection))
        return client

    async def call(self, hook: str, /, *args: object) -> Any:
        """What a hook of the suite returns."""
        with blamed(f"{hook}()"):
            return await self.host.call(hook, *args)

    async def disconnect(self, client: object) -> None:
        """Leave the connection of a client."""
        for number, (each, connection) in enumerate(self._open):
            if each is client:
                del self._open[number]
                await connection.__aexit__(None, None, None)
                return
        raise HarnessError(
            f"{client!r} is not connected.", "disconnect what connect() gave, and that once."
        )

    async def disconnect_all(self) -> None:
        """Leave all connections, from the last to the first."""
        async with AsyncExitStack() as leaving:
            for _, connection in self._open:
                leaving.push_async_exit(connection)
            self._open.clear()

    async def together(self, branches: tuple[Callable[[Any], Awaitable[Any]], ...]) -> list[Any]:
        """Run the branches at the same time, each with a client of its own."""

        def with_client(branch: Callable[[Any], Awaitable[Any]]) -> Any:
            async def run(meet: Callable[[], Awaitable[None]]) -> Any:
                async with self._connection() as client:
                    await meet()
                    return await branch(client)

            return run

        self.in_branches = True
        try:
            ended = await self.host.together(
                [with_client(branch) for branch in branches], self.declared.hangs_after
            )
        finally:
            self.in_branches = False
        errors = [each.error for each in ended if each.error is not None]
        # Those that only waited for one that failed have nothing to say.
        for error in sorted(errors, key=lambda error: isinstance(error, _BROKEN_BARRIERS)):
            raise error
        return [each.returned for each in ended]

    def count_assertion(self) -> None:
        """Count one; any thread may."""
        with self._lock:
            self.assertions += 1

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[Any]:
        with self._lock:
            self.connected += 1
            number = self.connected
        form = self.lifter.port.main
        with blamed("connect()"):
            connection = self.host.entered("connect", self.store)
            raw = await connection.__aenter__()
        try:
            client = self.lifter.lift(raw, form, f"client {number}")
            if number == 1:
                await self._check_that_nothing_is_there(raw)
            yield client
        finally:
            with blamed("connect(), after the client was used,"):
                await connection.__aexit__(None, None, None)

    async def _check_that_nothing_is_there(self, raw: object) -> None:
        contents = self.declared.specification.contents
        if contents is None:
            return
        # The trace of the check begins with the check.
        unseen = attrs.evolve(self.lifter, trace=Trace())
        with blamed("Looking at what is in a fresh store"):
            found = await contents(unseen.lift(raw, unseen.port.main, "the first client"))
            is_empty = not found
        if not is_empty:
            raise Abandoned(
                HarnessError(
                    f"store() gives a store that is not empty: {shown(found)}.",
                    "keep examples apart: name all that a store makes after its namespace.",
                )
            )


@asynccontextmanager
async def staged(stage: Stage) -> AsyncGenerator[Stage]:
    """Give the stage a fresh store; take it down when it is left, and look what remains."""
    host = stage.host
    namespace = Namespace.fresh(stage.declared.suite, stage.guarantee.slug)
    with blamed("store()"):
        store = host.entered("store", namespace)
        stage.store = await store.__aenter__()
    try:
        if stage.memory.has_seen(stage.store):
            raise Abandoned(
                HarnessError(
                    f"store() gave the same store twice: {shown(stage.store)}.",
                    "yield a new one each time, named after the namespace.",
                )
            )
        try:
            yield stage
        finally:
            await stage.disconnect_all()
    finally:
        with blamed("store(), after it was used,"):
            await store.__aexit__(None, None, None)
        await _left_nothing(stage, namespace)


async def _left_nothing(stage: Stage, namespace: Namespace) -> None:
    with blamed("residue()"):
        left = list(await stage.host.call("residue", namespace))
    if left:
        raise Abandoned(
            HarnessError(
                f"store() left something behind: {shown(left)}.",
                "remove all that belongs to the namespace after the yield.",
            )
        )


@contextmanager
def blamed(hook: str) -> Generator[None]:
    """Have what a hook raises be the suite's fault, and not the adapter's."""
    try:
        yield
    except (Exception, pytest.fail.Exception) as error:
        problem = f"{hook} raised {spelt(error)}"
        remedy = "put that hook of the suite right; nothing is known of the adapter yet."
        raise Abandoned(HarnessError(problem, remedy)) from error
