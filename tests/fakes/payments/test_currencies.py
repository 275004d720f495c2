"""The table of currencies is the one that ISO 4217's maintenance agency publishes."""

import iso4217

from fakes.payments import EXPONENTS, WITHOUT_MINOR_UNIT
from fakes.payments.currencies import PUBLISHED


def published(minor_units: str) -> set[str]:
    return {
        code for code, row in iso4217.raw_table.items() if code and row["CcyMnrUnts"] == minor_units
    }


def test_the_exponents_are_the_published_ones() -> None:
    assert {
        str(exponent): {code for code, each in EXPONENTS.items() if each == exponent}
        for exponent in range(5)
    } == {str(exponent): published(str(exponent)) for exponent in range(5)}


def test_the_codes_without_a_minor_unit_are_the_published_ones() -> None:
    assert published("N.A.") == WITHOUT_MINOR_UNIT


def test_the_edition_is_the_one_that_was_compared() -> None:
    assert iso4217.__published__ == PUBLISHED
