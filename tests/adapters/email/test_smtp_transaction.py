"""What servers say in an SMTP transaction, and what becomes of it in terms of the port."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pytest

from fakes.email import (
    AllRecipientsRefused,
    Email,
    EmailError,
    Envelope,
    InternationalAddressRefused,
    MessageTooLarge,
    Receipt,
    Refusal,
    SenderRefused,
    ServiceUnavailable,
)
from tests.adapters.email.smtp_transaction import Reply, Said, transaction
from tests.adapters.email.submission import Submission

OK = "250 2.0.0 Ok"


def email(**changes: Any) -> Email:
    plain: dict[str, Any] = {"sender": "shop@example.com", "to": "dave@example.com"}
    return Email(**{**plain, **changes})


@attrs.frozen
class Held:
    """A transaction that was held: what was said, and how it ended."""

    said: list[Said]
    end: Receipt | EmailError


def held(
    replies: Sequence[str],
    message: Email | None = None,
    *,
    envelope: Envelope | None = None,
    extensions: Mapping[str, str] | None = None,
) -> Held:
    """Hold a transaction with a server that replies this."""
    dialogue = transaction(Submission.of(message or email(), envelope, None), extensions or {})
    said: list[Said] = []
    left = list(replies)
    end: Receipt | EmailError
    try:
        said.append(next(dialogue))
        while left:
            code, _, text = left.pop(0).partition(" ")
            said.append(dialogue.send(Reply(int(code), text)))
    except StopIteration as ended:
        end = ended.value
    except EmailError as error:
        end = error
    else:
        raise AssertionError(f"the server has no reply to {said[-1]!r}")
    assert not left, "the server had more to say"
    return Held(said, end)


def test_the_envelope_is_said_and_then_the_message() -> None:
    envelope = Envelope("bounces@example.com", ["dave@example.com", '"a b"@[192.0.2.1]'])

    dialogue = held([OK, OK, OK, OK], envelope=envelope)

    assert dialogue.said[:3] == [
        "MAIL FROM:<bounces@example.com>",
        "RCPT TO:<dave@example.com>",
        'RCPT TO:<"a b"@[192.0.2.1]>',
    ]
    message, receipt = dialogue.said[3], dialogue.end
    assert isinstance(message, bytes)
    assert isinstance(receipt, Receipt)
    assert f"Message-ID: {receipt.message_id}\r\n".encode() in message
    assert receipt.accepted == ("dave@example.com", '"a b"@[192.0.2.1]')


def test_a_sender_who_takes_no_bounces_is_said_to_be_nobody() -> None:
    said = held([OK, OK, OK], envelope=Envelope("", "dave@example.com")).said

    assert said[0] == "MAIL FROM:<>"


def test_a_server_that_has_a_limit_is_told_the_size() -> None:
    said = held([OK, OK, OK], extensions={"size": ""}).said

    assert said[0] == f"MAIL FROM:<shop@example.com> SIZE={len(said[2])}"


def test_a_server_is_told_that_addresses_are_international() -> None:
    said = held([OK, OK, OK], email(to="jürgen@example.com"), extensions={"smtputf8": ""}).said

    assert said[:2] == [
        "MAIL FROM:<shop@example.com> BODY=8BITMIME SMTPUTF8",
        "RCPT TO:<jürgen@example.com>",
    ]


def test_international_addresses_are_not_said_to_a_server_that_does_not_know_them() -> None:
    error = held([], email(reply_to="jürgen@example.com")).end

    assert isinstance(error, InternationalAddressRefused)
    assert error.address == "jürgen@example.com"


def test_a_server_that_knows_them_may_refuse_international_addresses_all_the_same() -> None:
    error = held(
        ["553 5.6.7 not here"], email(to="jürgen@example.com"), extensions={"smtputf8": ""}
    ).end

    assert isinstance(error, InternationalAddressRefused)


def test_who_is_refused_is_in_the_receipt_with_all_that_was_said() -> None:
    message = email(to=["dave@example.com", "eve@example.com", "al@example.com"])

    receipt = held([OK, OK, "550 5.1.1 Unknown\n5.1.1 user", "452 Mailbox full", OK], message).end

    assert isinstance(receipt, Receipt)
    assert receipt.accepted == ("dave@example.com",)
    assert receipt.refused == (
        Refusal("eve@example.com", 550, "5.1.1", "Unknown user"),
        Refusal("al@example.com", 452, "4.0.0", "Mailbox full"),
    )


@pytest.mark.parametrize("last", [OK, "421 4.7.0 Too many errors"])
def test_the_transaction_is_reset_when_everyone_is_refused(last: str) -> None:
    dialogue = held([OK, "550 5.1.1 Unknown", last])

    assert dialogue.said[-1] == "RSET"
    assert isinstance(dialogue.end, AllRecipientsRefused)
    assert dialogue.end.refused == (Refusal("dave@example.com", 550, "5.1.1", "Unknown"),)


def test_content_that_is_refused_is_refused_for_everyone_who_was_accepted() -> None:
    message = email(to=["dave@example.com", "eve@example.com"])

    error = held([OK, OK, "450 4.2.1 Busy", "554 5.7.1 Spam"], message).end

    assert isinstance(error, AllRecipientsRefused)
    assert error.refused == (
        Refusal("dave@example.com", 554, "5.7.1", "Spam"),
        Refusal("eve@example.com", 450, "4.2.1", "Busy"),
    )


@pytest.mark.parametrize("said", ["553 5.7.1 Not yours", "450 4.7.1 Greylisted"])
def test_a_sender_that_is_refused_is_told(said: str) -> None:
    error = held([said]).end

    assert isinstance(error, SenderRefused)
    assert str(error.refusal) == f"shop@example.com: {said}"


def test_a_message_above_the_limit_of_the_server_is_not_sent() -> None:
    error = held([], email(text="x" * 1_000), extensions={"size": "1000"}).end

    assert isinstance(error, MessageTooLarge)
    assert error.limit == 1_000


@pytest.mark.parametrize(
    "replies",
    [["552 Too much"], ["500 5.3.4 Too much"], [OK, OK, "552 5.3.4 Too much"]],
)
def test_a_server_that_does_not_tell_its_limit_may_find_a_message_too_large(
    replies: list[str],
) -> None:
    error = held(replies, extensions={"size": "0"}).end

    assert isinstance(error, MessageTooLarge)
    assert error.limit == error.size - 1


@pytest.mark.parametrize(
    "replies",
    [
        ["421 4.3.2 Shutting down"],
        [OK, "421 4.7.0 Too many errors"],
        [OK, OK, "421 4.4.2 Timeout"],
        ["452 4.3.1 Disk full"],
        [OK, OK, "451 4.3.0 Queue file write error"],
        ["354 Go on"],
    ],
)
def test_a_server_that_cannot_work_now_has_certainly_sent_nothing(replies: list[str]) -> None:
    error = held(replies).end

    assert isinstance(error, ServiceUnavailable)
    assert not error.outcome_unknown


def test_a_reply_to_the_message_that_makes_no_sense_tells_nothing() -> None:
    error = held([OK, OK, "-1 nonsense"]).end

    assert isinstance(error, ServiceUnavailable)
    assert error.outcome_unknown
    assert error.reason == "the server makes no sense: -1 nonsense"
