"""Queues of Amazon SQS through boto3, as far as moto simulates them."""

import socket
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, ClassVar, Final

import attrs
import boto3
import pytest
from botocore.config import Config

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.queue import QueueConformance
from fakes.errors import Unsupported
from fakes.queue import InvalidQueueValue, MessageQueue, QueueUnavailable
from tests.adapters.queue.sqs_layout import Fifo, Kind, SqsQueue, Standard, create_queue
from tests.adapters.queue.sqs_queue import SqsMessageQueue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LEASE: Final = timedelta(seconds=3)
DELIVERIES: Final = 3
SIZE: Final = 200_000
EXPIRES: Final = date(2027, 6, 1)


@contextmanager
def client_of(endpoint: str) -> "Generator[SQSClient]":
    """A client of SQS, as an application would make it."""
    client = boto3.client(  # pyright: ignore[reportUnknownMemberType] - it is typed for SQS alone
        "sqs",
        region_name="eu-west-1",
        endpoint_url=endpoint,
        aws_access_key_id="anybody",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}),
    )
    try:
        yield client
    finally:
        client.close()


@pytest.fixture(scope="module")
def sqs(moto_address: str) -> "Generator[SQSClient]":
    with client_of(moto_address) as client:
        yield client


@attrs.frozen(eq=False)
class Store:
    """A queue, and what its clients use."""

    client: "SQSClient"
    name: str
    queue: SqsQueue


class _MortalQueue(SqsMessageQueue):
    """A client whose process can die: it gives nothing back then."""

    dies = False

    def close(self) -> None:
        if not self.dies:
            super().close()


def urls_of(client: "SQSClient", name: object) -> list[str]:
    """The queues whose names begin so."""
    return client.list_queues(QueueNamePrefix=str(name)).get("QueueUrls", [])


def deviation(guarantee: str, reason: str) -> Deviation:
    """What moto is known to do."""
    return Deviation(guarantee, reason=f"moto 5.2.5 {reason}", example=(), expires=EXPIRES)


STALE: Final[tuple[Deviation, ...]] = (
    deviation(
        "stale_or_double_ack",
        "deletes a message by any receipt handle that it ever had: after ChangeMessageVisibility "
        "to 0, or when it was received again, DeleteMessage with the first handle removes it. SQS "
        "keeps a message that was received again",
    ),
    deviation(
        "late_ack_counts",
        "deletes by a stale receipt handle the message that another consumer has received since",
    ),
)
NEW_IDS: Final = (
    "gives a duplicate a MessageId of its own, which no message has; it also forgets a "
    "deduplication id when its message is deleted, where SQS remembers it for 5 minutes"
)


class _OnMoto(QueueConformance):
    """What both kinds of queue have."""

    kind: ClassVar[Kind]
    parameters: ClassVar[Mapping[str, str]] = {"stale_or_double_ack": "ignored"}
    limits: ClassVar[Mapping[str, float]] = {
        "patience": 2,
        "lease": LEASE.total_seconds(),
        "deliveries": DELIVERIES,
        "size": SIZE,
        "delay": 1,
    }
    examples = 3
    deviations: ClassVar[tuple[Deviation, ...]] = STALE

    @contextmanager
    def store(self, namespace: Namespace, sqs: "SQSClient") -> Generator[Store]:
        name = str(namespace)
        queue = create_queue(sqs, name, self.kind, lease=LEASE, max_deliveries=DELIVERIES)
        yield Store(sqs, name, queue)
        for url in urls_of(sqs, name):
            sqs.delete_queue(QueueUrl=url)

    def residue(self, namespace: Namespace, sqs: "SQSClient") -> Collection[object]:
        return urls_of(sqs, namespace)

    @contextmanager
    def connect(self, store: Store, /) -> Generator[MessageQueue]:
        client = _MortalQueue(store.client, store.queue, max_body_bytes=SIZE)
        yield client
        client.close()

    @contextmanager
    def other_queue(self, store: Store, name: str, /) -> Generator[MessageQueue]:
        queue = create_queue(store.client, f"{store.name}-{name}", self.kind, lease=LEASE)
        client = SqsMessageQueue(store.client, queue, max_body_bytes=SIZE)
        yield client
        client.close()

    def crash(self, client: _MortalQueue, /) -> None:
        client.dies = True

    def system(self, moto_address: str) -> str:
        return f"moto {version('moto')} through boto3 {version('boto3')}"


