"""All that is said of the broken services that a suite of email must find out, to the letter.

The texts are in files beside this module, each named after what is broken.
"""

import re
from pathlib import Path

import pytest

from fakes.conformance import verdicts
from fakes.conformance.sabotage.email import SABOTEURS
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.email.suites import TestFake as Fake

TEXTS = sorted(Path(__file__).with_name("texts").glob("*.txt"))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_all_that_is_said_of_a_broken_service(text: Path) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == text.stem]

    reason = verdicts(sabotaged(Fake, saboteur), saboteur.killed_by)[saboteur.killed_by].reason

    # Lines of the library's own modules are numbered otherwise after the next change.
    assert f"{re.sub('py:[0-9]+ in', 'py:1 in', reason)}\n" == text.read_text("utf-8")


def test_there_is_a_text_for_each_service_that_must_be_found_out() -> None:
    assert [text.stem for text in TEXTS] == [
        "bcc_header",
        "completion_order",
        "dies_of_a_refusal",
        "html_drops_text",
        "latin_1_subject",
        "leaves_cc_out",
        "live_batch",
        "loses_dots",
        "strips_line_breaks",
        "swallows_refusals",
    ]
