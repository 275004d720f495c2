"""What conditions mean for entities: SQL's logic of three values, checked against a database."""

import datetime as dt
import sqlite3
import uuid
from contextlib import closing
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository._predicates import predicate
from fakes.repository.errors import InvalidWhere
from fakes.repository.profile import SQLITE_3, Profile, TextComparison
from fakes.repository.where import (
    EVERYTHING,
    Comparison,
    Conjunction,
    Disjunction,
    IgnoringCase,
    IsNull,
    Membership,
    Negation,
    TextMatch,
    Where,
    attribute,
    matching,
)
from fakes.strategies.repository import conditions, values

X = attribute("x")


PLAIN = Profile()


def holds(where: Where, x: object, profile: Profile = PLAIN) -> bool:
    return predicate(where, profile, lambda entity, _: entity)(x)


@attrs.frozen
class Row:
    number: int | None
    name: str | None
    active: bool | None


def sql_of(where: Where) -> tuple[str, list[Any]]:
    """The condition in SQL, as an adapter writes it."""
    match where:
        case Comparison(attribute=name, operator=operator, value=value):
            return f"{name} {operator.value} ?", [value]
        case Membership(attribute=name, values=several):
            return f"{name} IN ({', '.join('?' * len(several))})", list(several)
        case IsNull(attribute=name):
            return f"{name} IS NULL", []
        case TextMatch(attribute=name, pattern=pattern):
            return f"{name} LIKE ? ESCAPE '\\'", [pattern]
        case IgnoringCase(attribute=name, text=text):
            return f"LOWER({name}) = LOWER(?)", [text]
        case Negation(part=part):
            text, given = sql_of(part)
            return f"NOT ({text})", given
        case Conjunction(parts=parts) | Disjunction(parts=parts):
            joined = " AND " if isinstance(where, Conjunction) else " OR "
            pairs = [sql_of(part) for part in parts]
            return (
                f"({joined.join(text for text, _ in pairs)})",
                [value for _, given in pairs for value in given],
            )
    raise AssertionError(where)


rows = st.builds(
    Row,
    number=st.none() | values(int),
    name=st.none() | values(str),
    active=st.none() | values(bool),
)


@given(conditions(Row).filter(lambda where: where is not EVERYTHING), st.lists(rows, max_size=4))
def test_conditions_find_what_the_database_finds(where: Where, stored: list[Row]) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE rows (place INTEGER, number INTEGER, name TEXT, active)")
        for place, row in enumerate(stored):
            database.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", [place, *attrs.astuple(row)])
        condition, given_values = sql_of(where)
        try:
            expected = {
                place
                for (place,) in database.execute(
                    f"SELECT place FROM rows WHERE {condition}", given_values
                )
            }
        except sqlite3.OperationalError as error:
            assert "too complex" in str(error)  # noqa: PT017 - of a pattern over 50,000 bytes
            return
    found = predicate(where, SQLITE_3, getattr)
    assert {place for place, row in enumerate(stored) if found(row)} == expected


@given(conditions(Row), rows)
def test_what_is_unknown_is_found_neither_by_a_condition_nor_by_its_negation(
    where: Where, row: Row
) -> None:
    true = predicate(where, Profile(), getattr)(row)
    false = predicate(~where, Profile(), getattr)(row)
    assert not (true and false)
    if None not in attrs.astuple(row):
        assert true or false


def test_everything_is_found_whatever_it_is_like() -> None:
    assert holds(EVERYTHING, None)
    assert not holds(~EVERYTHING, None)
    assert not holds(Disjunction(()), None)
    assert holds(~Disjunction(()), None)


def test_null_is_neither_equal_nor_unequal() -> None:
    assert not holds(X.equals(1), None)
    assert not holds(~X.equals(1), None)
    assert not holds(~X.is_in([1]), None)
    assert holds(X.is_null(), None)
    assert not holds(~X.is_null(), None)
    assert holds(~X.is_null(), 1)


def test_nothing_is_in_an_empty_list_not_even_null() -> None:
    for x in (1, None):
        assert not holds(X.is_in([]), x)
        assert holds(~X.is_in([]), x)


def test_values_of_different_kinds_are_not_equal() -> None:
    assert not holds(X.equals(1), True)
    assert not holds(X.equals(1), "1")
    assert not holds(X.equals("a"), b"a")
    assert not holds(X.equals(1), [1])
    assert holds(X.equals(1), Decimal("1.0"))
    assert holds(X.equals(1), 1.0)


class Colour(Enum):
    RED = 1
    BLUE = 2


