"""Arithmetic with moments that stays within the calendar; which time it is, is said by `clock`."""

from datetime import UTC, datetime, timedelta

__all__ = ["later"]

_LAST = datetime.max.replace(tzinfo=UTC)


def later(moment: datetime, span: timedelta) -> datetime:
    """So much later than a moment in UTC, or the last moment of the year 9999."""
    try:
        return moment + span
    except OverflowError:
        return _LAST
