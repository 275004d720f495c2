"""A stub gives the answers it was given, and refuses every call that has none."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import attrs
import pytest
import trio

from doubles import (
    AnswerTypeError,
    ArgumentTypeError,
    UnexpectedCallError,
    UnknownMemberError,
    an,
    anything,
    scope,
    stub,
    when,
)
from tests.doubles.telling import told


@attrs.frozen
class User:
    id: int
    name: str = "dave"


class Users(Protocol):
    label: str

    @property
    def size(self) -> int: ...
    def find_by_id(self, user_id: int, *, active: bool = False) -> User | None: ...
    def add(self, name: str, age: int = 18, /, *tags: str, **extra: object) -> User: ...
    def forget(self, user: User) -> None: ...
    async def fetch(self, user_id: int) -> User: ...


def called_elsewhere(source: str) -> Callable[..., Any]:
    """A function in a file that is not the test's."""
    namespace: dict[str, Any] = {}
    exec(compile(source, "service.py", "exec"), namespace)
    subject: Callable[..., Any] = namespace["subject"]
    return subject


# -- answers given to the builder ----------------------------------------------------------------


def test_an_answer_given_to_the_builder_is_given_for_any_arguments() -> None:
    users = stub(Users, find_by_id=User(1))

    assert users.find_by_id(1) == users.find_by_id(2, active=True) == User(1)


def test_an_async_method_gives_its_answer_when_awaited() -> None:
    users = stub(Users, fetch=User(1))

    assert asyncio.run(users.fetch(7)) == User(1)


def test_properties_and_attributes_have_the_values_given_to_the_builder() -> None:
    users = stub(Users, size=3, label="primary")

    assert (users.size, users.label) == (3, "primary")


def test_an_answer_given_to_the_builder_may_stay_unused() -> None:
    with scope():
        stub(Users, find_by_id=User(1), size=3)


def test_what_a_stubbing_does_not_answer_is_answered_by_the_builders_answer() -> None:
    users = stub(Users, find_by_id=None)
    when(users.find_by_id, 1).returns(User(1))
    when(users.find_by_id, an(int), active=True).returns(User(2))

    assert users.find_by_id(1) == User(1)
    assert users.find_by_id(9, active=True) == User(2)
    assert users.find_by_id(9) is None


def test_the_builder_refuses_a_member_that_the_spec_does_not_have() -> None:
    with pytest.raises(UnknownMemberError) as failure:
        stub(Users, fnid_by_id=User(1))

    assert told(failure) == (
        "stub(Users) has no member 'fnid_by_id': Users does not declare it. "
        "Did you mean 'find_by_id'?"
    )


def test_the_builder_refuses_an_answer_of_the_wrong_type() -> None:
    with pytest.raises(AnswerTypeError) as method:
        stub(Users, find_by_id="dave")
    with pytest.raises(AnswerTypeError) as coroutine:
        stub(Users, fetch=None)
    with pytest.raises(AnswerTypeError) as a_property:
        stub(Users, size="3")

    assert told(method) == (
        "stub(Users).find_by_id cannot give this answer: 'dave' is a str, not User | None.\n"
        '  answered at <stub(Users, find_by_id="dave")>'
    )
    assert told(coroutine) == (
        "stub(Users).fetch cannot give this answer: None is not a User.\n"
        "  answered at <stub(Users, fetch=None)>"
    )
    assert told(a_property) == (
        "stub(Users).size cannot give this answer: '3' is a str, not an int.\n"
        '  answered at <stub(Users, size="3")>'
    )


# -- calls without an answer ---------------------------------------------------------------------


def test_a_call_without_an_answer_is_refused() -> None:
    users = stub(Users)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.find_by_id(1, active=True)

    assert told(failure) == (
        "stub(Users).find_by_id(user_id=1, active=True) was called, and nothing answers it.\n"
        "  called at <users.find_by_id(1, active=True)>\n"
        "Remedy: when(double.find_by_id, user_id=1, active=True).returns(...), "
        "if the test expects this."
    )


