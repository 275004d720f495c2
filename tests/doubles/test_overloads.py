"""Overloaded members: the overload that a call fits decides what it takes and what it answers."""

import asyncio
from collections.abc import Callable
from typing import Any, Generic, Literal, Protocol, TypeVar, overload

import pytest

from doubles import (
    AnswerTypeError,
    ArgumentTypeError,
    VerificationError,
    an,
    anything,
    calls,
    mock,
    scope,
    spy,
    stub,
    that,
    verify,
    when,
    whenever,
)
from tests.doubles.telling import line_of

HERE = "tests/doubles/test_overloads.py"
T = TypeVar("T")


class Settings(Protocol):
    @overload
    def get(self, key: int) -> int: ...
    @overload
    def get(self, key: str, default: str = ...) -> str: ...

    @overload
    async def fetch(self, key: Literal["size"]) -> int: ...
    @overload
    async def fetch(self, key: Literal["name"]) -> str: ...

    @overload
    def page(self, first: int = ..., last: int = ...) -> int: ...
    @overload
    def page(self, *, name: str) -> str: ...

    @overload
    @classmethod
    def parse(cls, text: str) -> str: ...
    @overload
    @classmethod
    def parse(cls, text: bytes) -> bytes: ...

    @overload
    @staticmethod
    def size(of: str, /) -> int: ...
    @overload
    @staticmethod
    def size(of: int, unit: str, /) -> float: ...

    @overload
    def __getitem__(self, key: int) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> list[int]: ...

    @overload
    def option(self, **options: int) -> int: ...
    @overload
    def option(self, *names: str) -> str: ...

    @overload
    def shifted(self, first: int, last: str) -> int: ...
    @overload
    def shifted(self, last: str) -> str: ...

    @overload
    def clash(self, first: int) -> int: ...
    @overload
    def clash(self, second: str, /, *rest: str, last: int) -> str: ...


