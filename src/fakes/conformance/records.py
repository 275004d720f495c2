"""A verdict as a report keeps it: with what it is about, and when it was reached."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import attrs

from fakes.conformance.outcomes import Outcome, Verdict
from fakes.conformance.specification import Specification

__all__ = ["Column", "Record"]


class Column(NamedTuple):
    """A suite, in one of its variants: a column of the matrix, in which a guarantee is a row.

    The module is the one that pytest found it in, and classes around it are part of its name.
    """

    module: str
    suite: str
    variant: str

    @property
    def heading(self) -> str:
        """The suite's own name, and the variant's."""
        return f"{self.suite}[{self.variant}]" if self.variant else self.suite

    def __str__(self) -> str:
        return f"{self.module}.{self.heading}"


@attrs.frozen
class Record:
    """One cell of the matrix.

    The guarantee of the verdict stands at `place` in a catalogue of `guarantees`, and `says` what
    it says. `ran` is when it was checked, and `attempted` when saboteurs were last put around the
    adapter: in UTC, as ISO 8601 writes it.
    """

    port: str
    module: str
    verdict: Verdict
    place: int
    guarantees: int
    says: str
    ran: str
    attempted: str = ""

    @classmethod
    def of(cls, specification: Specification, module: str, verdict: Verdict) -> "Record":
        """What there is to keep of a verdict that was reached just now."""
        known = specification.guarantees
        slugs = [guarantee.slug for guarantee in known]
        place = slugs.index(verdict.guarantee)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(
            port=specification.name,
            module=module,
            verdict=verdict,
            place=place,
            guarantees=len(known),
            says=known[place].says,
            ran=now,
            attempted=now if verdict.attempts else "",
        )

    @property
    def column(self) -> Column:
        """Where it stands, from left to right."""
        return Column(self.module, self.verdict.suite, self.verdict.variant)

    @property
    def key(self) -> tuple[Column, str]:
        """Where it stands: no other cell stands there."""
        return self.column, self.verdict.guarantee

    def after(self, earlier: "Record | None") -> "Record":
        """What is known when this comes after an earlier one in the same place.

        A check that could not be run takes nothing from what is known. One that was run without
        saboteurs takes nothing from what is known of these, unless the adapter has changed so much
        that the outcome is another.
        """
        if earlier is None:
            return self
        if self.verdict.outcome is Outcome.NOT_RUN:
            return earlier
        if self.verdict.attempts or self.verdict.outcome is not earlier.verdict.outcome:
            return self
        verdict = attrs.evolve(self.verdict, attempts=earlier.verdict.attempts)
        return attrs.evolve(self, verdict=verdict, attempted=earlier.attempted)

    def as_json(self) -> dict[str, Any]:
        """The same in the values that JSON knows, the verdict's beside its own."""
        own = attrs.asdict(self, recurse=False)
        del own["verdict"]
        return {**own, **self.verdict.as_json()}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Record":
        """The record that was written so."""
        names = {field.name for field in attrs.fields(cls)} - {"verdict"}
        own = {name: told[name] for name in names}
        rest = {name: value for name, value in told.items() if name not in names}
        return cls(**own, verdict=Verdict.from_json(rest))
