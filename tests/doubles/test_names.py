"""No name that a Protocol uses is taken: not by the controls, nor by what is generated."""

import keyword
from typing import Any, Protocol

import pytest

from doubles import (
    UnexpectedCallError,
    calls,
    mock,
    reset,
    scope,
    spy,
    stub,
    verify,
    when,
    whenever,
)
from tests.doubles.telling import told

PARAMETERS = (
    *("self", "value", "times", "method", "spec", "double", "args", "kwargs", "answers", "doubles"),
    *(
        "state",
        "_state",
        "_kept0",
        "_default0",
        "_atom0",
        "_rule",
        "rule",
        "_self",
        "real",
        "_real",
    ),
    *("_Unhashable", "_next", "_call", "_result", "_error", "bind", "make", "type", "find"),
    *("cls", "count", "seconds", "names", "plan", "given", "expected", "error", "index"),
)
MEMBERS = (
    *("when", "whenever", "verify", "calls", "reset", "scope", "real", "name", "spec", "answers"),
    *("return_value", "side_effect", "assert_called", "assert_called_once_with", "called", "plan"),
    *("returns", "raises", "does", "state", "double", "doubles", "make", "method", "respond"),
)


def protocol_of(**methods: str) -> Any:
    """A Protocol with these methods, each with these parameters."""
    lines = [f"    def {name}({parameters}) -> int: ..." for name, parameters in methods.items()]
    namespace: dict[str, Any] = {"Protocol": Protocol}
    exec("\n".join(["class Awkward(Protocol):", *lines]), namespace)
    return namespace["Awkward"]


def receiver(parameter: str) -> str:
    return "this" if parameter == "self" else "self"


def test_the_names_are_identifiers() -> None:
    assert not [name for name in (*PARAMETERS, *MEMBERS) if keyword.iskeyword(name)]


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_may_have_any_name(name: str) -> None:
    spec = protocol_of(find=f"{receiver(name)}, /, {name}: int, other: int = 0")
    double = mock(spec)
    when(double.find, **{name: 1}).returns(10)
    when(double.find, 2, other=3).returns(20)
    whenever(double.find).does(lambda *args: sum(args))

    assert double.find(**{name: 1}) == double.find(1) == 10
    assert double.find(2, 3) == 20
    assert double.find(4, 5) == 9
    verify.times(2)(double.find, **{name: 1})
    verify(double.find, **{name: 2, "other": 3})
    assert calls(double.find)[0].arguments == {name: 1, "other": 0}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_keyword_only_parameter_may_have_any_name(name: str) -> None:
    spec = protocol_of(find=f"{receiver(name)}, /, *, {name}: int = 0")
    double = stub(spec)
    when(double.find, **{name: 1}).returns(10)

    assert double.find(**{name: 1}) == 10
    with pytest.raises(UnexpectedCallError), scope():
        double.find(**{name: 2})


@pytest.mark.parametrize("name", ["self", "double", "method", "_state", "when"])
def test_keyword_arguments_may_have_any_name(name: str) -> None:
    double = mock(protocol_of(find="self, /, **kwargs: int"), find=1)

    double.find(**{name: 1})

    verify(double.find, **{name: 1})


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_spys_parameter_may_have_any_name(name: str) -> None:
    namespace: dict[str, Any] = {}
    exec(
        f"class Real:\n    def find({receiver(name)}, {name}, *, other=0): return {name} + other",
        namespace,
    )
    double = spy(namespace["Real"]())

    assert double.find(1, other=2) == 3
    assert double.find(**{name: 4}) == 4
    verify(double.find, **{name: 4})


def test_all_of_them_at_once() -> None:
    others = ", ".join(f"{name}: int = 0" for name in PARAMETERS if name != "self")
    double = mock(protocol_of(find=f"this, /, self: int, {others}"))
    when(double.find, 1, value=2).returns(3)

    assert double.find(self=1, value=2) == 3
    verify(double.find, self=1, value=2)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_may_have_any_name(name: str) -> None:
    double = mock(protocol_of(**{name: "self, id: int"}), **{name: 1})
    method = getattr(double, name)
    when(method, 2).returns(20)

    assert (getattr(double, name)(1), getattr(double, name)(2)) == (1, 20)
    verify(method, 1)
    reset(double)
    verify.never(method, 1)


@pytest.mark.parametrize("name", MEMBERS)
def test_an_attribute_may_have_any_name(name: str) -> None:
    namespace: dict[str, Any] = {"Protocol": Protocol}
    exec(f"class Awkward(Protocol):\n    {name}: int", namespace)

    assert getattr(stub(namespace["Awkward"], **{name: 3}), name) == 3


class Private(Protocol):
    def __find(self, id: int) -> int: ...
    def call(self) -> int: ...


def test_a_private_member_has_the_name_that_python_gives_it() -> None:
    double: Any = stub(Private, _Private__find=1)

    assert double._Private__find(1) == 1
    with pytest.raises(UnexpectedCallError) as failure, scope():
        double.call()
    assert told(failure) == (
        "stub(Private).call() was called, and nothing answers it.\n"
        "  called at <double.call()>\n"
        "Remedy: when(double.call).returns(...), if the test expects this."
    )
