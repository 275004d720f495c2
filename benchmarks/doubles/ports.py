"""The Protocols that are doubled, and the classes somebody would write for them by hand.

Both are written as source text and executed, because a benchmark of the first double needs a
Protocol that nobody has seen before. Nothing here measures.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice
from typing import Any

from attrs import field, frozen

__all__ = ["KINDS", "Order", "Port", "Written", "port_of"]


@dataclass
class Order:
    """A mutable value, as many services pass them around."""

    number: int
    customer: str
    total: int


FILLERS = (
    ("rename_{0}", "key: int, name: str, /", "None"),
    ("list_by_{0}", "name: str, *, limit: int = 100", "list[str]"),
    ("exists_{0}", "key: int", "bool"),
    ("update_{0}", "key: int, changes: dict[str, str] | None = None", "str | None"),
)
"""Name, parameters and result of the methods that only make a Protocol larger."""

PROTOCOL = "class Service(Protocol):"

REAL = """class RealService:
    {signature}
        return ANSWER"""

STUB = """class StubbedService:
    def __init__(self, answer: {result}) -> None:
        self._answer = answer

    {signature}
        if key == {expected}:
            return self._answer
        raise LookupError(key)"""

STUB_OF_MANY = """class ManyTimesStubbedService:
    def __init__(self, answers: dict[{parameter}, {result}]) -> None:
        self._answers = answers

    {signature}
        return self._answers[key]"""

MOCK = """class MockedService:
    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    {signature}
        self.calls.append(("find", key))"""

SPY = """class SpiedService:
    def __init__(self, real: RealService) -> None:
        self._real = real
        self.calls: list[tuple[object, ...]] = []

    {signature}
        self.calls.append(("find", key))
        return {awaiting}self._real.find(key)"""


@frozen
class Written:
    """The classes of one executed source: the Protocol and its hand-written companions."""

    spec: type[Any]
    real: type[Any]
    stub: type[Any]
    stub_of_many: type[Any]
    mock: type[Any]
    spy: type[Any]


@frozen(slots=False, eq=False)
class Port:
    """A Protocol of `size` methods, whose method `find(key)` is the one that gets called.

    `expected` is the argument that the stubs answer, with `answer`; `other` is one they do not.
    """

    size: int
    parameter: str = "int"
    result: str = "str"
    expected: Any = 1
    other: Any = 999_999
    answer: Any = "Dave"
    is_async: bool = False
    names: Mapping[str, Any] = field(factory=dict)

    @cached_property
    def written(self) -> Written:
        """The classes that all measurements but the one of first doubles share."""
        return self.write()

    @property
    def call(self) -> str:
        """The call that is timed, as an expression over `double` and `key`."""
        awaiting = "await " if self.is_async else ""
        key = repr(self.expected) if self.parameter == "int" else "key"
        return f"{awaiting}double.find({key})"

    def stubbed(self, stubbings: int) -> list[Any]:
        """That many arguments to stub, the called one in the middle and equal, not identical."""
        if stubbings == 1:
            return [copy(self.expected)]
        first: int = self.expected - stubbings // 2
        return list(range(first, first + stubbings))

    def write(self) -> Written:
        """Execute the source anew and return classes that no cache has seen."""
        namespace: dict[str, Any] = {
            "__name__": __name__,
            "ANSWER": self.answer,
            "EXPECTED": self.expected,
            **self.names,
        }
        exec(self.source, namespace)
        return Written(
            spec=namespace["Service"],
            real=namespace["RealService"],
            stub=namespace["StubbedService"],
            stub_of_many=namespace["ManyTimesStubbedService"],
            mock=namespace["MockedService"],
            spy=namespace["SpiedService"],
        )

    @cached_property
    def source(self) -> str:
        """The source text of all classes, as an engineer would have written it."""
        keyword = "async def" if self.is_async else "def"
        signature = f"{keyword} find(self, key: {self.parameter}) -> {self.result}:"
        words = {
            "signature": signature,
            "parameter": self.parameter,
            "result": self.result,
            "expected": repr(self.expected) if self.parameter == "int" else "EXPECTED",
            "awaiting": "await " if self.is_async else "",
        }
        protocol = f"{PROTOCOL}\n    {signature} ..."
        classes = [REAL, STUB, STUB_OF_MANY, MOCK, SPY]
        return "\n\n".join(
            [
                "from typing import Protocol",
                "\n".join([protocol, *self._fillers("...")]),
                *(
                    "\n".join([text.format(**words), *self._fillers("raise NotImplementedError")])
                    for text in classes
                ),
            ]
        )

    def _fillers(self, body: str) -> list[str]:
        keyword = "async def" if self.is_async else "def"
        return [
            f"    {keyword} {name.format(number)}(self, {parameters}) -> {result}: {body}"
            for number, (name, parameters, result) in enumerate(
                islice(cycle(FILLERS), self.size - 1)
            )
        ]


LIST: Mapping[str, Any] = {"parameter": "list[int]", "expected": [1, 2, 3], "other": [1, 2]}

DATACLASS: Mapping[str, Any] = {
    "parameter": "Order",
    "expected": Order(1, "Dave", 1200),
    "other": Order(2, "Eve", 1200),
    "names": {"Order": Order},
}

NOTHING: Mapping[str, Any] = {"result": "None", "answer": None}

KINDS: Mapping[str, Mapping[str, Any]] = {
    "int": {},
    "int, async": {"is_async": True},
    "int, nothing returned": NOTHING,
    "list": LIST,
    "list, nothing returned": {**LIST, **NOTHING},
    "dataclass": DATACLASS,
    "dataclass, nothing returned": {**DATACLASS, **NOTHING},
}
"""What a call takes and gives."""


def port_of(size: int, kind: str = "int") -> Port:
    """The port of `size` methods for one of `KINDS`. Raises KeyError for a kind there is not."""
    return Port(size, **KINDS[kind])
