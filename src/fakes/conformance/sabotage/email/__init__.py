"""Email services that break one promise each, as wrappers around any that breaks none."""

from fakes.conformance.sabotage.email import conduct, contents, recipients
from fakes.conformance.sabotage.email.delegating import Delegating as Delegating
from fakes.conformance.sabotage.email.delegating import altering as altering

__all__ = ["SABOTEURS", "Delegating", "altering"]

SABOTEURS = (*contents.SABOTEURS, *recipients.SABOTEURS, *conduct.SABOTEURS)
"""All of them: for each guarantee of email, at least one that it finds out."""
