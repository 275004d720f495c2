"""Arguments are kept as they were at the call, and compared without surprises."""

import copy
import dataclasses
import datetime as dt
import decimal
import gc
from collections import deque
from enum import Enum
from typing import Any, NamedTuple, Protocol

import attrs
import numpy as np
import pydantic
import pydantic.dataclasses
import pytest
from sqlalchemy import orm

from doubles import VerificationError, anything, calls, mock, reset, stub, that, verify, when
from tests.doubles.telling import told


class Store(Protocol):
    def save(self, value: Any) -> None: ...
    def save_all(self, values: list[Any]) -> None: ...
    def get(self, key: Any) -> str: ...


@pytest.fixture
def store() -> Store:
    return mock(Store)


# -- entities ------------------------------------------------------------------------------------


@dataclasses.dataclass
class Data:
    name: str
    id: int | None = None


@dataclasses.dataclass(slots=True)
class SlottedData:
    name: str
    id: int | None = None


@attrs.define
class Attrs:
    name: str
    id: int | None = None


@attrs.define(slots=False)
class OpenAttrs:
    name: str
    id: int | None = None


class Model(pydantic.BaseModel):
    name: str
    id: int | None = None


@pydantic.dataclasses.dataclass
class DataModel:
    name: str
    id: int | None = None


class Plain:
    def __init__(self, name: str, id: int | None = None) -> None:
        self.name = name
        self.id = id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plain) and (self.name, self.id) == (other.name, other.id)

    def __repr__(self) -> str:
        return f"Plain(name={self.name!r}, id={self.id!r})"


