"""How well a suite's checks guard its adapter: which saboteurs they found out, and which not."""

from collections.abc import Iterator

import attrs

from fakes.conformance.attempts import Attempt, Fate

__all__ = ["Certificate"]


@attrs.frozen
class Certificate:
    """What became of all saboteurs that were put around one adapter.

    As text it has the rate, and names those that survived, with what each does.

    >>> broken = Attempt("adds_over", "an add replaces what is there", Fate.SURVIVED)
    >>> print(Certificate([Attempt("ghosts", "deletes nothing", Fate.KILLED), broken]))
    killed 1 of 2 (50 %)
      survived: adds_over (an add replaces what is there)
    """

    attempts: tuple[Attempt, ...] = attrs.field(converter=tuple[Attempt, ...])

    def of_fate(self, fate: Fate) -> list[Attempt]:
        """Those that ended in this way."""
        return [attempt for attempt in self.attempts if attempt.fate is fate]

    @property
    def killed(self) -> int:
        """How many were found out."""
        return len(self.of_fate(Fate.KILLED))

    @property
    def survived(self) -> int:
        """How many were not."""
        return len(self.of_fate(Fate.SURVIVED))

    @property
    def rate(self) -> float | None:
        """The share that was killed, of those that were killed or survived; None of none."""
        decided = self.killed + self.survived
        return self.killed / decided if decided else None

    @property
    def short(self) -> str:
        """The rate in a few characters; empty where there is none."""
        if self.rate is None:
            return ""
        # What is not whole is never rounded up to it.
        return f"{self.killed} of {self.killed + self.survived} ({int(100 * self.rate)} %)"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        parts = [f"killed {self.short}" if self.short else "none was killed, and none survived"]
        others = {fate: len(self.of_fate(fate)) for fate in (Fate.UNDECIDED, Fate.NOT_APPLICABLE)}
        parts += [f"{count} {fate.value}" for fate, count in others.items() if count]
        yield ", ".join(parts)
        for fate in (Fate.SURVIVED, Fate.UNDECIDED):
            for attempt in self.of_fate(fate):
                why = f": {attempt.reason}" if attempt.reason else ""
                yield f"  {fate.value}: {attempt.name} ({attempt.does}){why}"
