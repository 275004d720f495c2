"""What doubles may belong to (the whole run, a test, a fixture, an example) and when each runs."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, final

import pytest

from _doubles_pytest.options import Options

if TYPE_CHECKING:
    from doubles._scope import Running, Scope


class Owed(NamedTuple):
    """What to raise instead of an error that came first, or to write beside it."""

    instead: AssertionError | None = None
    beside: str | None = None


@final
class Owner:
    """What doubles may belong to: the whole run, a test, a wide fixture or an example.

    It has a scope from when it is entered, or from when `doubles` is imported after that. Options
    left out are those of the scope around.
    """

    def __init__(
        self,
        label: str,
        options: Options | None,
        *,
        inside: "Owner | None" = None,
        wide: bool = False,
        path: str | None = None,
        late: "Callable[[Scope, AssertionError], None] | None" = None,
    ) -> None:
        self.label = label
        self.scope: Scope | None = None
        self._options = options
        self._inside = inside
        self._wide = wide
        self._path = path
        self._late = late
        self._stage: Running | None = None
        self._before: Scope | None = None

    def enter(self) -> None:
        """Own what is built from now on."""
        _entered.append(self)
        self.take_the_stage()

    def take_the_stage(self) -> None:
        """Make the scope, when `doubles` is there, and have builders find it."""
        stage = current_stage()
        if stage is None or stage is self._stage:
            return
        around = self._inside and self._inside.scope
        # A nested run of pytest may have imported a `doubles` of its own, and thrown it away.
        if self.scope is None or self._stage is not None:
            self.scope = (around or stage.current()).child(
                self.label,
                strict=self._options and self._options.strictness == "strict",
                check_types=self._options and self._options.check_types,
                wide=self._wide,
                test_path=self._path,
                late=self._late,
            )
        self._stage, self._before = stage, stage.scope
        stage.scope = self.scope

    def leave(self) -> None:
        """Let what ran before own what is built from now on."""
        _entered.remove(self)
        if self._stage is not None and self._before is not None:
            self._stage.scope = self._before
        self._stage = self._before = None

    def begin_window(self) -> None:
        """Have its recorders forget what they saw."""
        if self.scope is not None:
            self.scope.begin_window()

    def verdict(self, *, unused_from: int | None) -> AssertionError | None:
        """The error that is owed now."""
        if self.scope is None:
            return None
        return _one(self.scope, self.scope.take_problems(unused_from=unused_from))

    def cut_short(self, errors: Sequence[BaseException]) -> Owed:
        """What is owed when these errors ended what the owner was at."""
        if self.scope is None:
            return Owed()
        if all(_is_skip(error) for error in errors):
            # A call that nobody expected must not pass for a service that is not there.
            return Owed(instead=self.verdict(unused_from=None))
        for error in errors:
            self.scope.forgive(error)
        problems = self.scope.take_problems(unused_from=None)
        return Owed(beside=self.scope.listing(problems) if problems else None)

    def close(self, *, unused_from: int | None) -> AssertionError | None:
        """End the scope; the error that is owed."""
        if self.scope is None:
            return None
        return _one(self.scope, self.scope.close(unused_from=unused_from))


def _one(scope: "Scope", problems: list[AssertionError]) -> AssertionError | None:
    return scope.verdict(problems) if problems else None


# What runs, outermost first. It is not part of any configuration, because `doubles` may be imported
# at any moment by code that knows of none.
_entered: list[Owner] = []


def current_stage() -> "Running | None":
    """Where builders look for the scope of what runs; None until `doubles` is imported."""
    return getattr(sys.modules.get("doubles._scope"), "running", None)


def doubles_imported() -> None:
    """Give a scope to everything that runs: `doubles` is here only now."""
    for owner in _entered:
        owner.take_the_stage()


def _is_skip(error: BaseException) -> bool:
    unittest_skip = getattr(sys.modules.get("unittest"), "SkipTest", pytest.skip.Exception)
    return isinstance(error, (pytest.skip.Exception, unittest_skip))
