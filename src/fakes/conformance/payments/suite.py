"""How a user plugs in what takes their payments: the base classes of their suites."""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from fakes.conformance.payments.specification import PAYMENTS
from fakes.conformance.specification import Specification
from fakes.conformance.suite import AsyncConformance, Conformance, Suite
from fakes.payments import (
    AsyncPaymentGateway,
    Card,
    Decline,
    Delivery,
    Event,
    PaymentGateway,
    verify_event,
)

__all__ = ["AsyncPaymentConformance", "PaymentConformance"]

_DECLINED: Mapping[str | Card, Decline] = MappingProxyType(
    {
        "tok_chargeDeclined": Decline("card_declined", "generic_decline"),
        "tok_chargeDeclinedInsufficientFunds": Decline("card_declined", "insufficient_funds"),
        "tok_chargeDeclinedExpiredCard": Decline("expired_card"),
        "tok_chargeDeclinedIncorrectCvc": Decline("incorrect_cvc"),
        "tok_chargeDeclinedProcessingError": Decline("processing_error"),
    }
)


class _PaymentSuite(Suite):
    """What both suites say in the same words."""

    specification: ClassVar[Specification] = PAYMENTS

    def currencies(self, store: Any, /) -> Sequence[str]:
        """The currencies to pay in, the usual one first.

        With `Promise.CURRENCIES` they are of two decimals, of none and of three.
        """
        del store
        return ("EUR", "USD", "JPY", "KWD")

    def source(self, store: Any, /) -> str | Card:
        """What takes every payment: a token, or a card."""
        del store
        return "tok_visa"

    def declined_sources(self, store: Any, /) -> Mapping[str | Card, Decline]:
        """What declines every payment, each with how. At least one."""
        del store
        return _DECLINED

    def authenticating_source(self, store: Any, /) -> str | Card | None:
        """What needs its holder's confirmation for every payment. Optional."""
        del store
        return None

    def cards(self, store: Any, /) -> Sequence[Card]:
        """Test cards that are given by their numbers, whatever then becomes of the payments.

        Override it to give none where the gateway takes tokens alone.
        """
        del store
        return (Card("4242424242424242", cvc="123"), Card("4000000000000002", cvc="123"))

    def secrets(self, store: Any, /) -> Collection[str]:
        """What no text may show, such as the key of the gateway's API. Optional."""
        del store
        return ()

    def event_of(self, store: Any, delivery: Delivery, /) -> Event:
        """The event of a delivery, as your application reads it; `InvalidSignature` if forged.

        Override it where events are read by other means than `verify_event`.
        """
        del store
        return verify_event(delivery.payload, delivery.signature, "whsec_test")


class PaymentConformance(_PaymentSuite, Conformance[PaymentGateway]):
    """The suite of a blocking `PaymentGateway`: see `fakes.conformance.payments` for an example.

    With `Promise.IDEMPOTENT`, `parameters` has `replay_of_a_failure`: "saved", where the failure is
    the answer to each repetition, or "retried"; and `validation_error_burns_key`: "burns" or
    "frees". `limits` are `minimum_amount` and `maximum_amount` in minor units; `key_length` in
    characters and `idempotency_window` in seconds, with `Promise.IDEMPOTENT`; and
    `authorization_window` in seconds, with `Operation.AUTHORISE`.
    """

    def lose_replies(self, store: Any, /) -> Callable[[], object] | None:
        """From now on, have requests take effect and their replies get lost; return what ends it.

        Optional. Without it, nothing is known of an adapter whose connection breaks.
        """
        del store
        return None

    def deliveries(self, store: Any, /) -> Sequence[Delivery] | None:
        """The deliveries of events so far. Optional: what has it declares `Operation.EVENTS`."""
        del store
        return None


class AsyncPaymentConformance(_PaymentSuite, AsyncConformance[AsyncPaymentGateway]):
    """The suite of an `AsyncPaymentGateway`: as `PaymentConformance`, with some of it awaited."""

    async def lose_replies(self, store: Any, /) -> Callable[[], object] | None:
        """Have replies get lost, and return what ends it: see `PaymentConformance.lose_replies`."""
        del store
        return None

    async def deliveries(self, store: Any, /) -> Sequence[Delivery] | None:
        """The deliveries of events so far: see `PaymentConformance.deliveries`."""
        del store
        return None
