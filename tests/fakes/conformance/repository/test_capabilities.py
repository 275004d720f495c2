"""What a suite of repositories declares, and what it does not: operations refuse, or are named."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st

from fakes.conformance import Namespace, Operation, Outcome, Promise, Verdict, verdicts
from fakes.conformance.repository import RepositoryConformance
from fakes.conformance.sabotage.repository import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from fakes.errors import Unsupported
from fakes.repository import EVERYTHING, FakeRepository, InvalidEntity, Profile
from tests.fakes.conformance.declaring import REFUSED, undeclared
from tests.fakes.conformance.repository.suites import AsyncItems, Item, Items, Note, Notes, Places

SLUGS = {
    Operation.FILTER: "filter_agrees",
    Operation.ORDER: "order_is_total",
    Operation.PAGE: "pages_concatenate",
    Operation.BATCH: "batch_is_the_loop",
    Operation.TRANSACTIONS: "commit_shows",
}


class Least(Delegating):
    """A repository with nothing that it may lack."""

    async def add_all(self, entities: Any, /) -> Any:
        raise Unsupported("add_all", "add one after the other")

    async def select(self, where: Any = EVERYTHING, **how: Any) -> Any:
        if where is not EVERYTHING or any(how.values()):
            raise Unsupported("select", "select everything")
        return await self.real.select()

    async def count(self, where: Any = EVERYTHING) -> int:
        if where is not EVERYTHING:
            raise Unsupported("count", "count everything")
        return await self.real.count()

    def unit_of_work(self, real: Any) -> Any:
        raise Unsupported("unit_of_work", "write one by one")


LEAST = Saboteur("least", "does no more than it must", "round_trip", Least)
NO_NUL = Profile(stores_nul=False)
NO_UNITS = {"unit_of_work": RepositoryConformance.unit_of_work}


def verdict_on(suite: type[Any], slug: str, **declared: Any) -> Verdict:
    return verdicts(type(suite.__name__, (suite,), declared), slug)[slug]


@pytest.mark.parametrize("operation", SLUGS)
@pytest.mark.parametrize("suite", [Items, AsyncItems])
def test_an_operation_that_works_and_is_not_declared_is_named(
    suite: type[Any], operation: Operation
) -> None:
    declared = suite.operations - {operation}

    verdict = verdict_on(suite, SLUGS[operation], operations=declared)

    assert verdict.outcome is Outcome.FAIL
    said = undeclared(suite.__name__, operation, SLUGS[operation])
    assert verdict.reason.startswith(f"{said}, and returned ")


@pytest.mark.parametrize("operation", SLUGS)
def test_an_operation_that_refuses_and_is_not_declared_is_unsupported(
    operation: Operation,
) -> None:
    verdict = verdict_on(sabotaged(Items, LEAST), SLUGS[operation], operations=())

    if operation is Operation.TRANSACTIONS:
        # It is the hook that refuses, and a suite that has no units does not have the hook.
        verdict = verdict_on(
            sabotaged(type("Items", (Items,), NO_UNITS), LEAST), SLUGS[operation], operations=()
        )
    assert verdict.outcome is Outcome.UNSUPPORTED
    assert verdict.reason == f"Items does not declare {operation}, and it refuses"


@pytest.mark.parametrize(
    ("operation", "slug"),
    [pair for pair in SLUGS.items() if pair[0] is not Operation.TRANSACTIONS],
)
def test_an_operation_that_is_declared_and_refuses_fails(operation: Operation, slug: str) -> None:
    verdict = verdict_on(sabotaged(Items, LEAST), slug, operations={operation})

    assert verdict.outcome is Outcome.FAIL
    assert REFUSED in verdict.reason


def test_the_least_repository_keeps_all_that_is_for_everyone() -> None:
    promises = {Promise.KEY_EXACT, Promise.VERSIONS, Promise.LINEARIZABLE, Promise.DURABLE}
    least = sabotaged(type("Notes", (Notes,), NO_UNITS), LEAST)

    suite = type("Notes", (least,), {"operations": (), "promises": promises})

    outcomes = {slug: verdict.outcome for slug, verdict in verdicts(suite, examples=3).items()}
    assert set(outcomes.values()) == {Outcome.PASS, Outcome.UNSUPPORTED, Outcome.UNPROMISED}


@pytest.mark.parametrize("suite", [Items, AsyncItems])
def test_units_of_work_that_are_declared_must_be_made(suite: type[Any]) -> None:
    base: Any = suite.__mro__[1]
    verdict = verdict_on(suite, "commit_shows", unit_of_work=base.unit_of_work)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert (
        "The suite declares Operation.TRANSACTIONS, and not how a unit of work is made.\n"
        "Remedy: override unit_of_work() on the suite."
    ) in verdict.reason


@pytest.mark.parametrize("suite", [Items, AsyncItems])
def test_a_broken_repository_without_units_of_work_has_none(suite: type[Any]) -> None:
    base: Any = suite.__mro__[1]
    without = type(suite.__name__, (suite,), {"unit_of_work": base.unit_of_work, "operations": ()})
    sound = Saboteur("sound", "breaks nothing", "round_trip", Delegating)

    verdict = verdicts(sabotaged(without, sound), "commit_shows")["commit_shows"]

    assert verdict.outcome is Outcome.UNSUPPORTED


def test_a_suite_that_does_not_say_what_it_stores_is_told_to() -> None:
    verdict = verdict_on(Items, "round_trip", entities=RepositoryConformance.entities)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert (
        "The suite does not say what its entities are.\n"
        "Remedy: override entities() with a Hypothesis strategy of entities with keys."
    ) in verdict.reason


class RefusesNul(Delegating):
    """As PostgreSQL does."""

    async def add(self, entity: Any, /) -> Any:
        _refuse_nul(entity)
        return await self.real.add(entity)


class RefusesNulTooLate(Delegating):
    async def add(self, entity: Any, /) -> Any:
        stored = await self.real.add(entity)
        _refuse_nul(entity)
        return stored


def _refuse_nul(entity: Any) -> None:
    if "\x00" in entity.text:
        raise InvalidEntity("text", "must not hold a NUL")


def test_texts_with_nul_may_be_refused_if_that_is_said() -> None:
    refusing = sabotaged(Notes, Saboteur("nul", "refuses NUL", "round_trip", RefusesNul))

    said = verdict_on(refusing, "round_trip", profile=NO_NUL)
    unsaid = verdict_on(refusing, "round_trip")

    assert said.outcome is Outcome.PASS
    assert unsaid.outcome is Outcome.FAIL
    assert "InvalidEntity: text: must not hold a NUL" in unsaid.reason


def test_a_refused_text_is_not_stored() -> None:
    late = sabotaged(Notes, Saboteur("late", "refuses too late", "round_trip", RefusesNulTooLate))

    verdict = verdict_on(late, "round_trip", profile=NO_NUL)

    assert verdict.outcome is Outcome.FAIL
    assert "the keys of all that is stored after a refused add\n  expected: []\n" in verdict.reason


def test_immutable_entities_show_nothing_of_aliasing() -> None:
    for slug in ("no_input_aliasing", "no_output_aliasing"):
        verdict = verdicts(Places, slug)[slug]

        assert verdict.outcome is Outcome.INCONCLUSIVE
        assert verdict.reason == (
            "nothing in these entities can be changed in place, and so nothing can be shared"
        )


def test_keys_that_are_no_texts_show_nothing_of_how_texts_are_told_apart() -> None:
    verdict = verdict_on(Items, "keys_are_exact", promises={Promise.KEY_EXACT})

    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reason == "the keys are no texts"


def test_unique_attributes_must_be_named() -> None:
    verdict = verdict_on(Items, "unique", unique=())

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert (
        "The suite declares Promise.UNIQUE, and not which attributes are unique.\n"
        "Remedy: write unique = [...] with their names, or leave the promise out."
    ) in verdict.reason


class OfUuids(Items):
    """Keys that are generated, and are no numbers."""

    key = "sku"
    unique = ()
    promises = frozenset({Promise.GENERATED_KEYS})
    operations: ClassVar[Any] = ()
    parameters: ClassVar[Mapping[str, str]] = {
        "key_written_back": "result",
        "delete_missing": "raises",
    }
    version = None

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Any]:
        numbers = iter(range(10**6))
        yield FakeRepository(Item, key="sku", generated=lambda: f"sku {next(numbers)}")


def test_generated_keys_that_are_no_numbers_have_no_order() -> None:
    verdict = verdict_on(OfUuids, "generated_keys")

    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reason == "the generated keys are no numbers"


def test_unique_attributes_without_a_value_show_nothing() -> None:
    class Nameless(Notes):
        unique = ("picture",)
        promises = frozenset({Promise.UNIQUE})

        def entities(self) -> Any:
            return st.builds(Note, st.sampled_from("abcdef"))

    verdict = verdicts(Nameless, "unique")["unique"]

    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reason == "there is no value in picture, which is never taken"


@pytest.mark.parametrize("suite", [Items, AsyncItems])
def test_who_keeps_more_isolation_than_is_declared_passes(suite: type[Any]) -> None:
    parameters = {**suite.parameters, "isolation": "read committed"}

    assert verdict_on(suite, "isolation", parameters=parameters).outcome is Outcome.PASS


def test_unique_values_are_checked_also_without_units_of_work() -> None:
    assert verdict_on(Items, "unique", operations=()).outcome is Outcome.PASS
