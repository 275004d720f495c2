"""The pytest plugin: opens a scope for each test, fixture and example, and has it judged.

It imports neither `doubles` nor `fakes`: until a test does, it only knows what is running.
"""

import functools
import inspect
import re
import sys
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from types import CoroutineType, TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard, final

import pytest

if TYPE_CHECKING:
    from doubles._scope import Running, Scope

pytest.register_assert_rewrite("fakes.conformance")


_STRICTNESS = ("strict", "lenient")


class _Options(NamedTuple):
    strictness: str
    check_types: bool


class _Owed(NamedTuple):
    """What to raise instead of an error that came first, or to write beside it."""

    instead: AssertionError | None = None
    beside: str | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options, on the command line and in the configuration file."""
    strictness = "strict: an unused stubbing fails its test; lenient: it does not"
    check_types = "check arguments and answers of doubles against annotations"
    parser.addini("doubles_strictness", strictness, default="strict")
    parser.addini("doubles_check_types", check_types, type="bool", default=True)
    group = parser.getgroup("doubles")
    group.addoption("--doubles-strictness", choices=_STRICTNESS, help=strictness)
    group.addoption(
        "--doubles-check-types",
        dest="doubles_check_types",
        action="store_true",
        default=None,
        help=check_types,
    )
    group.addoption(
        "--no-doubles-check-types",
        dest="doubles_check_types",
        action="store_false",
        help="do not check them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep one state for each run of pytest: pytester nests them."""
    config.addinivalue_line(
        "markers",
        "doubles(strictness='strict' or 'lenient', check_types=True or False): "
        "options for the doubles of this test",
    )
    scopes = _Scopes(_configured(config))
    scopes.whole_run.enter()
    config.add_cleanup(scopes.whole_run.leave)
    config.pluginmanager.register(scopes, "doubles-scopes")


def doubles_imported() -> None:
    """Give a scope to everything that runs: `doubles` is here only now."""
    for owner in _entered:
        owner.take_the_stage()


