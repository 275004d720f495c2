"""What only the broken gateways show: a suite that meets one is not blamed for it."""

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.sabotage.payments import SABOTEURS
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from tests.fakes.conformance.payments.suites import TestFake as Fake
from tests.fakes.conformance.sabotage.broken import impatient

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


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.name)
def test_whatever_is_broken_the_suite_is_not_blamed(saboteur: Saboteur) -> None:
    found = verdicts(sabotaged(impatient(Fake), saboteur), *BROAD, examples=1)

    outcomes = {verdict.outcome for verdict in found.values()}
    assert outcomes <= {Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE}