class Base(orm.MappedAsDataclass, orm.DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "rows"

    name: orm.Mapped[str]
    id: orm.Mapped[int | None] = orm.mapped_column(primary_key=True, default=None)


COPIED: Any = [Data, SlottedData, Attrs, OpenAttrs, Model, DataModel]
every_entity = pytest.mark.parametrize("entity", [*COPIED, Plain, Row])
every_copied_entity = pytest.mark.parametrize("entity", COPIED)


@every_entity
def test_an_entity_whose_id_the_subject_sets_is_still_the_same_call(
    store: Store, entity: Any
) -> None:
    user = entity(name="dave")

    store.save(user)
    user.id = 7

    verify(store.save, user)


@every_entity
def test_entities_in_a_list_are_still_the_same_call(store: Store, entity: Any) -> None:
    dave, edith = entity(name="dave"), entity(name="edith")

    store.save_all([dave, edith])
    dave.id = 7

    verify(store.save_all, [dave, edith])
    verify.never(store.save_all, [edith, dave])


@every_copied_entity
def test_an_entity_equals_what_it_was_at_the_call(store: Store, entity: Any) -> None:
    user = entity(name="dave")

    store.save(user)
    user.id = 7

    verify(store.save, entity(name="dave"))
    verify.never(store.save, entity(name="dave", id=7))


@every_copied_entity
def test_each_call_has_its_own_view_of_an_entity(store: Store, entity: Any) -> None:
    user = entity(name="dave")

    store.save(user)
    user.id = 7
    store.save(user)

    verify.times(2)(store.save, user)
    verify(store.save, entity(name="dave"))
    verify(store.save, entity(name="dave", id=7))


@every_copied_entity
def test_a_failure_names_the_fields_that_changed_since(store: Store, entity: Any) -> None:
    user = entity(name="dave")
    store.save(user)
    user.id = 7

    with pytest.raises(VerificationError) as failure:
        verify(store.save, entity(name="dave", id=7))

    name = entity.__name__
    assert told(failure) == (
        f"mock(Store).save(value={name}(name='dave', id=7)) was expected once, "
        "and was never called.\n"
        '  verified at <verify(store.save, entity(name="dave", id=7))>\n'
        "Another call was recorded:\n"
        f"  #1 save(value={name}(name='dave', id=None))\n"
        f"          {'^' * len(f'value={name}(name=.dave., id=None)')}\n"
        "  value.id: expected 7, got None\n"
        "  value.id was None at the call and is 7 now"
    )


@every_copied_entity
def test_matchers_and_calls_see_an_entity_as_it_was(store: Store, entity: Any) -> None:
    user = entity(name="dave")

    store.save(user)
    user.id = 7

    verify(store.save, that(lambda value: value.id is None))
    assert calls(store.save)[0].arguments["value"].id is None


@pytest.mark.parametrize("entity", [Plain, Row])
def test_other_mutable_objects_are_kept_by_reference(store: Store, entity: Any) -> None:
    user = entity(name="dave")

    store.save(user)

    assert calls(store.save)[0].arguments["value"] is user


def test_a_mapped_object_is_never_asked_for_its_fields(store: Store) -> None:
    class Unloaded(Row):
        @property
        def lazy(self) -> str:
            raise AssertionError("loaded")

    row = Unloaded(name="dave")
    store.save(row)

    verify(store.save, row)


@pytest.mark.parametrize(
    "frozen",
    [
        dataclasses.make_dataclass("Frozen", ["name"], frozen=True),
        dataclasses.make_dataclass("Frozen", ["name"], frozen=True, slots=True),
        attrs.make_class("Frozen", ["name"], frozen=True),
        pydantic.create_model("Frozen", name=(str, ...), __config__={"frozen": True}),
    ],
    ids=["dataclass", "slotted dataclass", "attrs", "pydantic"],
)
def test_a_frozen_object_is_kept_by_reference(store: Store, frozen: Any) -> None:
    user = frozen(name="dave")

    store.save(user)

    assert calls(store.save)[0].arguments["value"] is user
    verify(store.save, frozen(name="dave"))


def test_an_error_with_fields_is_kept_by_reference(store: Store) -> None:
    @attrs.define
    class Declined(Exception):
        code: int

    error = Declined(7)
    store.save(error)

    assert calls(store.save)[0].arguments["value"] is error


def test_a_field_that_was_never_set_is_no_obstacle(store: Store) -> None:
    @attrs.define
    class Lazy:
        name: str
        loaded: int = attrs.field(init=False, eq=False, repr=False)

    lazy = Lazy("dave")
    store.save(lazy)
    lazy.loaded = 3

    verify(store.save, Lazy("dave"))


def test_a_changed_field_of_an_equal_entity_does_not_matter(store: Store) -> None:
    @dataclasses.dataclass
    class Counted:
        name: str
        reads: int = dataclasses.field(default=0, compare=False)

    counted = Counted("dave")
    store.save(counted)
    counted.reads = 3

    verify(store.save, Counted("dave", 5))


def test_stubs_compare_entities_too() -> None:
    found = stub(Store)
    when(found.get, Data("dave")).returns("by value")
    when(found.get, Attrs("dave")).returns("attrs")

    assert found.get(Data("dave")) == "by value"
    assert found.get(Attrs("dave")) == "attrs"


# -- containers ----------------------------------------------------------------------------------

CONTAINERS: Any = [
    ([1, 2], lambda value: value.append(3)),
    ({"a": 1}, lambda value: value.update(b=2)),
    ({1, 2}, lambda value: value.add(3)),
    (bytearray(b"ab"), lambda value: value.extend(b"c")),
    ([[1], {"a": [2]}], lambda value: value[1]["a"].append(3)),
    (([1], 2), lambda value: value[0].append(3)),
    ({"a": {"b": [1]}}, lambda value: value["a"]["b"].clear()),
]


@pytest.mark.parametrize(("value", "change"), CONTAINERS, ids=[repr(v) for v, _ in CONTAINERS])
def test_what_is_changed_after_the_call_was_another_value_then(
    store: Store, value: Any, change: Any
) -> None:
    value, before = copy.deepcopy(value), copy.deepcopy(value)

    store.save(value)
    change(value)

    verify(store.save, before)
    verify.never(store.save, value)
    assert calls(store.save)[0].arguments == {"value": before}


def test_a_failure_shows_a_changed_list_as_it_was(store: Store) -> None:
    values = [1, 2]
    store.save_all(values)
    values.append(3)

    with pytest.raises(VerificationError) as failure:
        verify(store.save_all, values)

    assert told(failure) == (
        "mock(Store).save_all(values=[1, 2, 3]) was expected once, and was never called.\n"
        "  verified at <verify(store.save_all, values)>\n"
        "Another call was recorded:\n"
        "  #1 save_all(values=[1, 2])\n"
        "              ^^^^^^^^^^^^^\n"
        "  values: expected [1, 2, 3], got [1, 2]"
    )


def test_a_list_that_contains_itself_is_kept(store: Store) -> None:
    values: list[Any] = [1]
    values.append(values)

    store.save(values)

    verify(store.save, anything())


def test_containers_of_other_classes_are_kept_by_reference(store: Store) -> None:
    class Point(NamedTuple):
        x: int

    for value in (deque([1]), Point(1), frozenset([1])):
        store.save(value)

    for call, value in zip(calls(store.save), (deque([1]), Point(1), frozenset([1])), strict=True):
        assert call.arguments["value"] == value
        assert type(call.arguments["value"]) is type(value)


# -- equality ------------------------------------------------------------------------------------


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (1, 1, 2),
        (1, True, False),
        ("a", "a", "b"),
        (1.5, 1.5, 1.25),
        (decimal.Decimal("1.0"), decimal.Decimal("1.00"), decimal.Decimal("1.1")),
        (dt.date(2024, 2, 29), dt.date(2024, 2, 29), dt.date(2024, 3, 1)),
        (dt.timedelta(0), dt.timedelta(0), dt.timedelta(1)),
        (Colour.RED, Colour.RED, "red"),
        (slice(1), slice(1), slice(2)),
        (range(3), range(3), range(4)),
        ((1, "a"), (1, "a"), (1, "b")),
        ([1, "a"], [1, "a"], [1]),
        ({"a": [1]}, {"a": [1]}, {"a": [2]}),
        ({"a": 1}, {"a": 1}, {"b": 1}),
        (None, None, 0),
        (len, len, max),
    ],
    ids=repr,
)
def test_equal_arguments_are_the_same_call(one: object, same: object, other: object) -> None:
    double = mock(Store, get="nothing")
    when(double.get, one).returns("something")

    assert double.get(same) == "something"
    assert double.get(other) == "nothing"
    verify(double.get, one)
    verify(double.get, other)


