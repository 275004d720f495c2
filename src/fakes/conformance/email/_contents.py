"""What arrives is what was sent: headers, bodies, files."""

from collections.abc import Callable, Sequence
from email import message_from_bytes
from email.policy import default
from typing import Any

import attrs
from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from fakes.conformance.capabilities import Operation
from fakes.conformance.email.trial import EmailTrial
from fakes.email import Attachment, Email, Mailbox
from fakes.strategies.email import attachments, bodies, header_texts, headers

__all__ = [
    "a_text_or_html_alone_arrives",
    "any_attachment_is_exact",
    "any_body_is_exact",
    "any_header_is_exact",
    "any_subject_and_names_are_exact",
    "attachments_are_exact",
    "bodies_are_exact",
    "headers_are_exact",
    "mail_programs_read_the_same",
    "reply_to_and_sender_are_exact",
    "subjects_are_exact",
    "text_and_html_both_arrive",
    "the_whole_arrives",
    "the_whole_of_any_arrives",
    "try_headers",
    "try_mailbox",
]

_SUBJECTS = (
    "",
    "Thank you, Dave: 100 % of it",
    "Grüße aus Köln",
    "日本語の件名",
    "Привет 👩‍👩‍👧",
    "a\u0308 and \u00e4",
    "=?utf-8?q?x?=",
    "word " * 60 + "end",
    "é" * 300,
    "x" * 1_000,
)
_NAMES = (
    "Dave",
    "Müller, Dave",
    'Dave "the cat" Smith',
    "Ди́ма",
    "山田 太郎",
    "Jo (Sales)",
    "é" * 90,
)
_BODIES = (
    "Hello.\n",
    "no line end",
    ".\n",
    "..\n.QUIT\n\n.\n",
    ".first\nsecond.\n.third\n",
    "x" * 998 + "\n",
    "x" * 5_000 + "\n" + "y" * 2_000,
    "é" * 3_000 + "\n",
    "a\nb\n\n\nc\n",
    "a\r\nb\rc\n",
    "space \ntab\t\n \nFrom me\n",
    "Grüße, 日本語, 👩‍👩‍👧, a\u0308\n",
    "soft =\n=20 hyphens --\n-- \n",
    "nul \x00 and bell \x07\n",
)
_FILES = (
    Attachment("empty.bin", b""),
    Attachment("every.bin", bytes(range(256))),
    Attachment("large.bin", bytes(range(256)) * 280),
    Attachment("lines.txt", b"a\nb\r\nc\rd.\n.\n", "text/plain"),
    Attachment("latin.csv", "ä;ö\n".encode("latin-1"), "text/csv; charset=latin-1"),
    Attachment("page.html", b"<p>.</p>", "text/html"),
    Attachment("Übersicht für März.pdf", b"%PDF", "application/pdf"),
    Attachment('a "b"; c=d%20.txt', b"quotes"),
    Attachment("報告" * 40 + ".pdf", b"long"),
)
_HEADERS = (
    ("X-Tag", "welcome"),
    ("X-Tag", "once more"),
    ("List-Unsubscribe", f"<https://example.com/{'u' * 300}>"),
    ("X-Note", "Grüße, 日本語"),
    ("X-Spaces", "a  b   c"),
)


async def subjects_are_exact(trial: EmailTrial) -> None:
    sent = [trial.email(subject=subject, text=str(n)) for n, subject in enumerate(_SUBJECTS)]
    for before, after in await _arrived(trial, sent, by=lambda email: email.text.strip()):
        trial.equal(after.subject, before.subject, "the subject")


async def any_subject_and_names_are_exact(trial: EmailTrial) -> None:
    names = [trial.draw(header_texts(), field) for field in ("sender", "to", "cc")]
    message = trial.email(
        sender=Mailbox(trial.address("shop"), names[0]),
        to=Mailbox(trial.address("dave"), names[1]),
        cc=[Mailbox(trial.address("eve"), names[2]), *_named(trial, _NAMES)],
        subject=trial.draw(header_texts(), "subject"),
    )
    ((_, after),) = await _arrived(trial, [message], by=_all_alike)
    trial.equal(after.subject, message.subject, "the subject")
    for field in ("sender", "to", "cc"):
        trial.equal(getattr(after, field), getattr(message, field), f"the mailboxes of {field}")