def test_a_method_that_returns_none_needs_an_answer_too() -> None:
    users = stub(Users)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.forget(User(1))

    assert told(failure) == (
        "stub(Users).forget(user=User(id=1, name='dave')) was called, and nothing answers it.\n"
        "  called at <users.forget(User(1))>\n"
        "Remedy: when(double.forget, user=User(id=1, name='dave')).returns(...), "
        "if the test expects this."
    )


def test_a_refused_call_of_the_subject_names_the_tests_line_too() -> None:
    subject = called_elsewhere("def subject(users):\n    return users.find_by_id(1)\n")
    users = stub(Users)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        subject(users)

    assert told(failure) == (
        "stub(Users).find_by_id(user_id=1) was called, and nothing answers it.\n"
        "  called at service.py:2\n"
        "  from the test at <subject(users)>\n"
        "Remedy: when(double.find_by_id, user_id=1).returns(...), if the test expects this."
    )


def test_a_refused_awaited_call_names_the_awaiting_line() -> None:
    users = stub(Users)

    async def main() -> None:
        await users.fetch(1)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        asyncio.run(main())

    assert told(failure) == (
        "stub(Users).fetch(user_id=1) was called, and nothing answers it.\n"
        "  called at <await users.fetch(1)>\n"
        "Remedy: when(double.fetch, user_id=1).returns(...), if the test expects this."
    )


def test_a_refused_call_that_is_a_task_of_its_own_has_no_line() -> None:
    users = stub(Users)

    async def in_asyncio() -> None:
        await asyncio.gather(users.fetch(1))

    async def in_trio() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(users.fetch, 1)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        asyncio.run(in_asyncio())
    with pytest.raises(ExceptionGroup) as failures, scope():
        trio.run(in_trio)

    assert told(failure) == (
        "stub(Users).fetch(user_id=1) was called, and nothing answers it.\n"
        "  called at the start of a task\n"
        "  from the test at <asyncio.run(in_asyncio())>\n"
        "Remedy: when(double.fetch, user_id=1).returns(...), if the test expects this."
    )
    assert told(failures.value.exceptions[0]) == (
        "stub(Users).fetch(user_id=1) was called, and nothing answers it.\n"
        "  called at the start of a task\n"
        "  from the test at <trio.run(in_trio)>\n"
        "Remedy: when(double.fetch, user_id=1).returns(...), if the test expects this."
    )


def test_a_property_without_an_answer_is_refused() -> None:
    users = stub(Users)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        _ = users.size

    assert told(failure) == (
        "stub(Users).size was read, and nothing answers it.\n"
        "  read at <_ = users.size>\n"
        "Remedy: when(reading(lambda: double.size)).returns(...), if the test expects this."
    )


def test_a_refused_call_shows_the_only_stubbing() -> None:
    users = stub(Users)
    when(users.find_by_id, 1).returns(None)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.find_by_id(1, active=True)
    users.find_by_id(1)

    assert told(failure) == (
        "stub(Users).find_by_id(user_id=1, active=True) was called, and nothing answers it.\n"
        "  called at <users.find_by_id(1, active=True)>\n"
        "It is stubbed for another call:\n"
        "  find_by_id(user_id=1, active=False)\n"
        "                        ^^^^^^^^^^^^\n"
        "  active: stubbed for False, called with True\n"
        "  stubbed at <when(users.find_by_id, 1).returns(None)>\n"
        "Remedy: when(double.find_by_id, user_id=1, active=True).returns(...), "
        "if the test expects this."
    )


@pytest.mark.doubles(strictness="lenient")
def test_of_three_near_misses_the_closest_is_shown() -> None:
    users = stub(Users)
    when(users.add, "dave", 20).returns(User(1))
    when(users.add, "dawn", 30).returns(User(2))
    when(users.add, "edith", 40, "admin").returns(User(3))

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.add("dan", 30)

    assert told(failure) == (
        "stub(Users).add('dan', 30) was called, and nothing answers it.\n"
        '  called at <users.add("dan", 30)>\n'
        "It is stubbed for another call, the closest of 3:\n"
        "  add('dawn', 30)\n"
        "      ^^^^^^\n"
        "  name: stubbed for 'dawn', called with 'dan'\n"
        '  stubbed at <when(users.add, "dawn", 30).returns(User(2))>\n'
        "Remedy: when(double.add, 'dan', 30).returns(...), if the test expects this."
    )


