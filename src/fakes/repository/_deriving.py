"""How a port becomes an object: its methods, derived or passed, and the class that has them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import wraps
from inspect import isawaitable
from typing import Any, cast

from doubles._engine.blueprint import Blueprint, Member, blueprint_of
from doubles._engine.members import MemberKind
from doubles._engine.plan import plan_of
from doubles._engine.source import binder
from doubles._texts.shown import shown
from doubles._values import DoubleKind
from doubles.errors import SpecError
from fakes.repository._derivation import Action, Store, action_of, awaited
from fakes.repository._entities import attributes_of
from fakes.repository._names import Unclear
from fakes.repository._required import require
from fakes.repository.errors import InvalidSetting
from fakes.repository.fake import FakeRepository
from fakes.repository.port_errors import UnderivablePort
from fakes.repository.protocol import AsyncRepository, Repository

__all__ = ["derived"]


def derived(port: object, given: object, supplied: Mapping[str, object]) -> object:
    """An instance of a class of its own with the port's methods, as `derive` describes.

    Raises:
        UnderivablePort: It has methods that cannot be derived.
        InvalidSetting: `port` is no Protocol, or `store` no `FakeRepository`.
    """
    blueprint = _blueprint(port)
    require(FakeRepository, "store", given)
    store = cast(Store, given)
    known = attributes_of(store.entity)
    reasons = dict(_unknown(supplied, blueprint))
    namespace: dict[str, Any] = {
        "__module__": blueprint.origin.__module__,
        "__repr__": _reprs(blueprint.name, store),
    }
    for name, member in blueprint.members.items():
        try:
            if name in supplied:
                call = _passed(supplied[name], member)
            elif member.owner in (Repository, AsyncRepository):
                call = _passed(getattr(store, name), member)
            else:
                call = _bound(action_of(member, store, known), store, member, blueprint)
            namespace[name] = _method(call, member)
        except Unclear as unclear:
            reasons[name] = unclear.reason
    if reasons:
        raise UnderivablePort(blueprint.name, known.entity, reasons)
    return type(blueprint.origin.__name__, (), namespace)()


def _blueprint(port: object) -> Blueprint:
    try:
        blueprint = blueprint_of(port)
    except SpecError:
        blueprint = None
    if blueprint is None or not blueprint.is_protocol:
        raise InvalidSetting("port", f"must be a Protocol, not {shown(port)}")
    return blueprint


def _reprs(port: str, store: Store) -> Callable[[object], str]:
    return lambda _: f"<{port} over {store!r}>"


def _unknown(supplied: Iterable[str], blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    for name in supplied:
        if name not in blueprint.members:
            near = get_close_matches(name, blueprint.members, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield name, f"was passed, and {blueprint.name} has no such method{hint}"


_Call = Callable[..., Any]
"""What a method does, given the object that it belongs to and the arguments as they were passed."""


def _passed(function: Any, member: Member) -> _Call:
    if not callable(function):
        raise Unclear(f"was passed {shown(function)}, which is no function")
    if member.kind is not MemberKind.METHOD:
        raise Unclear(f"is declared as {member.kind.value}; only methods can be passed")

    def call(_: object, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


def _bound(action: Action, store: Store, member: Member, blueprint: Blueprint) -> _Call:
    plan = plan_of(
        member,
        label=f"{blueprint.name}.{member.name}",
        kind=DoubleKind.STUB,
        checked=False,
        strict=False,
        own_defaults=False,
    )
    bind = binder(plan)
    return lambda *args, **kwargs: action(store, bind(*args, **kwargs))


def _method(call: _Call, member: Member) -> Callable[..., Any]:
    """A method with the signature of the port's, async if that is."""
    declared = cast(Callable[..., Any], member.function)
    dressed = wraps(declared, updated=())
    if not _is_async(member):
        return dressed(call)

    @dressed
    async def method(*args: Any, **kwargs: Any) -> Any:
        result = call(*args, **kwargs)
        return await result if isawaitable(result) else result

    return method


def _is_async(member: Member) -> bool:
    return member.is_async or any(awaited(s.returns) is not s.returns for s in member.signatures)
