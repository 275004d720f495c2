"""A client as the checks see it: every method awaited, traced, and held to the types of its port.

One check serves blocking and async adapters alike, because what it awaits is never the adapter's
own method: on a blocking adapter nothing here ever suspends.
"""

import asyncio
import functools
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, cast

import attrs
import pytest

from doubles import ShapeError, check_shape
from doubles._annotations.checks import Check, check_of
from doubles._engine.blueprint import blueprint_of
from fakes.conformance.errors import Abandoned, Escaped, Hang, HarnessError
from fakes.conformance.ports import Form, Port, Spec
from fakes.conformance.trace import Trace

__all__ = ["Lifted", "Lifter"]

_BLOCKING_NAMES = {"__aenter__": "__enter__", "__aexit__": "__exit__"}
_EXITS = ("__exit__", "__aexit__")
_NOT_OF_THE_ADAPTER = (
    Abandoned,
    Hang,
    KeyboardInterrupt,
    pytest.exit.Exception,
    pytest.fail.Exception,
    pytest.skip.Exception,
)


class Lifted:
    """A client behind awaited methods; each form of a port has a subclass of its own."""

    def __init__(self, raw: object, label: str, lifter: "Lifter") -> None:
        self._raw = raw
        self._label = label
        self._lifter = lifter

    def __repr__(self) -> str:
        return self._label


@attrs.frozen
class Lifter:
    """What lifts the clients of one example; `sound` are the classes known to have their shape."""

    port: Port
    trace: Trace
    blocking: bool
    sound: set[tuple[type, Form]]

    def lift(self, raw: object, form: Form, label: str) -> Any:
        """The client as the checks see it; `label` names it in the trace.

        Raises:
            Abandoned: It has not the shape of its Protocol.
        """
        if (type(raw), form) not in self.sound:
            _check_shape(raw, form.blocking if self.blocking else form.awaited, label)
            self.sound.add((type(raw), form))
        return _class_of(form, blocking=self.blocking)(raw, label, self)

    def raw(self, value: object) -> object:
        """What the adapter gave, where it was lifted; any other value as it is."""
        # What is lifted belongs to this module: no check and no adapter sees these attributes.
        return cast(Any, value)._raw if isinstance(value, Lifted) else value


@attrs.frozen
class _Method:
    """One method of a form: what the adapter calls it, what it gives and what it returns."""

    source: str
    gives: Callable[..., Any] | None
    check: Check


class _Call:
    """One call of a client's method, from what the check passes to what the check gets."""

    def __init__(
        self, client: Any, method: _Method, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> None:
        self._client = client
        self._method = method
        self._lifter: Lifter = client._lifter
        self._args = [self._lifter.raw(value) for value in args]
        self._kwargs = {name: self._lifter.raw(value) for name, value in kwargs.items()}
        # Of what a block was left by, the error alone tells something.
        told = [*filter(None, args[1:2])] if method.source in _EXITS else args
        self._entry = self._lifter.trace.begin(client._label, method.source, told, kwargs)

    def __enter__(self) -> Self:
        return self

    def perform(self) -> Any:
        """Call the adapter's own method."""
        return getattr(self._client._raw, self._method.source)(*self._args, **self._kwargs)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, _NOT_OF_THE_ADAPTER) or self._is_cancelled(error):
            return
        # No check would meet such an error, and a coroutine cannot raise a StopIteration.
        escapes = isinstance(error, StopIteration) or not isinstance(error, Exception)
        told = Escaped(error) if escapes else error
        self._lifter.trace.raised(self._entry, told)
        if escapes:
            raise told from error

    def _is_cancelled(self, error: BaseException) -> bool:
        """Whether the task was cancelled, and the adapter does as it is told."""
        if self._lifter.blocking or not isinstance(error, asyncio.CancelledError):
            return False
        task = asyncio.current_task()
        return task is not None and task.cancelling() > 0

    def result(self, result: object) -> object:
        """The result as the check sees it."""
        seen = result if self._method.gives is None else self._lifted(result, self._method.gives)
        self._lifter.trace.returned(self._entry, seen)
        reason = self._method.check.reason(result)
        if reason is not None:
            source = self._method.source
            raise Abandoned(
                HarnessError(
                    f"{source} returned what the port does not allow: {reason}.",
                    f"have the adapter's {source} return what the port says.",
                )
            )
        return seen

    def _lifted(self, result: object, awaited: Callable[..., Any]) -> object:
        if result is self._client._raw:
            return self._client
        form = self._lifter.port.form_of(awaited)
        return self._lifter.lift(result, form, f"{self._client!r}.{self._entry.call}")


def _check_shape(raw: object, spec: Spec, label: str) -> None:
    try:
        check_shape(raw, spec)
    except ShapeError as error:
        raise Abandoned(
            HarnessError(
                f"{label} has not the shape of its port. {error}",
                "give the adapter these methods; what it cannot do raises Unsupported there.",
            )
        ) from None


@functools.cache
def _class_of(form: Form, *, blocking: bool) -> type[Lifted]:
    methods = {
        name: _awaited(_method(name, form, blocking=blocking), blocking=blocking)
        if member.is_async
        else _immediate(_method(name, form, blocking=blocking))
        for name, member in blueprint_of(form.awaited).members.items()
        if member.kind.is_callable
    }
    return cast(type[Lifted], type(getattr(form.awaited, "__name__", "Client"), (Lifted,), methods))


def _method(name: str, form: Form, *, blocking: bool) -> _Method:
    source = _BLOCKING_NAMES.get(name, name) if blocking else name
    spec = form.blocking if blocking else form.awaited
    signatures = blueprint_of(spec).members[source].signatures
    given = name in form.gives or len(signatures) != 1
    returns = object if given else signatures[0].returns
    return _Method(source, form.gives.get(name), check_of(returns))


def _awaited(method: _Method, *, blocking: bool) -> Callable[..., Any]:
    async def traced(self: Lifted, *args: Any, **kwargs: Any) -> object:
        with _Call(self, method, args, kwargs) as call:
            result = call.perform() if blocking else await call.perform()
        return call.result(result)

    return traced


def _immediate(method: _Method) -> Callable[..., Any]:
    def traced(self: Lifted, *args: Any, **kwargs: Any) -> object:
        with _Call(self, method, args, kwargs) as call:
            result = call.perform()
        return call.result(result)

    return traced
