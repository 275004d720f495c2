"""Selecting payments: by status and time, the newest first, page after page."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.payments import (
    FakePaymentGateway,
    InvalidPaymentValue,
    Money,
    PaymentNotFound,
    PaymentStatus,
)

PRICE = Money(1050, "EUR")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def charged(count: int, clock: ManualClock | None = None) -> tuple[FakePaymentGateway, list[str]]:
    clock = clock or ManualClock(NOON)
    gateway = FakePaymentGateway(clock=clock)
    ids = []
    for _ in range(count):
        ids.append(gateway.charge(PRICE, "tok_visa").id)
        clock.advance(minutes=1)
    return gateway, ids


def test_the_newest_come_first_and_ten_unless_told() -> None:
    gateway, ids = charged(12)

    page = gateway.select()

    assert [payment.id for payment in page.payments] == ids[:1:-1]
    assert page.next == ids[2]


def test_the_last_page_has_no_next() -> None:
    gateway, ids = charged(3)

    assert gateway.select(limit=3).next is None
    assert gateway.select(limit=2, after=ids[1]).next is None
    assert gateway.select(after=ids[0]).payments == ()


@given(st.integers(0, 12), st.integers(1, 13))
def test_pages_of_any_size_join_to_the_whole(count: int, size: int) -> None:
    gateway, ids = charged(count)

    found, cursor = [], None
    while True:
        page = gateway.select(limit=size, after=cursor)
        found += [payment.id for payment in page.payments]
        if (cursor := page.next) is None:
            break

    assert found == ids[::-1]


def test_a_status_is_the_one_that_payments_have_now() -> None:
    gateway, ids = charged(3)
    gateway.refund(ids[1])

    refunded = gateway.select(status=PaymentStatus.REFUNDED).payments
    succeeded = gateway.select(status=PaymentStatus.SUCCEEDED).payments

    assert [payment.id for payment in refunded] == [ids[1]]
    assert [payment.id for payment in succeeded] == [ids[2], ids[0]]


def test_times_bound_the_creation_from_inside_and_outside() -> None:
    gateway, ids = charged(4)

    page = gateway.select(
        created_from=NOON + timedelta(minutes=1), created_before=NOON + timedelta(minutes=3)
    )

    assert [payment.id for payment in page.payments] == [ids[2], ids[1]]


def test_times_may_be_in_any_zone() -> None:
    gateway, ids = charged(1)
    there = NOON.astimezone(timezone(timedelta(hours=9)))

    assert gateway.select(created_from=there).payments[0].id == ids[0]
    assert gateway.select(created_before=there).payments == ()


def test_payments_made_meanwhile_do_not_disturb_the_pages_behind() -> None:
    gateway, ids = charged(4)
    first = gateway.select(limit=2)
    gateway.charge(PRICE, "tok_visa")

    second = gateway.select(limit=2, after=first.next)

    assert [payment.id for payment in second.payments] == [ids[1], ids[0]]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"limit": 0}, "limit: must be a whole number, 1 to 100, not 0"),
        ({"limit": -1}, "limit: must be a whole number, 1 to 100, not -1"),
        ({"limit": 101}, "limit: must be a whole number, 1 to 100, not 101"),
        ({"limit": True}, "limit: must be a whole number, 1 to 100, not True"),
        ({"status": "succeeded"}, "status: must be a PaymentStatus or None, not 'succeeded'"),
        (
            {"created_from": NOON.replace(tzinfo=None)},
            (
                "created_from: must be a datetime with a time zone, as in "
                "datetime(..., tzinfo=UTC), or None"
            ),
        ),
        (
            {"created_before": 1.0},
            (
                "created_before: must be a datetime with a time zone, as in "
                "datetime(..., tzinfo=UTC), or None"
            ),
        ),
        (
            {"created_from": datetime.min.replace(tzinfo=timezone(timedelta(hours=9)))},
            "created_from: must be a time that UTC can express",
        ),
        ({"after": 5}, "after: must be text, not 5"),
    ],
    ids=str,
)
def test_what_cannot_be_selected_by_is_refused(settings, message: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway().select(**settings)

    assert str(refused.value) == message


def test_a_page_after_an_unknown_payment_is_not_found() -> None:
    with pytest.raises(PaymentNotFound):
        FakePaymentGateway().select(after="pay_nowhere")
