"""An answer that fails some calls: which of them, the seed and the call's number alone decide."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import attrs

from doubles._engine.answering import raised, reply_lost
from doubles._engine.answers import Answer, Delegates, Target
from doubles._engine.capture import as_it_was, keep
from doubles._engine.plan import Plan
from doubles._schedule import Error, Fate, Schedule, ScheduledCall
from doubles._texts.spelling import spelled

_DELEGATES = Delegates()
_DRAW = 8  # bytes


@attrs.frozen
class Odds:
    """How often calls fail, and how often after they have taken effect."""

    seed: int
    rate: float
    lost_replies: float


class Faults:
    """The calls of one faulty service so far; a scope begins them anew for each test."""

    def __init__(self, odds: Odds) -> None:
        self.odds = odds
        self._calls: list[_Decided] = []
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def begin_window(self) -> None:
        with self._lock:
            self._calls.clear()
            self._counts.clear()

    def schedule(self, service: str) -> Schedule:
        """The calls as they are now."""
        with self._lock:
            decided = tuple(self._calls)
        calls = tuple(call.shown() for call in decided)
        return Schedule(service, self.odds.seed, self.odds.rate, calls)

    def decide(self, plan: Plan, given: Sequence[object], errors: Sequence[Error]) -> "Decision":
        """What becomes of the next call of a member, which is noted."""
        kept = [keep(value) for value in given]
        with self._lock:
            self._counts[plan.name] += 1
            number = self._counts[plan.name]
            decision = _decided(self.odds, plan.name, number, len(errors))
            error = None if decision.fate is Fate.PASSED_ON else errors[decision.error]
            self._calls.append(_Decided(plan, kept, number, decision.fate, error))
        return decision


@attrs.frozen
class _Decided:
    """A call with its arguments as they were: most are never looked at, so they are shown later."""

    plan: Plan
    kept: Sequence[object]
    number: int
    fate: Fate
    error: Error | None

    def shown(self) -> ScheduledCall:
        plan = self.plan
        call = spelled(plan, [as_it_was(value) for value in self.kept])
        arguments = plan.named(plan.filled(self.kept))
        return ScheduledCall(call, plan.name, arguments, self.number, self.fate, self.error)


@attrs.frozen
class Decision:
    """A call's fate; `error` is the index of the one that it raises, if any."""

    fate: Fate
    error: int


class Fails(Answer):
    """Delegates, fails, or loses the reply, as the faults decide for each call."""

    __slots__ = ("_answers", "_errors", "_plan", "faults")

    def __init__(self, plan: Plan, faults: Faults, errors: Iterable[Error]) -> None:
        self.faults = faults
        self._plan = plan
        self._errors = tuple(errors)
        self._answers: dict[Fate, list[Answer]] = {
            Fate.PASSED_ON: [_DELEGATES] * len(self._errors),
            Fate.FAILED: [raised(plan, error) for error in self._errors],
            Fate.REPLY_LOST: [reply_lost(plan, error) for error in self._errors],
        }

    def give(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        return self._next(given).give(target, given)

    async def give_async(self, target: Target, given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        return await self._next(given).give_async(target, given)

    def _next(self, given: Sequence[object]) -> Answer:
        decision = self.faults.decide(self._plan, given, self._errors)
        return self._answers[decision.fate][decision.error]


def _decided(odds: Odds, member: str, number: int, errors: int) -> Decision:
    """What becomes of the call of this number, whatever happened before it and in which thread."""
    text = f"{odds.seed} {member} {number}"
    drawn = blake2b(text.encode(), digest_size=3 * _DRAW).digest()
    fails, loses, which = (
        int.from_bytes(drawn[start : start + _DRAW]) / 2 ** (8 * _DRAW)
        for start in range(0, len(drawn), _DRAW)
    )
    error = int(which * errors)
    if fails >= odds.rate:
        return Decision(Fate.PASSED_ON, error)
    return Decision(Fate.REPLY_LOST if loses < odds.lost_replies else Fate.FAILED, error)
