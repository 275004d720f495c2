"""How a broken adapter is put around a sound one: written once, awaited, for both forms of a port.

Around a blocking adapter, the awaited methods of a wrapper run to their ends where they are called.
"""

import asyncio
import functools
import threading
import time
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import attrs

from doubles._engine.blueprint import blueprint_of
from fakes.conformance import texts
from fakes.conformance.capabilities import Capability
from fakes.conformance.declarations import Declarations, overridden
from fakes.conformance.driving import drive
from fakes.conformance.lifting import Lifter
from fakes.conformance.ports import Form, Port
from fakes.conformance.trace import Trace

__all__ = ["Saboteur", "let_others_run", "sabotaged"]

_AWAITED_NAMES = {"__enter__": "__aenter__", "__exit__": "__aexit__"}


def _as_set(capabilities: Collection[Capability]) -> frozenset[Capability]:
    return frozenset(capabilities)


def _nothing_to_say(_: object) -> str:
    return ""


@attrs.frozen
class Saboteur:
    """An adapter that breaks one promise: what it `does`, and the guarantee that finds it out.

    `wrap` is given the awaited form of the real client, and a dict that all clients of one store
    share, in which the suite is under "suite"; it gives the broken client, whose `real` is what it
    was given. Where a hook of the suite gives what belongs to the port, the broken client has a
    method of the hook's name, which is given the real one of that and gives the broken one. What it
    does is damage to adapters that declare what the guarantee needs, what is in `needs`, and these
    `parameters`; unless `unseen`, which is given the suite, says why nothing there could show it.
    """

    name: str
    does: str
    killed_by: str
    wrap: Callable[[Any, dict[str, Any]], object]
    needs: frozenset[Capability] = attrs.field(
        default=frozenset[Capability](), converter=_as_set, kw_only=True
    )
    parameters: Mapping[str, str] = attrs.field(factory=dict[str, str], kw_only=True)
    unseen: Callable[[Any], str] = attrs.field(default=_nothing_to_say, kw_only=True)

    def damages(self, suite: type[Any]) -> bool:
        """Whether it breaks what this suite declares, so that the guarantee must find it out."""
        return not self.spares(Declarations.of(suite), suite())

    def spares(self, declared: Declarations, suite: object) -> str:
        """Why it breaks nothing that is declared, or that the suite shows; empty where it does."""
        guarantees = {each.slug: each for each in declared.specification.guarantees}
        needs = guarantees[self.killed_by].needs | self.needs
        if missing := needs - declared.capabilities:
            return texts.missing(declared, sorted(missing, key=str))
        for slug, value in self.parameters.items():
            if declared.parameters.get(slug) != value:
                return f"{declared.suite} does not declare that {slug} is {value!r}"
        return self.unseen(suite)


def sabotaged(suite: type[Any], saboteur: Saboteur) -> type[Any]:
    """The same suite, of the same name, with the saboteur around each of its clients."""
    around, giving, crashing = (
        (_around_blocking, _giving_blocking, _crashing_blocking)
        if suite.blocking
        else (_around_awaited, _giving_awaited, _crashing_awaited)
    )
    port, shared = suite.specification.port, _Shared()
    namespace = {
        **{hook: around(suite, hook, saboteur, shared) for hook in _opening_hooks(port)},
        **{hook: giving(suite, hook) for hook in _giving_hooks(port)},
        **({"crash": crashing(suite)} if "crash" in overridden(suite) else {}),
        "__module__": suite.__module__,
        "__qualname__": suite.__qualname__,
    }
    return type(suite.__name__, (suite,), namespace)


