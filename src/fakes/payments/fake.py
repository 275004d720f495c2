"""`FakePaymentGateway`: a payment gateway in memory, and what a test does to it and asks of it.

How requests are handled is in `_requests`, and what they do in `_operations`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from random import Random

import attrs

from fakes._counting import counted
from fakes.clock import Clock, checked_clock, utc_now
from fakes.payments import _checks as check
from fakes.payments import _operations as operations
from fakes.payments._idempotency import Key, Request
from fakes.payments._ledger import Ledger, Plan, Records
from fakes.payments._requests import Requests
from fakes.payments._text import shown
from fakes.payments.cards import Card
from fakes.payments.errors import InvalidPaymentValue
from fakes.payments.event import Event
from fakes.payments.known_cards import known_card
from fakes.payments.lifecycle import PaymentStatus
from fakes.payments.money import LARGEST, Money
from fakes.payments.values import DisputeStatus, Payment, PaymentPage, Refund
from fakes.payments.webhooks import LONGEST_SECRET, Delivery, signed

__all__ = ["FakePaymentGateway", "PaymentsSnapshot"]

_LONGEST_ID = 255

# Twelve digits, the most that Stripe takes of any currency; millions of them still add up.
_LARGEST_AMOUNT = 10**12 - 1

_SECOND = timedelta(seconds=1)


@attrs.frozen(repr=False)
class PaymentsSnapshot:
    """All that a fake gateway remembers, as one value: equal if the gateways would go on alike."""

    records: Records
    keys: tuple[Key, ...]

    def __repr__(self) -> str:
        payments = counted(len(self.records.payments), "payment")
        return f"<PaymentsSnapshot: {payments}, {counted(len(self.records.refunds), 'refund')}>"


class FakePaymentGateway:
    """A payment gateway in memory: matches `PaymentGateway`, with what a test needs beside it.

    >>> gateway = FakePaymentGateway()
    >>> payment = gateway.charge(Money.of("10.50", "EUR"), "tok_visa", idempotency_key="order-1")
    >>> gateway.refund(payment.id, Money.of("0.50", "EUR")).amount
    Money(50, 'EUR')
    >>> gateway.balance("EUR")
    Money(1000, 'EUR')

    Args:
        clock: Says what time it is. Holds and idempotency keys expire by it.
        seed: Makes the ids; two gateways of one seed give the same ids in the same order.
        maximum_amount: The most minor units that a payment can have.
        authorization_window: How long a hold lasts.
        idempotency_window: How long a key is remembered.
        longest_key: How many characters a key may have.
        replays_failures: Whether a decline or another failure is the answer to every request with
            its key, as at Stripe; otherwise the key is free again and the same request is tried
            afresh.
        burns_refused_keys: Whether a request that is refused for a bad value spends its key all
            the same; otherwise, as at Stripe, the request can be sent again with better values.
        webhook_secret: What events are signed with.
        while_in_progress: Called during each operation that changes something: its arguments are
            checked and its key is taken, but nothing has been done. No lock is held, so that a
            test can let other requests in; an error that it raises ends the operation.

    Raises:
        InvalidPaymentValue: A setting is out of its bounds.
    """

    def __init__(  # noqa: PLR0913 - each setting is one that gateways differ in
        self,
        *,
        clock: Clock = utc_now,
        seed: int = 0,
        maximum_amount: int = 99_999_999,
        authorization_window: timedelta = timedelta(days=7),
        idempotency_window: timedelta = timedelta(hours=24),
        longest_key: int = 255,
        replays_failures: bool = True,
        burns_refused_keys: bool = False,
        webhook_secret: str = "whsec_test",  # noqa: S107 - it guards nothing
        while_in_progress: Callable[[], object] | None = None,
    ) -> None:
        if while_in_progress is not None:
            check.function("while_in_progress", while_in_progress)
        self._maximum = check.whole_number("maximum_amount", maximum_amount, 1, _LARGEST_AMOUNT)
        self._window = check.period("authorization_window", authorization_window, _SECOND)
        self._secret = check.text("webhook_secret", webhook_secret, LONGEST_SECRET)
        self._requests = Requests(
            Ledger(check.whole_number("seed", seed, 0, LARGEST)),
            checked_clock(clock, InvalidPaymentValue),
            window=check.period("idempotency_window", idempotency_window, _SECOND),
            longest_key=check.whole_number("longest_key", longest_key, 1),
            replays_failures=check.flag("replays_failures", replays_failures),
            burns_refused_keys=check.flag("burns_refused_keys", burns_refused_keys),
            while_in_progress=while_in_progress,
        )

    def __repr__(self) -> str:
        with self._requests.lock:
            payments, refunds = len(self._ledger.payments), len(self._ledger.refunds)
        return f"<FakePaymentGateway: {counted(payments, 'payment')}, {counted(refunds, 'refund')}>"

    # The port.

    def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Hold an amount on a card; see `PaymentGateway.authorize`."""
        return self._open("authorize", amount, source, idempotency_key)

    def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take an amount from a card; see `PaymentGateway.charge`."""
        return self._open("charge", amount, source, idempotency_key)

    def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take what is held; see `PaymentGateway.capture`."""
        return self._requests.once(
            idempotency_key,
            lambda: self._request("capture", payment_id, amount),
            lambda now: operations.capture(self._ledger, payment_id, amount, now),
        )

    def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        """Let go of what is held; see `PaymentGateway.void`."""
        return self._requests.once(
            idempotency_key,
            lambda: self._request("void", payment_id, None),
            lambda now: operations.void(self._ledger, payment_id, now),
        )

    def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        """Give money back; see `PaymentGateway.refund`."""
        return self._requests.once(
            idempotency_key,
            lambda: self._request("refund", payment_id, amount),
            lambda now: operations.refund(self._ledger, payment_id, amount, now),
        )

    def get(self, payment_id: str) -> Payment:
        """The payment as it is now; see `PaymentGateway.get`."""
        check.text("payment_id", payment_id, _LONGEST_ID)
        with self._requests.lock:
            self._requests.look()
            return self._ledger.get(payment_id)

    def select(
        self,
        *,
        status: PaymentStatus | None = None,
        created_from: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 10,
        after: str | None = None,
    ) -> PaymentPage:
        """Payments, the newest first; see `PaymentGateway.select`."""
        check.status_or_none(status)
        earliest = check.moment("created_from", created_from)
        end = check.moment("created_before", created_before)
        check.whole_number("limit", limit, 1, 100)
        if after is not None:
            check.text("after", after, _LONGEST_ID)
        with self._requests.lock:
            self._requests.look()
            newest_first = self._ledger.before(after)
            found = (
                payment
                for payment in newest_first
                if (status is None or payment.status is status)
                and (earliest is None or payment.created >= earliest)
                and (end is None or payment.created < end)
            )
            page = tuple(islice(found, limit))
            more = next(found, None) is not None
        return PaymentPage(page, page[-1].id if more else None)

    # What the world does.

    def complete_authentication(self, payment_id: str) -> Payment:
        """Let the card's holder confirm a payment that waits for it.

        The payment succeeds or is authorized, or fails if the bank declines the card all the same.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: The payment does not wait for it.
        """
        return self._happen(
            payment_id,
            lambda now: operations.authenticate(
                self._ledger, payment_id, window=self._window, now=now
            ),
        )

    def fail_authentication(self, payment_id: str) -> Payment:
        """Let the card's holder refuse to confirm a payment that waits for it: it fails.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: The payment does not wait for it.
        """
        return self._happen(
            payment_id,
            lambda now: operations.refuse_authentication(self._ledger, payment_id, now),
        )

    def open_dispute(self, payment_id: str, reason: str = "fraudulent") -> Payment:
        """Let the card's holder contest a payment: the bank takes back all that is left of it.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: There is nothing left of the payment, or it is disputed already.
        """
        check.text("reason", reason, _LONGEST_ID)
        return self._happen(
            payment_id, lambda now: operations.dispute(self._ledger, payment_id, reason, now)
        )

    def win_dispute(self, payment_id: str) -> Payment:
        """Let the bank decide for the merchant: the money is back.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: The payment is not disputed.
        """
        return self._settle(payment_id, DisputeStatus.WON)

    def lose_dispute(self, payment_id: str) -> Payment:
        """Let the bank decide for the card's holder: the money is gone.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: The payment is not disputed.
        """
        return self._settle(payment_id, DisputeStatus.LOST)

    # What a test looks at.

    def payments(self) -> tuple[Payment, ...]:
        """Every payment as it is now, the oldest first."""
        with self._requests.lock:
            self._requests.look()
            return tuple(self._ledger.payments)

    def refunds(self, payment_id: str | None = None) -> tuple[Refund, ...]:
        """Every refund, or those of a payment, the oldest first.

        Raises:
            PaymentNotFound: There is no such payment.
        """
        with self._requests.lock:
            if payment_id is None:
                return tuple(self._ledger.refunds)
            payment = self.get(payment_id)
            return tuple(each for each in self._ledger.refunds if each.payment_id == payment.id)

    def captured_total(self, currency: str) -> Money:
        """All that was ever captured in a currency."""
        return self._total(currency, lambda payment: payment.captured)

    def refunded_total(self, currency: str) -> Money:
        """All that was ever refunded in a currency."""
        return self._total(currency, lambda payment: payment.refunded)

    def balance(self, currency: str) -> Money:
        """What is left in a currency: captured, less refunded, less disputed."""
        return self._total(currency, lambda payment: payment.balance)

    def events(self) -> tuple[Event, ...]:
        """Everything that has happened, in order."""
        with self._requests.lock:
            self._requests.look()
            return tuple(self._ledger.events)

    def deliveries(self, *, times: int = 1, shuffle_seed: int | None = None) -> list[Delivery]:
        """Every event as the application receives it, signed now.

        Gateways promise neither order nor that an event comes once. Here each comes so many
        `times`, in order, or in an order that the seed makes.

        Raises:
            InvalidPaymentValue: `times` is not 1 to 100, or the seed no int.
        """
        check.whole_number("times", times, 1, 100)
        if shuffle_seed is not None:
            check.integer("shuffle_seed", shuffle_seed)
        with self._requests.lock:
            now = self._requests.look()
            events = [event for event in self._ledger.events for _ in range(times)]
        if shuffle_seed is not None:
            Random(shuffle_seed).shuffle(events)  # noqa: S311 - it decides nothing secret
        return [signed(event, self._secret, now) for event in events]

    def snapshot(self) -> PaymentsSnapshot:
        """All that the gateway remembers; requests in progress are not part of it."""
        with self._requests.lock:
            now = self._requests.look()
            return PaymentsSnapshot(self._ledger.records(), self._requests.keys.answered(now))

    def restore(self, snapshot: PaymentsSnapshot) -> None:
        """Remember what a gateway with the same settings remembered, and nothing else.

        Raises:
            InvalidPaymentValue: It is no snapshot of a gateway.
        """
        if type(snapshot) is not PaymentsSnapshot:
            reason = f"must be a PaymentsSnapshot, not {shown(snapshot)}"
            raise InvalidPaymentValue("snapshot", reason)
        with self._requests.lock:
            try:
                ledger = self._ledger.like(snapshot.records)
                keys = self._requests.keys.like(snapshot.keys)
            except (AttributeError, TypeError, ValueError) as error:
                reason = "is not one that snapshot() gave"
                raise InvalidPaymentValue("snapshot", reason) from error
            self._requests.ledger, self._requests.keys = ledger, keys

    # How it is done.

    @property
    def _ledger(self) -> Ledger:
        return self._requests.ledger

    def _open(
        self, operation: str, amount: Money, source: str | Card, idempotency_key: str | None
    ) -> Payment:
        return self._requests.once(
            idempotency_key,
            lambda: (operation, check.payable(amount, self._maximum), check.source(source)),
            lambda now: operations.open_payment(
                self._ledger,
                amount,
                Plan(known_card(source, now), captures=operation == "charge"),
                window=self._window,
                now=now,
            ),
        )

    def _request(self, operation: str, payment_id: str, amount: Money | None) -> Request:
        check.text("payment_id", payment_id, _LONGEST_ID)
        if amount is not None:
            check.payable(amount, self._maximum)
        return (operation, payment_id, amount)

    def _happen(self, payment_id: str, event: Callable[[datetime], Payment]) -> Payment:
        check.text("payment_id", payment_id, _LONGEST_ID)
        with self._requests.lock:
            return event(self._requests.look())

    def _settle(self, payment_id: str, outcome: DisputeStatus) -> Payment:
        return self._happen(
            payment_id,
            lambda now: operations.settle_dispute(self._ledger, payment_id, outcome, now),
        )

    def _total(self, currency: str, part: Callable[[Payment], Money]) -> Money:
        with self._requests.lock:
            return self._ledger.total(currency, part)
