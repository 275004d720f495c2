"""Checks that nothing mutable is shared between what is stored and what goes in or comes out."""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any

from fakes.conformance.capabilities import Operation
from fakes.conformance.repository.trial import Entities, RepositoryTrial

__all__ = ["what_came_out_is_nobodys", "what_was_passed_in_is_nobodys"]

_IMMUTABLE = "nothing in these entities can be changed in place, and so nothing can be shared"


async def what_was_passed_in_is_nobodys(trial: RepositoryTrial) -> None:
    """Change what was passed in, in every way in."""
    repository = await trial.connect()
    entity = trial.entity()

    async def by_update(given: Any) -> Any:
        await repository.add(entity)
        return await repository.update(given)

    async def by_batch(given: Any) -> Any:
        return await repository.add_all([given])

    ways: dict[str, Callable[[Any], Awaitable[Any]]] = {
        "add": repository.add,
        "save": repository.save,
        "update": by_update,
    }
    if trial.declares(Operation.BATCH):
        ways["add_all"] = by_batch
    for name, way in ways.items():
        given = deepcopy(entity)
        await way(given)
        if not trial.mutated(given):
            trial.inconclusive(_IMMUTABLE)
        await trial.holds(repository, [entity], f"after what was passed to {name} was changed")
        await repository.delete(trial.key_of(entity))


async def what_came_out_is_nobodys(trial: RepositoryTrial) -> None:
    """Change what came out, in every way out."""
    repository = await trial.connect()
    entity = trial.entity()
    key = trial.key_of(entity)
    for name, way in _ways_out(repository, key).items():
        came = await way(deepcopy(entity))
        if not trial.mutated(came):
            trial.inconclusive(_IMMUTABLE)
        await trial.holds(repository, [entity], f"after what came out of {name} was changed")
        await repository.delete(key)


def _ways_out(repository: Entities, key: Any) -> dict[str, Callable[[Any], Awaitable[Any]]]:
    async def got(entity: Any) -> Any:
        await repository.add(entity)
        return await repository.get(key)

    async def found(entity: Any) -> Any:
        await repository.add(entity)
        return await repository.find(key)

    async def selected(entity: Any) -> Any:
        await repository.add(entity)
        return (await repository.select())[0]

    async def updated(entity: Any) -> Any:
        return await repository.update(await repository.add(entity))

    return {
        "get": got,
        "find": found,
        "select": selected,
        "add": repository.add,
        "save": repository.save,
        "update": updated,
    }
