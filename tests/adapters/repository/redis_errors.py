"""What redis-py raises when the server is away, as the port says it."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import redis

from fakes.repository import RepositoryUnavailable

__all__ = ["reaching"]

_LOST: Final = (redis.ConnectionError, redis.TimeoutError)


@contextmanager
def reaching(*, outcome_unknown: bool) -> Generator[None]:
    """Tell of a connection that is lost in the block.

    While keys are watched, redis-py raises WatchError for that as well, as if somebody else had
    written them; also when it is the reply to EXEC that was lost, and the transaction has taken
    effect. To do it again would be to do it twice. What it was raised in place of tells the two
    apart.

    Raises:
        RepositoryUnavailable: It is.
        WatchError: A key that is watched was written.
    """
    handled = sys.exception()
    try:
        yield
    except _LOST as error:
        raise RepositoryUnavailable(_told(error), outcome_unknown=outcome_unknown) from error
    except redis.WatchError as error:
        lost = error.__context__
        # An error that was being handled before the block has nothing to do with it.
        if lost is handled or not isinstance(lost, _LOST):
            raise
        raise RepositoryUnavailable(_told(lost), outcome_unknown=outcome_unknown) from error


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
