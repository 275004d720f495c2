"""What is handed in and out of a repository: it is shared only where nothing can change it."""

import dataclasses
from collections.abc import Callable
from functools import cached_property
from typing import Any

import attrs
import pydantic
import pytest

from fakes.repository import (
    ConstraintViolation,
    FakeRepository,
    FakeUnitOfWork,
    InvalidEntity,
    Profile,
    Serial,
    UnknownAttribute,
    matching,
)


@attrs.frozen
class Tagged:
    id: int
    tags: tuple[str, ...] = ()


def tagged() -> FakeRepository[Tagged, int]:
    return FakeRepository(Tagged, key="id")


def test_a_frozen_entity_is_shared() -> None:
    store = tagged()
    one = Tagged(1, ("a",))

    assert store.add(one) is one
    assert store.get(1) is one
    assert store.select()[0] is one


def test_a_frozen_entity_that_holds_a_list_is_not_shared_whatever_its_annotation_says() -> None:
    store = tagged()
    items: Any = ["a"]
    store.add(Tagged(1))
    store.add(Tagged(2, items)).tags.append("b")  # type: ignore[attr-defined]
    items.append("b")
    store.get(2).tags.append("b")  # type: ignore[attr-defined]
    store.all()[1].tags.append("b")  # type: ignore[attr-defined]

    assert store.get(2).tags == ["a"]


def test_what_a_unit_of_work_stores_is_not_shared_either() -> None:
    store = tagged()
    with FakeUnitOfWork(store) as work:
        work.on(store).add(Tagged(1, ["a"]))  # type: ignore[arg-type]
        work.commit()
    store.get(1).tags.append("b")  # type: ignore[attr-defined]

    assert store.get(1).tags == ["a"]


@attrs.define(unsafe_hash=True, order=True)
class Address:
    street: str


@attrs.define
class Person:
    id: Any
    address: Address
    email: str = ""


def test_the_values_of_a_cursor_are_copies() -> None:
    store: FakeRepository[Person, Any] = FakeRepository(Person, key="id")
    store.add_all([Person(1, Address("a")), Person(2, Address("b"))])
    cursor = store.select(order_by="address", limit=1).next
    assert cursor is not None
    cursor.values[0].street = "c"  # type: ignore[attr-defined]

    assert store.get(1).address == Address("a")


def test_the_keys_in_errors_are_copies() -> None:
    store: FakeRepository[Person, Any] = FakeRepository(Person, key="id", unique=["email"])
    store.add(Person(Address("a"), Address("a")))
    with pytest.raises(ConstraintViolation) as caught:
        store.add(Person(Address("b"), Address("b")))
    caught.value.owner.street = "c"  # type: ignore[attr-defined]

    assert store.all()[0].id == Address("a")


class Once:
    """It can be copied once."""

    copies = 0

    def __deepcopy__(self, memo: object) -> "Once":
        Once.copies += 1
        if Once.copies == 2:
            raise ValueError("again")
        return self


COUNTED = {"generated": Serial(), "profile": Profile(rolled_back_keys="reused")}


@pytest.mark.parametrize("settings", [{}, COUNTED], ids=["given", "generated"])
@pytest.mark.parametrize("operation", ["add", "save", "update"])
def test_what_cannot_be_handed_out_is_not_stored(operation: str, settings: Any) -> None:
    store: FakeRepository[Person, int] = FakeRepository(Person, key="id", **settings)
    if operation == "update":
        store.add(Person(1, Address("a")))
    before = store.snapshot()
    Once.copies = 0
    key = None if operation == "add" and settings else 1
    with pytest.raises(InvalidEntity, match=r"^address: cannot be copied, being of Once: "):
        getattr(store, operation)(Person(key, Once()))  # type: ignore[arg-type]

    assert store.snapshot() == before


@dataclasses.dataclass
class Page:
    id: int | None

    @cached_property
    def slug(self) -> str:
        return f"page-{self.id}"


@attrs.define
class Slotted:
    id: int | None

    @cached_property
    def slug(self) -> str:
        return f"page-{self.id}"


@pytest.mark.parametrize("cls", [Page, Slotted])
def test_what_was_computed_before_the_key_was_generated_is_computed_again(cls: Any) -> None:
    store: FakeRepository[Any, int] = FakeRepository(cls, key="id", generated=Serial())
    page = cls(None)
    assert page.slug == "page-None"

    assert store.add(page).slug == store.get(1).slug == "page-1"
    assert store.add(cls(None)).slug == "page-2"
    assert page.slug == "page-None"


class Model(pydantic.BaseModel):
    id: int | None = None
    name: str = "x"


def test_a_model_knows_that_its_key_was_generated() -> None:
    store: FakeRepository[Model, int] = FakeRepository(Model, key="id", generated=Serial())

    assert store.add(Model()).model_dump(exclude_unset=True) == {"id": 1}


@attrs.define(slots=False)
class Base:
    id: int


class Undeclared(Base):
    def __init__(self, id: int, email: str) -> None:
        super().__init__(id)
        self.email = email


def test_a_subclass_may_have_attributes_that_its_declared_base_has_not() -> None:
    store: FakeRepository[Undeclared, int] = FakeRepository(Undeclared, key="id", unique=["email"])
    store.add(Undeclared(1, "a@b.se"))

    assert store.one(email="a@b.se") is not None
    with pytest.raises(UnknownAttribute):
        store.one(emial="a@b.se")


def test_a_class_may_be_of_no_module() -> None:
    namespace: dict[str, Any] = {"__name__": "nowhere"}
    exec("class Thing:\n    id: 'int'\n    def __init__(self, id): self.id = id", namespace)
    store: FakeRepository[Any, int] = FakeRepository(namespace["Thing"], key="id")

    assert store.add(namespace["Thing"](1)).id == 1


@attrs.frozen
class Document:
    kind: str
    isbn: int | None
    issn: int | None

    @property
    def number(self) -> int | None:
        return self.isbn


KEYS: list[Callable[[Document], object]] = [
    lambda document: document.isbn if document.kind == "book" else document.issn,
    lambda document: document.isbn or document.issn,
    lambda document: document.issn if document.isbn is None else document.isbn,
    lambda document: document.isbn if isinstance(document.isbn, int) else document.issn,
    lambda document: {"book": document.isbn}.get(document.kind, document.issn),
    lambda document: document.isbn if isinstance(document, Document) and document.isbn else 0,
    lambda document: document.isbn if document != 5 else 0,
]


@pytest.mark.parametrize("key", KEYS, ids=range(len(KEYS)))
def test_a_key_that_is_computed_from_attributes_is_none_of_them(key: Any) -> None:
    store: FakeRepository[Document, Any] = FakeRepository(Document, key=key)
    store.add(Document("book", 1, 50))

    assert store.count(matching(isbn=1)) == store.count(matching(issn=50)) == 1
    with pytest.raises(Exception, match="generated: the key must be one attribute"):
        FakeRepository(Document, key=key, generated=Serial())


def test_a_key_in_a_tuple_by_itself_is_computed() -> None:
    store: FakeRepository[Document, Any] = FakeRepository(Document, key=lambda d: (d.isbn,))
    store.add(Document("book", 1, 50))

    assert store.get((1,)) == store.one(isbn=1)
