"""The example of a deviation: the values that a check draws, and whether they are its own."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, cast

import attrs

from doubles._texts.shown import shown
from fakes.conformance.errors import Abandoned, Misfit
from fakes.conformance.searching import samples
from fakes.conformance.stage import Draw

__all__ = ["Pinned"]

_REMEDY = "write down all that the failing example drew, in its order."


@attrs.define(eq=False)
class Pinned:
    """Gives the check of that name these values, in this order, whatever it draws.

    They must be of the types that the check would have drawn, or what fails is not the adapter.
    """

    check: str
    values: tuple[object, ...]
    _drawn: int = 0
    _fit: set[int] = attrs.Factory(set[int])

    def from_the_first(self) -> Draw:
        """What another example draws with."""
        self._drawn = 0
        return self._draw

    def demand_all_drawn(self) -> None:
        """See that the example that was run needed all of them.

        Raises:
            Abandoned: It did not.
        """
        if self._drawn < len(self.values):
            raise Abandoned(self._misfit(f"{self.check} draws {self._drawn} of them"))

    def _draw(self, strategy: Any, label: str) -> Any:
        if self._drawn == len(self.values):
            raise self._misfit(f"{self.check} draws another{f' for {label}' if label else ''}")
        value = self.values[self._drawn]
        if self._drawn not in self._fit:
            drawn = samples(strategy)
            if not _is_like(value, drawn):
                raise self._misfit(
                    f"{shown(value)} is not of the kind that {self.check} draws"
                    f"{f' for {label}' if label else ''}, such as {shown(drawn[0])}"
                )
            self._fit.add(self._drawn)
        self._drawn += 1
        return value

    def _misfit(self, why: str) -> Misfit:
        count = f"{len(self.values)} value{'' if len(self.values) == 1 else 's'}"
        return Misfit(f"The example of the deviation has {count}, and {why}.", _REMEDY)


def _is_like(value: object, drawn: Iterable[object]) -> bool:
    """Whether a value has the type of one that was drawn, and so have all those in it."""
    alike = [each for each in drawn if type(each) is type(value)]
    within = [part for each in alike for part in _parts(each)]
    return bool(alike) and all(_is_like(part, within) for part in _parts(value))


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return cast(Mapping[object, object], value).items()
    if isinstance(value, str | bytes) or not isinstance(value, Sequence | AbstractSet):
        return ()
    return cast(Iterable[object], value)
