"""All that is said of the broken logs that a suite must find out, to the letter.

The texts are in files beside this module, each named after what is broken. The log has topics of
one partition, since sets of more are shown in no order that could be compared.
"""

from pathlib import Path

import pytest

from fakes.conformance import verdicts
from fakes.conformance.sabotage.event_log import SABOTEURS
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.event_log.suites import TestFakeOfOnePartition as Fake

TEXTS = sorted(Path(__file__).with_name("texts").glob("*.txt"))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_all_that_is_said_of_a_broken_log(text: Path) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == text.stem]

    reason = verdicts(sabotaged(Fake, saboteur), saboteur.killed_by)[saboteur.killed_by].reason

    assert f"{reason}\n" == text.read_text("utf-8")


def test_there_is_a_text_for_each_log_that_must_be_found_out() -> None:
    assert [text.stem for text in TEXTS] == [
        "accepts_after_close",
        "confirms_before_storing",
        "parallel_dispatch",
        "redelivers_without_body",
        "redelivers_without_headers",
        "truncates",
    ]
