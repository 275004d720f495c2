"""Hypothesis strategies for the values of `fakes.payments`; they make no payment gateways."""

from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.payments import (
    EXPONENTS,
    KNOWN_CARDS,
    Card,
    Dispute,
    DisputeStatus,
    Event,
    EventType,
    KnownCard,
    Money,
    Payment,
    PaymentStatus,
    Refund,
)

__all__ = [
    "amounts",
    "cards",
    "currencies",
    "declining_sources",
    "disputes",
    "events",
    "good_sources",
    "idempotency_keys",
    "payments",
    "refunds",
    "sources",
]

_GOOD = [
    known
    for known in KNOWN_CARDS
    if not known.decline and not known.needs_authentication and not known.dispute_reason
]

_CAPTURED = (
    PaymentStatus.SUCCEEDED,
    PaymentStatus.REFUNDED,
    PaymentStatus.DISPUTED,
    PaymentStatus.CHARGED_BACK,
)

_CONTESTED = {
    PaymentStatus.DISPUTED: DisputeStatus.OPEN,
    PaymentStatus.CHARGED_BACK: DisputeStatus.LOST,
}

_DECLINED = [known for known in KNOWN_CARDS if known.decline and not known.needs_authentication]


def currencies() -> SearchStrategy[str]:
    """Codes of ISO 4217, those with two, no and three decimals first."""
    usual = ("EUR", "JPY", "KWD")
    return st.sampled_from([*usual, *sorted(EXPONENTS.keys() - set(usual))])


@st.composite
def amounts(
    draw: st.DrawFn,
    currency: str | None = None,
    *,
    smallest: int = 1,
    largest: int = 99_999_999,
) -> Money:
    """Amounts of so many minor units, in the currency or in any."""
    code = draw(currencies()) if currency is None else currency
    return Money(draw(st.integers(smallest, largest)), code)


def cards() -> SearchStrategy[Card]:
    """Test cards of every outcome, with an expiry that is far away and a CVC or none."""
    return st.builds(
        _with_details,
        st.sampled_from([known.card for known in KNOWN_CARDS]),
        st.integers(1, 12),
        st.integers(2100, 2199),
        with_cvc=st.booleans(),
    )


def sources() -> SearchStrategy[str | Card]:
    """Tokens and test cards of every outcome."""
    return st.sampled_from(_tokens_of(list(KNOWN_CARDS))) | cards()


def good_sources() -> SearchStrategy[str]:
    """Tokens that take any payment."""
    return st.sampled_from(_tokens_of(_GOOD))


def declining_sources() -> SearchStrategy[str]:
    """Tokens that decline every payment."""
    return st.sampled_from(_tokens_of(_DECLINED))


def idempotency_keys() -> SearchStrategy[str]:
    """Keys that a gateway takes: 1 to 255 characters that can be printed."""
    printable = st.characters(codec="utf-8").filter(str.isprintable)
    return st.uuids().map(str) | st.text(printable, min_size=1, max_size=255)


@st.composite
def disputes(
    draw: st.DrawFn, amount: Money | None = None, status: DisputeStatus | None = None
) -> Dispute:
    """Disputes, about the amount and of the status if they are given."""
    return Dispute(
        id=draw(_ids("dis_")),
        amount=draw(amounts()) if amount is None else amount,
        reason=draw(st.sampled_from(["fraudulent", "product_not_received", "duplicate"])),
        status=draw(st.sampled_from(DisputeStatus)) if status is None else status,
        created=draw(_seconds()),
    )


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    """Payments of every status, each with what a payment of that status has."""
    amount = draw(amounts())
    nothing = Money(0, amount.currency)
    status = draw(st.sampled_from(PaymentStatus))
    captured = refunded = nothing
    if status in _CAPTURED:
        captured = draw(amounts(amount.currency, largest=amount.minor_units))
        most = captured.minor_units - 1
        partly = amounts(amount.currency, smallest=0, largest=most)
        refunded = captured if status is PaymentStatus.REFUNDED else draw(partly)
    contested = _CONTESTED.get(status)
    return Payment(
        id=draw(_ids("pay_")),
        status=status,
        amount=amount,
        captured=captured,
        refunded=refunded,
        card=draw(st.sampled_from(KNOWN_CARDS)).details,
        created=draw(_seconds()),
        capture_before=draw(_seconds()) if status is PaymentStatus.AUTHORIZED else None,
        dispute=draw(disputes(captured - refunded, contested)) if contested else None,
    )


@st.composite
def refunds(draw: st.DrawFn, payment: Payment | None = None) -> Refund:
    """Refunds: of some of what was captured, where a captured payment is given."""
    amount = amounts()
    if payment is not None:
        amount = amounts(payment.amount.currency, largest=payment.captured.minor_units)
    payment_id = _ids("pay_") if payment is None else st.just(payment.id)
    return Refund(draw(_ids("ref_")), draw(payment_id), draw(amount), draw(_seconds()))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Events, with a refund where the payment is refunded."""
    payment = draw(payments())
    refunded = payment.status is PaymentStatus.REFUNDED
    return Event(
        id=draw(_ids("evt_")),
        type=EventType.REFUNDED if refunded else draw(st.sampled_from(EventType)),
        created=draw(_seconds()),
        payment=payment,
        refund=draw(refunds(payment)) if refunded else None,
    )


def _tokens_of(known_cards: list[KnownCard]) -> list[str]:
    return [token for known in known_cards for token in known.tokens]


def _with_details(card: Card, month: int, year: int, *, with_cvc: bool) -> Card:
    cvc = "1234" if card.brand == "amex" else "123"
    return Card(card.number, exp_month=month, exp_year=year, cvc=cvc if with_cvc else None)


def _ids(prefix: str) -> SearchStrategy[str]:
    return st.integers(1, 999_999).map(lambda number: f"{prefix}{number:06d}")


def _seconds() -> SearchStrategy[datetime]:
    return st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