class TestSqsOnMoto(_OnMoto):
    kind = Standard()
    operations = frozenset(
        {
            Operation.NACK,
            Operation.BACKOFF,
            Operation.EXTEND,
            Operation.DEAD_LETTER,
            Operation.DELAY,
            Operation.BATCH,
        }
    )
    promises = frozenset({Promise.LEASE, Promise.COUNT, Promise.GROUP, Promise.SIZE_LIMIT})


class TestSqsFifoOnMoto(_OnMoto):
    kind = Fifo()
    operations = frozenset(
        {
            Operation.NACK,
            Operation.BACKOFF,
            Operation.EXTEND,
            Operation.DEAD_LETTER,
            Operation.DEDUPLICATE,
            Operation.BATCH,
        }
    )
    promises = frozenset(
        {
            Promise.LEASE,
            Promise.COUNT,
            Promise.GROUP,
            Promise.SIZE_LIMIT,
            Promise.KEY_ORDER,
        }
    )
    deviations = (
        *STALE,
        deviation("deduplication_window", NEW_IDS),
        deviation("concurrent_duplicates_are_one", NEW_IDS),
    )


def test_nothing_is_done_where_nobody_listens() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        with client_of(endpoint) as client, pytest.raises(QueueUnavailable) as caught:
            SqsMessageQueue(client, SqsQueue("orders", endpoint, Standard())).publish(b"order")

    assert not caught.value.outcome_unknown


@pytest.fixture
def orders(sqs: "SQSClient") -> Generator[SqsMessageQueue]:
    """A client of a queue without dead letters, which is deleted."""
    name = str(Namespace.fresh("sqs", "limits"))
    queue = create_queue(sqs, name, Standard())
    yield SqsMessageQueue(sqs, queue)
    sqs.delete_queue(QueueUrl=queue.url)


def test_longer_times_than_sqs_knows_are_refused(orders: SqsMessageQueue) -> None:
    with pytest.raises(InvalidQueueValue) as caught:
        orders.publish(b"order", delay=timedelta(minutes=15, seconds=1))
    assert str(caught.value) == "delay: must be at most 0:15:00 in SQS"

    orders.publish(b"order")
    (held,) = orders.receive()
    with pytest.raises(InvalidQueueValue) as caught:
        orders.extend(held, timedelta(hours=12, seconds=1))
    assert str(caught.value) == "lease: must be at most 12:00:00 in SQS"


def test_more_headers_than_sqs_carries_are_refused(orders: SqsMessageQueue) -> None:
    with pytest.raises(InvalidQueueValue) as caught:
        orders.publish(b"order", headers={"trace": "x" * (1 << 20)})

    assert str(caught.value) == "headers: are too many: SQS takes 1 MiB with the body"


def test_without_dead_letters_nothing_is_rejected(orders: SqsMessageQueue) -> None:
    orders.publish(b"order")
    (held,) = orders.receive()

    with pytest.raises(Unsupported):
        orders.reject(held)
    with pytest.raises(Unsupported):
        orders.dead_letters()


def test_what_another_client_has_settled_is_not_sent_to_the_dead_letters(
    sqs: "SQSClient",
) -> None:
    name = str(Namespace.fresh("sqs", "stale"))
    queue = create_queue(sqs, name, Standard(), max_deliveries=DELIVERIES)
    client = SqsMessageQueue(sqs, queue)
    client.publish(b"order")
    (held,) = client.receive()
    client.ack(held)

    client.reject(held)

    assert client.dead_letters().receive() == []
    for url in urls_of(sqs, name):
        sqs.delete_queue(QueueUrl=url)
