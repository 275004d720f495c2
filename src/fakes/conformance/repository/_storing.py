"""Checks of one entity at a time: what is stored comes back, is replaced whole, and is deleted."""

from fakes.conformance.capabilities import Promise
from fakes.conformance.repository.trial import RepositoryTrial
from fakes.repository import DuplicateKey, InvalidEntity, NotFound, StaleVersion

__all__ = [
    "a_deleted_entity_is_gone",
    "a_missing_key_is_missing",
    "an_added_entity_comes_back",
    "an_update_of_nothing_is_refused",
    "deleting_nothing_does_as_declared",
    "edges_come_back",
    "nul_is_refused_where_it_cannot_be_kept",
    "the_key_of_a_deleted_entity_is_free",
    "the_last_save_wins",
    "the_second_add_is_refused",
]


async def an_added_entity_comes_back(trial: RepositoryTrial) -> None:
    """What was added is returned, and found by another client."""
    writer, reader = await trial.connect(), await trial.connect()
    entity = trial.entity()
    key = trial.key_of(entity)
    trial.same(await writer.add(entity), entity, "what add returned")
    trial.same(await reader.get(key), entity, f"get({key!r}) after add")
    trial.same(await reader.find(key), entity, f"find({key!r}) after add")
    trial.same((await reader.select())[0], entity, "what is selected after add")


async def edges_come_back(trial: RepositoryTrial) -> None:
    """Each attribute takes the values at its edges; a key has `keys_are_exact`."""
    repository = await trial.connect()
    entity = trial.entity()
    key = trial.key_of(entity)
    stored = await repository.add(entity)
    for name in trial.facts.unkeyed_names(entity):
        for edge in trial.suite.edges(name, getattr(entity, name)):
            stored = await repository.save(trial.changed(stored, name, edge))
            found = await repository.get(key)
            trial.equal(getattr(found, name, None), edge, f"get({key!r}).{name} after save")
    trial.same(await repository.get(key), stored, f"get({key!r}) after all the saves")


async def nul_is_refused_where_it_cannot_be_kept(trial: RepositoryTrial) -> None:
    """A text with a NUL is a typed error, and nothing is stored, unless it comes back."""
    repository = await trial.connect()
    entity = trial.entity()
    names = [each for each in trial.plain_names(entity) if isinstance(getattr(entity, each), str)]
    for name in names[:1]:
        with_nul = trial.changed(entity, name, "a\x00b")
        if trial.profile.stores_nul:
            await repository.add(with_nul)
            await trial.holds(repository, [with_nul], "after add with a NUL")
        else:
            await trial.refused(InvalidEntity, repository.add(with_nul), "add with a NUL")
            await trial.holds(repository, [], "after a refused add")
    await repository.save(trial.over(entity, entity))
    trial.same(await repository.get(trial.key_of(entity)), entity, "get after save without a NUL")


async def a_missing_key_is_missing(trial: RepositoryTrial) -> None:
    """In an empty repository, and beside others."""
    repository = await trial.connect()
    stored, absent = trial.entities(2)
    for when in ("of an empty repository", "beside another entity"):
        key = trial.key_of(absent)
        await trial.refused(NotFound, repository.get(key), f"get({key!r}) {when}")
        trial.equal(await repository.find(key), None, f"find({key!r}) {when}")
        await repository.save(stored)


async def the_second_add_is_refused(trial: RepositoryTrial) -> None:
    """Whatever is in the second, the first stays as it was."""
    repository = await trial.connect()
    first, other, third = trial.entities(3)
    await repository.add(first)
    await repository.add(third)
    second = trial.with_key(other, trial.key_of(first))
    await trial.refused(DuplicateKey, repository.add(second), "the second add under one key")
    await trial.holds(repository, [first, third], "after the refused add")


async def the_last_save_wins(trial: RepositoryTrial) -> None:
    """It replaces the entity whole; a stale one is refused where versions are kept."""
    repository = await trial.connect()
    first, other, third = trial.entities(3)
    key = trial.key_of(first)
    stored = await repository.save(first)
    second = trial.over(stored, other)
    trial.same(await repository.save(second), second, "what the second save returned")
    await trial.holds(repository, [second], "after the second save")
    if trial.declares(Promise.VERSIONS):
        stale = trial.over(stored, third)
        await trial.refused(StaleVersion, repository.save(stale), "save of a stale version")
        await trial.holds(repository, [second], "after the refused save")
    updated = trial.over(await repository.get(key), third)
    trial.same(await repository.update(updated), updated, "what update returned")
    await trial.holds(repository, [updated], "after update")


async def an_update_of_nothing_is_refused(trial: RepositoryTrial) -> None:
    """Before anything is stored, and after a delete."""
    repository = await trial.connect()
    entity, other = trial.entities(2)
    await trial.refused(NotFound, repository.update(entity), "update of nothing")
    await trial.holds(repository, [], "after the refused update")
    await repository.add(other)
    stored = await repository.add(entity)
    await repository.delete(trial.key_of(entity))
    await trial.refused(NotFound, repository.update(stored), "update of what was deleted")
    await trial.holds(repository, [other], "after the refused update")


async def a_deleted_entity_is_gone(trial: RepositoryTrial) -> None:
    """From all that could show it, and nothing else is."""
    repository, reader = await trial.connect(), await trial.connect()
    gone, *others = trial.entities(1, 4)
    for entity in (gone, *others):
        await repository.add(entity)
    key = trial.key_of(gone)
    await repository.delete(key)
    await trial.refused(NotFound, reader.get(key), f"get({key!r}) after its delete")
    trial.equal(await reader.find(key), None, f"find({key!r}) after its delete")
    await trial.holds(reader, others, "after the delete")


async def deleting_nothing_does_as_declared(trial: RepositoryTrial) -> None:
    """It raises or ignores, and leaves the others alone."""
    repository = await trial.connect()
    entity, absent = trial.entities(2)
    await repository.add(entity)
    key = trial.key_of(absent)
    if trial.parameter() == "raises":
        await trial.refused(NotFound, repository.delete(key), f"delete({key!r}) of nothing")
    else:
        await repository.delete(key)
    await trial.holds(repository, [entity], "after the delete of nothing")


async def the_key_of_a_deleted_entity_is_free(trial: RepositoryTrial) -> None:
    """For add and for save, with nothing left of the old one."""
    repository = await trial.connect()
    first, second, third = trial.entities(3)
    key = trial.key_of(first)
    await repository.add(first)
    await repository.delete(key)
    again = trial.with_key(second, key)
    trial.same(await repository.add(again), again, "what the second add returned")
    await trial.holds(repository, [again], "after delete and add")
    await repository.delete(key)
    saved = trial.with_key(third, key)
    trial.same(await repository.save(saved), saved, "what the save returned")
    await trial.holds(repository, [saved], "after delete and save")
