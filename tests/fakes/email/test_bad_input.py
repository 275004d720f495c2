"""Whatever is passed in, there is a typed error or success, and an error changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.email import (
    AsyncFakeEmailService,
    Attachment,
    Email,
    EmailError,
    Envelope,
    FakeEmailService,
    Mailbox,
)
from fakes.strategies.email import addresses, emails, envelopes
from tests.fakes.email.messages import EPOCH, email


class Hostile:
    """An object that cannot be looked at."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError

    def __bool__(self) -> bool:
        raise RuntimeError


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters()),
    st.text('\ud800\x00\n@.<>",;:()[]\\ aé', max_size=12),
    st.binary(max_size=5),
    st.builds(Hostile),
    st.just([]),
    st.just({}),
    st.just({"X-A": "1"}),
    st.builds(set),
    st.lists(st.one_of(st.none(), st.text(max_size=3), st.builds(Hostile)), max_size=2),
    st.tuples(st.text(max_size=3), st.text(max_size=3)),
    st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=2),
    st.sampled_from(
        [object, 10**400, float("nan"), EPOCH.replace(tzinfo=None), EPOCH, timedelta(-1)]
    ),
    addresses(),
    emails(),
    envelopes(),
)
FIELDS = [field.name for field in Email.__attrs_attrs__]

OPERATIONS: dict[str, Callable[[FakeEmailService, Any], object]] = {
    "send": lambda service, value: service.send(value),
    "send in an envelope": lambda service, value: service.send(email(), envelope=value),
    "send with a key": lambda service, value: service.send(email(), idempotency_key=value),
    "send_batch": lambda service, value: service.send_batch(value),
    "send_batch of one": lambda service, value: service.send_batch([value]),
    "schedule": lambda service, value: service.schedule(value, at=EPOCH),
    "schedule at": lambda service, value: service.schedule(email(), at=value),
    "cancel": lambda service, value: service.cancel(value),
    "inbox": lambda service, value: service.inbox(value),
    "last_to": lambda service, value: service.outbox.last_to(value),
    "select to": lambda service, value: service.outbox.select(to=value),
    "select since": lambda service, value: service.outbox.select(since=value),
    "code": lambda service, value: service.outbox[0].code(value),
    "refuse": lambda service, value: service.refuse(value),
    "refuse with a code": lambda service, value: service.refuse("a@b", code=value),
    "refuse with an enhanced code": lambda service, value: service.refuse(
        "a@b", enhanced_code=value
    ),
    "refuse with a text": lambda service, value: service.refuse("a@b", text=value),
    "refuse_sender": lambda service, value: service.refuse_sender(value),
    "bounce after": lambda service, value: service.bounce("a@b", after=value),
    "accept": lambda service, value: service.accept(value),
    "restore": lambda service, value: service.restore(value),
    "async": lambda service, value: AsyncFakeEmailService(value),
    "size_limit": lambda service, value: FakeEmailService(size_limit=value),
    "duplicates": lambda service, value: FakeEmailService(duplicate_recipients=value),
    "window": lambda service, value: FakeEmailService(idempotency_window=value),
    "seed": lambda service, value: FakeEmailService(seed=value),
    "Mailbox": lambda service, value: Mailbox(value),
    "Mailbox name": lambda service, value: Mailbox("a@b", value),
    "Mailbox.parse": lambda service, value: Mailbox.parse(value),
    "Email.parse": lambda service, value: Email.parse(value),
    "Envelope": lambda service, value: Envelope(value, ["a@b"]),
    "Envelope recipients": lambda service, value: Envelope("", value),
    "Attachment": lambda service, value: Attachment(value, b""),
    "Attachment content": lambda service, value: Attachment("a", value),
    "Attachment type": lambda service, value: Attachment("a", b"", value),
    **{
        f"Email {field}": lambda service, value, field=field: service.send(email(**{field: value}))
        for field in FIELDS
    },
}


def refusal_of(action: Callable[[], object]) -> EmailError | None:
    """The typed error that an action ends with, if it does not succeed."""
    try:
        action()
    except EmailError as error:
        return error
    return None


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=40)
@given(value=ANYTHING)
def test_any_value_is_taken_or_refused_with_a_typed_error(operation: str, value: Any) -> None:
    service = FakeEmailService(clock=ManualClock())
    service.send(email())
    before = service.snapshot()

    refusal = refusal_of(lambda: OPERATIONS[operation](service, value))

    if refusal:
        assert str(refusal)
        assert service.snapshot() == before


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for message in (content, b"From: a@example.com\r\n" + content):
        refusal = refusal_of(lambda message=message: Email.parse(message))
        assert refusal is None or str(refusal)


PIECES = st.sampled_from(
    [
        *(b"From: a@example.com\r\n", b"\r\n", b"--X\r\n", b"--X--\r\n", b"body", b"\n", b" x\r\n"),
        b'Content-Type: multipart/mixed; boundary="X"\r\n',
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: text/plain; charset=\xff\r\n",
        b"Content-Type: text/html; charset*=utf-16''x; name*1=\xe4\r\n",
        b"Content-Disposition: attachment; filename*=unknown''%ff\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: uuencode\r\n",
        b"To: =?utf-8?b?/w==?= <b@example.com>, c@example.com (\r\n",
        b"Subject: =?utf-8?q?=ff?=\r\n",
    ]
)


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_any_message_is_read_or_refused(message: bytes) -> None:
    refusal = refusal_of(lambda: Email.parse(message))

    assert refusal is None or str(refusal)
