"""`when` and `whenever`: what a double answers, to which calls, and for how long."""

import asyncio
import traceback
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


# -- one answer, several answers -----------------------------------------------------------------


def test_one_answer_answers_every_call() -> None:
    users = stub(Users)
    when(users.find, 1).returns(DAVE)

    assert [users.find(1) for _ in range(3)] == [DAVE] * 3


def test_several_answers_answer_one_call_each_and_then_no_more() -> None:
    users = stub(Users)
    when(users.find, 1).returns(DAVE, EDITH)

    assert [users.find(1), users.find(1)] == [DAVE, EDITH]
    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.find(1)

    assert told(failure) == (
        "stub(Users).find(id=1) was called, and all of its 2 answers have been given.\n"
        "  called at <users.find(1)>\n"
        "  stubbed at <when(users.find, 1).returns(DAVE, EDITH)>\n"
        "Remedy: give one answer more, or only one, which then answers every call."
    )


def test_several_answers_of_a_coroutine_run_out_alike() -> None:
    users = stub(Users)
    when(users.fetch, 1).returns(DAVE, EDITH)

    async def main() -> None:
        assert [await users.fetch(1), await users.fetch(1)] == [DAVE, EDITH]
        await users.fetch(1)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        asyncio.run(main())

    assert told(failure) == (
        "stub(Users).fetch(id=1) was called, and all of its 2 answers have been given.\n"
        "  called at <await users.fetch(1)>\n"
        "  stubbed at <when(users.fetch, 1).returns(DAVE, EDITH)>\n"
        "Remedy: give one answer more, or only one, which then answers every call."
    )


def test_answers_that_ran_out_are_not_replaced_by_those_of_another_stubbing() -> None:
    users = stub(Users, find=FRIDA)
    when(users.find, 1).returns(DAVE, EDITH)
    users.find(1)
    users.find(1)

    with pytest.raises(UnexpectedCallError), scope():
        users.find(1)


def test_an_error_and_then_a_result_make_a_retry() -> None:
    users = stub(Users)
    when(users.find, 1).raises(TimeoutError).returns(DAVE)

    with pytest.raises(TimeoutError):
        users.find(1)
    assert users.find(1) == DAVE


def test_a_chain_may_mix_every_kind_of_answer() -> None:
    users = stub(Users)
    when(users.find, 1).raises(TimeoutError("first"), TimeoutError("second")).returns(DAVE).does(
        lambda id, flag: User(f"user {id}, {flag}")
    )

    for text in ("first", "second"):
        with pytest.raises(TimeoutError, match=text):
            users.find(1)
    assert [users.find(1), users.find(1)] == [DAVE, User("user 1, False")]


def test_a_reset_double_keeps_its_defaults_and_forgets_its_stubbings() -> None:
    users = stub(Users, find=FRIDA)
    when(users.find, 1).returns(DAVE)
    reset(users)

    assert users.find(1) == FRIDA


# -- raises --------------------------------------------------------------------------------------


def test_an_exception_is_raised_as_it_was_given() -> None:
    users = stub(Users)
    error = LookupError("no such user")
    when(users.find, 1).raises(error)

    with pytest.raises(LookupError) as failure:
        users.find(1)

    assert failure.value is error


def test_a_class_of_exceptions_is_raised_as_a_new_exception_each_time() -> None:
    users = stub(Users)
    when(users.find, 1).raises(LookupError)
    raised: list[BaseException] = []

    for _ in range(2):
        with pytest.raises(LookupError) as failure:
            users.find(1)
        raised.append(failure.value)

    assert raised[0] is not raised[1]


def test_an_exception_raised_three_times_has_the_same_traceback_each_time() -> None:
    users = stub(Users)
    when(users.find, 1).raises(LookupError("no such user"))
    when(users.fetch, 1).raises(LookupError("no such user"))

    def lengths(call: Callable[[], object]) -> Iterator[int]:
        for _ in range(3):
            with pytest.raises(LookupError) as failure:
                call()
            yield len(traceback.extract_tb(failure.value.__traceback__))

    assert len(set(lengths(lambda: users.find(1)))) == 1
    assert len(set(lengths(lambda: asyncio.run(users.fetch(1))))) == 1  # type: ignore[arg-type]


