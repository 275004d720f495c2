"""`FakePaymentGateway`, which is given each amount as `Money`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks.fakes.contestants import OURS
from benchmarks.fakes.payments.gateways import AMOUNT, CURRENCY, Charged
from fakes.payments import FakePaymentGateway, Money, Payment

__all__ = ["FakesContestant"]


class FakeGateway:
    def __init__(self) -> None:
        self._gateway = FakePaymentGateway()

    def charge(self, amount: int, currency: str, /) -> Payment:
        return self._gateway.charge(Money(amount, currency), "tok_visa")

    def charge_a_declined_card(self, amount: int, currency: str, /) -> Payment:
        return self._gateway.charge(Money(amount, currency), "tok_chargeDeclined")

    def read(self, charge: Payment, /) -> Charged:
        payment = self._gateway.get(charge.id)
        return Charged(payment.amount.minor_units, payment.amount.currency)


class FakesContestant:
    name = OURS
    notes = ("the `Money` is made for each charge; without an idempotency key",)
    cannot: Mapping[str, str] = {}
    holds = 1_000_000

    @contextmanager
    def opened(self, size: int, /) -> Iterator[FakeGateway]:
        gateway = FakeGateway()
        for _ in range(size):
            gateway.charge(AMOUNT, CURRENCY)
        yield gateway
