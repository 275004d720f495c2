"""Checks of unique attributes: when values are taken or free, and which are the same."""

from collections.abc import Sequence
from typing import Any

from fakes.conformance.capabilities import Operation
from fakes.conformance.repository.trial import RepositoryTrial
from fakes.repository import ConstraintViolation

__all__ = ["alike_texts_are_taken_as_declared", "taken_values_are_refused", "values_become_free"]


async def taken_values_are_refused(trial: RepositoryTrial) -> None:
    """By add, save and update alike; and of None, any number may be there."""
    repository = await trial.connect()
    for names in trial.unique_names:
        owner, other, third = trial.entities(3)
        taken = _with_values(trial, other, names, owner)
        await repository.add(owner)
        if None in [getattr(owner, name) for name in names]:
            await repository.add(taken)
            await trial.holds(repository, [owner, taken], f"with no value in {_listed(names)}")
            break
        what = f"with the {_listed(names)} of another"
        await trial.refused(ConstraintViolation, repository.add(taken), f"add {what}")
        await trial.refused(ConstraintViolation, repository.save(taken), f"save {what}")
        await trial.holds(repository, [owner], "after the refused ones")
        stored = await repository.add(other)
        moved = _with_values(trial, stored, names, owner)
        await trial.refused(ConstraintViolation, repository.update(moved), f"update {what}")
        await trial.holds(repository, [owner, other], "after the refused update")
        same = trial.over(await repository.get(trial.key_of(owner)), owner)
        trial.same(await repository.update(same), same, "update that keeps its own values")
        free = trial.over(stored, _with_values(trial, other, names, third))
        trial.same(await repository.update(free), free, "update to values that nobody has")
        for entity in (owner, other):
            await repository.delete(trial.key_of(entity))


async def values_become_free(trial: RepositoryTrial) -> None:
    """When who has them is deleted or changed, or was never committed."""
    repository = await trial.connect()
    for names in trial.unique_names:
        owner, other, third = trial.entities(3)
        _require_values(trial, owner, names)
        taker = _with_values(trial, other, names, owner)
        await repository.add(owner)
        await repository.delete(trial.key_of(owner))
        stored = await repository.add(taker)
        await trial.holds(repository, [taker], "after the owner was deleted")
        await repository.update(_with_values(trial, stored, names, third))
        again = await repository.add(owner)
        trial.same(again, owner, "add of values that were changed elsewhere")
        await repository.delete(trial.key_of(owner))
        await repository.delete(trial.key_of(other))
        if trial.declares(Operation.TRANSACTIONS):
            async with await trial.unit_of_work(repository) as unit:
                await unit.on(repository).add(owner)
                await unit.rollback()
            trial.same(await repository.add(taker), taker, "add of values that were rolled back")
            await repository.delete(trial.key_of(taker))


async def alike_texts_are_taken_as_declared(trial: RepositoryTrial) -> None:
    """Case, an accent and a space at the end make another value where the profile says so."""
    repository = await trial.connect()
    for names in trial.unique_names:
        owner, other = trial.entities(2)
        _require_values(trial, owner, names)
        await repository.add(owner)
        for name in names:
            value = getattr(owner, name)
            for text in _alike(value) if isinstance(value, str) else ():
                key = trial.profile.text.key
                alike = trial.changed(_with_values(trial, other, names, owner), name, text)
                what = f"add with {name} = {text!r} beside {value!r}"
                if key(text) == key(value):
                    await trial.refused(ConstraintViolation, repository.add(alike), what)
                else:
                    trial.same(await repository.add(alike), alike, what)
                    await repository.delete(trial.key_of(other))
        await trial.holds(repository, [owner], "in the end")
        await repository.delete(trial.key_of(owner))


def _require_values(trial: RepositoryTrial, entity: Any, names: Sequence[str]) -> None:
    if None in [getattr(entity, name) for name in names]:
        trial.inconclusive(f"there is no value in {_listed(names)}, which is never taken")


def _with_values(trial: RepositoryTrial, entity: Any, names: Sequence[str], owner: Any) -> Any:
    for name in names:
        entity = trial.changed(entity, name, getattr(owner, name))
    return entity


def _alike(value: str) -> list[str]:
    letter = value[:1] or "a"
    return [
        text
        for text in (value.swapcase(), value + " ", f"{letter}\u0301{value[1:]}")
        if text != value
    ]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
