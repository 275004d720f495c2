r"""The suite of a message queue: it proves that an adapter of one keeps the port's guarantees.

>>> from contextlib import contextmanager
>>> from fakes.conformance import Operation, verdicts
>>> from fakes.queue import FakeBroker, FakeMessageQueue
>>> class TestOrders(QueueConformance):
...     operations = {Operation.NACK}
...     parameters = {"stale_or_double_ack": "raises"}
...
...     @contextmanager
...     def store(self, namespace):
...         yield FakeBroker(stale_ack="ignored")
...
...     @contextmanager
...     def connect(self, store, /):
...         client = FakeMessageQueue("orders", broker=store)
...         yield client
...         client.close()
>>> reason = verdicts(TestOrders, "stale_or_double_ack")["stale_or_double_ack"].reason
>>> print(reason.split("\n\n")[1])
ack() of what was acked before
  expected: StaleDelivery raised
  got:      returned None

In a test file, pytest runs one test for each guarantee of such a suite.
"""

from fakes.conformance.queue.catalogue import GUARANTEES as GUARANTEES
from fakes.conformance.queue.specification import MESSAGE_QUEUE as MESSAGE_QUEUE
from fakes.conformance.queue.suite import AsyncQueueConformance as AsyncQueueConformance
from fakes.conformance.queue.suite import QueueConformance as QueueConformance
from fakes.conformance.queue.trial import QueueTrial as QueueTrial

__all__ = [
    "GUARANTEES",
    "MESSAGE_QUEUE",
    "AsyncQueueConformance",
    "QueueConformance",
    "QueueTrial",
]
