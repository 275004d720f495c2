"""A queue of Amazon SQS, through boto3: leases are visibility timeouts, in whole seconds.

The body that SQS has is an envelope, because SQS takes no bytes, and neither many headers nor most
characters in their names. SQS does not tell whether a delivery is stale: what settles it then is
ignored. It cannot forget just what waits, and has no subscriptions.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from fakes.errors import Unsupported
from fakes.queue import (
    Body,
    Delivery,
    InvalidQueueValue,
    Outgoing,
    Properties,
    QueueClosed,
    QueueUnavailable,
    StaleDelivery,
)
from tests.adapters.queue.arguments import (
    Publication,
    checked_batch,
    checked_delay,
    checked_duration,
    checked_limit,
    checked_name,
    checked_publication,
    refuse_options,
)
from tests.adapters.queue.encoding import content_from, media_type_of, payload_of
from tests.adapters.queue.receipts import receipt_of, token_of
from tests.adapters.queue.sqs_layout import SqsQueue, whole_seconds

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

__all__ = ["SqsMessageQueue"]

_LARGEST_ENVELOPE: Final = 1 << 20
_LARGEST_BODY: Final = 700_000
"""In bytes; base64 makes a third more of them."""

_LONGEST_LEASE: Final = timedelta(hours=12)
_NOT_SENT: Final = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError)
_FIRST_SERVER_ERROR: Final = 500
_TIME_TO_REJECT: Final = timedelta(minutes=1)
_STALE: Final = {"InvalidParameterValue", "MessageNotInflight", "ReceiptHandleIsInvalid"}
_COUNT: Final = "ApproximateReceiveCount"


class SqsMessageQueue:
    """A `MessageQueue` over a client of SQS, which stays the caller's to close.

    boto3 repeats what fails unless it is told not to, so that a message may be there twice: make
    the client with `Config(retries={"total_max_attempts": 1})`, or give deduplication ids.
    """

    def __init__(
        self, client: "SQSClient", queue: SqsQueue, *, max_body_bytes: int = _LARGEST_BODY
    ) -> None:
        self._client = client
        self._queue = queue
        self._max_body_bytes = max_body_bytes
        self._held: set[str] = set()
        self._is_open = True

    def publish(
        self,
        body: Body,
        /,
        *,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        priority: int = 0,
        delay: timedelta = timedelta(),
        ttl: timedelta | None = None,
        deduplication_id: str | None = None,
    ) -> str:
        """Send a message; its id, which SQS gives it."""
        self._check_open("publish")
        outgoing = Outgoing(
            body=body,
            headers=headers,
            key=key,
            priority=priority,
            delay=delay,
            ttl=ttl,
            deduplication_id=deduplication_id,
        )
        return self._publish(outgoing)

    def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Send each, one after the other."""
        self._check_open("publish_batch")
        outcomes: list[str | InvalidQueueValue] = []
        for message in checked_batch(messages):
            try:
                outcomes.append(self._publish(message))
            except InvalidQueueValue as error:
                outcomes.append(error)
        return outcomes

    def receive(self, limit: int = 1) -> list[Delivery]:
        """Take what SQS finds at once, which may be less than there is."""
        self._check_open("receive")
        most = checked_limit(limit)
        came: list[Delivery] = []
        while len(came) < most and (found := self._receive(most - len(came))):
            came += found
        return came

    def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done."""
        receipt = self._receipt("ack", delivery)
        self._held.discard(receipt)
        self._delete(receipt)

    def nack(self, delivery: Delivery, /, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, after a delay in whole seconds."""
        self._check_open("nack")
        checked_delay("delay", delay)
        receipt = self._receipt("nack", delivery)
        self._held.discard(receipt)
        self._change_timeout("delay", receipt, delay)

    def reject(self, delivery: Delivery, /) -> None:
        """Send the message to the dead letters, and then delete it; for a while it is in both."""
        self._check_open("reject")
        letters = self._letters("reject")
        receipt = self._receipt("reject", delivery)
        # What is stale must not be sent; this tells, and leaves time enough to send it.
        if self._change_timeout("lease", receipt, _TIME_TO_REJECT):
            message = Outgoing(body=delivery.body, headers=delivery.headers, key=delivery.key)
            publication = checked_publication(message, self._max_body_bytes)
            self._send(letters, publication, rejected=delivery.id)
            self._delete(receipt)
        self._held.discard(receipt)

    def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now, in whole seconds."""
        self._check_open("extend")
        checked_duration("lease", lease)
        receipt = self._receipt("extend", delivery)
        if not self._change_timeout("lease", receipt, lease):
            raise StaleDelivery(self._queue.name, "extend", delivery.id, delivery.count)

    def purge(self) -> int:
        """Refuse: PurgeQueue deletes what is in flight as well, and does not count."""
        self._check_open("purge")
        raise Unsupported("purge", "SQS would delete what is in flight too; receive and ack")

    def subscribe(self, subscription: str, /) -> "SqsMessageQueue":
        """Refuse: SQS leaves that to SNS."""
        self._check_open("subscribe")
        checked_name("subscription", subscription)
        raise Unsupported("subscribe", "in AWS, a topic of SNS feeds several queues")

    def dead_letters(self) -> "SqsMessageQueue":
        """Another client, of the dead letters, which are delivered without a limit."""
        self._check_open("dead_letters")
        letters = self._letters("dead_letters")
        return SqsMessageQueue(self._client, letters, max_body_bytes=self._max_body_bytes)

    def close(self) -> None:
        """Give back what it holds."""
        if self._is_open:
            self._is_open = False
            while self._held:
                self._change_timeout("delay", self._held.pop(), timedelta())

    def _check_open(self, operation: str) -> None:
        if not self._is_open:
            raise QueueClosed(self._queue.name, operation)

    def _letters(self, operation: str) -> SqsQueue:
        if self._queue.dead_letters is None:
            raise Unsupported(operation, f"there are no dead letters of {self._queue.name!r}")
        return self._queue.dead_letters

    def _receipt(self, operation: str, delivery: Delivery) -> str:
        self._check_open(operation)
        return token_of(operation, delivery, self._queue.name)

    # What is sent.

    def _publish(self, message: Outgoing) -> str:
        publication = checked_publication(message, self._max_body_bytes)
        refuse_options(publication, self._queue.kind.refused)
        return self._send(self._queue, publication)

    def _send(
        self, queue: SqsQueue, publication: Publication, *, rejected: str | None = None
    ) -> str:
        """Send a message, which may have had an id when it was rejected; the id that SQS gives."""
        envelope = json.dumps(
            {
                "payload": b64encode(payload_of(publication.content)).decode(),
                "media type": media_type_of(publication.content),
                "headers": dict(publication.headers),
                "key": publication.key,
                "id": rejected,
            }
        )
        if len(envelope) > _LARGEST_ENVELOPE:
            raise InvalidQueueValue("headers", "are too many: SQS takes 1 MiB with the body")
        sending = queue.kind.sending(publication)
        with _reaching():
            sent = self._client.send_message(QueueUrl=queue.url, MessageBody=envelope, **sending)
        return sent["MessageId"]

    def _receive(self, limit: int) -> list[Delivery]:
        with _reaching():
            answer = self._client.receive_message(
                QueueUrl=self._queue.url,
                MaxNumberOfMessages=min(limit, self._queue.kind.most_received),
                MessageSystemAttributeNames=[_COUNT],
            )
        return [self._delivery(message) for message in answer.get("Messages", [])]

    def _delete(self, receipt: str) -> None:
        """Delete a message; SQS does not say whether there was one."""
        with _reaching():
            self._client.delete_message(QueueUrl=self._queue.url, ReceiptHandle=receipt)

    def _change_timeout(self, field: str, receipt: str, time: timedelta) -> bool:
        """Have a message come so long from now; whether it is held."""
        if time > _LONGEST_LEASE:
            raise InvalidQueueValue(field, f"must be at most {_LONGEST_LEASE} in SQS")
        try:
            with _reaching():
                self._client.change_message_visibility(
                    QueueUrl=self._queue.url,
                    ReceiptHandle=receipt,
                    VisibilityTimeout=whole_seconds(time),
                )
        except ClientError as error:
            if _code(error) not in _STALE:
                raise
            return False
        return True

    def _delivery(self, message: Any) -> Delivery:
        # What was asked for is there, whatever the type of a message says.
        envelope: dict[str, Any] = json.loads(message["Body"])
        receipt = message["ReceiptHandle"]
        self._held.add(receipt)
        return Delivery(
            envelope["id"] or message["MessageId"],
            content_from(b64decode(envelope["payload"]), envelope["media type"]),
            Properties(headers=tuple(envelope["headers"].items()), key=envelope["key"]),
            receipt_of(receipt, self._queue.name),
            int(message["Attributes"][_COUNT]),
        )


@contextmanager
def _reaching() -> Generator[None]:
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status < _FIRST_SERVER_ERROR:
            raise
        raise QueueUnavailable(str(error)) from error
    except BotoCoreError as error:
        unknown = not isinstance(error, _NOT_SENT)
        raise QueueUnavailable(str(error), outcome_unknown=unknown) from error


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "").rpartition(".")[2]
