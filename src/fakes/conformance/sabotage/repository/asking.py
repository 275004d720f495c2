"""Repositories that answer what they should refuse to be asked."""

from typing import Any

from fakes.conformance.capabilities import Operation
from fakes.conformance.sabotage.repository.delegating import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.repository import EVERYTHING, Cursor, InvalidWhere, Page, Where

__all__ = ["SABOTEURS"]


class _TakesAnyLimit(Delegating):
    async def select(
        self, where: Where = EVERYTHING, *, limit: int | None = None, **how: Any
    ) -> Page[Any]:
        """Everything, where the limit is below one."""
        taken = limit if limit is None or limit > 0 else None
        return await self.real.select(where, limit=taken, **how)


class _TakesAnyOffset(Delegating):
    async def select(self, where: Where = EVERYTHING, *, offset: int = 0, **how: Any) -> Page[Any]:
        """From the first, where the offset is below zero."""
        return await self.real.select(where, offset=max(offset, 0), **how)


class _TakesAnOffsetWithACursor(Delegating):
    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        offset: int = 0,
        after: Cursor | None = None,
        **how: Any,
    ) -> Page[Any]:
        """From the cursor."""
        taken = offset if after is None else 0
        return await self.real.select(where, offset=taken, after=after, **how)


class _FindsNothingByTheUnknown(Delegating):
    async def select(self, where: Where = EVERYTHING, **how: Any) -> Page[Any]:
        """Nothing has an attribute that there is not."""
        try:
            return await self.real.select(where, **how)
        except InvalidWhere:
            return Page(())


SABOTEURS = (
    Saboteur(
        "any_limit",
        "takes a limit below 1 for none",
        "bad_values_change_nothing",
        _TakesAnyLimit,
    ),
    Saboteur(
        "any_offset",
        "takes a negative offset for none",
        "bad_values_change_nothing",
        _TakesAnyOffset,
    ),
    Saboteur(
        "offset_with_a_cursor",
        "ignores an offset beside a cursor",
        "bad_values_change_nothing",
        _TakesAnOffsetWithACursor,
    ),
    Saboteur(
        "unknown_attributes",
        "finds nothing by an attribute that there is not",
        "bad_values_change_nothing",
        _FindsNothingByTheUnknown,
        needs={Operation.FILTER},
    ),
)
"""Each with the guarantee that finds it out."""
