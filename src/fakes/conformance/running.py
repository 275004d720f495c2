"""Running a check: one example, or a search through many; what came of it is judged elsewhere."""

from contextlib import AbstractAsyncContextManager
from time import monotonic

import attrs
from hypothesis.errors import HypothesisException

from fakes.conformance import texts
from fakes.conformance.declarations import Declarations
from fakes.conformance.driving import bounded
from fakes.conformance.errors import Abandoned, CheckFailed, HarnessError, Inconclusive
from fakes.conformance.guarantees import Check, Guarantee, Kind
from fakes.conformance.hosting import Subject
from fakes.conformance.pinning import Pinned
from fakes.conformance.searching import Search
from fakes.conformance.stage import Draw, Stage, staged
from fakes.conformance.tally import Tally
from fakes.conformance.trace import Trace

__all__ = ["Failure", "Running"]

# Of what is always done alike, the first examples find out nearly all that any does.
_SCENARIOS = 10
_RACES = 25
_RACES_FOR = 2.0


@attrs.frozen(eq=False)
class Failure:
    """An example that failed: what differs, what was done, and what else is to be said of it."""

    difference: str
    trace: Trace
    notes: tuple[str, ...] = ()


class _ExampleFailed(Exception):
    def __init__(self, error: Exception, trace: Trace, beside: str) -> None:
        super().__init__(error)
        # By this Hypothesis tells one fault from another while it shrinks.
        self.__context__ = error
        self.error = error
        self.trace = trace
        self.beside = beside


@attrs.define(eq=False)
class Running:
    """The runs of one guarantee: a tally for each check, and the trace of the latest example."""

    declared: Declarations
    guarantee: Guarantee
    subject: Subject
    tallies: list[Tally] = attrs.Factory(list[Tally])
    trace: Trace = attrs.Factory(Trace)

    def search(self, check: Check) -> Failure | None:
        """Run examples of a check; the smallest that fails, if one does.

        Raises:
            Abandoned: Nothing can be said: something other than the adapter is at fault.
            Hang: An example did not end.
        """
        examples = self.declared.examples
        if check not in self.guarantee.laws:
            is_race = self.guarantee.kind is Kind.CONCURRENT
            examples = min(examples, _RACES if is_race else _SCENARIOS)
        return self._run(check, examples, self.declared.shrinks_for, self._races)

    def pinned(self, check: Check, values: tuple[object, ...]) -> Failure | None:
        """Run one example of a check, in which it draws these values; likewise.

        Raises:
            Abandoned: With a `Misfit`, where these are not the values that the check draws.
        """
        pinned = Pinned(check.__name__, values)
        failure = self._run(check, 1, 0.0, self._races, pinned)
        if failure is not None or self.tallies[-1].conclusive:
            pinned.demand_all_drawn()
        return failure

    def once(self, check: Check) -> Failure | None:
        """Run a check that draws nothing once; likewise."""
        return self._run(check, 1, 0.0, 1, Pinned(check.__name__, ()))

    @property
    def _races(self) -> int:
        """How often the same example is tried: a race does not end alike each time."""
        return min(_RACES, self.declared.examples) if self.guarantee.kind is Kind.CONCURRENT else 1

    def _run(
        self,
        check: Check,
        examples: int,
        shrinks_for: float,
        races: int,
        pinned: Pinned | None = None,
    ) -> Failure | None:
        with bounded(self.declared.hangs_after):
            host = self.subject.host()
        tally = Tally(check.__name__)
        self.tallies.append(tally)

        until = monotonic() + _RACES_FOR

        def once(draw: Draw) -> None:
            self.trace = Trace()
            memory = self.subject.hosting.memory
            drawn = draw if pinned is None else pinned.from_the_first()
            stage = Stage(self.declared, self.guarantee, host, memory, drawn, self.trace)
            example = self._example(check, staged(stage), tally)
            try:
                failed = host.run(example, self.declared.hangs_after)
            except CheckFailed as error:
                failed = _ExampleFailed(error, self.trace, "")
            if failed is not None:
                raise failed

        def run(draw: Draw) -> None:
            once(draw)
            # Hypothesis does not run again what has nothing to draw from.
            while (pinned or not self.trace.draws) and tally.examples < races:
                if monotonic() > until:
                    break
                once(draw)

        declared = self.declared
        key = f"{declared.module}.{declared.suite}: {self.guarantee.slug}, {check.__name__}"
        search = Search(_ExampleFailed, key, examples, shrinks_for, self.subject.seed)
        found = search.smallest_failure(run)
        if found is None:
            return None
        failed, wavers = found
        return self._failure(check, failed, wavers=wavers)

    async def _example(
        self, check: Check, staging: AbstractAsyncContextManager[Stage], tally: Tally
    ) -> _ExampleFailed | None:
        failed: _ExampleFailed | None = None
        try:
            async with staging as stage:
                try:
                    await check(self.declared.specification.trial(stage))
                    tally.conclusive += 1
                except HypothesisException:
                    raise
                except HarnessError as error:
                    raise Abandoned(error) from None
                except Inconclusive as error:
                    tally.inconclusive = str(error)
                except Exception as error:  # noqa: BLE001 - whatever an adapter raises
                    failed = _ExampleFailed(error, stage.trace, "")
                finally:
                    tally.add(stage.trace, assertions=stage.assertions, clients=stage.connected)
        except Abandoned as abandoned:
            if failed is None:
                raise
            failed.beside = f"Besides: {abandoned.error}"
        return failed

    def _failure(self, check: Check, failed: _ExampleFailed, *, wavers: bool) -> Failure:
        error, trace = failed.error, failed.trace
        self.trace = trace
        if trace.came_from_the_adapter(error):
            difference = texts.raised(error)
        elif isinstance(error, AssertionError):
            difference = texts.asserted(error)
        else:
            raise Abandoned(texts.crashed(check.__name__, error)) from error
        wavering = "It failed, and with the same values it passed again." if wavers else ""
        return Failure(difference, trace, (failed.beside, wavering))
