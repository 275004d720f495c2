"""What is sent is in the outbox as it was sent, and the receipt says who it is on its way to."""

from typing import Any

import pytest
from hypothesis import given

from doubles import spy, when
from fakes.clock import ManualClock
from fakes.email import (
    AllRecipientsRefused,
    AsyncFakeEmailService,
    Attachment,
    Email,
    EmailService,
    Envelope,
    FakeEmailService,
    InternationalAddressRefused,
    InvalidEmail,
    MessageTooLarge,
    NoRecipients,
    Receipt,
    Refusal,
    SenderRefused,
    ServiceUnavailable,
)
from fakes.strategies.email import emails, envelopes
from tests.fakes.email.messages import SHOP, email


def test_an_email_that_was_sent_is_in_the_outbox_and_in_each_inbox() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    message = email(cc="eve@example.com", bcc="al@example.com")

    receipt = service.send(message)

    (sent,) = service.outbox
    everyone = ("dave@example.com", "eve@example.com", "al@example.com")
    assert receipt == Receipt(sent.message_id, everyone)
    assert (sent.message, sent.receipt, sent.at) == (message, receipt, clock())
    assert sent.envelope == Envelope(SHOP, everyone)
    assert sent.recipients == everyone
    assert [list(service.inbox(each)) for each in everyone] == [[sent]] * 3


def test_message_ids_are_unique_and_the_same_for_the_same_seed() -> None:
    ids = [
        [service.send(email()).message_id for _ in range(100)]
        for service in (FakeEmailService(seed=1), FakeEmailService(seed=1), FakeEmailService())
    ]

    assert len(set(ids[0])) == 100
    assert ids[0] == ids[1]
    assert not set(ids[0]) & set(ids[2])


@given(emails())
def test_an_email_arrives_as_it_was_sent(message: Email) -> None:
    service = FakeEmailService()
    service.send(message)

    arrived = Email.parse(service.outbox[0].as_bytes())

    assert arrived == Email.parse(message.as_bytes())


def test_the_message_as_sent_has_its_id_and_its_date() -> None:
    service = FakeEmailService(clock=ManualClock())
    service.send(email())

    assert service.outbox[0].as_bytes().decode().split("\r\n")[2:5] == [
        "Subject: Thank you",
        "Date: Thu, 01 Jan 2026 00:00:00 +0000",
        f"Message-ID: {service.outbox[0].message_id}",
    ]


@given(emails(), envelopes())
def test_an_envelope_of_its_own_says_who_gets_a_message(message: Email, envelope: Envelope) -> None:
    service = FakeEmailService()

    receipt = service.send(message, envelope=envelope)

    assert receipt.accepted == tuple(dict.fromkeys(envelope.recipients))
    assert service.outbox[0].envelope == envelope


@pytest.mark.parametrize(("setting", "copies"), [("one", 1), ("two", 2)])
def test_a_recipient_who_is_twice_in_the_envelope_gets_as_many_copies_as_set(
    setting: Any, copies: int
) -> None:
    service = FakeEmailService(duplicate_recipients=setting)
    twice = Envelope(SHOP, ["dave@example.com", "dave@EXAMPLE.com"])

    receipt = service.send(email(), envelope=twice)

    assert receipt.accepted == ("dave@example.com",) * copies
    assert len(service.inbox("dave@example.com")) == copies


def test_without_an_envelope_nobody_gets_two_copies() -> None:
    service = FakeEmailService(duplicate_recipients="two")

    assert service.send(email(cc="dave@example.com")).accepted == ("dave@example.com",)


def test_what_changes_after_the_send_does_not_change_what_was_sent() -> None:
    service = FakeEmailService()
    content, to, headers = bytearray(b"abc"), ["dave@example.com"], {"X-A": "1"}
    files = [Attachment("a.bin", content)]
    service.send(email(to=to, headers=headers, attachments=files))

    content[0] = 0
    to.append("eve@example.com")
    headers["X-A"] = "2"
    files.clear()

    assert service.outbox[0].message == email(
        headers={"X-A": "1"}, attachments=[Attachment("a.bin", b"abc")]
    )


# -- refused -------------------------------------------------------------------------------------


