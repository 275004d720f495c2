"""A saboteur that damages nothing that the entities of a suite have is not applicable to it."""

from datetime import datetime
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import strategies as st

from fakes.conformance import certificate
from fakes.conformance.attempts import Fate
from fakes.conformance.repository import RepositoryConformance
from fakes.conformance.sabotage.repository import SABOTEURS
from tests.fakes.conformance.repository.suites import Note, Notes

IN_ROUND_TRIP = {each.name: each for each in SABOTEURS if each.killed_by == "round_trip"}
ALL = {"cuts_texts", "normalises", "empty_is_none", "whole_seconds", "empty_bytes_missing"}
OF_TEXTS = {"cuts_texts", "normalises", "empty_is_none"}


@attrs.frozen
class Counter:
    id: int
    count: int


@attrs.frozen
class Meeting:
    id: int
    begins: datetime | None


class Pair(NamedTuple):
    id: int
    other: str


class Plain:
    """Without annotations."""

    def __init__(self, id: int, held: object) -> None:
        self.id = id
        self.held = held


def of(entities: Any, **declared: Any) -> type[Any]:
    given = {"entities": lambda _: entities, "parameters": {}, **declared}
    return type("Suite", (RepositoryConformance,), given)


def damaging(suite: type[Any]) -> set[str]:
    return {name for name, saboteur in IN_ROUND_TRIP.items() if saboteur.damages(suite)}


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        (st.builds(Counter, st.integers(), st.integers()), set()),
        (st.builds(Meeting, st.integers(), st.none()), {"whole_seconds"}),
        (st.builds(Pair, st.integers(), st.text()), OF_TEXTS),
        (st.builds(Plain, st.integers(), st.binary()), {"empty_bytes_missing"}),
        (st.builds(Plain, st.integers(), st.none()), ALL),
    ],
    ids=["numbers", "perhaps a time", "a text", "bytes, not annotated", "nothing known"],
)
def test_damage_is_done_to_what_an_attribute_may_hold(entities: Any, expected: set[str]) -> None:
    assert set(IN_ROUND_TRIP) == ALL
    assert damaging(of(entities)) == expected


def test_a_key_is_not_damaged_and_a_unique_attribute_is() -> None:
    pairs = st.builds(Pair, st.integers(), st.text())

    assert damaging(of(pairs, key="other")) == set()
    assert damaging(of(pairs, unique=["other"])) == OF_TEXTS


def test_a_certificate_says_why_a_saboteur_is_not_applicable() -> None:
    class Small(Notes):
        examples = 3

        def entities(self) -> Any:
            return st.builds(Note, st.sampled_from("abcdefgh"))

    tried = {each.name: each for each in certificate(Small, "round_trip").attempts}

    assert tried["whole_seconds"].fate is Fate.NOT_APPLICABLE
    assert tried["whole_seconds"].reason == (
        "beside its key, a Note has no attribute of type datetime"
    )
    assert tried["cuts_texts"].fate is Fate.KILLED
