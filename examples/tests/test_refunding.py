"""Refunding: the same doubles over async ports."""

import asyncio

import pytest
from doubles import mock, verify, when

from subscriptions.ports import AsyncEventPublisher, AsyncPaymentGateway
from subscriptions.service import RefundService
from subscriptions.values import Money, PaymentRefunded

PRICE = Money(1000, "EUR")


def test_a_refund_is_made_before_it_is_published() -> None:
    gateway = mock(AsyncPaymentGateway)
    events = mock(AsyncEventPublisher)
    when(gateway.refund, "payment-1", PRICE).returns("refund-1")

    refund_id = asyncio.run(
        RefundService(gateway=gateway, events=events).refund("payment-1", PRICE)
    )

    assert refund_id == "refund-1"
    with verify.in_order():
        verify(gateway.refund, "payment-1", PRICE)
        verify(events.publish, PaymentRefunded("payment-1", PRICE))
    verify.nothing_else(gateway)
    verify.nothing_else(events)


def test_a_refund_that_fails_is_not_published() -> None:
    gateway = mock(AsyncPaymentGateway)
    events = mock(AsyncEventPublisher)
    when(gateway.refund, "payment-1", PRICE).raises(ConnectionError())

    with pytest.raises(ConnectionError):
        asyncio.run(RefundService(gateway=gateway, events=events).refund("payment-1", PRICE))

    verify.nothing_else(events)
