"""How a user plugs in an adapter: the two base classes, for blocking adapters and for async ones.

Each port has subclasses of these two, with its specification and with hooks of its own.
"""

import inspect
import unittest
from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, ClassVar, Generic, TypeVar

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.declarations import Declarations, Deviation, overridden
from fakes.conformance.generation import add_tests
from fakes.conformance.namespace import Namespace
from fakes.conformance.specification import Specification

__all__ = ["AsyncConformance", "Conformance", "Suite"]

P_co = TypeVar("P_co", covariant=True)


class Suite:
    """What every suite declares of its adapter, whether that blocks or is awaited.

    What is not declared is not expected: an operation must then refuse, and a promise is not
    looked at. `parameters` says, for each guarantee in which systems rightly differ, which way this
    one goes. `limits` are the adapter's own where they are not the usual ones. `deviations` are
    guarantees that it is known to break. `catalogue` is the version of the catalogue: guarantees
    that are younger are not held against the adapter. The two base classes say whether an adapter
    is a `blocking` one.

    What holds of any values, and of any program of operations, is searched with so many `examples`;
    100 suit an adapter in memory. What is always done alike takes 10 of them at most, a race 25.
    One of concurrency that draws none is run as often, since not each race is lost, but for no more
    than 2 seconds. After a failure a check looks for a smaller one for `shrinks_for` seconds. An
    example that takes more than `hangs_after` seconds is given up. What blocks can be interrupted
    in the main thread alone, and not on Windows, nor while another alarm is due earlier: elsewhere,
    only what waits in an event loop and what `concurrently` starts is given up in time.
    """

    specification: ClassVar[Specification]
    blocking: ClassVar[bool]
    promises: ClassVar[Collection[Promise]] = frozenset()
    operations: ClassVar[Collection[Operation]] = frozenset()
    parameters: ClassVar[Mapping[str, str]] = {}
    limits: ClassVar[Mapping[str, float]] = {}
    deviations: ClassVar[tuple[Deviation, ...]] = ()
    catalogue: ClassVar[str] = "2026.1"
    examples: ClassVar[int] = 25
    shrinks_for: ClassVar[float] = 20.0
    hangs_after: ClassVar[float] = 30.0

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "store" in (hooks := overridden(cls)):
            _demand_methods(cls, hooks)
            add_tests(cls, Declarations.of(cls))

    def system(self, *fixtures: Any, **named: Any) -> str:
        """What the adapter talks to, and through what, with versions: it heads the suite's column.

        Optional. "PostgreSQL 15.19 through psycopg 3.2.3" is an example; ask the system itself.
        It may ask for fixtures, as `store` does, is no coroutine in any suite, and is called once
        for all tests of the class that have the same parameters.
        """
        del fixtures, named
        return ""


class Conformance(Suite, Generic[P_co]):
    """The suite of a blocking adapter: it says how to open a store, and clients on it.

    A subclass that has a `store` of its own gets one pytest test for each guarantee.
    """

    blocking = True

    def store(
        self, namespace: Namespace, *fixtures: Any, **named: Any
    ) -> AbstractContextManager[Any]:
        """A store of its own for each example: tables, queues, a tenant, named after the namespace.

        Override it as a `@contextmanager`, whose parameters after the namespace are your pytest
        fixtures, of any scope. What comes after the yield cleans up; it is always run, and never
        told of a failure.
        """
        raise NotImplementedError

    def connect(self, store: Any, /) -> AbstractContextManager[P_co]:
        """A client of the store: the adapter, opened in the thread that uses it, and closed there.

        Override it as a `@contextmanager`.
        """
        raise NotImplementedError

    def residue(self, namespace: Namespace, *fixtures: Any, **named: Any) -> Collection[object]:
        """What is left of the namespace after the store's clean-up: nothing, or a leak is reported.

        Optional. It may ask for fixtures, as `store` does.
        """
        del namespace, fixtures, named
        return ()

    def advance(self, store: Any, seconds: float, /) -> None:
        """Move the clock of the store. Optional: what has it keeps `Promise.CLOCK`."""
        raise NotImplementedError

    def crash(self, client: Any, /) -> None:
        """Have a client lose its connection without a word, as when its process dies. Optional."""
        raise NotImplementedError

    def restart(self, store: Any, /) -> None:
        """Stop and start what stores, with no client connected. Optional."""
        raise NotImplementedError


class AsyncConformance(Suite, Generic[P_co]):
    """The suite of an async adapter, in one event loop of asyncio for all tests of the class.

    A subclass that has a `store` of its own gets one pytest test for each guarantee.
    """

    blocking = False

    def resources(self, *fixtures: Any, **named: Any) -> AbstractAsyncContextManager[Any]:
        """What all tests of the class share, such as a pool: `store` takes it as `resources`.

        Optional. Override it as an `@asynccontextmanager`, whose parameters are your pytest
        fixtures of class scope or wider; the event loop is that of all other hooks.
        """
        raise NotImplementedError

    def store(
        self, namespace: Namespace, *fixtures: Any, **named: Any
    ) -> AbstractAsyncContextManager[Any]:
        """A store of its own for each example, as `Conformance.store` says.

        Override it as an `@asynccontextmanager`.
        """
        raise NotImplementedError

    def connect(self, store: Any, /) -> AbstractAsyncContextManager[P_co]:
        """A client of the store: the adapter, opened in the task that uses it, and closed there.

        Override it as an `@asynccontextmanager`.
        """
        raise NotImplementedError

    async def residue(
        self, namespace: Namespace, *fixtures: Any, **named: Any
    ) -> Collection[object]:
        """What is left of the namespace after the clean-up, as `Conformance.residue` says."""
        del namespace, fixtures, named
        return ()

    async def advance(self, store: Any, seconds: float, /) -> None:
        """Move the clock of the store. Optional: what has it keeps `Promise.CLOCK`."""
        raise NotImplementedError

    async def crash(self, client: Any, /) -> None:
        """Have a client lose its connection without a word. Optional."""
        raise NotImplementedError

    async def restart(self, store: Any, /) -> None:
        """Stop and start what stores, with no client connected. Optional."""
        raise NotImplementedError


def _demand_methods(suite: type[Suite], hooks: Collection[str]) -> None:
    """See that pytest can make the suite, and that its hooks are called with it.

    Raises:
        TypeError: It is a test case of unittest, or a hook is no method of an instance.
    """
    if issubclass(suite, unittest.TestCase):
        raise TypeError(
            f"{suite.__name__} is a unittest.TestCase, which gets no fixtures from pytest. Remove "
            "that base class: pytest makes the suite itself."
        )
    for hook in sorted(hooks):
        if isinstance(inspect.getattr_static(suite, hook), staticmethod | classmethod):
            raise TypeError(
                f"{suite.__name__}.{hook} is no method of an instance. Remove the decorator, and "
                "begin its parameters with self."
            )
