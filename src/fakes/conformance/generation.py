"""The pytest tests of a suite: one for each guarantee, with the fixtures that the hooks ask for."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
import pytest

from fakes.conformance.declarations import Declarations
from fakes.conformance.guarantees import Guarantee
from fakes.conformance.hosting import Hosting, Subject, hosting_of
from fakes.conformance.judging import expected, judge
from fakes.conformance.outcomes import Outcome, Verdict
from fakes.conformance.records import Record
from fakes.conformance.sabotage.attempting import attempts

__all__ = ["add_tests", "suite_of", "taken", "unjudged"]

# What a generated test is known by: the plugin looks for it.
_ATTRIBUTE = "conformance"
_HOOKS_WITH_A_NAMESPACE: tuple[str, ...] = ("store", "residue")
_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_HOSTING = pytest.StashKey[Hosting]()
_RECORD = pytest.StashKey[Record | None]()


@attrs.frozen(eq=False)
class _Generated:
    """What marks a test as generated: what its suite declares, and the guarantee that it checks."""

    declared: Declarations
    guarantee: Guarantee


def add_tests(suite: type[Any], declared: Declarations) -> None:
    """Give the suite a test for each guarantee of its specification.

    Raises:
        TypeError: It has something else of the name of such a test.
    """
    fixtures = list(_fixtures(suite, declared))
    for guarantee in declared.specification.guarantees:
        name = f"test_{guarantee.slug}"
        own = getattr(suite, name, None)
        if own is not None and not isinstance(getattr(own, _ATTRIBUTE, None), _Generated):
            raise TypeError(
                f"{suite.__name__}.{name} is the test of the guarantee {guarantee.slug}, and is "
                "generated. To say that the adapter differs there, declare a Deviation, or do not "
                "declare what the guarantee needs; a test of your own needs another name."
            )
        setattr(suite, name, _test(suite, declared, guarantee, fixtures))


def _test(
    suite: type[Any], declared: Declarations, guarantee: Guarantee, fixtures: Sequence[str]
) -> Callable[..., None]:
    def test(self: Any, request: pytest.FixtureRequest, **given: object) -> None:
        __tracebackhide__ = True
        config, shared = request.config, _shared(request.node, declared)
        known = {"request": request, **given}
        subject = Subject(self, known, shared, variant=_variant(request.node))
        examples: int | None = config.getoption("conformance_examples", None)
        told = declared if examples is None else attrs.evolve(declared, examples=examples)
        try:
            verdict = judge(told, guarantee, subject)
            if config.getoption("conformance_sabotage", None):
                verdict = attrs.evolve(verdict, attempts=attempts(told, subject, verdict))
        except pytest.skip.Exception as skipped:
            request.node.stash[_RECORD] = unjudged(request.node, "NOT_RUN", skipped.msg or "")
            raise
        request.node.stash[_RECORD] = _record(request.node, declared, verdict)
        _end(verdict, conclusive=bool(config.getoption("conformance_conclusive", None)))

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
    setattr(generated, _ATTRIBUTE, _Generated(declared, guarantee))
    for facts in _marks(declared, guarantee):
        pytest.mark.conformance(**facts)(generated)
    return test


def _fixtures(suite: type[Any], declared: Declarations) -> Iterator[str]:
    """The names of the fixtures that the hooks of the suite ask for, each once."""
    hooks = {**dict.fromkeys(_HOOKS_WITH_A_NAMESPACE, 2), "system": 1}
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


def _shared(item: pytest.Item, declared: Declarations) -> Hosting:
    """What the tests of the item's class share; it ends when pytest has done with the class."""
    collector: Any = item.parent
    if _HOSTING not in collector.stash:
        collector.stash[_HOSTING] = hosting_of(declared)

        def end() -> None:
            shared: Hosting = collector.stash[_HOSTING]
            del collector.stash[_HOSTING]
            shared.close()

        collector.addfinalizer(end)
    shared: Hosting = collector.stash[_HOSTING]
    return shared


def suite_of(item: pytest.Function) -> str:
    """The name by which pytest finds the suite, in its module: one class may have several."""
    return ".".join(node.name for node in item.listchain() if isinstance(node, pytest.Class))


def taken(item: pytest.Function) -> Record | None:
    """What a generated test has found out; None once it was taken, and of one that broke off."""
    record, item.stash[_RECORD] = item.stash.get(_RECORD, None), None
    return record


def unjudged(item: pytest.Function, outcome: str, reason: str) -> Record:
    """What there is to keep of a generated test that came to no verdict."""
    function: Any = getattr(item, "function", None)
    generated: _Generated = getattr(function, _ATTRIBUTE)
    declared, slug = generated.declared, generated.guarantee.slug
    verdict = Verdict(declared.suite, slug, Outcome[outcome], reason, _variant(item))
    return _record(item, declared, verdict)


def _record(item: pytest.Function, declared: Declarations, verdict: Verdict) -> Record:
    module: Any = item.module
    verdict = attrs.evolve(verdict, suite=suite_of(item))
    return Record.of(declared.specification, module.__name__, verdict)


def _variant(item: pytest.Item) -> str:
    """The id of the test's parameters."""
    parameters = getattr(item, "callspec", None)
    return "" if parameters is None else parameters.id


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