@final
class _Owner:
    """What doubles may belong to: the whole run, a test, a wide fixture or an example.

    It has a scope from when it is entered, or from when `doubles` is imported after that. Options
    left out are those of the scope around.
    """

    def __init__(
        self,
        label: str,
        options: _Options | None,
        *,
        inside: "_Owner | None" = None,
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
        stage = _stage()
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

    def cut_short(self, errors: Sequence[BaseException]) -> "_Owed":
        """What is owed when these errors ended what the owner was at."""
        if self.scope is None:
            return _Owed()
        if all(_is_skip(error) for error in errors):
            # A call that nobody expected must not pass for a service that is not there.
            return _Owed(instead=self.verdict(unused_from=None))
        for error in errors:
            self.scope.forgive(error)
        problems = self.scope.take_problems(unused_from=None)
        return _Owed(beside=self.scope.listing(problems) if problems else None)

    def close(self, *, unused_from: int | None) -> AssertionError | None:
        """End the scope; the error that is owed."""
        if self.scope is None:
            return None
        return _one(self.scope, self.scope.close(unused_from=unused_from))


def _one(scope: "Scope", problems: list[AssertionError]) -> AssertionError | None:
    return scope.verdict(problems) if problems else None


# What runs, outermost first. It is not part of any configuration, because `doubles` may be imported
# at any moment by code that knows of none.
_entered: list[_Owner] = []


def _stage() -> "Running | None":
    return getattr(sys.modules.get("doubles._scope"), "running", None)


@final
class _Test:
    """What is known about the running test."""

    def __init__(self, item: pytest.Item, owner: _Owner) -> None:
        self.item = item
        self.item.stash[_beside] = []
        self.owner = owner
        self._prelude = 0
        self._ran_through = False

    def begin_body(self) -> None:
        """Tell the stubbings of the body from those of its fixtures, which the teardown may use."""
        self._prelude = self.owner.scope.promised if self.owner.scope is not None else 0

    def judge_body(self) -> AssertionError | None:
        """The error that a body which raised nothing ends with."""
        # unittest keeps the outcome of a TestCase to itself.
        outcomes: list[pytest.ExceptionInfo[BaseException]] = (
            getattr(self.item, "_excinfo", None) or []
        )
        errors = [outcome.value for outcome in outcomes]
        if not errors:
            self._ran_through = True
            return self.owner.verdict(unused_from=self._prelude)
        problem = self.cut_short("call", errors)
        if problem is not None:
            outcomes.clear()
        return problem

    def cut_short(self, phase: str, errors: Sequence[BaseException]) -> AssertionError | None:
        """What the phase must end with instead of its own errors; else, tell of it beside them."""
        self._ran_through = False
        owed = self.owner.cut_short(errors)
        if owed.beside is not None:
            self.item.stash[_beside].append((phase, owed.beside))
        return owed.instead

    def end(self) -> AssertionError | None:
        """Close the scope; the error that the teardown ends with."""
        self.owner.leave()
        return self.owner.close(unused_from=0 if self._ran_through else None)


_ALL_HIDDEN = (
    "All traceback entries are hidden. Pass `--full-trace` to see hidden and internal frames."
)
_beside = pytest.StashKey[list[tuple[str, str]]]()


def _is_skip(error: BaseException) -> bool:
    unittest_skip = getattr(sys.modules.get("unittest"), "SkipTest", pytest.skip.Exception)
    return isinstance(error, (pytest.skip.Exception, unittest_skip))


@final
class _Example:
    """One example of a Hypothesis test: a scope of its own, and a window on all around it."""

    def __init__(self, test: _Test, wide: list[_Owner]) -> None:
        self._owner = _Owner(f"an example of {test.item.nodeid}", None)
        self._around = [*wide, test.owner]

    def __enter__(self) -> None:
        self._owner.enter()
        for owner in self._around:
            owner.begin_window()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._owner.leave()
        if self._owner.scope is not None:
            self._owner.scope.end(error, hands_up=False)


@final
class _Scopes:
    """The hooks that follow one run of pytest."""

    def __init__(self, options: _Options) -> None:
        self._options = options
        self._test: _Test | None = None
        self._has_begun = False
        self._late: list[tuple[str, str]] = []
        self.whole_run = _Owner("the test run", options, wide=True, late=self._came_late)
        self._wide = [self.whole_run]

    @property
    def _running(self) -> _Test:
        assert self._test is not None, "every phase comes after a set-up"  # noqa: S101
        return self._test

    def _came_late(self, scope: "Scope", error: AssertionError) -> None:
        self._late.append((scope.label, f"{type(error).__name__}: {error}"))

    def _begin_windows(self) -> None:
        for owner in self._wide:
            owner.begin_window()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Watch a test for coroutines of doubles that are never awaited."""
        with _coroutines_watched():
            try:
                return (yield)
            finally:
                # An exit, or an interrupt, leaves a test without its teardown.
                if self._test is not None:
                    self._end_test()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Open the scope of a test."""
        __tracebackhide__ = True
        mistake: str | None = None
        options = self._options
        try:
            options = _marked(item, options)
        except ValueError as error:
            mistake = str(error)
        owner = _Owner(
            item.nodeid,
            options,
            inside=self.whole_run,
            path=str(item.path),
            late=self._came_late,
        )
        self._test = test = _Test(item, owner)
        owner.enter()
        self._has_begun = False
        self._begin_windows()
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
        test = self._running
        self._has_begun = True
        test.begin_body()
        try:
            with self._examples_watched(item):
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
            problem = self._running.cut_short("teardown", [error])
            self._end_test()
            if problem is None:
                raise
        else:
            problem = self._end_test()
        if problem is not None:
            raise problem
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write what else was wrong below the failure of the phase."""
        report = yield
        report.sections.extend(
            ("doubles", listing)
            for phase, listing in item.stash.get(_beside, ())
            if phase == call.when
        )
        traceback = getattr(report.longrepr, "reprtraceback", None)
        if traceback is not None and traceback.extraline == _ALL_HIDDEN:
            # A judgement has no line of the test's to show, and says itself where to look.
            traceback.extraline = None
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Open the scope of a fixture that several tests share, and judge its set-up."""
        __tracebackhide__ = True
        if fixturedef.scope == "function":
            self._has_begun = True
            return (yield)
        owner = _Owner(
            _fixture_label(fixturedef),
            self._options,
            inside=self.whole_run,
            wide=True,
            path=_file_of(fixturedef.func),
            late=self._came_late,
        )
        self._wide.append(owner)
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

    def _end_test(self) -> AssertionError | None:
        test, self._test = self._running, None
        return test.end()

    def _end_fixture(self, owner: _Owner) -> None:
        __tracebackhide__ = True
        owner.leave()
        self._wide.remove(owner)
        problem = owner.close(unused_from=None)
        if problem is not None:
            raise problem

    def _forget_setup(self, owner: _Owner) -> None:
        # A test must not see what a set-up called, or it would see it only when it runs first.
        # But what the test itself called, before it asked for the fixture, is the test's.
        if self._has_begun:
            owner.begin_window()
        else:
            self._begin_windows()

    @contextmanager
    def _examples_watched(self, item: pytest.Item) -> Generator[None]:
        # pytest-asyncio, anyio and pytest-trio replace `inner_test` too, each after this; what they
        # leave there is undone with it, for the next test that shares the function.
        given = getattr(getattr(item, "obj", None), "hypothesis", None)
        inner = getattr(given, "inner_test", None)
        if given is None or inner is None:
            yield
            return
        given.inner_test = self._watched(inner)
        try:
            yield
        finally:
            given.inner_test = inner

    def _watched(self, inner: Callable[..., object]) -> Callable[..., object]:
        if inspect.iscoroutinefunction(inner):

            @functools.wraps(inner)
            async def watched_coroutine(*args: object, **kwargs: object) -> object:
                __tracebackhide__ = True
                with _Example(self._running, self._wide):
                    return await inner(*args, **kwargs)

            return watched_coroutine

        @functools.wraps(inner)
        def watched(*args: object, **kwargs: object) -> object:
            __tracebackhide__ = True
            with _Example(self._running, self._wide):
                return inner(*args, **kwargs)

        return watched

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run when a double was used where no report could say so any more."""
        scope = self.whole_run.scope
        if scope is not None:
            for problem in scope.close(unused_from=None):
                self._came_late(scope, problem)
        if self._late and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["doubles_late"] = self._late

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take over what a worker of xdist has to report."""
        output: dict[str, list[tuple[str, str]]] = getattr(node, "workeroutput", {})
        self._late.extend(output.get("doubles_late", []))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the owners of the doubles that were used late."""
        if not self._late:
            return
        terminalreporter.section("doubles used after the end of their test", red=True)
        for label, text in self._late:
            terminalreporter.write_line(label)
            for line in text.splitlines():
                terminalreporter.write_line(f"    {line}".rstrip())


def _configured(config: pytest.Config) -> _Options:
    strictness = config.getoption("doubles_strictness") or config.getini("doubles_strictness")
    if strictness not in _STRICTNESS:
        raise pytest.UsageError(
            f"doubles_strictness = {strictness!r}: write strict or lenient in {config.inipath}"
        )
    check_types = config.getoption("doubles_check_types")
    if check_types is None:
        try:
            check_types = config.getini("doubles_check_types")
        except (TypeError, ValueError, pytest.UsageError) as error:
            raise pytest.UsageError(
                f"doubles_check_types: {error}: write true or false in {config.inipath}"
            ) from None
    return _Options(strictness, check_types)


def _marked(item: pytest.Item, options: _Options) -> _Options:
    for mark in reversed(list(item.iter_markers("doubles"))):
        chosen: dict[str, object] = {**options._asdict(), **mark.kwargs}
        match chosen:
            case {"strictness": str(strictness), "check_types": bool(check)} if (
                strictness in _STRICTNESS and len(chosen) == len(options) and not mark.args
            ):
                options = _Options(strictness, check_types=check)
            case _:
                raise ValueError(
                    f"{_spelt(mark)}: "
                    'write strictness="strict" or "lenient", check_types=True or False, or both'
                )
    return options


def _spelt(mark: pytest.Mark) -> str:
    written = [repr(argument) for argument in mark.args]
    written += [f"{name}={value!r}" for name, value in mark.kwargs.items()]
    return f"@pytest.mark.{mark.name}({', '.join(written)})"


def _fixture_label(fixturedef: pytest.FixtureDef[object]) -> str:
    # pytest runs setUpClass, setup_module and their kind as fixtures with names of its own.
    special = re.fullmatch(r"_(?:unittest|xunit)_(\w+?)_fixture_(.+)", fixturedef.argname)
    if special is not None:
        return f"{special[1]} of {special[2]}"
    return f"fixture {fixturedef.argname!r} ({fixturedef.scope})"


def _file_of(function: object) -> str | None:
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return None if code is None else code.co_filename


@contextmanager
def _coroutines_watched() -> Generator[None]:
    previous = sys.unraisablehook

    def hook(unraisable: "sys.UnraisableHookArgs") -> None:
        stage, dropped = _stage(), unraisable.object
        if stage is None or not _is_of_a_double(dropped):
            previous(unraisable)
        else:
            stage.never_awaited(dropped)

    with warnings.catch_warnings():
        # Python drops the coroutine where no one can catch: an error there reaches the hook.
        warnings.filterwarnings(
            "error", r"coroutine '(dummy|stub|mock|spy)\(", category=RuntimeWarning
        )
        sys.unraisablehook = hook
        try:
            yield
        finally:
            sys.unraisablehook = previous


def _is_of_a_double(dropped: object) -> "TypeGuard[CoroutineType[Any, Any, Any]]":
    # Generated code says in its file's name that it is.
    return isinstance(dropped, CoroutineType) and dropped.cr_code.co_filename.startswith(
        "<doubles "
    )
