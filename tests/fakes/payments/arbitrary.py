"""Values that no gateway expects: of every type, and objects whose methods raise."""

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from fakes.payments import Card, Money, PaymentStatus
from fakes.strategies.payments import amounts, idempotency_keys, sources

__all__ = ["ANYTHING", "HOSTILE"]


class Hostile:
    """An object whose every common method raises."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __bool__(self) -> bool:
        raise RuntimeError("bool")

    def __len__(self) -> int:
        raise RuntimeError("len")

    def __lt__(self, other: object) -> bool:
        raise RuntimeError("lt")


class HostileText(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __len__(self) -> int:
        raise RuntimeError("len")


class HostileNumber(int):
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    __hash__ = int.__hash__

    def __lt__(self, other: object) -> bool:
        raise RuntimeError("lt")

    def __repr__(self) -> str:
        raise RuntimeError("repr")


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.decimals()
    | st.complex_numbers()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.timedeltas()
    | st.lists(st.integers())
    | st.dictionaries(st.text(), st.integers())
    | amounts(smallest=0, largest=2**63 - 1)
    | sources()
    | idempotency_keys()
    | st.sampled_from(PaymentStatus)
    | st.sampled_from(
        [
            10**5000,
            math.nan,
            math.inf,
            "\ud800",
            "\0",
            "a" * 100_000,
            "4242424242424242",
            Decimal("sNaN"),
            Decimal("1E+999999999"),
            datetime.max.replace(tzinfo=UTC),
            timedelta.max,
            object(),
            type,
            Money,
            Card,
        ]
    )
)

# Apart from the rest, for Hypothesis prints what it draws.
HOSTILE = (
    Hostile(),
    HostileText("EUR"),
    HostileText("tok_visa"),
    HostileNumber(5),
    [Hostile()],
)
