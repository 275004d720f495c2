"""Annotations become hints: what is stripped, what is substituted, what cannot be resolved."""

# Every spelling of a hint is tested: the old ones, and those that name nothing.
# ruff: noqa: F821, PYI061, UP006, UP007, UP044, UP045

import collections.abc
import decimal
import enum
import typing
from collections.abc import Callable, Mapping
from itertools import count
from typing import (
    Annotated,
    Any,
    ClassVar,
    Concatenate,
    Final,
    ForwardRef,
    Generic,
    Literal,
    NewType,
    Optional,
    ParamSpec,
    Protocol,
    Required,
    Self,
    TypeVar,
    TypeVarTuple,
    Union,
    Unpack,
)

import pytest
import typing_extensions

from doubles._annotations.hints import (
    Unresolved,
    describe,
    inherited_arguments,
    resolve,
    substitute,
    type_arguments,
    unresolved_in,
)

K = TypeVar("K")
V = TypeVar("V")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
D = typing_extensions.TypeVar("D", default=list[K])
UserId = NewType("UserId", int)
AliasOfUser = "list[User]"
Json = Union[dict[str, "Json"], list["Json"], str]
Itself = "Itself"
Members = typing_extensions.TypeAliasType("Members", list["User"])
Pair = typing_extensions.TypeAliasType("Pair", tuple[V, V], type_params=(V,))
Tree = typing_extensions.TypeAliasType("Tree", "V | list[Tree[V]]", type_params=(V,))


class User:
    pass


class NotGeneric:
    pass


class Color(enum.Enum):
    RED = 1


class Store(Protocol[K, V]):
    def get(self, key: K) -> V: ...


class UserStore(Store[str, "User"], Protocol):
    pass


def resolved(annotation: object, **names: object) -> object:
    return resolve(annotation, module=__name__, namespace=names)


@pytest.mark.parametrize(
    ("annotation", "hint"),
    [
        ("User", User),
        ("list[User]", list[User]),
        (list["User"], list[User]),
        (Optional["User"], User | None),
        ("'User' | None", User | None),
        ("AliasOfUser | int", list[User] | int),
        (" User\n  | None", User | None),
        ("decimal.Decimal", decimal.Decimal),
        ("Literal['User', 3]", Literal["User", 3]),
        (Literal["User"], Literal["User"]),
        (dict[str, "list[User | None]"], dict[str, list[User | None]]),
        (tuple["User", ...], tuple[User, ...]),
        ("tuple[int, *tuple[str, ...]]", tuple[int, Unpack[tuple[str, ...]]]),
        (tuple[int, *tuple["User", ...]], tuple[int, *tuple[User, ...]]),
        ("tuple[*Ts]", tuple[*Ts]),
        ("*Ts", Unpack[Ts]),
        ("tuple[()]", tuple[()]),
        (Callable[["User"], "UserId"], Callable[[User], UserId]),
        ("Callable[[User], UserId]", Callable[[User], UserId]),
        ("Callable[..., User]", Callable[..., User]),
        (Callable[..., "User"], Callable[..., User]),
        (Callable[P, "User"], Callable[P, User]),
        (Callable[Concatenate["User", P], V], Callable[Concatenate[User, P], V]),
        (Store["UserId", "User"], Store[UserId, User]),
        (None, type(None)),
        ("None", type(None)),
        ("Self", Self),
        (Annotated[int, "positive"], int),
        ("Annotated[list[User], unknown]", list[User]),
        (list[Annotated["User", 1]], list[User]),
        (Required["User"], User),
        (typing_extensions.ReadOnly[int], int),
        (Final[int], int),
        (Final, Any),
        ("ClassVar[User]", User),
        (ClassVar, Any),
        (ForwardRef("Decimal", module="decimal"), decimal.Decimal),
        (ForwardRef("Decimal", module=decimal), decimal.Decimal),
        ("[int, User][1]", User),
        ("NotGeneric[int]", NotGeneric),
        (Members, list[User]),
        (Pair[int], tuple[int, int]),
    ],
    ids=map(str, count(1)),
)
def test_an_annotation_is_resolved(annotation: object, hint: object) -> None:
    assert resolved(annotation) == hint


