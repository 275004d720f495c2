"""What a payment gateway raises; all of them are `PaymentError`s, and none names a card number."""

from fakes.errors import Unavailable
from fakes.payments._text import masked, shown
from fakes.payments.invalid import (
    CurrencyMismatch,
    InvalidPaymentValue,
    PaymentError,
    UnknownCurrency,
)
from fakes.payments.lifecycle import PaymentStatus, Step, statuses_before
from fakes.payments.money import Money

__all__ = [
    "AuthenticationRequired",
    "CaptureExceedsAuthorized",
    "CardDeclined",
    "CurrencyMismatch",
    "GatewayUnavailable",
    "IdempotencyInProgress",
    "IdempotencyMismatch",
    "InvalidPaymentValue",
    "InvalidSignature",
    "InvalidTransition",
    "PaymentError",
    "PaymentNotFound",
    "RefundExceedsRemaining",
    "SignatureExpired",
    "UnknownCurrency",
]


_REMEDIES = {
    PaymentStatus.REQUIRES_AUTHENTICATION: "Let the card's holder authenticate first, or void it.",
    PaymentStatus.AUTHORIZED: "Capture it first, or void it.",
    PaymentStatus.SUCCEEDED: "Its money was taken: to give it back, refund it.",
    PaymentStatus.REFUNDED: "All of it went back: to take money again, charge again.",
    PaymentStatus.DISPUTED: "Wait until the bank has decided the dispute.",
    PaymentStatus.CHARGED_BACK: "The bank took it back: it is over.",
    PaymentStatus.VOIDED: "Its hold was let go: authorize or charge again.",
    PaymentStatus.EXPIRED: "Its hold has lapsed: authorize or charge again.",
    PaymentStatus.FAILED: "The bank declined it: charge again with another card.",
}


class CardDeclined(PaymentError):
    """The bank refused the card; no money moved.

    `code` is the kind of refusal (`card_declined`, `expired_card`, `incorrect_cvc`, ...) and
    `decline_code` the bank's reason where it gave one (`insufficient_funds`, `lost_card`, ...), as
    at https://docs.stripe.com/declines/codes. `payment_id` is the payment that failed.
    """

    def __init__(
        self, code: str, decline_code: str | None = None, payment_id: str | None = None
    ) -> None:
        super().__init__(code, decline_code, payment_id)
        self.code = code
        self.decline_code = decline_code
        self.payment_id = payment_id

    def __str__(self) -> str:
        why = self.code if self.decline_code is None else f"{self.code} ({self.decline_code})"
        where = "" if self.payment_id is None else f" Payment {self.payment_id} has failed."
        return f"The card was declined: {why}.{where} No money moved; ask for another card."


class AuthenticationRequired(PaymentError):
    """The bank wants the card's holder to confirm the payment first; no money has moved yet.

    `payment_id` is the payment that waits: it goes on once the holder has confirmed.
    """

    def __init__(self, payment_id: str) -> None:
        super().__init__(payment_id)
        self.payment_id = payment_id

    def __str__(self) -> str:
        return (
            f"Payment {self.payment_id} waits for the card's holder to authenticate. Send them to "
            "their bank, and look at the payment again afterwards; do not charge again."
        )


class PaymentNotFound(PaymentError):
    """The gateway has no payment of this id."""

    def __init__(self, payment_id: str) -> None:
        self.payment_id: str = masked(payment_id)
        super().__init__(self.payment_id)

    def __str__(self) -> str:
        return (
            f"There is no payment {shown(self.payment_id)} at this gateway. Pass the id of a "
            "payment that this gateway made: another object has payments of its own."
        )


class InvalidTransition(PaymentError):
    """The payment is not in a status in which this can be done to it; nothing was done."""

    def __init__(self, payment_id: str, status: PaymentStatus, step: Step) -> None:
        super().__init__(payment_id, status, step)
        self.payment_id = payment_id
        self.status = status
        self.step = step

    def __str__(self) -> str:
        wanted = " or ".join(status.value for status in statuses_before(self.step))
        return (
            f"Payment {self.payment_id} is {self.status.value}: {self.step.value} needs one that "
            f"is {wanted}. {_REMEDIES[self.status]}"
        )


class CaptureExceedsAuthorized(PaymentError):
    """A capture asked for more than was authorized; nothing was captured."""

    def __init__(self, payment_id: str, requested: Money, authorized: Money) -> None:
        super().__init__(payment_id, requested, authorized)
        self.payment_id = payment_id
        self.requested = requested
        self.authorized = authorized

    def __str__(self) -> str:
        return (
            f"Payment {self.payment_id} was authorized for {self.authorized}, so {self.requested} "
            "cannot be captured. Capture that at most, and charge the rest by itself."
        )


class RefundExceedsRemaining(PaymentError):
    """A refund asked for more than is left of the payment; nothing was refunded.

    `requested` is None where it asked for all that is left, and nothing is.
    """

    def __init__(self, payment_id: str, requested: Money | None, remaining: Money) -> None:
        super().__init__(payment_id, requested, remaining)
        self.payment_id = payment_id
        self.requested = requested
        self.remaining = remaining

    def __str__(self) -> str:
        wanted = "the rest" if self.requested is None else str(self.requested)
        remedy = (
            f"Refund {self.remaining} at most; without an amount, all that is left goes back."
            if self.remaining.minor_units
            else "All of it went back before: look at the payment's refunds."
        )
        return (
            f"Payment {self.payment_id} has {self.remaining} left to refund, so {wanted} cannot be "
            f"refunded. {remedy}"
        )


class IdempotencyMismatch(PaymentError):
    """The idempotency key was used for another request; nothing was done."""

    def __init__(self, key: str) -> None:
        self.key: str = masked(key)
        super().__init__(self.key)

    def __str__(self) -> str:
        return (
            f"The idempotency key {shown(self.key)} was used for another operation or with other "
            "parameters. Use one key for each thing that should happen once."
        )


class IdempotencyInProgress(PaymentError):
    """A request with the same idempotency key is being worked on; nothing was done again."""

    def __init__(self, key: str) -> None:
        self.key: str = masked(key)
        super().__init__(self.key)

    def __str__(self) -> str:
        return (
            f"A request with the idempotency key {shown(self.key)} is in progress. Wait, and send "
            "the same request with the same key again."
        )


class GatewayUnavailable(PaymentError, Unavailable):
    """The gateway could not be reached, or its reply did not come."""

    _service = "gateway"
    _advice = "send it again with the same idempotency key"

    def __init__(self, reason: str, *, outcome_unknown: bool = True) -> None:
        # What an adapter has to report may quote the request.
        super().__init__(masked(reason), outcome_unknown=outcome_unknown)


class InvalidSignature(PaymentError):
    """An event's signature does not prove that the gateway sent it; do not act on it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The event's signature is not valid: {self.reason}."


class SignatureExpired(InvalidSignature):
    """An event's signature is genuine, but from too long ago or from the future: maybe a replay."""
