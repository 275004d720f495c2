"""What a suite names in its entities is there, and what comes back from an adapter is an entity."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest
from hypothesis import strategies as st

from fakes.conformance import Namespace, Outcome, Promise, Verdict, verdicts
from fakes.conformance.repository import RepositoryConformance
from fakes.conformance.sabotage.repository import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from fakes.repository import FakeRepository


@attrs.frozen
class Book:
    isbn: str
    title: str


class Books(RepositoryConformance[Book, str]):
    key = "isbn"
    parameters = {"delete_missing": "raises"}
    examples = 3
    shrinks_for = 0.0

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeRepository[Book, str]]:
        yield FakeRepository(Book, key="isbn")

    @contextmanager
    def connect(self, store: FakeRepository[Book, str], /) -> Generator[FakeRepository[Book, str]]:
        yield store

    def entities(self) -> Any:
        return st.builds(Book, st.sampled_from("abcdefgh"), st.sampled_from("xyz"))


class Bare:
    """Not even an attribute."""

    __slots__ = ()


def verdict_on(suite: type[Any], slug: str, **declared: Any) -> Verdict:
    return verdicts(type(suite.__name__, (suite,), declared), slug)[slug]


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (
            {"key": "id"},
            "key names 'id'; a Book has isbn, title.\nRemedy: write key = ... with what it has.",
        ),
        (
            {"key": ("isbn", "shelf")},
            "key names 'shelf'; a Book has isbn, title.\nRemedy: write key = ... with what it has.",
        ),
        (
            {"unique": ["titel", ("title", "isbm")], "version": "ver", "searched": ["name"]},
            (
                "unique names 'titel', unique names 'isbm', version names 'ver', "
                "searched names 'name'; a Book has isbn, title.\n"
                "Remedy: write unique = ..., version = ..., searched = ... with what it has."
            ),
        ),
        (
            {"entities": lambda _: st.builds(Bare)},
            (
                "key names 'isbn'; a Bare has no attributes.\n"
                "Remedy: write key = ... with what it has."
            ),
        ),
    ],
)
@pytest.mark.parametrize("slug", ["round_trip", "duplicate_add"])
def test_an_attribute_that_entities_do_not_have_is_the_fault_of_the_suite(
    slug: str, declared: dict[str, Any], said: str
) -> None:
    verdict = verdict_on(Books, slug, **declared)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert said in verdict.reason


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        (
            Promise.UNIQUE,
            (
                "The suite declares Promise.UNIQUE, and not which attributes are unique.\n"
                "Remedy: write unique = [...] with their names, or leave the promise out."
            ),
        ),
        (
            Promise.VERSIONS,
            (
                "The suite declares Promise.VERSIONS, and not which attribute is the version.\n"
                "Remedy: write version = ... with its name, or leave the promise out."
            ),
        ),
    ],
)
def test_what_a_promise_is_about_must_be_named(promise: Promise, said: str) -> None:
    verdict = verdict_on(Books, "round_trip", promises={promise})

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert said in verdict.reason


class SavesWithoutReturning(Delegating):
    async def save(self, entity: Any, /) -> Any:
        await self.real.save(entity)


@pytest.mark.parametrize("version", [None, "title"])
def test_a_save_that_returns_nothing_is_the_fault_of_the_adapter(version: str | None) -> None:
    broken = Saboteur("nothing", "returns nothing", "round_trip", SavesWithoutReturning)

    verdict = verdict_on(sabotaged(Books, broken), "last_write_wins", version=version)

    assert verdict.outcome is Outcome.FAIL
    difference = verdict.reason.split("\n\n")[1]
    assert difference == (
        "what the adapter returned\n  expected: an entity, with isbn\n  got:      None"
    )


def test_an_edge_saved_over_nothing_is_the_fault_of_the_adapter() -> None:
    broken = Saboteur("nothing", "returns nothing", "round_trip", SavesWithoutReturning)

    verdict = verdict_on(sabotaged(Books, broken), "round_trip")

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.split("\n\n")[1] == (
        "what the adapter returned\n  expected: an entity, with isbn\n  got:      None"
    )


class CutsTitles(Delegating):
    """As a column of 255 characters does, in a database that is not strict."""

    async def save(self, entity: Book, /) -> Any:
        return await self.real.save(attrs.evolve(entity, title=entity.title[:255]))


@pytest.mark.parametrize(
    "unique", [[], ["title"], [("title", "isbn")]], ids=["plain", "unique", "unique with the key"]
)
def test_edges_are_tried_on_unique_attributes_too(unique: list[Any]) -> None:
    broken = Saboteur("cuts", "cuts titles", "round_trip", CutsTitles)

    verdict = verdict_on(sabotaged(Books, broken), "round_trip", unique=unique)

    assert verdict.outcome is Outcome.FAIL
    difference = verdict.reason.split("\n\n")[1]
    assert difference == (
        "get('a').title after save\n"
        "  at from 235\n"
        f"  expected: {'éa' * 20!r} of 70000\n"
        f"  got:      {'éa' * 10!r} of 255"
    )
