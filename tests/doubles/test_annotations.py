"""Annotations of a spec: where their names are looked up, and what becomes of unknown ones."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Protocol

import pytest

from doubles import (
    AnswerTypeError,
    ArgumentTypeError,
    UnresolvedAnnotationError,
    check_shape,
    mock,
    reading,
    scope,
    spy,
    stub,
    verify,
    when,
)
from tests.doubles.telling import line_of

HERE = "tests/doubles/test_annotations.py"
ModuleOf = Callable[..., ModuleType]


@pytest.fixture
def module_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleOf]:
    """Writes a module of the package `store` and imports it."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").touch()
    before = set(sys.modules)

    def module(source: str, name: str = "ports") -> ModuleType:
        (tmp_path / "store" / f"{name}.py").write_text(dedent(source))
        importlib.invalidate_caches()
        return importlib.import_module(f"store.{name}")

    yield module
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == "store":
            del sys.modules[name]


class Unfinished(Protocol):
    """Names two classes that were never written."""

    label: "Lable"  # type: ignore[name-defined]  # noqa: F821

    @property
    def owner(self) -> "Owner": ...  # type: ignore[name-defined]  # noqa: F821
    def find(self, key: int) -> "list[Usr]": ...  # type: ignore[name-defined]  # noqa: F821
    def save(self, user: "Usr") -> None: ...  # type: ignore[name-defined]  # noqa: F821
    def count(self, key: int) -> int: ...
    @property
    def size(self) -> int: ...


class TestUnresolvable:
    @pytest.mark.parametrize(
        ("name", "what", "annotation", "missing"),
        [
            ("find", "the return value", "Usr", "Usr"),
            ("save", "parameter 'user'", "Usr", "Usr"),
            ("owner", "the member itself", "Owner", "Owner"),
            ("label", "the member itself", "Lable", "Lable"),
        ],
    )
    @pytest.mark.parametrize("build", [stub, mock])
    def test_the_member_is_named_with_the_remedy(
        self,
        build: Callable[[type[Unfinished]], Unfinished],
        name: str,
        what: str,
        annotation: str,
        missing: str,
    ) -> None:
        double = build(Unfinished)

        for _ in range(2):
            with pytest.raises(UnresolvedAnnotationError) as raised:
                getattr(double, name)
            assert str(raised.value) == (
                f"{build.__name__}(Unfinished).{name}: the annotation {annotation!r} of {what} "
                f"cannot be resolved: name {missing!r} is not defined.\n"
                f"Remedy: define or import the name in {__name__}, "
                "or build the double in scope(check_types=False)."
            )

    def test_the_other_members_work(self) -> None:
        double = mock(Unfinished, count=3, size=4)

        assert (double.count(1), double.size) == (3, 4)
        verify(double.count, 1)
        with pytest.raises(ArgumentTypeError) as raised:
            double.count("1")  # type: ignore[arg-type]
        assert str(raised.value) == (
            "mock(Unfinished).count refuses the argument 'key': '1' is a str, not an int.\n"
            f"  passed at {HERE}:{line_of(raised)}"
        )

    def test_a_keyword_answer_names_it_too(self) -> None:
        with pytest.raises(UnresolvedAnnotationError):
            stub(Unfinished, find=[])

    def test_without_type_checks_all_members_work(self) -> None:
        with scope(check_types=False):
            double = mock(Unfinished, find=["anything"], label=3)
            when(reading(lambda: double.owner)).returns(5)

            assert (double.find(1), double.owner, double.label) == (["anything"], 5, 3)

    def test_a_spy_of_it_is_held_to_the_names_as_well(self) -> None:
        class Real:
            label = owner = size = 0

            def find(self, key: int) -> list[object]:
                return []

            def save(self, user: object) -> None: ...

            def count(self, key: int) -> int:
                return key

        double = spy(Real(), Unfinished)

        assert double.count(2) == 2
        with pytest.raises(UnresolvedAnnotationError):
            double.find(1)

    def test_a_concrete_class_is_unchecked_where_it_cannot_be_resolved(self) -> None:
        class Real:
            label: "Lable" = "x"  # type: ignore[name-defined]  # noqa: F821

            def find(self, key: int) -> "list[Usr]":  # type: ignore[name-defined]  # noqa: F821
                return []

        double = mock(Real, find=["anything"], label=3)
        assert (double.find(1), double.label) == (["anything"], 3)
        with pytest.raises(ArgumentTypeError):
            double.find("1")  # type: ignore[arg-type]
        with pytest.raises(AnswerTypeError):
            mock(Real, find="no list")
        spied = spy(Real())
        assert (spied.find(1), spied.label) == ([], "x")


