"""What a double can be built of: Protocols, ABCs, classes of every make, and nothing else."""

import abc
import asyncio
import collections.abc
import contextlib
import dataclasses
import datetime as dt
import enum
import functools
import io
import math
import sqlite3
import typing
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, ClassVar, Final, NamedTuple, Protocol

import attrs
import pydantic
import pytest
import typing_extensions

from doubles import (
    ArgumentTypeError,
    DummyUsedError,
    SpecError,
    UnexpectedCallError,
    UnknownMemberError,
    calls,
    dummy,
    mock,
    reading,
    scope,
    spy,
    stub,
    verify,
    when,
    writing,
)
from tests.doubles.telling import line_of

HERE = "tests/doubles/test_specs.py"


class Named(Protocol):
    @property
    def name(self) -> str: ...
    def rename(self, name: str) -> None: ...


class Aged(Protocol):
    def age(self) -> int: ...
    def describe(self) -> str:
        return f"{self.age()} years"


class Person(Named, Aged, Protocol):
    def age(self, *, rounded: bool = False) -> int: ...
    def greet(self) -> str: ...


class TestProtocols:
    def test_inherited_members_are_members(self) -> None:
        person = mock(Person, name="Ann", greet="hi")
        when(person.age, rounded=True).returns(40)

        person.rename("Bob")
        assert (person.name, person.greet(), person.age(rounded=True)) == ("Ann", "hi", 40)
        verify(person.rename, "Bob")

    def test_a_default_implementation_is_not_run(self) -> None:
        person = stub(Person)

        with pytest.raises(UnexpectedCallError) as raised, scope():
            person.describe()

        assert str(raised.value) == (
            "stub(Person).describe() was called, and nothing answers it.\n"
            f"  called at {HERE}:{line_of(raised)}\n"
            "Remedy: when(double.describe).returns(...), if the test expects this."
        )

    def test_an_alias_of_a_spec_is_that_spec(self) -> None:
        alias = typing_extensions.TypeAliasType("alias", Person)

        assert stub(alias, greet="hi").greet() == "hi"
        assert repr(stub(alias)) == "stub(Person)"

    def test_protocols_of_the_standard_library(self) -> None:
        assert int(stub(typing.SupportsInt, __int__=3)) == 3
        sized = mock(collections.abc.Sized, __len__=2)
        assert len(sized) == 2
        verify(sized.__len__)
        manager = stub(contextlib.AbstractContextManager, __enter__=1, __exit__=None)
        with manager as entered:
            assert entered == 1

    def test_an_empty_protocol_has_no_members(self) -> None:
        class Marker(Protocol):
            pass

        with pytest.raises(UnknownMemberError) as raised:
            stub(Marker).anything  # type: ignore[attr-defined]

        assert str(raised.value) == (
            "stub(Marker) has no member 'anything': Marker does not declare it."
        )


class Shape(abc.ABC):
    sides = 0

    def __init__(self) -> None:
        raise AssertionError("a double never runs the code of its spec")

    @abc.abstractmethod
    def area(self, scale: float = 1.0) -> float: ...

    @abc.abstractmethod
    async def saved(self) -> int: ...

    @property
    @abc.abstractmethod
    def name(self) -> str: ...

    @classmethod
    @abc.abstractmethod
    def unit(cls) -> "Shape": ...

    @staticmethod
    def corners(sides: int) -> int:
        return sides

    def describe(self) -> str:
        return f"{self.name}: {self.area()}"


