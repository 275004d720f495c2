"""All that is said of the broken adapters that a suite must find out, to the letter.

The texts are in the folder `texts` of each port, each named after what is broken.
"""

import re

import pytest

from fakes.conformance import verdicts
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.sabotage.broken import Broken
from tests.fakes.conformance.sabotage.ports import PORTS

DESCRIBED = [
    pytest.param(broken, name, id=f"{broken.port}-{name}")
    for broken in PORTS
    for name in broken.texts
]


@pytest.mark.parametrize(("broken", "name"), DESCRIBED)
def test_all_that_is_said_of_a_broken_adapter(broken: Broken, name: str) -> None:
    saboteur = broken.named(name)
    slug = saboteur.killed_by

    reason = verdicts(sabotaged(broken.texts[name], saboteur), slug)[slug].reason

    # Lines of the library's own modules are numbered otherwise after the next change.
    said = re.sub("py:[0-9]+ in", "py:1 in", reason)
    assert f"{said}\n" == broken.text_of(name).read_text("utf-8")


@pytest.mark.parametrize("broken", PORTS, ids=lambda broken: broken.port)
def test_each_text_is_of_an_adapter_that_must_be_found_out(broken: Broken) -> None:
    assert sorted(text.stem for text in broken.folder.glob("*.txt")) == sorted(broken.texts)
