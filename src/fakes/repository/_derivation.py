"""How one method of a port is carried out by a repository, as its name and annotations say."""

import functools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from inspect import Parameter as P
from types import GenericAlias, NoneType
from typing import Any, Final

import attrs

from doubles._annotations.checks import check_of
from doubles._annotations.generics import arguments_of, describe, origin_of
from doubles._annotations.hints import unresolved_in
from doubles._engine.blueprint import Member, Parameter
from doubles._engine.members import MemberKind
from doubles._shapes.assignable import assignable
from fakes.repository._entities import Attributes
from fakes.repository._names import Phrase, Unclear, read_name
from fakes.repository._query import matching_entities
from fakes.repository._unit import all_or_nothing
from fakes.repository.errors import InvalidWhere
from fakes.repository.fake import FakeRepository
from fakes.repository.port_errors import NoneMatches
from fakes.repository.values import Page
from fakes.repository.where import Where, attribute, matching

__all__ = ["Action", "Store", "action_of", "awaited"]

Store = FakeRepository[Any, Any]

Action = Callable[[Store, Sequence[Any]], object]
"""Does what a method says, given its arguments in the order of its parameters."""

_PAGING: Final = frozenset({"after", "limit", "offset", "order_by"})


def action_of(member: Member, store: Store, known: Attributes) -> Action:
    """What a method does, from its name and its annotations.

    Raises:
        Unclear: They do not tell, or contradict what is stored.
    """
    if member.kind is not MemberKind.METHOD:
        raise Unclear(f"is declared as {member.kind.value}; only methods are derived")
    if len(member.signatures) != 1:
        raise Unclear("is overloaded")
    [signature] = member.signatures
    for hint in (signature.returns, *(parameter.hint for parameter in signature.parameters)):
        if (unresolved := unresolved_in(hint)) is not None:
            raise Unclear(f"{unresolved.text} cannot be resolved: {unresolved.reason}")
    for parameter in signature.parameters:
        if parameter.kind in (P.VAR_POSITIONAL, P.VAR_KEYWORD):
            raise Unclear(f"takes any number of {parameter.name}")
    phrase = read_name(member.name, known)
    method = _Method(signature.parameters, awaited(signature.returns), store.entity, known)
    if phrase.attributes is not None:
        return method.about_some(phrase, phrase.attributes)
    if phrase.verb in ("add", "save", "update"):
        return method.that_stores(phrase.verb)
    return method.about_one(phrase.verb)


def awaited(hint: object) -> object:
    """What awaiting a value of this hint gives; the hint itself, if it is of nothing awaitable."""
    is_awaitable = origin_of(hint) in (Awaitable, Coroutine)
    return arguments_of(hint)[-1] if is_awaitable else hint


