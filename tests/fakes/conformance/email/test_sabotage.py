"""Broken email services, each with the guarantee that finds it out, and what that says first."""

from typing import Any

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.email import GUARANTEES
from fakes.conformance.sabotage.email import SABOTEURS, Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from tests.fakes.conformance.email.suites import TestAsyncFake as AsyncFake
from tests.fakes.conformance.email.suites import TestFake as Fake
from tests.fakes.conformance.email.suites import TestFakeWithTwoCopies as FakeWithTwoCopies

SUITES = (Fake, AsyncFake, FakeWithTwoCopies)
PAIRS = [
    pytest.param(suite, saboteur, id=f"{suite.__name__}-{saboteur.name}")
    for saboteur in SABOTEURS
    for suite in SUITES
    if saboteur.damages(suite)
]

SAID = {
    "bcc_header": "the Bcc header in the mailbox of dave@example.com",
    "bcc_in_cc": "eve@example.com, who is in bcc, stands in what dave@example.com got",
    "cc_in_to": "the email in the mailbox of dave@example.com",
    "strips_line_breaks": "send() of an email with '\\r\\n' in subject",
    "strips_subjects": "send() with '\\r\\n' in subject",
    "skips_invalid_addresses": "send() to '' in to",
    "latin_1_subject": "the subject",
    "ascii_names": "the mailboxes of cc",
    "no_reply_to": "the reply_to of Case 1",
    "nameless_sender": "the sender of Case 1",
    "html_drops_text": "the text",
    "text_drops_html": "the HTML",
    "loses_dots": "the text of Case 2",
    "wraps_lines": "the text of Case 6",
    "one_line_end": "the text of Case 1",
    "ascii_html": "the HTML of Case 7",
    "short_files": "the attachments of Case 1",
    "ascii_file_names": "the attachments of Case 1",
    "files_of_no_type": "the attachments of Case 1",
    "sorts_files": "the attachments of Case 1",
    "no_headers": "the headers",
    "one_header_of_a_name": "the headers",
    "leaves_cc_out": "who was accepted",
    "cc_apart": "how many emails are in the mailbox of dave@example.com",
    "ignores_envelope": "who was accepted in an envelope to somebody else",
    "mends_envelopes": "send() in an envelope to ''",
    "each_apart": "how many emails are in the mailbox of dave@example.com",
    "merges_duplicates": "in the mailbox of dave@example.com: 2 emails, then the last one",
    "sends_to_nobody": "send() of an email to nobody",
    "swallows_refusals": "who was refused",
    "raises_for_one_refusal": "It raised what the port does not allow here. AllRecipientsRefused:",
    "accepts_the_refused": "send() to the refused alone",
    "refuses_for_good": "send() to busy@example.com: whether the error is permanent",
    "large_is_unavailable": "send() of more than 200000 bytes",
    "large_loses_files": "send() of more than 200000 bytes",
    "dies_of_a_refusal": "It raised what the port does not allow here. ServiceUnavailable:",
    "remembers_recipients": "who was refused after a refusal",
    "one_id": "how many Message-IDs six emails have",
    "other_ids": "the Message-ID headers of what arrived",
    "counts_without_a_lock": "how many Message-IDs there are",
    "one_draft": "the emails in the mailbox of dave",
    "live_batch": "in the mailbox of dave@example.com: 1 email, then the last one",
    "completion_order": "who was accepted, or what was wrong, of each",
    "stops_a_batch": "who was accepted, or what was wrong, of each",
    "repeats_a_batch": "how many emails are in the mailbox of dave@example.com",
    "loses_the_third": "in the mailbox of dave@example.com: 0 emails, then the last one",
    "ignores_keys": "the Message-ID of a retry with the same key, or Unsupported",
    "ignores_keys_of_schedules": "the id of what was scheduled again with its key",
    "folds_keys": "how many Message-IDs different keys have",
    "compares_keys_alone": "send() in another envelope with the same key",
    "races_for_keys": "how many Message-IDs four sends with one key have",
    "remembers_keys_for_ever": "after its window, a key gave the old receipt",
    "sends_at_once": "how many emails are in the mailbox of dave@example.com",
    "cancels_in_vain": "how many emails are in the mailbox of dave@example.com",
    "forgets_schedules": "in the mailbox of dave@example.com: 3 emails, then the last one",
}


@pytest.mark.parametrize(("suite", "saboteur"), PAIRS)
def test_a_broken_service_is_found_out_by_the_guarantee_that_it_breaks(
    suite: type[Any], saboteur: Saboteur
) -> None:
    slug = saboteur.killed_by
    verdict = verdicts(sabotaged(suite, saboteur), slug, examples=25)[slug]

    assert verdict.outcome is Outcome.FAIL
    head, difference = verdict.reason.split("\n\n")[:2]
    assert head.startswith(f"{suite.__name__} does not keep {saboteur.killed_by}: ")
    assert difference.startswith(SAID[saboteur.name])


@pytest.mark.parametrize("suite", SUITES)
def test_a_wrapper_that_breaks_nothing_keeps_every_guarantee(suite: type[Any]) -> None:
    nothing = Saboteur("nothing", "breaks nothing", "arrives", Delegating)

    outcomes = {verdict.outcome for verdict in verdicts(sabotaged(suite, nothing)).values()}

    assert outcomes == {Outcome.PASS}


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("raises_for_one_refusal", {"refusals_are_per_recipient", "usable_after_an_error"}),
        ("forgets_schedules", {"schedules_are_kept"}),
        ("completion_order", {"batch_reports_each"}),
        ("bcc_header", {"bcc_stays_out_of_headers"}),
    ],
)
def test_a_broken_service_keeps_the_other_guarantees(name: str, slugs: set[str]) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == name]

    found = verdicts(sabotaged(Fake, saboteur))

    assert {slug for slug, verdict in found.items() if verdict.outcome is not Outcome.PASS} == slugs


def test_each_guarantee_finds_out_a_broken_service() -> None:
    slugs = {guarantee.slug for guarantee in GUARANTEES}

    assert {saboteur.killed_by for saboteur in SABOTEURS} == slugs


def test_each_broken_service_has_a_name_of_its_own() -> None:
    names = [saboteur.name for saboteur in SABOTEURS]

    assert sorted(names) == sorted(SAID)


def test_what_a_suite_does_not_declare_is_not_damaged() -> None:
    undamaged = {saboteur.name for saboteur in SABOTEURS if not saboteur.damages(Fake)}

    assert undamaged == {"merges_duplicates"}