@pytest.mark.parametrize(
    ("small", "large"),
    [
        (1, 2.5),
        (Decimal("1.1"), 2),
        (1, float("inf")),
        (False, True),
        ("a", "b"),
        (b"a\xff", b"b"),
        (dt.date(2026, 1, 1), dt.date(2026, 1, 2)),
        (dt.datetime.fromisoformat("2026-01-01"), dt.datetime.fromisoformat("2026-01-02")),
        (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        (dt.time(1), dt.time(2)),
        (dt.timedelta(1), dt.timedelta(2)),
        (uuid.UUID(int=1), uuid.UUID(int=2)),
    ],
)
def test_values_of_one_kind_are_ordered(small: object, large: object) -> None:
    for one, other, signs in ((small, large, "<"), (large, small, ">"), (small, small, "=")):
        assert holds(X.less_than(other), one) == (signs == "<")
        assert holds(X.at_most(other), one) == (signs in "<=")
        assert holds(X.more_than(other), one) == (signs == ">")
        assert holds(X.at_least(other), one) == (signs in ">=")


@attrs.frozen(order=True)
class Version:
    major: int


def test_values_of_a_class_with_an_order_are_ordered() -> None:
    assert holds(X.less_than(Version(2)), Version(1))


def test_nan_is_the_greatest_number_as_in_postgresql() -> None:
    for nan in (float("nan"), Decimal("NaN"), Decimal("sNaN")):
        assert holds(X.more_than(float("inf")), nan)
        assert not holds(X.equals(1), nan)


@pytest.mark.parametrize(
    ("where", "x", "message"),
    [
        (
            X.less_than("x"),
            5,
            "x: 5 cannot be compared with 'x': the one is a number, the other text",
        ),
        (
            X.at_least(dt.time(1)),
            dt.time(1, tzinfo=dt.UTC),
            (
                "x: datetime.time(1, 0, tzinfo=datetime.timezone.utc) cannot be compared with "
                "datetime.time(1, 0): the one is a time with a zone, the other a time"
            ),
        ),
        (X.less_than(1), {}, "x: {} cannot be compared with 1: dict has no order"),
        (
            X.less_than(Version(1)),
            Colour.RED,
            "x: <Colour.RED: 1> cannot be compared with Version(major=1): Colour has no order",
        ),
        (X.contains("a"), 5, "x: is compared as text, and is 5"),
        (X.equals_ignoring_case("a"), b"a", "x: is compared as text, and is b'a'"),
    ],
)
def test_what_cannot_be_compared_is_a_typed_error(where: Where, x: object, message: str) -> None:
    with pytest.raises(InvalidWhere) as raised:
        holds(where, x)
    assert str(raised.value) == message


@pytest.mark.parametrize("value", [(1,), frozenset(), Colour.RED, object])
def test_a_value_without_order_is_refused_before_anything_is_compared(value: object) -> None:
    with pytest.raises(InvalidWhere, match=r"^x: cannot be compared with .* has no order$"):
        predicate(X.less_than(value), Profile(), getattr)


def test_what_is_no_condition_is_refused() -> None:
    for where in (5, None, Where()):
        for wanted in (where, Negation(where) if isinstance(where, Where) else where):
            with pytest.raises(InvalidWhere, match=r"^where: must be a condition, not "):
                predicate(wanted, Profile(), getattr)  # type: ignore[arg-type]


def test_a_condition_that_is_nested_too_deeply_is_refused() -> None:
    where = X.equals(1)
    for _ in range(50):
        where = ~(where & X.is_null())
    assert where.attributes() == {"x"}
    assert hash(where) == hash(~~where)
    assert holds(where, 2)
    for deeper in (Negation, lambda part: part & X.is_null(), lambda part: part | X.is_null()):
        with pytest.raises(InvalidWhere) as caught:
            deeper(where)
        assert str(caught.value) == "where: has more than 100 levels, one in another"


class Vicious:
    """It hashes and has an order, and raises when it is compared."""

    def __hash__(self) -> int:
        return hash(1)

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __lt__(self, other: object) -> bool:
        raise RuntimeError("lt")

    def __repr__(self) -> str:
        return "Vicious()"


def test_an_attribute_that_raises_when_compared_equals_nothing_and_has_no_order() -> None:
    assert not holds(X.equals(1), Vicious())
    with pytest.raises(InvalidWhere) as raised:
        holds(X.less_than(Vicious()), Vicious())
    assert str(raised.value) == (
        "x: Vicious() cannot be compared with Vicious(): comparing them raised RuntimeError"
    )


def test_text_compares_as_the_profile_says() -> None:
    ignoring = Profile(text=TextComparison.IGNORING_CASE, like=TextComparison.IGNORING_ASCII_CASE)
    assert holds(X.equals("Ü"), "ü", ignoring)
    assert holds(X.is_in(["Ü"]), "ü", ignoring)
    assert holds(X.at_most("Ü"), "ü", ignoring)
    assert holds(X.like("A_c%"), "abCd", ignoring)
    assert not holds(X.like("Ü"), "ü", ignoring)
    assert not holds(X.equals("Ü"), "ü")


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("", "", True),
        ("", "a", False),
        ("%", "", True),
        ("a%", "abc", True),
        ("%c", "abc", True),
        ("%b%", "abc", True),
        ("a%c%e", "abcde", True),
        ("a%%e", "abcde", True),
        ("a%b", "a\nb", True),
        ("a%bc%bc", "abcbc", True),
        ("a%bc%bc", "abc", False),
        ("_", "\U0001f600", True),
        ("__", "\U0001f600", False),
        (r"\%", "%", True),
        (r"\%", "a", False),
        (r"\_", "a", False),
        (r"\a", "a", True),
        (r"\\", "\\", True),
        ("[a]", "a", False),
        (".", "a", False),
    ],
)
def test_like_has_two_wildcards_and_an_escape(pattern: str, text: str, matches: bool) -> None:
    assert holds(X.like(pattern), text) == matches


def test_a_long_text_is_searched_in_good_time() -> None:
    # Trying everything again for each wildcard would take longer than anyone waits.
    assert not holds(X.like("%a" * 40 + "%b"), "a" * 5_000)


def test_matching_finds_what_has_all_the_values() -> None:
    found = predicate(matching(number=1, name=None), Profile(), getattr)
    assert found(Row(1, None, None))
    assert not found(Row(1, "a", None))
    assert not found(Row(2, None, None))
