"""What the examples of one check did, added up."""

import attrs

from fakes.conformance.trace import Trace

__all__ = ["Tally"]


@attrs.define(eq=False)
class Tally:
    """Counts of one check, by its name; `inconclusive` is why an example showed nothing."""

    check: str
    examples: int = 0
    conclusive: int = 0
    assertions: int = 0
    clients: int = 0
    operations: set[str] = attrs.Factory(set[str])
    inconclusive: str = ""

    def add(self, trace: Trace, *, assertions: int, clients: int) -> None:
        """Count what one example did."""
        self.examples += 1
        self.assertions += assertions
        self.clients = max(self.clients, clients)
        self.operations |= trace.operations
