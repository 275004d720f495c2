"""What `faulty` refuses, and what it says then."""

from typing import Any, Protocol

import pytest

from doubles import AnswerTypeError, ShapeError, SpecError, faulty
from tests.doubles.faulty_tills import AsyncGateway, AsyncTill, Gateway, Till, faulty_till


@pytest.mark.parametrize("option", ["rate", "lost_replies"])
@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        (-0.1, ValueError, "-0.1"),
        (1.1, ValueError, "1.1"),
        (float("nan"), ValueError, "nan"),
        (True, TypeError, "True"),
        ("half", TypeError, "'half'"),
        (None, TypeError, "None"),
    ],
)
def test_a_share_is_a_number_from_0_to_1(
    option: str, value: Any, error: type[Exception], shown: str
) -> None:
    with pytest.raises(error) as caught:
        faulty_till(**{option: value})

    assert str(caught.value) == f"{option}= takes a number from 0 to 1, not {shown}."


@pytest.mark.parametrize("seed", [True, 1.5, "1", None])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    with pytest.raises(TypeError) as caught:
        faulty_till(seed=seed)

    assert str(caught.value) == f"seed= takes a whole number, not {seed!r}."


def test_a_seed_has_at_most_64_bits() -> None:
    with pytest.raises(ValueError, match=r"^seed= takes a number of at most 64 bits\.$"):
        faulty_till(seed=2**64)


@pytest.mark.parametrize("errors", [TimeoutError, OSError(), 5, "error", {TimeoutError}])
def test_errors_are_in_a_list(errors: Any) -> None:
    with pytest.raises(TypeError) as caught:
        faulty_till(errors=errors)

    assert str(caught.value) == f"errors= takes a list, not {errors!r}."


def test_there_is_an_error_to_raise() -> None:
    with pytest.raises(ValueError, match=r"^errors= is empty: name what a call that fails rai"):
        faulty_till(errors=[])


def test_an_error_is_an_exception() -> None:
    with pytest.raises(AnswerTypeError, match=r"5 is no exception, and only exceptions are"):
        faulty_till(errors=[5])


def test_an_error_is_one_that_every_method_can_raise() -> None:
    with pytest.raises(AnswerTypeError, match=r"a coroutine cannot raise StopIteration"):
        faulty(AsyncTill(), AsyncGateway, seed=0, rate=1, errors=[StopIteration])


@pytest.mark.parametrize(
    "method",
    [Gateway.rows, Gateway.name, Gateway.__len__, AsyncGateway.charge, Till, 5, "charge"],
    ids=["rows", "name", "len", "of another spec", "class", "number", "text"],
)
def test_only_methods_that_can_fail_can_be_chosen(method: Any) -> None:
    with pytest.raises(TypeError) as caught:
        faulty_till(only=[method])

    text = str(caught.value)
    assert text.startswith("only= takes methods that can fail, such as P.method, not ")
    assert text.endswith(".\nThose are: charge, refund.")


def test_a_protocol_without_methods_cannot_fail() -> None:
    class Named(Protocol):
        @property
        def name() -> str: ...

    with pytest.raises(SpecError, match=r"^spy\(Named\) has no method that can fail\.$"):
        faulty(Till(), Named, seed=0, rate=1, errors=[TimeoutError])


def test_a_protocol_is_needed() -> None:
    with pytest.raises(SpecError) as caught:
        faulty(Till(), None, seed=0, rate=1, errors=[TimeoutError])  # type: ignore[arg-type]

    assert str(caught.value) == ("faulty() needs the Protocol: faulty(service, P, seed=..., ...).")


def test_the_service_has_the_shape_of_the_protocol() -> None:
    with pytest.raises(ShapeError):
        faulty(AsyncTill(), Gateway, seed=0, rate=1, errors=[TimeoutError])