async def let_others_run() -> None:
    """Stop for a moment, in which the clients of other threads or tasks go on: for races."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        time.sleep(0.005)  # noqa: ASYNC251 - there is no event loop
    else:
        await asyncio.sleep(0.005)


def _around_blocking(
    suite: Any, hook: str, saboteur: Saboteur, shared: "_Shared"
) -> Callable[..., Any]:
    port: Port = suite.specification.port
    sound = set[tuple[type, Form]]()

    @functools.wraps(getattr(suite, hook))
    @contextmanager
    def opened(self: Any, store: Any, /, *names: str, **fixtures: Any) -> Generator[object]:
        with getattr(suite, hook)(self, store, *names, **fixtures) as real:
            if real is None:
                yield None
                return
            lifter = Lifter(port, Trace(), blocking=True, sound=sound)
            awaited = lifter.lift(real, port.main, "the real client")
            broken = saboteur.wrap(awaited, shared.among_clients_of(store, self))
            yield _lowered(broken, port.main, port)

    return opened


def _around_awaited(
    suite: Any, hook: str, saboteur: Saboteur, shared: "_Shared"
) -> Callable[..., Any]:
    @functools.wraps(getattr(suite, hook))
    @asynccontextmanager
    async def opened(
        self: Any, store: Any, /, *names: str, **fixtures: Any
    ) -> AsyncGenerator[object]:
        async with getattr(suite, hook)(self, store, *names, **fixtures) as real:
            among_clients = shared.among_clients_of(store, self)
            yield None if real is None else saboteur.wrap(real, among_clients)

    return opened


def _opening_hooks(port: Port) -> list[str]:
    """The hooks of the suite that open clients of a store, each in a context of its own."""
    others = [name for name in _hooks(port) if port.main.gives[name] is port.main.awaited]
    return ["connect", *others]


def _giving_hooks(port: Port) -> list[str]:
    """The hooks of the suite that give what belongs to the port and to one of its clients."""
    return [name for name in _hooks(port) if port.main.gives[name] is not port.main.awaited]


def _hooks(port: Port) -> list[str]:
    """What gives something of the port, and is no method of it."""
    methods = blueprint_of(port.main.awaited).members
    return [name for name in port.main.gives if name not in methods]


def _giving_blocking(suite: Any, hook: str) -> Callable[..., Any]:
    port: Port = suite.specification.port
    form = port.form_of(port.main.gives[hook])

    @functools.wraps(getattr(suite, hook))
    def give(self: Any, client: Any, /, **fixtures: Any) -> object:
        broken = client.awaited
        lifter = Lifter(port, Trace(), blocking=True, sound=set())
        real = getattr(suite, hook)(self, lifter.raw(broken.real), **fixtures)
        if real is None:
            return None
        lifted = lifter.lift(real, form, "what the hook really gives")
        return _lowered(getattr(broken, hook)(lifted), form, port)

    return give


def _giving_awaited(suite: Any, hook: str) -> Callable[..., Any]:
    @functools.wraps(getattr(suite, hook))
    async def give(self: Any, client: Any, /, **fixtures: Any) -> object:
        real = await getattr(suite, hook)(self, client.real, **fixtures)
        return None if real is None else getattr(client, hook)(real)

    return give


def _crashing_blocking(suite: Any) -> Callable[..., Any]:
    lifter = Lifter(suite.specification.port, Trace(), blocking=True, sound=set())

    @functools.wraps(suite.crash)
    def crash(self: Any, client: Any, /, **fixtures: Any) -> None:
        suite.crash(self, lifter.raw(client.awaited.real), **fixtures)

    return crash


def _crashing_awaited(suite: Any) -> Callable[..., Any]:
    @functools.wraps(suite.crash)
    async def crash(self: Any, client: Any, /, **fixtures: Any) -> None:
        await suite.crash(self, client.real, **fixtures)

    return crash


class _Shared:
    """What the clients of the latest store share; any thread may ask."""

    def __init__(self) -> None:
        self._store: object = None
        self._state: dict[str, Any] = {}
        self._lock = threading.Lock()

    def among_clients_of(self, store: object, suite: object) -> dict[str, Any]:
        with self._lock:
            if store is not self._store:
                self._store, self._state = store, {"suite": suite}
            return self._state


class _Lowered:
    """An awaited client as a blocking one; each form of a port has subclasses with its methods."""

    def __init__(self, awaited: object) -> None:
        self.awaited = awaited


def _lowered(awaited: object, form: Form, port: Port) -> object:
    return _class_of(type(awaited).__name__, form, port)(awaited)


@functools.cache
def _class_of(name: str, form: Form, port: Port) -> Callable[[object], object]:
    names = blueprint_of(form.blocking).members
    return type(name, (_Lowered,), {each: _blocking(each, form, port) for each in names})


def _blocking(name: str, form: Form, port: Port) -> Callable[..., Any]:
    source = _AWAITED_NAMES.get(name, name)
    is_async = blueprint_of(form.awaited).members[source].is_async
    given = form.gives.get(source)

    def method(self: _Lowered, *args: Any, **kwargs: Any) -> Any:
        own = [each.awaited if isinstance(each, _Lowered) else each for each in args]
        result = getattr(self.awaited, source)(*own, **kwargs)
        if is_async:
            result = drive(result)
        if result is self.awaited:
            return self
        return result if given is None else _lowered(result, port.form_of(given), port)

    return method
