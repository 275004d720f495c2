"""What to write instead: the last line of errors whose cause is a common slip."""

from collections.abc import Coroutine, Iterator
from typing import Any, Protocol

import pytest

from doubles import (
    AnswerTypeError,
    SpecError,
    UnexpectedCallError,
    UnusedStubbingError,
    mock,
    reset,
    scope,
    stub,
    when,
    whenever,
)
from tests.doubles.telling import told


class Users(Protocol):
    def name(self, user_id: int) -> str: ...
    def all(self) -> Iterator[str]: ...
    async def fetch(self, user_id: int) -> str: ...


async def fetched() -> str:
    return "Ann"


def coroutine() -> Coroutine[Any, Any, str]:
    return fetched()


@pytest.mark.parametrize(
    ("member", "answer", "remedy"),
    [
        (
            "name",
            TimeoutError("late"),
            "to raise it, when(...).raises(...), or whenever(...).raises(...) for any arguments",
        ),
        (
            "name",
            TimeoutError,
            "to raise it, when(...).raises(...), or whenever(...).raises(...) for any arguments",
        ),
        ("name", ["Ann", "Bob"], "to return one after the other, .returns(first, second)"),
        ("name", lambda _: "Ann", "to call it with the arguments of the call, when(...).does(...)"),
        ("all", ["Ann"], "to iterate over these items, when(...).yields(...)"),
    ],
)
def test_an_answer_that_is_none_says_what_to_write(
    member: str, answer: object, remedy: str
) -> None:
    with pytest.raises(AnswerTypeError) as failure:
        stub(Users, **{member: answer})

    assert str(failure.value).splitlines()[-1] == f"Remedy: {remedy}."


def test_a_coroutine_is_not_the_answer_of_an_async_method() -> None:
    with pytest.raises(AnswerTypeError) as failure:
        stub(Users, fetch=coroutine())

    assert str(failure.value).splitlines()[-1] == (
        "Remedy: give the value itself; the call is awaited for you."
    )


def test_items_that_are_none_either_have_no_remedy() -> None:
    with pytest.raises(AnswerTypeError) as failure:
        stub(Users, name=[1])

    assert told(failure) == (
        "stub(Users).name cannot give this answer: [1] is a list, not a str.\n"
        "  answered at <stub(Users, name=[1])>"
    )


def test_a_call_names_the_stubbing_that_has_no_answer_yet() -> None:
    with pytest.raises(UnexpectedCallError) as failure, scope():
        users = stub(Users)
        when(users.name, 1)
        users.name(1)

    assert told(failure).splitlines()[2:4] == [
        "The when(stub(Users).name, user_id=1) at <when(users.name, 1)> has no answer yet.",
        "Remedy: go on with .returns(...), before the call.",
    ]


@pytest.mark.parametrize("control", ["when", "whenever"])
def test_a_stubbing_that_a_later_one_hides_names_it(control: str) -> None:
    users = stub(Users)

    with pytest.raises(UnusedStubbingError) as failure, scope():
        for name in ("Ann", "Bob"):
            stubbing = when(users.name, 1) if control == "when" else whenever(users.name)
            stubbing.returns(name)
        users.name(1)

    assert told(failure).splitlines()[2].startswith("  hidden by the same stubbing at <")


def test_an_answer_given_late_follows_the_one_that_was_given() -> None:
    users = stub(Users)
    stubbing = when(users.name, 1).returns("Ann")
    assert users.name(1) == "Ann"

    stubbing.returns("Bob")

    assert users.name(1) == "Bob"


def test_a_reset_in_an_inner_scope_ends_with_it() -> None:
    users = mock(Users)
    whenever(users.name).returns("Ann")

    with scope():
        reset(users)
        with pytest.raises(UnexpectedCallError), scope():
            users.name(1)

    assert users.name(1) == "Ann"


def test_the_class_of_a_double_is_no_spec() -> None:
    with pytest.raises(SpecError) as failure:
        stub(type(stub(Users)))

    assert str(failure.value) == (
        "A spec is a Protocol, an ABC or a class, not the class of the double stub(Users).\n"
        "Remedy: pass its spec: Users."
    )
