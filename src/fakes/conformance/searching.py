"""The search for the smallest example that fails, by Hypothesis, without a word of Hypothesis."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky, HypothesisException, StopTest
from hypothesis.strategies import DataObject, data

from fakes.conformance.errors import Abandoned, HarnessError
from fakes.conformance.stage import Draw

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Search", "samples"]

E = TypeVar("E", bound=Exception)

# Type checkers do not see that its metaclass leaves out those that are deprecated.
_NO_CHECKS: Any = list(HealthCheck)
_PHASES = (Phase.reuse, Phase.generate, Phase.shrink)
_SAMPLING = settings(
    max_examples=100,
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=_NO_CHECKS,
)


class _LongEnough(BaseException):
    """The time for shrinking is over."""


@attrs.frozen
class Search(Generic[E]):
    """How to search for a `failure`: under which key finds are kept, how often, and how long.

    `shrinks_for` is how many seconds it may take, after the first find, to look for smaller ones.
    With a `seed` it runs the examples of that seed, and neither keeps finds nor begins with any.
    """

    failure: type[E]
    key: str
    examples: int
    shrinks_for: float
    seed: int | None = None

    def smallest_failure(self, run: Callable[[Draw], None]) -> tuple[E, bool] | None:
        """Run examples, each with what it may draw from; the failure of the smallest, if one fails.

        The second value says whether that example failed once and then passed.

        Raises:
            Abandoned: Hypothesis has nothing to run: a strategy is wrong, or gives nothing fit.
        """
        finds = _Finds(self, run)

        def example(source: DataObject) -> None:
            finds.example(source.draw)

        # The database keeps what failed under the source and the signature of this function.
        example.__annotations__["source"] = self.key
        try:
            self._quietly(given(data())(example))()
        except self.failure as failure:
            return failure, False
        except _LongEnough:
            return finds.last[0], False
        except HypothesisException as error:
            return finds.explained(error)
        return None

    def _quietly(self, test: Callable[[], None]) -> Callable[[], None]:
        quiet = settings(
            max_examples=self.examples,
            deadline=None,
            phases=_PHASES,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=_NO_CHECKS,
            verbosity=Verbosity.quiet,
        )
        if self.seed is None:
            return quiet(test)
        return seed(self.seed)(settings(quiet, database=None)(test))


@attrs.define(eq=False)
class _Finds(Generic[E]):
    """The latest failure of a search, and what broke an example off, if anything did."""

    search: Search[E]
    run: Callable[[Draw], None]
    last: list[E] = attrs.Factory(list[E])
    broken_off: list[BaseException] = attrs.Factory(list[BaseException])
    until: float = 0.0
    is_over: bool = False

    def example(self, draw: Draw) -> None:
        """Run one, unless the time for it is over."""
        if self.last and monotonic() > self.until:
            self.is_over = True
            raise _LongEnough
        if self.broken_off:
            # Some of what breaks off looks to Hypothesis like a failure, to be tried again.
            raise self.broken_off[0]
        try:
            self.run(draw)
        except (HypothesisException, StopTest):
            raise
        except self.search.failure as failure:
            self.until = self.until or monotonic() + self.search.shrinks_for
            self.last[:] = [failure]
            raise
        except BaseException as error:
            self.broken_off.append(error)
            raise

    def explained(self, error: HypothesisException) -> tuple[E, bool]:
        """What an error of Hypothesis means; it has one of its own for what was broken off."""
        if self.broken_off:
            raise self.broken_off[0] from None
        if self.last:
            # What was broken off looks flaky too, and was not tried again.
            return self.last[0], isinstance(error, Flaky) and not self.is_over
        raise Abandoned(
            HarnessError(
                f"No example could be drawn. {type(error).__name__}: {error}",
                "have the strategies, or the example of a deviation, give what the check can use.",
            )
        ) from None


def samples(strategy: "SearchStrategy[Any]") -> list[Any]:
    """Some values of a strategy, the same each time."""
    drawn: list[Any] = []

    @_SAMPLING
    @given(strategy)
    def sample(value: Any) -> None:
        drawn.append(value)

    sample()
    return drawn
