"""Checks of arguments that cannot be: they are refused before anything is done."""

from fakes.conformance.capabilities import Operation
from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.errors import InvalidValue
from fakes.repository import InvalidQuery, InvalidWhere, attribute

__all__ = ["what_cannot_be_is_refused"]

_UNKNOWN = "no_such_attribute"


async def what_cannot_be_is_refused(trial: RepositoryTrial) -> None:
    """Limits, offsets, and names that no attribute has, where these are declared."""
    repository = await trial.connect()
    entities = trial.entities(2)
    for entity in entities:
        await repository.add(entity)
    await _refuses_pages(trial, repository)
    if trial.declares(Operation.FILTER):
        where = attribute(_UNKNOWN).equals(1)
        asked = f"({where!r})"
        await trial.refused(InvalidWhere, repository.select(where), f"select{asked}")
        await trial.refused(InvalidWhere, repository.count(where), f"count{asked}")
    if trial.declares(Operation.ORDER):
        attempt = repository.select(order_by=_UNKNOWN)
        # It is an unknown attribute, or an order that cannot be.
        await trial.refused(InvalidValue, attempt, f"select(order_by={_UNKNOWN!r})")
    await trial.holds(repository, entities, "after what was refused")


async def _refuses_pages(trial: RepositoryTrial, repository: Entities) -> None:
    for limit in (0, -1):
        attempt = repository.select(limit=limit)
        await trial.refused(InvalidQuery, attempt, f"select(limit={limit})")
    attempt = repository.select(offset=-1)
    await trial.refused(InvalidQuery, attempt, "select(offset=-1)")
    after = (await repository.select(limit=1)).next
    trial.true(after is not None, "the first of two pages\n  says that none is behind it")
    attempt = repository.select(offset=1, after=after)
    await trial.refused(InvalidQuery, attempt, "select(offset=1, after=...)")
