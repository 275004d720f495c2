"""`spy(function)` is a function that calls the real one and records what came of it."""

import asyncio
import contextlib
import functools
import inspect
import math
import operator
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, Protocol, TypeVar, overload

import pytest

from doubles import (
    ArgumentTypeError,
    NotADoubleError,
    ShapeError,
    VerificationError,
    anything,
    calls,
    mock,
    reset,
    spy,
    verify,
    when,
    whenever,
)

P = ParamSpec("P")
R = TypeVar("R")


def total(first: int, second: int = 2, *, factor: int = 1) -> int:
    """The sum, times a factor."""
    return (first + second) * factor


async def total_later(first: int) -> int:
    await asyncio.sleep(0)
    return first + 1


def logged(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    return wrapper


@overload
def double_of(value: int) -> int: ...
@overload
def double_of(value: str, *, separator: str) -> str: ...
def double_of(value: Any, *, separator: str = "") -> Any:
    return f"{value}{separator}{value}" if isinstance(value, str) else value * 2


class Greeter:
    greeting = "hello"

    def greet(self, name: str) -> str:
        return f"{self.greeting} {name}"

    @classmethod
    def named(cls, name: str) -> str:
        return f"{cls.__name__} {name}"


class TestAnyFunction:
    def test_a_function_is_called_and_recorded(self) -> None:
        spied = spy(total)

        assert spied(1, factor=3) == 9
        verify(spied, 1, 2, factor=3)
        [call] = calls(spied)
        assert (call.arguments, call.result) == ({"first": 1, "second": 2, "factor": 3}, 9)

    def test_an_exception_is_recorded(self) -> None:
        def fail() -> None:
            raise LookupError("gone")

        spied = spy(fail)

        with pytest.raises(LookupError, match=r"^gone$") as raised:
            spied()
        assert calls(spied)[0].error is raised.value

    def test_an_async_function_stays_one(self) -> None:
        spied = spy(total_later)

        assert inspect.iscoroutinefunction(spied)
        assert asyncio.run(spied(1)) == 2
        assert [call.result for call in calls(spied)] == [2]

    def test_a_lambda(self) -> None:
        spied = spy(lambda first, second=2: first + second)

        assert spied(1) == 3
        verify(spied, 1, second=2)
        with pytest.raises(VerificationError) as raised:
            verify(spied, 2)
        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "<lambda>(first=2) was expected once, and was never called.\n"
            f"  verified at tests/doubles/test_spy_functions.py:{line}\n"
            "Another call was recorded:\n"
            f"  #1 <lambda>(first=1)\n"
            f"              ^^^^^^^\n"
            "  first: expected 2, got 1"
        )

    def test_a_builtin(self) -> None:
        spied = spy(math.gcd)

        assert spied(12, 18) == 6
        verify(spied, 12, 18)

    def test_a_builtin_that_tells_its_parameters_knows_their_names(self) -> None:
        spied = spy(sorted)

        assert spied([2, 1], reverse=True) == [2, 1]
        verify(spied, [2, 1], reverse=True)

    def test_a_builtin_without_a_signature(self) -> None:
        spied = spy(max)

        assert spied(1, 3) == 3
        verify(spied, 1, 3)
        verify.never(spied, 3, 1)

    def test_a_partial_has_the_parameters_that_are_left(self) -> None:
        spied = spy(functools.partial(total, 1, factor=2))

        assert spied(second=4) == 10
        verify(spied, 4, factor=2)
        assert inspect.signature(spied) == inspect.signature(functools.partial(total, 1, factor=2))

    def test_a_bound_method_and_a_class_method(self) -> None:
        bound, of_class = spy(Greeter().greet), spy(Greeter.named)

        assert bound("Ann") == "hello Ann"
        assert of_class("Ann") == "Greeter Ann"
        verify(bound, "Ann")
        verify(of_class, "Ann")

    def test_a_decorated_function_has_the_signature_of_the_decorated_one(self) -> None:
        spied = spy(logged(total))

        assert spied(1) == 3
        verify(spied, first=1)
        assert inspect.signature(spied) == inspect.signature(total)

    def test_a_cached_function(self) -> None:
        computed: list[int] = []

        @functools.lru_cache
        def square(number: int) -> int:
            computed.append(number)
            return number**2

        spied = spy(square)

        assert [spied(3), spied(3)] == [9, 9]
        assert computed == [3]
        verify.times(2)(spied, 3)

    def test_a_callable_object(self) -> None:
        spied = spy(operator.itemgetter("name"))

        assert spied({"name": "Ann"}) == "Ann"
        verify(spied, {"name": "Ann"})

    def test_an_overloaded_function_refuses_what_fits_no_overload(self) -> None:
        spied = spy(double_of)

        assert spied(2) == 4
        assert spied("a", separator="-") == "a-a"
        verify(spied, "a", separator="-")
        with pytest.raises(ArgumentTypeError) as raised:
            spied(2, separator="-")  # type: ignore[call-overload]
        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "spy(double_of) refuses the call double_of(value=2, separator='-'): "
            "it fits none of the 2 overloads.\n"
            f"  passed at tests/doubles/test_spy_functions.py:{line}\n"
            "  double_of(value: int) -> int\n"
            "  double_of(value: str, separator: str) -> str"
        )

    def test_a_generator_function(self) -> None:
        def numbers(last: int) -> Iterator[int]:
            yield from range(last)

        spied = spy(numbers)

        assert list(spied(3)) == [0, 1, 2]
        verify(spied, 3)

    def test_a_context_manager_function(self) -> None:
        left: list[str] = []

        @contextlib.contextmanager
        def opened(name: str) -> Iterator[str]:
            yield name.upper()
            left.append(name)

        spied = spy(opened)
        with spied("a") as value:
            assert (value, left) == ("A", [])
        assert left == ["a"]

        when(spied, "b").enters("other")
        with spied("b") as value:
            assert value == "other"
        assert left == ["a"]

    def test_a_spy_of_a_spy_records_in_both(self) -> None:
        inner = spy(total)
        outer = spy(inner)

        assert outer(1) == 3
        verify(inner, 1)
        verify(outer, 1)

    def test_a_spy_of_a_mocks_method_records_in_both(self) -> None:
        greeter = mock(Greeter, greet="hi")
        spied = spy(greeter.greet)

        assert spied("Ann") == "hi"
        verify(greeter.greet, "Ann")
        verify(spied, "Ann")

    @pytest.mark.parametrize(
        "function",
        [
            lambda self, state, function: (self, state, function),
            lambda own, _own, __own, type: (own, _own, __own, type),
            lambda _state, _function, make, _kept0: (_state, _function, make, _kept0),
        ],
        ids=["self", "own", "make"],
    )
    def test_parameters_may_have_any_name(self, function: Callable[..., object]) -> None:
        spied = spy(function)
        arguments = range(len(inspect.signature(function).parameters))

        assert spied(*arguments) == tuple(arguments)
        verify(spied, *arguments)


