"""What stubbings, and values written to attributes, owe to the scope that they were made in."""

import attrs

from doubles._engine.answers import Returns, Rule
from doubles._engine.state import MemberState
from doubles._scope import scope_for
from doubles._texts import render
from doubles._texts.where import caller
from doubles.errors import UnfinishedStubbingError, UnusedStubbingError


def promised_rule(state: MemberState, expected: tuple[object, ...] | None) -> Rule:
    """A rule without answers yet, for which the caller's scope answers."""
    __tracebackhide__ = True
    rule = Rule(expected, caller())
    state.unfinished.append(rule)
    scope = scope_for(state.scope)
    scope.promise(_Promise(state, rule, outlived=scope is not state.scope))
    return rule


def write(state: MemberState, value: object) -> None:
    """Makes an attribute answer with the value: until the scope ends, if the double outlives it."""
    scope, before = scope_for(state.scope), state.written
    written = Rule(None, None)
    written.add(Returns(value))
    state.write(written)
    if scope is not state.scope:
        scope.promise(_Restoration(state, before))


def forget(state: MemberState) -> None:
    """Makes a member forget calls, stubbings and written values: until the scope ends, likewise."""
    scope, stubbings, before = scope_for(state.scope), state.stubbings, state.written
    state.forget()
    if scope is not state.scope:
        scope.promise(_Restoration(state, before, stubbings))


@attrs.frozen
class _Restoration:
    """What a member answered with before: the written value and, after a `reset`, the stubbings."""

    state: MemberState
    before: Rule | None
    stubbings: list[Rule] | None = None

    def unfinished(self) -> None:
        """Nothing can be missing."""

    def unused(self) -> None:
        """The subject may write what nobody reads."""

    def withdraw(self) -> None:
        if self.stubbings is not None:
            self.state.stubbings = self.stubbings
        self.state.write(self.before)


@attrs.frozen
class _Promise:
    """What a stubbing owes to the scope that it was made in."""

    state: MemberState
    rule: Rule
    outlived: bool

    def unfinished(self) -> AssertionError | None:
        if self.rule.answers or self.rule.refused:  # an answer that was refused was an error then
            return None
        return UnfinishedStubbingError(render.unfinished(self.state.plan, self.rule))

    def unused(self) -> AssertionError | None:
        if self.rule.used or not self.state.has(self.rule):
            return None
        later = self.state.later_than(self.rule)
        return UnusedStubbingError(render.unused(self.state.plan, self.rule, later))

    def withdraw(self) -> None:
        """A double that outlives the scope is left as it was found."""
        if self.outlived:
            self.state.remove(self.rule)
