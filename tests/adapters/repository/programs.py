"""Random programs over a repository and its units of work, and all that can be seen of a run.

A program is played on a fake and on a real repository, one step after the other, by one client.
What each step gives or raises is a value; two runs are compared by these.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Literal, TypeAlias, TypeGuard, cast

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.repository import (
    Attribute,
    ConstraintViolation,
    Descending,
    DuplicateKey,
    NotFound,
    Order,
    Page,
    Repository,
    RepositoryError,
    StaleVersion,
    UnitOfWork,
    Where,
    attribute,
)
from fakes.strategies.repository import patterns

__all__ = ["Call", "Part", "Step", "Told", "Unit", "Walk", "played", "programs"]


@attrs.frozen
class Call:
    """One call of a method; inside a unit of work, perhaps of the repository outside."""

    method: str
    arguments: tuple[Any, ...] = ()
    named: Mapping[str, Any] = attrs.Factory(dict[str, Any])
    outside: bool = False


@attrs.frozen
class Walk:
    """A look at all pages of a query, one behind the other."""

    where: Where
    order_by: tuple[Order, ...]
    limit: int


@attrs.frozen
class Part:
    """Steps in a savepoint, which an exception leaves if it fails."""

    steps: Sequence["Step"]
    fails: bool


@attrs.frozen
class Unit:
    """Steps in a unit of work."""

    steps: Sequence["Step"]
    ends: Literal["commit", "rollback", "leave"]


Step: TypeAlias = Call | Walk | Part | Unit


@attrs.frozen
class Told:
    """What was done, and what came of it."""

    step: str
    outcome: object

    def __str__(self) -> str:
        return f"{self.step} -> {self.outcome!r}"


class _Failure(Exception):
    """What a part that fails is left by."""


@attrs.frozen
class _Player:
    """A run: the repository, that of the unit of work if one is open, and what was seen so far."""

    outside: Repository[Any, Any]
    begin: Callable[[], UnitOfWork]
    told: list[Told] = attrs.Factory(list[Told])

    def play(
        self, steps: Sequence[Step], inside: Repository[Any, Any], unit: UnitOfWork | None
    ) -> None:
        for step in steps:
            match step:
                case Call():
                    self._call(step, self.outside if step.outside else inside)
                case Walk():
                    self._note(repr(step), partial(_pages, inside, step))
                case Part():
                    self._note("savepoint", partial(self._part, step, inside, unit))
                case Unit():
                    self._note("unit of work", partial(self._unit, step))

    def _call(self, call: Call, repository: Repository[Any, Any]) -> None:
        method = getattr(repository, call.method)
        self._note(_spelled(call), partial(method, *call.arguments, **call.named))

    def _part(self, part: Part, inside: Repository[Any, Any], unit: UnitOfWork | None) -> None:
        with suppress(_Failure), cast(UnitOfWork, unit).savepoint():
            self.play(part.steps, inside, unit)
            if part.fails:
                raise _Failure

    def _unit(self, step: Unit) -> None:
        with self.begin() as unit:
            self.play(step.steps, unit.on(self.outside), unit)
            if step.ends != "leave":
                self._note(step.ends, getattr(unit, step.ends))

    def _note(self, what: str, action: Callable[[], object]) -> None:
        try:
            outcome = _seen(action())
        except (RepositoryError, ValueError) as error:
            outcome = _described(error)
        self.told.append(Told(what, outcome))


def played(
    program: Sequence[Step], repository: Repository[Any, Any], begin: Callable[[], UnitOfWork]
) -> list[Told]:
    """What can be seen of a program: what came of each step, and what is stored in the end."""
    player = _Player(repository, begin)
    player.play([*program, Call("select"), Call("count")], repository, None)
    return player.told


def _pages(repository: Repository[Any, Any], walk: Walk) -> list[object]:
    page = repository.select(walk.where, order_by=walk.order_by, limit=walk.limit)
    pages = [_seen(page)]
    while page.next is not None:
        page = repository.select(
            walk.where, order_by=walk.order_by, limit=walk.limit, after=page.next
        )
        pages.append(_seen(page))
    return pages


def _seen(given: object) -> object:
    # As a tuple, because the text of a page does not tell its cursor.
    return (given.items, given.next) if _is_page(given) else given


def _is_page(given: object) -> TypeGuard[Page[Any]]:
    return isinstance(given, Page)


def _described(error: Exception) -> object:
    """The error without what an adapter need not know, such as whose a unique value is."""
    match error:
        case NotFound():
            facts: object = (error.entity, error.key)
        case DuplicateKey():
            facts = error.entity
        case ConstraintViolation():
            facts = (error.entity, error.attributes, error.values)
        case StaleVersion():
            facts = (error.entity, error.key, error.expected, error.actual)
        case _:
            facts = ()
    return (type(error).__name__, facts)


def _spelled(call: Call) -> str:
    named = [f"{name}={value!r}" for name, value in call.named.items()]
    where = "outside." if call.outside else ""
    return f"{where}{call.method}({', '.join([*map(repr, call.arguments), *named])})"


def programs(
    entities: SearchStrategy[Any], values: Mapping[str, SearchStrategy[Any]], key: str
) -> SearchStrategy[list[Step]]:
    """Programs over entities; `values` are those of their attributes, of which one is the key."""
    where = _conditions(values)
    orders = st.lists(_orders(values), max_size=2, unique_by=_name_of).map(tuple)
    keys = values[key]
    limits = st.none() | st.integers(1, 3)
    reads = st.one_of(
        _calls("find", keys),
        _calls("get", keys),
        _calls("count", where),
        st.builds(_select, where, orders, limits, st.integers(0, 3)),
    )
    writes = st.one_of(
        _calls("add", entities),
        _calls("save", entities),
        _calls("update", entities),
        _calls("delete", keys),
        _calls("add_all", st.lists(entities, max_size=3)),
    )
    walks = st.builds(Walk, where, orders, st.integers(1, 3))
    calls = st.one_of(writes, reads, walks)
    looks = reads.map(lambda call: attrs.evolve(call, outside=True))
    parts = st.builds(Part, st.lists(calls, min_size=1, max_size=4), st.booleans())
    units = st.builds(
        Unit,
        st.lists(st.one_of(calls, looks, parts), min_size=1, max_size=6),
        st.sampled_from(("commit", "rollback", "leave")),
    )
    # Of nothing, nothing is found.
    first = st.lists(_calls("save", entities), max_size=5)
    rest = st.lists(calls | units, min_size=1, max_size=8)
    return st.tuples(first, rest).map(lambda both: [*both[0], *both[1]])


def _calls(method: str, argument: SearchStrategy[Any]) -> SearchStrategy[Call]:
    return argument.map(lambda value: Call(method, (value,)))


def _select(where: Where, order_by: tuple[Order, ...], limit: int | None, offset: int) -> Call:
    return Call("select", (where,), {"order_by": order_by, "limit": limit, "offset": offset})


def _orders(values: Mapping[str, SearchStrategy[Any]]) -> SearchStrategy[Order]:
    names = st.sampled_from(sorted(values))
    return names | names.map(Descending)


def _name_of(order: Order) -> str:
    return order.attribute if isinstance(order, Descending) else order


def _conditions(values: Mapping[str, SearchStrategy[Any]]) -> SearchStrategy[Where]:
    return st.recursive(
        st.one_of([_leaves(name, each) for name, each in values.items()]),
        lambda parts: st.one_of(
            parts.map(lambda part: ~part),
            st.tuples(parts, parts).map(lambda two: two[0] & two[1]),
            st.tuples(parts, parts).map(lambda two: two[0] | two[1]),
        ),
        max_leaves=5,
    )


def _leaves(name: str, values: SearchStrategy[Any]) -> SearchStrategy[Where]:
    asked = attribute(name)
    return st.one_of(
        st.just(asked.is_null()),
        st.lists(values, max_size=3).map(lambda several: asked.is_in(filter(_is_known, several))),
        values.flatmap(lambda value: _comparisons(asked, value)),
    )


def _is_known(value: object) -> bool:
    return value is not None


def _comparisons(asked: Attribute, value: object) -> SearchStrategy[Where]:
    if value is None:
        return st.just(asked.is_null())
    compared = [asked.equals, asked.less_than, asked.at_most, asked.more_than, asked.at_least]
    leaves: list[SearchStrategy[Where]] = [st.just(compare(value)) for compare in compared]
    if isinstance(value, str):
        looked = (asked.starts_with, asked.contains, asked.equals_ignoring_case)
        leaves += [st.just(look(value)) for look in looked]
        leaves.append(patterns().map(asked.like))
    return st.one_of(leaves)
