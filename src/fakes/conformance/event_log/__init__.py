r"""The suite of an event log: it proves that an adapter of one keeps the port's guarantees.

>>> from contextlib import contextmanager
>>> from fakes.conformance import verdicts
>>> from fakes.event_log import FakeEventLog
>>> class TestShop(EventLogConformance):
...     parameters = {"late_subscriber": "latest"}
...
...     @contextmanager
...     def store(self, namespace):
...         yield FakeEventLog()
...
...     @contextmanager
...     def connect(self, store, /):
...         yield store
>>> reason = verdicts(TestShop, "late_subscriber")["late_subscriber"].reason
>>> print(reason.split("\n\n")[1])
what a new group got that begins at the latest, from orders[0]
  at [0].offset
  expected: 4
  got:      0

In a test file, pytest runs one test for each guarantee of such a suite.
"""

from fakes.conformance.event_log.catalogue import GUARANTEES as GUARANTEES
from fakes.conformance.event_log.specification import EVENT_LOG as EVENT_LOG
from fakes.conformance.event_log.suite import AsyncEventLogConformance as AsyncEventLogConformance
from fakes.conformance.event_log.suite import EventLogConformance as EventLogConformance
from fakes.conformance.event_log.trial import EventLogTrial as EventLogTrial

__all__ = [
    "EVENT_LOG",
    "GUARANTEES",
    "AsyncEventLogConformance",
    "EventLogConformance",
    "EventLogTrial",
]
