"""`scope`: a block with doubles and a judgement of its own; what a scope is owed is in `_scope`."""

from contextlib import AbstractContextManager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Literal, final

from doubles._scope import LooseScope, Scope, current_scope, entered
from doubles._texts.where import caller

if TYPE_CHECKING:
    from contextvars import Token


def scope(
    *,
    check_types: bool | None = None,
    strictness: Literal["strict", "lenient"] | None = None,
) -> AbstractContextManager[None]:
    """A block with doubles, stubbings and a judgement of its own, in sync and async code alike.

    Inside pytest each test has a scope already. A block serves to change an option, to expect
    an unexpected call, and to judge outside pytest. An option left out is that of the scope around.

    >>> with scope(strictness="lenient"):
    ...     pass

    :param check_types: whether arguments and answers are checked against annotations.
    :param strictness: "strict" reports an unused stubbing, "lenient" does not.
    :raises AssertionError: at the end of the block, the one problem that is left (an unexpected
        call that was swallowed, a stubbing unused or without an answer); a `ScopeError` with all
        of them when there are several. A block left by an exception raises only that.
    :raises TypeError: an option has the wrong type.
    :raises ValueError: `strictness` is neither "strict" nor "lenient".
    """
    _refuse_misspelt(check_types, strictness)
    strict = None if strictness is None else strictness == "strict"
    return _Block(f"scope() at {caller()}", check_types=check_types, strict=strict)


def _refuse_misspelt(check_types: object, strictness: object) -> None:
    if not isinstance(check_types, bool | None):
        raise TypeError(
            f"scope(check_types={check_types!r}): write True or False, "
            "or leave it out to keep what the scope around has."
        )
    if strictness not in ("strict", "lenient", None):
        problem = ValueError if isinstance(strictness, str) else TypeError
        raise problem(
            f'scope(strictness={strictness!r}): write "strict" or "lenient", '
            "or leave it out to keep what the scope around has."
        )


@final
class _Block(AbstractContextManager[None]):
    __slots__ = ("_check_types", "_label", "_open", "_strict")

    def __init__(self, label: str, *, check_types: bool | None, strict: bool | None) -> None:
        self._label = label
        self._check_types = check_types
        self._strict = strict
        self._open: list[tuple[Scope, Token[Scope | None]]] = []

    def __enter__(self) -> None:
        parent = current_scope()
        scope = parent.child(
            self._label,
            check_types=self._check_types,
            strict=self._strict,
            # A fixture may yield inside a block: then its tests share what was built there.
            wide=parent.wide,
        )
        parent.adopt(scope)
        self._open.append((scope, entered.set(scope)))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        scope, token = self._open.pop()
        # A generator may be finished in another context than it began in: nothing to undo there.
        with suppress(ValueError):
            entered.reset(token)
        scope.end(error, hands_up=not isinstance(scope.parent, LooseScope))
