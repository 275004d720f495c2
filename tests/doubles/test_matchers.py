"""Values that stand for others: ours, and those of other libraries, in stubbings and in checks."""

import re
from collections.abc import Sequence
from typing import Any, Literal, NewType, Protocol
from unittest import mock as unittest_mock

import attrs
import dirty_equals
import hamcrest
import pytest
from hamcrest.library.integration import match_equality

from doubles import (
    UnexpectedCallError,
    VerificationError,
    an,
    anything,
    mock,
    scope,
    stub,
    that,
    verify,
    when,
)
from tests.doubles.telling import told


@attrs.frozen
class User:
    name: str


UserId = NewType("UserId", int)


class Named(Protocol):
    @property
    def name(self) -> str: ...


class Users(Protocol):
    def save(self, user: User) -> None: ...
    def find(self, id: int) -> User: ...
    def tag(self, names: list[str], ranks: dict[str, int] = {}) -> None: ...  # noqa: B006
    def search(self, text: str, *words: str, **options: int) -> int: ...


def is_even(number: int) -> bool:
    return number % 2 == 0


# -- our own -------------------------------------------------------------------------------------


def test_anything_matches_every_argument() -> None:
    users = stub(Users)
    when(users.find, anything()).returns(User("dave"))

    assert users.find(1) == users.find(2) == User("dave")


def test_an_matches_instances_of_a_class() -> None:
    users = mock(Users)
    users.save(User("dave"))

    verify(users.save, an(User))


def test_an_matches_what_the_type_checks_of_calls_accept() -> None:
    assert an(int) == 1
    assert an(int) != "1"
    assert an(list[int]) == [1, 2]
    assert an(list[int]) != [1, "2"]
    assert an(Named) == User("dave")
    assert an(Named) != object()


def test_that_matches_what_a_function_is_true_for() -> None:
    users = stub(Users)
    when(users.find, that(is_even)).returns(User("even"))
    when(users.find, that(lambda id: id > 10 and id % 2)).returns(User("odd"))

    assert [users.find(id).name for id in (2, 11, 12)] == ["even", "odd", "even"]


def test_what_a_function_of_that_raises_is_not_caught() -> None:
    users = mock(Users)
    users.save(User("dave"))

    with pytest.raises(AttributeError, match="'User' object has no attribute 'nmae'"):
        verify(users.save, that(lambda user: user.nmae == "dave"))  # type: ignore[attr-defined]


def test_matchers_work_inside_of_lists_and_dicts() -> None:
    users = mock(Users)
    users.tag(["dave", "edith"], {"dave": 3})

    verify(users.tag, ["dave", anything()], {"dave": an(int)})
    verify.never(users.tag, ["dave", that(str.isupper)], anything())
    verify.never(users.tag, [anything()], anything())


def test_matchers_work_among_variadic_arguments() -> None:
    users = mock(Users, search=0)
    users.search("a", "b", "c", limit=10)

    verify(users.search, anything(), "b", an(str), limit=that(lambda limit: limit > 5))
    verify.never(users.search, anything(), anything(), limit=anything())


def test_a_matcher_says_what_it_stands_for() -> None:
    assert repr(anything()) == "anything()"
    assert repr(an(User)) == "an(User)"
    assert repr(an(list[int])) == "an(list[int])"
    assert repr(that(is_even)) == "that(is_even)"
    assert repr(that(str.isupper)) == "that(isupper)"
    assert re.fullmatch(
        r"that\(<lambda at .*test_matchers\.py:\d+>\)", repr(that(lambda one: one == 1))
    )
    assert repr(that(re.compile("a").match)) == "that(match)"


def test_a_callable_object_without_a_name_is_shown_by_its_repr() -> None:
    class Even:
        def __repr__(self) -> str:
            return "Even()"

        def __call__(self, number: int) -> bool:
            return number % 2 == 0

    assert repr(that(Even())) == "that(Even())"


def test_that_takes_a_function() -> None:
    with pytest.raises(TypeError) as failure:
        that(True)  # type: ignore[arg-type]

    assert told(failure) == "that() takes a function of one argument, not True."


