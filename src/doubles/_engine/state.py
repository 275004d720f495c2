"""What one double knows of one of its members: its stubbings, its recorded calls, its answers.

Generated methods take the short way through `exact`, `fallback` and `append`; every other call
comes to `respond`.
"""

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from types import NoneType
from typing import TYPE_CHECKING, Any, NoReturn, cast

from doubles._engine.answers import UNANSWERED, Answer, Delegates, Does, Later, Returns, Rule
from doubles._engine.blueprint import OBJECT_DUNDERS
from doubles._engine.capture import keep
from doubles._engine.compare import all_equal, is_exact, key_of, stands_for_others
from doubles._engine.log import CallLog, Record
from doubles._engine.plan import Plan
from doubles._lazily import lazily
from doubles._scope import Scope, scope_for
from doubles._texts.where import Where, caller, line_in
from doubles._values import PENDING, DoubleKind, Raised, Use, next_ordinal
from doubles.errors import (
    AnswerTypeError,
    ArgumentTypeError,
    DummyUsedError,
    UnexpectedCallError,
)

if TYPE_CHECKING:
    from doubles._texts import render
else:
    render = lazily("doubles._texts.render")


class MemberState:
    """The stubbings and calls of one member of one double."""

    __slots__ = (
        *(
            "plan",
            "scope",
            "real",
            "target",
            "exact",
            "rules",
            "stubbings",
            "unfinished",
            "default",
            "written",
            "fallback",
        ),
        *("log", "append", "waiting", "busy", "_lock"),
    )

    def __init__(
        self,
        plan: Plan,
        scope: Scope,
        real: Callable[..., Any] | None = None,
        target: object = None,
    ) -> None:
        self.plan = plan
        self.scope = scope
        self.real = real  # what a call that is delegated calls
        self.target = target  # the object that generated code calls it on
        self.exact: dict[object, Rule] = {}
        self.rules: list[Rule] = []
        self.stubbings: list[Rule] = []
        self.unfinished: list[Rule] = []
        self.default = _implicit(plan)
        self.written: Rule | None = None  # the last value that was written to an attribute
        self.fallback = self.default or UNANSWERED
        self.log = CallLog()
        self.append = self.log.calls.append
        self.waiting: list[Callable[[], object]] = []
        self.busy = False  # whether there is more to a spy's call than to delegate it
        self._lock = threading.RLock()
        scope.adopt(self)

    # -- stubbings -------------------------------------------------------------------------

    def answer(self, rule: Rule, answers: Sequence[Answer]) -> None:
        """Adds answers to a rule, which from its first answer on is the newest among its equals."""
        with self._lock:
            is_new = not rule.answers
            for answer in answers:
                rule.add(answer)
            if is_new:  # a call on another thread must find its answers there
                self.stubbings.append(rule)
                self._index(rule)
                self._note_business()

    def has(self, rule: Rule) -> bool:
        """Whether the rule still answers, or is hidden by newer ones."""
        return any(other is rule for other in self.stubbings)

    def later_than(self, rule: Rule) -> Rule | None:
        """The rule that answers the same calls and was made later, so that this one never does."""
        later = self.stubbings[self.stubbings.index(rule) + 1 :]
        return next((one for one in later if _expects_the_same(one, rule)), None)

    def remove(self, rule: Rule) -> None:
        """Forgets a rule, so that what it had hidden answers again."""
        with self._lock:
            self.stubbings = [other for other in self.stubbings if other is not rule]
            self._reindex()

    def set_default(self, answer: Answer) -> None:
        """The answer to every call that no stubbing answers."""
        with self._lock:
            self.default = Rule(None, None)
            self.default.add(answer)
            self._reindex()

    def write(self, written: Rule | None) -> None:
        """The answer of an attribute to which a value was written; None: it has none any more."""
        with self._lock:
            self.written = written
            self._reindex()

    def forget(self) -> None:
        """Forgets calls, stubbings and written values; what the builder was given stays."""
        with self._lock:
            self.stubbings = []
            self.written = None
            self._reindex()
        self.begin_window()

    def begin_window(self) -> None:
        """Forgets the calls and starts each stubbing's answers anew: a test has begun."""
        self.log.clear()
        for rule in self.stubbings:
            rule.rewind()

    def _reindex(self) -> None:
        # Made beside the old ones, which calls on other threads go on using meanwhile.
        exact: dict[object, Rule] = {}
        others: list[Rule] = []
        for rule in self.stubbings:
            others = _indexed(rule, exact, others)
        self.exact, self.rules = exact, others
        self._choose_fallback()
        self._note_business()

    def _index(self, rule: Rule) -> None:
        self.rules = _indexed(rule, self.exact, self.rules)
        self._choose_fallback()

    def _choose_fallback(self) -> None:
        if self.rules and self.rules[0].expected is not None:
            self.fallback = UNANSWERED  # these must be asked before the default
        elif self.rules:
            self.fallback = self.rules[0]
        else:
            self.fallback = self.written or self.default or UNANSWERED

    def _note_business(self) -> None:
        delegates = self.default is not None and isinstance(self.default.answers[0], Delegates)
        self.busy = bool(self.stubbings or self.waiting) or not delegates

    def _rule_for(self, kept: Sequence[object]) -> Rule | None:
        try:
            rule = self.exact.get(key_of(kept))
        except Exception:  # noqa: BLE001 - an argument that cannot be hashed, for any reason
            rule = next((r for r in self.exact.values() if _matches(r, kept)), None)
        if rule is None:
            default = self.written or self.default
            rule = next((r for r in self.rules if _matches(r, kept)), default)
        return rule

    # -- calls -----------------------------------------------------------------------------

    def admit(self, index: int, value: object) -> object:
        """An argument as it is kept.

        :raises ArgumentTypeError: the spec refuses an argument of this type.
        """
        __tracebackhide__ = True
        if (reason := self.plan.refusal(index, value)) is not None:
            raise ArgumentTypeError(render.wrong_argument(self.plan, reason, caller()))
        return keep(value) if self.plan.kind.records else value

    def respond(self, given: Sequence[object]) -> Any:
        """The answer to a sync call."""
        __tracebackhide__ = True
        return self._answer(self._begin(given), given)

    async def respond_async(self, given: Sequence[object]) -> Any:
        """The answer to an async call."""
        __tracebackhide__ = True
        return await self._answer_async(self._begin(given), given)

    def attend(self, call: list[Any], given: Sequence[object]) -> Any:
        """The answer to a sync call of a busy spy, which recorded it already."""
        __tracebackhide__ = True
        self.wake()
        return self._answer(call, given)

    async def attend_async(self, call: list[Any], given: Sequence[object]) -> Any:
        """The answer to an async call of a busy spy, which recorded it already."""
        __tracebackhide__ = True
        self.wake()
        return await self._answer_async(call, given)

    def _answer(self, call: list[Any], given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        try:
            answer = self._answer_to(call)
            call[1] = self._checked(answer, answer.give(self, given), given)
        except BaseException as error:
            call[1] = Raised(error)
            raise
        return call[1]

    async def _answer_async(self, call: list[Any], given: Sequence[object]) -> Any:
        __tracebackhide__ = True
        try:
            answer = self._answer_to(call)
            call[1] = self._checked(answer, await answer.give_async(self, given), given)
        except BaseException as error:
            call[1] = Raised(error)
            raise
        return call[1]

    def call_real(self, given: Sequence[object]) -> Any:
        """Calls the object that a spy wraps."""
        __tracebackhide__ = True
        return self.call_function(cast(Callable[..., Any], self.real), given)

    def call_function(self, function: Callable[..., Any], given: Sequence[object]) -> Any:
        """Calls a function with the arguments of a call."""
        __tracebackhide__ = True
        args, kwargs = self.plan.spread(given)
        return function(*args, **kwargs)

    def _begin(self, given: Sequence[object]) -> list[Any]:
        __tracebackhide__ = True
        plan = self.plan
        if plan.kind is DoubleKind.DUMMY:
            self._refuse(DummyUsedError(render.dummy_used(plan, given, caller(), self._line())))
        if plan.overloads and not plan.overloads_for(given):
            raise ArgumentTypeError(render.no_overload(plan, given, caller()))
        filled = plan.filled(given)
        if not plan.kind.records:
            return [0, PENDING, *filled]
        call = [next_ordinal(), PENDING, *map(keep, filled)]
        self.append(call)
        self.wake()
        return call

    def _answer_to(self, call: Record) -> Answer:
        __tracebackhide__ = True
        kept = call[2:]
        rule = self._rule_for(kept)
        if rule is None:
            text = render.unexpected(
                self.plan, kept, self.stubbings, self._unfinished(kept), caller(), self._line()
            )
            self._refuse(UnexpectedCallError(text))
        answer = rule.next_answer()
        if answer is None:
            text = render.exhausted(self.plan, kept, rule, caller(), self._line())
            self._refuse(UnexpectedCallError(text))
        return answer

    def _unfinished(self, kept: Sequence[object]) -> Rule | None:
        """The `when` of this call that has no answer yet."""
        waiting = [rule for rule in self.unfinished if not rule.answers]
        return next((rule for rule in waiting if _matches(rule, kept)), None)

    def _refuse(self, error: UnexpectedCallError) -> NoReturn:
        """Raises the error, and books it in case the subject swallows it."""
        __tracebackhide__ = True
        scope_for(self.scope).book(error)
        raise error

    def _line(self) -> Where | None:
        return line_in(scope_for(self.scope).test_path)

    def _checked(self, answer: Answer, result: object, given: Sequence[object]) -> object:
        """What a function answered with, which is not known before it is called.

        :raises AnswerTypeError: the spec returns something else.
        """
        __tracebackhide__ = True
        # A default, and an answer to any arguments, may not be of the overload that was called.
        checked = isinstance(answer, Returns) if self.plan.overloads else False
        if not (checked or isinstance(answer, Does)):
            return result
        if reason := self.plan.wrong_answer(self.plan.returned(given), result):
            raise AnswerTypeError(render.wrong_answer(self.plan, reason, caller()))
        return result

    def wake(self) -> None:
        """Tells everything that waits for a call that there is one."""
        for waken in tuple(self.waiting):
            waken()

    # -- background work -------------------------------------------------------------------

    @contextmanager
    def waking(self, waken: Callable[[], object]) -> Generator[None]:
        """While the block runs, `waken` is called after each call."""
        with self._lock:
            self.waiting.append(waken)
            self._note_business()
        try:
            yield
        finally:
            with self._lock:
                self.waiting.remove(waken)
                self._note_business()


def _implicit(plan: Plan) -> Rule | None:
    """The answer that needs no stubbing, where there is one."""
    rule = Rule(None, None)
    if plan.kind is DoubleKind.SPY or plan.name in OBJECT_DUNDERS:
        rule.add(Delegates())
    elif plan.use is Use.WRITE or (plan.kind is DoubleKind.MOCK and plan.needs_no_answer):
        nothing = Returns(None)
        rule.add(nothing if plan.is_async or plan.returns is NoneType else Later(nothing))
    else:
        return None
    return rule


def _indexed(rule: Rule, exact: dict[object, Rule], others: list[Rule]) -> list[Rule]:
    """Puts a rule where calls look for it, and returns the rules that no dict can find."""
    if rule.expected is not None and all(map(is_exact, rule.expected)):
        exact[key_of(rule.expected)] = rule
        return others
    return sorted([rule, *others], key=_tier)


def _tier(rule: Rule) -> int:
    """Plain values are asked before matchers, and matchers before `whenever`."""
    if rule.expected is None:
        return 2
    return 1 if any(map(stands_for_others, rule.expected)) else 0


def _expects_the_same(one: Rule, other: Rule) -> bool:
    if one.expected is None or other.expected is None:
        return one.expected is other.expected
    return all_equal(one.expected, other.expected)


def _matches(rule: Rule, kept: Sequence[object]) -> bool:
    return rule.expected is None or all_equal(rule.expected, kept)
