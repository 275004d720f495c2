"""The failure texts of calls and stubbings, as pure functions; verification's are in `report`.

A text says what happened, then where, then the closest thing that is known, then what to do.
"""

import difflib
from collections.abc import Iterator, Sequence

from doubles._annotations.generics import describe
from doubles._engine.answers import Rule
from doubles._engine.blueprint import Blueprint, Signature
from doubles._engine.plan import Plan
from doubles._texts.spelling import closest, differences, marked, spelled, spelled_arguments
from doubles._texts.where import Where
from doubles._values import Use


def unexpected(
    plan: Plan,
    kept: Sequence[object],
    rules: Sequence[Rule],
    unfinished: Rule | None,
    where: Where,
    test_line: Where | None,
) -> str:
    """A call that no stubbing answers."""
    happened = lines(
        f"{used(plan, kept)}, and nothing answers it.",
        *places(plan.use.value, where, test_line),
    )
    if unfinished is not None:
        return lines(
            happened,
            f"The {stubbing(plan, unfinished)} at {unfinished.where} has no answer yet.",
            "Remedy: go on with .returns(...), before the call.",
        )
    return lines(
        happened,
        *_closest_stubbing(plan, kept, [rule for rule in rules if rule.expected is not None]),
        f"Remedy: {_control('when', plan, kept, 'double')}.returns(...), if the test expects this.",
    )


def exhausted(
    plan: Plan, kept: Sequence[object], rule: Rule, where: Where, test_line: Where | None
) -> str:
    """A call after the last of several answers."""
    return lines(
        f"{used(plan, kept)}, and all of its {len(rule.answers)} answers have been given.",
        *places(plan.use.value, where, test_line),
        f"  stubbed at {rule.where}",
        "Remedy: give one answer more, or only one, which then answers every call.",
    )


def dummy_used(plan: Plan, given: Sequence[object], where: Where, test_line: Where | None) -> str:
    """Any use of a dummy."""
    return lines(
        f"{used(plan, given)}, and a dummy only fills a parameter.",
        *places(plan.use.value, where, test_line),
        "Remedy: build a stub() to answer it, or a mock() to verify it.",
    )


def wrong_argument(plan: Plan, reason: str, where: Where) -> str:
    """A call with an argument of a type that the spec refuses."""
    what, verb = ("a value:", "written") if plan.use is Use.WRITE else ("the argument", "passed")
    return lines(
        f"{plan.label} refuses {what} {reason}.",
        f"  {verb} at {where}",
    )


def no_overload(plan: Plan, given: Sequence[object], where: Where) -> str:
    """A call that fits none of the overloads."""
    return lines(
        f"{plan.label} refuses the call {spelled(plan, given)}: "
        f"it fits none of the {len(plan.overloads)} overloads.",
        f"  passed at {where}",
        *(f"  {plan.name}{signature_text(overload)}" for overload in plan.overloads),
    )


def wrong_answer(plan: Plan, reason: str, where: Where, remedy: str | None = None) -> str:
    """An answer of a type that the spec does not return."""
    return lines(
        f"{plan.label} cannot give this answer: {reason}.",
        f"  answered at {where}",
        *([] if remedy is None else [f"Remedy: {remedy}."]),
    )


def unknown_member(double: str, blueprint: Blueprint, name: str) -> str:
    """The use of a member that the spec does not have."""
    near = difflib.get_close_matches(name, blueprint.members, n=1)
    suggestion = f" Did you mean {near[0]!r}?" if near else ""
    return f"{double} has no member {name!r}: {blueprint.name} does not declare it.{suggestion}"


def not_settable(double: str, name: str) -> str:
    """The writing of a property without a setter."""
    return f"{double}.{name} cannot be set: its spec lets it be read only."


def not_replaceable(double: str, name: str) -> str:
    """The writing of a method."""
    return lines(
        f"{double}.{name} cannot be set: it is a method.",
        f"Remedy: answer its calls, with whenever(double.{name}).does(...).",
    )


def not_deletable(double: str, name: str) -> str:
    """The deletion of a member."""
    return f"{double}.{name} cannot be deleted: a double keeps the members of its spec."


def unpicklable(double: str) -> str:
    """An attempt to pickle a double."""
    return (
        f"{double} cannot be pickled: its stubbings and its calls belong to this process.\n"
        "Remedy: build the double in the process that uses it."
    )


def unused(plan: Plan, rule: Rule, later: Rule | None) -> str:
    """A stubbing that no call came for."""
    return lines(
        f"{stubbing(plan, rule)} was never used.",
        f"  stubbed at {rule.where}",
        *([] if later is None else [f"  hidden by the same stubbing at {later.where}"]),
        "Remedy: remove the stubbing, or correct what it expects.",
    )


def unfinished(plan: Plan, rule: Rule) -> str:
    """A `when` without an answer."""
    return lines(
        f"{stubbing(plan, rule)} was given no answer.",
        f"  written at {rule.where}",
        "Remedy: go on with .returns(...), .raises(...), .does(...), .yields(...) or .enters(...).",
    )


def stubbing(plan: Plan, rule: Rule) -> str:
    """A stubbing as it could be written in a test: `when(mock(Users).find, user_id=1)`."""
    if rule.expected is None:
        return f"whenever({plan.label})"
    return _control("when", plan, rule.expected, plan.label.removesuffix(f".{plan.name}"))


def _control(control: str, plan: Plan, values: Sequence[object], double: str) -> str:
    target = double if plan.label == double else f"{double}.{plan.name}"
    if plan.use is not Use.CALL:
        target = f"{'reading' if plan.use is Use.READ else 'writing'}(lambda: {target})"
    arguments = [argument.text for argument in spelled_arguments(plan, values)]
    return f"{control}({', '.join([target, *arguments])})"


def used(plan: Plan, values: Sequence[object]) -> str:
    """`mock(Users).find(user_id=1) was called`, or read, or written."""
    return f"{owner(plan)}{spelled(plan, values)} was {plan.use.value}"


def owner(plan: Plan) -> str:
    """What stands before a member's name: `mock(Users).`; nothing for a function's spy."""
    return plan.label.removesuffix(plan.name) if plan.label.endswith(f".{plan.name}") else ""


def places(verb: str, where: Where, test_line: Where | None) -> Iterator[str]:
    """Where it happened, and the line of the test that led there."""
    yield f"  {verb} at {where}"
    if test_line is not None and test_line != where:
        yield f"  from the test at {test_line}"


def lines(*parts: str) -> str:
    """The parts below one another; a line of marks that marks nothing is left out."""
    return "\n".join(part for part in parts if part.strip())


def signature_text(signature: Signature) -> str:
    """A signature as it would be declared."""
    parameters = ", ".join(f"{p.name}: {describe(p.hint)}" for p in signature.parameters)
    return f"({parameters}) -> {describe(signature.returns)}"


def _closest_stubbing(plan: Plan, kept: Sequence[object], rules: Sequence[Rule]) -> Iterator[str]:
    expected = [rule.expected for rule in rules if rule.expected is not None]
    if not expected:
        return
    index = closest([(one, kept) for one in expected])
    rule, wanted = rules[index], expected[index]
    marks, explained = differences(plan, wanted, kept, "stubbed for", "called with")
    line, carets = marked(plan, wanted, marks, "  ")
    how_many = "" if len(expected) == 1 else f", the closest of {len(expected)}"
    yield f"It is stubbed for another call{how_many}:"
    yield from (line, carets, *explained, f"  stubbed at {rule.where}")
