"""A sound adapter: what a verdict says when there is nothing to say."""

import json
from typing import Any

import pytest

from fakes.conformance import Outcome, verdicts
from tests.fakes.conformance.adapters import SoundAsyncCells, SoundCells
from tests.fakes.conformance.cells import GUARANTEES
from tests.fakes.conformance.trying import BASES


@pytest.mark.parametrize("suite", BASES)
def test_a_sound_adapter_keeps_every_guarantee(suite: type[Any]) -> None:
    outcomes = {slug: verdict.outcome for slug, verdict in verdicts(suite).items()}

    assert outcomes == {
        **{guarantee.slug: Outcome.PASS for guarantee in GUARANTEES},
        "younger": Outcome.NEW,
    }


@pytest.mark.parametrize("suite", BASES)
def test_a_verdict_counts_what_was_done(suite: type[Any]) -> None:
    found = verdicts(suite, "round_trip", "visible", examples=7)

    drawn, fixed = found["round_trip"], found["visible"]
    assert (drawn.examples, drawn.assertions, drawn.clients) == (7, 7, 1)
    assert drawn.operations == ("get", "put")
    assert (fixed.examples, fixed.assertions, fixed.clients) == (1, 1, 2)
    assert drawn.seconds > 0


@pytest.mark.parametrize("suite", BASES)
def test_a_guarantee_with_several_checks_adds_up_what_they_did(suite: type[Any]) -> None:
    verdict = verdicts(suite, "rollback_hides")["rollback_hides"]

    assert (verdict.examples, verdict.assertions) == (2, 3)
    assert {"get", "names", "on", "put", "savepoint", "unit"} < set(verdict.operations)


def test_a_verdict_is_written_as_json() -> None:
    told = verdicts(SoundCells, "missing")["missing"].as_json()

    assert json.loads(json.dumps(told)) == {
        "suite": "SoundCells",
        "guarantee": "missing",
        "outcome": "PASS",
        "reason": "",
        "variant": "",
        "examples": 1,
        "assertions": 1,
        "clients": 1,
        "operations": ["get"],
        "seconds": told["seconds"],
        "system": "",
        "attempts": [],
    }


def test_a_guarantee_that_nobody_knows_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="everlasting"):
        verdicts(SoundAsyncCells, "everlasting")


def test_only_two_outcomes_stop_a_run() -> None:
    stopping = [outcome for outcome in Outcome if outcome.stops_the_run]

    assert stopping == [Outcome.FAIL, Outcome.HARNESS_ERROR]
