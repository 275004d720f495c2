"""The calls that one signature allows and another refuses; which member they belong to is not here.

Every method here compares what an implementation takes with what its spec passes.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import attrs

from doubles._annotations.generics import describe
from doubles._engine.blueprint import Parameter, Signature
from doubles._shapes.assignable import Verdict

_POSITIONAL_ONLY = inspect.Parameter.POSITIONAL_ONLY
_POSITIONAL_OR_KEYWORD = inspect.Parameter.POSITIONAL_OR_KEYWORD
_KEYWORD_ONLY = inspect.Parameter.KEYWORD_ONLY
_VAR_POSITIONAL = inspect.Parameter.VAR_POSITIONAL
_VAR_KEYWORD = inspect.Parameter.VAR_KEYWORD


def refused_calls(
    taken: Signature,
    passed: Signature,
    *,
    spec: str,
    assignable: Callable[[object, object], Verdict],
) -> tuple[str, ...]:
    """What `taken` refuses of the calls that `passed`, of the spec with this name, allows."""
    return tuple(_Comparison(_Sorted(taken), _Sorted(passed), spec, assignable).problems())


def written(signature: Signature) -> str:
    """A signature as one writes it, without defaults: `(key: int, *, flag: bool = ...) -> str`."""
    parts: list[str] = []
    previous: Parameter | None = None
    for parameter in signature.parameters:
        if _is_positional_only(previous) and not _is_positional_only(parameter):
            parts.append("/")
        if parameter.kind is _KEYWORD_ONLY and (
            previous is None or previous.kind not in (_KEYWORD_ONLY, _VAR_POSITIONAL)
        ):
            parts.append("*")
        parts.append(_written(parameter))
        previous = parameter
    if _is_positional_only(previous):
        parts.append("/")
    return f"({', '.join(parts)}) -> {describe(signature.returns)}"


def _is_positional_only(parameter: Parameter | None) -> bool:
    return parameter is not None and parameter.kind is _POSITIONAL_ONLY


def _written(parameter: Parameter) -> str:
    hint = "" if parameter.hint is Any else f": {describe(parameter.hint)}"
    default = "" if parameter.default is inspect.Parameter.empty else " = ..."
    return f"{_starred(parameter)}{hint}{default}"


def _starred(parameter: Parameter) -> str:
    match parameter.kind:
        case inspect.Parameter.VAR_POSITIONAL:
            return f"*{parameter.name}"
        case inspect.Parameter.VAR_KEYWORD:
            return f"**{parameter.name}"
        case _:
            return parameter.name


@attrs.frozen(slots=False)
class _Sorted:
    """The parameters of a signature by the way a call fills them."""

    signature: Signature

    @cached_property
    def positional(self) -> tuple[Parameter, ...]:
        return self._of_kind(_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD)

    @cached_property
    def keyword(self) -> dict[str, Parameter]:
        return {p.name: p for p in self._of_kind(_POSITIONAL_OR_KEYWORD, _KEYWORD_ONLY)}

    @cached_property
    def keyword_only(self) -> tuple[Parameter, ...]:
        return self._of_kind(_KEYWORD_ONLY)

    @cached_property
    def star(self) -> Parameter | None:
        return next(iter(self._of_kind(_VAR_POSITIONAL)), None)

    @cached_property
    def double_star(self) -> Parameter | None:
        return next(iter(self._of_kind(_VAR_KEYWORD)), None)

    @property
    def is_open(self) -> bool:
        """Whether it ends in `*args: Any, **kwargs: Any`, which promise nothing of the rest."""
        rest = (self.star, self.double_star)
        return all(parameter is not None and parameter.hint is Any for parameter in rest)

    def _of_kind(self, *kinds: object) -> tuple[Parameter, ...]:
        return tuple(p for p in self.signature.parameters if p.kind in kinds)


@attrs.frozen
class _Comparison:
    taken: _Sorted
    passed: _Sorted
    spec: str
    assignable: Callable[[object, object], Verdict]

    def problems(self) -> Iterator[str]:
        for index, parameter in enumerate(self.passed.positional):
            yield from self._by_position(index, parameter)
        for parameter in self.passed.keyword_only:
            yield from self._by_keyword(parameter)
        if not self.passed.is_open:
            yield from self._any_number()
            yield from self._not_passed()

    def _by_position(self, index: int, passed: Parameter) -> Iterator[str]:
        if index < len(self.taken.positional):
            taken = self.taken.positional[index]
            if passed.kind is _POSITIONAL_OR_KEYWORD and taken.name != passed.name:
                yield self._misnamed(index, taken, passed)
            elif passed.kind is _POSITIONAL_OR_KEYWORD and taken.kind is _POSITIONAL_ONLY:
                yield f"takes {passed.name!r} by position only; {self.spec} lets callers name it"
            yield from self._requires(taken, passed)
            yield from self._refuses_type(taken, passed)
        elif self.taken.star is not None:
            yield from self._refuses_type(self.taken.star, passed)
            if passed.kind is _POSITIONAL_OR_KEYWORD:
                yield from self._absorbed_name(passed)
        elif passed.name in self.taken.keyword and passed.kind is _POSITIONAL_OR_KEYWORD:
            yield f"takes {passed.name!r} by keyword only; {self.spec} passes it by position too"
        else:
            yield f"takes no {passed.name!r}, which {self.spec} passes"

    def _absorbed_name(self, passed: Parameter) -> Iterator[str]:
        taken = self.taken.keyword.get(passed.name, self.taken.double_star)
        if taken is None:
            yield f"takes {passed.name!r} by position only; {self.spec} lets callers name it"
        elif taken.required:
            yield f"takes {passed.name!r} by keyword only; {self.spec} passes it by position too"
        else:
            yield from self._refuses_type(taken, passed)
            yield from self._fills_twice(taken)

    def _misnamed(self, index: int, taken: Parameter, passed: Parameter) -> str:
        names = [parameter.name for parameter in self.taken.positional]
        if passed.name in names:
            elsewhere = names.index(passed.name) + 1
            return (
                f"takes {passed.name!r} as parameter {elsewhere}; "
                f"{self.spec} passes it as parameter {index + 1}"
            )
        return f"names parameter {index + 1} {taken.name!r}; {self.spec} names it {passed.name!r}"

    def _by_keyword(self, passed: Parameter) -> Iterator[str]:
        taken = self.taken.keyword.get(passed.name, self.taken.double_star)
        if taken is not None:
            yield from self._requires(taken, passed)
            yield from self._refuses_type(taken, passed)
            yield from self._fills_twice(taken)
        elif any(parameter.name == passed.name for parameter in self.taken.positional):
            yield f"takes {passed.name!r} by position only; {self.spec} passes it by keyword"
        else:
            yield f"takes no {passed.name!r}, which {self.spec} passes by keyword"

    def _fills_twice(self, taken: Parameter) -> Iterator[str]:
        names = [parameter.name for parameter in self.taken.positional]
        filled = len(names) if self.passed.star is not None else len(self.passed.positional)
        if taken.name in names[:filled]:
            position = names.index(taken.name) + 1
            yield f"takes {taken.name!r} as parameter {position}; {self.spec} passes it by keyword"

    def _requires(self, taken: Parameter, passed: Parameter) -> Iterator[str]:
        if taken.required and not passed.required:
            yield f"requires {taken.name!r}; {self.spec} gives it a default"

    def _refuses_type(self, taken: Parameter, passed: Parameter) -> Iterator[str]:
        if self.assignable(passed.hint, taken.hint) is False:
            yield (
                f"takes '{_starred(taken)}' as {describe(taken.hint)}; "
                f"{self.spec} passes {describe(passed.hint)}"
            )

    def _any_number(self) -> Iterator[str]:
        if (passed := self.passed.star) is not None:
            if self.taken.star is None:
                yield f"takes no '*{passed.name}'; {self.spec} passes any number by position"
            else:
                beyond = self.taken.positional[len(self.passed.positional) :]
                for taken in (*(p for p in beyond if not p.required), self.taken.star):
                    yield from self._refuses_type(taken, passed)
        if (passed := self.passed.double_star) is not None:
            if self.taken.double_star is None:
                yield f"takes no '**{passed.name}'; {self.spec} passes any keyword"
            else:
                also_named = self.passed.keyword.keys()
                named = (p for p in self.taken.keyword.values() if p.name not in also_named)
                for taken in (*named, self.taken.double_star):
                    yield from self._refuses_type(taken, passed)

    def _not_passed(self) -> Iterator[str]:
        for taken in self._unmatched():
            if taken.required:
                yield f"requires {taken.name!r}, which {self.spec} does not pass"

    def _unmatched(self) -> Iterator[Parameter]:
        """The parameters of the implementation that nothing of the spec's own fills."""
        by_name = {p.name for p in self.passed.keyword_only}
        by_position = {p.name for p in self.taken.positional[: len(self.passed.positional)]}
        also_named = self.passed.keyword.keys()
        for taken in (*self.taken.positional, *self.taken.keyword_only):
            absorbed = taken.kind is _POSITIONAL_ONLY and self.taken.double_star is not None
            named = taken.name in by_name and not absorbed
            reported = taken.kind is _KEYWORD_ONLY and taken.name in also_named
            if taken.name not in by_position and not named and not reported:
                yield taken
