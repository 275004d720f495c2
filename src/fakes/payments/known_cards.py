"""The cards and tokens that the fake gateway knows, and what each does; all are test cards.

Numbers, tokens and outcomes are the ones that Stripe documents for its test mode, at
https://docs.stripe.com/testing. For each decline code that has no card there, of those at
https://docs.stripe.com/declines/codes, there is a token of our own: `tok_declined_` and the code.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from fakes.payments.cards import Card, CardDetails, passes_luhn

__all__ = ["CARDS_BY_NUMBER", "CARDS_BY_TOKEN", "KNOWN_CARDS", "Decline", "KnownCard", "known_card"]


@attrs.frozen
class Decline:
    """How a bank refuses a card: the kind of refusal, and its reason where it gives one."""

    code: str
    decline_code: str | None = None


@attrs.frozen
class KnownCard:
    """A test card, the tokens that stand for it, and what happens to a payment with it."""

    card: Card
    tokens: tuple[str, ...]
    decline: Decline | None = None
    """How the bank refuses it; after the authentication, where it needs one."""
    needs_authentication: bool = False
    dispute_reason: str | None = None
    """Why its holder contests each payment as soon as it is captured, if they do."""

    @property
    def details(self) -> CardDetails:
        """What may be shown of the card."""
        return self.card.details


_CVC_DIGITS = {"amex": 4}


def _declined(decline_code: str) -> Decline:
    return Decline("card_declined", decline_code)


_DOCUMENTED = (
    KnownCard(Card("4242424242424242"), ("tok_visa", "pm_card_visa")),
    KnownCard(Card("4000056655665556"), ("tok_visa_debit", "pm_card_visa_debit")),
    KnownCard(Card("5555555555554444"), ("tok_mastercard", "pm_card_mastercard")),
    KnownCard(Card("2223003122003222"), ()),
    KnownCard(Card("5200828282828210"), ("tok_mastercard_debit", "pm_card_mastercard_debit")),
    KnownCard(Card("5105105105105100"), ("tok_mastercard_prepaid", "pm_card_mastercard_prepaid")),
    KnownCard(Card("378282246310005"), ("tok_amex", "pm_card_amex")),
    KnownCard(Card("371449635398431"), ()),
    KnownCard(Card("6011111111111117"), ("tok_discover", "pm_card_discover")),
    KnownCard(Card("6011000990139424"), ()),
    KnownCard(Card("3056930009020004"), ("tok_diners", "pm_card_diners")),
    KnownCard(Card("36227206271667"), ()),
    KnownCard(Card("3566002020360505"), ("tok_jcb", "pm_card_jcb")),
    KnownCard(Card("6200000000000005"), ("tok_unionpay", "pm_card_unionpay")),
    KnownCard(
        Card("4000000000000002"),
        (
            "tok_chargeDeclined",
            "tok_visa_chargeDeclined",
            "pm_card_chargeDeclined",
            "pm_card_visa_chargeDeclined",
        ),
        _declined("generic_decline"),
    ),
    KnownCard(
        Card("4000000000009995"),
        (
            "tok_chargeDeclinedInsufficientFunds",
            "tok_visa_chargeDeclinedInsufficientFunds",
            "pm_card_chargeDeclinedInsufficientFunds",
            "pm_card_visa_chargeDeclinedInsufficientFunds",
        ),
        _declined("insufficient_funds"),
    ),
    KnownCard(
        Card("4000000000009987"),
        ("tok_visa_chargeDeclinedLostCard", "pm_card_visa_chargeDeclinedLostCard"),
        _declined("lost_card"),
    ),
    KnownCard(
        Card("4000000000009979"),
        ("tok_visa_chargeDeclinedStolenCard", "pm_card_visa_chargeDeclinedStolenCard"),
        _declined("stolen_card"),
    ),
    KnownCard(
        Card("4000000000006975"),
        (
            "tok_visa_chargeDeclinedVelocityLimitExceeded",
            "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
        ),
        _declined("card_velocity_exceeded"),
    ),
    KnownCard(
        Card("4100000000000019"),
        ("tok_chargeDeclinedFraudulent", "tok_radarBlock", "pm_card_radarBlock"),
        _declined("fraudulent"),
    ),
    KnownCard(
        Card("4000000000000069"),
        ("tok_chargeDeclinedExpiredCard", "pm_card_chargeDeclinedExpiredCard"),
        Decline("expired_card"),
    ),
    KnownCard(
        Card("4000000000000127"),
        ("tok_chargeDeclinedIncorrectCvc", "pm_card_chargeDeclinedIncorrectCvc"),
        Decline("incorrect_cvc"),
    ),
    KnownCard(
        Card("4000000000000119"),
        ("tok_chargeDeclinedProcessingError", "pm_card_chargeDeclinedProcessingError"),
        Decline("processing_error"),
    ),
    KnownCard(Card("4242424242424241"), (), Decline("incorrect_number")),
    KnownCard(
        Card("4000002500003155"),
        ("pm_card_authenticationRequiredOnSetup",),
        needs_authentication=True,
    ),
    KnownCard(
        Card("4000002760003184"),
        ("tok_authenticationRequired", "pm_card_authenticationRequired"),
        needs_authentication=True,
    ),
    KnownCard(
        Card("4000000000003220"),
        ("tok_threeDSecure2Required", "pm_card_threeDSecure2Required"),
        needs_authentication=True,
    ),
    KnownCard(
        Card("4000008260003178"),
        ("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",),
        _declined("insufficient_funds"),
        needs_authentication=True,
    ),
    KnownCard(
        Card("4000008400001629"),
        (
            "tok_threeDSecureRequiredChargeDeclined",
            "pm_card_threeDSecureRequiredChargeDeclined",
        ),
        _declined("generic_decline"),
        needs_authentication=True,
    ),
    KnownCard(
        Card("4000000000000259"),
        ("tok_createDispute", "pm_card_createDispute"),
        dispute_reason="fraudulent",
    ),
    KnownCard(
        Card("4000000000002685"),
        ("tok_createDisputeProductNotReceived", "pm_card_createDisputeProductNotReceived"),
        dispute_reason="product_not_received",
    ),
)

# `authentication_required` is not among them: here it is an error of its own.
_OTHER_DECLINE_CODES = """
    approve_with_id call_issuer card_not_supported currency_not_supported do_not_honor
    do_not_try_again duplicate_transaction incorrect_address incorrect_pin incorrect_zip
    invalid_account invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year
    invalid_number invalid_pin issuer_not_available merchant_blacklist
    mobile_device_authentication_required new_account_information_available
    no_action_taken not_permitted offline_pin_required online_or_offline_pin_required
    pickup_card pin_try_exceeded reenter_transaction restricted_card
    revocation_of_all_authorizations revocation_of_authorization security_violation
    service_not_allowed stop_payment_order testmode_decline transaction_not_allowed
    try_again_later withdrawal_count_limit_exceeded