async def text_and_html_both_arrive(trial: EmailTrial) -> None:
    message = trial.email(text="In letters.\n", html="<p>In colour.</p>\n")
    ((_, after),) = await _arrived(trial, [message], by=_all_alike)
    trial.equal(after.text, message.text, "the text")
    trial.equal(after.html, message.html, "the HTML")
    trial.equal(after.attachments, (), "the attachments of an email that has none")


async def a_text_or_html_alone_arrives(trial: EmailTrial) -> None:
    sent = [
        trial.email(subject="Case 1", text="In letters.\n"),
        trial.email(subject="Case 2", text="", html="<p>In colour.</p>\n"),
        trial.email(subject="Case 3", text="In letters.\n", html="<p>.</p>\n", attachments=_FILES),
    ]
    for before, after in await _arrived(trial, sent, by=_subject):
        trial.equal(after.text, before.text, f"the text of {before.subject}")
        trial.equal(after.html, before.html, f"the HTML of {before.subject}")


async def bodies_are_exact(trial: EmailTrial) -> None:
    cases = enumerate(_BODIES)
    sent = [trial.email(subject=f"Case {n}", text=body, html=body) for n, body in cases]
    for before, after in await _arrived(trial, sent, by=_subject):
        trial.equal(after.text, before.text, f"the text of {before.subject}")
        trial.equal(after.html, before.html, f"the HTML of {before.subject}")


async def any_body_is_exact(trial: EmailTrial) -> None:
    message = trial.email(text=trial.draw(bodies(), "text"), html=trial.draw(bodies(), "html"))
    ((_, after),) = await _arrived(trial, [message], by=_all_alike)
    trial.equal(after.text, message.text, "the text")
    trial.equal(after.html, message.html, "the HTML")


async def attachments_are_exact(trial: EmailTrial) -> None:
    sent = [
        trial.email(subject="Case 1", attachments=_FILES),
        *(trial.email(subject=f"Case {n}", attachments=[each]) for n, each in enumerate(_FILES, 2)),
    ]
    for before, after in await _arrived(trial, sent, by=_subject):
        trial.equal(after.attachments, before.attachments, f"the attachments of {before.subject}")


async def any_attachment_is_exact(trial: EmailTrial) -> None:
    files = trial.draw(strategies.lists(attachments(), min_size=1, max_size=3), "attachments")
    message = trial.email(attachments=files)
    ((_, after),) = await _arrived(trial, [message], by=_all_alike)
    trial.equal(after.attachments, message.attachments, "the attachments")


async def reply_to_and_sender_are_exact(trial: EmailTrial) -> None:
    shop, dave, eve = map(trial.address, ("shop", "dave", "eve"))
    sent = [
        trial.email(subject="Case 1", sender=Mailbox(shop, "The Shop"), reply_to=eve),
        trial.email(subject="Case 2", reply_to=[Mailbox(eve, "Eve"), Mailbox(dave, "Müller, D.")]),
        trial.email(subject="Case 3"),
    ]
    for before, after in await _arrived(trial, sent, by=_subject):
        trial.equal(after.sender, before.sender, f"the sender of {before.subject}")
        trial.equal(after.reply_to, before.reply_to, f"the reply_to of {before.subject}")


async def headers_are_exact(trial: EmailTrial) -> None:
    message = trial.email(headers=_HEADERS)
    ((_, after),) = await _arrived(trial, [message], by=_all_alike)
    trial.equal(_headers_like(message, after), message.headers, "the headers")


async def any_header_is_exact(trial: EmailTrial) -> None:
    drawn = trial.draw(strategies.lists(headers(), min_size=1, max_size=3), "headers")
    message = trial.email(headers=drawn)
    ((_, after),) = await _arrived(trial, [message], by=_all_alike)
    trial.equal(_headers_like(message, after), message.headers, "the headers")


async def the_whole_arrives(trial: EmailTrial) -> None:
    await _same_arrives(trial, _full(trial))


