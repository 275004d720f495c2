"""What a run's verdicts come to, in the lines that pytest ends with."""

from collections import Counter
from collections.abc import Iterable, Iterator

from fakes.conformance.records import Record
from fakes.conformance.reporting.signs import SIGNS
from fakes.conformance.reporting.tables import adapters

__all__ = ["certified", "counted"]


def counted(found: Iterable[Record]) -> Iterator[str]:
    """How many guarantees of each adapter came to which outcome."""
    for adapter in adapters(found):
        counts = Counter(cell.verdict.outcome for cell in adapter.cells.values())
        listed = ", ".join(f"{counts[each]} {each.name}" for each in SIGNS if counts[each])
        system = f" ({adapter.system})" if adapter.system else ""
        yield f"{adapter.heading}{system}: {listed}"


def certified(found: Iterable[Record]) -> Iterator[str]:
    """The certificate of each adapter that saboteurs were put around; nothing where none was."""
    survivors = 0
    certificates = [
        (adapter.heading, adapter.certificate)
        for adapter in adapters(found)
        if adapter.certificate.attempts
    ]
    for heading, certificate in certificates:
        yield from f"{heading}: {certificate}".splitlines()
        survivors += certificate.survived
    if survivors:
        yield "A saboteur that survives fails no test: it shows damage that the suite does not see."
