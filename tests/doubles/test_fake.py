"""`fake`: an implementation written by hand, checked when it is handed over."""

from typing import Protocol, TypeVar, cast

import pytest

from doubles import ShapeError, SpecError, fake

K = TypeVar("K")
V = TypeVar("V")


class Rates(Protocol):
    def rate(self, country: str) -> float: ...


class FixedRates:
    def rate(self, country: str) -> float:
        return {"SE": 0.25}[country]


class WrongRates:
    def rate(self, land: str) -> str:
        return land


class Store(Protocol[K, V]):
    def get(self, key: K) -> V: ...


class Letters:
    def get(self, key: int) -> str:
        return "abc"[key]


def test_the_implementation_is_returned_untouched() -> None:
    rates = FixedRates()

    assert fake(Rates)(rates) is rates


def test_the_arguments_of_a_generic_spec_are_checked() -> None:
    assert fake(Store[int, str])(Letters()).get(1) == "b"

    with pytest.raises(ShapeError) as caught:
        fake(Store[str, str])(cast(Store[str, str], Letters()))

    assert str(caught.value) == (
        "Letters does not have the shape of Store[str, str]: 1 mismatch in 1 of 1 members.\n"
        "  get: takes 'key' as int; Store[str, str] passes str"
    )


def test_another_shape_is_refused_with_every_mismatch() -> None:
    with pytest.raises(ShapeError) as caught:
        fake(Rates)(cast(Rates, WrongRates()))

    assert caught.value.mismatches == (
        "rate: names parameter 1 'land'; Rates names it 'country'",
        "rate: returns str; Rates promises float",
    )
    assert str(caught.value) == (
        "WrongRates does not have the shape of Rates: 2 mismatches in 1 of 1 members.\n"
        "  rate: names parameter 1 'land'; Rates names it 'country'\n"
        "  rate: returns str; Rates promises float"
    )


def test_a_class_is_refused_even_when_its_instances_would_fit() -> None:
    with pytest.raises(ShapeError) as caught:
        fake(Rates)(cast(Rates, FixedRates))

    assert caught.value.mismatches == (
        "FixedRates is a class, not an object with the shape of Rates",
    )
    assert str(caught.value) == (
        "FixedRates is a class, not an object with the shape of Rates.\n"
        "Remedy: build it first: fake(Rates)(FixedRates(...))."
    )


def test_what_is_no_spec_is_refused_before_an_implementation_is_seen() -> None:
    with pytest.raises(SpecError) as caught:
        fake(cast(type[Rates], "Rates"))

    assert str(caught.value) == (
        "A spec is a Protocol, an ABC or a class, not the string 'Rates'.\n"
        "Remedy: pass the class itself: Rates."
    )
