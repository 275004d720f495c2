"""From a blueprint to the class of its doubles, made once for each spec and kind.

A method is compiled when it is first looked up, so that the first double of a wide Protocol costs
no more than the members that its test uses.
"""

import functools
import threading
from collections.abc import Callable, Iterable, Iterator
from types import MethodType
from typing import TYPE_CHECKING, Any, NoReturn

from doubles._access import catch
from doubles._engine import promises
from doubles._engine.blueprint import Blueprint, Member, blueprint_of
from doubles._engine.members import OBJECT_DUNDERS
from doubles._engine.plan import Plan, access_plan, plan_of
from doubles._engine.source import CALLED, WRITTEN, method
from doubles._engine.state import MemberState
from doubles._lazily import lazily
from doubles._scope import Scope
from doubles._texts.where import frame_above
from doubles._values import DoubleKind
from doubles.errors import UnknownMemberError

if TYPE_CHECKING:
    from doubles._texts import render
else:
    render = lazily("doubles._texts.render")

_creating = threading.RLock()


class Double:
    """The base of every generated class; what it holds has names that no Protocol has."""

    __slots__ = ("__doubles_real__", "__doubles_scope__", "__weakref__")

    __doubles_blueprint__: Blueprint
    __doubles_kind__: DoubleKind
    __doubles_checked__: bool
    __doubles_open__: bool
    __doubles_plans__: dict[str, Plan]

    __doubles_scope__: Scope
    __doubles_real__: Any

    def __getattr__(self, name: str) -> Any:
        if name.startswith((CALLED.prefix, WRITTEN.prefix)) and name in type(self).__slots__:
            return _create_state(self, name)
        if (error := _failed.take(self, name)) is not None:
            raise error
        if type(self).__doubles_open__:
            return getattr(self.__doubles_real__, name)
        raise unknown_member(type(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        if (member := type(self).__doubles_blueprint__.members.get(name)) is not None:
            if member.kind.is_callable:
                raise AttributeError(render.not_replaceable(type(self).__qualname__, name))
            object.__setattr__(self, name, value)
        elif type(self).__doubles_open__:
            setattr(self.__doubles_real__, name, value)
        else:
            raise unknown_member(type(self), name)

    def __delattr__(self, name: str) -> None:
        if name in type(self).__doubles_blueprint__.members:
            raise AttributeError(render.not_deletable(type(self).__qualname__, name))
        if not type(self).__doubles_open__:
            raise unknown_member(type(self), name)
        delattr(self.__doubles_real__, name)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *type(self).__doubles_blueprint__.members})

    def __repr__(self) -> str:
        return type(self).__qualname__

    def __copy__(self) -> "Double":
        return self

    def __deepcopy__(self, memo: object) -> "Double":
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(render.unpicklable(type(self).__qualname__))


class _Lazy:
    """A method that is compiled when it is first looked up, and then takes this one's place."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def __get__(self, double: Double | None, owner: type[Double]) -> Any:
        function = method(_plan(owner, CALLED.slot(self.member.name)))
        setattr(owner, self.member.name, function)
        return function if double is None else MethodType(function, double)


class _Failed(threading.local):
    """The `AttributeError` of a reading: Python drops it, and asks `__getattr__` instead."""

    reading: tuple[Double, str, AttributeError] | None = None

    def take(self, double: Double, name: str) -> AttributeError | None:
        """The error of this reading, if it was the last one that failed."""
        if self.reading is None or self.reading[0] is not double or self.reading[1] != name:
            return None
        error, self.reading = self.reading[2], None
        return error


_failed = _Failed()


class _Access:
    """A property or attribute of a double."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.read = CALLED.slot(member.name)
        self.written = WRITTEN.slot(member.name)

    def __get__(self, double: Double | None, owner: type[Double]) -> Any:
        __tracebackhide__ = True
        if double is None:
            return self
        if catch(double, self.member.name):
            return None
        if _asked_by_isinstance():
            return None
        try:
            return getattr(double, self.read).respond(())
        except AttributeError as error:
            _failed.reading = (double, self.member.name, error)
            raise

    def __set__(self, double: Double, value: object) -> None:
        __tracebackhide__ = True
        if not (self.member.settable or type(double).__doubles_open__):
            raise AttributeError(render.not_settable(type(double).__qualname__, self.member.name))
        getattr(double, self.written).admit(0, value)
        getattr(double, self.written).respond((value,))
        if type(double).__doubles_kind__ is not DoubleKind.SPY:
            promises.write(getattr(double, self.read), value)


