"""Whether the entities of a suite have anything in which a damage could be seen."""

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import Phase, find, settings

from fakes.conformance.repository.facts import Facts
from fakes.repository._entities import attributes_of

__all__ = ["where_nothing_holds"]


def where_nothing_holds(cls: type) -> Callable[[Any], str]:
    """Why a suite cannot show what becomes of values of this class: its entities have none."""

    def unseen(suite: Any) -> str:
        entity = _some_entity(suite)
        names = Facts(suite).unkeyed_names(entity)
        if any(_may_hold(entity, name, cls) for name in names):
            return ""
        return f"beside its key, a {type(entity).__name__} has no attribute of type {cls.__name__}"

    return unseen


def _some_entity(suite: Any) -> Any:
    quick = settings(database=None, phases=[Phase.generate])
    return find(suite.entities(), lambda _: True, settings=quick, random=Random(0))  # noqa: S311 - no secret


def _may_hold(entity: object, name: str, cls: type) -> bool:
    value: object = getattr(entity, name)
    known: tuple[type, ...] = attributes_of(type(entity)).classes.get(name, ())
    if value is not None:
        known = (*known, type(value))
    # Of what is not annotated, and is None here, anything may be elsewhere.
    return not known or any(issubclass(each, cls) for each in known)
