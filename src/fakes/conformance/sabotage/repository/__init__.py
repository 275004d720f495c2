"""Repositories that break one promise each, as wrappers around any that breaks none."""

from fakes.conformance.sabotage.repository import asking, committing, constraining, reading, writing
from fakes.conformance.sabotage.repository.delegating import Delegating as Delegating
from fakes.conformance.sabotage.repository.delegating import DelegatingUnit as DelegatingUnit

__all__ = ["SABOTEURS", "Delegating", "DelegatingUnit"]

SABOTEURS = (
    *reading.SABOTEURS,
    *asking.SABOTEURS,
    *writing.SABOTEURS,
    *constraining.SABOTEURS,
    *committing.SABOTEURS,
)
"""All of them: for each guarantee of repositories, at least one that it finds out."""