def test_an_takes_a_class_or_a_type_hint() -> None:
    takes: Any = an

    assert takes(int | None) == None  # noqa: E711
    assert takes(UserId) == 3
    assert takes(Literal["a", "b"]) == "a"
    with pytest.raises(TypeError) as name:
        takes("User")
    with pytest.raises(TypeError) as value:
        takes(User("dave"))
    with pytest.raises(TypeError) as function:
        takes(is_even)
    assert told(name) == "an() takes a class or a type hint, not 'User'."
    assert told(value) == "an() takes a class or a type hint, not User(name='dave')."
    assert told(function) == (
        "an() takes a class or a type hint, not the function is_even(), which that() takes."
    )


def test_a_matcher_is_no_key() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(anything())


def test_a_failure_names_the_matchers() -> None:
    users = mock(Users)
    users.save(User("dave"))

    with pytest.raises(VerificationError) as failure:
        verify(users.save, that(lambda user: user.name == "edith"))

    assert told(failure) == (
        "mock(Users).save(user=that(<lambda at "
        '<verify(users.save, that(lambda user: user.name == "edith"))>>)) '
        "was expected once, and was never called.\n"
        '  verified at <verify(users.save, that(lambda user: user.name == "edith"))>\n'
        "Another call was recorded:\n"
        "  #1 save(user=User(name='dave'))\n"
        "          ^^^^^^^^^^^^^^^^^^^^^^\n"
        "  user: expected that(<lambda at "
        '<verify(users.save, that(lambda user: user.name == "edith"))>>), '
        "got User(name='dave')"
    )


# -- those of other libraries --------------------------------------------------------------------

FOREIGN: Sequence[Any] = [
    unittest_mock.ANY,
    dirty_equals.IsInt(gt=0),
    dirty_equals.IsPositiveInt,
    match_equality(hamcrest.greater_than(0)),
    pytest.approx(5.0000000001),
]


@pytest.mark.parametrize("matcher", FOREIGN, ids=repr)
def test_matchers_of_other_libraries_stub_and_verify(matcher: Any) -> None:
    users = mock(Users)
    when(users.find, matcher).returns(User("dave"))

    assert users.find(5) == User("dave")
    verify(users.find, matcher)


@pytest.mark.parametrize("matcher", FOREIGN[1:4], ids=repr)
def test_matchers_of_other_libraries_refuse_too(matcher: Any) -> None:
    users = mock(Users, find=User("dave"))
    users.find(-5)

    verify.never(users.find, matcher)


@pytest.mark.parametrize("matcher", FOREIGN[:4], ids=repr)
def test_plain_arguments_win_over_matchers_of_other_libraries(matcher: Any) -> None:
    users = stub(Users)
    when(users.find, 1).returns(User("plain"))
    when(users.find, matcher).returns(User("matched"))

    assert [users.find(1).name, users.find(2).name] == ["plain", "matched"]


def test_a_matcher_of_another_library_inside_of_a_list() -> None:
    users = mock(Users)
    users.tag(["dave", "edith"])

    verify(users.tag, [dirty_equals.IsStr(regex="d.*"), unittest_mock.ANY])


@pytest.mark.doubles(strictness="lenient")
def test_a_failure_shows_a_matcher_of_another_library() -> None:
    users = stub(Users)
    when(users.find, dirty_equals.IsInt(gt=10)).returns(User("dave"))

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.find(3)

    assert told(failure) == (
        "stub(Users).find(id=3) was called, and nothing answers it.\n"
        "  called at <users.find(3)>\n"
        "It is stubbed for another call:\n"
        "  find(id=IsInt(gt=10))\n"
        "       ^^^^^^^^^^^^^^^\n"
        "  id: stubbed for IsInt(gt=10), called with 3\n"
        '  stubbed at <when(users.find, dirty_equals.IsInt(gt=10)).returns(User("dave"))>\n'
        "Remedy: when(double.find, id=3).returns(...), if the test expects this."
    )
