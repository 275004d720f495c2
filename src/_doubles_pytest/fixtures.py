"""The hook that gives a scope to each fixture which several tests share."""

import functools
import inspect
import re
from collections.abc import Generator
from typing import final

import pytest

from _doubles_pytest.owners import Owner
from _doubles_pytest.run import Run


@final
class Fixtures:
    """The scope of each wide fixture: judged after its set-up, and ended by its teardown."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Open the scope of a fixture that several tests share, and judge its set-up."""
        __tracebackhide__ = True
        if fixturedef.scope == "function":
            self._run.has_begun = True
            return (yield)
        owner = Owner(
            _fixture_label(fixturedef),
            self._run.options,
            inside=self._run.whole_run,
            wide=True,
            path=_file_of(fixturedef.func),
            late=self._run.came_late,
        )
        self._run.wide.append(owner)
        # Finalizers run from the last to the first: this one after the fixture's own, ...
        fixturedef.addfinalizer(functools.partial(self._end_fixture, owner))
        owner.enter()
        try:
            result = yield
            problem = owner.verdict(unused_from=None)
        except BaseException as error:
            result = None
            problem, beside = owner.cut_short([error])
            if beside is not None:
                error.add_note(beside)
            if problem is None:
                raise
        finally:
            owner.leave()
            # ... and this one before.
            fixturedef.addfinalizer(owner.enter)
            self._forget_setup(owner)
        if problem is not None:
            # Every other test that asks for the fixture must see that it failed.
            key = getattr(request, "param", None)
            fixturedef.cached_result = (None, key, (problem, problem.__traceback__))
            raise problem
        return result

    def _end_fixture(self, owner: Owner) -> None:
        __tracebackhide__ = True
        owner.leave()
        self._run.wide.remove(owner)
        problem = owner.close(unused_from=None)
        if problem is not None:
            raise problem

    def _forget_setup(self, owner: Owner) -> None:
        # A test must not see what a set-up called, or it would see it only when it runs first.
        # But what the test itself called, before it asked for the fixture, is the test's.
        if self._run.has_begun:
            owner.begin_window()
        else:
            self._run.begin_windows()


def _fixture_label(fixturedef: pytest.FixtureDef[object]) -> str:
    # pytest runs setUpClass, setup_module and their kind as fixtures with names of its own.
    special = re.fullmatch(r"_(?:unittest|xunit)_(\w+?)_fixture_(.+)", fixturedef.argname)
    if special is not None:
        return f"{special[1]} of {special[2]}"
    return f"fixture {fixturedef.argname!r} ({fixturedef.scope})"


def _file_of(function: object) -> str | None:
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return None if code is None else code.co_filename
