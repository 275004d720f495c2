"""Who is compared, each in a module of its own, and what each must be able to do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from benchmarks.doubles.ports import Port, Written
from benchmarks.trials import Cannot, Trial

__all__ = ["AUTOSPEC", "CONTESTANTS", "HAND", "OURS", "Contestant"]

OURS = "doubles"
HAND = "hand-written"
AUTOSPEC = "create_autospec"


class Contestant(Protocol):
    """A way to get doubles. `notes` are its choices, one line each, for the report.

    `module` is what a test imports to use it, or the reason why that cannot be compared.
    """

    @property
    def name(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def module(self) -> str | Cannot: ...
    def original(self, written: Written, /) -> type[Any]:
        """The class that `building` makes doubles of: the Protocol, where it can be one."""
        ...

    def building(self) -> AbstractContextManager[Callable[[type[Any]], object]]:
        """What makes a double of an original; what it registers is forgotten on leaving."""
        ...

    def stub(self, port: Port, stubbings: int, /) -> Trial | Cannot:
        """A call that is answered, `stubbings` arguments being stubbed."""
        ...

    def short_use(self, port: Port, /) -> Trial:
        """All that most tests do: make one more double, stub one answer, call it once."""
        ...

    def mock(self, port: Port, /) -> Trial | Cannot:
        """A call that is recorded."""
        ...

    def spy(self, port: Port, /) -> Trial | Cannot:
        """A call that is recorded and passed on to the real object."""
        ...

    def verify(self, port: Port, calls: int, /) -> Trial | Cannot:
        """The first verification after that many calls, of one that was made exactly once."""
        ...


PACKAGE = "benchmarks.doubles.contestants"

CONTESTANTS = {
    OURS: f"{PACKAGE}.ours:Ours",
    HAND: f"{PACKAGE}.handwritten:Handwritten",
    "Mock(spec=)": f"{PACKAGE}.unittest_mock:SpeccedMock",
    AUTOSPEC: f"{PACKAGE}.unittest_mock:Autospec",
    "decoy": f"{PACKAGE}.decoy_peer:DecoyPeer",
    "mockito": f"{PACKAGE}.mockito_peer:MockitoPeer",
    "flexmock": f"{PACKAGE}.flexmock_peer:FlexmockPeer",
}
"""The class of each, by name: our own first, hand-written doubles second, then the peers."""
