"""What a stubbing answers with: results, errors, functions, and several of them in turn."""

import asyncio
import traceback
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import attrs
import pytest

from doubles import (
    AnswerTypeError,
    UnexpectedCallError,
    reset,
    scope,
    stub,
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
        "pass an instance, Declined(...).\n"
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
        "which enters() cannot build; use returns(...).\n"
        "  answered at <when(users.rows).enters(1)>"
    )
    assert told(item) == (
        "stub(Users).rows cannot give this answer: item 1, '2' is a str, not an int.\n"
        '  answered at <when(users.rows).yields(1, "2")>'
    )
