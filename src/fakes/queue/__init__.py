"""A message queue: the port, and a fake that does what brokers do.

>>> from fakes.queue import FakeMessageQueue, drain
>>> queue = FakeMessageQueue("orders", max_deliveries=3)
>>> _ = queue.publish({"order": 7})
>>> drain(queue, lambda delivery: print(delivery.body)).handled
{'order': 7}
1
>>> queue
<FakeMessageQueue 'orders': 0 pending, 0 in flight, 0 dead>
"""

from fakes.queue._bodies import content_of as content_of
from fakes.queue._settings import SettingsKeywords as SettingsKeywords
from fakes.queue._snapshots import BrokerState as BrokerState
from fakes.queue.async_fake import AsyncFakeMessageQueue as AsyncFakeMessageQueue
from fakes.queue.broker import FakeBroker as FakeBroker
from fakes.queue.drain import Drained as Drained
from fakes.queue.drain import Failure as Failure
from fakes.queue.drain import adrain as adrain
from fakes.queue.drain import drain as drain
from fakes.queue.errors import BodyTooLarge as BodyTooLarge
from fakes.queue.errors import EndlessDrain as EndlessDrain
from fakes.queue.errors import ForeignDelivery as ForeignDelivery
from fakes.queue.errors import InvalidQueueValue as InvalidQueueValue
from fakes.queue.errors import QueueClosed as QueueClosed
from fakes.queue.errors import QueueError as QueueError
from fakes.queue.errors import QueueUnavailable as QueueUnavailable
from fakes.queue.errors import StaleDelivery as StaleDelivery
from fakes.queue.fake import FakeMessageQueue as FakeMessageQueue
from fakes.queue.protocol import AsyncMessageQueue as AsyncMessageQueue
from fakes.queue.protocol import MessageQueue as MessageQueue
from fakes.queue.values import Body as Body
from fakes.queue.values import Content as Content
from fakes.queue.values import Death as Death
from fakes.queue.values import Delivery as Delivery
from fakes.queue.values import Json as Json
from fakes.queue.values import Message as Message
from fakes.queue.values import Outgoing as Outgoing
from fakes.queue.values import Properties as Properties

__all__ = [
    "AsyncFakeMessageQueue",
    "AsyncMessageQueue",
    "Body",
    "BodyTooLarge",
    "BrokerState",
    "Content",
    "Death",
    "Delivery",
    "Drained",
    "EndlessDrain",
    "Failure",
    "FakeBroker",
    "FakeMessageQueue",
    "ForeignDelivery",
    "InvalidQueueValue",
    "Json",
    "Message",
    "MessageQueue",
    "Outgoing",
    "Properties",
    "QueueClosed",
    "QueueError",
    "QueueUnavailable",
    "SettingsKeywords",
    "StaleDelivery",
    "adrain",
    "content_of",
    "drain",
]