def test_the_parameters_that_stand_for_a_param_spec_are_resolved() -> None:
    class Runner(Generic[P]):
        pass

    hint = resolved(Runner[["User", int]])

    assert describe(hint) == "Runner[[User, int]]"


@pytest.mark.parametrize(
    ("annotation", "unresolved"),
    [
        ("Usr", Unresolved("Usr", "name 'Usr' is not defined")),
        (list[ForwardRef("Usr")], Unresolved("Usr", "name 'Usr' is not defined")),
        ("dict[str, Usr | None]", Unresolved("Usr", "name 'Usr' is not defined")),
        ("usr.User", Unresolved("usr.User", "name 'usr' is not defined")),
        ("Usr[int]", Unresolved("Usr[int]", "name 'Usr' is not defined")),
        ("Callable[[Usr], int]", Unresolved("Usr", "name 'Usr' is not defined")),
        ("int if", Unresolved("int if", "SyntaxError: invalid syntax")),
        ("Usr or int", Unresolved("Usr or int", "name 'Usr' is not defined")),
        (
            "User.Id",
            Unresolved("User.Id", "AttributeError: type object 'User' has no attribute 'Id'"),
        ),
        (
            "decimal.money",
            Unresolved(
                "decimal.money",
                "ModuleNotFoundError: No module named 'decimal.money'; 'decimal' is not a package",
            ),
        ),
        (
            "decimal[int]",
            Unresolved("decimal[int]", "TypeError: 'module' object is not subscriptable"),
        ),
    ],
    ids=map(str, count(1)),
)
def test_what_cannot_be_resolved_says_why_and_leaves_the_rest(
    annotation: object, unresolved: Unresolved
) -> None:
    assert unresolved_in(resolved(annotation)) == unresolved


def test_a_part_that_cannot_be_resolved_does_not_lose_the_others() -> None:
    hint = resolved("dict[str, Usr | None]")

    assert describe(hint) == "dict[str, Usr | None]"
    assert typing.get_args(hint)[0] is str


def test_a_hint_that_was_resolved_has_nothing_unresolved() -> None:
    assert unresolved_in(resolved("dict[str, User | None]")) is None


def test_an_annotation_of_a_module_that_is_gone_is_unresolved() -> None:
    assert resolve("Usr", module="no_such_module") == Unresolved("Usr", "name 'Usr' is not defined")
    assert resolve("int", module="no_such_module") is int


def test_an_unresolved_annotation_shows_its_text() -> None:
    assert str(Unresolved("Usr", "name 'Usr' is not defined")) == "Usr"


class TestRecursiveAliases:
    def test_an_alias_of_strings_is_any_where_it_recurs(self) -> None:
        assert resolved("Json") == dict[str, Any] | list[Any] | str

    def test_a_name_that_stands_for_itself_is_any(self) -> None:
        assert resolved("Itself") is Any

    def test_a_type_alias_stays_where_it_recurs(self) -> None:
        assert resolved(Tree[int]) == int | list[Tree[int]]

    def test_what_a_type_alias_cannot_name_is_unresolved(self) -> None:
        alias = typing_extensions.TypeAliasType("alias", "Usr")

        assert resolved(alias) == Unresolved("Usr", "name 'Usr' is not defined")


