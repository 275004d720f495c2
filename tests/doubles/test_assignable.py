"""Which hints fit which, one by one; test_shape_against_mypy.py asks mypy as well."""

import enum
import numbers
import re
import typing
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Generator,
    Hashable,
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
    Sized,
)
from typing import (
    Any,
    Concatenate,
    Generic,
    Literal,
    NamedTuple,
    Never,
    NewType,
    NoReturn,
    ParamSpec,
    Protocol,
    TypedDict,
    TypeVar,
)

import pytest
import typing_extensions

from doubles._annotations.hints import Unresolved
from doubles._shapes.assignable import Verdict, assignable, every, some

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
T_inferred = typing_extensions.TypeVar("T_inferred", infer_variance=True)
Ts = typing.TypeVarTuple("Ts")
P = ParamSpec("P")


class Animal:
    pass


class Dog(Animal):
    pass


class Box(Generic[T]):
    pass


class Source(Generic[T_co]):
    pass


class Sink(Generic[T_contra]):
    pass


class Modern(Generic[T_inferred]):
    pass


class Kennel(Box[Dog], Sequence[Dog]):  # type: ignore[misc]
    pass


class Orphan(Box["Missing"]):  # type: ignore[name-defined]
    pass


class Pair(NamedTuple):
    left: int
    right: str


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Permission(enum.Flag):
    READ = 1


UserId = NewType("UserId", int)


class Film(TypedDict):
    title: str


class LongFilm(Film):
    minutes: int


class LooseFilm(TypedDict, total=False):
    title: str


class NumberedFilm(TypedDict):
    title: int


class Reel(TypedDict):
    next: "Reel"


class Tape(TypedDict):
    next: "Tape"


class Crate(TypedDict, Generic[T]):
    item: T


class Named(Protocol):
    name: str


class Loop:
    def __iter__(self) -> Iterator[int]: ...


class Called:
    def __call__(self) -> int: ...


class Meta(type):
    def __iter__(cls) -> Iterator[int]: ...


class Made:
    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        return (Dog,)


class Found(Made()):  # type: ignore[misc]
    pass


class Listed(metaclass=Meta):
    pass


YES = [
    (int, object),
    (int, Any),
    (Any, int),
    (Dog, Animal),
    (bool, int),
    (int, float),
    (int, complex),
    (float, complex),
    (bool, float),
    (None, type(None)),
    (None, int | None),
    (int, int | None),
    (int | bool, int),
    (int | None, None | float),
    (Never, int),
    (NoReturn, Never),
    (Literal["a"], str),
    (Literal["a"], Literal["a", "b"]),
    (Literal["a", 1], int | str),
    (Literal[Colour.RED], Colour),
    (Colour, Literal[Colour.RED, Colour.BLUE]),
    (bool, Literal[True, False]),
    (bool, Literal[True, False] | None),
    (typing.LiteralString, str),
    (UserId, UserId),
    (UserId, int),
    (UserId, float),
    (list[int], list[int]),
    (list[int], list),
    (list, list[int]),
    (list[Any], list[int]),
    (list[int], Sequence[float]),
    (list[int], Iterable[object]),
    (deque[int], Sequence[int]),
    (frozenset[Dog], frozenset[Animal]),
    (dict[str, int], Mapping[str, float]),
    (dict[str, int], Iterable[str]),
    (defaultdict[str, int], dict[str, int]),
    (OrderedDict[str, int], MutableMapping[str, int]),
    (Counter[str], dict[str, int]),
    (ItemsView[str, int], Collection[tuple[str, int]]),
    (str, Sequence[str]),
    (bytes, Iterable[int]),
    (range, Sequence[int]),
    (Generator[int, None, None], Iterator[float]),
    (Coroutine[Any, Any, bool], Awaitable[int]),
    (AsyncGenerator[int, None], AsyncIterator[int]),
    (Generator[int, object, None], Generator[int, int, None]),
    (tuple[int, str], tuple[float, object]),
    (tuple[int, bool], tuple[int, ...]),
    (tuple[int, ...], tuple[object, ...]),
    (tuple[()], tuple[int, ...]),
    (tuple[Any, ...], tuple[int, str]),
    (tuple, tuple[int, str]),
    (tuple[int, str], tuple),
    (tuple[int, str], typing.Tuple),  # noqa: UP006
    (tuple[int, str], Sequence[int | str]),
    (tuple[()], Sequence[int]),
    (Pair, tuple[int, str]),
    (Pair, Sequence[int | str]),
    (type[Dog], type[Animal]),
    (type[Dog], type),
    (type, type[Dog]),
    (type[Dog], object),
    (Callable[[Animal], Dog], Callable[[Dog], Animal]),
    (Callable[..., int], Callable[[str], int]),
    (Callable[[str], int], Callable[..., int]),
    (Callable[[str], int], Callable),
    (Callable[[str], int], Hashable),
    (Box[Dog], Box[Dog]),
    (Box, Box[Dog]),
    (Source[Dog], Source[Animal]),
    (Sink[Animal], Sink[Dog]),
    (Kennel, Box[Dog]),
    (Kennel, Sequence[Animal]),
    (Modern[int], Modern[Any]),
    (LongFilm, Film),
    (Film, Mapping[str, object]),
    (Film, Iterable[str]),
    (Reel, Tape),
    (str, Hashable),
    (list[int], Sized),
    (Loop, Iterable),
]

