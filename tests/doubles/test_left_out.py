"""Arguments that a call leaves out: the default is the real object's, where there is one."""

import inspect
from typing import Any, Protocol, overload

import pytest

from doubles import calls, mock, spy, stub, verify, when
from doubles.errors import ArgumentTypeError
from tests.doubles.telling import told


class Port(Protocol):
    def fetch(self, *, timeout: float = ...) -> float: ...
    def page(self, first: int = 1, size: int = 2) -> tuple[int, int]: ...


class Http:
    def fetch(self, *, timeout: float = 30.0) -> float:
        return timeout

    def page(self, first: int = 10, size: int = 20) -> tuple[int, int]:
        return (first, size)


def test_a_spy_leaves_to_the_real_object_what_the_call_leaves_out() -> None:
    port = spy(Http(), Port)

    assert port.fetch() == 30.0
    assert port.page() == (10, 20)
    assert port.page(1) == (1, 20)
    assert port.page(size=5) == (10, 5)
    assert port.page(3, 4) == (3, 4)


def test_a_stubbed_spy_does_so_too() -> None:
    port = spy(Http(), Port)
    when(port.page, 7).delegates()

    assert port.page(7) == (7, 20)


def test_the_arguments_that_are_given_are_checked_whatever_is_left_out() -> None:
    port = spy(Http(), Port)

    with pytest.raises(ArgumentTypeError) as refused:
        port.page("one")

    assert told(refused) == (
        "spy(Port).page refuses the argument 'first': 'one' is a str, not an int.\n"
        '  passed at <port.page("one")>'
    )
    assert not calls(port.page)


def test_calls_are_compared_with_the_defaults_of_the_protocol() -> None:
    port = spy(Http(), Port)

    port.page(size=5)

    verify(port.page, 1, 5)
    assert calls(port.page)[0].arguments == {"first": 1, "size": 5}


def test_a_default_that_the_protocol_does_not_tell_is_no_argument() -> None:
    port = mock(Port)
    when(port.fetch).does(lambda timeout=2.0: timeout * 2)

    assert port.fetch() == 4.0
    assert calls(port.fetch)[0].arguments == {}
    verify(port.fetch)


def test_the_signature_is_that_of_the_protocol() -> None:
    assert str(inspect.signature(spy(Http(), Port).page)) == (
        "(first: int = 1, size: int = 2) -> tuple[int, int]"
    )
    assert inspect.signature(mock(Port).fetch) == inspect.signature(Port.fetch).replace(
        parameters=list(inspect.signature(Port.fetch).parameters.values())[1:]
    )


def test_overloads_may_have_a_default_that_cannot_be_hashed() -> None:
    class Session(Protocol):
        @overload
        def execute(self, query: int, options: dict[str, Any] = {}) -> int: ...  # noqa: B006
        @overload
        def execute(self, query: str, options: dict[str, Any] = {}) -> str: ...  # noqa: B006

    session = stub(Session)
    when(session.execute, "select 1").returns("1")

    assert session.execute("select 1") == "1"
