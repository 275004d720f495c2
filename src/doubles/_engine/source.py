"""The text of generated methods, and its compilation; what the text calls lives in `state`.

A generated method has the spec's own parameters, so that Python itself binds the arguments. Its
text is registered with `linecache`: tracebacks show it and a debugger steps through it.
"""

import inspect
import linecache
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from inspect import Parameter as P
from itertools import count
from textwrap import indent
from types import CodeType, FunctionType, MethodType
from typing import Any

import attrs

from doubles._engine.answers import UNANSWERED
from doubles._engine.blueprint import EMPTY, Parameter
from doubles._engine.capture import ATOMS
from doubles._engine.members import can_be_written
from doubles._engine.overloads import ABSENT
from doubles._engine.plan import Plan
from doubles._values import PENDING, DoubleKind, Raised, next_ordinal


@attrs.frozen
class SlotNames:
    """The names of the slots that hold a double's state, one for each member."""

    prefix: str

    def slot(self, name: str) -> str:
        return f"{self.prefix}{name}__"

    def name(self, slot: str) -> str:
        return slot.removeprefix(self.prefix).removesuffix("__")


CALLED = SlotNames("__called_")
WRITTEN = SlotNames("__written_")


def method(plan: Plan) -> FunctionType:
    """The generated method of a plan."""
    return _compiled(plan, _Text(plan, bound=True), {})


def function(plan: Plan, state: object) -> FunctionType:
    """The generated function of a plan, which has no double to find its state in."""
    generated = _compiled(plan, _Text(plan, bound=False), {"own": state})
    # As decorators do: the signature, and whether it yields, are those of what is wrapped.
    vars(generated)["__wrapped__"] = plan.member.function
    return generated


def binder(plan: Plan) -> Callable[..., tuple[object, ...]]:
    """A function of the double and a call's arguments that returns them in the plan's order."""
    text = _Text(plan, bound=True)
    for index in plan.left_out:
        text.defaults[f"{text.prefix}default{index}"] = plan.default(index)
    source = f"def {text.name}({text.parameters}):\n    return {text.given}\n"
    bind: Callable[..., tuple[object, ...]] = _executed(text, "bind", source, text.defaults)
    return bind


_ATOM_HINTS: tuple[object, ...] = (*ATOMS,)
_STARS: dict[object, str] = {P.VAR_POSITIONAL: "*", P.VAR_KEYWORD: "**"}