def test_an_email_to_nobody_is_refused() -> None:
    service = FakeEmailService()

    with pytest.raises(NoRecipients) as failure:
        service.send(email(to=[]))
    with pytest.raises(NoRecipients):
        service.send(email(), envelope=Envelope(SHOP, []))

    assert str(failure.value) == ("envelope: has no recipients: give the message a to, cc or bcc")
    assert failure.value.permanent
    assert not service.outbox


def test_the_receipt_says_who_was_refused_and_why() -> None:
    service = FakeEmailService()
    service.refuse("full@example.com", code=452, text="mailbox full")
    service.refuse("@gone.example")

    receipt = service.send(
        email(to=["dave@example.com", "full@example.com", "a@gone.example", "a@not-gone.example"])
    )

    assert receipt.accepted == ("dave@example.com", "a@not-gone.example")
    assert receipt.refused == (
        Refusal("full@example.com", 452, "4.2.2", "mailbox full"),
        Refusal("a@gone.example", 550, "5.1.1", "mailbox unavailable"),
    )
    assert [refusal.permanent for refusal in receipt.refused] == [False, True]
    assert not service.inbox("full@example.com")
    assert service.outbox[0].recipients == receipt.accepted


def test_an_email_that_is_refused_for_everyone_is_not_sent() -> None:
    service = FakeEmailService()
    service.refuse("dave@example.com")
    service.refuse("eve@example.com", code=451)

    with pytest.raises(AllRecipientsRefused) as both:
        service.send(email(cc="eve@example.com"))
    with pytest.raises(AllRecipientsRefused) as permanently:
        service.send(email())

    assert str(both.value) == (
        "nothing was sent, because every recipient was refused: "
        "dave@example.com: 550 5.1.1 mailbox unavailable; "
        "eve@example.com: 451 4.0.0 mailbox unavailable. "
        "Try again later: not every refusal is permanent"
    )
    assert [refusal.address for refusal in both.value.refused] == [
        "dave@example.com",
        "eve@example.com",
    ]
    assert (both.value.permanent, permanently.value.permanent) == (False, True)
    assert not service.outbox


def test_a_function_may_say_who_is_refused_and_the_latest_rule_counts() -> None:
    service = FakeEmailService()
    service.refuse(lambda address: address.startswith("d"))
    service.refuse("dave@example.com", code=450)

    receipt = service.send(email(cc=["dora@example.com", "eve@example.com"]))

    assert [(each.address, each.code) for each in receipt.refused] == [
        ("dave@example.com", 450),
        ("dora@example.com", 550),
    ]


def test_who_was_refused_may_be_accepted_again() -> None:
    service = FakeEmailService()
    service.refuse("@EXAMPLE.com")
    service.refuse_sender(SHOP)
    service.bounce("dave@example.com")

    service.accept("@example.com")
    service.accept(SHOP)
    service.accept("dave@example.com")
    service.send(email())

    assert len(service.inbox("dave@example.com")) == 1
    assert not service.bounces


def test_a_refused_recipient_does_not_spoil_what_is_sent_next() -> None:
    service = FakeEmailService()
    service.refuse("dave@example.com")
    with pytest.raises(AllRecipientsRefused):
        service.send(email())

    assert service.send(email(to="eve@example.com")).accepted == ("eve@example.com",)


def test_a_sender_may_be_refused() -> None:
    service = FakeEmailService()
    service.refuse_sender("@example.com")

    with pytest.raises(SenderRefused) as failure:
        service.send(email())
    service.send(email(), envelope=Envelope("", "dave@example.com"))

    assert str(failure.value) == (
        "nothing was sent, because the sender was refused: "
        "shop@example.com: 553 5.7.1 sender not allowed"
    )
    assert failure.value.permanent
    assert len(service.outbox) == 1


def test_a_message_that_is_too_large_is_refused() -> None:
    size = len(email().as_bytes(message_id=FakeEmailService().send(email()).message_id)) + 39
    FakeEmailService(size_limit=size).send(email())

    with pytest.raises(MessageTooLarge) as failure:
        FakeEmailService(size_limit=size - 1).send(email())

    assert (failure.value.size, failure.value.limit) == (size, size - 1)
    assert str(failure.value) == (
        f"the message has {size} bytes as it is sent, attachments in base64 included, and the "
        f"service takes {size - 1}: send less, or a link to it"
    )


