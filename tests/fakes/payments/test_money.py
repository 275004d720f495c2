"""Money: exact in minor units, checked when it is made, and only ever mixed with its own kind."""

import operator
from decimal import Decimal, localcontext
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.payments import (
    EXPONENTS,
    CurrencyMismatch,
    InvalidPaymentValue,
    Money,
    UnknownCurrency,
    exponent_of,
)
from fakes.strategies.payments import amounts, currencies


class Currency(StrEnum):
    EURO = "EUR"


def test_money_is_read_as_people_write_it() -> None:
    assert Money.of("10.50", "EUR") == Money(1050, "EUR")
    assert Money.of("10", "EUR") == Money(1000, "EUR")
    assert Money.of(Decimal("0.05"), "EUR") == Money(5, "EUR")


def test_a_currency_without_decimals_counts_its_main_unit() -> None:
    assert Money.of("1050", "JPY") == Money(1050, "JPY")
    assert str(Money(1050, "JPY")) == "1050 JPY"


def test_a_currency_with_three_decimals_counts_thousandths() -> None:
    assert Money.of("1.050", "KWD") == Money(1050, "KWD")
    assert str(Money(1050, "KWD")) == "1.050 KWD"


def test_money_shows_its_minor_units_in_its_repr_and_decimals_in_text() -> None:
    assert repr(Money(1050, "EUR")) == "Money(1050, 'EUR')"
    assert str(Money(5, "EUR")) == "0.05 EUR"
    assert Money(5, "EUR").decimal == Decimal("0.05")


def test_trailing_zeros_beyond_the_decimals_change_nothing() -> None:
    assert Money.of("10.500", "EUR") == Money(1050, "EUR")


def test_an_exponent_says_how_many_decimals_a_currency_has() -> None:
    assert (exponent_of("EUR"), exponent_of("JPY"), exponent_of("KWD")) == (2, 0, 3)


def test_a_currency_may_be_a_member_of_a_text_enumeration() -> None:
    money = Money(1, Currency.EURO)

    assert type(money.currency) is str
    assert money == Money(1, "EUR")


@pytest.mark.parametrize(
    ("units", "message"),
    [
        (-1, "minor_units: must not be negative, not -1"),
        (True, "minor_units: must be a whole number of minor units (an int), not True"),
        (10.5, "minor_units: must be a whole number of minor units (an int), not 10.5"),
        (float("nan"), "minor_units: must be a whole number of minor units (an int), not nan"),
        ("10", "minor_units: must be a whole number of minor units (an int), not '10'"),
        (
            [10],
            "minor_units: must be a whole number of minor units (an int), not a value of type list",
        ),
        (
            2**63,
            "minor_units: must be at most 9223372036854775807, not 9223372036854775808",
        ),
        pytest.param(
            10**5000,
            "minor_units: must be at most 9223372036854775807, not an integer of 16610 bits",
            id="huge",
        ),
    ],
)
def test_units_that_are_no_amount_are_refused(units: object, message: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        Money(units, "EUR")

    assert str(refused.value) == message
    assert refused.value.field == "minor_units"


@pytest.mark.parametrize(
    ("currency", "suggestion", "message"),
    [
        (
            "EURO",
            "EUR",
            "currency: must be a code of ISO 4217, in capitals, not 'EURO'; did you mean 'EUR'?",
        ),
        (
            "eur",
            "EUR",
            "currency: must be a code of ISO 4217, in capitals, not 'eur'; did you mean 'EUR'?",
        ),
        ("", None, "currency: must be a code of ISO 4217, in capitals, not ''"),
        ("\ud800", None, "currency: must be a code of ISO 4217, in capitals, not '\\ud800'"),
    ],
)
def test_an_unknown_currency_is_refused_with_the_nearest_one(
    currency: str, suggestion: str | None, message: str
) -> None:
    with pytest.raises(UnknownCurrency) as refused:
        Money(1, currency)

    assert str(refused.value) == message
    assert refused.value.suggestion == suggestion


def test_a_currency_that_is_no_text_is_refused() -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        Money(1, 978)

    assert str(refused.value) == "currency: must be a code of ISO 4217 such as 'EUR', not 978"


def test_a_code_without_a_minor_unit_is_refused() -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        Money(1, "XAU")

    assert str(refused.value) == (
        "currency: XAU has no minor unit in ISO 4217, so there is nothing to count an amount in"
    )


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        ("10.505", "EUR", "amount: '10.505' is no whole number of minor units; EUR has 2 decimals"),
        ("10.5", "JPY", "amount: '10.5' is no whole number of minor units; JPY has no decimals"),
        (
            Decimal("0.0001"),
            "KWD",
            "amount: Decimal('0.0001') is no whole number of minor units; KWD has 3 decimals",
        ),
        ("-1", "EUR", "minor_units: must not be negative, not -100"),
        (
            10.5,
            "EUR",
            "amount: must be a decimal number in text ('10.50') or a finite Decimal, not 10.5",
        ),
        (
            "1e3",
            "EUR",
            "amount: must be a decimal number in text ('10.50') or a finite Decimal, not '1e3'",
        ),
        (
            "\u0661\u0660",
            "EUR",
            (
                "amount: must be a decimal number in text ('10.50') or a finite Decimal, "
                "not '\u0661\u0660'"
            ),
        ),
        (
            Decimal("NaN"),
            "EUR",
            (
                "amount: must be a decimal number in text ('10.50') or a finite Decimal, "
                "not Decimal('NaN')"
            ),
        ),
        (
            Decimal("1E+999999"),
            "EUR",
            "amount: has more digits than any amount of money: Decimal('1E+999999')",
        ),
    ],
)
def test_an_amount_that_is_not_exact_money_is_refused(
    amount: object, currency: str, message: str
) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        Money.of(amount, currency)

    assert str(refused.value) == message