def test_the_traceback_that_an_exception_came_with_stays_at_its_end() -> None:
    def fails() -> None:
        raise LookupError("real")

    with pytest.raises(LookupError) as failure:
        fails()
    users = stub(Users)
    when(users.find, 1).raises(failure.value)

    with pytest.raises(LookupError) as again:
        users.find(1)

    frames = traceback.extract_tb(again.value.__traceback__)
    assert frames[-1].name == "fails"


@pytest.mark.parametrize("error", [StopIteration, StopIteration("done")])
def test_a_coroutine_cannot_be_made_to_raise_stop_iteration(error: Any) -> None:
    users = stub(Users)

    with pytest.raises(AnswerTypeError) as failure, scope(strictness="lenient"):
        when(users.fetch, 1).raises(error)

    assert told(failure) == (
        "stub(Users).fetch cannot give this answer: a coroutine cannot raise StopIteration; "
        "an iterator's end is StopAsyncIteration.\n"
        "  answered at <when(users.fetch, 1).raises(error)>"
    )


def test_a_sync_method_may_raise_stop_iteration() -> None:
    users = stub(Users)
    when(users.find, 1).raises(StopIteration)

    with pytest.raises(StopIteration):
        users.find(1)


def test_a_class_that_needs_arguments_is_refused_before_it_is_raised() -> None:
    class Declined(Exception):
        def __init__(self, code: int) -> None:
            super().__init__(code)

    users = stub(Users)

    with pytest.raises(AnswerTypeError) as failure:
        when(users.find, 1).raises(Declined)

    assert told(failure) == (
        "stub(Users).find cannot give this answer: Declined needs arguments; "
        "use raises(Declined(...)).\n"
        "  answered at <when(users.find, 1).raises(Declined)>"
    )


def test_only_exceptions_are_raised() -> None:
    users: Any = stub(Users)

    with pytest.raises(AnswerTypeError) as failure, scope():
        when(users.find, 1).raises("no such user")

    assert told(failure) == (
        "stub(Users).find cannot give this answer: "
        "'no such user' is no exception, and only exceptions are raised.\n"
        '  answered at <when(users.find, 1).raises("no such user")>'
    )


# -- does ----------------------------------------------------------------------------------------


def test_a_function_computes_the_answer_from_the_arguments() -> None:
    users = stub(Users)
    whenever(users.find).does(lambda id, flag: User(f"user {id}, {flag}"))

    assert users.find(7, flag=True) == User("user 7, True")


def test_an_async_method_takes_sync_and_async_functions() -> None:
    async def fetched(id: int) -> User:
        return User(f"async {id}")

    users = stub(Users)
    when(users.fetch, 1).does(lambda id: User(f"sync {id}"))
    when(users.fetch, 2).does(fetched)

    async def main() -> list[User]:
        return [await users.fetch(1), await users.fetch(2)]

    assert asyncio.run(main()) == [User("sync 1"), User("async 2")]


def test_the_result_of_a_function_is_checked_when_it_is_called() -> None:
    users: Any = stub(Users)
    when(users.find, 1).does(lambda id, flag: "dave")

    with pytest.raises(AnswerTypeError) as failure:
        users.find(1)

    assert told(failure) == (
        "stub(Users).find cannot give this answer: 'dave' is a str, not a User.\n"
        "  answered at <users.find(1)>"
    )


def test_what_does_is_given_can_be_called() -> None:
    users: Any = stub(Users)

    with pytest.raises(AnswerTypeError) as failure, scope():
        when(users.find, 1).does(DAVE)

    assert told(failure) == (
        "stub(Users).find cannot give this answer: "
        "User(name='dave') is no function, and does() calls one.\n"
        "  answered at <when(users.find, 1).does(DAVE)>"
    )