class TestClasses:
    def test_an_abstract_class(self) -> None:
        shape = mock(Shape, area=2.5, name="square", corners=4, sides=4)

        assert (shape.area(scale=2), shape.name, shape.corners(1), shape.sides) == (
            2.5,
            "square",
            4,
            4,
        )
        assert isinstance(shape, Shape)
        verify(shape.area, 2)
        with pytest.raises(UnexpectedCallError), scope():
            shape.describe()

    def test_a_dataclass(self) -> None:
        @dataclasses.dataclass
        class Point:
            x: int
            y: int = 2

            def moved(self, by: int) -> "Point":
                return Point(self.x + by, self.y)

        point = mock(Point, x=1)
        point.y = 5

        assert (point.x, point.y) == (1, 5)
        assert isinstance(point, Point)
        verify(writing(lambda: point.y), 5)
        when(point.moved, 1).returns(Point(3))
        assert point.moved(1) == Point(3)

    @pytest.mark.parametrize("options", [{}, {"frozen": True}, {"slots": True}])
    def test_a_spy_of_a_dataclass(self, options: dict[str, bool]) -> None:
        @dataclasses.dataclass(**options)
        class Point:
            x: int
            y: int = 2

            def total(self) -> int:
                return self.x + self.y

        point = spy(Point(1))

        assert (point.x, point.y, point.total()) == (1, 2, 3)
        verify(point.total)
        if options.get("frozen"):
            with pytest.raises(dataclasses.FrozenInstanceError):
                point.x = 4
        else:
            point.x = 4
            assert point.total() == 6

    @pytest.mark.parametrize("make", [attrs.define, attrs.frozen, attrs.mutable(slots=False)])
    def test_an_attrs_class(self, make: Callable[[type], Any]) -> None:
        @make
        class Point:
            x: int
            y: int = 2

            def total(self) -> int:
                return self.x + self.y

        stubbed, spied = stub(Point, x=3, total=4), spy(Point(1))

        assert (stubbed.x, stubbed.total()) == (3, 4)
        assert (spied.x, spied.y, spied.total()) == (1, 2, 3)
        verify(reading(lambda: spied.x))

    def test_a_pydantic_model(self) -> None:
        class Point(pydantic.BaseModel):
            x: int
            y: int = 2

            def total(self) -> int:
                return self.x + self.y

        stubbed, spied = stub(Point, x=3, total=4), spy(Point(x=1))

        assert (stubbed.x, stubbed.total()) == (3, 4)
        assert (spied.x, spied.total(), spied.model_dump()) == (1, 3, {"x": 1, "y": 2})

    def test_a_named_tuple_and_an_enum(self) -> None:
        class Point(NamedTuple):
            x: int
            y: int = 2

        class Color(enum.Enum):
            RED = 1
            BLUE = 2

            def mixed(self, other: "Color") -> "Color":
                return other

        assert stub(Point, x=1).x == 1
        assert spy(Point(1)).y == 2
        assert spy(Color.RED).mixed(Color.BLUE) is Color.BLUE
        assert stub(Color, mixed=Color.RED).mixed(Color.RED) is Color.RED

    def test_a_class_without_annotations(self) -> None:
        class Plain:
            def add(self, first, second=1, *rest, last=2, **others):  # type: ignore[no-untyped-def]
                return first

        plain = mock(Plain, add=5)

        assert plain.add("a", *range(3), other=None) == 5
        verify(plain.add, "a", 0, 1, 2, other=None)

    def test_methods_made_by_decorators(self) -> None:
        class Cached:
            @functools.lru_cache  # noqa: B019
            def square(self, number: int) -> int:
                return number**2

            def power(self, number: int, exponent: int) -> int:
                return number**exponent

            cube = functools.partialmethod(power, exponent=3)

            @functools.singledispatchmethod
            def shown(self, value: object) -> str:
                return "object"

            @shown.register
            def _(self, value: int) -> str:
                return "int"

        stubbed = mock(Cached, square=1, cube=2, shown="x")
        assert (stubbed.square(2), stubbed.cube(2), stubbed.shown(2)) == (1, 2, "x")
        verify(stubbed.cube, 2)
        spied = spy(Cached())
        assert (spied.square(2), spied.cube(2), spied.shown(2)) == (4, 8, "int")
        verify(spied.square, number=2)
        verify(spied.cube, 2)
        verify(spied.shown, 2)

    def test_private_members_and_nested_classes(self) -> None:
        class Outer:
            class Inner:
                pass

            def _hidden(self) -> int:
                return 1

            def __mangled(self) -> int:
                return 2

            def total(self) -> int:
                return self._hidden() + self.__mangled()

        outer = spy(Outer())

        assert (outer.total(), outer._hidden(), outer._Outer__mangled()) == (3, 1, 2)  # type: ignore[attr-defined]
        assert isinstance(outer.Inner(), Outer.Inner)

    def test_a_class_with_its_own_getattr(self) -> None:
        class Dynamic:
            def __getattr__(self, name: str) -> str:
                return name.upper()

        assert spy(Dynamic()).anything == "ANYTHING"
        with pytest.raises(UnknownMemberError):
            stub(Dynamic).anything

    def test_a_class_whose_metaclass_or_equality_is_unusual(self) -> None:
        class Meta(type):
            def __eq__(cls, other: object) -> bool:
                return cls is other

            def __hash__(cls) -> int:
                return 1

        class Unusual(metaclass=Meta):
            def call(self) -> int:
                return 1

        assert stub(Unusual, call=2).call() == 2
        assert spy(Unusual()).call() == 1


