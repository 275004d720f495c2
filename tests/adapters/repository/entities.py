"""What the adapters store: two small entities, what a database knows of them, and strategies.

`Product` has a key of text that somebody else gave it, and a version that tells changes apart.
`Account` has a number that the database generates, and an address that no other account has.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import attrs
from hypothesis import strategies as st

from tests.adapters.repository.model import Attribute, Model

__all__ = ["ACCOUNT", "ACCOUNTS", "PRODUCT", "PRODUCTS", "Account", "Product"]

_IDENTIFIER: Final = 200
"""The most characters in a text that has an index, which MariaDB limits to 3,072 bytes."""


@attrs.define
class Product:
    """Something for sale."""

    code: str
    name: str
    note: str | None
    stock: int
    price: Decimal
    listed: datetime | None
    version: int = 1


@attrs.define
class Account:
    """Somebody's money."""

    id: int | None
    email: str
    nickname: str | None
    balance: Decimal
    opened: datetime


PRODUCT: Final = Model(
    Product,
    {
        "code": Attribute(str, longest=_IDENTIFIER),
        "name": Attribute(str),
        "note": Attribute(str, nullable=True),
        "stock": Attribute(int),
        "price": Attribute(Decimal),
        "listed": Attribute(datetime, nullable=True),
        "version": Attribute(int),
    },
    key="code",
    version="version",
)

ACCOUNT: Final = Model(
    Account,
    {
        "id": Attribute(int),
        "email": Attribute(str, longest=_IDENTIFIER),
        "nickname": Attribute(str, nullable=True),
        "balance": Attribute(Decimal),
        "opened": Attribute(datetime),
    },
    key="id",
    unique="email",
    generated=True,
)

_LETTERS = "aAbBüÜ%_\\ "
_TEXTS = st.text(_LETTERS, max_size=5) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=5
)
_AMOUNTS = st.decimals(-1000, 1000, places=2)
_TIMES = st.datetimes(timezones=st.just(UTC))
_NUMBERS = st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1)

PRODUCTS: Final = st.builds(
    Product,
    code=st.text("abAB-", min_size=1, max_size=4),
    name=_TEXTS,
    note=st.none() | _TEXTS,
    stock=_NUMBERS,
    price=_AMOUNTS,
    listed=st.none() | _TIMES,
)

ACCOUNTS: Final = st.builds(
    Account,
    id=st.integers(1, 1000),
    email=st.uuids().map(lambda uuid: f"{uuid.hex[:12]}@example.com"),
    nickname=st.none() | _TEXTS,
    balance=_AMOUNTS,
    opened=_TIMES,
)
