"""Broken payment gateways, each with the guarantee that finds it out, and what that says first."""

from typing import Any

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.payments import GUARANTEES
from fakes.conformance.sabotage.payments import SABOTEURS, Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from tests.fakes.conformance.payments.suites import TestAsyncFake as AsyncFake
from tests.fakes.conformance.payments.suites import TestFake as Fake
from tests.fakes.conformance.payments.suites import TestFakeThatRetries as FakeThatRetries

# Between them, they use every operation in every way.
BROAD = (
    "unknown_payment",
    "same_key_other_parameters",
    "same_key_other_operation",
    "validation_error_burns_key",
    "full_refund",
    "partial_refunds_are_bounded",
    "void_blocks_capture",
    "conservation",
)
SUITES = (Fake, AsyncFake, FakeThatRetries)
PAIRS = [
    pytest.param(suite, saboteur, id=f"{suite.__name__}-{saboteur.name}")
    for saboteur in SABOTEURS
    for suite in SUITES
    if saboteur.damages(suite)
]

SAID = {
    "computes_in_floats": "the amount that charge() tells",
    "floats_of_32_bits": "the amount that charge() tells",
    "yen_times_100": "the amount that charge() tells",
    "two_decimals_always": "It raised what the port does not allow here. InvalidPaymentValue:",
    "get_rounds": "get() of what was charged",
    "takes_nothing": "charge() of Money(0, 'EUR')",
    "key_errors": "charge() of Money(0, 'EUR')",
    "refunds_twice": "refund() of what was refunded",
    "bounds_each_refund": "refund() of 0.02 EUR, where 0.01 EUR are left",
    "caps_refunds": "refund() of 0.02 EUR, where 0.01 EUR are left",
    "checks_refunds_first": "of 1.00 EUR, 2.64 EUR were given back",
    "forgets_refunds": "the payment after refund()",
    "tells_two_refunds": "the payment after refund()",
    "caps_captures": "capture() of 0.02 EUR, where 0.01 EUR are held",
    "captures_twice": "capture() of what was captured",
    "captures_all": "what was captured",
    "captures_after_void": "capture() of what was voided",
    "voids_by_refunding": "void() of what was captured",
    "checks_holds_first": "how many of two captures and two voids of one payment were done",
    "holds_for_ever": "the status of a hold after its window",
    "ignores_keys": "the payment of a repetition with the same key, or Unsupported",
    "ignores_keys_of_refunds": "what the repetitions are answered",
    "compares_keys_alone": "charge() of another amount with the same key",
    "compares_amounts_alone": "charge() of another source with the same key",
    "races_for_keys": "the ids of what one key charged",
    "stores_keys_late": "how many payments there are that did not fail",
    "stores_keys_of_captures_late": "It raised what the port does not allow here. Invalid",
    "scopes_keys_by_operation": "authorize() of what was charged, with the same key",
    "answers_across_operations": "authorize() of what was charged, with the same key",
    "scopes_keys_by_client": "what the repetitions are answered",
    "folds_keys": "how many payments there are that did not fail",
    "one_key_for_an_amount": "how many ids they have",
    "saves_failures": "how many payments failed in two charges with one key",
    "retries_failures": "how many payments failed in two charges with one key",
    "burns_keys": "It raised what the port does not allow here. IdempotencyMismatch:",
    "frees_keys": "charge() with the key of one that was refused",
    "remembers_keys_for_ever": "after its window, a key gave the old payment",
    "cuts_keys": "charge() with a key of 256 characters",
    "takes_empty_keys": "charge() with a key of 0 characters",
    "timeout_is_a_decline": "charge() whose reply is lost",
    "timeout_is_nothing_done": "charge() whose reply is lost claims that nothing was done",
    "one_decline": "the codes of charge() with 'tok_chargeDeclined'",
    "holds_the_declined": "how many payments there are that did not fail",
    "needs_no_holder": "charge() of what needs a holder",
    "no_such_key": "get() of a payment that there never was",
    "no_such_refund": "capture() of a payment that there never was",
    "skips_a_row": "the ids of what was selected",
    "oldest_first": "when the selected payments were created",
    "all_statuses": "the ids of what was selected",
    "all_times": "the ids of what was selected",
    "short_pages": "select() with the limit 0",
    "splits_refunds": "the refunds, as the events tell",
    "other_ids": "the deliveries of the events of all payments and refunds",
    "logs_cards": "the log shows the number of <Card visa ending in 4242>",
    "quotes_cards": "charge() with <Card visa ending in 0002> shows the number of <Card",
    "quotes_tokens": "charge() with a number for a token shows the number of <Card visa",
}


class Impatient(Fake):
    """It does not look for smaller failures."""

    shrinks_for = 0.0


@pytest.mark.parametrize(("suite", "saboteur"), PAIRS)
def test_a_broken_gateway_is_found_out_by_the_guarantee_that_it_breaks(
    suite: type[Any], saboteur: Saboteur
) -> None:
    impatient = type(suite.__name__, (suite,), {"shrinks_for": 0.0})
    broken, slug = sabotaged(impatient, saboteur), saboteur.killed_by
    # The search ends with the first failure, which few programs show for some.
    verdict = verdicts(broken, slug, examples=1_000)[slug]

    assert verdict.outcome is Outcome.FAIL
    head, difference = verdict.reason.split("\n\n")[:2]
    assert head.startswith(f"{suite.__name__} does not keep {saboteur.killed_by}: ")
    assert difference.startswith(SAID[saboteur.name])


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.name)
def test_whatever_is_broken_the_suite_is_not_blamed(saboteur: Saboteur) -> None:
    found = verdicts(sabotaged(Impatient, saboteur), *BROAD, examples=1)

    outcomes = {verdict.outcome for verdict in found.values()}
    assert outcomes <= {Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE}


@pytest.mark.parametrize("suite", SUITES)
def test_a_wrapper_that_breaks_nothing_keeps_every_guarantee(suite: type[Any]) -> None:
    nothing = Saboteur("nothing", "breaks nothing", "amount_is_exact", Delegating)

    outcomes = {verdict.outcome for verdict in verdicts(sabotaged(suite, nothing)).values()}

    assert outcomes == {Outcome.PASS}


def test_each_guarantee_finds_out_a_broken_gateway() -> None:
    slugs = {guarantee.slug for guarantee in GUARANTEES}

    assert {saboteur.killed_by for saboteur in SABOTEURS} == slugs


def test_each_broken_gateway_has_a_name_of_its_own() -> None:
    names = [saboteur.name for saboteur in SABOTEURS]

    assert sorted(names) == sorted(SAID)


def test_what_a_suite_does_not_declare_is_not_damaged() -> None:
    undamaged = {saboteur.name for saboteur in SABOTEURS if not saboteur.damages(Fake)}

    assert undamaged == {"saves_failures", "frees_keys"}
