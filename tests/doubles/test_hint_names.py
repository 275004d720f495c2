"""Which object a name in an annotation means, at run time and under `if TYPE_CHECKING`."""

# Every spelling of a hint is tested: the old ones, and those that name nothing.

import decimal
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from types import GenericAlias, ModuleType
from typing import Any, TypeVar, Union

import pytest

from doubles._annotations.hints import (
    Unresolved,
    describe,
    inherited_arguments,
    resolve,
    type_arguments,
    unresolved_in,
)

K = TypeVar("K")
V = TypeVar("V")


class User:
    pass


class Store:
    pass


ModuleOf = Callable[..., ModuleType]


@pytest.fixture
def module_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleOf]:
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def module(source: str, name: str = "shop.orders") -> ModuleType:
        package = tmp_path / "shop"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        (tmp_path / f"{name.replace('.', '/')}.py").write_text(dedent(source))
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield module
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == "shop":
            del sys.modules[name]


class TestNamesForTypeCheckersOnly:
    SOURCE = """
        import typing
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            import decimal
            import fractions as parts
            import xml.dom
            import xml.sax
            from collections import OrderedDict as Ordered
            from datetime import date, timedelta
            from . import customers
            from .customers import Customer
            from .missing import Gone
            from .customers import Nobody
            Amount = decimal.Decimal
            Amounts: typing.TypeAlias = "list[Amount]"
            declared: int
            Round = list["Square"]
            Square = Round
            left, right = int, str
            if typing.TYPE_CHECKING:
                unseen = 1
            print("only statements that bind a name are of use")
        elif typing.TYPE_CHECKING:
            from fractions import Fraction
        if not TYPE_CHECKING:
            date = None
        else:
            from numbers import Number
        if typing.TYPE_CHECKING:
            from array import array
        if typing:
            if TYPE_CHECKING:
                from email.message import Message
        class Service: ...
    """

    @pytest.fixture
    def module(self, module_of: ModuleOf) -> str:
        module_of("class Customer: ...", "shop.customers")
        return module_of(self.SOURCE.replace("date = None", "pass")).__name__

    @pytest.mark.parametrize(
        ("annotation", "described"),
        [
            ("decimal.Decimal", "Decimal"),
            ("parts.Fraction", "Fraction"),
            ("xml.dom.Node | xml.sax.ContentHandler", "Node | ContentHandler"),
            ("Ordered[str, date]", "OrderedDict[str, date]"),
            ("timedelta", "timedelta"),
            ("Customer | customers.Customer", "Customer"),
            ("Amount", "Decimal"),
            ("Amounts", "list[Decimal]"),
            ("Fraction | Number | array | Message", "Fraction | Number | array | Message"),
        ],
    )
    def test_they_are_imported_when_an_annotation_needs_them(
        self, module: str, annotation: str, described: str
    ) -> None:
        hint = resolve(annotation, module=module)

        assert unresolved_in(hint) is None
        assert describe(hint) == described

    @pytest.mark.parametrize(
        ("annotation", "reason"),
        [
            ("Gone", "ModuleNotFoundError: No module named 'shop.missing'"),
            ("declared", "name 'declared' is not defined"),
            ("left", "name 'left' is not defined"),
            ("Nowhere", "name 'Nowhere' is not defined"),
        ],
    )
    def test_what_cannot_be_imported_is_unresolved(
        self, module: str, annotation: str, reason: str
    ) -> None:
        assert resolve(f"list[{annotation}]", module=module) == GenericAlias(
            list, (Unresolved(annotation, reason),)
        )

    def test_a_name_missing_where_it_is_imported_from_says_so(self, module: str) -> None:
        unresolved = unresolved_in(resolve("Nobody", module=module))

        assert unresolved is not None
        assert unresolved.text == "Nobody"
        assert "cannot import name 'Nobody' from 'shop.customers'" in unresolved.reason

    def test_only_what_an_annotation_needs_is_imported(self, module: str) -> None:
        resolve("Customer", module=module)

        assert "shop.missing" not in sys.modules
        assert not hasattr(sys.modules[module], "Customer")

    def test_definitions_that_go_in_circles_end(self, module: str) -> None:
        assert unresolved_in(resolve("Square", module=module)) in (
            None,
            Unresolved("Square", "name 'Square' is not defined"),
        )

    def test_a_name_defined_as_itself_is_undefined(self, module_of: ModuleOf) -> None:
        module = module_of(
            """
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                one = two
                two = one
            """
        )

        assert resolve("one", module=module.__name__) == Unresolved(
            "one", "name 'one' is not defined"
        )

    def test_a_module_without_source_has_none(self) -> None:
        module = ModuleType("shop")
        module.__dict__["TYPE_CHECKING"] = False
        sys.modules["shop"] = module
        try:
            assert resolve("Usr", module="shop") == Unresolved("Usr", "name 'Usr' is not defined")
        finally:
            del sys.modules["shop"]