class TestSubstitution:
    @pytest.mark.parametrize(
        ("hint", "replaced"),
        [
            (K, int),
            (list[K], list[int]),
            (typing.List[K], typing.List[int]),
            (K | None, int | None),
            (Optional[V], list[K] | None),
            (dict[K, V | None], dict[int, list[K] | None]),
            (tuple[K, ...], tuple[int, ...]),
            (Callable[[K], V], Callable[[int], list[K]]),
            (Callable[..., K], Callable[..., int]),
            (Callable[P, K], Callable[[str, bytes], int]),
            (Callable[Concatenate[K, P], None], Callable[[int, str, bytes], None]),
            (Annotated[K, "x"], Annotated[int, "x"]),
            (Store[K, V], Store[int, list[K]]),
            (type[Self], type[User]),
            (tuple[K, *Ts], tuple[int, str, User]),
            (tuple[Unpack[Ts]], tuple[str, User]),
            (Unpack[Ts], Unpack[tuple[str, User]]),
            (tuple[int, *tuple[K, ...]], tuple[int, *tuple[int, ...]]),
            (Literal["K"], Literal["K"]),
            (int, int),
            (Any, Any),
        ],
        ids=map(str, count(1)),
    )
    def test_every_variable_is_replaced_at_once(self, hint: object, replaced: object) -> None:
        mapping: Mapping[object, object] = {
            K: int,
            V: list[K],
            P: (str, bytes),
            Ts: (str, User),
            Self: User,
        }

        assert substitute(hint, mapping) == replaced

    @pytest.mark.parametrize(
        "hint",
        [K, list[K], Callable[P, K], Callable[Concatenate[int, P], K], tuple[*Ts], Self],
        ids=map(str, count(1)),
    )
    def test_what_the_mapping_lacks_stays(self, hint: object) -> None:
        assert substitute(hint, {}) is hint

    def test_a_param_spec_stays_beside_what_is_replaced(self) -> None:
        assert substitute(Callable[P, K], {K: int}) == Callable[P, int]
        assert (
            substitute(Callable[Concatenate[K, P], K], {K: int})
            == (Callable[Concatenate[int, P], int])
        )

    def test_a_param_spec_is_replaced_in_the_arguments_of_a_class(self) -> None:
        class Runner(Generic[P, V]):
            pass

        assert substitute(Runner[[K, str], V], {K: int, V: str}) == Runner[[int, str], str]
        assert substitute(Runner[P, V], {P: (int,)}) == Runner[[int], V]

    def test_what_cannot_be_hashed_stays(self) -> None:
        unhashable: object = []

        assert substitute(unhashable, {K: int}) is unhashable


class TestTypeArguments:
    def test_of_a_parametrised_class(self) -> None:
        assert type_arguments(Store[str, int]) == (Store, {K: str, V: int})

    def test_of_a_class_left_open(self) -> None:
        assert type_arguments(Store) == (Store, {})
        assert type_arguments(User) == (User, {})

    def test_of_a_class_that_does_not_say_what_it_is_generic_over(self) -> None:
        class Odd:
            __parameters__ = "odd"

        assert type_arguments(Odd) == (Odd, {})

    def test_a_default_stands_for_what_is_left_open(self) -> None:
        class Defaulted(Generic[K, D]):
            pass

        assert type_arguments(Defaulted) == (Defaulted, {D: list[K]})
        assert type_arguments(Defaulted[int])[1] == {K: int, D: list[int]}

    def test_a_type_variable_tuple_takes_what_the_others_leave(self) -> None:
        class Row(Generic[K, *Ts, V]):
            pass

        assert type_arguments(Row[int, str, bytes, User])[1] == {K: int, Ts: (str, bytes), V: User}
        assert type_arguments(Row[int, User])[1] == {K: int, Ts: (), V: User}
        assert type_arguments(Row)[1] == {}

    def test_of_an_alias(self) -> None:
        users = typing_extensions.TypeAliasType("users", Store[str, User])
        by_key = typing_extensions.TypeAliasType("by_key", Store[V, User], type_params=(V,))

        assert type_arguments(users) == (Store, {K: str, V: User})
        assert type_arguments(by_key[int]) == (Store, {K: int, V: User})

    @pytest.mark.parametrize("spec", [int | str, Any, "User", Literal[1]], ids=str)
    def test_of_what_is_not_a_class_is_an_error(self, spec: object) -> None:
        with pytest.raises(TypeError) as error:
            type_arguments(spec)

        assert str(error.value) == f"{describe(spec)} is not a class."


