"""All that is said of the broken gateways that a suite of payments must find out, to the letter.

The texts are in files beside this module, each named after what is broken.
"""

import re
from pathlib import Path

import pytest

from fakes.conformance import verdicts
from fakes.conformance.sabotage.payments import SABOTEURS
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.payments.suites import TestAsyncFake as AsyncFake
from tests.fakes.conformance.payments.suites import TestFake as Fake
from tests.fakes.conformance.payments.suites import TestFakeThatRetries as FakeThatRetries

TEXTS = sorted(Path(__file__).with_name("texts").glob("*.txt"))

# Tasks take their turns in one order, and threads in any.
SUITES = {"races_for_keys": AsyncFake, "saves_failures": FakeThatRetries}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_all_that_is_said_of_a_broken_gateway(text: Path) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == text.stem]
    broken = sabotaged(SUITES.get(saboteur.name, Fake), saboteur)

    reason = verdicts(broken, saboteur.killed_by)[saboteur.killed_by].reason

    # Lines of the library's own modules are numbered otherwise after the next change.
    assert f"{re.sub('py:[0-9]+ in', 'py:1 in', reason)}\n" == text.read_text("utf-8")


def test_there_is_a_text_for_each_gateway_that_must_be_found_out() -> None:
    assert [text.stem for text in TEXTS] == [
        "bounds_each_refund",
        "captures_after_void",
        "compares_keys_alone",
        "computes_in_floats",
        "races_for_keys",
        "saves_failures",
        "scopes_keys_by_operation",
        "stores_keys_late",
        "timeout_is_a_decline",
        "yen_times_100",
    ]
