"""A target, and what a run says of it; which targets there are stands with what they judge."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from benchmarks.results import Result, Row

__all__ = ["Results", "Verdict", "at_most", "faster", "grows_at_most", "of"]

Results = Mapping[Row, Result]


@frozen
class Verdict:
    """A target, what was measured for it, and whether that meets it."""

    target: str
    where: str
    measured: str
    met: bool


def of(subject: str, results: Results, detail: str = "") -> list[Result]:
    """The results of a subject with exactly that detail, for all sizes."""
    return [
        result for row, result in results.items() if (row.subject, row.detail) == (subject, detail)
    ]


def at_most(target: str, result: Result, contestant: str, base: str, limit: float) -> Verdict:
    """Whether the contestant takes at most `limit` times what `base` takes."""
    ratio = result.ratio(contestant, base).middle
    return Verdict(target, str(result.row), f"{ratio:.2f} times", ratio <= limit)


def faster(
    target: str, result: Result, contestant: str, peer: str, times: float
) -> Iterator[Verdict]:
    """Whether the contestant is so many times faster than the peer, if that took part."""
    if peer in result.samples:
        ratio = result.ratio(peer, contestant).middle
        measured = f"{ratio:,.1f} times faster"
        yield Verdict(target, str(result.row), measured, ratio >= times)


def grows_at_most(target: str, many: Result, few: Result, contestant: str, limit: float) -> Verdict:
    """Whether the contestant takes for `many` at most `limit` times what it takes for `few`."""
    growth = many.growth(contestant, few)
    return Verdict(target, str(many.row), f"{growth:.2f} times", growth <= limit)
