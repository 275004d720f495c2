"""Gateways that are wrong about money: how much, in which currency, and what is still there."""

from typing import Any

import attrs

from fakes.conformance.capabilities import Operation
from fakes.conformance.sabotage.payments.delegating import Delegating, Request, telling
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.payments import (
    InvalidPaymentValue,
    InvalidTransition,
    Money,
    Payment,
    PaymentError,
    PaymentStatus,
    Refund,
    RefundExceedsRemaining,
)

__all__ = ["SABOTEURS"]

_CENTS = 100
_SMALLEST_CHARGE = 100
_MOST_REFUNDS = 2


def _in(payment: Payment, units: int) -> Money:
    return Money(units, payment.amount.currency)


class _ComputesInFloats(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        amount, *rest = request.arguments
        if isinstance(amount, Money):
            units = int(amount.minor_units / _CENTS * _CENTS)
            request = attrs.evolve(request, arguments=(Money(units, amount.currency), *rest))
        return await super().answer(request, key)


class _YenTimes100(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        amount, *rest = request.arguments
        if isinstance(amount, Money) and amount.currency == "JPY":
            yen = Money(amount.minor_units * _CENTS, "JPY")
            request = attrs.evolve(request, arguments=(yen, *rest))
        return await super().answer(request, key)


class _TwoDecimalsAlways(Delegating):
    """It rounds currencies of three decimals to two."""

    async def answer(self, request: Request, key: str | None) -> Any:
        amount, *rest = request.arguments
        if isinstance(amount, Money) and amount.currency == "KWD":
            rounded = Money(amount.minor_units // _CENTS * _CENTS, "KWD")
            request = attrs.evolve(request, arguments=(rounded, *rest))
        return await super().answer(request, key)


def _in_floats_of_32_bits(payment: Payment) -> Payment:
    def rounded(amount: Money) -> Money:
        spare = max(amount.minor_units.bit_length() - 24, 0)
        return _in(payment, amount.minor_units >> spare << spare)

    return attrs.evolve(payment, amount=rounded(payment.amount), captured=rounded(payment.captured))


class _GetRounds(Delegating):
    """It rounds what it stores, and not what it answers."""

    async def get(self, payment_id: str) -> Payment:
        payment = await super().get(payment_id)
        whole = payment.amount.minor_units // 10 * 10
        return attrs.evolve(payment, amount=_in(payment, whole))


class _TakesNothing(Delegating):
    """It makes of an amount that is none the smallest that there is."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except InvalidPaymentValue:
            amount, *rest = request.arguments
            if amount == Money(0, "EUR"):
                smallest = (Money(_SMALLEST_CHARGE, "EUR"), *rest)
                return await super().answer(attrs.evolve(request, arguments=smallest), key)
            raise


class _KeyErrors(Delegating):
    """It looks a currency up, and lets out what that raises."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except InvalidPaymentValue:
            amount = request.arguments[0]
            raise KeyError(amount.currency) from None


class _RefundsTwice(Delegating):
    """It gives back all of a payment again."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            answer = await super().answer(request, key)
        except RefundExceedsRemaining:
            if request.arguments[1] is None:
                return self.kept["refunded", request.arguments[0]]
            raise
        if request.operation == "refund":
            self.kept["refunded", request.arguments[0]] = answer
        return answer


class _BoundsEachRefund(Delegating):
    """It compares each refund to what was captured, and forgets the others."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except RefundExceedsRemaining as error:
            payment = await self.get(error.payment_id)
            if error.requested is None or error.requested > payment.captured:
                raise
            return Refund("ref_again", payment.id, error.requested, payment.created)


class _ChecksRefundsFirst(Delegating):
    """It looks what is left, and then gives that back."""

    async def answer(self, request: Request, key: str | None) -> Any:
        if request.operation != "refund":
            return await super().answer(request, key)
        payment = await self.get(request.arguments[0])
        await let_others_run()
        try:
            return await super().answer(request, key)
        except RefundExceedsRemaining as error:
            amount = error.requested or payment.balance
            if not payment.balance.minor_units or amount > payment.balance:
                raise
            return Refund("ref_again", payment.id, amount, payment.created)


class _CapsRefunds(Delegating):
    """It gives back what is left where more is asked for."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except RefundExceedsRemaining as error:
            if not error.remaining.minor_units or error.requested is None:
                raise
            capped = attrs.evolve(request, arguments=(error.payment_id, error.remaining))
            return await super().answer(capped, None)


class _TellsTwoRefunds(Delegating):
    """A payment tells of the first refunds, and not of those after them."""

    async def answer(self, request: Request, key: str | None) -> Any:
        answer = await super().answer(request, key)
        if isinstance(answer, Refund):
            told = self.kept.setdefault(("refunds", answer.payment_id), [])
            told.append(answer.amount.minor_units)
        return answer

    async def get(self, payment_id: str) -> Payment:
        payment = await super().get(payment_id)
        told: list[int] = self.kept.get(("refunds", payment_id), [])
        refunded = sum(told[:_MOST_REFUNDS])
        return attrs.evolve(payment, refunded=_in(payment, refunded))


def _without_refunds(payment: Payment) -> Payment:
    return attrs.evolve(payment, refunded=_in(payment, 0))


class _CapsCaptures(Delegating):
    """It captures what is held where more is asked for."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except PaymentError:
            if request.operation == "capture" and request.arguments[1] is not None:
                held = await self.get(request.arguments[0])
                if held.status is PaymentStatus.AUTHORIZED:
                    return await self.real.capture(held.id)
            raise


class _CapturesTwice(Delegating):
    """It answers a second capture as if it were the first."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except InvalidTransition as error:
            if request.operation == "capture" and error.status is PaymentStatus.SUCCEEDED:
                return await self.get(error.payment_id)
            raise


class _CapturesAll(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        if request.operation == "capture":
            request = attrs.evolve(request, arguments=(request.arguments[0], None))
        return await super().answer(request, key)


class _CapturesAfterVoid(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except InvalidTransition as error:
            if request.operation == "capture" and error.status is PaymentStatus.VOIDED:
                voided = await self.get(error.payment_id)
                return attrs.evolve(voided, status=PaymentStatus.SUCCEEDED, captured=voided.amount)
            raise


class _VoidsByRefunding(Delegating):
    """It refunds what cannot be voided any more."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except InvalidTransition as error:
            if request.operation == "void" and error.status is PaymentStatus.SUCCEEDED:
                await self.real.refund(error.payment_id)
                return await self.get(error.payment_id)
            raise


class _ChecksHoldsFirst(Delegating):
    """It looks whether a payment is held, and then does what it is asked to."""

    async def answer(self, request: Request, key: str | None) -> Any:
        if request.operation not in ("capture", "void"):
            return await super().answer(request, key)
        payment = await self.get(request.arguments[0])
        await let_others_run()
        try:
            return await super().answer(request, key)
        except InvalidTransition:
            if payment.status is PaymentStatus.AUTHORIZED:
                return payment
            raise


def _held_for_ever(payment: Payment) -> Payment:
    lapsed = payment.status is PaymentStatus.EXPIRED
    return attrs.evolve(payment, status=PaymentStatus.AUTHORIZED) if lapsed else payment


SABOTEURS = (
    Saboteur("computes_in_floats", "computes in floats", "amount_is_exact", _ComputesInFloats),
    Saboteur(
        "floats_of_32_bits",
        "keeps amounts in floats of 32 bits",
        "amount_is_exact",
        telling(_in_floats_of_32_bits),
    ),
    Saboteur("yen_times_100", "multiplies JPY by 100", "currency_exponents", _YenTimes100),
    Saboteur(
        "two_decimals_always",
        "keeps two decimals of KWD",
        "currency_exponents",
        _TwoDecimalsAlways,
    ),
    Saboteur("get_rounds", "rounds what it stores", "get_is_what_charge_said", _GetRounds),
    Saboteur(
        "takes_nothing",
        "charges the smallest amount where nothing was asked for",
        "bad_amount_or_currency",
        _TakesNothing,
    ),
    Saboteur("key_errors", "raises KeyError for a bad value", "bad_amount_or_currency", _KeyErrors),
    Saboteur("refunds_twice", "refunds all of a payment again", "full_refund", _RefundsTwice),
    Saboteur(
        "bounds_each_refund",
        "bounds each refund but not their sum",
        "partial_refunds_are_bounded",
        _BoundsEachRefund,
    ),
    Saboteur(
        "caps_refunds",
        "refunds what is left where more was asked for",
        "partial_refunds_are_bounded",
        _CapsRefunds,
    ),
    Saboteur(
        "checks_refunds_first",
        "looks what is left, and then refunds",
        "concurrent_refunds_are_bounded",
        _ChecksRefundsFirst,
    ),
    Saboteur(
        "forgets_refunds",
        "tells of no refund",
        "conservation",
        telling(_without_refunds),
        needs={Operation.REFUND},
    ),
    Saboteur(
        "tells_two_refunds",
        "tells of the first two refunds of a payment",
        "conservation",
        _TellsTwoRefunds,
        needs={Operation.REFUND, Operation.PARTIAL},
    ),
    Saboteur(
        "caps_captures",
        "captures what is held where more was asked for",
        "capture_within_authorisation",
        _CapsCaptures,
    ),
    Saboteur("captures_twice", "captures again", "capture_within_authorisation", _CapturesTwice),
    Saboteur("captures_all", "captures all of a hold", "partial_capture", _CapturesAll),
    Saboteur(
        "captures_after_void", "captures after a void", "void_blocks_capture", _CapturesAfterVoid
    ),
    Saboteur(
        "voids_by_refunding",
        "refunds what it cannot void",
        "void_blocks_capture",
        _VoidsByRefunding,
        needs={Operation.REFUND},
    ),
    Saboteur(
        "checks_holds_first",
        "looks whether a payment is held, and then captures or voids it",
        "concurrent_ends_are_one",
        _ChecksHoldsFirst,
    ),
    Saboteur(
        "holds_for_ever",
        "tells of a hold after its window",
        "authorisation_expires",
        telling(_held_for_ever),
    ),
)
"""Each by name, what it does, the guarantee that finds it out, and how."""
