"""Payment gateways that break one promise each, as wrappers around any that breaks none."""

from fakes.conformance.sabotage.payments import conduct, keys, money
from fakes.conformance.sabotage.payments.delegating import Delegating as Delegating
from fakes.conformance.sabotage.payments.delegating import Request as Request
from fakes.conformance.sabotage.payments.delegating import telling as telling

__all__ = ["SABOTEURS", "Delegating", "Request", "telling"]

SABOTEURS = (*money.SABOTEURS, *keys.SABOTEURS, *conduct.SABOTEURS)
"""All of them: for each guarantee of payments, at least one that it finds out."""