async def _awaited(awaitable: Awaitable[int]) -> int:
    return await awaitable


class TestImplementedInC:
    @pytest.fixture
    def connection(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(":memory:")) as connection:
            yield connection

    def test_a_spy(self, connection: sqlite3.Connection) -> None:
        spied = spy(connection)

        with spied:
            spied.execute("create table users (name)")
            spied.execute("insert into users values (?)", ("Ann",))
        spied.row_factory = sqlite3.Row

        assert spied.execute("select name from users").fetchone()["name"] == "Ann"
        assert spied.total_changes == 1
        assert isinstance(spied, sqlite3.Connection)
        verify(spied.execute, "insert into users values (?)", ("Ann",))
        verify(spied.__exit__, None, None, None)
        assert len(calls(spied.execute)) == 3

    def test_single_calls_are_overridden(self, connection: sqlite3.Connection) -> None:
        spied = spy(connection)
        when(spied.commit).raises(sqlite3.OperationalError("database is locked"))

        with pytest.raises(sqlite3.OperationalError, match=r"^database is locked$"):
            spied.commit()

    def test_a_stub(self) -> None:
        rows = stub(sqlite3.Cursor, fetchone=("Ann",))
        connection = stub(sqlite3.Connection, in_transaction=False)
        when(connection.execute, "select 1").returns(rows)

        assert connection.execute("select 1").fetchone() == ("Ann",)
        assert connection.in_transaction is False
        with pytest.raises(UnexpectedCallError) as raised, scope():
            connection.execute("select 2")
        assert str(raised.value) == (
            "stub(Connection).execute('select 2') was called, and nothing answers it.\n"
            f"  called at {HERE}:{line_of(raised)}\n"
            "It is stubbed for another call:\n"
            "  execute('select 1')\n"
            "          ^^^^^^^^^^\n"
            "  args: stubbed for ('select 1',), called with ('select 2',)\n"
            f"  stubbed at {HERE}:{line_of(raised) - 5}\n"
            "Remedy: when(double.execute, 'select 2').returns(...), if the test expects this."
        )
        assert raised.value.__context__ is None

    def test_other_classes_of_the_standard_library(self) -> None:
        buffer = spy(io.BytesIO(b"abc"))
        moment = stub(dt.datetime, isoformat="now", year=2020)

        assert (buffer.read(2), buffer.getvalue()) == (b"ab", b"abc")
        verify(buffer.read, 2)
        assert (moment.isoformat(), moment.year) == ("now", 2020)

    def test_a_generator_and_a_coroutine(self) -> None:
        async def later() -> int:
            return 3

        generator, coroutine = spy(number for number in (1, 2)), spy(later())

        assert list(generator) == [1, 2]
        assert asyncio.run(_awaited(coroutine)) == 3

    def test_an_exception(self) -> None:
        error = spy(LookupError("gone"))

        assert error.args == ("gone",)


