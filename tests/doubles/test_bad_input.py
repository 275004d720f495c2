"""Each misuse is a typed error that names the value, the member and the remedy."""

import math
from collections.abc import Callable
from typing import Any, Protocol

import pytest

from doubles import (
    AnswerTypeError,
    ClosedScopeError,
    NotADoubleError,
    SpecError,
    UnknownMemberError,
    UnresolvedAnnotationError,
    calls,
    dummy,
    mock,
    reading,
    reset,
    scope,
    spy,
    stub,
    verify,
    when,
    whenever,
    writing,
)
from tests.doubles.telling import told


class User:
    def __init__(self, name: str) -> None:
        self.name = name

    def rename(self, name: str) -> None:
        self.name = name

    @classmethod
    def named(cls, name: str) -> "User":
        return cls(name)


class Users(Protocol):
    label: str

    def find(self, id: int) -> User: ...
    def forget(self, id: int) -> None: ...


def shout(text: str) -> str:
    return text.upper()


# -- a spec that is none -------------------------------------------------------------------------

BUILDERS: Any = [dummy, stub, mock]

NOT_SPECS: Any = [
    ("Users", "the string 'Users'", "pass the class itself: Users"),
    (math, "the module 'math'", "pass a class that the module defines"),
    (
        shout,
        "the function shout()",
        "declare a Protocol with a __call__ of its signature, or wrap it: spy(function)",
    ),
    (
        User("dave"),
        "an instance of User",
        "pass its class, User; to wrap the object itself: spy(...)",
    ),
    (
        {"a": 1},
        "an instance of dict",
        "pass its class, dict; to wrap the object itself: spy(...)",
    ),
    (None, "None", "pass one class; a union or a special form has no members"),
    (int | str, "int | str", "pass one class; a union or a special form has no members"),
    (Any, "typing.Any", "pass one class; a union or a special form has no members"),
    (object, "object, which has no members", "pass a class of your own"),
    (Protocol, "Protocol, which has no members", "pass a class of your own"),
]


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(
    ("spec", "what", "remedy"), NOT_SPECS, ids=[what for _, what, _ in NOT_SPECS]
)
def test_a_spec_is_a_class(
    build: Callable[[Any], object], spec: Any, what: str, remedy: str
) -> None:
    with pytest.raises(SpecError) as failure:
        build(spec)

    assert told(failure) == (
        f"A spec is a Protocol, an ABC or a class, not {what}.\nRemedy: {remedy}."
    )


def test_a_double_is_no_spec() -> None:
    users: Any = mock(Users)

    with pytest.raises(SpecError) as failure:
        stub(users)

    assert told(failure) == (
        "A spec is a Protocol, an ABC or a class, not the double mock(Users).\n"
        "Remedy: pass its spec: Users."
    )


# -- the builder's keywords ----------------------------------------------------------------------


@pytest.mark.parametrize("build", [stub, mock])
def test_a_keyword_is_a_member_of_the_spec(build: Any) -> None:
    with pytest.raises(UnknownMemberError) as near:
        build(Users, lable="primary")
    with pytest.raises(UnknownMemberError) as far:
        build(Users, check_types=False)

    assert told(near) == (
        f"{build.__name__}(Users) has no member 'lable': Users does not declare it. "
        "Did you mean 'label'?"
    )
    assert told(far) == (
        f"{build.__name__}(Users) has no member 'check_types': Users does not declare it."
    )


@pytest.mark.parametrize("build", [stub, mock])
def test_a_keywords_value_has_the_type_of_the_member(build: Any) -> None:
    with pytest.raises(AnswerTypeError) as failure:
        build(Users, label=3)

    assert told(failure) == (
        f"{build.__name__}(Users).label cannot give this answer: 3 is an int, not a str.\n"
        "  answered at <build(Users, label=3)>"
    )


# -- what is no member of a double ---------------------------------------------------------------

CONTROLS: Any = [when, whenever, verify, verify.never, verify.times(2), calls]
NAMES = ["when", "whenever", "verify", "verify", "verify", "calls"]
every_control = pytest.mark.parametrize(
    ("control", "name"),
    list(zip(CONTROLS, NAMES, strict=True)),
    ids=["when", "whenever", "verify", "never", "times", "calls"],
)


@every_control
def test_a_control_takes_no_method_of_a_real_object(control: Any, name: str) -> None:
    with pytest.raises(NotADoubleError) as failure:
        control(User("dave").rename)

    assert told(failure) == (
        f"{name}() takes a member of a double, such as double.method; "
        "User.rename belongs to a real User.\n"
        "Remedy: wrap the object, double = spy(...), and pass its method."
    )