class TestNamesOfTheTest:
    def test_local_classes_are_found(self) -> None:
        class User:
            pass

        class Users(Protocol):
            latest: "User"

            def find(self, key: int) -> "User | None": ...
            def save(self, user: "list[User]") -> None: ...

        user = User()
        users = mock(Users, find=user)

        assert users.find(1) is user
        users.latest = user
        users.save([user])
        with pytest.raises(ArgumentTypeError) as raised:
            users.save([1])  # type: ignore[list-item]
        assert str(raised.value) == (
            "mock(Users).save refuses the argument 'user': item 0, 1, is an int, not a User.\n"
            f"  passed at {HERE}:{line_of(raised)}"
        )

    def test_what_a_test_defines_after_its_protocol_is_found(self) -> None:
        class Users(Protocol):
            def find(self, key: int) -> "User": ...

        class User:
            pass

        assert isinstance(stub(Users, find=User()).find(1), User)

    def test_names_of_a_function_that_has_returned_are_read_in_time(self) -> None:
        def ports() -> tuple[type, Callable[..., object]]:
            class User:
                pass

            class Users(Protocol):
                def find(self, key: int) -> "User": ...

            stub(Users)
            return User, Users

        user_class, users = ports()
        double = stub(users, find=user_class())
        assert isinstance(double.find(1), user_class)  # type: ignore[attr-defined]

    def test_a_protocol_that_names_itself(self) -> None:
        class Node(Protocol):
            def next(self) -> "Node | None": ...

        last = stub(Node, next=None)

        assert stub(Node, next=last).next() is last


class TestNamesOfModules:
    def test_postponed_annotations(self, module_of: ModuleOf) -> None:
        ports = module_of(
            """
            from __future__ import annotations
            from typing import Protocol

            class Users(Protocol):
                def find(self, key: int) -> User | None: ...

            class User:
                pass
            """
        )
        user = ports.User()

        assert stub(ports.Users, find=user).find(1) is user
        with pytest.raises(AnswerTypeError):
            stub(ports.Users, find=3)

    def test_names_imported_for_type_checkers_only(self, module_of: ModuleOf) -> None:
        entities = module_of("class User: pass", "entities")
        ports = module_of(
            """
            from __future__ import annotations
            from typing import TYPE_CHECKING, Protocol

            if TYPE_CHECKING:
                from decimal import Decimal
                from store.entities import User
                import store.entities as e

            class Users(Protocol):
                def find(self, key: Decimal) -> User | None: ...
                def all(self) -> list[e.User]: ...
            """
        )
        user = entities.User()
        users = stub(ports.Users, all=[user])

        assert users.all() == [user]
        with pytest.raises(ArgumentTypeError):
            users.find(1)
        with pytest.raises(AnswerTypeError):
            stub(ports.Users, all=[1])

    def test_an_import_for_type_checkers_that_fails(self, module_of: ModuleOf) -> None:
        ports = module_of(
            """
            from __future__ import annotations
            from typing import TYPE_CHECKING, Protocol

            if TYPE_CHECKING:
                from store.nowhere import User

            class Users(Protocol):
                def find(self, key: int) -> User: ...
                def count(self) -> int: ...
            """
        )
        users = stub(ports.Users, count=1)

        assert users.count() == 1
        with pytest.raises(UnresolvedAnnotationError) as raised:
            users.find(1)
        assert str(raised.value) == (
            "stub(Users).find: the annotation 'User' of the return value cannot be resolved: "
            "ModuleNotFoundError: No module named 'store.nowhere'.\n"
            "Remedy: define or import the name in store.ports, "
            "or build the double in scope(check_types=False)."
        )

    def test_an_inherited_member_is_read_in_its_own_module(self, module_of: ModuleOf) -> None:
        module_of(
            """
            from __future__ import annotations
            from decimal import Decimal
            from typing import Protocol

            class Base(Protocol):
                def price(self) -> Decimal: ...
            """,
            "base",
        )
        ports = module_of(
            """
            from typing import Protocol
            from store.base import Base

            class Prices(Base, Protocol):
                def count(self) -> int: ...
            """
        )

        with pytest.raises(AnswerTypeError) as raised:
            stub(ports.Prices, price=1.5)

        assert str(raised.value) == (
            "stub(Prices).price cannot give this answer: 1.5 is a float, not a Decimal.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_a_members_name_does_not_hide_a_type(self, module_of: ModuleOf) -> None:
        ports = module_of(
            """
            from __future__ import annotations
            from typing import Protocol

            class Lists(Protocol):
                def list(self) -> list[int]: ...
                def int(self, set: set[int]) -> int: ...
            """
        )
        lists = stub(ports.Lists, list=[1], int=2)

        assert (lists.list(), lists.int({3})) == ([1], 2)
        with pytest.raises(AnswerTypeError):
            stub(ports.Lists, list=["a"])

    def test_a_shape_is_compared_over_two_modules(self, module_of: ModuleOf) -> None:
        ports = module_of(
            """
            from __future__ import annotations
            from typing import Protocol
            from decimal import Decimal as Price

            class Prices(Protocol):
                def price(self) -> Price: ...
            """
        )
        adapter = module_of(
            """
            from __future__ import annotations
            import decimal

            class Adapter:
                def price(self) -> decimal.Decimal:
                    return decimal.Decimal(1)
            """,
            "adapter",
        )

        check_shape(adapter.Adapter(), ports.Prices)
        assert spy(adapter.Adapter(), ports.Prices).price() == 1
