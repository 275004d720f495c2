"""Queues of Amazon SQS: the standard kind, the FIFO kind, and how either is created."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import uuid4

import attrs

from fakes.queue import InvalidQueueValue
from tests.adapters.queue.arguments import Publication

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

__all__ = ["Fifo", "Kind", "SqsQueue", "Standard", "create_queue", "whole_seconds"]

_REFUSED: Final = {
    "priority": "SQS has none; make a queue for each",
    "ttl": "SQS has one retention period for a queue, and none for a message",
}
_SECOND: Final = timedelta(seconds=1)
_LONGEST_DELAY: Final = timedelta(minutes=15)
_MOST_RECEIVED: Final = 10


class Kind(Protocol):
    """What the kinds of queue in SQS differ in."""

    @property
    def suffix(self) -> str:
        """What the names of such queues end with."""
        ...

    @property
    def attributes(self) -> "Mapping[QueueAttributeNameType, str]":
        """What such a queue is created with."""
        ...

    @property
    def most_received(self) -> int:
        """How many messages are asked for at once."""
        ...

    @property
    def refused(self) -> Mapping[str, str]:
        """The options of `publish` that it lacks, and why."""
        ...

    def sending(self, publication: Publication) -> dict[str, Any]:
        """What a message is sent with, beside its body."""
        ...


@attrs.frozen
class Standard:
    """Messages in no certain order; each can be delayed."""

    suffix: str = attrs.field(default="", init=False)
    attributes: "Mapping[QueueAttributeNameType, str]" = attrs.field(default={}, init=False)
    most_received: int = attrs.field(default=_MOST_RECEIVED, init=False)
    refused: Mapping[str, str] = attrs.field(
        default={
            **_REFUSED,
            "key": "a standard queue has no groups; use a FIFO queue",
            "deduplication_id": "a standard queue knows none; use a FIFO queue",
        },
        init=False,
    )

    def sending(self, publication: Publication) -> dict[str, Any]:
        """The delay.

        Raises:
            InvalidQueueValue: It is too long.
        """
        if publication.delay > _LONGEST_DELAY:
            raise InvalidQueueValue("delay", f"must be at most {_LONGEST_DELAY} in SQS")
        return {"DelaySeconds": whole_seconds(publication.delay)}


@attrs.frozen
class Fifo:
    """Messages in their order, by key; what has no key is alone in its group.

    SQS gives several messages of one group at once, if it is asked for several messages: the port
    wants one at a time.
    """

    suffix: str = attrs.field(default=".fifo", init=False)
    attributes: "Mapping[QueueAttributeNameType, str]" = attrs.field(
        default={"FifoQueue": "true"}, init=False
    )
    most_received: int = attrs.field(default=1, init=False)
    refused: Mapping[str, str] = attrs.field(
        default={**_REFUSED, "delay": "a FIFO queue has one delay for all messages"}, init=False
    )

    def sending(self, publication: Publication) -> dict[str, Any]:
        """The group and the deduplication id: hashes, because SQS takes few characters in them."""
        return {
            "MessageGroupId": _hash(publication.key),
            "MessageDeduplicationId": _hash(publication.deduplication_id),
        }


@attrs.frozen
class SqsQueue:
    """Where a queue is, and its dead letters, if it has any."""

    name: str
    url: str
    kind: Kind
    dead_letters: "SqsQueue | None" = None


def create_queue(
    client: "SQSClient",
    name: str,
    kind: Kind,
    *,
    lease: timedelta = timedelta(seconds=30),
    max_deliveries: int | None = None,
) -> SqsQueue:
    """Create a queue, and one of its dead letters where there is a limit of deliveries."""
    attributes: dict[QueueAttributeNameType, str] = {
        **kind.attributes,
        "VisibilityTimeout": str(whole_seconds(lease)),
    }
    letters = None
    if max_deliveries is not None:
        letters = create_queue(client, f"{name}-dead-letters", kind, lease=lease)
        arn = client.get_queue_attributes(QueueUrl=letters.url, AttributeNames=["QueueArn"])
        policy = {
            "deadLetterTargetArn": arn["Attributes"]["QueueArn"],
            "maxReceiveCount": max_deliveries,
        }
        attributes["RedrivePolicy"] = dumps(policy)
    full_name = f"{name}{kind.suffix}"
    created = client.create_queue(QueueName=full_name, Attributes=attributes)
    return SqsQueue(full_name, created["QueueUrl"], kind, letters)


def whole_seconds(time: timedelta) -> int:
    """No fewer than asked for."""
    return -(-time // _SECOND)


def _hash(text: str | None) -> str:
    """The same for the same text; another each time for none."""
    return uuid4().hex if text is None else sha256(text.encode()).hexdigest()
