"""A resolved hint compiled, once, into a check of values.

How hints are resolved is not here, nor are the words of a refusal.
"""

import inspect
import threading
import typing
import warnings
from abc import ABCMeta
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from types import FunctionType, NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    LiteralString,
    Never,
    NewType,
    NoReturn,
    TypeGuard,
    TypeVar,
    Union,
    cast,
)

from typing_extensions import TypeIs, is_protocol, is_typeddict

from doubles._annotations.check_collections import collection_judge
from doubles._annotations.generics import (
    CALLABLE,
    alias_of,
    arguments_of,
    describe,
    is_alias,
    is_union,
    origin_of,
    unqualified,
)
from doubles._annotations.hints import resolve
from doubles._annotations.verdicts import (
    ATOMS,
    Check,
    Judge,
    Refusal,
    passes,
    refusal,
    with_article,
)
from doubles._lazily import lazily

if TYPE_CHECKING:
    from doubles._engine import blueprint
else:
    blueprint = lazily("doubles._engine.blueprint")

__all__ = ["Check", "check_of"]

_NOTHING: frozenset[type] = frozenset()
# The numeric tower of the typing specification.
_PROMOTED: dict[object, tuple[type, ...]] = {float: (float, int), complex: (complex, float, int)}
_PLAIN_INSTANCE_CHECKS = (type.__instancecheck__, ABCMeta.__instancecheck__)
_FILES = (typing.IO, typing.TextIO, typing.BinaryIO)


def check_of(hint: object) -> Check:
    """The check that the values of a hint pass, compiled when the hint is first seen.

    What cannot be decided about a value passes: a type variable without a bound, an annotation that
    was not resolved, the signature of a `Callable`, the items of an iterator.
    """
    try:
        # Equal unions may be written in another order, and the reasons show them as written.
        return _cached(hint, "" if isinstance(hint, type) else describe(hint))
    except TypeError:  # unhashable, as `Literal[[]]` is
        return _compiled(hint)


@lru_cache(maxsize=2048)
def _cached(hint: object, _written: str) -> Check:
    return _compiled(hint)


def _compiled(hint: object) -> Check:
    try:
        return _check(hint)
    except Exception:  # noqa: BLE001 - a kind of hint that does not keep typing's rules
        return _always(hint)


def _always(hint: object) -> Check:
    return Check(hint, always=True, atoms=ATOMS, exact=ATOMS, judge=passes)


def _judged(hint: object, judge: Judge, exact: frozenset[type] = _NOTHING) -> Check:
    return Check(hint, always=False, atoms=exact & ATOMS, exact=exact, judge=judge)


def _check(hint: object) -> Check:
    if is_alias(hint):
        # It may be recursive: what it stands for is compiled when the first value comes.
        return _judged(hint, partial(_judge_alias, hint))
    if (bare := _simplified(hint)) is not hint:
        return check_of(bare)
    if hint is Any or hint is object:
        return _always(hint)
    if hint is Never or hint is NoReturn:
        return _judged(hint, partial(_judge_never, hint))
    if is_union(hint):
        return _union_check(hint, arguments_of(hint))
    if origin_of(hint) is Literal:
        return _judged(hint, partial(_judge_literal, hint, arguments_of(hint)))
    return _generic_check(hint)


def _simplified(hint: object) -> object:
    """A hint that the same values pass and that there is less to say of."""
    if hint is None:
        return NoneType
    if hint is LiteralString:
        return str
    if origin_of(hint) in (TypeGuard, TypeIs):
        return bool
    if isinstance(hint, NewType):
        return cast(object, hint.__supertype__)
    if isinstance(hint, TypeVar):
        return _range_of(hint)
    return unqualified(hint)


def _generic_check(hint: object) -> Check:
    origin = origin_of(hint)
    cls = hint if origin is None else origin
    if not isinstance(cls, type):
        return _always(hint)
    if is_typeddict(cls) or cls in _FILES:
        return _judged(hint, partial(_judge_by_typeguard, hint))
    if cls is CALLABLE:
        return _judged(hint, partial(_judge_callable, hint))
    if is_protocol(cls) and cls.__module__ not in ("typing", "typing_extensions"):
        return _judged(hint, partial(_judge_shape, hint, cls))
    if cls is type and (arguments := arguments_of(hint)):
        return _judged(hint, partial(_judge_subclass, hint, _simplified(arguments[0])))
    if (judge := collection_judge(hint, check_of)) is not None:
        return _judged(hint, judge)
    return _class_check(cls, hint)


def _class_check(cls: type, hint: object) -> Check:
    classes = _PROMOTED.get(cls, (cls,))
    exact = frozenset(classes)
    if type(cls).__instancecheck__ in _PLAIN_INSTANCE_CHECKS:
        exact |= {atom for atom in ATOMS if issubclass(atom, classes)}
    return _judged(hint, partial(_judge_class, hint, classes), exact)


def _range_of(variable: TypeVar) -> object:
    """What a type variable may stand for: its bound, or the union of its constraints."""
    bounds = variable.__constraints__ or (variable.__bound__ or Any,)
    return Union[tuple(resolve(one, module=variable.__module__) for one in bounds)]  # noqa: UP007


def _union_check(hint: object, members: Iterable[object]) -> Check:
    checks = tuple(map(check_of, members))
    if any(check.always for check in checks):
        return _always(hint)
    exact = _NOTHING.union(*(check.exact for check in checks))
    return _judged(hint, partial(_judge_union, hint, checks), exact)


@lru_cache(maxsize=256)
def _alias_check(alias: object) -> Check:
    return check_of(resolve(alias, module=alias_of(alias).__module__))


