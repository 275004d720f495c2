"""`when` and `whenever`: which calls a stubbing answers, and what it owes."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Protocol

import attrs
import pytest

from doubles import (
    AnswerTypeError,
    ArgumentTypeError,
    ScopeError,
    UnexpectedCallError,
    UnfinishedStubbingError,
    UnusedStubbingError,
    an,
    anything,
    mock,
    reset,
    scope,
    stub,
    that,
    when,
    whenever,
)
from tests.doubles.telling import told


@attrs.frozen
class User:
    name: str


DAVE, EDITH, FRIDA = User("dave"), User("edith"), User("frida")


class Users(Protocol):
    def find(self, id: int, *, flag: bool = False) -> User: ...
    def find_by_name(self, name: str, /) -> User: ...
    def find_all(self, ids: list[int]) -> list[User]: ...
    def forget(self, user: User) -> None: ...
    def rows(self) -> Iterator[int]: ...
    async def fetch(self, id: int) -> User: ...


# -- which calls a stubbing answers --------------------------------------------------------------


def test_a_default_is_the_same_argument_left_out_or_spelled_out() -> None:
    users = stub(Users)
    when(users.find, 1, flag=False).returns(DAVE)
    when(users.find, 2).returns(EDITH)

    assert users.find(1) == DAVE
    assert users.find(2, flag=False) == EDITH


def test_position_and_keyword_spell_the_same_call() -> None:
    users = stub(Users)
    when(users.find, id=1).returns(DAVE)
    when(users.find, 2).returns(EDITH)

    assert users.find(1) == DAVE
    assert users.find(id=2) == EDITH


def test_a_positional_only_argument_has_no_keyword_in_a_stubbing_nor_in_a_call() -> None:
    users: Any = stub(Users, find_by_name=DAVE)
    text = (
        "stub(Users).find_by_name() got some positional-only arguments "
        "passed as keyword arguments: 'name'"
    )

    with pytest.raises(TypeError) as stubbed:
        when(users.find_by_name, name="dave")
    with pytest.raises(TypeError) as called:
        users.find_by_name(name="dave")

    assert told(stubbed) == told(called) == text


def test_a_stubbing_of_a_call_that_cannot_be_made_is_a_type_error() -> None:
    users: Any = stub(Users)

    with pytest.raises(TypeError) as missing:
        when(users.find)
    with pytest.raises(TypeError) as too_many:
        when(users.find, 1, True)

    assert told(missing) == "stub(Users).find() missing 1 required positional argument: 'id'"
    assert told(too_many) == "stub(Users).find() takes 2 positional arguments but 3 were given"


def test_a_stubbing_with_an_argument_of_the_wrong_type_is_refused() -> None:
    users: Any = stub(Users)

    with pytest.raises(ArgumentTypeError) as failure:
        when(users.find, "1")

    assert told(failure) == (
        "stub(Users).find refuses the argument 'id': '1' is a str, not an int.\n"
        '  passed at <when(users.find, "1")>'
    )


def test_a_refused_stubbing_leaves_the_others_alone() -> None:
    users: Any = stub(Users)
    when(users.find, 1).returns(DAVE)

    with pytest.raises(ArgumentTypeError):
        when(users.find, "1")
    with pytest.raises(AnswerTypeError):
        when(users.find, 1).returns("dave")

    assert users.find(1) == DAVE


def test_arguments_that_cannot_be_hashed_are_compared_too() -> None:
    users = stub(Users)
    when(users.find_all, [1]).returns([DAVE])
    when(users.find_all, [1, 2]).returns([DAVE, EDITH])

    assert users.find_all([1]) == [DAVE]
    assert users.find_all([1, 2]) == [DAVE, EDITH]


# -- which stubbing answers ----------------------------------------------------------------------


@pytest.mark.doubles(strictness="lenient")
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_plain_arguments_win_over_matchers_and_matchers_over_whenever(
    order: tuple[int, ...],
) -> None:
    users = stub(Users, find=User("default"))
    stubbings: list[Callable[[], object]] = [
        lambda: when(users.find, 1).returns(DAVE),
        lambda: when(users.find, that(lambda id: id < 3)).returns(EDITH),
        lambda: whenever(users.find).returns(FRIDA),
    ]
    for index in order:
        stubbings[index]()

    assert [users.find(id) for id in (1, 2, 3)] == [DAVE, EDITH, FRIDA]


def test_a_plain_list_wins_over_a_matcher_however_new() -> None:
    users = stub(Users)
    when(users.find_all, [1]).returns([DAVE])
    when(users.find_all, an(list[int])).returns([])

    assert users.find_all([1]) == [DAVE]
    assert users.find_all([2]) == []


@pytest.mark.doubles(strictness="lenient")
def test_among_equals_the_newest_stubbing_wins() -> None:
    users = stub(Users)
    for user in (DAVE, EDITH):
        when(users.find, 1).returns(user)
        when(users.find, that(lambda id: id > 1)).returns(user)
        when(users.find_all, [1]).returns([user])
        whenever(users.find_by_name).returns(user)

    assert users.find(1) == EDITH
    assert users.find(2) == EDITH
    assert users.find_all([1]) == [EDITH]
    assert users.find_by_name("dave") == EDITH


def test_a_stubbing_without_an_answer_hides_nothing() -> None:
    with pytest.raises(UnfinishedStubbingError), scope():
        users = stub(Users)
        when(users.find, 1).returns(DAVE)
        when(users.find, 1)

        assert users.find(1) == DAVE


def test_whenever_answers_whatever_the_arguments() -> None:
    users = stub(Users)
    whenever(users.find).returns(DAVE)

    assert users.find(1) == users.find(id=2, flag=True) == DAVE


# -- what a stubbing owes ------------------------------------------------------------------------


def test_a_stubbing_that_no_call_came_for_is_reported_with_its_line() -> None:
    with pytest.raises(UnusedStubbingError) as failure, scope():
        users = stub(Users)
        when(users.find, 1, flag=True).returns(DAVE)

    assert told(failure) == (
        "when(stub(Users).find, id=1, flag=True) was never used.\n"
        "  stubbed at <when(users.find, 1, flag=True).returns(DAVE)>\n"
        "Remedy: remove the stubbing, or correct what it expects."
    )


def test_an_unused_whenever_is_reported_too() -> None:
    with pytest.raises(UnusedStubbingError) as failure, scope():
        users = stub(Users)
        whenever(users.find).returns(DAVE)

    assert told(failure) == (
        "whenever(stub(Users).find) was never used.\n"
        "  stubbed at <whenever(users.find).returns(DAVE)>\n"
        "Remedy: remove the stubbing, or correct what it expects."
    )


def test_a_stubbing_without_an_answer_is_reported_with_its_line() -> None:
    with pytest.raises(UnfinishedStubbingError) as failure, scope(strictness="lenient"):
        users = stub(Users)
        when(users.find, 1)

    assert told(failure) == (
        "when(stub(Users).find, id=1) was given no answer.\n"
        "  written at <when(users.find, 1)>\n"
        "Remedy: go on with .returns(...), .raises(...), .does(...), .yields(...) or .enters(...)."
    )


def test_everything_that_is_owed_is_reported_at_once() -> None:
    with pytest.raises(ScopeError) as failure, scope():
        users = stub(Users)
        when(users.find, 1)
        when(users.find, 2).returns(DAVE)
        with suppress(Exception):
            users.find(3)

    label, text = told(failure).split(" ended", 1)
    assert label == "scope() at <with pytest.raises(ScopeError) as failure, scope():>"
    assert text == (
        " with 3 problems:\n"
        "\n"
        "1. UnexpectedCallError: stub(Users).find(id=3) was called, and nothing answers it.\n"
        "     called at <users.find(3)>\n"
        "   It is stubbed for another call:\n"
        "     find(id=2)\n"
        "          ^^^^\n"
        "     id: stubbed for 2, called with 3\n"
        "     stubbed at <when(users.find, 2).returns(DAVE)>\n"
        "   Remedy: when(double.find, id=3).returns(...), if the test expects this.\n"
        "\n"
        "2. UnfinishedStubbingError: when(stub(Users).find, id=1) was given no answer.\n"
        "     written at <when(users.find, 1)>\n"
        "   Remedy: go on with .returns(...), .raises(...), .does(...), .yields(...) "
        "or .enters(...).\n"
        "\n"
        "3. UnusedStubbingError: when(stub(Users).find, id=2) was never used.\n"
        "     stubbed at <when(users.find, 2).returns(DAVE)>\n"
        "   Remedy: remove the stubbing, or correct what it expects.\n"
        "The call raised this error, and the code that made the call swallowed it. "
        "If the test expects it, write\n"
        "    with pytest.raises(UnexpectedCallError), scope(): ..."
    )
    assert [type(problem) for problem in failure.value.problems] == [
        UnexpectedCallError,
        UnfinishedStubbingError,
        UnusedStubbingError,
    ]


def test_a_stubbing_that_was_reset_owes_nothing() -> None:
    with scope():
        users = stub(Users)
        when(users.find, 1).returns(DAVE)
        reset(users)


def test_a_stubbing_shows_how_it_was_written() -> None:
    users = mock(Users)

    assert repr(when(users.find, 1, flag=True).returns(DAVE)) == (
        "when(mock(Users).find, id=1, flag=True)"
    )
    assert repr(whenever(users.find_by_name).returns(DAVE)) == "whenever(mock(Users).find_by_name)"
    users.find(1, flag=True)
    users.find_by_name("dave")


def test_a_stubbing_made_in_a_block_ends_with_the_block() -> None:
    users = stub(Users, find=FRIDA)

    with scope():
        when(users.find, anything()).returns(DAVE)
        assert users.find(1) == DAVE

    assert users.find(1) == FRIDA


def test_what_a_stubbing_in_a_block_hid_answers_again_after_the_block() -> None:
    users = stub(Users)
    when(users.find, 1).returns(DAVE)
    when(users.find_all, [1]).returns([DAVE])

    with scope():
        when(users.find, 1).returns(EDITH)
        when(users.find_all, [1]).returns([EDITH])
        assert (users.find(1), users.find_all([1])) == (EDITH, [EDITH])

    assert (users.find(1), users.find_all([1])) == (DAVE, [DAVE])


# -- two hundred stubbings -----------------------------------------------------------------------


def test_each_of_many_stubbings_answers_its_own_call() -> None:
    users = stub(Users)
    for id in range(200):
        when(users.find, id).returns(User(f"user {id}"))

    assert [users.find(id).name for id in range(200)] == [f"user {id}" for id in range(200)]