def state_of_member(double: Double, name: str) -> MemberState:
    """The state of a member, as it is called or read."""
    state: MemberState = getattr(double, CALLED.slot(name))
    return state


def unknown_member(generated: type[Double], name: str) -> UnknownMemberError:
    """The error for a member that the spec of a double does not have."""
    blueprint = generated.__doubles_blueprint__
    return UnknownMemberError(
        render.unknown_member(generated.__qualname__, blueprint, name), name=name
    )


def generate(spec: object, kind: DoubleKind, *, checked: bool, is_open: bool) -> type[Double]:
    """The class of doubles of `kind` for a spec, with or without checks.

    Doubles of an open class pass what the spec does not know on to the real object.

    :raises SpecError: `spec` is no Protocol, ABC or class.
    """
    blueprint = blueprint_of(spec)
    name = f"{kind.value}({blueprint.name})"
    members = {
        member.name: member
        for member in blueprint.members.values()
        if not (kind is DoubleKind.DUMMY and member.name in OBJECT_DUNDERS)
    }
    namespace: dict[str, Any] = {
        "__slots__": tuple(_slots(members.values())),
        "__module__": blueprint.origin.__module__,
        "__qualname__": name,
        "__doc__": blueprint.origin.__doc__,
        "__class__": property(lambda _: blueprint.origin),
        "__hash__": object.__hash__,
        "__doubles_blueprint__": blueprint,
        "__doubles_spec__": blueprint.spec,
        "__doubles_kind__": kind,
        "__doubles_checked__": checked,
        "__doubles_open__": is_open,
        "__doubles_plans__": {},
    }
    for member in members.values():
        namespace[member.name] = (_Lazy if member.kind.is_callable else _Access)(member)
    return type(name, (Double,), namespace)


def _slots(members: Iterable[Member]) -> Iterator[str]:
    for member in members:
        yield CALLED.slot(member.name)
        if not member.kind.is_callable:
            yield WRITTEN.slot(member.name)


def _plan(generated: type[Double], slot: str) -> Plan:
    plans = generated.__doubles_plans__
    if slot not in plans:
        blueprint = generated.__doubles_blueprint__
        writing = slot.startswith(WRITTEN.prefix)
        member = blueprint.members[(WRITTEN if writing else CALLED).name(slot)]
        if member.kind.is_callable:
            make = functools.partial(plan_of, own_defaults=generated.__doubles_open__)
        else:
            make = functools.partial(access_plan, writing=writing)
        plans[slot] = make(
            member,
            label=f"{generated.__qualname__}.{member.name}",
            kind=generated.__doubles_kind__,
            checked=generated.__doubles_checked__,
            strict=blueprint.is_strict,
        )
    return plans[slot]


def _create_state(double: Double, slot: str) -> MemberState:
    """The state of a member that is used for the first time; two threads may both come here."""
    generated = type(double)
    with _creating:
        try:
            existing: MemberState = object.__getattribute__(double, slot)
        except AttributeError:
            plan = _plan(generated, slot)
            state = MemberState(
                plan,
                double.__doubles_scope__,
                real=_real(double, plan.name, slot),
                target=double.__doubles_real__ if plan.kind.delegates else None,
            )
            generated.__dict__[slot].__set__(double, state)
            return state
    return existing


def _real(double: Double, name: str, slot: str) -> Callable[..., Any] | None:
    """What the member does on the real object of a spy, or on every object."""
    generated = type(double)
    if generated.__doubles_kind__ is not DoubleKind.SPY:
        return getattr(Double, name).__get__(double) if name in OBJECT_DUNDERS else None
    real = double.__doubles_real__
    if slot.startswith(WRITTEN.prefix):
        return functools.partial(setattr, real, name)
    if generated.__doubles_blueprint__.members[name].kind.is_callable:
        # Looked up for each call: a test may replace the method of the real object.
        return lambda *args, **kwargs: getattr(real, name)(*args, **kwargs)  # noqa: PLW0108
    return functools.partial(getattr, real, name)


def _asked_by_isinstance() -> bool:
    """Whether `isinstance` with a Protocol reads the property, as it does before Python 3.12."""
    return frame_above(2).f_globals.get("__name__") == "typing"
