"""The async twin: the same gateway under asyncio and under trio."""

import asyncio
from datetime import UTC, datetime

import pytest
import trio

from fakes.payments import (
    AsyncFakePaymentGateway,
    CardDeclined,
    FakePaymentGateway,
    InvalidPaymentValue,
    Money,
    PaymentStatus,
    RefundExceedsRemaining,
)

PRICE = Money(1050, "EUR")

RUN_BY = pytest.mark.parametrize(
    "run",
    [lambda program: asyncio.run(program()), trio.run],
    ids=["asyncio", "trio"],
)


@RUN_BY
def test_every_operation_is_that_of_the_fake_behind_it(run) -> None:
    fake = FakePaymentGateway()
    gateway = AsyncFakePaymentGateway(fake)

    async def program() -> None:
        charged = await gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
        again = await gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
        held = await gateway.authorize(PRICE, "tok_visa", idempotency_key="order-2")
        other = await gateway.authorize(PRICE, "tok_visa")
        captured = await gateway.capture(held.id, Money(400, "EUR"), idempotency_key="capture")
        voided = await gateway.void(other.id, idempotency_key="void")
        refund = await gateway.refund(charged.id, Money(50, "EUR"), idempotency_key="refund")

        assert charged == again
        assert await gateway.get(held.id) == captured == fake.get(held.id)
        assert voided.status is PaymentStatus.VOIDED
        assert fake.refunds() == (refund,)
        page = await gateway.select(
            status=PaymentStatus.SUCCEEDED,
            created_from=datetime(2000, 1, 1, tzinfo=UTC),
            created_before=datetime(2900, 1, 1, tzinfo=UTC),
            limit=1,
            after=held.id,
        )
        assert page == fake.select(status=PaymentStatus.SUCCEEDED, limit=1, after=held.id)

    run(program)

    assert gateway.fake is fake
    assert repr(gateway) == (
        "<AsyncFakePaymentGateway of <FakePaymentGateway: 3 payments, 1 refund>>"
    )


@RUN_BY
def test_errors_are_those_of_the_fake(run) -> None:
    gateway = AsyncFakePaymentGateway()

    async def program() -> None:
        with pytest.raises(CardDeclined):
            await gateway.charge(PRICE, "tok_chargeDeclined")
        payment = await gateway.charge(PRICE, "tok_visa")
        with pytest.raises(RefundExceedsRemaining):
            await gateway.refund(payment.id, Money(2000, "EUR"))

    run(program)

    assert gateway.fake.balance("EUR") == PRICE


def test_the_twin_is_of_a_fake_only() -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        AsyncFakePaymentGateway(3)

    assert str(refused.value) == "fake: must be a FakePaymentGateway, not 3"
