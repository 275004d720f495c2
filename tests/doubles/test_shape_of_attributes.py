"""What `check_shape` sees of attributes and properties."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, NamedTuple, NewType, Protocol, TypedDict

import attrs

from tests.doubles.shape_texts import fits, told_of


class Tool:
    """An implementation of no Protocol in particular."""


class Labelled(Protocol):
    label: str


class Sealed(Protocol):
    @property
    def label(self) -> str: ...


class Kinded(Protocol):
    label: ClassVar[str]


def test_attributes_and_properties_serve_each_other_where_nothing_is_lost() -> None:
    class Plain:
        label: str = ""

    class Bare:
        label = ""

    class Settable:
        @property
        def label(self) -> str: ...
        @label.setter
        def label(self, value: str) -> None: ...

    class Fixed:
        @property
        def label(self) -> str: ...

    class Constant:
        label: Final[str] = ""

    class OfClass:
        label: ClassVar[str] = ""

    for spec in (Labelled, Sealed):
        assert fits(Plain(), spec)
        assert fits(Settable(), spec)
    assert fits(Fixed(), Sealed)
    assert fits(Constant(), Sealed)
    assert fits(OfClass(), Sealed)
    assert fits(OfClass(), Kinded)
    assert told_of(Fixed(), Labelled) == ("label: is read-only; Labelled lets it be set",)
    assert told_of(Constant(), Labelled) == ("label: is read-only; Labelled lets it be set",)
    assert told_of(OfClass(), Labelled) == (
        "label: is a ClassVar; Labelled declares an attribute of the instance",
    )
    assert told_of(Plain(), Kinded) == (
        "label: is an attribute of the instance; Kinded declares a ClassVar",
    )
    assert told_of(Bare(), Kinded) == ("label: has no annotation; Kinded declares a ClassVar",)


def test_an_attribute_that_is_set_has_exactly_the_type() -> None:
    class Wide(Protocol):
        label: object

    class Narrow:
        label: str = ""

    class Other:
        label: int = 1

    assert told_of(Narrow(), Wide) == ("label: is str; Wide lets object be set",)
    assert told_of(Other(), Labelled) == ("label: is int; Labelled declares str",)


def test_fields_of_frozen_classes_cannot_be_set() -> None:
    @attrs.frozen
    class Frozen:
        label: str = ""

    @dataclass(frozen=True)
    class FrozenToo:
        label: str = ""

    class Row(NamedTuple):
        label: str = ""

    class Listed(tuple[int]):  # noqa: SLOT001
        label: str = ""

    for frozen in (Frozen(), FrozenToo(), Row()):
        assert fits(frozen, Sealed)
        assert told_of(frozen, Labelled) == ("label: is read-only; Labelled lets it be set",)
    assert fits(Listed(), Labelled)


def test_an_attribute_that_only_init_sets_is_there() -> None:
    class Set:
        def __init__(self, label: str) -> None:
            self.label = label

    class SetElsewhere:
        def __init__(self, other: Tool) -> None:
            other.label = "x"  # type: ignore[attr-defined]

    assert fits(Set("x"), Labelled)
    assert fits(Set, Labelled)
    assert told_of(SetElsewhere, Labelled) == ("label: is missing",)
    assert told_of(SetElsewhere(Tool()), Labelled) == ("label: is missing",)


def test_slots_are_attributes() -> None:
    class Slotted:
        __slots__ = ("label",)

    assert fits(Slotted(), Labelled)


class Film(TypedDict):
    title: str


UserId = NewType("UserId", int)


def test_a_value_without_an_annotation_is_judged_by_its_class() -> None:
    class Counter(Protocol):
        count: int

    class Rich(Protocol):
        film: Film
        number: UserId
        mode: Literal["r"]

    class Worded:
        def __init__(self) -> None:
            self.count = "one"

    class Valued:
        count = Tool()

    class Many:
        film = {"title": "Ran"}
        number = 3
        mode = "r"

    assert fits(Many(), Rich)
    assert told_of(Worded(), Counter) == ("count: is 'one'; Counter declares int",)
    assert told_of(Valued(), Counter) == ("count: is a value of type Tool; Counter declares int",)


def test_a_method_is_no_attribute_and_an_attribute_no_method() -> None:
    class Method:
        def label(self) -> str: ...

    class Attribute:
        label: str = ""

    class Value:
        label = 1

    class Nothing:
        label = None

    class Property:
        @property
        def label(self) -> str: ...

    class Labelling(Protocol):
        def label(self) -> str: ...

    assert told_of(Method(), Labelled) == (
        "label: is a method; Labelled declares an attribute that can be set",
    )
    assert told_of(Method(), Sealed) == (
        "label: is a method; Sealed declares a property of type str",
    )
    assert told_of(Attribute(), Labelling) == (
        "label: is an attribute of type str; Labelling declares a method",
    )
    assert told_of(Property(), Labelling) == (
        "label: is a property of type str; Labelling declares a method",
    )
    assert told_of(Value(), Labelling) == ("label: is 1; Labelling declares a method",)
    assert told_of(Nothing(), Labelling) == ("label: is None; Labelling declares a method",)


def test_an_attribute_that_can_be_called_serves_a_method() -> None:
    class Convert(Protocol):
        def convert(self, text: str, /) -> int: ...

    class Typed:
        convert: Callable[[str], int]

    class Loose:
        convert: Callable[..., int]

    class Bare:
        convert: Callable  # type: ignore[type-arg]

    class Set:
        def __init__(self) -> None:
            self.convert = int

    class Wrong:
        convert: Callable[[bytes], str]

    for right in (Typed(), Loose(), Bare(), Set()):
        assert fits(right, Convert)
    assert told_of(Wrong(), Convert) == (
        "convert: takes '_0' as bytes; Convert passes str",
        "convert: returns str; Convert promises int",
    )


def test_a_method_serves_a_property_that_is_called() -> None:
    class Convert(Protocol):
        @property
        def convert(self) -> Callable[[str], int]: ...

    class Anything(Protocol):
        @property
        def convert(self) -> object: ...

    class Right:
        def convert(self, text: str) -> int: ...

    class Wrong:
        async def convert(self, text: bytes) -> int: ...

    assert fits(Right(), Convert)
    assert fits(Right(), Anything)
    assert told_of(Wrong(), Convert) == (
        "convert: takes 'text' as bytes; Convert passes str",
        "convert: returns Coroutine[Any, Any, int]; Convert promises int",
    )


def test_no_hash_is_no_hash() -> None:
    class Keyed(Protocol):
        def __hash__(self) -> int: ...

    class Unhashable:
        def __eq__(self, other: object) -> bool: ...

    assert fits(Tool(), Keyed)
    assert told_of(Unhashable(), Keyed) == ("__hash__: is None; Keyed declares a method",)
