"""Settings that are refused when a repository is made, and entities of many kinds."""

from dataclasses import dataclass, field
from typing import Any

import attrs
import pydantic
import pytest

from fakes.repository import FakeRepository, InvalidSetting, Serial, UnknownAttribute
from tests.fakes.repository.people import Person


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"profile": "sqlite"}, "profile: must be a Profile, not 'sqlite'"),
        ({"unique": 7}, "unique: must be names of attributes, not 7"),
        ({"unique": [7]}, "unique: must be names of attributes, not 7"),
        ({"unique": [["name", 7]]}, "unique: must be a name of an attribute, not 7"),
        ({"unique": ["not a name"]}, "unique: must be a name of an attribute, not 'not a name'"),
        ({"unique": [()]}, "unique: must be names of attributes, not ()"),
        ({"indexes": 7}, "indexes: must be names of attributes, not 7"),
        (
            {"indexes": [("name", "age")]},
            "indexes: must be a name of an attribute, not ('name', 'age')",
        ),
        ({"version": 7}, "version: must be a name of an attribute, not 7"),
        (
            {"version": "name"},
            "version: must be an attribute that is an int, which Person.name is not",
        ),
        ({"write_back": 1}, "write_back: must be False or True, not 1"),
        ({"delete_missing": "maybe"}, "delete_missing: must be 'raise' or 'ignore', not 'maybe'"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, Any], wanted: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        FakeRepository(Person, key="id", **settings)

    assert str(caught.value) == wanted
    assert caught.value.field == next(iter(settings))


@pytest.mark.parametrize("setting", ["unique", "indexes", "version"])
def test_an_unknown_attribute_is_refused(setting: str) -> None:
    value = "nme" if setting == "version" else ["nme"]

    with pytest.raises(UnknownAttribute, match=r"^nme: Person has no such attribute; did you "):
        FakeRepository(Person, key="id", **{setting: value})


def test_one_name_stands_for_a_list_of_one() -> None:
    people = FakeRepository(Person, key="id", unique="email", indexes="name")
    people.add(Person(1, "Ada", email="a@b.se"))

    assert people.one(email="a@b.se") == people.one(name="Ada")


def test_an_unknown_setting_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'uniqe'"):
        FakeRepository(Person, key="id", uniqe=["email"])


def test_entities_are_of_a_class() -> None:
    entity: Any = "Person"

    with pytest.raises(InvalidSetting, match=r"^entity: must be a class, not 'Person'$"):
        FakeRepository(entity, key="id")


class Model(pydantic.BaseModel):
    id: int | None = None
    name: str
    tags: list[str] = []


class FrozenModel(pydantic.BaseModel, frozen=True):
    id: int | None = None
    name: str
    tags: tuple[str, ...] = ()


@attrs.define
class Defined:
    id: int | None = None
    name: str = ""
    tags: list[str] = attrs.field(factory=list)


@dataclass(frozen=True)
class FrozenData:
    id: int | None = None
    name: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SlottedData:
    id: int | None = None
    name: str = ""
    tags: list[str] = field(default_factory=list)
    length: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.length = len(self.name)


class Plain:
    def __init__(self, id: int | None = None, name: str = "", tags: Any = None) -> None:
        self.id = id
        self.name = name
        self.tags = tags or []


@pytest.mark.parametrize(
    "cls",
    [Model, FrozenModel, Defined, FrozenData, SlottedData, Plain],
    ids=lambda cls: cls.__name__,
)
def test_entities_are_of_any_kind_of_class(cls: type[Any]) -> None:
    store = FakeRepository(cls, key=lambda entity: entity.id, generated=Serial(), unique=["name"])
    given = cls(name="Ada", tags=["a"])

    added = store.add(given)

    assert (given.id, added.id, store.get(1).name) == (None, 1, "Ada")
    assert type(added) is cls
    assert list(store.get(1).tags) == ["a"]
    found = store.one(name="Ada")
    if isinstance(found.tags, list):
        found.tags.append("b")
        given.tags.append("b")
    assert list(store.get(1).tags) == ["a"]
    assert store.snapshot() == store.snapshot()
