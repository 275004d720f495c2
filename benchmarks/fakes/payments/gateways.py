"""The payment gateway that each contestant offers, and the cards that are charged."""

from typing import Any, Protocol

from attrs import frozen

from benchmarks.fakes.contestants import Contestant

__all__ = ["AMOUNT", "CURRENCY", "Charged", "Gateway", "GatewayContestant"]

AMOUNT = 1_000

CURRENCY = "USD"


@frozen
class Charged:
    """What the gateway says of a payment: amounts are in minor units, currencies as in ISO 4217."""

    amount: int
    currency: str


class Gateway(Protocol):
    """Charges cards, and raises when the bank declines; charges are what it makes of them."""

    def charge(self, amount: int, currency: str, /) -> Any: ...
    def charge_a_declined_card(self, amount: int, currency: str, /) -> Any: ...
    def read(self, charge: Any, /) -> Charged:
        """What the gateway says of that charge when asked again."""
        ...


class GatewayContestant(Contestant[Gateway], Protocol):
    """A way to get a payment gateway."""
