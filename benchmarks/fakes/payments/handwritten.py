"""The gateway that a good engineer writes for tests: frozen payments in a dict, and a lock."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from attrs import frozen

from benchmarks.fakes.contestants import HAND
from benchmarks.fakes.payments.gateways import AMOUNT, CURRENCY, Charged

__all__ = ["DictContestant"]


@frozen
class Payment:
    id: str
    amount: int
    currency: str


class CardDeclinedError(Exception):
    pass


class DictGateway:
    def __init__(self) -> None:
        self._lock = Lock()
        self._payments: dict[str, Payment] = {}

    def charge(self, amount: int, currency: str, /, source: str = "tok_visa") -> Payment:
        if source == "tok_declined":
            raise CardDeclinedError
        with self._lock:
            payment = Payment(f"pay_{len(self._payments) + 1}", amount, currency)
            self._payments[payment.id] = payment
            return payment

    def charge_a_declined_card(self, amount: int, currency: str, /) -> Payment:
        return self.charge(amount, currency, source="tok_declined")

    def read(self, charge: Payment, /) -> Charged:
        with self._lock:
            payment = self._payments[charge.id]
        return Charged(payment.amount, payment.currency)


class DictContestant:
    name = HAND
    notes = ("a dict of frozen payments and a lock; no key makes a charge idempotent",)
    cannot: Mapping[str, str] = {}
    holds = 1_000_000

    @contextmanager
    def opened(self, size: int, /) -> Iterator[DictGateway]:
        gateway = DictGateway()
        for _ in range(size):
            gateway.charge(AMOUNT, CURRENCY)
        yield gateway
