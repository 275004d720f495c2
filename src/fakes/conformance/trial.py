"""What a check is given: clients, values, assertions and time. A port adds its own words to it."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from doubles._texts.shown import shown
from fakes.conformance.capabilities import Capability
from fakes.conformance.differences import difference
from fakes.conformance.errors import CheckFailed, HarnessError, Inconclusive, spelt
from fakes.conformance.stage import Stage
from fakes.conformance.waiting import Patience, seen_within
from fakes.errors import Unsupported

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Trial"]

C = TypeVar("C")
T = TypeVar("T")
Error = TypeVar("Error", bound=Exception)


class Trial(Generic[C]):
    """One run of one check on a fresh store; `C` is the awaited form of the port.

    A check awaits nothing but the trial and its clients, so that it runs on blocking adapters too.
    Every assertion counts: a check that makes none proves nothing, and is a mistake of its own.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def suite(self) -> Any:
        """The user's suite: a port's own trial reads the hooks there that only this port has."""
        return self._stage.host.suite

    @property
    def store(self) -> Any:
        """What the suite's `store` gave: for its hooks, which can do more with it than a check."""
        return self._stage.store

    def declares(self, capability: Capability) -> bool:
        """Whether the adapter declares it: where that decides what else a check may expect."""
        return capability in self._stage.declared.capabilities

    # Clients.

    async def connect(self) -> C:
        """Another client of the same store, open to the end of the example."""
        client: C = await self._stage.connect()
        return client

    async def disconnect(self, client: C) -> None:
        """Close a client in good order, before the end of the example."""
        await self._stage.disconnect(client)

    async def crash(self, client: C) -> None:
        """Have a client die as a process does, with all that it holds."""
        self._needs_hook("crash", "a client dies")
        await self.hook("crash", client)
        await self._stage.disconnect(client)

    async def restart(self) -> None:
        """Close all clients and, where the suite knows how, stop and start what stores."""
        await self._stage.disconnect_all()
        if "restart" in self._stage.declared.hooks:
            await self.hook("restart", self.store)

    async def concurrently(self, *branches: Callable[[C], Awaitable[T]]) -> list[T]:
        """What the branches return, in their order; each has a client of its own.

        They begin together when all are connected: in threads on a blocking adapter, in tasks on
        any other. An error of one of them is raised when all have ended.
        """
        return await self._stage.together(branches)

    async def hook(self, name: str, /, *args: object) -> Any:
        """Call a hook of the suite, awaited in an async one; what it raises is the suite's fault.

        Clients are handed over as the adapters that they are. The fixtures of `store` are at hand:
        a hook that has a parameter of such a name is given the fixture.
        """
        return await self._stage.call(name, *map(self.raw, args))

    def lifted(self, raw: object, awaited: Callable[..., T], label: str) -> T:
        """What a hook of the suite gave, as the checks see it: of a form that the port has."""
        lifter = self._stage.lifter
        client: T = lifter.lift(raw, lifter.port.form_of(awaited), label)
        return client

    def raw(self, client: object) -> object:
        """The adapter itself, to be handed to a hook of the suite."""
        return self._stage.lifter.raw(client)

    # Values.

    def draw(self, strategy: "SearchStrategy[T]", label: str = "") -> T:
        """A value that the example is made of; a failure shows it, shrunk, under its label.

        Raises:
            HarnessError: It is drawn while `concurrently` runs, where the order is left to chance.
        """
        if self._stage.in_branches:
            raise HarnessError(
                "The check draws a value inside concurrently(), in an order left to chance.",
                "draw it before, and have the branches use it.",
            )
        value: T = self._stage.draw(strategy, label)
        self._stage.trace.drew(label, value)
        return value

    def parameter(self, slug: str = "") -> str:
        """Which of the choices the adapter declares: of this guarantee, or of another.

        Raises:
            HarnessError: The suite does not declare the other.
        """
        asked = slug or self._stage.guarantee.slug
        declared = self._stage.declared.parameters
        if asked not in declared:
            raise HarnessError(
                f"The check asks which way {asked} goes, and the suite does not say.",
                f"write parameters = {{{asked!r}: ...}}.",
            )
        return declared[asked]

    def limit(self, name: str) -> float:
        """A limit of the adapter, such as its largest body."""
        return self._stage.declared.limit(name)

    # Assertions.

    def equal(self, actual: object, expected: object, what: str) -> None:
        """They are equal, of the same types to the last number; `what` names what was looked at."""
        self._stage.count_assertion()
        if found := difference(expected, actual):
            raise CheckFailed(f"{what}\n{found}")

    def true(self, condition: object, otherwise: str) -> None:
        """The condition holds; `otherwise` is what a failure says."""
        self._stage.count_assertion()
        if not condition:
            raise CheckFailed(otherwise)

    async def refused(self, error: type[Error], attempt: Awaitable[object], what: str) -> Error:
        """The attempt raises this error, or one of its kind, which is returned."""
        self._stage.count_assertion()
        try:
            result = await attempt
        except error as raised:
            return raised
        except Exception as raised:
            got = f"raised {spelt(raised)}"
            raise CheckFailed(_expected(what, error.__name__, got)) from raised
        raise CheckFailed(_expected(what, error.__name__, f"returned {shown(result)}"))

    async def unsupported(
        self, attempt: Callable[[], Awaitable[object]], state: Callable[[], Awaitable[object]]
    ) -> None:
        """The attempt raises `Unsupported` and leaves the state as it was: for probes."""
        self._stage.count_assertion()
        before = await state()
        try:
            result = await attempt()
        except Unsupported:
            self.equal(await state(), before, "it refused, and yet something changed")
        except Exception as raised:  # noqa: BLE001 - whatever it raises is not the refusal
            got = f"raised {spelt(raised)}"
            raise CheckFailed(_expected("it refused in another way", "Unsupported", got)) from None
        else:
            raise CheckFailed(
                f"undeclared operation: it works after all, and returned {shown(result)}"
            )

    def inconclusive(self, reason: str) -> NoReturn:
        """End this example: it could not see what it was to see.

        Raises:
            Inconclusive: Always.
        """
        raise Inconclusive(reason)

    # Time.

    async def advance(self, seconds: float) -> None:
        """Move the clock of the store: for guarantees that need `Promise.CLOCK`."""
        self._needs_hook("advance", "time passes")
        await self.hook("advance", self.store, seconds)

    async def pause(self, seconds: float) -> None:
        """Let time pass: on the clock of the store where it can be moved, else by waiting."""
        if self._has_clock:
            await self.advance(seconds)
        else:
            await self._stage.host.sleep(seconds)

    async def eventually(
        self, look: Callable[[], Awaitable[T]], until: Callable[[T], bool], what: str
    ) -> T:
        """Look again until it is as wanted, and return it; the time follows the adapter's pace."""
        self._stage.count_assertion()
        patience = self._patience(400, at_least=2.0)
        happened, seen = await seen_within(patience, look, until)
        if not happened:
            last = f"within {patience.seconds:.1f} s; last seen: {shown(seen)}"
            raise CheckFailed(f"{what}\n  never came, {last}")
        return seen

    async def never(
        self, look: Callable[[], Awaitable[T]], until: Callable[[T], bool], what: str
    ) -> None:
        """Look for a while, at the adapter's pace, and see that it never is so.

        Where something can be sent last and waited for, `fence` proves more, and sooner.
        """
        self._stage.count_assertion()
        happened, seen = await seen_within(self._patience(40, at_least=0.05), look, until)
        if happened:
            raise CheckFailed(f"{what}\n  must never come, and came: {shown(seen)}")

    async def fence(
        self,
        send: Callable[[], Awaitable[object]],
        look: Callable[[], Awaitable[Iterable[T]]],
        is_last: Callable[[T], bool],
    ) -> Sequence[T]:
        """All that arrives before what is sent last: what is not in it did not come."""
        await send()
        arrived: list[T] = []

        async def more() -> list[T]:
            arrived.extend(await look())
            return arrived

        await self.eventually(more, lambda seen: any(map(is_last, seen)), "what was sent last")
        last = next(index for index, each in enumerate(arrived) if is_last(each))
        return arrived[:last]

    @property
    def _has_clock(self) -> bool:
        return "advance" in self._stage.declared.hooks

    def _patience(self, round_trips: int, *, at_least: float) -> Patience:
        declared = self._stage.declared
        # Some ports know how long their systems may take.
        own = self.limit("patience") if "patience" in declared.specification.limits else 0.0
        pace = round_trips * self._stage.trace.round_trip
        seconds = min(max(pace, at_least, own), declared.hangs_after / 2)
        return Patience(seconds, self.pause, in_real_time=not self._has_clock)

    def _needs_hook(self, hook: str, what: str) -> None:
        if hook not in self._stage.declared.hooks:
            self.inconclusive(f"the suite does not say how {what}: override {hook}()")


def _expected(what: str, error: str, got: str) -> str:
    return f"{what}\n  expected: {error} raised\n  got:      {got}"
