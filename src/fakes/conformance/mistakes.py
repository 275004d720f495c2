"""Whether what a suite declares makes sense, before anything is run."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import Enum
from typing import Any, cast

import attrs

from doubles._texts.shown import shown
from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.declarations import Declarations, Deviation
from fakes.conformance.errors import HarnessError
from fakes.conformance.guarantees import Guarantee

__all__ = ["mistake_about"]


@attrs.frozen
class _Mistake:
    problem: str
    remedy: str


def mistake_about(declared: Declarations, guarantee: Guarantee) -> HarnessError | None:
    """What is wrong in the declarations and concerns the guarantee: all of it at once."""
    found = [*_of_the_suite(declared)]
    if not found and not declared.finds_new(guarantee):
        found = [*_of_the_guarantee(declared, guarantee)]
    if not found:
        return None
    return HarnessError(
        "\n".join(mistake.problem for mistake in found),
        "\n        ".join(mistake.remedy for mistake in found),
    )


def _of_the_suite(declared: Declarations) -> Iterator[_Mistake]:
    known = declared.specification
    parameters = [each.slug for each in known.guarantees if each.choices]
    slugs = [each.slug for each in known.guarantees]
    for name, meant in declared.misspelt:
        yield _Mistake(
            f"{name} is nothing that the engine reads.",
            f"write {meant} (did you mean that?), or a name that is less like it.",
        )
    yield from _of_a_set("promises", declared.promises, Promise, known.promises)
    yield from _of_a_set("operations", declared.operations, Operation, known.operations)
    yield from _of_a_mapping("parameters", declared.parameters, parameters)
    yield from _of_a_mapping("limits", declared.limits, [*known.limits])
    yield from _of_deviations(declared.deviations, slugs)
    if not _is_one_of(declared.catalogue, known.catalogues):
        yield _Mistake(
            f"catalogue = {shown(declared.catalogue)} is none that {known.name} has.",
            f"write {_listed(known.catalogues)}.",
        )
    yield from _of_a_number("examples", declared.examples, int, 1, 1_000_000)
    yield from _of_a_number("hangs_after", declared.hangs_after, (int, float), 0.001, 86_400)
    yield from _of_a_number("shrinks_for", declared.shrinks_for, (int, float), 0, 86_400)


def _of_a_number(
    name: str, value: Any, kind: type | tuple[type, ...], least: float, most: float
) -> Iterator[_Mistake]:
    if isinstance(value, bool) or not isinstance(value, kind) or not _within(least, value, most):
        kinds = "a whole number" if kind is int else "a number of seconds"
        yield _Mistake(f"{name} is {shown(value)}.", f"write {kinds} from {least:g} to {most:g}.")


def _within(least: float, value: Any, most: float) -> bool:
    return bool(least <= value <= most)


def _of_a_set(
    name: str, values: object, kind: type[Enum], known: Sequence[Enum]
) -> Iterator[_Mistake]:
    if not isinstance(values, Collection) or isinstance(values, str):
        one = kind.__name__
        yield _Mistake(f"{name} is {_named(values)}, not a set.", f"write {name} = {{{one}. ...}}.")
        return
    for value in cast(Collection[object], values):
        if value is Promise.CLOCK:
            yield _Mistake(
                f"{name} holds Promise.CLOCK.",
                "leave it out, and override advance(), which moves the clock of a store.",
            )
        elif isinstance(value, Operation | Promise) and not isinstance(value, kind):
            other = "operations" if isinstance(value, Operation) else "promises"
            yield _Mistake(f"{name} holds {value}.", f"move it to {other}.")
        elif not any(value is each for each in known):
            yield _Mistake(
                f"{name} holds {_named(value)}, which nothing here is called.",
                f"write {_listed(known, value)}.",
            )


def _of_a_mapping(name: str, values: object, known: Sequence[str]) -> Iterator[_Mistake]:
    if not isinstance(values, Mapping):
        yield _Mistake(f"{name} is {shown(values)}, not a mapping.", f"write {name} = {{...}}.")
        return
    for key in cast(Mapping[object, object], values):
        if not _is_one_of(key, known):
            yield _Mistake(
                f"{name} has {shown(key)}, which nothing here is called.",
                f"write {_listed(known, key)}.",
            )


def _of_deviations(deviations: object, slugs: Sequence[str]) -> Iterator[_Mistake]:
    if not isinstance(deviations, Sequence) or isinstance(deviations, str):
        problem = f"deviations is {shown(deviations)}, not a tuple."
        yield _Mistake(problem, "write deviations = (Deviation(...),).")
        return
    seen = list[str]()
    for deviation in cast(Sequence[object], deviations):
        if not isinstance(deviation, Deviation):
            yield _Mistake(
                f"deviations holds {shown(deviation)}.",
                "write Deviation(guarantee, reason=..., expires=date(...)).",
            )
        elif not _is_one_of(deviation.guarantee, slugs):
            yield _Mistake(
                f"deviations names {shown(deviation.guarantee)}, which is no guarantee.",
                f"write {_listed(slugs, deviation.guarantee)}.",
            )
        elif deviation.guarantee in seen:
            yield _Mistake(
                f"deviations names {deviation.guarantee!r} twice.", "say it all in one Deviation."
            )
        else:
            seen.append(deviation.guarantee)
            yield from _of_a_deviation(deviation)


def _of_a_deviation(deviation: Deviation) -> Iterator[_Mistake]:
    reason: Any = deviation.reason
    expires: object = deviation.expires
    example: Any = deviation.example
    if not isinstance(reason, str):
        yield _Mistake(
            f"the deviation from {deviation.guarantee} has the reason {shown(reason)}.",
            "write a sentence for whoever reads the report.",
        )
    # A datetime is a date too, and cannot be compared to one.
    if type(expires) is not date:
        yield _Mistake(
            f"the deviation from {deviation.guarantee} expires on {shown(expires)}.",
            "write a date, as in expires=date(2027, 6, 1).",
        )
    if example is not None and not isinstance(example, tuple):
        yield _Mistake(
            f"the deviation from {deviation.guarantee} has the example {shown(example)}.",
            "write a tuple of the values that the check draws.",
        )


def _of_the_guarantee(declared: Declarations, guarantee: Guarantee) -> Iterator[_Mistake]:
    lacking = any(declared.lacks(guarantee))
    if lacking and declared.deviation_from(guarantee):
        yield _Mistake(
            f"deviations names {guarantee.slug!r}, which needs what the suite does not declare.",
            "remove the deviation: nobody expects that of the adapter.",
        )
    if guarantee.choices and not lacking:
        choices = " or ".join(map(repr, guarantee.choices))
        value: object = declared.parameters.get(guarantee.slug)
        if value is None:
            yield _Mistake(
                f"systems differ in {guarantee.slug}, and the suite does not say what is right.",
                f"write parameters = {{{guarantee.slug!r}: {choices}}}.",
            )
        elif not _is_one_of(value, guarantee.choices):
            yield _Mistake(
                f"parameters has {guarantee.slug!r}: {shown(value)}.", f"write {choices}."
            )


def _is_one_of(value: object, known: Sequence[str]) -> bool:
    return isinstance(value, str) and value in known


def _listed(known: Sequence[object], wrong: object = "") -> str:
    names = list(map(_named, known))
    if not names:
        return "none: the port has none"
    close = get_close_matches(_named(wrong), names, n=1, cutoff=0.8)
    if close and len(names) > 1:
        return f"{close[0]} (did you mean that?) or another of {', '.join(names)}"
    return f"one of {', '.join(names)}" if len(names) > 1 else names[0]


def _named(value: object) -> str:
    return str(value) if isinstance(value, Enum) else shown(value)
