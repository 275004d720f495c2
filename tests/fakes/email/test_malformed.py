"""Messages and values that no sender makes: read, or refused with a typed error, and quickly."""

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from types import MappingProxyType
from typing import Any

import pytest

from fakes.email import Attachment, Email, Envelope, FakeEmailService, InvalidEmail
from tests.fakes.email.messages import SHOP, email

FROM = b"From: a@example.com\r\n"


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("Subject: =?utf-8?b?é?=", "=?utf-8?b?é?="),
        ("Subject: =?utf-8?q?é?=", "=?utf-8?q?é?="),
        ("Subject: =?ut\0f-8?q?a?=", None),
        ("Subject: =?utf\\0?q?a?=", "=?utf\\0?q?a?="),
    ],
    ids=["base64", "quoted-printable", "NUL", "no charset"],
)
def test_what_is_no_encoded_word_is_read_as_it_stands(header: str, subject: str | None) -> None:
    message = FROM + header.encode() + b"\r\n\r\nHi"

    if subject is None:
        with pytest.raises(InvalidEmail):
            Email.parse(message)
    else:
        assert Email.parse(message).subject == subject


def test_a_charset_that_is_none_is_read_as_utf_8() -> None:
    message = FROM + b'Content-Type: text/plain; charset="a\0b"\r\n\r\nHi \xc3\xa9'

    assert Email.parse(message).text == "Hi é"


@pytest.fixture
def usual_recursion_limit() -> Iterator[None]:
    """Hypothesis raises it where it has run before."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("usual_recursion_limit")
def test_a_message_that_breaks_the_parser_is_refused() -> None:
    both = b"Content-Disposition: attachment; filename*0*=a; filename*=b\r\n\r\nHi"
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (number, number)
        for number in range(3_000)
    )

    for message in (FROM + both, FROM + nested):
        with pytest.raises(InvalidEmail) as failure:
            Email.parse(message)
        assert str(failure.value).startswith("message: cannot be read: the parser raised ")


@pytest.mark.parametrize("opened", ["<", '"', "[", "(", '"\\', '<"'])
def test_what_is_opened_in_a_header_and_never_closed_is_looked_through_once(opened: str) -> None:
    message = FROM + f"To: {opened * 50_000}\r\n\r\nHi".encode()

    with suppress(InvalidEmail):
        Email.parse(message)


def test_a_charset_that_warns_and_a_message_that_is_none_are_refused() -> None:
    broken = EmailMessage()
    broken.set_payload(object())

    for message in (FROM + rb"Subject: =?unicode_escape?q?\q?=" + b"\r\n\r\n", broken):
        with pytest.raises(InvalidEmail):
            Email.parse(message)


def test_an_address_whose_bracket_is_not_closed_is_read() -> None:
    message = b'From: "Dave <dave@example.com\r\nTo: Eve <eve@example.com\r\n\r\nHi'

    with pytest.raises(InvalidEmail):
        Email.parse(message)
    assert Email.parse(FROM + message.split(b"\r\n", 1)[1]).to[0].address == "eve@example.com"


def test_any_sequence_and_any_mapping_will_do() -> None:
    message = email(
        to=deque(["dave@example.com"]),
        attachments=deque([Attachment("a.txt", b"")]),
        headers=MappingProxyType({"X-Shop": "1"}),
    )

    assert message.to == email().to
    assert message.headers == (("X-Shop", "1"),)
    assert Envelope(SHOP, deque(["dave@example.com"])).recipients == ("dave@example.com",)


class Unreadable(list[Any]):
    def __iter__(self) -> Any:
        raise RuntimeError


class HostileText(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError


class HostileBytes(bytes):
    def __len__(self) -> int:
        raise RuntimeError

    def __bytes__(self) -> bytes:
        raise RuntimeError


def test_a_sequence_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidEmail) as failure:
        email(to=Unreadable())

    assert str(failure.value) == "to: raised RuntimeError when it was read"


def test_text_and_bytes_of_classes_of_their_own_become_plain() -> None:
    attachment = Attachment(HostileText("a.txt"), HostileBytes(b"abc"), HostileText("text/plain"))
    envelope = Envelope(HostileText(SHOP), [HostileText("dave@example.com")])
    message = email(
        sender=HostileText(SHOP), subject=HostileText("Hi"), headers=[(HostileText("X"), "1")]
    )

    assert (type(attachment.content), attachment.content) == (bytes, b"abc")
    assert type(envelope.sender) is type(envelope.recipients[0]) is type(message.subject) is str
    assert FakeEmailService().send(message, envelope=envelope).accepted == ("dave@example.com",)


def test_a_schedule_is_cancelled_by_text_of_any_class() -> None:
    with pytest.raises(InvalidEmail):
        FakeEmailService().cancel(5)
    with pytest.raises(Exception, match="there is no scheduled email"):
        FakeEmailService().cancel(HostileText("sch_1"))


def test_bytes_that_were_released_are_refused() -> None:
    released = memoryview(b"abc")
    released.release()

    with pytest.raises(InvalidEmail) as failure:
        Attachment("a.txt", released)

    assert failure.value.field == "content"
    assert Attachment("a.txt", memoryview(b"abcd")[::2]).content == b"ac"


def test_a_pattern_that_is_nested_too_deeply_is_refused() -> None:
    service = FakeEmailService()
    service.send(email())

    with pytest.raises(InvalidEmail):
        service.outbox[0].code("(" * 50_000 + ")" * 50_000)
