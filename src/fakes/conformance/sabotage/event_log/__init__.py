"""Event logs that break one promise each, as wrappers around any that breaks none."""

from fakes.conformance.sabotage.event_log import arriving, contents, ending, groups, offsets
from fakes.conformance.sabotage.event_log.delegating import Delegating as Delegating
from fakes.conformance.sabotage.event_log.delegating import DelegatingConsumer as DelegatingConsumer

__all__ = ["SABOTEURS", "Delegating", "DelegatingConsumer"]

SABOTEURS = (
    *contents.SABOTEURS,
    *arriving.SABOTEURS,
    *groups.SABOTEURS,
    *offsets.SABOTEURS,
    *ending.SABOTEURS,
)
"""All of them: for each guarantee of an event log, at least one that it finds out."""