def test_not_a_number_is_itself_and_nothing_else() -> None:
    nan, other = float("nan"), float("nan")
    double = mock(Store, get="nothing")
    when(double.get, nan).returns("itself")

    assert double.get(nan) == "itself"
    assert double.get(other) == "nothing"
    verify(double.get, nan)


def test_an_argument_that_looks_the_same_and_is_not_equal_is_said_to(store: Store) -> None:
    store.save(float("nan"))

    with pytest.raises(VerificationError) as failure:
        verify(store.save, float("nan"))

    assert told(failure) == (
        "mock(Store).save(value=nan) was expected once, and was never called.\n"
        '  verified at <verify(store.save, float("nan"))>\n'
        "Another call was recorded:\n"
        "  #1 save(value=nan)\n"
        "          ^^^^^^^^^\n"
        "  value: expected nan, got nan, which looks the same but is not equal"
    )


def test_an_argument_whose_repr_fails_does_not_fail_the_failure(store: Store) -> None:
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    store.save(Broken())

    with pytest.raises(VerificationError) as failure:
        verify(store.save, 1)

    assert told(failure) == (
        "mock(Store).save(value=1) was expected once, and was never called.\n"
        "  verified at <verify(store.save, 1)>\n"
        "Another call was recorded:\n"
        "  #1 save(value=<Broken whose repr raised RuntimeError>)\n"
        "          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  value: expected 1, got <Broken whose repr raised RuntimeError>"
    )


def test_an_argument_whose_hash_fails_is_compared_all_the_same() -> None:
    class Unhashable:
        def __hash__(self) -> int:
            raise RuntimeError

    key = Unhashable()
    double = stub(Store, get="nothing")
    when(double.get, 1).returns("one")
    when(double.get, key).returns("itself")

    assert [double.get(1), double.get(key), double.get(Unhashable())] == [
        "one",
        "itself",
        "nothing",
    ]


# -- arrays --------------------------------------------------------------------------------------


@dataclasses.dataclass
class Frame:
    pixels: Any
    note: str = dataclasses.field(default="", compare=False)


@dataclasses.dataclass
class Stereo:
    left: Any
    right: Any


@attrs.frozen
class Sample:
    values: Any
    note: str = attrs.field(default="", eq=False)


def array(*values: Any) -> Any:
    return np.array(values)


def is_all_ones(value: Any) -> bool:
    return bool((value == 1).all())


