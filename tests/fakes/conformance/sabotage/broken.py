"""What is known about the broken adapters of a port, for the tests that all ports share."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from fakes.conformance import Guarantee
from fakes.conformance.declarations import Declarations
from fakes.conformance.sabotage.wrapping import Saboteur

Suite = type[Any]


def impatient(suite: Suite) -> Suite:
    """A suite of the same name that does not look for smaller failures."""
    return type(suite.__name__, (suite,), {"shrinks_for": 0.0})


@attrs.frozen(kw_only=True)
class Broken:
    """The saboteurs of a port, the suites that must find them out, and what these say."""

    port: str
    saboteurs: Sequence[Saboteur]
    # The wrapper from which the broken adapters are made.
    undamaged: type[Any]
    # The first of them is the sound one that most tests break.
    suites: Sequence[Suite]
    # Suites that are tried only with what is declared differently from the first.
    differing: Sequence[Suite] = ()
    # Those that keep every guarantee, and leave none inconclusive; all unless others are given.
    sound: Sequence[Suite] = attrs.field(
        default=attrs.Factory(lambda self: (*self.suites, *self.differing), takes_self=True)
    )
    # How the second paragraph of a failure begins, or may begin; a number in parentheses is (1).
    said: Mapping[str, str | tuple[str, ...]]
    # Those that a short search may miss: no fixed example finds them out.
    found_by_chance: Sequence[str]
    # The suite that finds them out at any seed; the first one unless another is given.
    seeded: Suite = attrs.field(default=attrs.Factory(lambda self: self.suites[0], takes_self=True))
    # Those that do no damage to what the first suite declares.
    sparing: frozenset[str]
    # Saboteurs, and all guarantees that the first suite breaks with them.
    breaking: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]])
    # The suite of each of which everything that is said is in a file.
    texts: Mapping[str, Suite] = attrs.field(factory=dict[str, Suite])

    @property
    def guarantees(self) -> Sequence[Guarantee]:
        guarantees: Sequence[Guarantee] = self.suites[0].specification.guarantees
        return guarantees

    def named(self, name: str) -> Saboteur:
        (saboteur,) = [each for each in self.saboteurs if each.name == name]
        return saboteur

    def tried(self, saboteur: Saboteur) -> list[Suite]:
        """The suites that must find it out."""
        first, slug = self.suites[0], saboteur.killed_by
        others = [
            suite
            for suite in self.differing
            if not saboteur.damages(first)
            or suite.parameters.get(slug) != first.parameters.get(slug)
        ]
        return [suite for suite in (*self.suites, *others) if saboteur.damages(suite)]

    def unpromised(self, suite: Suite) -> set[str]:
        """The guarantees that the suite does not promise."""
        declared = Declarations.of(suite)
        return {each.slug for each in self.guarantees if any(declared.lacks(each))}

    def text_of(self, name: str) -> Path:
        return self.folder / f"{name}.txt"

    @property
    def folder(self) -> Path:
        """Where the texts are, each in a file named after the saboteur."""
        return Path(__file__).parents[1] / self.port / "texts"
