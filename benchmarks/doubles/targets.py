"""What `doubles` promises about its speed, and whether a run kept it."""

from collections.abc import Iterator, Sequence

from benchmarks.doubles.contestants import AUTOSPEC, HAND, OURS
from benchmarks.doubles.imports import loads
from benchmarks.results import Result, Row
from benchmarks.verdicts import Results, Verdict, at_most, grows_at_most, of

__all__ = ["verdicts"]

SIMPLE_STUB = """
from typing import Protocol
from doubles import scope, stub, when

class Rates(Protocol):
    def of(self, currency: str) -> int: ...

with scope():
    rates = stub(Rates)
    when(rates.of, "EUR").returns(108)
    assert rates.of("EUR") == 108
"""


def verdicts(results: Sequence[Result]) -> list[Verdict]:
    """The verdicts on all targets whose rows were measured."""
    by_row = {result.row: result for result in results}
    return [
        *on_calls(by_row),
        *on_builds(by_row),
        *on_growth(by_row),
        *on_imports(by_row),
    ]


def on_calls(results: Results) -> Iterator[Verdict]:
    for result in of("stubbed call", results, detail="1 stubbing"):
        yield at_most("a stubbed call costs at most 5 hand-written ones", result, OURS, HAND, 5)
    for result in of("spy call", results):
        yield at_most("a spy call costs at most 3 hand-written ones", result, OURS, HAND, 3)
    for subject, detail in (("stubbed call", "1 stubbing"), ("spy call", "")):
        for result in of(subject, results, detail):
            yield peers(f"a {subject} is 20 times faster than every peer's", result, 20)


def on_builds(results: Results) -> Iterator[Verdict]:
    for result in of("next double", results):
        yield faster("the next double costs at most 1/1000 of create_autospec", result, 1000)
        yield peers("the next double is faster than every peer's", result, 1)
    for result in of("first double", results):
        yield faster("the first double costs at most 1/2 of create_autospec", result, 2)


def on_growth(results: Results) -> Iterator[Verdict]:
    for one in of("stubbed call", results, "1 stubbing"):
        many = results.get(Row("stubbed call", one.row.size, "200 stubbings"))
        if many:
            target = "200 stubbings cost at most 1.5 times what one does"
            yield grows_at_most(target, many, one, OURS, 1.5)
    for some in of("verify", results, "after 1,000 calls"):
        many = results.get(Row("verify", some.row.size, "after 100,000 calls"))
        if many:
            target = "verify after 100,000 calls costs at most 100 times verify after 1,000"
            yield grows_at_most(target, many, some, OURS, 100)


def on_imports(results: Results) -> Iterator[Verdict]:
    for result in of("import", results):
        target = "import doubles is no slower than import unittest.mock"
        yield at_most(target, result, OURS, "Mock(spec=)", 1)
        for where, statements in (
            ("after import doubles", "import doubles"),
            ("after a stub of simple types", SIMPLE_STUB),
        ):
            loaded = loads(statements, "typeguard")
            measured = "imported" if loaded else "not imported"
            yield Verdict("typeguard is not imported until needed", where, measured, not loaded)


def faster(target: str, result: Result, times: float) -> Verdict:
    ratio = result.ratio(AUTOSPEC, OURS).middle
    measured = f"1/{ratio:,.0f}" if ratio >= 10 else f"1/{ratio:.2f}"
    return Verdict(target, str(result.row), measured, ratio >= times)


def peers(target: str, result: Result, times: float) -> Verdict:
    ratio, peer = min(
        (result.ratio(name, OURS).middle, name)
        for name in result.samples
        if name not in (OURS, HAND)
    )
    measured = f"{ratio:,.1f} times faster than {peer}"
    if ratio < times:
        measured += f" (hand-written: {result.ratio(peer, HAND).middle:,.1f} times)"
    return Verdict(target, str(result.row), measured, ratio >= times)
