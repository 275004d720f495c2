"""Charges: what is taken, what is said of it, and what is refused before anything is taken."""

from collections.abc import Awaitable

from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.forcing import forced
from fakes.conformance.payments.trial import PaymentTrial
from fakes.payments import (
    AsyncPaymentGateway,
    AuthenticationRequired,
    CardDeclined,
    InvalidPaymentValue,
    Money,
    Payment,
    PaymentNotFound,
    PaymentStatus,
)

__all__ = [
    "amounts_are_exact",
    "any_amount_is_exact",
    "any_amount_of_any_currency_is_exact",
    "authentication_moves_nothing",
    "bad_amounts_are_refused",
    "bad_currencies_are_refused",
    "currencies_have_their_exponents",
    "declines_move_nothing",
    "get_is_what_was_said",
    "unknown_payments_are_not_found",
]

# Hundredths of which floating-point arithmetic makes others.
_AWKWARD = (29, 57, 58, 113, 1001, 1999, 4_035, 5_797, 110_001, 1_000_199, 16_777_217, 99_999_997)
_TENS = 10


async def amounts_are_exact(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    for units in (trial.least, trial.most, *_AWKWARD):
        if trial.least <= units <= trial.most:
            await _is_taken(trial, gateway, trial.money(units))


async def any_amount_is_exact(trial: PaymentTrial) -> None:
    await _is_taken(trial, await trial.connect(), trial.draw(trial.amounts(), "amount"))


async def currencies_have_their_exponents(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    for currency in trial.currencies:
        for units in (_in_tens(trial.least), trial.most // _TENS * _TENS):
            await _is_taken(trial, gateway, Money(units, currency))


async def any_amount_of_any_currency_is_exact(trial: PaymentTrial) -> None:
    currency = trial.draw(strategies.sampled_from(trial.currencies), "currency")
    # Some gateways take no single units of currencies with three decimals.
    tens = strategies.integers(_in_tens(trial.least) // _TENS, trial.most // _TENS)
    units = trial.draw(tens, "tens of minor units") * _TENS
    await _is_taken(trial, await trial.connect(), Money(units, currency))


async def get_is_what_was_said(trial: PaymentTrial) -> None:
    amounts = trial.draw(strategies.lists(trial.amounts(), min_size=1, max_size=3), "amounts")
    gateway, other = await trial.connect(), await trial.connect()
    said = [await gateway.charge(amount, trial.source) for amount in amounts]
    if trial.declares(Operation.AUTHORISE):
        said += [await gateway.authorize(amounts[0], trial.source)]
    for payment in said:
        for client in (gateway, other):
            trial.equal(await client.get(payment.id), payment, "get() of what was charged")
    await trial.has_booked(other, *said)


async def declines_move_nothing(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    paid = await gateway.charge(trial.money(trial.least), trial.source)
    for source, decline in trial.declined_sources.items():
        attempts = [("charge", gateway.charge)]
        if trial.declares(Operation.AUTHORISE):
            attempts += [("authorize", gateway.authorize)]
        for name, attempt in attempts:
            what = f"{name}() with {source!r}"
            made = attempt(trial.money(trial.least), source)
            error = await trial.refused(CardDeclined, made, what)
            told = (error.code, error.decline_code)
            trial.equal(told, (decline.code, decline.decline_code), f"the codes of {what}")
            if error.payment_id is not None:
                failed = await gateway.get(error.payment_id)
                trial.equal(failed.status, PaymentStatus.FAILED, f"the status after {what}")
                trial.equal(failed.captured, trial.money(0), f"what was captured by {what}")
    await trial.has_booked(gateway, paid)


async def authentication_moves_nothing(trial: PaymentTrial) -> None:
    source, gateway = trial.authenticating_source, await trial.connect()
    made = gateway.charge(trial.money(trial.least), source)
    error = await trial.refused(AuthenticationRequired, made, "charge() of what needs a holder")
    waiting = await gateway.get(error.payment_id)
    trial.equal(waiting.status, PaymentStatus.REQUIRES_AUTHENTICATION, "the status")
    trial.equal(waiting.captured, trial.money(0), "what is captured")
    await trial.has_booked(gateway, waiting)


async def bad_amounts_are_refused(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    paid = await gateway.charge(trial.money(trial.least), trial.source)
    for amount in (trial.money(0), trial.money(trial.most + 1)):
        await _is_refused(trial, gateway, amount)
    await trial.has_booked(gateway, paid)


async def bad_currencies_are_refused(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    for code in ("ZZZ", "eur", ""):
        amount = forced(trial.money(trial.least), currency=code)
        await _is_refused(trial, gateway, amount)
    await trial.has_booked(gateway)


async def unknown_payments_are_not_found(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    paid = await gateway.charge(trial.money(trial.least), trial.source)
    unknown = f"{paid.id[:-1]}{'a' if paid.id[-1] != 'a' else 'b'}"
    await _is_not_found(trial, "get", gateway.get(unknown))
    if trial.declares(Operation.AUTHORISE):
        await _is_not_found(trial, "capture", gateway.capture(unknown))
        await _is_not_found(trial, "void", gateway.void(unknown))
    if trial.declares(Operation.REFUND):
        await _is_not_found(trial, "refund", gateway.refund(unknown))
    await trial.has_booked(gateway, paid)


async def _is_taken(trial: PaymentTrial, gateway: AsyncPaymentGateway, amount: Money) -> None:
    payment = await gateway.charge(amount, trial.source)
    _is_whole(trial, payment, amount, "charge()")
    _is_whole(trial, await gateway.get(payment.id), amount, "get()")


def _is_whole(trial: PaymentTrial, payment: Payment, amount: Money, told_by: str) -> None:
    trial.equal(payment.amount, amount, f"the amount that {told_by} tells")
    trial.equal(payment.captured, amount, f"what was captured, as {told_by} tells")
    trial.equal(payment.refunded, Money(0, amount.currency), f"what {told_by} tells was refunded")
    trial.equal(payment.status, PaymentStatus.SUCCEEDED, f"the status that {told_by} tells")


async def _is_refused(trial: PaymentTrial, gateway: AsyncPaymentGateway, amount: Money) -> None:
    attempt = gateway.charge(amount, trial.source)
    await trial.refused(InvalidPaymentValue, attempt, f"charge() of {amount!r}")
    if trial.declares(Operation.AUTHORISE):
        attempt = gateway.authorize(amount, trial.source)
        await trial.refused(InvalidPaymentValue, attempt, f"authorize() of {amount!r}")


def _in_tens(units: int) -> int:
    return -(-units // _TENS) * _TENS


async def _is_not_found(trial: PaymentTrial, operation: str, attempt: Awaitable[object]) -> None:
    what = f"{operation}() of a payment that there never was"
    await trial.refused(PaymentNotFound, attempt, what)
