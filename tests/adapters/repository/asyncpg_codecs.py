"""How asyncpg is to read and write times, where what it does by itself loses some."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncpg

__all__ = ["prepare"]

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


async def prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Have a new connection take every time as it is: what a pool needs as its `init`.

    By itself, asyncpg takes `datetime.max` for infinity and `datetime.min` for its opposite, and
    gives them back without a time zone.
    """
    await connection.set_type_codec(
        "timestamptz",
        schema="pg_catalog",
        encoder=_microseconds,
        decoder=_time,
        format="tuple",
    )


def _microseconds(time: datetime) -> tuple[int]:
    return ((time - _EPOCH) // _MICROSECOND,)


def _time(microseconds: tuple[int]) -> datetime:
    return _EPOCH + microseconds[0] * _MICROSECOND