class _Text:
    """The pieces of a method's text, in names that none of its parameters has."""

    def __init__(self, plan: Plan, *, bound: bool) -> None:
        taken = {plan.name, *(parameter.name for parameter in plan.parameters)}
        prefix = "_"
        while any(name.startswith(prefix) for name in taken):
            prefix += "_"
        self.plan = plan
        self.bound = bound
        self.prefix = prefix
        # A lambda's name is none that can be written.
        self.name = plan.name if can_be_written(plan.name) else f"{prefix}function"
        self.double = "self" if "self" not in taken else f"{prefix}self"
        self.names = [parameter.name for parameter in plan.parameters]
        self.parameters = ", ".join(self._declarations(first=[self.double] if bound else []))
        self.given = f"({''.join(f'{name}, ' for name in self.names)})"
        self.defaults: dict[str, object] = {
            f"{prefix}default{index}": ABSENT if index in plan.left_out else parameter.default
            for index, parameter in enumerate(plan.parameters)
        }
        if bound:
            self.state = f"{self.double}.{CALLED.slot(plan.name)}"
            self.real = f"{prefix}state.target.{plan.name}"
        else:
            self.state, self.real = f"{prefix}own", f"{prefix}state.real"

    def _declarations(self, first: list[str]) -> Iterator[str]:
        yield from first
        before: object = P.POSITIONAL_ONLY if first else None
        if first and not any(p.kind is P.POSITIONAL_ONLY for p in self.plan.parameters):
            yield "/"
            before = None
        for index, parameter in enumerate(self.plan.parameters):
            if before is P.POSITIONAL_ONLY and parameter.kind is not P.POSITIONAL_ONLY:
                yield "/"
            starred = before is P.KEYWORD_ONLY or before is P.VAR_POSITIONAL
            if parameter.kind is P.KEYWORD_ONLY and not starred:
                yield "*"
            yield self._declaration(index, parameter)
            before = parameter.kind
        if before is P.POSITIONAL_ONLY:
            yield "/"

    def _declaration(self, index: int, parameter: Parameter) -> str:
        stars = _STARS.get(parameter.kind, "")
        default = "" if parameter.default is EMPTY else f"={self.prefix}default{index}"
        return f"{stars}{parameter.name}{default}"

    def method(self) -> str:
        """The whole method."""
        plan = self.plan
        head = f"{'async ' if plan.is_async else ''}def {self.name}({self.parameters}):"
        return "\n".join([head, *(f"    {line}" for line in self._body()), ""])

    def _body(self) -> Iterator[str]:
        plan, prefix = self.plan, self.prefix
        respond = f"{'await ' if plan.is_async else ''}{prefix}state.respond"
        if plan.is_async:
            respond += "_async"
        yield "__tracebackhide__ = True"
        yield f"{prefix}state = {self.state}"
        if plan.kind is DoubleKind.DUMMY or plan.overloads:
            yield from self._pass_back(f"{respond}({self.given})")
            return
        kept = list(self._admit())
        yield from (line for line, _ in kept if line)
        if plan.kind.delegates and plan.left_out:
            left_out = [f"{self.names[index]} is {prefix}ABSENT" for index in sorted(plan.left_out)]
            yield f"if {' or '.join(left_out)}:"
            for line in self._pass_back(f"{respond}({self.given})"):
                yield f"    {line}"
        keys = [name for _, name in kept]
        key = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        record = "".join(f", {name}" for name in keys)
        if plan.kind is DoubleKind.SPY:
            yield from self._delegate(respond, record)
        else:
            yield from self._answer(respond, key, record)

    def _admit(self) -> Iterator[tuple[str, str]]:
        """For each argument a line that checks and keeps it, and the name it is kept under."""
        prefix, records = self.prefix, self.plan.kind.records
        for index, (parameter, check) in enumerate(
            zip(self.plan.parameters, self.plan.checks, strict=True)
        ):
            name, kept = parameter.name, f"{prefix}kept{index}"
            variadic = parameter.kind in (P.VAR_POSITIONAL, P.VAR_KEYWORD)
            atoms = ATOMS if check is None else check.atoms & ATOMS
            if not records and check is None:
                yield "", name
                continue
            passes = self._atom_test(index, name, atoms) if atoms and not variadic else "False"
            if variadic:
                passes = f"not {name}"
            admit = f"{prefix}state.admit({index}, {name})"
            if records:
                yield f"{kept} = {name} if {passes} else {admit}", kept
            else:
                yield f"{passes} or {admit}", name

    def _atom_test(self, index: int, name: str, atoms: frozenset[type]) -> str:
        if len(atoms) == 1:
            self.defaults[f"{self.prefix}atom{index}"] = next(iter(atoms))
            return f"{self.prefix}type({name}) is {self.prefix}atom{index}"
        self.defaults[f"{self.prefix}atoms{index}"] = atoms
        return f"{self.prefix}type({name}) in {self.prefix}atoms{index}"

    def _answer(self, respond: str, key: str, record: str) -> Iterator[str]:
        prefix = self.prefix
        yield "try:"
        yield f"    {prefix}rule = {prefix}state.exact.get({key}, {prefix}state.fallback)"
        yield f"except {prefix}Unhashable:"
        yield f"    {prefix}rule = {prefix}UNANSWERED"
        yield f"if {prefix}rule.fixed:"
        yield f"    {prefix}rule.used = True"
        if self.plan.kind.records:
            yield f"    {prefix}state.append(({prefix}next(), {prefix}rule.value{record}))"
            yield f"    if {prefix}state.waiting:"
            yield f"        {prefix}state.wake()"
        yield f"    return {prefix}rule.value"
        yield f"return {respond}({self.given})"

    def _delegate(self, respond: str, record: str) -> Iterator[str]:
        prefix = self.prefix
        arguments = ", ".join(self._passed_on())
        wait = "await " if self.plan.is_async else ""
        attend = respond.replace("respond", "attend")
        yield f"{prefix}call = [{prefix}next(), {prefix}PENDING{record}]"
        yield f"{prefix}state.append({prefix}call)"
        yield f"if {prefix}state.busy:"
        answered = self._pass_back(f"{attend}({prefix}call, {self.given})")
        yield from (f"    {line}" for line in answered)
        yield "try:"
        yield f"    {prefix}result = {wait}{self.real}({arguments})"
        yield f"except {prefix}BaseException as {prefix}error:"
        yield f"    {prefix}call[1] = {prefix}Raised({prefix}error)"
        yield "    raise"
        yield f"{prefix}call[1] = {prefix}result"
        yield from self._pass_back(f"{prefix}result")

    def _pass_back(self, result: str) -> Iterator[str]:
        """Where the real object returns itself, its spy does too: `with spy as s`, `s.a().b()`."""
        if not (self.bound and self.plan.kind.delegates) or self.plan.returns in _ATOM_HINTS:
            yield f"return {result}"
            return
        if not result.isidentifier():
            yield f"{self.prefix}result = {result}"
        outcome, target = f"{self.prefix}result", f"{self.prefix}state.target"
        yield f"return {self.double} if {outcome} is {target} else {outcome}"

    def _passed_on(self) -> Iterator[str]:
        for parameter in self.plan.parameters:
            match parameter.kind:
                case P.VAR_POSITIONAL:
                    yield f"*{parameter.name}"
                case P.VAR_KEYWORD:
                    yield f"**{parameter.name}"
                case P.KEYWORD_ONLY:
                    yield f"{parameter.name}={parameter.name}"
                case _:
                    yield parameter.name


