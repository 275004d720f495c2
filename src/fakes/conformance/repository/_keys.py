"""Checks of keys: which are told apart, and those that the adapter generates."""

import unicodedata
from typing import Any

from fakes.conformance.capabilities import Operation
from fakes.conformance.repository.trial import RepositoryTrial

__all__ = [
    "a_generated_key_is_told",
    "an_explicit_key_is_kept_clear_of",
    "generated_keys_differ",
    "keys_that_look_alike_are_apart",
    "rolled_back_keys_come_as_declared",
]


async def keys_that_look_alike_are_apart(trial: RepositoryTrial) -> None:
    """Case, spaces, normal form, width of letters, and what comes after many that are the same."""
    repository = await trial.connect()
    entities = trial.entities(9)
    if not isinstance(trial.key_of(entities[0]), str):
        trial.inconclusive("the keys are no texts")
    texts = ("key", "KEY", "key ", " key", "ke\u00fdk", "key" * 15, "key" * 15 + "k", "kéy")
    alike = [*texts, unicodedata.normalize("NFD", texts[-1])]
    named = [trial.with_key(*pair) for pair in zip(entities, alike, strict=True)]
    for number, entity in enumerate(named):
        key = trial.key_of(entity)
        trial.equal(await repository.find(key), None, f"find({key!r}) before its add")
        await repository.add(entity)
        await trial.holds(repository, named[: number + 1], f"after the add of {key!r}")
    await repository.delete(alike[0])
    await trial.holds(repository, named[1:], f"after delete({alike[0]!r})")


async def a_generated_key_is_told(trial: RepositoryTrial) -> None:
    """On what add returns; and on what it was passed as is declared."""
    repository = await trial.connect()
    [name] = trial.key_names
    given = trial.without(trial.entity(), name)
    added = await repository.add(given)
    key = trial.key_of(added)
    trial.true(key is not None, f"the {name} of what add returned\n  is None")
    trial.same(added, trial.with_key(given, key), "what add returned")
    told = {"result": None, "argument": key}[trial.parameter()]
    trial.equal(trial.key_of(given), told, f"the {name} of what was passed to add")
    await trial.holds(repository, [added], "after add without a key")


async def generated_keys_differ(trial: RepositoryTrial) -> None:
    """From each other, and from those of what was deleted; save generates them too."""
    repository, other = await trial.connect(), await trial.connect()
    [name] = trial.key_names
    entities = [trial.without(entity, name) for entity in trial.entities(6)]
    seen: list[Any] = []
    # The greatest key comes again after a delete where the profile says so.
    deleted = (0, 3, 4) if trial.profile.deleted_keys == "skipped" else ()
    for number, entity in enumerate(entities):
        client = (repository, other)[number % 2]
        added = await (client.save(entity) if number == 1 else client.add(entity))
        key = trial.key_of(added)
        trial.true(key is not None, f"the {name} of what was added\n  is None")
        trial.true(key not in seen, f"a generated {name} came twice\n  {key!r}, after {seen!r}")
        seen.append(key)
        if number in deleted:
            await client.delete(key)
    trial.equal(await repository.count(), 6 - len(deleted), "count() after adds and deletes")


async def rolled_back_keys_come_as_declared(trial: RepositoryTrial) -> None:
    """The key of an insert that was rolled back comes again only where the profile says so."""
    repository = await trial.connect()
    [name] = trial.key_names
    first, second = (trial.without(entity, name) for entity in trial.entities(2))
    lost = None
    if trial.declares(Operation.TRANSACTIONS):
        async with await trial.unit_of_work(repository) as unit:
            lost = trial.key_of(await unit.on(repository).add(first))
            await unit.rollback()
    added = await repository.add(second)
    if trial.profile.rolled_back_keys == "skipped":
        key = trial.key_of(added)
        trial.true(key != lost, f"a rolled-back {name} came again\n  {lost!r}")
    await trial.holds(repository, [added], "after an add")


async def an_explicit_key_is_kept_clear_of(trial: RepositoryTrial) -> None:
    """What is generated after an explicit number is behind it, where the profile says so."""
    repository = await trial.connect()
    [name] = trial.key_names
    first, second, third = trial.entities(3)
    before = trial.key_of(await repository.add(trial.without(first, name)))
    if not isinstance(before, int):
        trial.inconclusive("the generated keys are no numbers")
    explicit = before + 92
    await repository.add(trial.with_key(second, explicit))
    after = trial.key_of(await repository.add(trial.without(third, name)))
    trial.true(after not in (before, explicit), f"a generated {name} is taken\n  {after!r}")
    advances = trial.profile.explicit_keys == "advance"
    trial.equal(after > explicit, advances, f"whether {after!r} comes behind {explicit!r}")
