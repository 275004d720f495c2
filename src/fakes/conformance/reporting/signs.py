"""How an outcome is shown where there is room for one character."""

from typing import NamedTuple

from fakes.conformance.outcomes import Outcome

__all__ = ["SIGNS", "Sign"]


class Sign(NamedTuple):
    """A symbol, which tells as much as a colour does, and what it means."""

    symbol: str
    meaning: str


SIGNS = {
    Outcome.PASS: Sign("✓", "keeps the guarantee"),
    Outcome.DEVIATION: Sign("≠", "differs in a way that is declared"),
    Outcome.UNSUPPORTED: Sign("∅", "lacks the operation, and refuses it"),
    Outcome.UNPROMISED: Sign("○", "does not promise it"),
    Outcome.NEW: Sign("+", "is asked to keep an older catalogue"),
    Outcome.INCONCLUSIVE: Sign("?", "could not be seen to keep it or not"),
    Outcome.NOT_RUN: Sign("·", "was not there"),
    Outcome.FAIL: Sign("✗", "does not keep the guarantee"),
    Outcome.HARNESS_ERROR: Sign("!", "cannot be checked before its suite is put right"),
}
"""Of each outcome, in the order in which they are listed: what is good comes first."""