"""

KNOWN_CARDS = _DOCUMENTED + tuple(
    KnownCard(Card("4000000000000002"), (f"tok_declined_{code}",), _declined(code))
    for code in _OTHER_DECLINE_CODES.split()
)
"""Every card that does something; a real card, or any other, is declined."""

CARDS_BY_NUMBER: Mapping[str, KnownCard] = MappingProxyType(
    {known.card.number: known for known in _DOCUMENTED}
)

CARDS_BY_TOKEN: Mapping[str, KnownCard] = MappingProxyType(
    {token: known for known in KNOWN_CARDS for token in known.tokens}
)


def known_card(source: str | Card, now: datetime) -> KnownCard:
    """What is known of a token of `CARDS_BY_TOKEN` or of a card; an unknown card is declined."""
    if isinstance(source, str):
        return CARDS_BY_TOKEN[source]
    if not passes_luhn(source.number):
        return KnownCard(source, (), Decline("incorrect_number"))
    if (source.exp_year, source.exp_month) < (now.year, now.month):
        return KnownCard(source, (), Decline("expired_card"))
    if source.cvc is not None and len(source.cvc) != _CVC_DIGITS.get(source.brand, 3):
        return KnownCard(source, (), Decline("invalid_cvc"))
    # A real card has no place in a test, and Stripe's test mode declines it, too.
    stranger = KnownCard(source, (), _declined("test_mode_live_card"))
    return CARDS_BY_NUMBER.get(source.number, stranger)