class TestInheritedArguments:
    def test_a_base_knows_what_its_variables_stand_for(self) -> None:
        assert inherited_arguments(UserStore, {})[Store] == {K: str, V: User}

    def test_they_are_handed_down_from_class_to_class(self) -> None:
        class ListStore(Store[K, list[V]], Protocol[K, V]):
            pass

        class Lists(ListStore[int, K], Protocol[K]):
            pass

        inherited = inherited_arguments(Lists, {K: User})

        assert inherited[Lists] == {K: User}
        assert inherited[ListStore] == {K: int, V: User}
        assert inherited[Store] == {K: int, V: list[User]}

    def test_a_variable_left_open_stays_a_variable_of_the_class(self) -> None:
        class Renamed(Store[V, int], Protocol[V]):
            pass

        assert inherited_arguments(Renamed, {})[Store] == {K: V, V: int}

    def test_a_base_that_two_bases_share_has_the_arguments_of_the_one_that_gives_them(
        self,
    ) -> None:
        class Open(Store, Protocol):
            pass

        class Both(Open, Store[str, int], Protocol):
            pass

        assert inherited_arguments(Both, {})[Store] == {K: str, V: int}

    def test_a_base_may_be_written_with_local_names(self) -> None:
        class Order:
            pass

        class Orders(Store[str, "Order"], Protocol):
            pass

        assert inherited_arguments(Orders, {}, namespace=locals())[Store] == {K: str, V: Order}

    def test_a_base_that_is_not_a_class_has_none(self) -> None:
        class Point(typing.NamedTuple):
            x: int

        assert inherited_arguments(Point, {}) == {Point: {}, tuple: {}, object: {}}

    def test_every_class_of_the_mro_is_there(self) -> None:
        assert list(inherited_arguments(UserStore, {})) == list(UserStore.__mro__)


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (int, "int"),
        (User, "User"),
        (None, "None"),
        (type(None), "None"),
        (Any, "Any"),
        (..., "..."),
        ("User", "User"),
        (ForwardRef("User"), "User"),
        (Unresolved("Usr", "why"), "Usr"),
        (int | None, "int | None"),
        (Union[str, User], "str | User"),
        (Optional[list[int]], "list[int] | None"),
        (typing.List[int], "list[int]"),
        (typing.List, "List"),
        (dict[str, list[User]], "dict[str, list[User]]"),
        (tuple[int, ...], "tuple[int, ...]"),
        (tuple[()], "tuple[()]"),
        (typing.Tuple[()], "tuple[()]"),
        (typing.Tuple, "Tuple"),
        (tuple[int, *tuple[str, ...]], "tuple[int, *tuple[str, ...]]"),
        (tuple[*Ts], "tuple[*Ts]"),
        (Literal["a", 1, None], "Literal['a', 1, None]"),
        (Literal[Color.RED], "Literal[Color.RED]"),
        (Callable[[int, User], str], "Callable[[int, User], str]"),
        (Callable[..., str], "Callable[..., str]"),
        (Callable[P, K], "Callable[P, K]"),
        (Callable[Concatenate[int, P], K], "Callable[Concatenate[int, P], K]"),
        (Callable, "Callable"),
        (typing.Callable, "Callable"),
        (type[User], "type[User]"),
        (Annotated[int, "x"], "int"),
        (Store[str, User], "Store[str, User]"),
        (UserId, "UserId"),
        (K, "K"),
        (Self, "Self"),
        (typing.Never, "Never"),
        (Tree[int], "Tree[int]"),
        (collections.abc.Mapping[str, int], "Mapping[str, int]"),
        (P.args, "P.args"),
        (3, "3"),
    ],
    ids=map(str, count(1)),
)
def test_a_hint_is_described_as_one_writes_it(hint: object, text: str) -> None:
    assert describe(hint) == text
