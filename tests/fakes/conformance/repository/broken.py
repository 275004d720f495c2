"""Broken repositories, each with what the guarantee that finds it out says first."""

from collections.abc import Mapping
from typing import Any, ClassVar

from fakes.conformance.sabotage.repository import SABOTEURS, Delegating
from fakes.repository import POSTGRESQL_15_C_UTF8
from tests.fakes.conformance.repository.suites import (
    ABORTED,
    TELLS_THE_ARGUMENT,
    AsyncItems,
    Items,
    Notes,
    Places,
)
from tests.fakes.conformance.sabotage.broken import Broken


class WritesBack(Items):
    settings: ClassVar[dict[str, Any]] = {"write_back": True, "delete_missing": "ignore"}
    parameters: ClassVar[Mapping[str, str]] = TELLS_THE_ARGUMENT


class Aborts(AsyncItems):
    profile = POSTGRESQL_15_C_UTF8
    parameters: ClassVar[Mapping[str, str]] = ABORTED


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
    "nulls": "the keys of select(order_by=",
    "never_descends": "the keys of select(order_by=Descending(attribute='name'))",
    "skips_a_row": "the next page after an add before it",
    "offset_pages": "the next page after an add before it",
    "two_pages": "the last page after deletes before it",
    "any_limit": "select(limit=0)\n  expected: InvalidQuery raised\n",
    "any_offset": "select(offset=-1)\n  expected: InvalidQuery raised\n",
    "offset_with_a_cursor": "select(offset=1, after=...)\n  expected: InvalidQuery raised\n",
    "unknown_attributes": "select(<Where no_such_attribute = 1>)\n  expected: InvalidWhere ",
    "cuts_texts": "get(1).name after save",
    "normalises": "get(1).name after save",
    "empty_is_none": "get(1).name after save",
    "whole_seconds": "get(1).made after save",
    "keeps_the_argument": "get(1) after what was passed to add was changed",
    "adds_over": "the second add under one key",
    "merges": "what the second save returned",
    "first_save": "what the second save returned",
    "swaps_copies": "the keys of all that is stored after adds at the same time",
    "checks_then_adds": "how many of 4 adds under one key succeeded",
    "update_creates": "update of nothing",
    "ghosts": "the keys of all that is stored after the delete",
    "counts_deleted": "count() after the delete",
    "counts_saves": "count() in the end",
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

REPOSITORY = Broken(
    port="repository",
    saboteurs=SABOTEURS,
    undamaged=Delegating,
    suites=(Items, AsyncItems),
    differing=(Notes, Places, WritesBack, Aborts),
    # Keys and entities of the others show nothing of some guarantees.
    sound=(Items, AsyncItems),
    said=SAID,
    found_by_chance=("counts_saves", "lists_twice", "revives"),
    seeded=Notes,
    sparing=frozenset(
        {
            "folds_case",
            "strips_spaces",
            "refuses_missing",
            "tells_no_argument",
            "goes_on_after_an_error",
        }
    ),
)
