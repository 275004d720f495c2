"""`PaymentService` charges a customer once for an order, whatever happens to the replies."""

from fakes.email import Email, EmailService
from fakes.payments import GatewayUnavailable, Money, Payment, PaymentGateway

from shop.ports import TransactionRepository
from shop.values import Transaction

__all__ = ["PaymentService"]

ATTEMPTS = 3


class PaymentService:
    def __init__(
        self, transactions: TransactionRepository, gateway: PaymentGateway, email: EmailService
    ) -> None:
        self._transactions = transactions
        self._gateway = gateway
        self._email = email

    def charge_customer(self, order: str, address: str, amount: Money, card: str) -> Transaction:
        """Charges the card, keeps the transaction and sends a receipt.

        :raises CardDeclined: nothing was taken, kept or sent.
        :raises GatewayUnavailable: there was no reply to the last attempt either; charging the
            same order again is safe.
        """
        payment = self._charge(order, amount, card)
        transaction = self._transactions.add(Transaction(payment.id, order, payment.captured))
        self._email.send(
            Email(
                sender="shop@example.com",
                to=address,
                subject=f"Receipt for {order}",
                text=f"You paid {payment.captured}.\n",
            )
        )
        return transaction

    def _charge(self, order: str, amount: Money, card: str) -> Payment:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._gateway.charge(amount, card, idempotency_key=order)
            except GatewayUnavailable:
                continue  # whether money moved is unknown; the same key cannot move it twice
        return self._gateway.charge(amount, card, idempotency_key=order)
