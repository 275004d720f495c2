"""Broken repositories, each with the guarantee that finds it out, and what that says first."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.repository import GUARANTEES
from fakes.conformance.sabotage.repository import SABOTEURS, Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from fakes.repository import POSTGRESQL_15_C_UTF8
from tests.fakes.conformance.repository.suites import (
    ABORTED,
    TELLS_THE_ARGUMENT,
    AsyncItems,
    Items,
    Notes,
    Places,
)


class WritesBack(Items):
    settings: ClassVar[dict[str, Any]] = {"write_back": True, "delete_missing": "ignore"}
    parameters: ClassVar[Mapping[str, str]] = TELLS_THE_ARGUMENT


class Aborts(AsyncItems):
    profile = POSTGRESQL_15_C_UTF8
    parameters: ClassVar[Mapping[str, str]] = ABORTED


ALL = {saboteur.name: saboteur for saboteur in SABOTEURS}
# Beside the two suites with everything, those with what these cannot have.
ELSEWHERE = {
    "folds_case": (Notes, Places),
    "strips_spaces": (Notes, Places),
    "refuses_missing": (WritesBack,),
    "tells_no_argument": (WritesBack,),
    "goes_on_after_an_error": (Aborts,),
}
PAIRS = [
    pytest.param(suite, saboteur, id=f"{suite.__name__}-{saboteur.name}")
    for saboteur in SABOTEURS
    for suite in ELSEWHERE.get(saboteur.name, (Items, AsyncItems))
]
RAISED = "It raised what the port does not allow here. "

SAID = {
    "empty_bytes_missing": RAISED + "NotFound: No entity has the key 1",
    "get_gives_none": "get(",
    "find_raises": RAISED + "NotFound: No Item has the key ",
    "stored_reference": "get(1) after what came out of get was changed",
    "one_behind": "get(1) gave what was overwritten before it was called",
    "folds_case": "find('KEY') before its add",
    "strips_spaces": "find('key ') before its add",
    "lists_twice": "the keys of all that is stored after an add",
    "lazy_pages": "the keys of what was selected before the writes",
    "wildcards": "the keys of select(<Where name starts with 'a%'>)",
    "two_values": "the keys of select(<Where not ",
    "in_nothing": "the keys of select(<Where id in ()>)",
    "de_morgan": "the keys of select(<Where not (id = ",
    "counts_all": "count(<Where id in ()>)",
    "ties": "the keys of select(order_by='name')",
    "nulls": "the keys of select(order_by=(",
    "never_descends": "the keys of select(order_by=Descending(attribute='name'))",
    "skips_a_row": "the next page after an add before it",
    "offset_pages": "the next page after an add before it",
    "two_pages": "the last page after deletes before it",
    "cuts_texts": "get(1).name after save",
    "normalises": "get(1).name after save",
    "empty_is_none": "what add returned",
    "whole_seconds": "what add returned",
    "keeps_the_argument": "get(1) after what was passed to add was changed",
    "adds_over": "the second add under one key",
    "merges": "what the second save returned",
    "first_save": "what the second save returned",
    "swaps_copies": "the keys of all that is stored after adds at the same time",
    "checks_then_adds": "how many of 4 adds under one key succeeded",
    "update_creates": "update of nothing",
    "ghosts": "the keys of all that is stored after the delete",
    "counts_deleted": "count() after the delete",
    "counts_saves": "count() after save",
    "ignores_missing": "delete(",
    "refuses_missing": RAISED + "NotFound: No Item has the key ",
    "lost_after_delete": "the keys of all that is stored after delete and add",
    "revives": "what the second add returned",
    "reversed_batches": "what add_all returned, in order",
    "cut_batches": "the keys of all that is stored after add_all",
    "one_by_one": "the keys of all that is stored after add_all with a key that is stored already",
    "racing_versions": "how many of 4 updates of one version succeeded",
    "no_versions": "update of a stale version",
    "no_versions_of_saves": "save of a stale version",
    "swallows": "update with the sku of another",
    "unique_for_ever": RAISED + "ConstraintViolation: Another Item has sku=",
    "greatest_key": "a generated id came twice",
    "tells_the_argument": "the id of what was passed to add",
    "tells_no_argument": "the id of what was passed to add",
    "forgets_updates": "the selected entity with the key ",
    "starves": "a unit of work got in no other's way, and yet never ended",
    "keeps_after_rollback": "the keys of all that is stored after the rollback",
    "commits_what_is_left": "the keys of all that is stored after an exception left the unit",
    "autocommit": "the keys of all that is stored after the rollback",
    "no_parts": "the keys of all that is stored after an exception left the savepoint",
    "forgets_commits": "the keys of all that is stored after the commit",
    "dirty_reads": "the keys of all that is stored outside, before the commit",
    "lost_updates": "both units that had read an entity have overwritten it",
    "stops_after_an_error": RAISED + "TransactionAborted: ",
    "goes_on_after_an_error": "add after the error",
}


@pytest.mark.parametrize(("suite", "saboteur"), PAIRS)
def test_a_broken_repository_is_found_out_by_the_guarantee_that_it_breaks(
    suite: type[Any], saboteur: Saboteur
) -> None:
    assert saboteur.damages(suite)

    verdict = verdicts(sabotaged(suite, saboteur), saboteur.killed_by)[saboteur.killed_by]

    assert verdict.outcome is Outcome.FAIL
    head, difference = verdict.reason.split("\n\n")[:2]
    assert head.startswith(f"{suite.__name__} does not keep {saboteur.killed_by}: ")
    assert re.sub(r"\(\d+\)", "(1)", difference).startswith(SAID[saboteur.name])


def test_each_guarantee_finds_out_a_broken_repository() -> None:
    slugs = {guarantee.slug for guarantee in GUARANTEES}

    assert {saboteur.killed_by for saboteur in SABOTEURS} == slugs


def test_each_broken_repository_has_a_name_of_its_own() -> None:
    assert sorted(saboteur.name for saboteur in SABOTEURS) == sorted(SAID)


def test_what_a_suite_does_not_declare_is_not_damaged() -> None:
    undamaged = {saboteur.name for saboteur in SABOTEURS if not saboteur.damages(Items)}

    assert undamaged == set(ELSEWHERE)


@pytest.mark.parametrize("suite", [Items, AsyncItems])
def test_a_wrapper_that_breaks_nothing_is_not_found_out(suite: type[Any]) -> None:
    sound = Saboteur("sound", "breaks nothing", "round_trip", Delegating)

    outcomes = {
        verdict.outcome for verdict in verdicts(sabotaged(suite, sound), examples=2).values()
    }

    assert outcomes == {Outcome.PASS, Outcome.UNPROMISED}


# Beside those that a fixed example finds out, which draws no more than entities.
SEARCHED = ("counts_saves", "lists_twice", "revives")


@pytest.mark.parametrize("name", SEARCHED)
def test_what_only_a_search_finds_out_is_found_out_with_any_seed(name: str) -> None:
    saboteur = ALL[name]
    suite = sabotaged(Notes, saboteur)

    for seed in range(20):
        verdict = verdicts(suite, saboteur.killed_by, examples=25, seed=seed)[saboteur.killed_by]
        assert verdict.outcome is Outcome.FAIL, seed