@every_control
def test_a_control_takes_no_method_of_a_class(control: Any, name: str) -> None:
    with pytest.raises(NotADoubleError) as function:
        control(Users.find)
    with pytest.raises(NotADoubleError) as class_method:
        control(User.named)

    assert told(function) == (
        f"{name}() takes a member of a double, such as double.method, "
        "not the function Users.find.\n"
        "Remedy: pass the method of an object that a builder returned; "
        "of a function, double = spy(function), pass the spy itself."
    )
    assert told(class_method) == (
        f"{name}() takes a member of a double, such as double.method; "
        "User.named belongs to the class User.\n"
        "Remedy: build a double, double = mock(User), and pass its method."
    )


@every_control
@pytest.mark.parametrize(("function", "shown"), [(shout, "shout"), (len, "len")])
def test_a_control_takes_no_function(control: Any, name: str, function: Any, shown: str) -> None:
    with pytest.raises(NotADoubleError) as failure:
        control(function)

    assert told(failure) == (
        f"{name}() takes a member of a double, such as double.method, "
        f"not the function {shown}.\n"
        "Remedy: pass the method of an object that a builder returned; "
        "of a function, double = spy(function), pass the spy itself."
    )


@every_control
def test_a_control_takes_no_whole_double(control: Any, name: str) -> None:
    users = mock(Users)

    with pytest.raises(NotADoubleError) as failure:
        control(users)

    assert told(failure) == (
        f"{name}() takes a member of a double, such as double.method, "
        "not the whole double mock(Users).\n"
        "Remedy: name the member, such as double.find."
    )


@every_control
def test_a_control_takes_the_method_and_not_its_result(control: Any, name: str) -> None:
    users = mock(Users, label="primary")

    with pytest.raises(NotADoubleError) as nothing:
        control(users.forget(1))
    with pytest.raises(NotADoubleError) as value:
        control(users.label)

    remedy = (
        "Remedy: pass the method itself, without calling it; "
        f"a property as {name}(reading(lambda: double.name))."
    )
    takes = f"{name}() takes a member of a double, such as double.method"
    assert told(nothing) == f"{takes}, not None.\n{remedy}"
    assert told(value) == f"{takes}, not 'primary', a str.\n{remedy}"


def test_a_control_takes_no_method_that_only_every_double_has() -> None:
    users = mock(Users)

    with pytest.raises(NotADoubleError) as failure:
        when(users.__repr__)

    assert told(failure) == (
        "when() takes a member of a double, such as double.method; "
        "__repr__ is what every double has.\n"
        "Remedy: declare __repr__ in Users."
    )


@every_control
def test_a_dummy_has_nothing_to_control(control: Any, name: str) -> None:
    users = dummy(Users)

    with pytest.raises(NotADoubleError) as failure:
        control(users.find)

    assert told(failure) == (
        f"{name}() was used on dummy(Users).find, and a dummy only fills a parameter.\n"
        "Remedy: build a stub(Users) to answer it, or a mock(Users) to verify it."
    )


@pytest.mark.parametrize(
    ("control", "name"), [(reset, "reset"), (verify.nothing_else, "verify.nothing_else")]
)
def test_a_control_of_whole_doubles_takes_nothing_else(control: Any, name: str) -> None:
    users = mock(Users)

    with pytest.raises(NotADoubleError) as real:
        control(users, 3)
    with pytest.raises(NotADoubleError) as method:
        control(users.find)
    with pytest.raises(NotADoubleError) as nothing:
        control(None)

    takes = f"{name}() takes whole doubles, such as mock(P)"
    assert told(real) == f"{takes}, not 3, an int."
    assert told(method) == (
        f"{takes}, not <bound method mock(Users).find of mock(Users)>, a method."
    )
    assert told(nothing) == f"{takes}, not None."


def test_a_control_of_whole_doubles_takes_one_at_least() -> None:
    with pytest.raises(TypeError) as failure:
        verify.nothing_else()

    assert told(failure) == "verify.nothing_else() takes the doubles to look at, one at least."


@pytest.mark.parametrize("answer", ["loses_reply", "delays", "delegates"])
def test_only_a_spy_has_a_real_object_to_call(answer: str) -> None:
    users = mock(Users)
    arguments: dict[str, Any] = {"loses_reply": [TimeoutError()], "delays": [1], "delegates": []}

    with pytest.raises(NotADoubleError) as failure:
        getattr(when(users.find, 1), answer)(*arguments[answer])

    assert told(failure) == (
        f"mock(Users).find has no real object behind it, which {answer}() calls.\n"
        "Remedy: wrap the real object in a spy(), or answer with returns(...) or raises(...)."
    )


# -- after the scope -----------------------------------------------------------------------------


def users_of_an_ended_scope() -> Users:
    with scope():  # ended
        return mock(Users, find=User("dave"))


@every_control
def test_a_control_is_not_used_after_the_scope_of_its_double(control: Any, name: str) -> None:
    users = users_of_an_ended_scope()

    with pytest.raises(ClosedScopeError) as failure:
        control(users.find)

    assert told(failure) == (
        f"{name}() was used on mock(Users).find after its scope ended: "
        "scope() at <with scope():  # ended>.\n"
        "Remedy: build the double in the test that uses it, or in a fixture of wider scope."
    )