@pytest.mark.doubles(strictness="lenient")
@pytest.mark.parametrize(
    ("expected", "given", "same"),
    [
        (array(1, 2), array(1, 2), True),
        (array(1, 2), array(1.0, 2.0), True),
        (array(1, 2), array(1, 3), False),
        (array(1, 2), array(1, 2, 3), False),
        (array(), array(), True),
        (array(), array(1), False),
        (array([1], [2]), array(1, 2), False),
        (array(1, 1), 1, False),
        (1, array(1, 1), False),
        (array(1), 1, False),
        (np.int64(5), 5, True),
        (5, np.int64(5), True),
        (np.int64(5), 6, False),
        (np.float64(0.5), 0.5, True),
        (np.int64(5), array(5, 5), False),
        (None, array(1), False),
        (array(1), None, False),
        ("a", array(1), False),
        (array(1, 2), [1, 2], False),
        ([1, 2], array(1, 2), False),
        ([array(1, 2)], [array(1, 2)], True),
        ([array(1, 2)], [array(1, 3)], False),
        ((array(1, 2), 3), (array(1, 2), 3), True),
        ({"a": array(1, 2)}, {"a": array(1, 2)}, True),
        ({"a": array(1, 2)}, {"a": array(1, 2, 3)}, False),
        (Frame(array(1, 2)), Frame(array(1, 2)), True),
        (Frame(array(1, 2), "a"), Frame(array(1, 2), "b"), True),
        (Frame(array(1, 2)), Frame(array(1, 3)), False),
        (Frame(array(1, 2)), array(1, 2), False),
        (Stereo(array(1, 2), array(3)), Stereo(array(1, 2), array(3)), True),
        (Stereo(array(1, 2), array(3)), Stereo(array(1, 2), array(4)), False),
        (Sample(array(1, 2), "a"), Sample(array(1, 2), "b"), True),
        (Sample(array(1, 2)), Sample(array(1, 3)), False),
        (anything(), array(1, 2), True),
        (that(is_all_ones), array(1, 1), True),
    ],
    ids=repr,
)
def test_arrays_are_equal_when_shape_and_items_are(expected: Any, given: Any, same: bool) -> None:
    double = mock(Store, get="nothing")
    when(double.get, expected).returns("something")

    assert double.get(given) == ("something" if same else "nothing")
    (verify if same else verify.never)(double.get, expected)


def test_an_array_is_kept_by_reference(store: Store) -> None:
    pixels = array(1, 2)

    store.save(pixels)
    pixels[0] = 5

    verify(store.save, array(5, 2))


def test_an_array_of_several_lines_is_shown_on_one(store: Store) -> None:
    store.save(array([1, 2], [3, 4]))

    with pytest.raises(VerificationError) as failure:
        verify(store.save, array([1, 2], [3, 5]))

    assert told(failure) == (
        "mock(Store).save(value=array([[1, 2], [3, 5]])) was expected once, "
        "and was never called.\n"
        "  verified at <verify(store.save, array([1, 2], [3, 5]))>\n"
        "Another call was recorded:\n"
        "  #1 save(value=array([[1, 2], [3, 4]]))\n"
        "          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  value: expected array([[1, 2], [3, 5]]), got array([[1, 2], [3, 4]])"
    )


def test_an_error_of_an_arguments_own_comparison_is_not_hidden(store: Store) -> None:
    class Proud:
        def __eq__(self, other: object) -> bool:
            raise ValueError("incomparable")

    store.save(Proud())

    with pytest.raises(ValueError, match="incomparable"):
        verify(store.save, Proud())


def test_a_shape_that_is_no_arrays_is_an_attribute_like_any_other(store: Store) -> None:
    class Tile:
        def __init__(self, shape: str) -> None:
            self.shape = shape

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Tile)

    store.save(Tile("square"))

    verify(store.save, Tile("round"))


def test_something_undecidable_is_not_equal(store: Store) -> None:
    class Undecided:
        def __bool__(self) -> bool:
            raise TypeError("undecided")

    class Vague:
        def __eq__(self, other: object) -> Any:
            return Undecided()

    store.save(1)

    verify.never(store.save, Vague())


def test_an_array_is_not_what_it_cannot_be_compared_with(store: Store) -> None:
    store.save(np.array([1, 2]))

    verify.never(store.save, [1, 2, 3])


def test_a_comparison_that_raises_is_not_hidden(store: Store) -> None:
    class Stubborn:
        def __eq__(self, other: object) -> bool:
            raise ValueError("not with me")

        __hash__ = object.__hash__

    store.save(Stubborn())

    with pytest.raises(ValueError, match="not with me"):
        verify.never(store.save, Stubborn())


def test_an_entity_that_is_finalised_is_not_copied(store: Store) -> None:
    finalised: list[str] = []

    @dataclasses.dataclass
    class Resource:
        name: str

        def __del__(self) -> None:
            finalised.append(self.name)

    resource = Resource("file")
    store.save(resource)
    verify(store.save, resource)
    reset(store)
    del resource
    gc.collect()

    assert finalised == ["file"]


def test_what_is_not_a_number_equals_nothing(store: Store) -> None:
    store.save(decimal.Decimal("NaN"))

    verify.never(store.save, decimal.Decimal("NaN"))