def _compiled(plan: Plan, text: _Text, names: Mapping[str, object]) -> FunctionType:
    values = {
        "type": type,
        "next": next_ordinal,
        "PENDING": PENDING,
        "Raised": Raised,
        "BaseException": BaseException,
        "Unhashable": Exception,
        "UNANSWERED": UNANSWERED,
        "ABSENT": ABSENT,
        **names,
    }
    source = text.method()
    prefixed = {f"{text.prefix}{name}": value for name, value in values.items()}
    values = {**text.defaults, **prefixed}
    function: FunctionType = _executed(text, plan.kind.value, source, values)
    declared = plan.member.function
    function.__doc__ = getattr(declared, "__doc__", None)
    function.__module__ = getattr(declared, "__module__", plan.member.owner.__module__)
    function.__annotations__ = dict(getattr(declared, "__annotations__", {}))
    if plan.left_out:
        function.__signature__ = _declared_signature(plan, function)  # type: ignore[attr-defined]
    return function


def _declared_signature(plan: Plan, function: FunctionType) -> inspect.Signature:
    """The signature that the spec declares, where the text has other defaults."""
    signature = inspect.signature(function)
    declared = {p.name: p.default for p in plan.parameters}
    return signature.replace(
        parameters=[
            p.replace(default=declared.get(p.name, p.default))
            for p in signature.parameters.values()
        ]
    )


def _executed(text: _Text, what: str, source: str, values: Mapping[str, object]) -> Any:
    """Runs a function's text with `values` in its closure and the spec's module as its globals.

    The globals are the module's, so that tools which evaluate annotations find the names there.
    """
    plan = text.plan
    factory = f"def make({', '.join(values)}):\n{indent(source, '    ')}    return {text.name}\n"
    filename = _registered(f"doubles {what} {plan.label}", factory)
    found: dict[str, Any] = {}
    exec(_code(factory, filename), _globals(plan), found)  # noqa: S102 - text of our own making
    function = found["make"](**values)
    function.__name__, function.__qualname__ = plan.name, plan.label
    return function


def _registered(name: str, source: str) -> str:
    """The file name under which `linecache` has this source, and no other of the same name."""
    entry = (len(source), None, source.splitlines(keepends=True), name)
    filename, numbers = f"<{name}>", count(2)
    while linecache.cache.setdefault(filename, entry) != entry:
        filename = f"<{name} {next(numbers)}>"
    return filename


def _globals(plan: Plan) -> dict[str, Any]:
    declared = plan.member.function
    if isinstance(declared, FunctionType | MethodType):
        return getattr(inspect.unwrap(declared), "__globals__", {})
    module = sys.modules.get(plan.member.owner.__module__)
    return {} if module is None else vars(module)


@lru_cache(maxsize=1024)
def _code(source: str, filename: str) -> CodeType:
    return compile(source, filename, "exec")
