"""Message queues that break one promise each, as wrappers around any that breaks none."""

from fakes.conformance.sabotage.queue import (
    arriving,
    contents,
    ending,
    leasing,
    ordering,
    settling,
    timing,
)
from fakes.conformance.sabotage.queue.delegating import Delegating as Delegating

__all__ = ["SABOTEURS", "Delegating"]

SABOTEURS = (
    *contents.SABOTEURS,
    *arriving.SABOTEURS,
    *settling.SABOTEURS,
    *leasing.SABOTEURS,
    *ordering.SABOTEURS,
    *timing.SABOTEURS,
    *ending.SABOTEURS,
)
"""All of them: for each guarantee of a message queue, at least one that it finds out."""
