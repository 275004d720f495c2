"""What a `Where` means for an entity: it is translated into functions once for each query.

SQL's third truth value never appears. A condition is translated by what makes it true and by what
makes it false, and of an unknown one neither holds; a negation changes one for the other.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs

from doubles._texts.shown import shown
from fakes.repository._text import TextComparison, like_expression
from fakes.repository._values import equality_key, order_key
from fakes.repository.errors import InvalidWhere
from fakes.repository.profile import Profile
from fakes.repository.where import (
    Comparison,
    Conjunction,
    Disjunction,
    IgnoringCase,
    IsNull,
    Membership,
    Negation,
    Operator,
    TextMatch,
    TextOperator,
    Where,
)

__all__ = ["predicate"]

E = TypeVar("E")

Test = Callable[[Any], bool]
"""What an attribute's value must pass, which is never None."""


def predicate(
    where: Where, profile: Profile, read: Callable[[E, str], object]
) -> Callable[[E], bool]:
    """Whether the condition is true of an entity, in the way of the profile's database.

    `read` gives an attribute of an entity by its name.

    Raises:
        InvalidWhere: `where` is no condition. The predicate raises it for an entity whose
            attribute cannot be compared with the condition's value.
    """
    return _Translation(profile, read).holds(where)


@attrs.frozen
class _Translation(Generic[E]):
    profile: Profile
    read: Callable[[E, str], object]

    def holds(self, where: Where) -> Callable[[E], bool]:
        """Whether the condition is true, rather than false or unknown."""
        match where:
            case Conjunction(parts=parts):
                return _all([self.holds(part) for part in parts])
            case Disjunction(parts=parts):
                return _any([self.holds(part) for part in parts])
            case Membership(values=()):
                return _any([])
            case Negation(part=part):
                return self.fails(part)
            case IsNull(attribute=name):
                return self._reads_none(name, is_none=True)
            case _:
                return self._passes(where, wanted=True)

    def fails(self, where: Where) -> Callable[[E], bool]:
        """Whether the condition is false, rather than true or unknown."""
        match where:
            case Conjunction(parts=parts):
                return _any([self.fails(part) for part in parts])
            case Disjunction(parts=parts):
                return _all([self.fails(part) for part in parts])
            case Membership(values=()):
                return _all([])
            case Negation(part=part):
                return self.holds(part)
            case IsNull(attribute=name):
                return self._reads_none(name, is_none=False)
            case _:
                return self._passes(where, wanted=False)

    def _reads_none(self, name: str, *, is_none: bool) -> Callable[[E], bool]:
        read = self.read
        return lambda entity: (read(entity, name) is None) is is_none

    def _passes(self, where: Where, *, wanted: bool) -> Callable[[E], bool]:
        read = self.read
        name, test = self._test(where)
        # This and the tests are what a search spends its time in.
        if wanted:
            return lambda entity: (value := read(entity, name)) is not None and test(value)
        return lambda entity: (value := read(entity, name)) is not None and not test(value)

    def _test(self, where: Where) -> tuple[str, Test]:
        profile = self.profile
        match where:
            case Comparison(attribute=name, operator=Operator.EQUALS, value=value):
                return name, _equal_to_one_of([value], profile.text)
            case Comparison(attribute=name):
                return name, _ordered(where, profile.text)
            case Membership(attribute=name, values=values):
                return name, _equal_to_one_of(values, profile.text)
            case TextMatch(attribute=name):
                return name, _like(where, profile)
            case IgnoringCase(attribute=name):
                return name, _equal_ignoring_case(where, profile)
            case _:
                raise InvalidWhere("where", f"must be a condition, not {shown(where)}")


def _all(checks: Sequence[Callable[[E], bool]]) -> Callable[[E], bool]:
    def holds(entity: E) -> bool:
        for check in checks:  # noqa: SIM110 - this loop is what a search spends its time in
            if not check(entity):
                return False
        return True

    return checks[0] if len(checks) == 1 else holds


def _any(checks: Sequence[Callable[[E], bool]]) -> Callable[[E], bool]:
    def holds(entity: E) -> bool:
        for check in checks:  # noqa: SIM110
            if check(entity):
                return True
        return False

    return checks[0] if len(checks) == 1 else holds


def _equal_to_one_of(values: Sequence[object], text: TextComparison) -> Test:
    keys = frozenset(equality_key(value, text) for value in values)
    key_of_text = text.key

    def test(value: object) -> bool:
        if type(value) is str:
            return key_of_text(value) in keys
        try:
            return equality_key(value, text) in keys
        except Exception:  # noqa: BLE001 - what cannot be hashed equals nothing
            return False

    return test


_SIGNS: Final[Mapping[Operator, Callable[[Any, Any], bool]]] = {
    Operator.LESS_THAN: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE_THAN: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def _ordered(where: Comparison, text: TextComparison) -> Test:
    name, compare = where.attribute, _SIGNS[where.operator]
    try:
        wanted = order_key(where.value, text)
    except TypeError as error:
        raise InvalidWhere(name, f"cannot be compared with {shown(where.value)}: {error}") from None
    kind = wanted[0]

    def test(value: object) -> bool:
        try:
            key = order_key(value, text)
            if key[0] == kind:
                return compare(key, wanted)
            problem = f"the one is {key[0]}, the other {kind}"
        except TypeError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - the value's own code may raise anything
            problem = f"comparing them raised {type(error).__name__}"
        raise InvalidWhere(
            name, f"{shown(value)} cannot be compared with {shown(where.value)}: {problem}"
        )

    return test


def _like(where: TextMatch, profile: Profile) -> Test:
    name, folded, found = where.attribute, profile.like.folded, _search(where, profile)
    if profile.like_reads == "all":
        return lambda value: found(folded(_text(name, value)))
    return lambda value: found(folded(_up_to_nul(_text(name, value))))


def _search(where: TextMatch, profile: Profile) -> Callable[[str], bool]:
    """What tells whether a folded text is like the condition's."""
    folded, pattern = profile.like.folded, where.pattern
    if profile.like_reads == "up to NUL":
        pattern = _up_to_nul(pattern)
    if where.operator is TextOperator.LIKE or pattern != where.pattern:
        matches = like_expression(pattern, folded).fullmatch
        return lambda text: matches(text) is not None
    wanted = folded(where.text)
    if where.operator is TextOperator.STARTS_WITH:
        return lambda text: text.startswith(wanted)
    return lambda text: wanted in text


def _up_to_nul(text: str) -> str:
    return text.partition("\0")[0]


def _equal_ignoring_case(where: IgnoringCase, profile: Profile) -> Test:
    name, key = where.attribute, profile.lower.lower_key
    wanted = key(where.text)
    return lambda value: key(_text(name, value)) == wanted


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidWhere(name, f"is compared as text, and is {shown(value)}")
    return value
