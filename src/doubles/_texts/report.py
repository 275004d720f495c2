"""The failure texts of verification, as pure functions of the recorded calls."""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from doubles._engine.plan import Plan
from doubles._texts.render import lines, owner
from doubles._texts.spelling import closest, differences, marked, spelled
from doubles._texts.where import Where
from doubles._values import Use

_MOST = 5
_SEARCHED = 500


@attrs.frozen
class Seen:
    """A recorded call and the member that was called."""

    plan: Plan
    call: Sequence[Any]
    began: int

    @property
    def number(self) -> int:
        """The call's place among those of the test."""
        return self.ordinal - self.began

    @property
    def ordinal(self) -> int:
        ordinal: int = self.call[0]
        return ordinal

    @property
    def arguments(self) -> Sequence[object]:
        return self.call[2:]

    def __str__(self) -> str:
        return f"#{self.number} {owner(self.plan)}{spelled(self.plan, self.arguments)}"


@attrs.frozen
class Wanted:
    """What a verification asked for: `how_often` ends the words "was expected"."""

    plan: Plan
    arguments: Sequence[object]
    how_often: str
    where: Where

    def __str__(self) -> str:
        call = f"{owner(self.plan)}{spelled(self.plan, self.arguments)}"
        return f"{call} was expected {self.how_often}"


def times(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def wrong_count(wanted: Wanted, matching: Sequence[Seen], recorded: Sequence[Seen]) -> str:
    """Calls that match, but too few or too many of them."""
    return lines(
        f"{wanted}, and {_happened(wanted.plan, len(matching))}.",
        f"  verified at {wanted.where}",
        *(_list("Recorded", matching) if matching else _nearest(wanted, recorded)),
    )


def not_only(wanted: Wanted, others: Sequence[Seen]) -> str:
    """Other calls of a method beside the one that should be the only one."""
    noun = _noun(wanted.plan, len(others))
    return lines(
        f"{wanted}, as the only {_noun(wanted.plan, 1)} of {wanted.plan.name}, "
        f"and there {'is' if len(others) == 1 else 'are'} {len(others)} other {noun}.",
        f"  verified at {wanted.where}",
        *_list("Recorded besides", others),
    )


def out_of_order(
    wanted: Wanted, behind: Seen, after: Sequence[Seen], before: Sequence[Seen]
) -> str:
    """Calls that are not where an order wants them: too few of them `after` the last one found."""
    return lines(
        f"{wanted} after {behind}, and {_happened(wanted.plan, len(after))} there.",
        f"  verified at {wanted.where}",
        *(_list("Recorded there", after) if after else ()),
        *(_list("Recorded before that", before) if before else ()),
    )


def called(plan: Plan, seen: Sequence[Seen], where: Where) -> str:
    """Calls of a method that was not to be called."""
    return lines(
        f"{plan.label} was expected never to be {plan.use.value}, "
        f"and {_happened(plan, len(seen))}.",
        f"  verified at {where}",
        *_list("Recorded", seen),
    )


def unverified(seen: Sequence[Seen], where: Where) -> str:
    """Calls that no verification accounted for."""
    were = "1 call was" if len(seen) == 1 else f"{len(seen)} calls were"
    return lines(
        f"{were} not verified.",
        f"  verified at {where}",
        *_list("Recorded", seen),
        "Remedy: verify what the test expects, or stop the subject from doing the rest.",
    )


def _nearest(wanted: Wanted, recorded: Sequence[Seen]) -> Iterator[str]:
    plan = wanted.plan
    if not recorded or plan.use is Use.READ:
        yield f"No {_noun(plan, 1)} of {plan.name} is recorded."
        return
    searched = recorded[-_SEARCHED:]
    nearest = searched[closest([(wanted.arguments, one.arguments) for one in searched])]
    marks, explained = differences(plan, wanted.arguments, nearest.arguments, "expected", "got")
    line, carets = marked(plan, nearest.arguments, marks, f"  #{nearest.number} ")
    how_many = "" if len(recorded) == 1 else f", the closest of {len(recorded)}"
    yield f"Another {_noun(plan, 1)} was recorded{how_many}:"
    yield from (line, carets, *explained)


def _happened(plan: Plan, count: int) -> str:
    return f"was {plan.use.value} {times(count)}" if count else f"was never {plan.use.value}"


def _noun(plan: Plan, count: int) -> str:
    noun = {Use.CALL: "call", Use.READ: "reading", Use.WRITE: "writing"}[plan.use]
    return noun if count == 1 else f"{noun}s"


def _list(heading: str, seen: Sequence[Seen]) -> Iterator[str]:
    yield f"{heading}:"
    for one in seen[:_MOST]:
        yield f"  {one}"
    if len(seen) > _MOST:
        yield f"  ... and {len(seen) - _MOST} more"
