"""A mock answers as a stub does, needs no answer where None is all there is, and records."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol

import pytest

from doubles import AnswerTypeError, UnexpectedCallError, calls, mock, scope, verify, when
from tests.doubles.telling import told


class Events(Protocol):
    topic: str

    def publish(self, event: str) -> None: ...
    async def flush(self) -> None: ...
    def flushed(self) -> Awaitable[None]: ...
    def drained(self) -> Coroutine[Any, Any, None]: ...
    def last(self) -> str | None: ...
    def unannotated(self): ...  # type: ignore[no-untyped-def]
    def count(self, event: str) -> int: ...


def test_a_method_that_returns_none_needs_no_answer() -> None:
    events = mock(Events)

    events.publish("paid")

    verify(events.publish, "paid")


def test_an_async_method_that_returns_none_needs_no_answer() -> None:
    events = mock(Events)

    asyncio.run(events.flush())

    verify(events.flush)


def test_a_method_that_returns_an_awaitable_of_none_needs_no_answer() -> None:
    events = mock(Events)

    async def main() -> None:
        await events.flushed()
        await events.drained()

    asyncio.run(main())

    verify(events.flushed)
    verify(events.drained)


def test_a_method_that_may_return_something_needs_an_answer() -> None:
    events = mock(Events)

    with pytest.raises(UnexpectedCallError) as optional, scope():
        events.last()
    with pytest.raises(UnexpectedCallError) as unannotated, scope():
        events.unannotated()

    assert told(optional) == (
        "mock(Events).last() was called, and nothing answers it.\n"
        "  called at <events.last()>\n"
        "Remedy: when(double.last).returns(...), if the test expects this."
    )
    assert told(unannotated) == (
        "mock(Events).unannotated() was called, and nothing answers it.\n"
        "  called at <events.unannotated()>\n"
        "Remedy: when(double.unannotated).returns(...), if the test expects this."
    )


def test_an_unexpected_call_is_recorded_with_its_error() -> None:
    events = mock(Events)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        events.last()

    assert calls(events.last)[0].error is failure.value


def test_an_answer_given_to_the_builder_is_given_and_its_calls_are_recorded() -> None:
    events = mock(Events, count=3, topic="orders")

    assert events.count("paid") == 3
    assert events.topic == "orders"
    verify(events.count, "paid")


def test_the_builder_refuses_an_answer_of_the_wrong_type() -> None:
    with pytest.raises(AnswerTypeError) as failure:
        mock(Events, publish=True)

    assert told(failure) == (
        "mock(Events).publish cannot give this answer: True is a bool, not None.\n"
        "  answered at <mock(Events, publish=True)>"
    )


def test_a_method_that_returns_none_can_be_made_to_raise() -> None:
    events = mock(Events)
    when(events.publish, "paid").raises(ConnectionError("down"))

    events.publish("sent")
    with pytest.raises(ConnectionError, match="down"):
        events.publish("paid")

    verify(events.publish, "paid")


def test_mocks_of_one_spec_share_nothing() -> None:
    one, other = mock(Events, count=1), mock(Events, count=2)

    one.publish("paid")

    assert (one.count("paid"), other.count("paid")) == (1, 2)
    verify.never(other.publish, "paid")


def test_a_mock_shows_what_it_is() -> None:
    assert repr(mock(Events)) == "mock(Events)"