@given(amounts(smallest=0, largest=2**63 - 1))
def test_every_amount_comes_back_from_its_decimals(money: Money) -> None:
    number, _, currency = str(money).partition(" ")

    assert Money.of(number, currency) == money
    assert Money.of(money.decimal, currency) == money


@given(amounts(largest=2**63 - 1))
def test_a_decimal_context_of_low_precision_changes_no_amount(money: Money) -> None:
    with localcontext(prec=2):
        assert Money.of(money.decimal, money.currency) == money


@given(currencies(), st.integers(0, 10**12), st.integers(0, 10**12))
def test_sums_differences_and_order_are_those_of_the_units(
    currency: str, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    smaller, larger = Money(less, currency), Money(more, currency)

    assert smaller + larger == Money(one + other, currency)
    assert larger - smaller == Money(more - less, currency)
    assert (smaller < larger) is (less < more)
    assert smaller <= larger
    assert larger >= smaller
    assert (larger > smaller) is (more > less)
    assert hash(Money(one, currency)) == hash(Money(one, currency))


def test_a_difference_is_never_negative() -> None:
    with pytest.raises(InvalidPaymentValue, match="minor_units: must not be negative, not -1"):
        Money(1, "EUR") - Money(2, "EUR")


@pytest.mark.parametrize("mixed", [operator.add, operator.sub, operator.lt, operator.le])
def test_currencies_do_not_mix(mixed) -> None:
    with pytest.raises(CurrencyMismatch) as refused:
        mixed(Money(100, "EUR"), Money(100, "JPY"))

    assert str(refused.value) == (
        "currency: must be one: 1.00 EUR and 100 JPY cannot be added, subtracted or compared"
    )


def test_equal_amounts_of_two_currencies_are_not_equal() -> None:
    assert Money(100, "EUR") != Money(100, "USD")


@pytest.mark.parametrize("mixed", [operator.add, operator.sub, operator.lt, operator.le])
def test_money_does_not_mix_with_bare_numbers(mixed) -> None:
    with pytest.raises(TypeError):
        mixed(Money(100, "EUR"), 1)


def test_money_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Money(100, "EUR").minor_units = 1


def test_every_currency_of_the_table_can_be_used() -> None:
    assert {Money(1, code).currency for code in EXPONENTS} == set(EXPONENTS)


@given(currencies(), st.integers(0, 10**9), st.integers(0, 10**6))
def test_a_product_is_that_of_the_units(currency: str, units: int, factor: int) -> None:
    money = Money(units, currency)

    assert money * factor == factor * money == Money(units * factor, currency)
    assert sum([money] * (factor % 5), Money(0, currency)) == money * (factor % 5)


@pytest.mark.parametrize(
    ("factor", "text"),
    [
        (1.5, "1.5"),
        (True, "True"),
        (-1, "-1"),
        ("2", "'2'"),
        (Money(2, "EUR"), "a value of type Money"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "product",
    [lambda money, factor: money * factor, lambda money, factor: factor * money],
    ids=["after", "before"],
)
def test_money_is_multiplied_by_whole_numbers_only(product, factor: object, text: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        product(Money(1050, "EUR"), factor)

    assert str(refused.value) == (
        f"factor: must be a whole number that is not negative, not {text}"
    )


def test_a_product_that_is_too_large_is_refused() -> None:
    with pytest.raises(InvalidPaymentValue, match="minor_units: must be at most"):
        Money(1, "EUR") * 10**5000
