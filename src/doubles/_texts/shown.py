"""A single value on one line of a failure text; how a call is spelled is in `spelling`."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_LONGEST = 80
_SETS = (set, frozenset)


def shown(value: object) -> str:
    """The repr of a value on one line, cut where it is long."""
    text = one_line(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def one_line(value: object) -> str:
    """The whole repr of a value on one line; a substitute where it raises."""
    try:
        text = _sorted(cast("AbstractSet[object]", value)) if type(value) in _SETS else repr(value)
    except Exception as error:  # noqa: BLE001 - the value's own code may raise anything
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
    return " ".join(line.strip() for line in text.splitlines())


def _sorted(values: "AbstractSet[object]") -> str:
    """The repr of a set, in an order that is the same in every process."""
    if not values:
        return repr(values)
    braced = f"{{{', '.join(sorted(map(repr, values)))}}}"
    return f"frozenset({braced})" if isinstance(values, frozenset) else braced