@pytest.mark.doubles(strictness="lenient")
def test_every_argument_that_differs_is_marked() -> None:
    users = stub(Users)
    when(users.add, "dave", 20, "admin", city="Ulm").returns(User(1))

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.add("dave", 30, "admin", "owner", city="Ulm", zip=1)
    with pytest.raises(UnexpectedCallError) as shorter, scope():
        users.add("dave", 20)

    assert told(failure) == (
        "stub(Users).add('dave', 30, 'admin', 'owner', city='Ulm', zip=1) was called, "
        "and nothing answers it.\n"
        '  called at <users.add("dave", 30, "admin", "owner", city="Ulm", zip=1)>\n'
        "It is stubbed for another call:\n"
        "  add('dave', 20, 'admin', city='Ulm')\n"
        "              ^^  ^^^^^^^  ^^^^^^^^^^\n"
        "  age: stubbed for 20, called with 30\n"
        "  tags: stubbed for ('admin',), called with ('admin', 'owner')\n"
        "  extra: stubbed for {'city': 'Ulm'}, called with {'city': 'Ulm', 'zip': 1}\n"
        '  stubbed at <when(users.add, "dave", 20, "admin", city="Ulm").returns(User(1))>\n'
        "Remedy: when(double.add, 'dave', 30, 'admin', 'owner', city='Ulm', zip=1).returns(...), "
        "if the test expects this."
    )
    assert told(shorter).splitlines()[2:7] == [
        "It is stubbed for another call:",
        "  add('dave', 20, 'admin', city='Ulm')",
        "                  ^^^^^^^  ^^^^^^^^^^",
        "  tags: stubbed for ('admin',), called with ()",
        "  extra: stubbed for {'city': 'Ulm'}, called with {}",
    ]


@pytest.mark.doubles(strictness="lenient")
def test_defaults_before_what_is_given_by_position_are_spelled_out() -> None:
    users = stub(Users)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.add("dave", 18, "admin")

    assert told(failure) == (
        "stub(Users).add('dave', 18, 'admin') was called, and nothing answers it.\n"
        '  called at <users.add("dave", 18, "admin")>\n'
        "Remedy: when(double.add, 'dave', 18, 'admin').returns(...), if the test expects this."
    )


@pytest.mark.doubles(strictness="lenient")
def test_matchers_are_among_the_stubbings_that_are_shown() -> None:
    users = stub(Users)
    when(users.find_by_id, anything(), active=True).returns(None)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        users.find_by_id(1)

    assert told(failure) == (
        "stub(Users).find_by_id(user_id=1) was called, and nothing answers it.\n"
        "  called at <users.find_by_id(1)>\n"
        "It is stubbed for another call:\n"
        "  find_by_id(user_id=anything(), active=True)\n"
        "                                 ^^^^^^^^^^^\n"
        "  active: stubbed for True, called with False\n"
        "  stubbed at <when(users.find_by_id, anything(), active=True).returns(None)>\n"
        "Remedy: when(double.find_by_id, user_id=1).returns(...), if the test expects this."
    )


def test_an_unexpected_call_that_the_subject_swallows_is_raised_at_the_end() -> None:
    with pytest.raises(UnexpectedCallError) as failure, scope():
        users = stub(Users)
        with suppress(Exception):
            users.find_by_id(1)

    assert told(failure) == (
        "stub(Users).find_by_id(user_id=1) was called, and nothing answers it.\n"
        "  called at <users.find_by_id(1)>\n"
        "Remedy: when(double.find_by_id, user_id=1).returns(...), if the test expects this.\n"
        "The call raised this error, and the code that made the call swallowed it. "
        "If the test expects it, write\n"
        "    with pytest.raises(UnexpectedCallError), scope(): ..."
    )