# --- judges: the hint, what was compiled from it, the value, how many items to look at ------------


class _Judging(threading.local):
    """The aliases that this thread holds values against right now."""

    def __init__(self) -> None:
        self.pairs: set[tuple[object, int]] = set()


_judging = _Judging()


def _judge_alias(hint: object, value: object, limit: int | None) -> Refusal | None:
    pair = (hint, id(value))
    if pair in _judging.pairs:
        return None  # an alias of itself, or a value in itself: it adds nothing that is refused
    _judging.pairs.add(pair)
    try:
        return _alias_check(hint).judge(value, limit)
    finally:
        _judging.pairs.discard(pair)


def _judge_never(hint: object, value: object, _limit: int | None) -> Refusal | None:
    return refusal(value, hint)


def _judge_class(
    hint: object, classes: tuple[type, ...], value: object, _limit: int | None
) -> Refusal | None:
    if isinstance(value, classes) or _doubles(value, classes[0]):
        return None
    return refusal(value, hint)


def _judge_union(
    hint: object, checks: tuple[Check, ...], value: object, limit: int | None
) -> Refusal | None:
    specific: list[Refusal] = []
    for check in checks:
        found = check.judge(value, limit)
        if found is None:
            return None
        if found.is_specific:
            specific.append(found)
    if len(specific) == 1:
        return specific[0]
    return refusal(value, hint, f"is not {describe(hint)}" if specific else "")


def _judge_literal(
    hint: object, values: tuple[object, ...], value: object, _limit: int | None
) -> Refusal | None:
    if any(type(value) is type(one) and value == one for one in values):
        return None
    return refusal(value, hint)


def _judge_callable(hint: object, value: object, _limit: int | None) -> Refusal | None:
    return None if callable(value) else refusal(value, hint)


def _judge_subclass(
    hint: object, wanted: object, value: object, _limit: int | None
) -> Refusal | None:
    cls = value if isinstance(value, type) else origin_of(value)
    if not isinstance(cls, type):
        return refusal(value, hint)
    if _is_subclass(cls, wanted):
        return None
    return refusal(value, hint, f"is not a subclass of {describe(wanted)}")


def _is_subclass(cls: type, wanted: object) -> bool:
    """Whether a class satisfies the argument of `type[...]`; True where only its shape could."""
    if is_union(wanted):
        return any(_is_subclass(cls, member) for member in arguments_of(wanted))
    named = wanted if origin_of(wanted) is None else origin_of(wanted)
    if not isinstance(named, type) or named is Any or is_protocol(named):
        return True
    return issubclass(cls, _PROMOTED.get(named, (named,)))


def _judge_shape(hint: object, protocol: type, value: object, _limit: int | None) -> Refusal | None:
    cls = value.__class__
    # Who inherits from a `Store[int]` is no `Store[str]`; what a mock poses as is all it has.
    decides = hint is protocol or cls is not type(value)
    if decides and (protocol in cls.__mro__ or _doubles(value, protocol)):
        return None
    return None if _has_shape(value, hint) else refusal(value, hint)


def _has_shape(value: object, protocol: object) -> bool:
    from doubles._shape import has_shape

    if isinstance(value, type):
        return _class_has_shape(value, protocol)
    cls: type = type(value)
    names, instances_have = _instances_have_shape(cls, protocol)
    if instances_have and names.isdisjoint(("__call__", *_own_names(value))):
        return True
    return has_shape(value, cast(Callable[..., object], protocol))


@lru_cache(maxsize=1024)
def _instances_have_shape(cls: type, protocol: object) -> tuple[frozenset[str], bool]:
    """The names of a Protocol's members, and whether the instances of a class have its shape.

    An instance that has one of the names for itself may differ, and so does every function.
    """
    from doubles._shape import has_shape

    spec = cast(Callable[..., object], protocol)
    return frozenset(blueprint.blueprint_of(spec).members), has_shape(cls, spec)


def _class_has_shape(cls: type, protocol: object) -> bool:
    """Whether a class itself, not its instances, has the shape of a Protocol."""
    names, of_instances = _instances_have_shape(cls, protocol)
    if "__call__" in names:
        return True  # what its constructor takes is not judged
    found = (inspect.getattr_static(cls, name, None) for name in names)
    return of_instances and not any(isinstance(one, (FunctionType, property)) for one in found)


def _own_names(value: object) -> Iterable[str]:
    try:
        return cast(dict[str, object], object.__getattribute__(value, "__dict__"))
    except AttributeError:
        return ()


def _judge_by_typeguard(hint: object, value: object, limit: int | None) -> Refusal | None:
    import typeguard

    if is_typeddict(hint) and not issubclass(type(value), dict):
        return refusal(value, hint)
    strategy = typeguard.CollectionCheckStrategy
    check: Callable[..., object] = typeguard.check_type
    problem = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a part of the hint that it cannot check
            check(
                value,
                hint,
                forward_ref_policy=typeguard.ForwardRefPolicy.IGNORE,
                collection_check_strategy=(
                    strategy.ALL_ITEMS if limit is None else strategy.FIRST_ITEM
                ),
            )
    except typeguard.TypeCheckError as error:
        problem = f"is not {with_article(hint)}: {error}"
    except Exception:  # noqa: BLE001 - a hint that typeguard does not know
        return None
    return refusal(value, hint, problem) if problem else None


def _doubles(value: object, cls: type) -> bool:
    """Whether the value is a double of the class, or of one that inherits from it."""
    spec: object = getattr(type(value), "__doubles_spec__", None)
    doubled = spec if origin_of(spec) is None else origin_of(spec)
    return isinstance(doubled, type) and cls in doubled.__mro__