class TestAsAFunction:
    def test_it_looks_like_the_real_one(self) -> None:
        spied = spy(total)

        assert inspect.isfunction(spied)
        assert spied.__name__ == "total"
        assert spied.__qualname__ == "spy(total)"
        assert spied.__module__ == total.__module__
        assert spied.__doc__ == "The sum, times a factor."
        assert inspect.signature(spied) == inspect.signature(total)
        assert inspect.unwrap(spied) is total

    def test_it_is_bound_when_it_takes_the_place_of_a_method(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spied = spy(Greeter.greet)
        monkeypatch.setattr(Greeter, "greet", spied)
        greeter = Greeter()

        assert greeter.greet("Ann") == "hello Ann"
        verify(spied, greeter, "Ann")
        verify(spied, anything(), name="Ann")

    def test_it_takes_the_place_of_a_function(self, monkeypatch: pytest.MonkeyPatch) -> None:
        spied = spy(math.gcd)
        monkeypatch.setattr(math, "gcd", spied)

        assert math.gcd(4, 6) == 2
        verify(spied, 4, 6)

    def test_python_itself_refuses_a_wrong_call(self) -> None:
        spied = spy(total)

        with pytest.raises(TypeError) as raised:
            spied()  # type: ignore[call-arg]

        assert str(raised.value) == ("spy(total)() missing 1 required positional argument: 'first'")

    def test_an_argument_of_the_wrong_type_is_refused(self) -> None:
        spied = spy(total)

        with pytest.raises(ArgumentTypeError) as raised:
            spied("1")  # type: ignore[arg-type]

        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "spy(total) refuses the argument 'first': '1' is a str, not an int.\n"
            f"  passed at tests/doubles/test_spy_functions.py:{line}"
        )

    def test_calls_of_many_threads_are_all_recorded(self) -> None:
        spied = spy(total)

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(spied, range(500)))

        assert results == [number + 2 for number in range(500)]
        assert sorted(call.arguments["first"] for call in calls(spied)) == list(range(500))


class TestControls:
    def test_single_calls_are_overridden(self) -> None:
        spied = spy(total)
        when(spied, 1).returns(0)
        when(spied, 2).raises(LookupError("gone"))

        assert [spied(1), spied(3)] == [0, 5]
        with pytest.raises(LookupError, match=r"^gone$"):
            spied(2)

    def test_a_reply_is_lost_and_then_arrives(self) -> None:
        taken: list[int] = []
        spied = spy(taken.append)
        when(spied, 1).loses_reply(TimeoutError("no reply")).delegates()

        with pytest.raises(TimeoutError, match=r"^no reply$"):
            spied(1)
        spied(1)
        assert taken == [1, 1]

    def test_it_forgets_when_reset(self) -> None:
        spied = spy(total)
        whenever(spied).returns(0)
        spied(1)

        reset(spied)

        verify.never(spied, 1)
        assert spied(1) == 3

    def test_the_real_function_is_not_the_spy(self) -> None:
        spy(total)

        with pytest.raises(NotADoubleError) as raised:
            verify(total, 1)

        assert str(raised.value) == (
            "verify() takes a member of a double, such as double.method, "
            "not the function total.\n"
            "Remedy: pass the method of an object that a builder returned; "
            "of a function, double = spy(function), pass the spy itself."
        )

    def test_what_is_decorated_with_a_spy_inside_is_not_the_spy(self) -> None:
        spied = spy(total)
        decorated = logged(spied)

        assert decorated(1) == 3
        verify(spied, 1)
        with pytest.raises(NotADoubleError):
            verify(decorated, 1)


class Adds(Protocol):
    def __call__(self, first: int, second: int = 2) -> int: ...


class TestWithASpec:
    def test_a_function_is_held_against_a_callable_protocol(self) -> None:
        spied = spy(total, Adds)

        assert spied(1) == 3
        verify(spied, 1)
        with pytest.raises(TypeError):
            spied(1, factor=2)  # type: ignore[call-arg]

    def test_a_function_of_another_shape_is_refused(self) -> None:
        def wrong(first: int) -> int:
            return first

        with pytest.raises(ShapeError) as raised:
            spy(wrong, Adds)

        assert str(raised.value) == (
            "wrong() does not have the shape of Adds: 1 mismatch in 1 of 1 members.\n"
            "  __call__: takes no 'second', which Adds passes"
        )
