"""The operations of a payment gateway over one of Stripe's APIs, written once for both colours.

What cannot change again is checked before Stripe is asked: a payment's currency, and whether it
was captured. All else is for Stripe to decide, which alone sees what other clients do; where it
refuses, the payment says why. So the repetition of a request with its key reaches Stripe, whatever
was done meanwhile.
"""

from datetime import datetime

import attrs
from stripe import InvalidRequestError, RequestOptions

from fakes.payments import (
    TRANSITIONS,
    AuthenticationRequired,
    CaptureExceedsAuthorized,
    CurrencyMismatch,
    InvalidTransition,
    Money,
    Payment,
    PaymentError,
    PaymentNotFound,
    PaymentPage,
    PaymentStatus,
    Refund,
    RefundExceedsRemaining,
    Step,
)
from tests.adapters.payments import stripe_arguments as check
from tests.adapters.payments.stripe_amounts import seconds
from tests.adapters.payments.stripe_api import Api, Created, Window
from tests.adapters.payments.stripe_errors import bad_request, reading, writing

__all__ = ["StripePayments"]

_LARGEST_PAGE = 100


class StripePayments:
    """The operations; idempotency keys go to Stripe behind a prefix."""

    def __init__(self, api: Api, key_prefix: str) -> None:
        self._api = api
        self._key_prefix = key_prefix

    async def open(
        self, amount: Money, source: object, idempotency_key: str | None, *, captures: bool
    ) -> Payment:
        """Take an amount, or hold it; see `PaymentGateway.charge` and `authorize`."""
        check.payable(amount)
        token = check.source(source, self._api.sources)
        options = self._options(idempotency_key)
        try:
            with writing(idempotency_key, self._api.ids):
                payment = await self._api.create(amount, token, options, captures=captures)
        except InvalidRequestError as error:
            raise bad_request(error) from error
        if payment.status is PaymentStatus.REQUIRES_AUTHENTICATION:
            raise AuthenticationRequired(payment.id)
        return payment

    async def capture(
        self, payment_id: str, amount: Money | None, idempotency_key: str | None
    ) -> Payment:
        """Take what is held; see `PaymentGateway.capture`."""
        options = self._options(idempotency_key)
        await self._in_its_currency(payment_id, amount)
        try:
            with writing(idempotency_key, self._api.ids):
                return await self._api.capture(payment_id, amount, options)
        except InvalidRequestError as error:
            refusal = await self._refusal(payment_id, Step.CAPTURE, amount)
            raise refusal or bad_request(error) from error

    async def void(self, payment_id: str, idempotency_key: str | None) -> Payment:
        """Let go of what is held; see `PaymentGateway.void`."""
        options = self._options(idempotency_key)
        payment = await self.get(payment_id)
        # Stripe would cancel a payment that failed, and refund a charge that was captured.
        if payment.status is PaymentStatus.FAILED or payment.captured.minor_units:
            raise InvalidTransition(payment_id, payment.status, Step.VOID)
        try:
            with writing(idempotency_key, self._api.ids):
                return await self._api.void(payment_id, options)
        except InvalidRequestError as error:
            raise await self._refusal(payment_id, Step.VOID, None) or bad_request(error) from error

    async def refund(
        self, payment_id: str, amount: Money | None, idempotency_key: str | None
    ) -> Refund:
        """Give back what was taken; see `PaymentGateway.refund`."""
        options = self._options(idempotency_key)
        payment = await self._in_its_currency(payment_id, amount)
        # Stripe would void a charge that is held.
        if not payment.captured.minor_units:
            raise InvalidTransition(payment_id, payment.status, Step.REFUND)
        try:
            with writing(idempotency_key, self._api.ids):
                return await self._api.refund(payment_id, amount, options)
        except InvalidRequestError as error:
            refusal = await self._refusal(payment_id, Step.REFUND, amount)
            raise refusal or bad_request(error) from error

    async def get(self, payment_id: str) -> Payment:
        """The payment as it is now; see `PaymentGateway.get`."""
        check.payment_id("payment_id", payment_id, self._api.ids)
        try:
            with reading():
                return await self._api.retrieve(payment_id)
        except InvalidRequestError as error:
            raise PaymentNotFound(payment_id) from error

    async def select(
        self,
        status: PaymentStatus | None,
        created_from: datetime | None,
        created_before: datetime | None,
        limit: int,
        after: str | None,
    ) -> PaymentPage:
        """Payments, the newest first; see `PaymentGateway.select`.

        Stripe cannot select by status: all payments are looked at until there are enough.
        """
        check.status_or_none(status)
        check.page_size(limit)
        earliest = check.aware("created_from", created_from)
        end = check.aware("created_before", created_before)
        if after is not None:
            check.payment_id("after", after, self._api.ids)
        created: Created = {}
        if earliest is not None:
            created["gte"] = seconds(earliest)
        if end is not None:
            created["lt"] = seconds(end)
        # One more than is wanted says whether there are more.
        size = min(limit + 1, _LARGEST_PAGE) if status is None else _LARGEST_PAGE
        window = Window(size, created, after)
        found = await self._found(window, status, limit)
        page = tuple(found[:limit])
        return PaymentPage(page, page[-1].id if len(found) > limit else None)

    async def _found(
        self, window: Window, status: PaymentStatus | None, limit: int
    ) -> list[Payment]:
        """Payments of the status: all, or more than the limit."""
        found: list[Payment] = []
        has_more = True
        while has_more and len(found) <= limit:
            try:
                with reading():
                    payments, has_more = await self._api.list(window)
            except InvalidRequestError as error:
                if window.after is not None and error.code == "resource_missing":
                    raise PaymentNotFound(window.after) from error
                raise bad_request(error) from error
            found += [each for each in payments if status in (None, each.status)]
            if has_more:
                window = attrs.evolve(window, after=payments[-1].id)
        return found

    def _options(self, idempotency_key: object) -> RequestOptions:
        """One attempt: were the SDK to repeat it, the outcome of the last would hide the others'.

        Without a key of the caller's, the SDK makes one up.
        """
        key = check.key(idempotency_key, self._key_prefix)
        return {"idempotency_key": key, "max_network_retries": 0}

    async def _in_its_currency(self, payment_id: str, amount: Money | None) -> Payment:
        """The payment, of which an amount of its currency can be asked for."""
        if amount is not None:
            check.payable(amount)
        payment = await self.get(payment_id)
        if amount is not None and amount.currency != payment.amount.currency:
            reason = f"must be in the payment's currency, {payment.amount.currency}, not {amount}"
            raise CurrencyMismatch("amount", reason)
        return payment

    async def _refusal(
        self, payment_id: str, step: Step, amount: Money | None
    ) -> PaymentError | None:
        """Why the step cannot be done to the payment, if the payment is the reason."""
        payment = await self.get(payment_id)
        if step is Step.REFUND and payment.status is PaymentStatus.REFUNDED:
            return RefundExceedsRemaining(payment_id, amount, payment.balance)
        if step not in TRANSITIONS[payment.status]:
            return InvalidTransition(payment_id, payment.status, step)
        if amount is not None and step is Step.CAPTURE and amount > payment.amount:
            return CaptureExceedsAuthorized(payment_id, amount, payment.amount)
        if amount is not None and step is Step.REFUND and amount > payment.balance:
            return RefundExceedsRemaining(payment_id, amount, payment.balance)
        return None