@attrs.frozen
class _Method:
    """A method of a port over a store of such entities."""

    parameters: tuple[Parameter, ...]
    returns: object
    entity: Any
    known: Attributes

    def that_stores(self, verb: str) -> Action:
        """One that is given an entity, and may return it as stored."""
        [parameter] = self._exactly(1, "the entity")
        if assignable(self.entity, parameter.hint) is False:
            raise Unclear(
                f"{parameter.name} takes {describe(parameter.hint)}, not {self.known.entity}"
            )
        returns = self._first_that_fits([self.entity, None])

        def act(store: Store, arguments: Sequence[Any]) -> object:
            stored: object = getattr(store, verb)(*arguments)
            return None if returns is None else stored

        return act

    def about_one(self, verb: str) -> Action:
        """One that is given a key, by its parts if it is made of several, or an entity."""
        key_in = self._key
        match verb:
            case "exists":
                self._first_that_fits([bool])
                return lambda store, given: store.find(key_in(store, given)) is not None
            case "delete":
                self._first_that_fits([None])
                return lambda store, given: store.delete(key_in(store, given))
            case _:
                optional = self.entity | None
                if self._first_that_fits([optional, self.entity]) == optional:
                    return lambda store, given: store.find(key_in(store, given))
                return lambda store, given: store.get(key_in(store, given))

    @property
    def _key(self) -> Callable[[Store, Sequence[Any]], Any]:
        if not self.parameters:
            raise Unclear("takes no key")
        hint = self.parameters[0].hint
        if len(self.parameters) > 1:
            return lambda _, given: tuple(given)
        if hint is not Any and assignable(hint, self.entity) is True:
            return lambda store, given: store.table.schema.key.of(given[0])
        return lambda _, given: given[0]

    def about_some(self, phrase: Phrase, attributes: tuple[str, ...]) -> Action:
        """One about the entities that have some attributes, or about all of them."""
        pages = [p for p in self.parameters if p.name in _PAGING and p.name not in attributes]
        where_of = self._where(phrase, attributes, [p for p in self.parameters if p not in pages])
        match phrase.verb:
            case "count":
                self._first_that_fits([int])
                return self._without(pages, lambda store, given: store.count(where_of(given)))
            case "exists":
                self._first_that_fits([bool])
                return self._without(pages, lambda store, given: store.count(where_of(given)) > 0)
            case "delete":
                returns = self._first_that_fits([None, int])

                def delete(store: Store, given: Sequence[Any]) -> object:
                    deleted = _delete(store, where_of(given))
                    return None if returns is None else deleted

                return self._without(pages, delete)
            case _:
                one = phrase.verb in ("find", "get") and attributes
                return self._selection(where_of, pages, may_be_one=bool(one))

    def _selection(
        self, where_of: "_WhereOf", pages: list[Parameter], *, may_be_one: bool
    ) -> Action:
        entity = self.entity
        ones = [entity | None, entity] if may_be_one else []
        several = [
            GenericAlias(list, (entity,)),
            GenericAlias(tuple, (entity, ...)),
            GenericAlias(Page, (entity,)),
        ]
        returns = self._first_that_fits([*ones, *several])
        if origin_of(returns) in (list, tuple, Page):
            return self._of_several(where_of, pages, origin_of(returns))

        def one(store: Store, given: Sequence[Any]) -> object:
            where = where_of(given)
            found = store.one(where)
            if found is None and returns is entity:
                raise NoneMatches(store.entity.__name__, where)
            return found

        return self._without(pages, one)

    def _of_several(self, where_of: "_WhereOf", pages: list[Parameter], kind: Any) -> Action:
        places = {page.name: self.parameters.index(page) for page in pages}

        def several(store: Store, given: Sequence[Any]) -> object:
            paging: Any = {name: given[place] for name, place in places.items()}
            page = store.select(where_of(given), **paging)
            return page if kind is Page else kind(page)

        return several

    def _without(self, pages: list[Parameter], action: Action) -> Action:
        if pages:
            raise Unclear(f"takes {_listed(pages)}, and does not return several")
        return action

    def _where(
        self, phrase: Phrase, attributes: tuple[str, ...], given: list[Parameter]
    ) -> "_WhereOf":
        names = [parameter.name for parameter in given]
        if len(names) != len(attributes):
            wanted = f"a value for each of {', '.join(attributes)}" if attributes else "no value"
            raise Unclear(f"takes ({', '.join(names)}), where the name asks for {wanted}")
        if set(names) == set(attributes):
            attributes = tuple(names)
        for name, wanted in zip(names, attributes, strict=True):
            if name in self.known.annotations and name != wanted:
                raise Unclear(f"takes {name} where the name asks for {wanted}")
        is_text = phrase.verb == "search"
        pairs = list(zip(attributes, given, strict=True))
        for name, parameter in pairs:
            self._check_type(name, parameter, is_text=is_text)
        takers = [
            (name, self.parameters.index(parameter), parameter.name, check_of(parameter.hint))
            for name, parameter in pairs
        ]

        def where_of(arguments: Sequence[Any]) -> Where:
            values: dict[str, Any] = {}
            for name, place, shown_as, check in takers:
                values[name] = value = arguments[place]
                if (problem := check.reason(value)) is not None:
                    raise InvalidWhere(shown_as, problem)
            if not is_text:
                return matching(**values)
            parts = [attribute(name) for name in values]
            found = [
                part.like(values[part.name]) if phrase.pattern else part.contains(values[part.name])
                for part in parts
            ]
            return functools.reduce(Where.__and__, found)

        return where_of

    def _check_type(self, name: str, parameter: Parameter, *, is_text: bool) -> None:
        """Refuse a parameter none of whose values, or not all, the attribute could have."""
        hint, declared = parameter.hint, self.known.annotations.get(name, object)
        takes = f"{parameter.name} takes {describe(hint)}, and"
        has = f"{self.known.entity}.{name} is {describe(declared)}"
        if _excludes(hint, declared):
            raise Unclear(f"{takes} {has}")
        if is_text and (_excludes(hint, str) or _admits_none(hint)):
            raise Unclear(f"{takes} only text is searched")
        if _admits_none(hint) and assignable(NoneType, declared) is False:
            raise Unclear(f"{takes} None would find nothing: {has}")

    def _exactly(self, number: int, what: str) -> Sequence[Parameter]:
        if len(self.parameters) != number:
            raise Unclear(f"takes ({_listed(self.parameters)}) instead of {what}")
        return self.parameters

    def _first_that_fits(self, offered: Sequence[object]) -> object:
        """The first of these hints whose values the method may return."""
        if self.returns is Any or self.returns is object:
            raise Unclear("does not say what it returns")
        for hint in offered:
            if assignable(NoneType if hint is None else hint, self.returns) is True:
                return hint
        names = " or ".join("None" if hint is None else describe(hint) for hint in offered)
        raise Unclear(f"returns {describe(self.returns)}, and could return {names}")


_WhereOf = Callable[[Sequence[Any]], Where]


def _excludes(one: object, other: object) -> bool:
    return assignable(one, other) is False and assignable(other, one) is False


def _admits_none(hint: object) -> bool:
    """Whether a hint says that None may be passed, as `object` does not."""
    return hint is not Any and hint is not object and assignable(NoneType, hint) is True


def _delete(store: Store, where: Where) -> int:
    """Delete all that meet the condition, or none; say how many there were."""
    schema = store.table.schema
    with all_or_nothing(store.table) as rows:
        found = matching_entities(rows, schema, where)
        for entity in found:
            rows.remove(schema.key.identity(schema.key.of(entity)), entity)
    return len(found)


def _listed(parameters: Sequence[Parameter]) -> str:
    return ", ".join(parameter.name for parameter in parameters)
