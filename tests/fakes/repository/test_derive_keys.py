"""`derive` where keys are of several attributes, or of other names, or attributes undeclared."""

from typing import Protocol

import attrs
import pytest

from fakes.repository import FakeRepository, NotFound, derive


@attrs.frozen
class Line:
    order: int
    number: int
    text: str = ""


def test_a_key_of_several_attributes_may_be_passed_by_its_parts() -> None:
    lines = FakeRepository(Line, key=lambda line: (line.order, line.number))
    lines.add(Line(1, 2, "tea"))

    class Lines(Protocol):
        def get(self, order: int, number: int) -> Line: ...

    assert derive(Lines, lines).get(1, 2) == Line(1, 2, "tea")


def test_by_id_means_by_key_where_there_is_no_such_attribute() -> None:
    lines = FakeRepository(Line, key="number")
    lines.add(Line(1, 2, "tea"))

    class Lines(Protocol):
        def find_by_id(self, number: int) -> Line | None: ...
        def get_by_id(self, number: int) -> Line: ...
        def delete_by_id(self, number: int) -> None: ...

    derived = derive(Lines, lines)
    assert derived.find_by_id(2) == derived.get_by_id(2)
    derived.delete_by_id(2)
    assert derived.find_by_id(2) is None
    with pytest.raises(NotFound):
        derived.get_by_id(2)


class Plain:
    def __init__(self, key: int, name: str) -> None:
        self.key = key
        self.name = name


def test_any_attribute_may_be_meant_where_the_class_does_not_declare_them() -> None:
    store = FakeRepository(Plain, key=lambda plain: plain.key)
    store.add(Plain(1, "a"))

    class Plains(Protocol):
        def count_by_name_and_key(self, name: str, key: int) -> int: ...

    assert derive(Plains, store).count_by_name_and_key("a", 1) == 1
