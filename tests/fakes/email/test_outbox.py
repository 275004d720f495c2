"""The outbox is looked through by recipient, subject and time; emails give links and codes."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fakes.clock import ManualClock
from fakes.email import Email, EmailNotFound, FakeEmailService, InvalidEmail, SentEmail
from tests.fakes.email.messages import EPOCH, email


def sent(**changes: Any) -> SentEmail:
    """An email with these values, after it was sent."""
    service = FakeEmailService(clock=ManualClock())
    service.send(email(**changes))
    return service.outbox[0]


@pytest.fixture
def service() -> FakeEmailService:
    """A service that has sent three emails, an hour apart."""
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    for number, to in enumerate(["dave@example.com", "eve@example.com", "dave@example.com"]):
        service.send(email(to=to, subject=f"Order {number}"))
        clock.advance(hours=1)
    return service


def subjects(emails: Any) -> list[str]:
    return [each.message.subject for each in emails]


def test_an_outbox_is_a_sequence(service: FakeEmailService) -> None:
    outbox = service.outbox

    assert len(outbox) == 3
    assert subjects(outbox) == ["Order 0", "Order 1", "Order 2"]
    assert outbox[-1].message.subject == "Order 2"
    assert subjects(outbox[1:]) == ["Order 1", "Order 2"]
    assert subjects(reversed(outbox)) == ["Order 2", "Order 1", "Order 0"]
    assert outbox[0] in outbox
    assert outbox == service.outbox
    assert outbox != list(outbox)
    with pytest.raises(IndexError):
        outbox[3]


def test_outboxes_and_inboxes_are_live() -> None:
    service = FakeEmailService()
    outbox, inbox = service.outbox, service.inbox("dave@example.com")
    empty = service.snapshot()
    assert not outbox

    service.send(email())
    assert len(outbox) == len(inbox) == len(list(outbox)) == 1
    assert outbox.last_to("dave@example.com") == inbox[0]

    service.restore(empty)
    assert not outbox
    assert not inbox


def test_what_was_taken_from_an_outbox_stays_as_it_was(service: FakeEmailService) -> None:
    every, orders = service.outbox[:], service.outbox.select(to="eve@example.com")
    service.send(email(to="eve@example.com"))

    assert subjects(every) == ["Order 0", "Order 1", "Order 2"]
    assert subjects(orders) == ["Order 1"]


def test_emails_that_are_sent_while_an_outbox_is_gone_through_are_not_gone_through() -> None:
    service = FakeEmailService()
    service.send(email())

    for sent in service.outbox:
        service.send(sent.message)

    assert len(service.outbox) == 2


def test_an_email_that_is_not_in_the_outbox_is_an_error_that_shows_what_is(
    service: FakeEmailService,
) -> None:
    with pytest.raises(IndexError) as empty:
        FakeEmailService().outbox[0]
    with pytest.raises(IndexError) as missing:
        service.outbox.select(to="eve@example.com")[1]

    assert str(empty.value) == "there is no email 0. There is <SentEmails: 0 emails>"
    assert str(missing.value) == (
        "there is no email 1. There is <SentEmails: 1 email>\n"
        "  2026-01-01 01:00:00  'Order 1' to eve@example.com"
    )


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, [0, 1, 2]),
        ({"to": "dave@EXAMPLE.com"}, [0, 2]),
        ({"subject": "Order 1"}, [1]),
        ({"subject": "Order"}, []),
        ({"subject": re.compile("^order [12]", re.IGNORECASE)}, [1, 2]),
        ({"since": EPOCH.replace(hour=1)}, [1, 2]),
        ({"before": EPOCH.replace(hour=1)}, [0]),
        ({"to": "dave@example.com", "since": EPOCH.replace(hour=1)}, [2]),
    ],
)
def test_emails_are_selected_by_recipient_subject_and_time(
    service: FakeEmailService, question: dict[str, Any], found: list[int]
) -> None:
    assert subjects(service.outbox.select(**question)) == [f"Order {each}" for each in found]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"to": "dave"}, "to: 'dave' is no address, as in dave@example.com"),
        ({"subject": 5}, "subject: must be a str, not int"),
        ({"subject": re.compile(b"x")}, "subject.pattern: must be a str, not bytes"),
        ({"since": "now"}, "since: must be a datetime, not str"),
        (
            {"before": EPOCH.replace(tzinfo=None)},
            "before: must have a time zone, as in datetime(..., tzinfo=UTC)",
        ),
    ],
)
def test_questions_are_checked(
    service: FakeEmailService, question: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidEmail) as failure:
        service.outbox.select(**question)

    assert str(failure.value) == message


def test_the_last_email_to_an_address_is_found_in_bcc_too(service: FakeEmailService) -> None:
    service.send(email(bcc="al@example.com", subject="Copy"))

    assert service.outbox.last_to("Al@example.com".lower()).message.subject == "Copy"
    assert service.outbox.last_to("eve@example.com").message.subject == "Order 1"


def test_when_nothing_went_to_an_address_the_error_lists_what_did(
    service: FakeEmailService,
) -> None:
    with pytest.raises(EmailNotFound) as failure:
        service.outbox.last_to("al@example.com")

    assert str(failure.value) == (
        "there is no email to al@example.com. There is <SentEmails: 3 emails>\n"
        "  2026-01-01 00:00:00  'Order 0' to dave@example.com\n"
        "  2026-01-01 01:00:00  'Order 1' to eve@example.com\n"
        "  2026-01-01 02:00:00  'Order 2' to dave@example.com"
    )
    assert isinstance(failure.value, LookupError)


def test_a_long_outbox_shows_its_end() -> None:
    service = FakeEmailService(clock=ManualClock())
    for number in range(12):
        service.send(email(subject=str(number)))

    shown = repr(service.outbox).splitlines()

    assert shown[:2] == ["<SentEmails: 12 emails>", "  ... 2 before"]
    assert shown[2] == "  2026-01-01 00:00:00  '2' to dave@example.com"
    assert len(shown) == 12
    assert repr(service.outbox[:1]).splitlines()[0] == "<SentEmails: 1 email>"
    assert repr(service.inbox("eve@example.com")) == "<SentEmails: 0 emails>"


def test_an_inbox_of_no_address_is_refused(service: FakeEmailService) -> None:
    with pytest.raises(InvalidEmail) as failure:
        service.inbox("dave")

    assert str(failure.value) == "address: 'dave' is no address, as in dave@example.com"


# -- what one email says -------------------------------------------------------------------------


def test_links_are_those_of_the_text_and_then_of_the_html() -> None:
    message = sent(
        text="See https://example.com/a?b=1&c=2. Or (https://example.com/b), <http://x.example/>!",
        html="<a href=\"https://example.com/a?b=1&amp;c=2\">a</a><A class=x HREF='/local'>b</A>",
    )

    assert message.links == (
        "https://example.com/a?b=1&c=2",
        "https://example.com/b",
        "http://x.example/",
        "/local",
    )


def test_what_a_reader_does_not_see_holds_no_code_and_no_link() -> None:
    message = sent(
        text="",
        html=(
            "<STYLE>p > a {color: #333333}</STYLE><script src='x'>let a = 111111 < 2</script >"
            "<!-- build > 202601 <a href='/old'>old</a> -->"
            "<p title='> 222222'>Your code is <b>482913</b></p><a data-href='/no' href=/yes>b</a>"
            "<a name=x>c</a><style>999999"
        ),
    )

    assert message.code() == "482913"
    assert message.links == ("/yes",)


@pytest.mark.parametrize("part", ["<a ", "<!--", "<style>", '<a href="', "<a b='", "<", "</style "])
def test_what_is_opened_and_never_closed_is_looked_through_once(part: str) -> None:
    message = sent(text="", html=part * 50_000 + "482913")

    assert isinstance(message.links, tuple)
    with suppress(EmailNotFound):
        message.code()


def test_a_link_keeps_parentheses_of_its_own() -> None:
    assert sent(text="https://example.com/a_(b)").links == ("https://example.com/a_(b)",)


@pytest.mark.parametrize(
    ("message", "pattern", "code"),
    [
        ({"text": "Your code is 123456."}, (), "123456"),
        ({"text": "Order 1234567, code 654321"}, (), "654321"),
        ({"text": "", "html": "<b>1&#50;3456</b>"}, (), "123456"),
        ({"text": "PIN: A-42"}, (r"PIN: (\w-\d+)",), "A-42"),
        ({"text": "PIN: A-42"}, (re.compile(r"a-\d+", re.IGNORECASE),), "A-42"),
    ],
)
def test_a_code_is_found_in_the_text_or_in_the_html(
    message: dict[str, str], pattern: tuple[Any, ...], code: str
) -> None:
    assert sent(**message).code(*pattern) == code


def test_a_code_that_is_not_there_is_an_error_that_shows_the_text() -> None:
    with pytest.raises(EmailNotFound) as failure:
        sent(text="Nothing here").code()
    with pytest.raises(EmailNotFound):
        sent(text="x").code("x(y)?")
    with pytest.raises(InvalidEmail):
        sent().code("x{9999999999999}")
    with pytest.raises(InvalidEmail) as pattern:
        sent().code("(")

    assert str(failure.value) == (
        "there is no match of '\\\\b\\\\d{6}\\\\b' in SentEmail('Thank you' to dave@example.com "
        "at 2026-01-01 00:00:00). It says: 'Nothing here'"
    )
    assert str(pattern.value) == (
        "pattern: is no regular expression: missing ), unterminated subpattern at position 0"
    )


def test_an_email_is_saved_as_mail_programs_open_it(tmp_path: Path) -> None:
    message = sent()
    message.save(tmp_path / "mail.eml")

    assert (tmp_path / "mail.eml").read_bytes() == message.as_bytes()
    assert Email.parse((tmp_path / "mail.eml").read_bytes()) == message.message


def test_emails_that_differ_are_told_apart_by_pytest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from fakes.email import Email

        def test_welcome():
            email = Email(sender="a@example.com", to="b@example.com", subject="Welcome")
            assert email == Email(sender="a@example.com", to="b@example.com", subject="Hello")
        """
    )

    result = pytester.runpytest_inprocess("-p", "no:asyncio")

    result.stdout.fnmatch_lines(
        [
            "E*Omitting 9 identical items, use -vv to show",
            "E*Differing attributes:",
            "E*?'subject'?",
            "E*Drill down into differing attribute subject:",
            "E*subject: 'Welcome' != 'Hello'",
        ]
    )


def test_an_email_in_the_outbox_reads_well(service: FakeEmailService) -> None:
    assert repr(service.outbox.last_to("dave@example.com")) == (
        "SentEmail('Order 2' to dave@example.com at 2026-01-01 02:00:00)"
    )
