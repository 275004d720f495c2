"""The hooks that follow a test through its phases: each ends with what the test is blamed for."""

from collections.abc import Generator
from typing import final

import pytest

from _doubles_pytest.examples import examples_watched
from _doubles_pytest.judgement import Test, tell_beside
from _doubles_pytest.never_awaited import coroutines_watched
from _doubles_pytest.options import marked
from _doubles_pytest.owners import Owner
from _doubles_pytest.run import Run


@final
class Items:
    """The scope of each test: opened by its set-up, judged after its body, ended after it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Watch a test for coroutines of doubles that are never awaited."""
        with coroutines_watched():
            try:
                return (yield)
            finally:
                # An exit, or an interrupt, leaves a test without its teardown.
                if self._run.test is not None:
                    self._run.end_test()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Open the scope of a test."""
        __tracebackhide__ = True
        mistake: str | None = None
        options = self._run.options
        try:
            options = marked(item, options)
        except ValueError as error:
            mistake = str(error)
        owner = Owner(
            item.nodeid,
            options,
            inside=self._run.whole_run,
            path=str(item.path),
            late=self._run.came_late,
        )
        self._run.test = test = Test(item, owner)
        owner.enter()
        self._run.has_begun = False
        self._run.begin_windows()
        try:
            result = yield
            if mistake is not None:
                pytest.fail(mistake, pytrace=False)
        except BaseException as error:
            problem = test.cut_short("setup", [error])
            if problem is None:
                raise
            raise problem from None
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Judge the body of a test."""
        __tracebackhide__ = True
        test = self._run.running
        self._run.has_begun = True
        test.begin_body()
        try:
            with examples_watched(item, self._run):
                result = yield
            problem = test.judge_body()
        except BaseException as error:
            result = None
            problem = test.cut_short("call", [error])
            if problem is None:
                raise
        if problem is not None:
            raise problem
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        """Judge what a test left for its teardown, and what came after its body."""
        __tracebackhide__ = True
        result = None
        try:
            result = yield
        except BaseException as error:
            problem = self._run.running.cut_short("teardown", [error])
            self._run.end_test()
            if problem is None:
                raise
        else:
            problem = self._run.end_test()
        if problem is not None:
            raise problem
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write what else was wrong below the failure of the phase."""
        report = yield
        tell_beside(report, item, call.when)
        return report
