"""Broken event logs, each with the guarantee that finds it out, and what that says first."""

from typing import Any

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.event_log import GUARANTEES
from fakes.conformance.sabotage.event_log import SABOTEURS, Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from tests.fakes.conformance.event_log.suites import TestAsyncFake as AsyncFake
from tests.fakes.conformance.event_log.suites import TestFake as Fake
from tests.fakes.conformance.event_log.suites import TestFakeOfOnePartition as FakeOfOnePartition
from tests.fakes.conformance.event_log.suites import TestFakeThatBeginsLate as FakeThatBeginsLate
from tests.fakes.conformance.event_log.test_seeds import FOUND_BY_CHANCE

SUITES = (Fake, AsyncFake, FakeThatBeginsLate, FakeOfOnePartition)
PAIRS = [
    pytest.param(suite, saboteur, id=f"{suite.__name__}-{saboteur.name}")
    for saboteur in SABOTEURS
    for suite in SUITES
    if saboteur.damages(suite)
]

SAID = {
    "truncates": "the values that came",
    "stops_at_nul": "the values that came",
    "decodes_values": "the values that came",
    "strips_values": "the values that came",
    "drops_the_empty": "the values that came",
    "empty_key_is_none": "the keys that came",
    "loses_headers": "the headers that came",
    "sorts_headers": "the headers that came",
    "merges_headers": "the headers that came",
    "folds_header_names": "the headers that came",
    "one_topic": "what came from the topic 'orders'",
    "folds_topics": "what came from the topic 'orders'",
    "reads_one_topic": "orders[0], ",
    "redelivers_without_body": "what nobody had committed, from orders[0]",
    "redelivers_without_headers": "what nobody had committed, from orders[0]",
    "accepts_any_partition": "append() to partition -1 of ",
    "stores_what_it_refuses": "what came of values that were refused",
    "polls_of_nothing": "poll() of no records",
    "truncates_to_fit": "append() of 200,001 bytes",
    "keeps_a_part": "what came then",
    "calls_it_invalid": "append() of 200,001 bytes",
    "confirms_before_storing": "nothing missing of what append() told",
    "loses_the_rest": "nothing missing of what append() told",
    "loses_a_fourth": "all that came, from orders[0]",
    "races_for_a_slot": "what came of appends at the same time, from orders[0]",
    "counts_without_a_lock": "how many places the records have",
    "appends_twice": "how many records came",
    "repeats_itself": "all that came, from orders[0]",
    "ignores_the_size": "poll(1) gave ",
    "newest_first": "what came, from orders[0]",
    "forgets_the_partition": "the partitions to which records went",
    "parallel_dispatch": "the values with the key b'a', in their order",
    "spreads_keys": "how many partitions have the key b'a'",
    "sorts_by_key": "all records of the topic, in the order of their appending",
    "one_group": "orders[0], ",
    "folds_groups": "orders[0], ",
    "everyone_for_itself": "orders[0], orders[1], orders[2], shared out to 2 consumers",
    "begins_late": "what a new group got that begins at the earliest, from orders[0]",
    "begins_early": "what a new group got that begins at the latest, from orders[0]",
    "skips_after_a_rebalance": "what came again when another member had joined, from orders[0]",
    "commits_for_newcomers": "what came again when another member had joined, from orders[0]",
    "stays_in_the_group": "orders[0], orders[1], orders[2], shared out to 1 consumer of one group",
    "commits_by_itself": "what came to the one who lived on, from orders[0]",
    "swallows_fences": "commit() of a consumer that was taken for dead",
    "commits_as_it_polls": "what nobody had committed, from orders[0]",
    "commits_in_vain": "what came after a commit, to the next of the group, from orders[0]",
    "loses_a_third_commit": "what came after step 4, reopen, from orders[0]",
    "commits_one_too_few": "what came after commit() of the second in orders[0], from orders[0]",
    "commits_everything": "what came after commit() of the second in orders[0], from orders[0]",
    "commits_on_close": "what nobody had committed, from orders[0]",
    "seeks_past": "the position after seek() to 3",
    "seeks_in_vain": "the position after seek() to 3",
    "seeks_and_commits": "the committed offset, after nothing but seeks and polls",
    "mixes_up_the_ends": "what came after seek() to the earliest",
    "position_is_committed": "the position after seek() to 3",
    "committed_is_position": "the committed offset, after nothing but seeks and polls",
    "seeks_anywhere": "seek() in a topic that the consumer does not read",
    "seeks_too_early": "what came after seek() to 2026-01-01T00:00:00.039000+00:00",
    "seeks_too_late": "what came after seek() to 2026-01-01T00:00:00.039000+00:00",
    "accepts_after_close": "append() after close()",
    "polls_after_close": "poll() of a consumer after close()",
    "closes_once": "It raised what the port does not allow here. LogClosed: The log is closed",
    "leaves_consumers_open": "poll() of a consumer whose client was closed",
    "closes_the_others": "It raised what the port does not allow here. LogClosed: The client is ",
    "keeps_records_in_memory": "what was not committed before the restart, from orders[0]",
    "keeps_commits_in_memory": "what was not committed before the restart, from orders[0]",
}


@pytest.mark.parametrize(("suite", "saboteur"), PAIRS)
def test_a_broken_log_is_found_out_by_the_guarantee_that_it_breaks(
    suite: type[Any], saboteur: Saboteur
) -> None:
    examples = 100 if saboteur.name in FOUND_BY_CHANCE else None

    slug = saboteur.killed_by
    verdict = verdicts(sabotaged(suite, saboteur), slug, examples=examples)[slug]

    assert verdict.outcome is Outcome.FAIL
    head, difference = verdict.reason.split("\n\n")[:2]
    assert head.startswith(f"{suite.__name__} does not keep {saboteur.killed_by}: ")
    assert difference.startswith(SAID[saboteur.name])


@pytest.mark.parametrize("suite", SUITES)
def test_a_wrapper_that_breaks_nothing_keeps_every_guarantee(suite: type[Any]) -> None:
    nothing = Saboteur("nothing", "breaks nothing", "fan_out", Delegating)

    found = verdicts(sabotaged(suite, nothing), examples=3)

    assert {verdict.outcome for verdict in found.values()} == {Outcome.PASS, Outcome.UNPROMISED}


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("swallows_fences", {"silent_consumers_are_fenced"}),
        ("seeks_too_late", {"times_are_found"}),
        ("accepts_after_close", {"closed_means_closed"}),
        ("merges_headers", {"headers_are_exact", "commits_resume"}),
    ],
)
def test_a_broken_log_keeps_the_other_guarantees(name: str, slugs: set[str]) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == name]

    found = verdicts(sabotaged(Fake, saboteur), examples=3)

    assert {slug for slug, verdict in found.items() if verdict.outcome is Outcome.FAIL} == slugs


def test_each_guarantee_finds_out_a_broken_log() -> None:
    slugs = {guarantee.slug for guarantee in GUARANTEES}

    assert {saboteur.killed_by for saboteur in SABOTEURS} == slugs


def test_each_broken_log_has_a_name_of_its_own() -> None:
    names = [saboteur.name for saboteur in SABOTEURS]

    assert sorted(names) == sorted(SAID)


def test_what_a_suite_does_not_declare_is_not_damaged() -> None:
    undamaged = {saboteur.name for saboteur in SABOTEURS if not saboteur.damages(Fake)}

    assert undamaged == {"begins_early", "sorts_by_key"}
