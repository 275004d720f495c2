"""The life of a payment as a table: which status follows which, through what, and nothing else."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

__all__ = ["TRANSITIONS", "PaymentStatus", "Step", "after", "statuses_before"]


class PaymentStatus(StrEnum):
    """Where a payment is in its life."""

    REQUIRES_AUTHENTICATION = "requires_authentication"
    """The card's holder must confirm the payment to the bank first (3-D Secure)."""
    AUTHORIZED = "authorized"
    """The bank holds the amount; it is taken by a capture, or let go."""
    SUCCEEDED = "succeeded"
    """Money was taken, and some of it is still here."""
    REFUNDED = "refunded"
    """All that was taken went back."""
    DISPUTED = "disputed"
    """The card's holder contests the payment; the bank took the money back until it decides."""
    CHARGED_BACK = "charged_back"
    """The dispute was lost, and the money with it."""
    VOIDED = "voided"
    """The hold was let go before a capture."""
    EXPIRED = "expired"
    """The hold lapsed before a capture."""
    FAILED = "failed"
    """The bank declined; nothing was ever taken."""

    def __repr__(self) -> str:
        return f"PaymentStatus.{self.name}"


class Step(StrEnum):
    """What moves a payment from one status to another."""

    COMPLETE_AUTHENTICATION = "complete_authentication"
    FAIL_AUTHENTICATION = "fail_authentication"
    CAPTURE = "capture"
    VOID = "void"
    EXPIRE = "expire"
    REFUND = "refund"
    REFUND_THE_REST = "refund_the_rest"
    DISPUTE = "dispute"
    WIN_DISPUTE = "win_dispute"
    LOSE_DISPUTE = "lose_dispute"


TRANSITIONS: Mapping[PaymentStatus, Mapping[Step, PaymentStatus]] = MappingProxyType(
    {
        PaymentStatus.REQUIRES_AUTHENTICATION: {
            Step.COMPLETE_AUTHENTICATION: PaymentStatus.AUTHORIZED,
            Step.FAIL_AUTHENTICATION: PaymentStatus.FAILED,
            Step.VOID: PaymentStatus.VOIDED,
        },
        PaymentStatus.AUTHORIZED: {
            Step.CAPTURE: PaymentStatus.SUCCEEDED,
            Step.VOID: PaymentStatus.VOIDED,
            Step.EXPIRE: PaymentStatus.EXPIRED,
        },
        PaymentStatus.SUCCEEDED: {
            Step.REFUND: PaymentStatus.SUCCEEDED,
            Step.REFUND_THE_REST: PaymentStatus.REFUNDED,
            Step.DISPUTE: PaymentStatus.DISPUTED,
        },
        PaymentStatus.DISPUTED: {
            Step.WIN_DISPUTE: PaymentStatus.SUCCEEDED,
            Step.LOSE_DISPUTE: PaymentStatus.CHARGED_BACK,
        },
        PaymentStatus.REFUNDED: {},
        PaymentStatus.CHARGED_BACK: {},
        PaymentStatus.VOIDED: {},
        PaymentStatus.EXPIRED: {},
        PaymentStatus.FAILED: {},
    }
)
"""Every legal transition; a charge that was authenticated is captured in the same moment."""


def after(status: PaymentStatus, step: Step) -> PaymentStatus | None:
    """The status that the step leads to, or None where it is not legal."""
    return TRANSITIONS[status].get(step)


def statuses_before(step: Step) -> list[PaymentStatus]:
    """The statuses in which the step is legal."""
    return [status for status, steps in TRANSITIONS.items() if step in steps]
