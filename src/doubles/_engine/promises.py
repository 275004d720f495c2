"""What a stubbing owes to the scope that it was made in."""

import attrs

from doubles._engine.answers import Rule
from doubles._engine.state import MemberState
from doubles._scope import scope_for
from doubles._texts import render
from doubles._texts.where import caller
from doubles.errors import UnfinishedStubbingError, UnusedStubbingError


def promised_rule(state: MemberState, expected: tuple[object, ...] | None) -> Rule:
    """A rule without answers yet, for which the caller's scope answers."""
    __tracebackhide__ = True
    rule = Rule(expected, caller())
    scope = scope_for(state.scope)
    scope.promise(_Promise(state, rule, outlived=scope is not state.scope))
    return rule


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
        return UnusedStubbingError(render.unused(self.state.plan, self.rule))

    def withdraw(self) -> None:
        """A double that outlives the scope is left as it was found."""
        if self.outlived:
            self.state.remove(self.rule)
