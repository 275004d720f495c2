"""Pairs of a Protocol and a class in source: generated here, hand-picked in shape_corners.txt.

What a type checker and the shape check say of them is the matter of the tests.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import indent

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

PREAMBLE = """
from __future__ import annotations
import collections
import dataclasses
import enum
import functools
from abc import ABC, abstractmethod
from collections.abc import *
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import (
    Any, ClassVar, Final, Generic, Literal, NamedTuple, Never, NewType, Protocol, Self, TypedDict,
    TypeVar, overload,
)
import attrs

T = TypeVar("T")
K = TypeVar("K")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
UserId = NewType("UserId", int)


class Animal:
    pass


class Dog(Animal):
    pass


class Box(Generic[T]):
    def put(self, item: T) -> T:
        return item


class Source(Generic[T_co]):
    def take(self) -> T_co:
        raise NotImplementedError


class Sink(Generic[T_contra]):
    def give(self, item: T_contra) -> None: ...


class Kennel(Box[Dog]):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Film(TypedDict):
    title: str


class LongFilm(Film):
    minutes: int


class Point(NamedTuple):
    x: int
    y: int


class Named(Protocol):
    @property
    def name(self) -> str: ...


class Ship:
    name: str = "Argo"


class Nameless:
    pass
"""

HINTS = [
    "int",
    "str",
    "bool",
    "float",
    "complex",
    "None",
    "object",
    "Any",
    "bytes",
    "Animal",
    "Dog",
    "UserId",
    "Colour",
    "Film",
    "LongFilm",
    "Point",
    "Never",
    "Named",
    "Ship",
    "Nameless",
    "Hashable",
    "Sized",
    "Kennel",
    "int|None",
    "str|None",
    "Dog|None",
    "int|str",
    "Animal|int",
    "bool|str",
    'Literal["a"]',
    'Literal["a","b"]',
    "Literal[1]",
    "Literal[True]",
    "Literal[True,False]",
    "Literal[Colour.RED]",
    "Literal[Colour.RED,Colour.BLUE]",
    'Literal["a"]|None',
    "list[int]",
    "list[bool]",
    "list[float]",
    "list[Dog]",
    "list[Animal]",
    "list[Any]",
    "set[int]",
    "frozenset[Dog]",
    "dict[str,int]",
    "dict[str,object]",
    "Mapping[str,int]",
    "Mapping[str,object]",
    "Mapping[object,int]",
    "Film|None",
    "collections.OrderedDict[str,int]",
    "collections.Counter[str]",
    "Sequence[int]",
    "Sequence[object]",
    "Sequence[Animal]",
    "Collection[str]",
    "Iterable[int]",
    "Iterable[str]",
    "Iterable[Animal]",
    "Iterator[int]",
    "Generator[int,None,None]",
    "Iterable[Named]",
    "tuple[int,str]",
    "tuple[bool,str]",
    "tuple[int,...]",
    "tuple[Dog,Dog]",
    "tuple[Animal,...]",
    "tuple[()]",
    "type",
    "type[Dog]",
    "type[Animal]",
    "type[Any]",
    "Callable[[int],str]",
    "Callable[[bool],str]",
    "Callable[[int],object]",
    "Callable[...,str]",
    "Callable[[],None]",
    "Callable[[Animal],Dog]",
    "Callable[[Dog],Animal]",
    "Callable[[int,str],None]",
    "Box[Dog]",
    "Box[Animal]",
    "Box[Any]",
    "Source[Dog]",
    "Source[Animal]",
    "Sink[Dog]",
    "Sink[Animal]",
    "Box[list[int]]",
    "Awaitable[int]",
    "Coroutine[Any,Any,int]",
    "Coroutine[Any,Any,bool]",
    "AsyncIterator[int]",
    "AsyncIterable[float]",
    "AbstractContextManager[Dog]",
    "AbstractContextManager[Animal]",
]


@attrs.frozen
class Pair:
    """A Protocol and a class in source, named P and C; `spec` is how the Protocol is asked for."""

    protocol: str
    implementation: str
    spec: str = "P"

    def source(self, number: int) -> str:
        text = f"{self.protocol}\n\n{self.implementation}\n"
        return self._numbered(text, number) + f"{self.line(number)}\n"

    def line(self, number: int) -> str:
        return self._numbered(f"_: {self.spec} = C()", number).replace("_", f"_{number}", 1)

    def _numbered(self, text: str, number: int) -> str:
        return re.sub(r"\b([PC])\b", rf"\g<1>{number}", text)


# --- generated pairs -----------------------------------------------------------------------------


@attrs.frozen
class Taken:
    """A parameter: its name, hint, whether it has a default, and `/`, `` or `*` for its kind."""

    name: str
    hint: str
    optional: bool = False
    kind: str = ""


@attrs.frozen
class Method:
    """A method, in the parts that a mutation changes."""

    parameters: tuple[Taken, ...] = ()
    star: str | None = None
    double_star: str | None = None
    returns: str = "None"
    prefix: str = "def"
    decorator: str = ""

    def source(self, body: str, name: str = "m") -> str:
        first = {"@staticmethod": [], "@classmethod": ["cls"]}.get(self.decorator, ["self"])
        signature = ", ".join(self._signature(first))
        declared = f"{self.prefix} {name}({signature}) -> {self.returns}: {body}\n"
        return f"{self.decorator}\n{declared}".lstrip()

    def _signature(self, first: list[str]) -> Iterator[str]:
        by_kind: dict[str, list[Taken]] = {"/": [], "": [], "*": []}
        for parameter in self.parameters:
            by_kind[parameter.kind].append(parameter)
        # Python refuses a required parameter behind an optional one.
        positional = [*by_kind["/"], *by_kind[""]]
        from_here = next((n for n, p in enumerate(positional) if p.optional), len(positional))
        positional = [
            attrs.evolve(p, optional=p.optional or n > from_here) for n, p in enumerate(positional)
        ]
        yield from first
        for n, parameter in enumerate(positional):
            yield self._written(parameter)
            if n + 1 == len(by_kind["/"]):
                yield "/"
        if self.star is not None:
            yield f"*args: {self.star}"
        elif by_kind["*"]:
            yield "*"
        yield from map(self._written, by_kind["*"])
        if self.double_star is not None:
            yield f"**kwargs: {self.double_star}"

    @staticmethod
    def _written(parameter: Taken) -> str:
        return f"{parameter.name}: {parameter.hint}" + (" = ..." if parameter.optional else "")


hints = st.sampled_from(HINTS)
rarely = st.integers(0, 5).map(lambda n: n == 5)
kinds = st.sampled_from(["", "", "", "/", "*"])
decorators = st.sampled_from(["", "", "", "@classmethod", "@staticmethod"])


@st.composite
def methods(draw: st.DrawFn) -> Method:
    names = "abc"[: draw(st.integers(0, 3))]
    return Method(
        parameters=tuple(
            Taken(name, draw(hints), optional=draw(rarely), kind=draw(kinds)) for name in names
        ),
        star=draw(hints) if draw(rarely) else None,
        double_star=draw(hints) if draw(rarely) else None,
        returns=draw(hints),
        prefix=draw(st.sampled_from(["def", "def", "async def"])),
        decorator=draw(decorators),
    )


@st.composite
def mutated(draw: st.DrawFn, method: Method) -> Method:
    changes = draw(st.lists(st.sampled_from([*MUTATIONS]), min_size=0, max_size=2))
    for change in changes:
        method = MUTATIONS[change](draw, method)
    return method


def _one_parameter(
    change: Callable[[st.DrawFn, Taken], Taken],
) -> Callable[[st.DrawFn, Method], Method]:
    def mutate(draw: st.DrawFn, method: Method) -> Method:
        if not method.parameters:
            return method
        chosen = draw(st.integers(0, len(method.parameters) - 1))
        return attrs.evolve(
            method,
            parameters=tuple(
                change(draw, p) if n == chosen else p for n, p in enumerate(method.parameters)
            ),
        )

    return mutate


MUTATIONS: Mapping[str, Callable[[st.DrawFn, Method], Method]] = {
    "returns": lambda draw, m: attrs.evolve(m, returns=draw(hints)),
    "hint": _one_parameter(lambda draw, p: attrs.evolve(p, hint=draw(hints))),
    "default": _one_parameter(lambda _, p: attrs.evolve(p, optional=not p.optional)),
    "kind": _one_parameter(lambda draw, p: attrs.evolve(p, kind=draw(kinds))),
    "fewer": lambda _, m: attrs.evolve(m, parameters=m.parameters[:-1]),
    "more": lambda draw, m: attrs.evolve(
        m,
        parameters=(
            *m.parameters,
            Taken(f"z{len(m.parameters)}", draw(hints), draw(rarely), draw(kinds)),
        ),
    ),
    "reordered": lambda _, m: attrs.evolve(m, parameters=m.parameters[::-1]),
    "star": lambda draw, m: attrs.evolve(m, star=draw(st.one_of(st.none(), hints))),
    "double star": lambda draw, m: attrs.evolve(m, double_star=draw(st.one_of(st.none(), hints))),
    "colour": lambda _, m: attrs.evolve(m, prefix="def" if "async" in m.prefix else "async def"),
    "decorator": lambda draw, m: attrs.evolve(m, decorator=draw(decorators)),
}


def protocol(body: str, bases: str = "Protocol") -> str:
    return f"class P({bases}):\n{indent(body, '    ')}"


def implementation(body: str, bases: str = "") -> str:
    return f"class C{bases}:\n{indent(body, '    ')}"


BODY = "raise NotImplementedError"


@st.composite
def method_pairs(draw: st.DrawFn) -> Pair:
    wanted = draw(methods())
    own = draw(mutated(wanted))
    return Pair(protocol(wanted.source("...")), implementation(own.source(BODY)))


@st.composite
def hint_pairs(draw: st.DrawFn) -> Pair:
    """Two hints, each way round: one as a parameter and the other as what is returned."""
    wanted, own = draw(hints), draw(hints)
    return Pair(
        protocol(f"def m(self) -> {wanted}: ..."), implementation(f"def m(self) -> {own}: {BODY}")
    )


MEMBERS = (
    "x: {}",
    "x: {} = ...",
    "x: ClassVar[{}]",
    "@property\ndef x(self) -> {}: {body}",
    "@property\ndef x(self) -> {}: {body}\n@x.setter\ndef x(self, value: {}) -> None: ...",
    "def x(self) -> {}: {body}",
)
OWN_MEMBERS = (
    *MEMBERS,
    "@functools.cached_property\ndef x(self) -> {}: {body}",
    "x: Final[{}] = ...",
    "y: {}",
)


@st.composite
def attribute_pairs(draw: st.DrawFn) -> Pair:
    wanted = draw(hints)
    own = wanted if draw(st.booleans()) else draw(hints)
    return Pair(
        protocol(draw(st.sampled_from(MEMBERS)).replace("{}", wanted).replace("{body}", "...")),
        implementation(
            draw(st.sampled_from(OWN_MEMBERS)).replace("{}", own).replace("{body}", BODY)
        ),
    )


@st.composite
def generic_pairs(draw: st.DrawFn) -> Pair:
    argument, own = draw(hints), draw(hints)
    return Pair(
        protocol(
            "def put(self, item: T) -> None: ...\ndef get(self) -> list[T]: ...", "Protocol[T]"
        ),
        implementation(
            f"def put(self, item: {own}) -> None: ...\ndef get(self) -> list[{own}]: {BODY}"
        ),
        spec=f"P[{argument if draw(st.booleans()) else own}]",
    )


@st.composite
def overload_pairs(draw: st.DrawFn) -> Pair:
    def overloads(body: str) -> str:
        first, second = draw(few_hints), draw(few_hints)
        text = "".join(
            f"@overload\ndef m(self, a: {a}) -> {r}: ...\n"
            for a, r in ((first, draw(few_hints)), (second, draw(few_hints)))
        )
        return text + body

    few_hints = st.sampled_from(["int", "str", "bool", "object", "Dog", "Animal", "int|str"])
    single = f"def m(self, a: {draw(few_hints)}) -> {draw(few_hints)}: "
    hidden = f"def m(self, a: Any) -> Any: {BODY}"
    return Pair(
        protocol(draw(st.sampled_from([overloads(""), single + "..."]))),
        implementation(draw(st.sampled_from([overloads(hidden), single + BODY]))),
    )


def decided_at_run_time(pair: Pair) -> bool:
    """Neither what a class object is good for nor what a ClassVar binds when it is callable."""
    text = pair.protocol + pair.implementation
    uses_a_class = "type[" in text and any(
        other in text for other in ("Callable", "Hashable", "x:")
    )
    return not uses_a_class and not ("ClassVar" in text and "Callable" in text)


pairs = st.one_of(
    method_pairs(),
    method_pairs(),
    hint_pairs(),
    attribute_pairs(),
    generic_pairs(),
    overload_pairs(),
).filter(decided_at_run_time)


def generated(count: int, number: int) -> list[Pair]:
    found: dict[Pair, None] = {}

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(pairs)
    def collect(pair: Pair) -> None:
        found[pair] = None

    collect()
    return list(found)


# --- hand-picked pairs ---------------------------------------------------------------------------


def hand_picked() -> list[Pair]:
    """One pair for each `##` heading; behind an arrow, how the Protocol is asked for."""
    text = (Path(__file__).parent / "shape_corners.txt").read_text()
    return [_parsed(section) for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]


def _parsed(section: str) -> Pair:
    heading, _, code = section.partition("\n")
    own = re.search(r"^(?:@.*\n)*class C\b", code, flags=re.MULTILINE)
    assert own, heading
    _, _, spec = heading.partition(" -> ")
    return Pair(code[: own.start()].strip(), code[own.start() :].strip(), spec or "P")
