"""Values at the edges of what attributes hold, by their classes; and entities changed in place."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from fakes.conformance.repository.facts import names_of

__all__ = ["edges_of", "mutated"]

_TEXTS = (
    *("", " ", " a ", "a\tb\r\nc", "%", "_", "\\", "a%b_c\\", "'; DROP TABLE t; --", '"', "NULL"),
    # The same letter in both normal forms, and two characters that one encoding loses.
    *("\u00e9", "e\u0301", "\u0130\u0131\u00df", "\u200b", "\ufeff", "\U0001f600", "\U0010ffff"),
)


_BYTES = (b"", b"\x00", b"a\x00b", b"\xff\xfe", bytes(range(256)))
_TIMES = (
    datetime(1, 1, 2),  # noqa: DTZ001 - whether there is a zone is told by the value
    datetime(1970, 1, 1),  # noqa: DTZ001
    datetime(2024, 2, 29, 23, 59, 59, 999_999),  # noqa: DTZ001
    datetime(9999, 12, 31),  # noqa: DTZ001
)

_Limits = Mapping[str, float]

_EDGES: dict[type, Callable[[Any, _Limits], Iterable[object]]] = {
    bool: lambda _, __: (False, True),
    str: lambda _, limits: (*_TEXTS, "a\u00e9" * (int(limits["text"]) // 2)),
    bytes: lambda _, limits: (*_BYTES, b"\x00\xff" * (int(limits["bytes"]) // 2)),
    int: lambda _, limits: (0, 1, -1, int(limits["integer"]), -int(limits["integer"]) - 1),
    float: lambda _, __: (0.0, -0.5, 0.1, 1e-300, 1.7976931348623157e308, -1.7976931348623157e308),
    datetime: lambda like, _: [each.replace(tzinfo=like.tzinfo and UTC) for each in _TIMES],
    date: lambda _, __: (date.min, date(1970, 1, 1), date(2024, 2, 29), date.max),
    time: lambda _, __: (time.min, time(23, 59, 59, 999_999)),
    timedelta: lambda _, __: (timedelta(0), timedelta(microseconds=1), timedelta(days=30)),
    Decimal: lambda _, __: (Decimal(0), Decimal(1), Decimal(-1)),
}


def edges_of(value: object, limits: _Limits, *, nul: bool) -> list[object]:
    """The edges of the class of a value, within the limits; none of a class that has none here.

    Of texts, those with a NUL are among them if they are allowed.
    """
    edges = _EDGES.get(type(value))
    more = ("\x00", "a\x00b") if nul and isinstance(value, str) else ()
    return [] if edges is None else [*edges(value, limits), *more]


def mutated(value: Any, spare: Collection[str] = ()) -> bool:
    """Change all that can be changed in a value and in what it holds; whether anything could.

    Attributes of the names in `spare` stay.
    """
    names = names_of(value)
    inside = [mutated(part) for part in _parts(value)]
    inside += [mutated(getattr(value, name, None)) for name in names]
    inside += [_assigned(value, name) for name in names if name not in spare]
    for kind, add in _ADDING.items():
        if isinstance(value, kind):
            add(value)
            return True
    return any(inside)


_ADDING: dict[type, Callable[[Any], object]] = {
    list: lambda value: value.append(None),
    dict: lambda value: value.update({"mutated": None}),
    set: lambda value: value.add("mutated"),
    bytearray: lambda value: value.append(0),
}


def _parts(value: Any) -> list[object]:
    if isinstance(value, dict):
        return list(cast(dict[object, object], value).values())
    return list(cast(Iterable[object], value)) if isinstance(value, list | tuple) else []


def _assigned(value: Any, name: str) -> bool:
    before = getattr(value, name, None)
    try:
        setattr(value, name, "mutated" if before is None else None)
    except Exception:  # noqa: BLE001 - whatever says that it cannot be changed
        return False
    return True
