"""Checks of what is found without a condition: it agrees with what was stored."""

from typing import Any

from hypothesis import strategies

from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.repository import DuplicateKey, NotFound

__all__ = ["a_page_survives_writes", "any_program_agrees_with_a_dict", "what_is_stored_is_listed"]

_STEPS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(("add", "save", "update", "delete")),
        strategies.integers(0, 3),
        strategies.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)


async def what_is_stored_is_listed(trial: RepositoryTrial) -> None:
    """By select, count and get alike, each once."""
    writer, reader = await trial.connect(), await trial.connect()
    entities = trial.entities(0, 6)
    for number, entity in enumerate(entities):
        await writer.add(entity)
        await trial.holds(reader, entities[: number + 1], "after an add")
    for entity in entities[:1]:
        await writer.save(trial.over(await reader.get(trial.key_of(entity)), entity))
    await trial.holds(reader, entities, "in the end")


async def any_program_agrees_with_a_dict(trial: RepositoryTrial) -> None:
    """Writes of all kinds under a few keys do to the repository what they do to a dict."""
    repository = await trial.connect()
    entities = trial.entities(4)
    keys = trial.keys_of(entities)
    steps = trial.draw(_STEPS, "steps")
    model: dict[int, Any] = {}
    for step, place, other in steps:
        # Unique values stay where they are: an entity of the model is one of its own key.
        like = entities[place if trial.unique_names else other]
        given = trial.with_key(like, keys[place])
        if place in model:
            given = trial.over(model[place], given)
        await _step(trial, repository, step, given, (model, place))
        await trial.holds(repository, [*model.values()], f"after {step}")


async def _step(
    trial: RepositoryTrial,
    repository: Entities,
    step: str,
    given: Any,
    where: tuple[dict[int, Any], int],
) -> None:
    model, place = where
    key, there = trial.key_of(given), place in model
    if step == "add" and there:
        await trial.refused(DuplicateKey, repository.add(given), f"add of {key!r}")
    elif step == "update" and not there:
        await trial.refused(NotFound, repository.update(given), f"update of {key!r}")
    elif step == "delete":
        if there:
            await repository.delete(key)
            del model[place]
    else:
        write = {"add": repository.add, "save": repository.save, "update": repository.update}[step]
        model[place] = await write(given)
        trial.same(model[place], given, f"what {step} returned")


async def a_page_survives_writes(trial: RepositoryTrial) -> None:
    """What was selected can be gone through while everything in it is written."""
    repository = await trial.connect()
    late, *entities = trial.entities(3, 5)
    for entity in entities:
        await repository.add(entity)
    page = await repository.select()
    seen: list[Any] = []
    for number, entity in enumerate(page):
        seen.append(entity)
        await repository.delete(trial.key_of(entity))
        if number == 0:
            await repository.add(late)
    trial.same_keys(seen, entities, "what was selected before the writes")
    await trial.holds(repository, [late], "after the writes")