def test_a_sync_method_takes_no_async_function() -> None:
    class Fetch:
        def __repr__(self) -> str:
            return "Fetch()"

        async def __call__(self, id: int, flag: bool) -> User:
            return DAVE

    async def fetch(id: int, flag: bool) -> User:
        return DAVE

    users: Any = stub(Users)

    with pytest.raises(AnswerTypeError) as failure, scope():
        when(users.find, 1).does(fetch)
    with pytest.raises(AnswerTypeError) as of_an_object, scope():
        when(users.find, 1).does(Fetch())

    assert told(failure) == (
        "stub(Users).find cannot give this answer: fetch() is async, and the method is not.\n"
        "  answered at <when(users.find, 1).does(fetch)>"
    )
    assert told(of_an_object) == (
        "stub(Users).find cannot give this answer: Fetch()() is async, and the method is not.\n"
        "  answered at <when(users.find, 1).does(Fetch())>"
    )


# -- returns -------------------------------------------------------------------------------------


def test_an_answer_of_the_wrong_type_is_refused_where_it_is_given() -> None:
    users: Any = stub(Users)

    with pytest.raises(AnswerTypeError) as sync, scope():
        when(users.find, 1).returns("dave")
    with pytest.raises(AnswerTypeError) as awaited, scope():
        when(users.fetch, 1).returns(None)
    with pytest.raises(AnswerTypeError) as inside, scope():
        when(users.find_all, [1]).returns([DAVE, "edith"])
    with pytest.raises(AnswerTypeError) as nothing, scope():
        when(users.forget, DAVE).returns(DAVE)

    assert told(sync) == (
        "stub(Users).find cannot give this answer: 'dave' is a str, not a User.\n"
        '  answered at <when(users.find, 1).returns("dave")>'
    )
    assert told(awaited) == (
        "stub(Users).fetch cannot give this answer: None is not a User.\n"
        "  answered at <when(users.fetch, 1).returns(None)>"
    )
    assert told(inside) == (
        "stub(Users).find_all cannot give this answer: item 1, 'edith', is a str, not a User.\n"
        '  answered at <when(users.find_all, [1]).returns([DAVE, "edith"])>'
    )
    assert told(nothing) == (
        "stub(Users).forget cannot give this answer: User(name='dave') is a User, not None.\n"
        "  answered at <when(users.forget, DAVE).returns(DAVE)>"
    )


def test_answers_are_checked_to_the_last_item() -> None:
    users: Any = stub(Users)

    with pytest.raises(AnswerTypeError) as failure, scope():
        when(users.find_all, []).returns([DAVE] * 1000 + [None])

    assert told(failure) == (
        "stub(Users).find_all cannot give this answer: item 1000, None, is not a User.\n"
        "  answered at <when(users.find_all, []).returns([DAVE] * 1000 + [None])>"
    )


def test_of_several_answers_all_are_taken_or_none() -> None:
    users: Any = stub(Users, find=FRIDA)

    with pytest.raises(AnswerTypeError):
        when(users.find, 1).returns(DAVE, "edith")

    assert users.find(1) == FRIDA


def test_answers_of_another_kind_than_the_spec_are_refused_with_the_right_control() -> None:
    users: Any = stub(Users)

    with pytest.raises(AnswerTypeError) as iterator, scope():
        when(users.find, 1).yields(DAVE)
    with pytest.raises(AnswerTypeError) as manager, scope():
        when(users.rows).enters(1)
    with pytest.raises(AnswerTypeError) as item, scope():
        when(users.rows).yields(1, "2")

    assert told(iterator) == (
        "stub(Users).find cannot give this answer: it returns User, no iterator; "
        "use returns(...).\n"
        "  answered at <when(users.find, 1).yields(DAVE)>"
    )
    assert told(manager) == (
        "stub(Users).rows cannot give this answer: it returns Iterator[int], "
        "no context manager; use returns(...).\n"
        "  answered at <when(users.rows).enters(1)>"
    )
    assert told(item) == (
        "stub(Users).rows cannot give this answer: item 1, '2' is a str, not an int.\n"
        '  answered at <when(users.rows).yields(1, "2")>'
    )


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