class TestWhichNameIsMeant:
    def test_a_local_name_by_a_class_that_a_function_defines(self) -> None:
        class User:
            pass

        class Local:
            pass

        assert resolve("User", module=__name__, owner=Local, namespace=locals()) is User

    def test_the_name_of_the_module_by_a_class_of_the_module(self) -> None:
        assert resolve("User", module=__name__, owner=Store, namespace={"User": int}) is User

    def test_a_local_name_where_there_is_no_other(self) -> None:
        assert resolve("Usr", module=__name__, owner=Store, namespace={"Usr": int}) is int

    def test_a_name_of_the_class_body_before_all_others(self) -> None:
        class Local:
            class User:
                pass

        hint = resolve("User", module=__name__, owner=Local, namespace={"User": int})

        assert hint is Local.User

    def test_never_a_method(self) -> None:
        class Local:
            def list(self) -> "list[int]": ...

        assert resolve("list[int]", module=__name__, owner=Local) == list[int]

    def test_the_class_itself_where_nothing_else_has_its_name(self) -> None:
        class Node:
            pass

        assert resolve("Node", module=__name__, owner=Node) is Node

    def test_a_type_parameter_before_all_others(self) -> None:
        class Local:
            __type_params__ = (K,)

        assert resolve("K", module="builtins", owner=Local) is K
        assert resolve("V", module="builtins", owner=Local, type_parameters=(V,)) is V


if sys.version_info >= (3, 12):

    class TestTheSyntaxOfPython312:
        SOURCE = """
            from __future__ import annotations
            from typing import TYPE_CHECKING, Protocol
            if TYPE_CHECKING:
                from decimal import Decimal
                type Amounts = list[Decimal]
            type Json = dict[str, Json] | list[Json] | str
            type Tree[V] = V | list[Tree[V]]
            type Prices = list[Decimal]
            type Open[V, **P, *Ts] = tuple[V, *Ts]
            class Store[K, V](Protocol):
                def get(self, key: K) -> V: ...
                def first[T](self, items: list[T]) -> dict[K, T]: ...
            class Users(Store[str, "Amounts"], Protocol): ...
        """

        @pytest.fixture
        def module(self, module_of: ModuleOf) -> Any:
            return module_of(self.SOURCE)

        def test_the_type_parameters_of_a_class_are_seen(self, module: Any) -> None:
            store = module.Store
            key, value = store.__type_params__

            assert resolve("dict[K, V]", module=module.__name__, owner=store) == dict[key, value]
            assert type_arguments(store[str, int]) == (store, {key: str, value: int})

        def test_the_type_parameters_of_a_method_are_seen_if_passed(self, module: Any) -> None:
            first = module.Store.first
            hint = resolve(
                first.__annotations__["return"],
                module=module.__name__,
                owner=module.Store,
                type_parameters=first.__type_params__,
            )

            assert unresolved_in(hint) is None
            assert describe(hint) == "dict[K, T]"

        def test_a_base_knows_what_its_type_parameters_stand_for(self, module: Any) -> None:
            inherited = inherited_arguments(module.Users, {})[module.Store]

            assert list(map(describe, inherited.values())) == ["str", "list[Decimal]"]

        def test_an_alias_stays_where_it_recurs(self, module: Any) -> None:
            assert describe(resolve("Json", module=module.__name__)) == (
                "dict[str, Json] | list[Json] | str"
            )
            assert describe(resolve("Tree[int]", module=module.__name__)) == "int | list[Tree[int]]"

        def test_an_alias_of_several_parameters_is_what_it_stands_for(self, module: Any) -> None:
            hint = resolve("Open[int, [str], bytes, bool]", module=module.__name__)

            assert describe(hint) == "tuple[int, bytes, bool]"

        def test_an_alias_for_type_checkers_only_is_found(self, module: Any) -> None:
            hint = resolve("Amounts", module=module.__name__)

            assert hint == list[decimal.Decimal]

        def test_an_alias_that_cannot_be_evaluated_is_unresolved(self, module: Any) -> None:
            assert (
                resolve("Prices | None", module=module.__name__)
                == Union[Unresolved("Prices", "name 'Decimal' is not defined"), None]  # noqa: UP007 - spelled as typing spells it
            )
