"""How a call and its arguments are spelled in failure texts, and where two of them differ."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from inspect import Parameter as P
from typing import cast

import attrs

from doubles._engine.blueprint import Parameter
from doubles._engine.capture import Entity, as_it_was, field_names
from doubles._engine.compare import equal
from doubles._engine.overloads import ABSENT
from doubles._engine.plan import Plan
from doubles._texts.shown import one_line
from doubles._values import Use

_LONGEST = 200
_BRACKETS = {Use.CALL: ("(", ")"), Use.READ: ("", ""), Use.WRITE: (" = ", "")}


def shown(value: object) -> str:
    """`repr(value)` on one line, shortened in its middle; never an error."""
    text = _text(value)
    if len(text) <= _LONGEST:
        return text
    half = (_LONGEST - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


def shown_apart(one: object, other: object) -> tuple[str, str]:
    """Two values on a line each; of long ones only the part around their first difference."""
    texts = _text(one), _text(other)
    if max(map(len, texts)) <= _LONGEST:
        return texts
    pairs = enumerate(zip(*texts, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(map(len, texts)))
    start = max(0, first - _LONGEST // 2)
    return _part(texts[0], start), _part(texts[1], start)


def _part(text: str, start: int) -> str:
    end = start + _LONGEST
    return f"{'... ' if start else ''}{text[start:end]}{' ...' if end < len(text) else ''}"


def _text(value: object) -> str:
    return one_line(as_it_was(value))


@attrs.frozen
class Spelled:
    """An argument as a failure text shows it, and the parameter it belongs to."""

    index: int
    text: str


def spelled(plan: Plan, values: Sequence[object]) -> str:
    """A use of the plan's member: `find(user_id=1)`, `size`, `label = 'new'`."""
    return marked(plan, values, frozenset())[0]


def spelled_arguments(
    plan: Plan, values: Sequence[object], also: frozenset[int] = frozenset()
) -> Iterator[Spelled]:
    """Each argument that is not its parameter's default, and those of the parameters in `also`."""
    last = _last_by_position(plan, values, also)
    for index, (parameter, value) in enumerate(zip(plan.parameters, values, strict=True)):
        positional = index < last or parameter.kind is P.POSITIONAL_ONLY
        left_out = index >= last and index not in also and _is_default(parameter, value)
        if value is ABSENT or left_out:
            continue
        match parameter.kind:
            case P.VAR_POSITIONAL:
                items = cast(Sequence[object], value)
                texts = [shown(item) for item in items] or ([] if index not in also else ["*()"])
            case P.VAR_KEYWORD:
                named = cast(Mapping[str, object], value)
                texts = [f"{k}={shown(v)}" for k, v in named.items()]
                texts = texts or ([] if index not in also else ["**{}"])
            case _:
                texts = [shown(value) if positional else f"{parameter.name}={shown(value)}"]
        yield from (Spelled(index, text) for text in texts)


def _last_by_position(plan: Plan, values: Sequence[object], also: frozenset[int]) -> int:
    """The index of the last argument that needs every one before it to be given by position."""
    by_position = [
        index
        for index, (parameter, value) in enumerate(zip(plan.parameters, values, strict=True))
        if parameter.kind in (P.POSITIONAL_ONLY, P.VAR_POSITIONAL)
        and (index in also or not _is_default(parameter, value))
    ]
    return max(by_position, default=0)


def differing(expected: Sequence[object], kept: Sequence[object]) -> frozenset[int]:
    """The indices of the parameters whose arguments are not the expected ones."""
    pairs = enumerate(zip(expected, kept, strict=True))
    return frozenset(index for index, (wanted, got) in pairs if not equal(wanted, got))


def marked(
    plan: Plan, values: Sequence[object], marks: frozenset[int], indent: str = ""
) -> tuple[str, str]:
    """A use of the member, and a line below it with carets under the arguments in `marks`."""
    opening, closing = _BRACKETS[plan.use]
    line, carets = f"{indent}{plan.name}{opening}", ""
    for position, argument in enumerate(spelled_arguments(plan, values, marks)):
        if position:
            line += ", "
        if argument.index in marks:
            carets = carets.ljust(len(line)) + "^" * len(argument.text)
        line += argument.text
    return line + closing, carets


def changes(parameter: str, kept: object) -> Iterator[str]:
    """What the subject did to a mutable argument after the call."""
    if isinstance(kept, Entity):
        for name, then, now in kept.changes():
            yield f"{parameter}.{name} was {shown(then)} at the call and is {shown(now)} now"


def _is_default(parameter: Parameter, value: object) -> bool:
    if parameter.kind in (P.VAR_POSITIONAL, P.VAR_KEYWORD):
        return not value
    default = parameter.default
    return value is default or (type(value) is type(default) and equal(value, default))


def differences(
    plan: Plan, expected: Sequence[object], kept: Sequence[object], wanted: str, got: str
) -> tuple[frozenset[int], list[str]]:
    """The indices of the arguments that differ, and a line that explains each."""
    marks = differing(expected, kept)
    explained: list[str] = []
    for index in sorted(marks):
        name = plan.parameters[index].name
        if fields := list(_differing_fields(expected[index], as_it_was(kept[index]))):
            explained += [
                f"  {name}.{field}: {wanted} {shown(one)}, {got} {shown(other)}"
                for field, one, other in fields
            ]
            explained += [f"  {line}" for line in changes(name, kept[index])]
            continue
        one, other = shown_apart(expected[index], kept[index])
        alike = ", which looks the same but is not equal" if one == other else ""
        explained.append(f"  {name}: {wanted} {one}, {got} {other}{alike}")
        explained += [f"  {line}" for line in changes(name, kept[index])]
    return marks, explained


def _differing_fields(expected: object, got: object) -> Iterator[tuple[str, object, object]]:
    """The fields in which two instances of one class differ, if it has fields."""
    if type(expected) is type(got):
        for field in field_names(type(expected), compared=True):
            one, other = getattr(expected, field, None), getattr(got, field, None)
            if not equal(one, other):
                yield field, one, other


def closest(pairs: Sequence[tuple[Sequence[object], Sequence[object]]]) -> int:
    """The index of the pair of expected and kept arguments that differ least, the latest such."""

    def distance(index: int) -> tuple[int, float]:
        expected, kept = pairs[index]
        marks = differing(expected, kept)
        return len(marks), -sum(_likeness(expected[i], kept[i]) for i in marks)

    return min(reversed(range(len(pairs))), key=distance)


def _likeness(expected: object, kept: object) -> float:
    return SequenceMatcher(None, shown(expected), shown(kept)).ratio()
