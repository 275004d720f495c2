"""Each profile of the fake does what its database does: programs are played on both.

What was seen is compared step by step: results, errors, order, generated keys, what is left.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.conformance import Namespace
from fakes.repository import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    FakeRepository,
    FakeUnitOfWork,
    Profile,
    Serial,
)
from fakes.strategies.repository import texts
from tests.adapters.repository.entities import ACCOUNT, PRODUCT, Account, Product
from tests.adapters.repository.model import Model
from tests.adapters.repository.programs import Call, Step, Told, Unit, played, programs
from tests.adapters.repository.sqlalchemy_core import SqlRepository
from tests.adapters.repository.sqlalchemy_database import Database
from tests.adapters.repository.sqlalchemy_stores import (
    Store,
    mariadb_database,
    postgresql_database,
    sqlite_database,
)
from tests.adapters.repository.sqlalchemy_units import SqlUnitOfWork

__all__ = ["mariadb_database", "postgresql_database", "sqlite_database"]

PROFILES: Final = {
    "sqlite_database": SQLITE_3,
    "postgresql_database": POSTGRESQL_15_C_UTF8,
    "mariadb_database": MARIADB_10_11_UTF8MB4_GENERAL_CI,
}

EXAMPLES: Final = 25

# Alike by case, accent, padding or expansion; few, so that keys are often taken.
NAMES = st.sampled_from(("a", "A", "b", "", "a ", "\u00e4", "ss", "\u00df"))
# The longest would hide in a report what is wrong; `round_trip` stores such.
TEXTS = NAMES | NAMES | texts().map(lambda text: text[:100])
AMOUNTS = st.sampled_from((Decimal(0), Decimal("0.01"), Decimal("-12.30"))) | st.decimals(
    -(10**12), 10**12, places=2
)
TIMES = st.datetimes(timezones=st.just(UTC)) | st.just(datetime(2024, 2, 29, tzinfo=UTC))

OF_PRODUCTS: Mapping[str, SearchStrategy[Any]] = {
    "code": NAMES,
    "name": TEXTS,
    "note": st.none() | TEXTS,
    "stock": st.integers(-2, 2) | st.integers(-(2**63), 2**63 - 1),
    "price": AMOUNTS,
    "listed": st.none() | TIMES,
    "version": st.integers(1, 3),
}
OF_ACCOUNTS: Mapping[str, SearchStrategy[Any]] = {
    # From one: what AUTO_INCREMENT makes of a key of zero or less is nowhere defined.
    "id": st.integers(1, 6),
    "email": NAMES,
    "nickname": st.none() | TEXTS,
    "balance": AMOUNTS,
    "opened": TIMES,
}
PRODUCTS = programs(st.builds(Product, **OF_PRODUCTS), OF_PRODUCTS, "code")
ACCOUNTS = programs(
    st.builds(Account, **{**OF_ACCOUNTS, "id": st.none() | st.none() | OF_ACCOUNTS["id"]}),
    OF_ACCOUNTS,
    "id",
)


@attrs.frozen
class Pair:
    """A profile, and the database that it is of."""

    profile: Profile
    database: Database

    def differ(self, model: Model[Any], program: Sequence[Step]) -> str:
        """Where the two runs of a program part; nothing if they do not."""
        fake: FakeRepository[Any, Any] = FakeRepository(
            model.entity,
            key=model.key,
            unique=[model.unique] if model.unique else [],
            version=model.version,
            generated=Serial() if model.generated else None,
            profile=self.profile,
        )
        imagined = played(program, fake, lambda: FakeUnitOfWork(fake))
        with Store.of(self.database, model, Namespace.fresh("profiles", model.name)) as store:
            real: SqlRepository[Any, Any] = SqlRepository(self.database, store.table, model)
            actual = played(program, real, lambda: SqlUnitOfWork(self.database))
        return _difference(imagined, actual)


def _difference(imagined: Sequence[Told], actual: Sequence[Told]) -> str:
    lines: list[str] = []
    for number, (one, other) in enumerate(zip_longest(imagined, actual), 1):
        if one != other:
            lines += [f"{number}. on the fake: {one}", f"{number}. really: {other}"]
            return "\n".join(lines)
        lines.append(f"{number}. {one}")
    return ""


@pytest.fixture(params=PROFILES, ids=lambda name: repr(PROFILES[name]), scope="module")
def pair(request: pytest.FixtureRequest) -> Pair:
    return Pair(PROFILES[request.param], request.getfixturevalue(request.param))


TEA = Product("tea", "Tea", None, 3, Decimal("4.50"), None)
NOT_EVERYWHERE = Product("nul", "with a \x00", None, 0, Decimal(0), None)


@settings(max_examples=EXAMPLES)
@given(program=PRODUCTS)
# The first that is refused decides what a batch raises.
@example(program=[Call("add", (TEA,)), Call("add_all", ([TEA, NOT_EVERYWHERE],))])
def test_programs_over_keys_of_text_and_versions_do_the_same(
    pair: Pair, program: Sequence[Step]
) -> None:
    difference = pair.differ(PRODUCT, program)
    assert not difference, f"\n{difference}"


@settings(max_examples=EXAMPLES)
@given(program=ACCOUNTS)
def test_programs_over_generated_keys_and_unique_values_do_the_same(
    pair: Pair, program: Sequence[Step]
) -> None:
    difference = pair.differ(ACCOUNT, program)
    assert not difference, f"\n{difference}"


def test_a_program_that_differs_is_told_up_to_where_it_does(sqlite_database: Database) -> None:
    pair = Pair(POSTGRESQL_15_C_UTF8, sqlite_database)
    tea = Account(1, "tea@example.com", None, Decimal(1), datetime(2024, 2, 29, tzinfo=UTC))
    add = Call("add", (tea,))
    program: list[Step] = [Call("delete", (1,)), Unit([add, add, Call("count")], "leave")]
    assert pair.differ(ACCOUNT, program) == (
        "1. delete(1) -> ('NotFound', ('Account', 1))\n"
        f"2. add({tea}) -> {tea}\n"
        f"3. add({tea}) -> ('DuplicateKey', 'Account')\n"
        "4. on the fake: count() -> ('TransactionAborted', ())\n"
        "4. really: count() -> 1"
    )