class TestNoSpec:
    @pytest.mark.parametrize("build", [dummy, stub, mock])
    @pytest.mark.parametrize(
        ("given", "what", "remedy"),
        [
            ("Users", "the string 'Users'", "pass the class itself: Users"),
            (math, "the module 'math'", "pass a class that the module defines"),
            (
                line_of,
                "the function line_of()",
                "declare a Protocol with a __call__ of its signature, or wrap it: spy(function)",
            ),
            (3, "an instance of int", "pass its class, int; to wrap the object itself: spy(...)"),
            (
                [],
                "an instance of list",
                "pass its class, list; to wrap the object itself: spy(...)",
            ),
            (object, "object, which has no members", "pass a class of your own"),
            (Protocol, "Protocol, which has no members", "pass a class of your own"),
            (
                Person | None,
                f"{Person | None!r}",
                "pass one class; a union or a special form has no members",
            ),
            (None, "None", "pass one class; a union or a special form has no members"),
            (Any, "typing.Any", "pass one class; a union or a special form has no members"),
        ],
        ids=[
            *("string", "module", "function", "int", "list", "object", "Protocol"),
            *("union", "None", "Any"),
        ],
    )
    def test_is_refused_with_what_to_pass(
        self, build: Callable[[object], object], given: object, what: str, remedy: str
    ) -> None:
        with pytest.raises(SpecError) as raised:
            build(given)

        assert str(raised.value) == (
            f"A spec is a Protocol, an ABC or a class, not {what}.\nRemedy: {remedy}."
        )

    def test_a_double_is_refused_with_its_spec(self) -> None:
        with pytest.raises(SpecError) as raised:
            mock(stub(Person))

        assert str(raised.value) == (
            "A spec is a Protocol, an ABC or a class, not the double stub(Person).\n"
            "Remedy: pass its spec: Person."
        )

    def test_an_unknown_keyword_suggests_a_member(self) -> None:
        with pytest.raises(UnknownMemberError) as raised:
            stub(Person, gret="hi")

        assert str(raised.value) == (
            "stub(Person) has no member 'gret': Person does not declare it. Did you mean 'greet'?"
        )

    def test_an_error_of_pythons_own_while_the_class_is_made_is_not_hidden(self) -> None:
        class Odd:
            pass

        Odd.__classcell__ = lambda self: 1

        with pytest.raises(TypeError, match="__classcell__ must be a nonlocal cell") as raised:
            stub(Odd)
        assert not isinstance(raised.value, SpecError)

    def test_nothing_else_is_disturbed(self) -> None:
        with pytest.raises(SpecError):
            stub("Person")  # type: ignore[arg-type]

        assert stub(Person, greet="hi").greet() == "hi"


def test_a_dummy_refuses_every_member() -> None:
    person = dummy(Person)

    with pytest.raises(DummyUsedError) as raised, scope():
        person.rename("Bob")

    assert str(raised.value) == (
        "dummy(Person).rename(name='Bob') was called, and a dummy only fills a parameter.\n"
        f"  called at {HERE}:{line_of(raised)}\n"
        "Remedy: build a stub() to answer it, or a mock() to verify it."
    )
    with pytest.raises(ArgumentTypeError):
        stub(Person, rename=None).rename(3)  # type: ignore[arg-type]


class TestNamesThatCannotBeWritten:
    def test_such_a_member_is_left_out(self) -> None:
        odd = type("Odd", (Protocol,), {"class": lambda self: 1, "a-b": lambda self: 2})

        assert not hasattr(stub(odd), "class")

    def test_a_function_of_such_a_name_is_spied(self) -> None:
        def function(value: int) -> int:
            return value

        function.__name__ = "class"

        assert spy(function)(3) == 3


class TestWhatIsNeverSet:
    def test_constants_and_frozen_classes_refuse(self) -> None:
        class Settings(Protocol):
            kind: ClassVar[str]
            limit: Final[int] = 3
            quoted: "Final[int]"

        @dataclasses.dataclass(frozen=True)
        class Point:
            x: int

        for double, name in (
            (mock(Settings), "kind"),
            (mock(Settings), "limit"),
            (mock(Settings), "quoted"),
            (mock(Point), "x"),
        ):
            with pytest.raises(AttributeError, match="its spec lets it be read only"):
                setattr(double, name, 1)


class TestGeneratorsWithoutAnnotations:
    def test_they_are_sync_or_async_as_they_are_written(self) -> None:
        class Rows:
            def sync(self):  # type: ignore[no-untyped-def]
                yield 1

            async def later(self):  # type: ignore[no-untyped-def]
                yield 1

        rows = spy(Rows())
        when(rows.sync).yields(2)
        when(rows.later).yields(3)

        async def collected() -> list[int]:
            return [row async for row in rows.later()]

        assert list(rows.sync()) == [2]
        assert asyncio.run(collected()) == [3]
