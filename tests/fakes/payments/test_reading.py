"""How values read: in a repr, and where pytest says that two of them differ."""

from datetime import UTC, datetime

import pytest

from fakes.clock import ManualClock
from fakes.payments import FakePaymentGateway, Money

PRICE = Money(1050, "EUR")


@pytest.fixture
def gateway() -> FakePaymentGateway:
    return FakePaymentGateway(clock=ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC)))


def test_a_payment_reads_as_what_it_is(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    assert repr(payment) == (
        f"Payment(id='{payment.id}', status=PaymentStatus.SUCCEEDED, amount=Money(1050, 'EUR'), "
        "captured=Money(1050, 'EUR'), refunded=Money(0, 'EUR'), card=<visa ending in 4242>, "
        "created=2026-03-01 12:00:00+00:00, capture_before=None, dispute=None)"
    )


def test_a_dispute_and_an_event_type_read_as_what_they_are(gateway) -> None:
    payment = gateway.get(gateway.charge(PRICE, "tok_createDispute").id)

    assert repr(payment.dispute) == (
        f"Dispute(id='{payment.dispute.id}', amount=Money(1050, 'EUR'), reason='fraudulent', "
        "status=DisputeStatus.OPEN, created=2026-03-01 12:00:00+00:00)"
    )
    assert repr(gateway.events()[0].type) == "EventType.SUCCEEDED"


def test_pytest_names_the_fields_in_which_two_payments_differ(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from fakes.payments import FakePaymentGateway, Money

        def test_payments():
            gateway = FakePaymentGateway()
            payment = gateway.charge(Money.of("10.50", "EUR"), "tok_visa")
            gateway.refund(payment.id)
            assert gateway.get(payment.id) == payment
        """
    )

    result = pytester.runpytest_subprocess("-vv", "--no-header", "-p", "no:randomly")

    result.stdout.fnmatch_lines(
        [
            "*Differing attributes:",
            "*['status', 'refunded']",
            "*status: PaymentStatus.REFUNDED != PaymentStatus.SUCCEEDED",
            "*refunded: Money(1050, 'EUR') != Money(0, 'EUR')",
        ]
    )
