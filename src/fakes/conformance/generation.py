"""The pytest tests of a suite: one for each guarantee, with the fixtures that the hooks ask for."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
import pytest

from fakes.conformance.declarations import Declarations
from fakes.conformance.guarantees import Guarantee
from fakes.conformance.hosting import Hosting, Subject
from fakes.conformance.judging import expected, judge
from fakes.conformance.outcomes import Outcome, Verdict

__all__ = ["add_tests", "never_begun"]

# The property of a test's report that holds its verdict, and the marker of all such tests.
_PROPERTY = "conformance"
_HOOKS_WITH_A_NAMESPACE: tuple[str, ...] = ("store", "residue")
_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_HOSTING = pytest.StashKey[Hosting]()


@attrs.frozen(eq=False)
class _Generated:
    """What marks a test as generated: the suite's name, and the guarantee that it checks."""

    suite: str
    guarantee: Guarantee


def add_tests(suite: type[Any], declared: Declarations, hosting: Callable[[], Hosting]) -> None:
    """Give the suite a test for each guarantee of its specification.

    Raises:
        TypeError: It has something else of the name of such a test.
    """
    fixtures = list(_fixtures(suite, declared))
    for guarantee in declared.specification.guarantees:
        name = f"test_{guarantee.slug}"
        own = getattr(suite, name, None)
        if own is not None and not isinstance(getattr(own, _PROPERTY, None), _Generated):
            raise TypeError(
                f"{suite.__name__}.{name} is the test of the guarantee {guarantee.slug}, and is "
                "generated. To say that the adapter differs there, declare a Deviation, or do not "
                "declare what the guarantee needs; a test of your own needs another name."
            )
        setattr(suite, name, _test(suite, declared, guarantee, hosting, fixtures))


def _test(
    suite: type[Any],
    declared: Declarations,
    guarantee: Guarantee,
    hosting: Callable[[], Hosting],
    fixtures: Sequence[str],
) -> Callable[..., None]:
    def test(self: Any, request: pytest.FixtureRequest, **given: object) -> None:
        __tracebackhide__ = True
        shared = _shared(request.node, hosting)
        subject = Subject(self, {"request": request, **given}, shared)
        examples: int | None = request.config.getoption("conformance_examples", None)
        told = declared if examples is None else attrs.evolve(declared, examples=examples)
        try:
            verdict = judge(told, guarantee, subject)
        except pytest.skip.Exception as skipped:
            reason = skipped.msg or ""
            _book(request.node, Verdict(told.suite, guarantee.slug, Outcome.NOT_RUN, reason))
            raise
        _book(request.node, verdict)
        _end(verdict, conclusive=bool(request.config.getoption("conformance_conclusive", None)))

    name = f"test_{guarantee.slug}"
    generated: Any = test
    generated.__name__, generated.__qualname__ = name, f"{suite.__qualname__}.{name}"
    generated.__module__, generated.__doc__ = suite.__module__, f"{guarantee.says}."
    # pytest asks for the fixtures that it reads here, and reports a test as placed there.
    generated.__signature__ = inspect.Signature(
        [
            inspect.Parameter(each, inspect.Parameter.POSITIONAL_OR_KEYWORD)
            for each in ("self", "request", *fixtures)
        ]
    )
    generated.place_as = inspect.unwrap(suite.store)
    setattr(generated, _PROPERTY, _Generated(declared.suite, guarantee))
    for facts in _marks(declared, guarantee):
        pytest.mark.conformance(**facts)(generated)
    return test


def _fixtures(suite: type[Any], declared: Declarations) -> Iterator[str]:
    """The names of the fixtures that the hooks of the suite ask for, each once."""
    hooks = dict.fromkeys(_HOOKS_WITH_A_NAMESPACE, 2)
    if "resources" in declared.hooks:
        hooks["resources"] = 1
    seen = {"request", *(["resources"] if "resources" in declared.hooks else ())}
    for hook, own in hooks.items():
        for parameter in [*inspect.signature(getattr(suite, hook)).parameters.values()][own:]:
            optional = parameter.default is not inspect.Parameter.empty
            if parameter.kind in _VARIABLE or optional or parameter.name in seen:
                continue
            seen.add(parameter.name)
            yield parameter.name


def _marks(declared: Declarations, guarantee: Guarantee) -> Iterator[dict[str, str]]:
    """What `-m` can select by: `-m "conformance(needs='durable')"`."""
    yield {"guarantee": guarantee.slug, "kind": guarantee.kind.value}
    yield {"expects": expected(declared, guarantee).value}
    for capability in [*guarantee.operations, *guarantee.promises]:
        yield {"needs": capability.value}


def _shared(item: pytest.Item, hosting: Callable[[], Hosting]) -> Hosting:
    """What the tests of the item's class share; it ends when pytest has done with the class."""
    collector: Any = item.parent
    if _HOSTING not in collector.stash:
        collector.stash[_HOSTING] = hosting()

        def end() -> None:
            shared: Hosting = collector.stash[_HOSTING]
            del collector.stash[_HOSTING]
            shared.close()

        collector.addfinalizer(end)
    shared: Hosting = collector.stash[_HOSTING]
    return shared


def never_begun(item: pytest.Item, outcome: str, reason: str) -> tuple[str, object]:
    """The property of a report on a generated test that its fixtures kept from running."""
    function: Any = getattr(item, "function", None)
    generated: _Generated = getattr(function, _PROPERTY)
    verdict = Verdict(generated.suite, generated.guarantee.slug, Outcome[outcome], reason)
    return _property(item, verdict)


def _book(item: pytest.Item, verdict: Verdict) -> None:
    item.user_properties.append(_property(item, verdict))


def _property(item: pytest.Item, verdict: Verdict) -> tuple[str, object]:
    parameters = getattr(item, "callspec", None)
    variant = "" if parameters is None else parameters.id
    return _PROPERTY, attrs.evolve(verdict, variant=variant).as_json()


def _end(verdict: Verdict, *, conclusive: bool) -> None:
    """End the test as the verdict says; a verdict of PASS lets it end by itself."""
    __tracebackhide__ = True
    reason = f"{verdict.outcome.name}: {verdict.reason}"
    if verdict.outcome.stops_the_run:
        pytest.fail(verdict.reason, pytrace=False)
    if verdict.outcome is Outcome.INCONCLUSIVE and conclusive:
        pytest.fail(reason, pytrace=False)
    if verdict.outcome is Outcome.DEVIATION:
        pytest.xfail(reason)
    if verdict.outcome is not Outcome.PASS:
        pytest.skip(reason)
