"""Repositories that find what they should not, or do not find what they should."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import attrs

from fakes.conformance.repository.facts import names_of
from fakes.conformance.repository.reference import in_order
from fakes.conformance.sabotage.repository.delegating import Delegating
from fakes.conformance.sabotage.repository.showing import where_nothing_holds
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.repository import (
    EVERYTHING,
    Conjunction,
    Cursor,
    Descending,
    Disjunction,
    IsNull,
    Membership,
    Negation,
    NotFound,
    Order,
    Page,
    TextMatch,
    TextOperator,
    Where,
)

__all__ = ["SABOTEURS"]


class _ReadsEmptyBytesAsMissing(Delegating):
    async def find(self, key: Any, /) -> Any:
        """What has empty bytes in it is as if it were nothing."""
        found = await self.real.find(key)
        values = [getattr(found, name) for name in names_of(found)]
        return None if b"" in values else found

    async def get(self, key: Any, /) -> Any:
        """Likewise."""
        if (found := await self.find(key)) is None:
            raise NotFound("entity", key)
        return found


class _GetGivesNone(Delegating):
    async def get(self, key: Any, /) -> Any:
        """None, where there is nothing."""
        return await self.real.find(key)


class _FindRaises(Delegating):
    async def find(self, key: Any, /) -> Any:
        """An error, where there is nothing."""
        return await self.real.get(key)


class _ReturnsWhatItStored(Delegating):
    async def get(self, key: Any, /) -> Any:
        """What was read first is kept, and given out itself."""
        return self.shared.setdefault(repr(key), await self.real.get(key))


class _ReadsOneBehind(Delegating):
    """A replica that has all but the last write."""

    async def save(self, entity: Any, /) -> Any:
        """Keeps what was there."""
        key = self.facts.key_of(entity)
        self.shared[repr(key)] = await self.real.find(key)
        return await self.real.save(entity)

    async def get(self, key: Any, /) -> Any:
        """What was there before the last save."""
        return self.shared.get(repr(key)) or await self.real.get(key)


class _FoldsCase(Delegating):
    async def find(self, key: Any, /) -> Any:
        """Upper and lower case are one."""
        for spelt in (key, key.swapcase(), key.lower(), key.upper()):
            if (found := await self.real.find(spelt)) is not None:
                return found
        return None


class _StripsSpaces(Delegating):
    async def find(self, key: Any, /) -> Any:
        """Spaces at the end are none."""
        found = await self.real.find(key)
        return found if found is not None else await self.real.find(key.rstrip(" "))


class _Selecting(Delegating):
    """Selects something else: each of these says what."""

    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[Any]:
        """What the real one finds of an altered condition, altered."""
        orders = (order_by,) if isinstance(order_by, str | Descending) else tuple(order_by)
        page = await self.real.select(
            self.altered(where), order_by=order_by, limit=limit, offset=offset, after=after
        )
        return self.shown(page, orders, after)

    async def count(self, where: Where = EVERYTHING) -> int:
        """How many the altered condition finds."""
        return await self.real.count(self.altered(where))

    def altered(self, where: Where) -> Where:
        """The condition that is really asked about."""
        return where

    def shown(self, page: Page[Any], orders: tuple[Order, ...], after: Cursor | None) -> Page[Any]:
        """The page that is really given."""
        del orders, after
        return page


class _ListsTheLastTwice(_Selecting):
    def shown(self, page: Page[Any], orders: tuple[Order, ...], after: Cursor | None) -> Page[Any]:
        """With the last entity twice, where there are three."""
        del orders, after
        return attrs.evolve(page, items=page.items + page.items[2:])


class _LivePage(Page[Any]):
    """It is read when it is gone through."""

    gone: set[str]

    def __iter__(self) -> Iterator[Any]:
        return (item for item in self.items if repr(item) not in self.gone)


class _SelectsLazily(_Selecting):
    async def delete(self, key: Any, /) -> None:
        """Remembers all that is gone then."""
        before = [repr(entity) for entity in await self.real.select()]
        await self.real.delete(key)
        left = {repr(entity) for entity in await self.real.select()}
        self._gone.update(each for each in before if each not in left)
        # The next one to be come to is gone as well, like a cursor that a write has moved.
        self._gone.update(before[1:2])

    @property
    def _gone(self) -> set[str]:
        gone: set[str] = self.shared.setdefault("gone", set())
        return gone

    def shown(self, page: Page[Any], orders: tuple[Order, ...], after: Cursor | None) -> Page[Any]:
        """As it will be when it is gone through."""
        del orders, after
        self.shared["gone"] = set()
        live = _LivePage(page.items, page.next)
        object.__setattr__(live, "gone", self._gone)
        return live


def _rewritten(where: Where, leaf: Any) -> Where:
    """The condition with something else in place of what it is made of."""
    match where:
        case Conjunction(parts=parts):
            return Conjunction(tuple(_rewritten(part, leaf) for part in parts))
        case Disjunction(parts=parts):
            return Disjunction(tuple(_rewritten(part, leaf) for part in parts))
        case Negation(part=part):
            return Negation(_rewritten(part, leaf))
        case _:
            return cast(Where, leaf(where))


class _LeavesWildcards(_Selecting):
    def altered(self, where: Where) -> Where:
        """LIKE, with the text as it is."""

        def leaf(part: Where) -> Where:
            if not isinstance(part, TextMatch) or part.operator is TextOperator.LIKE:
                return part
            before = "%" if part.operator is TextOperator.CONTAINS else ""
            text = part.text.replace("\\", "\\\\")
            return TextMatch(part.attribute, TextOperator.LIKE, f"{before}{text}%")

        return _rewritten(where, leaf)


class _NegatesNull(_Selecting):
    def altered(self, where: Where) -> Where:
        """What is unknown is false, and its negation true."""
        if isinstance(where, Negation) and not isinstance(where.part, IsNull):
            unknown = [IsNull(name) for name in sorted(where.attributes())]
            return Disjunction((where, *unknown))
        return where


class _EverythingIsInNothing(_Selecting):
    def altered(self, where: Where) -> Where:
        """A condition of no values is none."""
        return EVERYTHING if isinstance(where, Membership) and not where.values else where


class _MistakesDeMorgan(_Selecting):
    def altered(self, where: Where) -> Where:
        """Not both is neither."""
        if isinstance(where, Negation) and isinstance(where.part, Conjunction):
            return Conjunction(tuple(Negation(part) for part in where.part.parts))
        return where


class _CountsEverything(Delegating):
    async def count(self, where: Where = EVERYTHING) -> int:
        """Whatever the condition."""
        del where
        return await self.real.count()


class _BreaksTiesAnyhow(_Selecting):
    def shown(self, page: Page[Any], orders: tuple[Order, ...], after: Cursor | None) -> Page[Any]:
        """In the other direction by key."""
        del after
        if not orders:
            return page
        keys = self.facts.key_names
        by_key: list[Order] = list(keys if isinstance(orders[-1], Descending) else [])
        by_key = by_key or [Descending(name) for name in keys]
        items = in_order(page.items, (*orders, *by_key), keys, self.facts.profile)
        return attrs.evolve(page, items=tuple(items))


class _PutsNullElsewhere(_Selecting):
    def shown(self, page: Page[Any], orders: tuple[Order, ...], after: Cursor | None) -> Page[Any]:
        """At the other end."""
        del after
        for order in orders[:1]:
            name = order if isinstance(order, str) else order.attribute
            none = [item for item in page if getattr(item, name) is None]
            some = [item for item in page if getattr(item, name) is not None]
            first = len(none) and getattr(page[0], name) is None
            return attrs.evolve(page, items=tuple(some + none if first else none + some))
        return page


class _NeverDescends(Delegating):
    async def select(
        self, where: Where = EVERYTHING, *, order_by: Order | Sequence[Order] = (), **how: Any
    ) -> Page[Any]:
        """In ascending order."""
        orders = (order_by,) if isinstance(order_by, str | Descending) else order_by
        names = [each if isinstance(each, str) else each.attribute for each in orders]
        return await self.real.select(where, order_by=names, **how)


class _SkipsAfterAnInsert(_Selecting):
    async def add(self, entity: Any, /) -> Any:
        """Everything moves on by one."""
        self.shared["inserted"] = True
        return await self.real.add(entity)

    def shown(self, page: Page[Any], orders: tuple[Order, ...], after: Cursor | None) -> Page[Any]:
        """Without its first, where something was inserted since the page before."""
        del orders
        inserted = self.shared.pop("inserted", False) and after is not None
        return attrs.evolve(page, items=page.items[1:]) if inserted else page


class _PagesByOffset(Delegating):
    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        offset: int = 0,
        after: Cursor | None = None,
        **how: Any,
    ) -> Page[Any]:
        """A cursor is a number."""
        offset = offset if after is None else self.shared.get(repr(after), 0)
        page = await self.real.select(where, offset=offset, **how)
        if page.next is not None:
            self.shared[repr(page.next)] = offset + len(page)
        return page


class _StopsAtTheSecondPage(_Selecting):
    def shown(self, page: Page[Any], orders: tuple[Order, ...], after: Cursor | None) -> Page[Any]:
        """No page comes after the second."""
        del orders
        return page if after is None else Page(page.items)


SABOTEURS = (
    Saboteur(
        "empty_bytes_missing",
        "reads empty bytes as missing",
        "round_trip",
        _ReadsEmptyBytesAsMissing,
        unseen=where_nothing_holds(bytes),
    ),
    Saboteur("get_gives_none", "get gives None for what is missing", "missing_key", _GetGivesNone),
    Saboteur("find_raises", "find raises for what is missing", "missing_key", _FindRaises),
    Saboteur(
        "stored_reference",
        "returns its stored reference",
        "no_output_aliasing",
        _ReturnsWhatItStored,
    ),
    Saboteur("one_behind", "reads all but the last write", "linearizable", _ReadsOneBehind),
    Saboteur("folds_case", "folds key case", "keys_are_exact", _FoldsCase),
    Saboteur("strips_spaces", "strips keys of spaces", "keys_are_exact", _StripsSpaces),
    Saboteur("lists_twice", "lists the third entity twice", "select_agrees", _ListsTheLastTwice),
    Saboteur(
        "lazy_pages",
        "gives a page that is read while it is gone through",
        "iteration_survives_writes",
        _SelectsLazily,
    ),
    Saboteur("wildcards", "leaves `%` unescaped in a filter", "filter_agrees", _LeavesWildcards),
    Saboteur("two_values", "takes what is unknown for false", "filter_agrees", _NegatesNull),
    Saboteur(
        "in_nothing", "finds everything in no values", "filter_agrees", _EverythingIsInNothing
    ),
    Saboteur("de_morgan", "takes not both for neither", "filter_agrees", _MistakesDeMorgan),
    Saboteur("counts_all", "counts without the condition", "filter_agrees", _CountsEverything),
    Saboteur("ties", "breaks ties the wrong way", "order_is_total", _BreaksTiesAnyhow),
    Saboteur("nulls", "puts NULL at the other end", "order_is_total", _PutsNullElsewhere),
    Saboteur("never_descends", "knows no descending order", "order_is_total", _NeverDescends),
    Saboteur(
        "skips_a_row",
        "skips a row on the next page after an insert",
        "pages_concatenate",
        _SkipsAfterAnInsert,
    ),
    Saboteur("offset_pages", "takes a cursor for an offset", "pages_concatenate", _PagesByOffset),
    Saboteur(
        "two_pages", "gives no page behind the second", "pages_concatenate", _StopsAtTheSecondPage
    ),
)
"""Each with the guarantee that finds it out."""