async def mail_programs_read_the_same(trial: EmailTrial) -> None:
    dave, service, sent = trial.address("dave"), await trial.connect(), _full(trial)
    await service.send(sent)
    (arrived,) = (await trial.delivered(service, {dave: 1}))[dave]
    # Apart from our own reader: the standard library's.
    read = message_from_bytes(arrived.raw, policy=default)
    trial.equal(str(read["Subject"]), sent.subject, "the subject as others read it")
    names = [(each.display_name, each.addr_spec) for each in read["To"].addresses]
    trial.equal(names, [(each.name, each.address) for each in sent.to], "to as others read it")
    for kind, body in (("plain", sent.text), ("html", sent.html)):
        part = read.get_body((kind,))
        content = part.get_content().replace("\r\n", "\n") if part else None
        trial.equal(content, body, f"the {kind} body as others read it")
    files = [(part.get_filename(), part.get_content()) for part in read.iter_attachments()]
    expected = [(each.filename, each.content) for each in sent.attachments]
    trial.equal(files, expected, "the attachments as others read them")


async def the_whole_of_any_arrives(trial: EmailTrial) -> None:
    drawn = trial.draw(_changes(with_headers=trial.declares(Operation.HEADERS)), "changes")
    await _same_arrives(trial, attrs.evolve(_full(trial), **drawn))


async def try_headers(trial: EmailTrial) -> None:
    """The probe of Operation.HEADERS."""
    service = await trial.connect()
    message = trial.email(headers={"X-Tag": "welcome"})
    await trial.unsupported(lambda: service.send(message), trial.state)


async def try_mailbox(trial: EmailTrial) -> None:
    """The probe of Operation.INSPECT, which is the suite's and not the adapter's."""
    service = await trial.connect()
    await service.send(trial.email())
    await trial.unsupported(lambda: trial.mailbox(trial.address("dave")), trial.state)


async def _same_arrives(trial: EmailTrial, message: Email) -> None:
    addresses = [each.address for each in (*message.to, *message.cc, *message.bcc)]
    service = await trial.connect()
    await service.send(message)
    arrived = await trial.delivered(service, dict.fromkeys(addresses, 1))
    for address, (found,) in arrived.items():
        got = attrs.evolve(found.email, headers=_headers_like(message, found.email))
        expected = attrs.evolve(message, bcc=())
        trial.equal(got, expected, f"the email in the mailbox of {address}")


async def _arrived(
    trial: EmailTrial, sent: Sequence[Email], *, by: Callable[[Email], str]
) -> list[tuple[Email, Email]]:
    """Each of the emails to Dave, which differ in what `by` gives, and what arrived of it."""
    dave, service = trial.address("dave"), await trial.connect()
    for message in sent:
        await service.send(message)
    arrived = (await trial.delivered(service, {dave: len(sent)}))[dave]
    found = {by(each.email): each.email for each in arrived}
    for message in sent:
        trial.true(by(message) in found, f"of what was sent, there is no {message!r}")
    return [(message, found[by(message)]) for message in sent]


def _headers_like(sent: Email, arrived: Email) -> tuple[tuple[str, str], ...]:
    """The headers that were sent: those on the way may add others."""
    names = {name.lower() for name, _ in sent.headers}
    return tuple(header for header in arrived.headers if header[0].lower() in names)


def _full(trial: EmailTrial) -> Email:
    shop, dave, eve, al = map(trial.address, ("shop", "dave", "eve", "al"))
    return trial.email(
        sender=Mailbox(shop, "The Shop"),
        to=Mailbox(dave, "Müller, Dave"),
        cc=eve,
        bcc=al,
        reply_to=Mailbox(shop, "Help"),
        subject="Grüße",
        text="Hello.\n.\n",
        html="<p>Hello.</p>\n",
        attachments=(_FILES[1], _FILES[6]),
        headers=_HEADERS if trial.declares(Operation.HEADERS) else (),
    )


def _changes(*, with_headers: bool) -> SearchStrategy[dict[str, Any]]:
    several = {"headers": strategies.lists(headers(), max_size=3)} if with_headers else {}
    return strategies.fixed_dictionaries(
        {},
        optional={
            "subject": header_texts(),
            "text": bodies(),
            "html": bodies(),
            "attachments": strategies.lists(attachments(), max_size=2),
            **several,
        },
    )


def _named(trial: EmailTrial, names: Sequence[str]) -> list[Mailbox]:
    return [Mailbox(trial.address("al"), name) for name in names]


def _subject(email: Email) -> str:
    return email.subject


def _all_alike(_email: Email) -> str:
    return ""