# -- what the spec forbids -----------------------------------------------------------------------


def test_an_unknown_member_is_an_attribute_error_with_a_suggestion() -> None:
    users: Any = stub(Users)

    with pytest.raises(UnknownMemberError) as called:
        users.fnid_by_id(1)
    with pytest.raises(UnknownMemberError) as far_off:
        _ = users.xyzzy
    with pytest.raises(UnknownMemberError) as written:
        users.lable = "primary"

    assert told(called) == (
        "stub(Users) has no member 'fnid_by_id': Users does not declare it. "
        "Did you mean 'find_by_id'?"
    )
    assert called.value.name == "fnid_by_id"
    assert told(far_off) == "stub(Users) has no member 'xyzzy': Users does not declare it."
    assert told(written) == (
        "stub(Users) has no member 'lable': Users does not declare it. Did you mean 'label'?"
    )
    assert not hasattr(users, "find")


def test_a_call_with_an_argument_of_the_wrong_type_is_refused() -> None:
    users: Any = stub(Users, find_by_id=None, fetch=User(1))

    with pytest.raises(ArgumentTypeError) as sync:
        users.find_by_id("1")

    async def main() -> None:
        await users.fetch(None)

    with pytest.raises(ArgumentTypeError) as awaited:
        asyncio.run(main())

    assert told(sync) == (
        "stub(Users).find_by_id refuses the argument 'user_id': '1' is a str, not an int.\n"
        '  passed at <users.find_by_id("1")>'
    )
    assert told(awaited) == (
        "stub(Users).fetch refuses the argument 'user_id': None is not an int.\n"
        "  passed at <await users.fetch(None)>"
    )


def test_an_attribute_set_to_a_value_of_the_wrong_type_is_refused() -> None:
    users: Any = stub(Users)

    with pytest.raises(ArgumentTypeError) as failure:
        users.label = 3

    assert told(failure) == (
        "stub(Users).label refuses a value: 3 is an int, not a str.\n  written at <users.label = 3>"
    )


def test_arguments_of_variadic_parameters_are_checked_one_by_one() -> None:
    users: Any = stub(Users, add=User(1))

    with pytest.raises(ArgumentTypeError) as failure:
        users.add("dave", 20, "admin", 3)

    assert told(failure) == (
        "stub(Users).add refuses the argument 'tags': 3 is an int, not a str.\n"
        '  passed at <users.add("dave", 20, "admin", 3)>'
    )


def test_a_call_of_the_wrong_shape_is_a_type_error_as_on_a_real_object() -> None:
    users: Any = stub(Users)

    with pytest.raises(TypeError) as missing:
        users.find_by_id()
    with pytest.raises(TypeError) as too_many:
        users.find_by_id(1, True)
    with pytest.raises(TypeError) as unknown:
        users.find_by_id(1, activ=True)

    assert told(missing) == (
        "stub(Users).find_by_id() missing 1 required positional argument: 'user_id'"
    )
    assert told(too_many) == (
        "stub(Users).find_by_id() takes 2 positional arguments but 3 were given"
    )
    suggestion = ". Did you mean 'active'?" if sys.version_info >= (3, 13) else ""
    assert told(unknown) == (
        f"stub(Users).find_by_id() got an unexpected keyword argument 'activ'{suggestion}"
    )


def test_without_type_checks_a_double_takes_and_gives_anything() -> None:
    with scope(check_types=False):
        users: Any = stub(Users, find_by_id="dave")
        when(users.find_by_id, "1").returns(b"bytes")

        assert users.find_by_id("1") == b"bytes"
        assert users.find_by_id(None) == "dave"
        with pytest.raises(TypeError, match="missing 1 required positional argument"):
            users.find_by_id()


# -- what a stub is not --------------------------------------------------------------------------


def test_a_stub_shows_what_it_is() -> None:
    assert repr(stub(Users)) == "stub(Users)"
