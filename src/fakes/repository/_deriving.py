"""How a port becomes an object: its methods, derived or supplied, and the class that has them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import wraps
from inspect import isawaitable
from typing import Any, cast

from doubles._annotations.generics import describe
from doubles._engine.blueprint import Blueprint, Member, Signature, blueprint_of, function_member
from doubles._engine.members import MemberKind
from doubles._engine.plan import plan_of
from doubles._engine.source import binder
from doubles._shapes.assignable import assignable
from doubles._shapes.call_shape import refused_calls
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
        UnderivablePort: It has methods that cannot be derived, or is passed functions that do not
            fit.
        InvalidSetting: `port` is no Protocol, or `store` no `FakeRepository`.
    """
    blueprint = _blueprint(port)
    require(FakeRepository, "store", given)
    store = cast(Store, given)
    known = attributes_of(store.entity)
    reasons: dict[str, str] = {}
    namespace: dict[str, Any] = {
        "__module__": blueprint.origin.__module__,
        "__repr__": _reprs(blueprint.name, store),
        "__derived_over__": store,
    }
    for name, member in blueprint.members.items():
        try:
            if name in supplied:
                call = _supplied(supplied[name], member, blueprint.name)
            elif member.owner in (Repository, AsyncRepository):
                call = _passed(getattr(store, name))
            else:
                call = _bound(action_of(member, store, known), store, member, blueprint)
            namespace[name] = _method(call, member)
        except Unclear as unclear:
            reasons[name] = unclear.reason
    surplus = dict(_surplus(supplied, blueprint))
    if reasons or surplus:
        raise UnderivablePort(blueprint.name, known.entity, reasons, surplus)
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


def _surplus(supplied: Iterable[str], blueprint: Blueprint) -> Iterator[tuple[str, str]]:
    for name in supplied:
        if name not in blueprint.members:
            near = get_close_matches(name, blueprint.members, n=1)
            meant = f", or did you mean {near[0]}?" if near else ""
            yield name, f"was passed, and {blueprint.name} has no such method; remove it{meant}"


_Call = Callable[..., Any]
"""What a method does, given the object that it belongs to and the arguments as they were passed."""


def _supplied(function: object, member: Member, port: str) -> _Call:
    if not callable(function):
        raise Unclear(f"was passed {shown(function)}, which is no function")
    if member.kind is not MemberKind.METHOD:
        raise Unclear(f"is declared as {member.kind.value}; only methods can be passed")
    own = function_member(function)
    if own.is_async and not _is_async(member):
        raise Unclear(f"was passed a function that is async; {port} declares it with def")
    for wanted in member.signatures:
        problems = [_unlike(signature, wanted, port) for signature in own.signatures]
        if problems and all(problems):
            raise Unclear(f"was passed a function that {'; and '.join(problems[0])}")
    return _passed(function)


def _unlike(own: Signature, wanted: Signature, port: str) -> list[str]:
    """Which calls a function refuses, or answers in another way, than the port says."""
    problems = [*refused_calls(own, wanted, spec=port, assignable=assignable)]
    returned, promised = awaited(own.returns), awaited(wanted.returns)
    if assignable(returned, promised) is False:
        problems.append(f"returns {describe(returned)}; {port} promises {describe(promised)}")
    return problems


def _passed(function: Callable[..., Any]) -> _Call:
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
