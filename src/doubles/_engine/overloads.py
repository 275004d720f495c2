"""Overloads of one method: the one parameter list that serves them all, and which accept a call."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from inspect import Parameter as P
from typing import Any, cast

from doubles._annotations.checks import check_of
from doubles._engine.blueprint import Parameter, Signature
from doubles._engine.compare import stands_for_others
from doubles._engine.members import EMPTY


class Absent:
    """Stands for an argument that a call left out, and whose default is not known."""

    def __repr__(self) -> str:
        return "<left out>"


ABSENT = Absent()


def merged(overloads: Sequence[Signature]) -> tuple[Parameter, ...] | None:
    """The parameters of a method that is only declared by overloads; None where they clash.

    They are those of the longest overload, and what others take by keyword only. What is not
    required by every overload gets a default.
    """
    longest = _with_keywords_of(
        overloads, max(overloads, key=lambda overload: len(overload.parameters)).parameters
    )
    parameters = [
        _merged_parameter(parameter, [_at(index, parameter, o.parameters) for o in overloads])
        for index, parameter in enumerate(longest)
    ]
    known = {parameter.name for parameter in longest}
    others = {p.name for o in overloads for p in o.parameters if p.kind is not P.POSITIONAL_ONLY}
    if None in parameters or not others <= known:
        return None
    found = tuple(parameter for parameter in parameters if parameter is not None)
    try:
        inspect.Signature([P(p.name, p.kind, default=p.default) for p in found])
    except ValueError:  # a default before a parameter without one
        return None
    return found


def accepts(
    overload: Signature, args: Sequence[object], kwargs: Mapping[str, object], *, checked: bool
) -> bool:
    """Whether a call fits an overload: in shape and, when `checked`, in the arguments' types."""
    signature = overload.inspectable
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:
        return False
    hints = {parameter.name: parameter for parameter in overload.parameters}
    return not checked or all(_fits(hints[name], value) for name, value in bound.arguments.items())


def _with_keywords_of(
    overloads: Sequence[Signature], parameters: Sequence[Parameter]
) -> list[Parameter]:
    known = {parameter.name for parameter in parameters}
    others = {
        p.name: p
        for overload in overloads
        for p in overload.parameters
        if p.kind is P.KEYWORD_ONLY and p.name not in known
    }
    # What is keyword-only stands before **kwargs, and after everything else.
    return sorted([*parameters, *others.values()], key=lambda p: p.kind is P.VAR_KEYWORD)


def requires(overload: Signature, index: int, parameter: Parameter) -> bool:
    """Whether a call of this overload must name an argument for a parameter of the method."""
    declared = _at(index, parameter, overload.parameters)
    return declared is not None and declared.required


def _at(index: int, parameter: Parameter, parameters: Sequence[Parameter]) -> Parameter | None:
    if parameter.kind is P.POSITIONAL_ONLY:
        return parameters[index] if index < len(parameters) else None
    return next((p for p in parameters if p.name == parameter.name), None)


def _merged_parameter(
    parameter: Parameter, counterparts: Sequence[Parameter | None]
) -> Parameter | None:
    present = [c for c in counterparts if c is not None]
    if any(c.kind is not parameter.kind for c in present):
        return None
    variadic = parameter.kind in (P.VAR_POSITIONAL, P.VAR_KEYWORD)
    if variadic or (len(present) == len(counterparts) and all(p.required for p in present)):
        return Parameter(parameter.name, parameter.kind, EMPTY, Any)
    defaults = [p.default for p in present if p.default is not EMPTY and p.default is not ...]
    agreed = bool(defaults) and len(present) == len(counterparts)
    return Parameter(parameter.name, parameter.kind, defaults[0] if agreed else ABSENT, Any)


def _fits(parameter: Parameter, value: object) -> bool:
    values: Iterable[object] = [value]
    if parameter.kind is P.VAR_POSITIONAL:
        values = cast(tuple[object, ...], value)
    elif parameter.kind is P.VAR_KEYWORD:
        values = cast(Mapping[str, object], value).values()
    check = check_of(parameter.hint)
    return all(stands_for_others(item) or check.reason(item) is None for item in values)
