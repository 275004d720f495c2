"""Checks of conditions, each compared with what `reference` says of every entity."""

from collections.abc import Sequence
from typing import Any

import attrs
from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from fakes.conformance.repository.reference import ORDERED, truth
from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.repository import Attribute, Where, attribute

__all__ = ["any_condition_agrees", "wildcards_case_and_nothing_agree"]

_TEXTS = ("a%b", "a_b", "axb", "A%B", "", "a\\b", "ab ")
_SEARCHED = ("", "%", "_", "\\", "a", "A", "B ")


async def wildcards_case_and_nothing_agree(trial: RepositoryTrial) -> None:
    """Texts with `%` and `_` in them, of either case, NULL, and the condition of no values."""
    repository = await trial.connect()
    entities = trial.entities(len(_TEXTS) + 1)
    plain = [name for name in trial.plain_names(entities[0]) if _is_searched(trial, name)]
    texts = [name for name in plain if isinstance(getattr(entities[0], name), str)]
    stored = list(entities)
    for name in texts[:1]:
        pairs = zip(entities, (*_TEXTS, _TEXTS[0]), strict=True)
        stored = [trial.changed(entity, name, text) for entity, text in pairs]
    for entity in stored:
        await repository.add(entity)
    nothing = attribute(trial.key_names[0]).is_in([])
    both = [attribute(trial.key_names[0]).equals(_key_part(trial, each)) for each in stored[:2]]
    joined = (~(both[0] & both[1]), ~(both[0] | both[1]))
    nulls = _about_nulls(plain, stored)
    for where in (nothing, ~nothing, *joined, *_about_texts(texts[:1]), *nulls):
        await _agrees(trial, repository, stored, where)


async def any_condition_agrees(trial: RepositoryTrial) -> None:
    """Every operator, joined in any way, on the values that are there and on others."""
    repository = await trial.connect()
    entities = trial.entities(2, 7)
    stored = entities[len(entities) // 3 :]
    for entity in stored:
        await repository.add(entity)
    where = trial.draw(_conditions(trial, entities), "where")
    await _agrees(trial, repository, stored, where)


async def _agrees(
    trial: RepositoryTrial, repository: Entities, stored: Sequence[Any], where: Where
) -> None:
    expected = [entity for entity in stored if truth(where, entity, trial.profile)]
    found = await repository.select(where)
    trial.same_keys(found, expected, f"select({where!r})")
    wanted = {repr(trial.key_of(entity)): entity for entity in expected}
    for entity in found:
        trial.same(entity, wanted[repr(trial.key_of(entity))], f"one of select({where!r})")
    trial.equal(await repository.count(where), len(expected), f"count({where!r})")


def _is_searched(trial: RepositoryTrial, name: str) -> bool:
    return trial.suite.searched is None or name in trial.suite.searched


def _about_texts(names: Sequence[str]) -> list[Where]:
    conditions: list[Where] = []
    for name in names:
        it = attribute(name)
        conditions += [it.equals(text) for text in ("A%B", "a%b", "ab")]
        conditions += [it.starts_with(text) for text in ("a%", "a_", "A", "")]
        conditions += [it.contains(text) for text in ("%", "_", "\\", "X")]
        conditions += [it.like(text) for text in ("a%b", "a_b", "a\\%b", "%", "_%B", "a\\\\_")]
        conditions += [it.equals_ignoring_case("A%b"), it.is_in(["a_b", "axb"]), ~it.equals("axb")]
    return conditions


def _about_nulls(names: Sequence[str], stored: Sequence[Any]) -> list[Where]:
    conditions: list[Where] = []
    for name in names:
        conditions.append(attribute(name).is_null())
        values = [getattr(entity, name) for entity in stored]
        known = [value for value in values if isinstance(value, ORDERED)]
        conditions += [attribute(name).equals(value) for value in known[:1]]
    return [*conditions, *(~condition for condition in conditions)]


def _key_part(trial: RepositoryTrial, entity: Any) -> object:
    return getattr(entity, trial.key_names[0])


def _conditions(trial: RepositoryTrial, entities: Sequence[Any]) -> SearchStrategy[Where]:
    """Conditions on what the entities have in them, of any shape."""
    unique = [name for names in trial.unique_names for name in names]
    names = dict.fromkeys([*trial.key_names, *unique, *trial.plain_names(entities[0])])
    asked = [
        _Asked(attribute(name), [getattr(entity, name) for entity in entities])
        for name in names
        if _is_searched(trial, name)
    ]

    def built(shape: Any) -> Where:
        joined, *parts = shape
        if joined == "not":
            return ~built(parts[0])
        if joined == "and":
            return built(parts[0]) & built(parts[1])
        if joined == "or":
            return built(parts[0]) | built(parts[1])
        about: _Asked = asked[int(joined) % len(asked)]
        return about.condition(*parts)

    # What is drawn is numbers: Hypothesis writes its strategies out, with all that is in them.
    return _SHAPES.map(built)


_NUMBERS = strategies.integers(0, 30)
_SHAPES: SearchStrategy[Any] = strategies.recursive(
    strategies.tuples(_NUMBERS, _NUMBERS, strategies.lists(_NUMBERS, max_size=4)),
    lambda parts: strategies.one_of(
        strategies.tuples(strategies.just("not"), parts),
        strategies.tuples(strategies.sampled_from(("and", "or")), parts, parts),
    ),
    max_leaves=5,
)


@attrs.frozen
class _Asked:
    """An attribute, and the values that it has."""

    it: Attribute
    values: Sequence[object]

    def condition(self, kind: int, numbers: Sequence[int]) -> Where:
        """One of all the kinds of conditions, of values or parts of values that the numbers say."""
        known = [value for value in self.values if value is not None]
        if not known or not all(isinstance(value, ORDERED) for value in known):
            return self.it.is_null()
        several = [known[number % len(known)] for number in numbers]
        one: object = (several or known)[0]
        conditions = [self.it.is_null(), self.it.equals(one), self.it.is_in(several)]
        if not isinstance(one, bool):
            conditions += [self.it.less_than(one), self.it.at_most(one)]
            conditions += [self.it.more_than(one), self.it.at_least(one)]
        if isinstance(one, str) and all(isinstance(value, str) for value in known):
            part = self._part(numbers, one)
            conditions += [self.it.starts_with(part), self.it.contains(part)]
            conditions += [self.it.equals_ignoring_case(one.swapcase()), self._like(numbers, one)]
        return conditions[kind % len(conditions)]

    def _part(self, numbers: Sequence[int], text: str) -> str:
        """What there is in the text, or something else."""
        start, end, *_ = (*numbers, 0, 3)
        return (*_SEARCHED, text, text[start % 4 : end % 6])[(start + end) % (len(_SEARCHED) + 2)]

    def _like(self, numbers: Sequence[int], text: str) -> Where:
        """Wildcards, and between them characters of the text."""
        pieces = ("%", "_", *map(_escaped, text[:6] or "a"))
        return self.it.like("".join(pieces[number % len(pieces)] for number in numbers))


def _escaped(text: str) -> str:
    return f"\\{text}" if text in ("\\", "%", "_") else text