@given(emails())
def test_the_size_of_a_message_is_told_exactly(message: Email) -> None:
    service = FakeEmailService(size_limit=None)
    service.send(message)
    size = len(service.outbox[0].as_bytes())

    FakeEmailService(size_limit=size).send(message)
    with pytest.raises(MessageTooLarge) as failure:
        FakeEmailService(size_limit=size - 1).send(message)

    assert failure.value.size == size


def test_a_large_message_is_taken_without_a_limit() -> None:
    large = email(attachments=[Attachment("a.bin", bytes(11_000_000))])

    with pytest.raises(MessageTooLarge):
        FakeEmailService().send(large)
    assert FakeEmailService(size_limit=None).send(large).accepted


@pytest.mark.parametrize(
    ("field", "refused"),
    [("to", True), ("bcc", True), ("reply_to", True), ("sender", True), ("subject", False)],
)
def test_an_address_that_needs_smtputf8_is_refused_where_there_is_none(
    field: str, refused: bool
) -> None:
    service = FakeEmailService(smtputf8=False)
    message = email(**{field: "jürgen@example.com"})
    FakeEmailService().send(message)

    if refused:
        with pytest.raises(InternationalAddressRefused) as failure:
            service.send(message)
        assert str(failure.value) == (
            "jürgen@example.com: what is before the @ is not ASCII, and this service does not "
            "have SMTPUTF8 (553 5.6.7): use another address of theirs, or another service"
        )
    else:
        service.send(message)


# -- batches, faults, settings -------------------------------------------------------------------


def test_a_batch_says_what_became_of_each_in_order() -> None:
    service = FakeEmailService()
    service.refuse("eve@example.com")
    messages = [email(), email(to="eve@example.com"), email(to=[]), email(subject="Last")]

    first, second, third, last = service.send_batch(messages)

    assert isinstance(first, Receipt)
    assert isinstance(second, AllRecipientsRefused)
    assert isinstance(third, NoRecipients)
    assert isinstance(last, Receipt)
    assert [sent.message.subject for sent in service.outbox] == ["Thank you", "Last"]


def test_a_batch_with_something_else_in_it_is_not_sent() -> None:
    service = FakeEmailService()

    with pytest.raises(InvalidEmail) as failure:
        service.send_batch([email(), "email"])

    assert str(failure.value) == "messages[1]: must be an Email, not str"
    assert not service.outbox


def test_a_service_that_fails_is_a_spy_around_the_fake() -> None:
    fake = FakeEmailService()
    service = spy(fake, EmailService)
    when(service.send, email()).raises(ServiceUnavailable("connection reset"))

    with pytest.raises(ServiceUnavailable) as failure:
        service.send(email())

    assert not failure.value.permanent
    assert not fake.outbox


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size_limit": 0}, "size_limit: must be a positive number of bytes, or None"),
        ({"size_limit": True}, "size_limit: must be a positive number of bytes, or None"),
        ({"smtputf8": 1}, "smtputf8: must be True or False"),
        ({"duplicate_recipients": "three"}, "duplicate_recipients: must be 'one' or 'two'"),
        ({"duplicate_recipients": []}, "duplicate_recipients: must be 'one' or 'two'"),
        ({"idempotency_window": 5}, "idempotency_window: must be a timedelta, not int"),
        ({"clock": 5}, "clock: must be a function that gives the time, not int"),
        ({"seed": "a"}, "seed: must be an int, not str"),
    ],
)
def test_settings_are_checked(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        FakeEmailService(**settings)

    assert str(failure.value) == message


def test_a_fake_says_what_is_in_it() -> None:
    service = FakeEmailService()
    service.send(email())

    assert repr(service) == "<FakeEmailService: 1 sent, 0 scheduled, 0 bounced>"
    assert repr(AsyncFakeEmailService(service)) == (
        "<AsyncFakeEmailService of <FakeEmailService: 1 sent, 0 scheduled, 0 bounced>>"
    )


def test_two_fakes_share_nothing() -> None:
    one, other = FakeEmailService(), FakeEmailService()
    one.refuse("dave@example.com")
    other.send(email())

    assert (len(one.outbox), len(other.outbox)) == (0, 1)