NO = [
    (object, int),
    (Animal, Dog),
    (float, int),
    (int, bool),
    (str, None),
    (int | None, int),
    (str, int | None),
    (int, Never),
    (str, Literal["a"]),
    (Literal["a", "c"], Literal["a", "b"]),
    (Literal[1], Literal[True]),
    (Literal["a"], int),
    (Colour, Literal[Colour.RED]),
    (bool, Literal[True]),
    (bool, Literal[True] | None),
    (Permission, Literal[Permission.READ]),
    (Literal["a"], Literal["b", "c"]),
    (int, UserId),
    (list[int], list[float]),
    (list[bool], list[int]),
    (set[Dog], set[Animal]),
    (Sequence[int], list[int]),
    (dict[str, int], dict[str, object]),
    (Mapping[str, int], Mapping[object, int]),
    (str, Sequence[int]),
    (Pair, tuple[str, str]),
    (Pair, Collection[str]),
    (tuple[int, str], tuple[int]),
    (tuple[int, ...], tuple[int, int]),
    (tuple[int, str], tuple[int, ...]),
    (tuple[int, str], Sequence[int]),
    (type[Animal], type[Dog]),
    (type[Dog], Dog),
    (type[Dog], Iterable[int]),
    (Dog, type[Dog]),
    (Callable[[Dog], int], Callable[[Animal], int]),
    (Callable[[int], int], Callable[[int, int], int]),
    (Callable[[int], object], Callable[[int], int]),
    (Callable[[], int], Animal),
    (Callable[[], int], Sized),
    (Dog, Callable[[], int]),
    (Box[Dog], Box[Animal]),
    (Box[int], Box[str]),
    (Source[Animal], Source[Dog]),
    (Sink[Dog], Sink[Animal]),
    (Modern[int], Modern[str]),
    (Kennel, Box[Animal]),
    (Film, LongFilm),
    (Film, dict[str, object]),
    (Film, Mapping[str, str]),
    (dict[str, object], Film),
    (LooseFilm, Film),
    (Film, LooseFilm),
    (NumberedFilm, Film),
    (list[int], Hashable),
    (Iterable[int], Hashable),
    (Named, Hashable),
    (int, Sized),
]

UNDECIDED = [
    (T, int),
    (int, T),
    (int, T | None),
    (Unresolved("Missing", "no such name"), int),
    (list[Unresolved("Missing", "no such name")], list[int]),  # type: ignore[misc]
    ("Forward", int),
    (T, Literal["a"]),
    (Callable[P, int], Callable[[int], int]),
    (Callable[Concatenate[int, P], int], Callable[[int], int]),
    (Callable[[*Ts], int], Callable[[int], int]),
    (Callable[[], int], Named),
    (tuple[*Ts], tuple[int]),
    (tuple[int], tuple[int, *tuple[int, ...]]),
    (type[Dog], Callable[[], Dog]),
    (type[Dog], Named),
    (type[Dog], Meta),
    (type[Listed], Iterable[int]),
    (Meta, type[Dog]),
    (Called, Callable[[], int]),
    (Modern[bool], Modern[int]),
    (Dog, Named),
    (Loop, Iterable[int]),
    (int, numbers.Number),
    (Crate[int], Film),
    (Film, Crate[int]),
    (Orphan, Box[int]),
    (Found, Animal),
    (Mapping[str, int], Hashable),
]


def spelt(hint: object) -> str:
    return re.sub(r"typing\.|collections\.|abc\.|tests\.doubles\.test_assignable\.", "", str(hint))


@pytest.mark.parametrize(("source", "target"), YES, ids=spelt)
def test_every_value_of_one_is_a_value_of_the_other(source: object, target: object) -> None:
    assert assignable(source, target) is True


@pytest.mark.parametrize(("source", "target"), NO, ids=spelt)
def test_not_every_value_of_one_is_a_value_of_the_other(source: object, target: object) -> None:
    assert assignable(source, target) is False


@pytest.mark.parametrize(("source", "target"), UNDECIDED, ids=spelt)
def test_what_only_a_type_checker_can_decide_is_undecided(source: object, target: object) -> None:
    assert assignable(source, target) is None


@pytest.mark.parametrize("hint", sorted({str(h): h for p in YES for h in p}.items()), ids=spelt)
def test_every_hint_fits_itself(hint: tuple[str, object]) -> None:
    assert assignable(hint[1], hint[1]) is True


@pytest.mark.parametrize("verdict", [True, False, None])
def test_the_shape_of_a_protocol_is_for_the_caller_to_judge(verdict: Verdict) -> None:
    asked: list[tuple[object, object]] = []

    def has_shape(source: object, protocol: object) -> Verdict:
        asked.append((source, protocol))
        return verdict

    assert assignable(list[Dog], Sequence[Named], has_shape=has_shape) is verdict
    assert asked == [(Dog, Named)]


def test_a_function_is_never_a_protocol_whose_shape_no_function_has() -> None:
    assert assignable(Callable[[], int], Named, has_shape=lambda *_: False) is False
    assert assignable(Callable[[], int], Named, has_shape=lambda *_: True) is None


def test_a_typed_dictionary_whose_fields_cannot_be_resolved_is_undecided() -> None:
    class Lost(TypedDict):
        title: "Missing"  # type: ignore[name-defined]  # noqa: F821

    assert assignable(Film, Lost) is None


def test_verdicts_are_joined_with_the_undecided_between() -> None:
    assert every([]) is True
    assert every([True, None]) is None
    assert every([None, False]) is False
    assert some([]) is False
    assert some([False, None]) is None
    assert some([None, True]) is True
