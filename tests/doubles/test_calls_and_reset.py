"""`calls` and `reset`: what a double has recorded, and how it forgets."""

import asyncio
from typing import Any, Protocol

import pytest

from doubles import (
    NotADoubleError,
    UnexpectedCallError,
    calls,
    mock,
    reset,
    scope,
    spy,
    stub,
    verify,
    when,
)
from tests.doubles.telling import told


class Ledger(Protocol):
    def book(self, amount: int, /, *notes: str, currency: str = "EUR", **tags: str) -> int: ...
    def close(self) -> None: ...
    async def fetch(self, id: int) -> str: ...


class RealLedger:
    def book(self, amount: int, /, *notes: str, currency: str = "EUR", **tags: str) -> int:
        if amount < 0:
            raise ValueError(amount)
        return amount

    def close(self) -> None: ...

    async def fetch(self, id: int) -> str:
        await asyncio.sleep(0)
        return f"entry {id}"


# -- calls ---------------------------------------------------------------------------------------


def test_each_call_shows_all_arguments_by_name_with_defaults_filled_in() -> None:
    ledger = mock(Ledger, book=1)

    ledger.book(1)
    ledger.book(2, "a", "b", currency="USD", by="dave")

    assert [call.arguments for call in calls(ledger.book)] == [
        {"amount": 1, "notes": (), "currency": "EUR", "tags": {}},
        {"amount": 2, "notes": ("a", "b"), "currency": "USD", "tags": {"by": "dave"}},
    ]


def test_calls_are_in_the_order_they_began_across_members_and_doubles() -> None:
    one, other = mock(Ledger, book=1), mock(Ledger)

    other.close()
    one.book(1)
    one.close()

    (first,), (second,), (third,) = calls(other.close), calls(one.book), calls(one.close)
    assert first.ordinal < second.ordinal < third.ordinal


def test_a_call_has_the_result_that_it_returned() -> None:
    ledger = mock(Ledger, fetch="entry")
    when(ledger.book, 1).returns(10, 20)
    ledger.book(1)
    ledger.book(1)
    asyncio.run(ledger.fetch(7))  # type: ignore[arg-type]

    assert [call.result for call in calls(ledger.book)] == [10, 20]
    assert [call.result for call in calls(ledger.fetch)] == ["entry"]
    assert calls(ledger.book)[0].error is None


def test_a_call_of_a_spy_has_the_result_or_the_error_of_the_real_object() -> None:
    ledger = spy(RealLedger())
    ledger.book(1)
    with pytest.raises(ValueError, match="-1") as failure:
        ledger.book(-1)
    asyncio.run(ledger.fetch(7))

    fine, failed = calls(ledger.book)
    assert fine.result == 1
    assert failed.error is failure.value
    assert calls(ledger.fetch)[0].result == "entry 7"


def test_a_call_that_raised_has_no_result() -> None:
    ledger = mock(Ledger)
    when(ledger.book, 1).raises(ValueError("closed"))
    with pytest.raises(ValueError, match="closed"):
        ledger.book(1)

    (call,) = calls(ledger.book)
    with pytest.raises(ValueError, match="raised") as failure:
        _ = call.result

    assert told(failure) == (
        "This call raised ValueError('closed'): read `error` instead of `result`."
    )


def test_a_call_that_has_not_returned_has_no_result_yet() -> None:
    ledger = mock(Ledger)
    seen: list[Any] = []

    def look(amount: int, currency: str) -> int:
        (call,) = calls(ledger.book)
        seen.append(call.error)
        with pytest.raises(ValueError, match="not returned") as failure:
            _ = call.result
        seen.append(told(failure))
        return amount

    when(ledger.book, 1).does(look)
    ledger.book(1)

    assert seen == [None, "This call has not returned yet: it has no result."]
    assert calls(ledger.book)[0].result == 1


def test_a_call_can_be_shown() -> None:
    ledger = mock(Ledger)
    ledger.close()

    (call,) = calls(ledger.close)
    assert repr(call) == f"Call(ordinal={call.ordinal}, arguments={{}})"


def test_the_calls_handed_out_do_not_change() -> None:
    ledger = mock(Ledger)
    ledger.close()
    before = calls(ledger.close)
    ledger.close()

    assert (len(before), len(calls(ledger.close))) == (1, 2)


def test_a_stub_has_no_calls_to_show() -> None:
    ledger = stub(Ledger, book=1)

    with pytest.raises(NotADoubleError) as failure:
        calls(ledger.book)

    assert told(failure) == (
        "stub(Ledger).book cannot be verified: a stub records no calls.\n"
        "Remedy: build a mock(Ledger), or wrap a real object in a spy()."
    )


# -- reset ---------------------------------------------------------------------------------------


def test_a_reset_double_has_forgotten_its_calls() -> None:
    one, other, third = mock(Ledger), mock(Ledger), mock(Ledger)
    for ledger in (one, other, third):
        ledger.close()

    reset(one, other)

    verify.never(one.close)
    verify.never(other.close)
    verify(third.close)
    verify.nothing_else(one, other, third)


def test_a_reset_double_has_forgotten_its_stubbings_but_not_its_defaults() -> None:
    ledger = mock(Ledger, book=1)
    when(ledger.book, 5).returns(50)
    when(ledger.fetch, 1).returns("entry")
    assert ledger.book(5) == 50

    reset(ledger)

    assert ledger.book(5) == 1
    with pytest.raises(UnexpectedCallError), scope():
        asyncio.run(ledger.fetch(1))  # type: ignore[arg-type]


def test_a_reset_double_can_be_stubbed_again() -> None:
    ledger = mock(Ledger)
    when(ledger.book, 5).returns(50)
    reset(ledger)
    when(ledger.book, 5).returns(500)

    assert ledger.book(5) == 500


def test_a_spied_function_is_reset_too() -> None:
    def double(number: int) -> int:
        return number * 2

    twice = spy(double)
    twice(1)

    reset(twice)

    verify.never(twice, 1)


def test_when_one_of_several_is_no_double_none_is_reset() -> None:
    ledger = mock(Ledger)
    ledger.close()

    with pytest.raises(NotADoubleError) as failure:
        reset(ledger, RealLedger)

    assert told(failure) == (
        "reset() takes whole doubles, such as mock(P), not the class RealLedger."
    )
    verify(ledger.close)


def test_resetting_nothing_is_a_mistake() -> None:
    with pytest.raises(TypeError) as failure:
        reset()

    assert told(failure) == "reset() takes the doubles that are to forget, one at least."
