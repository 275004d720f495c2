"""Checks of batches: they do what a loop does, or nothing."""

from fakes.conformance.repository.trial import RepositoryTrial
from fakes.repository import ConstraintViolation, DuplicateKey

__all__ = ["a_batch_does_what_a_loop_does", "a_batch_with_a_duplicate_does_nothing"]


async def a_batch_does_what_a_loop_does(trial: RepositoryTrial) -> None:
    """It stores and returns all, in order; of nothing, nothing."""
    repository = await trial.connect()
    before, *entities = trial.entities(1, 6)
    await repository.add(before)
    trial.equal(await repository.add_all([]), [], "add_all([])")
    added = await repository.add_all(entities)
    trial.equal(len(added), len(entities), "how many add_all returned")
    for given, stored in zip(entities, added, strict=True):
        trial.same(stored, given, "what add_all returned, in order")
    await trial.holds(repository, [before, *entities], "after add_all")


async def a_batch_with_a_duplicate_does_nothing(trial: RepositoryTrial) -> None:
    """Wherever it is in the batch: of a stored key, of one in the batch, of unique values."""
    repository = await trial.connect()
    before, first, second, third = trial.entities(4)
    await repository.add(before)
    stored = trial.with_key(third, trial.key_of(before))
    within = trial.with_key(third, trial.key_of(first))
    for batch, which in (
        ([first, second, stored], "stored already"),
        ([first, second, within], "twice in it"),
    ):
        what = f"add_all with a key that is {which}"
        await trial.refused(DuplicateKey, repository.add_all(batch), what)
        await trial.holds(repository, [before], f"after {what}")
    for names in trial.unique_names:
        taken = third
        for name in names:
            taken = trial.changed(taken, name, getattr(before, name))
        if None not in [getattr(taken, name) for name in names]:
            attempt = repository.add_all([first, taken])
            await trial.refused(ConstraintViolation, attempt, "add_all with values that are taken")
            await trial.holds(repository, [before], "after add_all with values that are taken")