@pytest.mark.parametrize("access", [reading, writing])
def test_an_attribute_is_not_stubbed_after_the_scope_of_its_double(access: Any) -> None:
    users = users_of_an_ended_scope()

    with pytest.raises(ClosedScopeError) as failure:
        verify(access(lambda: users.label))

    assert told(failure) == (
        "verify() was used on mock(Users).label after its scope ended: "
        "scope() at <with scope():  # ended>.\n"
        "Remedy: build the double in the test that uses it, or in a fixture of wider scope."
    )


@pytest.mark.parametrize(
    ("control", "name"), [(reset, "reset"), (verify.nothing_else, "verify.nothing_else")]
)
def test_a_control_of_whole_doubles_is_not_used_after_their_scope(control: Any, name: str) -> None:
    with scope():  # ended
        users, loud = mock(Users), spy(shout)

    with pytest.raises(ClosedScopeError) as of_an_object:
        control(users)
    with pytest.raises(ClosedScopeError) as of_a_function:
        control(loud)

    rest = (
        "after its scope ended: scope() at <with scope():  # ended>.\n"
        "Remedy: build the double in the test that uses it, or in a fixture of wider scope."
    )
    assert told(of_an_object) == f"{name}() was used on mock(Users) {rest}"
    assert told(of_a_function) == f"{name}() was used on spy(shout) {rest}"


def test_a_double_still_answers_after_its_scope() -> None:
    users = users_of_an_ended_scope()

    assert users.find(1).name == "dave"


# -- annotations that cannot be resolved ---------------------------------------------------------


class Unresolved(Protocol):
    label: "Lable"  # type: ignore[name-defined]  # noqa: F821

    def find(self, id: "UserIdd") -> int: ...  # type: ignore[name-defined]  # noqa: F821
    def load(self, id: int) -> "list[Usr]": ...  # type: ignore[name-defined]  # noqa: F821
    def count(self, id: int) -> int: ...


def remedy() -> str:
    return (
        f"Remedy: define or import the name in {__name__}, "
        "or build the double in scope(check_types=False)."
    )


def test_an_annotation_of_a_parameter_that_names_nothing() -> None:
    double = stub(Unresolved)

    with pytest.raises(UnresolvedAnnotationError) as called:
        double.find(1)
    with pytest.raises(UnresolvedAnnotationError) as stubbed:
        when(double.find, 1)
    with pytest.raises(UnresolvedAnnotationError) as built:
        stub(Unresolved, find=1)

    assert (
        told(called)
        == told(stubbed)
        == told(built)
        == (
            "stub(Unresolved).find: the annotation 'UserIdd' of parameter 'id' cannot be resolved: "
            f"name 'UserIdd' is not defined.\n{remedy()}"
        )
    )


def test_an_annotation_of_a_result_that_names_nothing() -> None:
    with pytest.raises(UnresolvedAnnotationError) as failure:
        mock(Unresolved).load(1)

    assert told(failure) == (
        "mock(Unresolved).load: the annotation 'Usr' of the return value cannot be resolved: "
        f"name 'Usr' is not defined.\n{remedy()}"
    )


def test_an_annotation_of_an_attribute_that_names_nothing() -> None:
    with pytest.raises(UnresolvedAnnotationError) as failure:
        _ = mock(Unresolved).label

    assert told(failure) == (
        "mock(Unresolved).label: the annotation 'Lable' of the member itself cannot be resolved: "
        f"name 'Lable' is not defined.\n{remedy()}"
    )


def test_the_other_members_are_not_disturbed() -> None:
    double: Any = stub(Unresolved, count=3)

    assert double.count(1) == 3
    with pytest.raises(TypeError):
        double.count("1")


def test_without_type_checks_no_annotation_is_needed() -> None:
    with scope(check_types=False):
        double: Any = stub(Unresolved, find=1, label="a")

        assert (double.find("x"), double.label) == (1, "a")


# -- nothing else is disturbed -------------------------------------------------------------------


def test_a_misuse_leaves_the_double_as_it_was() -> None:
    users: Any = mock(Users, find=User("dave"), label="primary")
    users.find(1)

    for misuse in (
        lambda: when(users),
        lambda: when(users.find, "1"),
        lambda: when(users.find),
        lambda: verify(users.label),
        lambda: verify.times(-1),
        lambda: reset(users, None),
        lambda: users.find("1"),
        users.find,
        lambda: setattr(users, "label", 3),
    ):
        with pytest.raises((TypeError, ValueError)):
            misuse()

    assert (users.find(2).name, users.label) == ("dave", "primary")
    assert [call.arguments for call in calls(users.find)] == [{"id": 1}, {"id": 2}]
