"""The suite of a payment gateway: it proves that what takes your payments keeps the guarantees.

>>> from contextlib import contextmanager
>>> from fakes.conformance import Promise, verdicts
>>> from fakes.payments import FakePaymentGateway
>>> class TestShop(PaymentConformance):
...     promises = {Promise.CURRENCIES}
...
...     @contextmanager
...     def store(self, namespace):
...         yield FakePaymentGateway()
...
...     @contextmanager
...     def connect(self, store, /):
...         yield store
>>> verdicts(TestShop, "currency_exponents")["currency_exponents"].outcome
<Outcome.PASS: 'pass'>
>>> verdicts(TestShop, "timeout_is_unknown")["timeout_is_unknown"].reason
'the suite does not say how replies are lost: override lose_replies()'

In a test file, pytest runs one test for each guarantee of such a suite. No real gateway can be
reached from a test without an account there: what a suite can show of one is what it shows of its
sandbox, or of a simulator.
"""

from fakes.conformance.payments.catalogue import GUARANTEES as GUARANTEES
from fakes.conformance.payments.specification import PAYMENTS as PAYMENTS
from fakes.conformance.payments.suite import AsyncPaymentConformance as AsyncPaymentConformance
from fakes.conformance.payments.suite import PaymentConformance as PaymentConformance
from fakes.conformance.payments.trial import PaymentTrial as PaymentTrial

__all__ = [
    "GUARANTEES",
    "PAYMENTS",
    "AsyncPaymentConformance",
    "PaymentConformance",
    "PaymentTrial",
]
