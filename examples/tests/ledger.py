"""A hand-written fake of the payment gateway; `fake(PaymentGateway)` checks its shape."""

from attrs import Factory, define

from subscriptions.ports import CardDeclined
from subscriptions.values import Money

__all__ = ["Ledger"]


@define
class Ledger:
    """Takes payments in memory, once for each idempotency key; `balances` limits a customer."""

    balances: dict[str, int] = Factory(dict[str, int])
    payments: dict[str, Money] = Factory(dict[str, Money])

    def charge(self, email: str, amount: Money, *, idempotency_key: str) -> str:
        if idempotency_key not in self.payments:
            if amount.minor > self.balances.get(email, amount.minor):
                raise CardDeclined("insufficient funds")
            self.payments[idempotency_key] = amount
        return f"payment-{list(self.payments).index(idempotency_key) + 1}"
