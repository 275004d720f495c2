"""Gateways whose answers mislead: errors, lists, events, and what they let out."""

import logging
from typing import Any

import attrs

from fakes.conformance.capabilities import Operation
from fakes.conformance.sabotage.payments.delegating import Delegating, Request
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.payments import (
    AuthenticationRequired,
    Card,
    CardDeclined,
    GatewayUnavailable,
    InvalidPaymentValue,
    Payment,
    PaymentError,
    PaymentNotFound,
    PaymentPage,
    PaymentStatus,
    Refund,
)

__all__ = ["SABOTEURS"]

_LOG = logging.getLogger(__name__)
_FULL_PAGE = 10


class _TimeoutIsADecline(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except GatewayUnavailable:
            raise CardDeclined("processing_error") from None


class _TimeoutIsNothingDone(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except GatewayUnavailable as error:
            raise GatewayUnavailable(error.reason, outcome_unknown=False) from None


class _OneDecline(Delegating):
    """It tells that a card was declined, and not why."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except CardDeclined as error:
            raise CardDeclined("card_declined", None, error.payment_id) from None


class _HoldsTheDeclined(Delegating):
    """It tells of a decline, and of a payment that is no failure."""

    async def select(self, **how: Any) -> PaymentPage:
        page = await super().select(**how)
        return attrs.evolve(page, payments=tuple(map(_as_if_taken, page.payments)))


def _as_if_taken(payment: Payment) -> Payment:
    failed = payment.status is PaymentStatus.FAILED
    return attrs.evolve(payment, status=PaymentStatus.SUCCEEDED) if failed else payment


class _NeedsNoHolder(Delegating):
    """It takes what waits for its holder for done."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except AuthenticationRequired as error:
            return await self.get(error.payment_id)


class _NoSuchKey(Delegating):
    async def get(self, payment_id: str) -> Payment:
        try:
            return await super().get(payment_id)
        except PaymentNotFound:
            raise KeyError(payment_id) from None


class _NoSuchRefund(Delegating):
    """It refuses to refund a payment that there never was, for another reason."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except PaymentNotFound:
            raise PaymentError("this cannot be done") from None


class _SkipsARow(Delegating):
    """A page begins one payment too late."""

    async def select(self, **how: Any) -> PaymentPage:
        page = await super().select(**how)
        skipped = 1 if how.get("after") else 0
        return attrs.evolve(page, payments=page.payments[skipped:])


class _OldestFirst(Delegating):
    async def select(self, **how: Any) -> PaymentPage:
        page = await super().select(**how)
        return attrs.evolve(page, payments=page.payments[::-1])


class _AllStatuses(Delegating):
    async def select(self, *, status: PaymentStatus | None = None, **how: Any) -> PaymentPage:
        del status
        return await super().select(**how)


class _AllTimes(Delegating):
    async def select(self, *, created_before: Any = None, **how: Any) -> PaymentPage:
        del created_before
        return await super().select(**how)


class _ShortPages(Delegating):
    """It takes a limit for a hint."""

    async def select(self, *, limit: int = _FULL_PAGE, **how: Any) -> PaymentPage:
        return await super().select(limit=min(limit, _FULL_PAGE) if limit > 0 else 1, **how)


class _SplitsRefunds(Delegating):
    """It makes two refunds where one was asked for, and tells of the first."""

    async def answer(self, request: Request, key: str | None) -> Any:
        amount = request.arguments[-1]
        if request.operation != "refund" or amount is None or amount.minor_units == 1:
            return await super().answer(request, key)
        one = attrs.evolve(amount, minor_units=1)
        first: Refund = await self.real.refund(request.arguments[0], one)
        await self.real.refund(request.arguments[0], amount - one)
        return attrs.evolve(first, amount=amount)


class _OtherIds(Delegating):
    """It gives payments ids of its own, which no event tells."""

    async def answer(self, request: Request, key: str | None) -> Any:
        first, *rest = request.arguments
        if isinstance(first, str):
            request = attrs.evolve(request, arguments=(_theirs(first), *rest))
        answer = await super().answer(request, key)
        if isinstance(answer, Refund):
            return attrs.evolve(answer, payment_id=_ours(answer.payment_id))
        return _with_our_id(answer)

    async def get(self, payment_id: str) -> Payment:
        return _with_our_id(await super().get(_theirs(payment_id)))

    async def select(self, *, after: str | None = None, **how: Any) -> PaymentPage:
        page = await super().select(after=None if after is None else _theirs(after), **how)
        next_id = None if page.next is None else _ours(page.next)
        return PaymentPage(tuple(map(_with_our_id, page.payments)), next_id)


def _ours(payment_id: str) -> str:
    return f"our_{payment_id}"


def _theirs(payment_id: str) -> str:
    return payment_id.removeprefix("our_")


def _with_our_id(payment: Payment) -> Payment:
    return attrs.evolve(payment, id=_ours(payment.id))


class _LogsCards(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        for each in request.arguments:
            if isinstance(each, Card):
                _LOG.debug("%s with card %s", request.operation, each.number)
        return await super().answer(request, key)


class _QuotesCards(Delegating):
    """Its errors quote the card that was declined."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except CardDeclined as error:
            source = request.arguments[1]
            if isinstance(source, Card):
                error.add_note(f"The card was {source.number}.")
            raise


class _QuotesTokens(Delegating):
    """Its errors quote the token that it does not know."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except InvalidPaymentValue:
            reason = f"there is no token {request.arguments[1]}"
            raise InvalidPaymentValue("source", reason) from None


SABOTEURS = (
    Saboteur(
        "timeout_is_a_decline",
        "reports a timeout as a decline",
        "timeout_is_unknown",
        _TimeoutIsADecline,
    ),
    Saboteur(
        "timeout_is_nothing_done",
        "reports a timeout as if nothing was done",
        "timeout_is_unknown",
        _TimeoutIsNothingDone,
    ),
    Saboteur("one_decline", "does not say why it declined", "decline_moves_nothing", _OneDecline),
    Saboteur(
        "holds_the_declined",
        "lists what was declined as paid",
        "decline_moves_nothing",
        _HoldsTheDeclined,
    ),
    Saboteur(
        "needs_no_holder",
        "takes for done what waits for its holder",
        "authentication_moves_nothing",
        _NeedsNoHolder,
    ),
    Saboteur("no_such_key", "raises KeyError for no payment", "unknown_payment", _NoSuchKey),
    Saboteur(
        "no_such_refund",
        "does not say that there is no payment",
        "unknown_payment",
        _NoSuchRefund,
    ),
    Saboteur("skips_a_row", "leaves out a payment at each page", "select_agrees", _SkipsARow),
    Saboteur("oldest_first", "gives the oldest payments first", "select_agrees", _OldestFirst),
    Saboteur("all_statuses", "selects by no status", "select_agrees", _AllStatuses),
    Saboteur("all_times", "selects by no end of a time", "select_agrees", _AllTimes),
    Saboteur("short_pages", "takes a limit for a hint", "select_agrees", _ShortPages),
    Saboteur(
        "splits_refunds",
        "makes two refunds of one",
        "events_may_repeat_and_reorder",
        _SplitsRefunds,
        needs={Operation.REFUND, Operation.PARTIAL},
    ),
    Saboteur(
        "other_ids",
        "gives payments other ids than events tell",
        "events_may_repeat_and_reorder",
        _OtherIds,
    ),
    Saboteur("logs_cards", "logs the numbers of cards", "nothing_leaks", _LogsCards),
    Saboteur("quotes_cards", "quotes the card that was declined", "nothing_leaks", _QuotesCards),
    Saboteur(
        "quotes_tokens", "quotes the token that it does not know", "nothing_leaks", _QuotesTokens
    ),
)
"""Each by name, what it does, the guarantee that finds it out, and how."""
