"""Checks of order and of pages: nothing ties, nothing is skipped, nothing comes twice."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from fakes.conformance.capabilities import Operation
from fakes.conformance.repository.reference import ORDERED, in_order
from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.repository import Descending, Order

__all__ = [
    "any_order_is_the_references",
    "offsets_are_parts_of_the_whole",
    "pages_go_on_behind_their_last",
    "pages_join_to_the_whole",
    "ties_are_broken_by_key",
]

_MOST_PAGES = 100


async def any_order_is_the_references(trial: RepositoryTrial) -> None:
    """By up to two attributes, in either direction; of no attribute, by key."""
    repository = await trial.connect()
    entities = trial.entities(0, 7)
    for entity in entities:
        await repository.add(entity)
    for order_by in ((), trial.draw(_orders(trial, entities), "order_by")):
        expected = in_order(entities, order_by, trial.key_names, trial.profile)
        found = await repository.select(order_by=order_by)
        wanted = trial.keys_of(expected)
        trial.equal(trial.keys_of(found), wanted, f"the keys of select(order_by={order_by!r})")


async def ties_are_broken_by_key(trial: RepositoryTrial) -> None:
    """Where some have no value, and where one value is everywhere."""
    repository = await trial.connect()
    entities = trial.entities(6)
    plain = trial.plain_names(entities[0])
    names = [name for name in _ordered_names(trial, entities) if name in plain]
    await _are_ordered(trial, repository, entities, names)
    for name in names:
        value = getattr(entities[0], name)
        tied = [trial.changed(entity, name, value) for entity in entities]
        await _are_ordered(trial, repository, tied, [name])
    trial.same_keys(await repository.select(), [], "what is left in the end")


async def pages_join_to_the_whole(trial: RepositoryTrial) -> None:
    """From the first to the last, whatever their size."""
    repository = await trial.connect()
    entities = trial.entities(0, 7)
    for entity in entities:
        await repository.add(entity)
    ordered = trial.declares(Operation.ORDER)
    order_by = trial.draw(_orders(trial, entities), "order_by") if ordered else ()
    whole = trial.keys_of(await repository.select(order_by=order_by))
    trial.equal(sorted(whole, key=repr), sorted(trial.keys_of(entities), key=repr), "the whole")
    for size in range(1, len(entities) + 2):
        pages = await _pages(trial, repository, order_by, size)
        trial.equal([key for page in pages for key in page], whole, f"pages of {size}, joined")
        trial.equal([len(page) for page in pages[:-1]], [size] * (len(pages) - 1), "their sizes")


async def offsets_are_parts_of_the_whole(trial: RepositoryTrial) -> None:
    """Wherever they begin, also behind the end."""
    repository = await trial.connect()
    entities = trial.entities(0, 5)
    for entity in entities:
        await repository.add(entity)
    whole = trial.keys_of(await repository.select())
    for offset in range(len(entities) + 2):
        found = trial.keys_of(await repository.select(offset=offset))
        trial.equal(found, whole[offset:], f"select(offset={offset})")
        found = trial.keys_of(await repository.select(offset=offset, limit=2))
        trial.equal(found, whole[offset : offset + 2], f"select(offset={offset}, limit=2)")


async def pages_go_on_behind_their_last(trial: RepositoryTrial) -> None:
    """What is added or deleted before it neither skips nor repeats anything."""
    repository, other = await trial.connect(), await trial.connect()
    entities = trial.entities(5)
    for entity in entities:
        await repository.add(entity)
    whole = list(await repository.select())
    keys = trial.keys_of(whole)
    await repository.delete(keys[0])

    page = await repository.select(limit=2)
    trial.equal(trial.keys_of(page), keys[1:3], "the first page")
    await other.add(next(each for each in entities if trial.key_of(each) == keys[0]))
    page = await repository.select(limit=1, after=page.next)
    trial.equal(trial.keys_of(page), keys[3:4], "the next page after an add before it")
    await other.delete(keys[1])
    await other.delete(keys[3])
    page = await repository.select(limit=2, after=page.next)
    trial.equal(trial.keys_of(page), keys[4:], "the last page after deletes before it")
    trial.equal(page.next, None, "where the page after the last begins")


async def _pages(
    trial: RepositoryTrial, repository: Entities, order_by: Sequence[Order], size: int
) -> list[list[Any]]:
    """The keys of each page; more pages than there can be are not asked for."""
    page = await repository.select(order_by=order_by, limit=size)
    pages = [trial.keys_of(page)]
    while page.next is not None and pages[-1]:
        page = await repository.select(order_by=order_by, limit=size, after=page.next)
        pages.append(trial.keys_of(page))
        trial.true(len(pages) < _MOST_PAGES, "the pages never end")
    return pages


async def _are_ordered(
    trial: RepositoryTrial, repository: Entities, entities: Sequence[Any], names: Sequence[str]
) -> None:
    """Store the entities, go through them by each of the attributes, and delete them."""
    for entity in reversed(entities):
        await repository.save(entity)
    for order in (order for name in names for order in (name, Descending(name))):
        wanted = trial.keys_of(in_order(entities, (order,), trial.key_names, trial.profile))
        found = await repository.select(order_by=order)
        trial.equal(trial.keys_of(found), wanted, f"the keys of select(order_by={order!r})")
    for entity in entities:
        await repository.delete(trial.key_of(entity))


def _ordered_names(trial: RepositoryTrial, entities: Sequence[Any]) -> list[str]:
    """The attributes by which these entities have an order in every database."""
    first = entities[0]
    names = [*trial.key_names, *(n for ns in trial.unique_names for n in ns)]
    return [
        name
        for name in dict.fromkeys([*names, *trial.plain_names(first)])
        if trial.suite.searched is None or name in trial.suite.searched
        if all(isinstance(getattr(each, name), (*ORDERED, type(None))) for each in entities)
    ]


def _orders(trial: RepositoryTrial, entities: Sequence[Any]) -> SearchStrategy[tuple[Order, ...]]:
    names = _ordered_names(trial, entities) if entities else list(trial.key_names)

    def named(chosen: Sequence[tuple[int, bool]]) -> tuple[Order, ...]:
        orders = {names[number % len(names)]: descends for number, descends in chosen}
        return tuple(Descending(name) if orders[name] else name for name in orders)

    return _CHOSEN.map(named)


_CHOSEN = strategies.lists(
    strategies.tuples(strategies.integers(0, 30), strategies.booleans()), min_size=1, max_size=2
)