class TestAnOverloadedProtocol:
    def test_every_overload_is_answered_by_its_own_type(self) -> None:
        settings = mock(Settings)
        when(settings.get, 1).returns(10)
        when(settings.get, "a").returns("b")
        when(settings.get, "a", "c").returns("d")

        assert (settings.get(1), settings.get("a"), settings.get("a", default="c")) == (
            10,
            "b",
            "d",
        )
        verify(settings.get, 1)
        verify(settings.get, "a")
        verify(settings.get, "a", default="c")

    def test_an_argument_that_was_left_out_is_not_recorded(self) -> None:
        settings = mock(Settings, get="b")
        settings.get("a")

        assert [call.arguments for call in calls(settings.get)] == [{"key": "a"}]

    def test_a_failure_shows_what_was_left_out(self) -> None:
        settings = mock(Settings, get="b")
        settings.get("a")

        with pytest.raises(VerificationError) as raised:
            verify(settings.get, "a", "c")

        assert str(raised.value) == (
            "mock(Settings).get(key='a', default='c') was expected once, and was never called.\n"
            f"  verified at {HERE}:{line_of(raised)}\n"
            "Another call was recorded:\n"
            "  #1 get(key='a')\n"
            "  default: expected 'c', got <left out>"
        )

    def test_an_answer_of_another_overload_is_refused(self) -> None:
        settings = stub(Settings)

        with pytest.raises(AnswerTypeError) as raised:
            when(settings.get, 1).returns("10")  # type: ignore[arg-type]

        assert str(raised.value) == (
            "stub(Settings).get cannot give this answer: '10' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    @pytest.mark.parametrize("control", [when, verify])
    def test_a_call_that_fits_no_overload_is_refused_by_controls(
        self, control: Callable[..., object]
    ) -> None:
        settings = mock(Settings)

        with pytest.raises(ArgumentTypeError) as raised:
            control(settings.get, 1, "c")

        assert str(raised.value) == (
            "mock(Settings).get refuses the call get(key=1, default='c'): "
            "it fits none of the 2 overloads.\n"
            f"  passed at {HERE}:{line_of(raised)}\n"
            "  get(key: int) -> int\n"
            "  get(key: str, default: str) -> str"
        )

    def test_a_call_that_fits_no_overload_is_refused(self) -> None:
        settings = mock(Settings, get=1)

        with pytest.raises(ArgumentTypeError) as raised:
            settings.get(2.5)  # type: ignore[call-overload]

        assert str(raised.value) == (
            "mock(Settings).get refuses the call get(key=2.5): it fits none of the 2 overloads.\n"
            f"  passed at {HERE}:{line_of(raised)}\n"
            "  get(key: int) -> int\n"
            "  get(key: str, default: str) -> str"
        )
        assert not calls(settings.get)

    def test_whenever_and_keywords_may_answer_with_any_overloads_type(self) -> None:
        assert stub(Settings, get="b").get("a") == "b"
        settings = stub(Settings)
        whenever(settings.get).returns(3)

        assert settings.get(1) == 3
        with pytest.raises(AnswerTypeError) as raised:
            whenever(settings.get).returns(2.5)
        assert str(raised.value) == (
            "stub(Settings).get cannot give this answer: 2.5 is none of what its overloads return: "
            "int or str.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_a_default_is_held_against_the_overload_that_is_called(self) -> None:
        settings = stub(Settings, get="b")

        with pytest.raises(AnswerTypeError) as raised:
            settings.get(1)

        assert str(raised.value) == (
            "stub(Settings).get cannot give this answer: 'b' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_a_matcher_fits_every_overload(self) -> None:
        settings = mock(Settings)
        when(settings.get, anything()).returns("x")
        when(settings.get, that(lambda key: key == 1)).returns(1)

        assert (settings.get("a"), settings.get(1)) == ("x", 1)
        verify.times(2)(settings.get, anything())
        verify(settings.get, an(str))

    def test_literals_choose_the_overload_of_an_async_method(self) -> None:
        settings = mock(Settings)
        when(settings.fetch, "size").returns(3)
        when(settings.fetch, "name").returns("x")

        async def subject() -> tuple[int, str]:
            return await settings.fetch("size"), await settings.fetch("name")

        assert asyncio.run(subject()) == (3, "x")
        with pytest.raises(AnswerTypeError):
            when(settings.fetch, "name").returns(3)  # type: ignore[arg-type]

    def test_optional_parameters_are_left_out_one_by_one(self) -> None:
        settings = mock(Settings)
        whenever(settings.page).does(lambda *_, **given: "x" if "name" in given else 1)  # type: ignore[arg-type, misc, return-value]
        settings.page()
        settings.page(last=2)
        settings.page(1, 2)
        settings.page(name="x")

        assert [call.arguments for call in calls(settings.page)] == [
            {},
            {"last": 2},
            {"first": 1, "last": 2},
            {"name": "x"},
        ]
        verify(settings.page, last=2)

    def test_a_function_is_called_without_what_was_left_out(self) -> None:
        settings = stub(Settings)
        whenever(settings.page).does(lambda first=5, last=6: first + last)

        assert (settings.page(), settings.page(last=1), settings.page(1)) == (11, 6, 7)

    def test_class_and_static_methods_and_dunders(self) -> None:
        settings = mock(Settings)
        when(settings.parse, b"x").returns(b"y")
        when(settings.size, 1, "mm").returns(2.5)
        when(settings.__getitem__, 1).returns(2)
        when(settings.__getitem__, slice(1, 2)).returns([3])

        assert settings.parse(b"x") == b"y"
        assert settings.size(1, "mm") == 2.5
        assert (settings[1], settings[1:2]) == (2, [3])
        with pytest.raises(TypeError):
            settings.size(of=1, unit="mm")  # type: ignore[call-overload]

    def test_overloads_that_share_no_parameters_are_told_apart(self) -> None:
        settings = mock(Settings)
        when(settings.clash, 1).returns(2)
        when(settings.clash, "a", "b", last=3).returns("c")

        assert (settings.clash(1), settings.clash("a", "b", last=3)) == (2, "c")
        with pytest.raises(ArgumentTypeError) as raised:
            settings.clash(second="a", last=3)  # type: ignore[call-overload]
        assert str(raised.value) == (
            "mock(Settings).clash refuses the call clash(second='a', last=3): "
            "it fits none of the 2 overloads.\n"
            f"  passed at {HERE}:{line_of(raised)}\n"
            "  clash(first: int) -> int\n"
            "  clash(second: str, rest: str, last: int) -> str"
        )

    @pytest.mark.parametrize(
        ("args", "kwargs", "answer", "wrong"),
        [
            ((), {"a": 1}, 2, "x"),
            (("a", "b"), {}, "x", 2),
        ],
        ids=["keywords", "positional"],
    )
    def test_variadic_arguments_choose_by_each_of_their_types(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], answer: object, wrong: object
    ) -> None:
        settings = mock(Settings)
        when(settings.option, *args, **kwargs).returns(answer)  # type: ignore[arg-type]

        assert settings.option(*args, **kwargs) == answer
        with pytest.raises(AnswerTypeError):
            when(settings.option, *args, **kwargs).returns(wrong)  # type: ignore[arg-type]
        with pytest.raises(ArgumentTypeError):
            settings.option(a="wrong")  # type: ignore[call-overload]

    def test_a_parameter_that_only_the_longer_overload_has_may_stand_first(self) -> None:
        settings = mock(Settings)
        when(settings.shifted, 1, "a").returns(2)
        when(settings.shifted, "a").returns("b")

        assert (settings.shifted(1, "a"), settings.shifted("a")) == (2, "b")

    def test_without_type_checks_the_shape_of_a_call_still_chooses(self) -> None:
        with scope(check_types=False):
            settings = mock(Settings, page="x")

            assert settings.page("not", "checked") == "x"  # type: ignore[call-overload]
            with pytest.raises(ArgumentTypeError):
                settings.page(1, name="x")  # type: ignore[call-overload]


class Store(Protocol[T]):
    @overload
    def get(self, key: str) -> T: ...
    @overload
    def get(self, key: str, default: None) -> T | None: ...


def test_a_type_argument_reaches_every_overload() -> None:
    store = stub(Store[int])
    when(store.get, "a", None).returns(None)
    when(store.get, "a").returns(1)

    assert (store.get("a"), store.get("a", None)) == (1, None)
    with pytest.raises(AnswerTypeError) as raised:
        when(store.get, "a").returns(None)  # type: ignore[arg-type]
    assert str(raised.value) == (
        "stub(Store[int]).get cannot give this answer: None is not an int.\n"
        f"  answered at {HERE}:{line_of(raised)}"
    )


class Table(Generic[T]):
    """A class, whose overloads have an implementation behind them."""

    def __init__(self, items: list[T]) -> None:
        self.items = items

    @overload
    def at(self, index: int) -> T: ...
    @overload
    def at(self, index: int, *, default: T) -> T: ...
    @overload
    def at(self, index: str, *, default: T = ...) -> list[T]: ...
    def at(self, index: Any, *, default: Any = None) -> Any:
        return self.items if isinstance(index, str) else [*self.items, default][index]


class TestAnOverloadedImplementation:
    def test_its_defaults_count_as_left_out(self) -> None:
        table = spy(Table[int]([1, 2]))

        assert (table.at(0), table.at(-1, default=9), table.at("all")) == (1, 9, [1, 2])
        verify(table.at, 0)
        verify(table.at, -1, default=9)

    def test_a_call_that_fits_no_overload_is_refused(self) -> None:
        table = mock(Table[int])

        with pytest.raises(ArgumentTypeError) as raised:
            table.at(0, default="x")  # type: ignore[call-overload]

        assert str(raised.value) == (
            "mock(Table[int]).at refuses the call at(index=0, default='x'): "
            "it fits none of the 3 overloads.\n"
            f"  passed at {HERE}:{line_of(raised)}\n"
            "  at(index: int) -> int\n"
            "  at(index: int, default: int) -> int\n"
            "  at(index: str, default: int) -> list[int]"
        )
