"""What suites find that declare something else than their adapters have."""

from collections.abc import Mapping

from fakes.conformance import Operation, Outcome, Verdict

# Of an operation that is declared, and that the adapter does not have.
REFUSED = "It raised what the port does not allow here. Unsupported: "


def others(found: Mapping[str, Verdict]) -> dict[str, Outcome]:
    """The guarantees that did not simply pass."""
    outcomes = {slug: verdict.outcome for slug, verdict in found.items()}
    return {slug: outcome for slug, outcome in outcomes.items() if outcome is not Outcome.PASS}


def undeclared(suite: str, operation: Operation, slug: str) -> str:
    """How it is said that an adapter has an operation, of which its suite says nothing."""
    return (
        f"{suite} does not declare {operation}, which {slug} needs; so it must raise "
        "Unsupported, and change nothing.\n\nundeclared operation: it works after all"
    )
