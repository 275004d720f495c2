"""What became of a saboteur that was put around an adapter."""

from enum import Enum
from typing import Any

import attrs

__all__ = ["Attempt", "Fate"]


class Fate(Enum):
    """How a saboteur around an adapter can end."""

    KILLED = "killed"
    """The guarantee that it breaks found it out."""

    SURVIVED = "survived"
    """The guarantee passed all the same: on this adapter, the check is blind to that damage."""

    UNDECIDED = "undecided"
    """The check could not tell: without the saboteur it does not pass, or with it, it broke off."""

    NOT_APPLICABLE = "not applicable"
    """It breaks nothing that the suite declares."""


@attrs.frozen
class Attempt:
    """One saboteur, by its `name`: what it `does` to an adapter, its `fate`, and why that is so.

    The `reason` is empty for what was killed, and for what survived.
    """

    name: str
    does: str
    fate: Fate
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same in the values that JSON knows."""
        return {**attrs.asdict(self), "fate": self.fate.name}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Attempt":
        """The attempt that was written so."""
        values: dict[str, Any] = {**told, "fate": Fate[told["fate"]]}
        return cls(**values)
