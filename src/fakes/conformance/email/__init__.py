"""The suite of an email service: it proves that what sends your email keeps the port's guarantees.

>>> from contextlib import contextmanager
>>> from fakes.conformance import verdicts
>>> from fakes.email import FakeEmailService
>>> class TestShop(EmailConformance):
...     parameters = {"duplicate_recipients": "one"}
...
...     @contextmanager
...     def store(self, namespace):
...         yield FakeEmailService()
...
...     @contextmanager
...     def connect(self, store, /):
...         yield store
>>> verdicts(TestShop, "all_refused")["all_refused"].reason
'the suite does not say whom the service refuses: override refused_address()'

In a test file, pytest runs one test for each guarantee of such a suite.
"""

from fakes.conformance.email.arrival import Arrived as Arrived
from fakes.conformance.email.catalogue import GUARANTEES as GUARANTEES
from fakes.conformance.email.specification import EMAIL as EMAIL
from fakes.conformance.email.suite import AsyncEmailConformance as AsyncEmailConformance
from fakes.conformance.email.suite import EmailConformance as EmailConformance
from fakes.conformance.email.trial import EmailTrial as EmailTrial

__all__ = [
    "EMAIL",
    "GUARANTEES",
    "Arrived",
    "AsyncEmailConformance",
    "EmailConformance",
    "EmailTrial",
]
