"""Services that damage what they send: each function makes of an email what arrives instead."""

import re

import attrs

from fakes.conformance.forcing import forced
from fakes.conformance.sabotage.email.delegating import altering, is_address
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.email import Attachment, Email, Mailbox

__all__ = ["SABOTEURS"]

_LONGEST_LINE = 998
_LONGEST_FILE = 65_536
_LINE_BREAKS = re.compile(r"[\r\n]+")


def _with_bcc_header(email: Email) -> Email:
    bcc = [("Bcc", each.address) for each in email.bcc]
    return forced(email, headers=(*email.headers, *bcc))


def _with_bcc_in_cc(email: Email) -> Email:
    return attrs.evolve(email, cc=(*email.cc, *email.bcc), bcc=())


def _with_cc_in_to(email: Email) -> Email:
    return attrs.evolve(email, to=(*email.to, *email.cc), cc=())


def _without_line_breaks(email: Email) -> Email:
    def named(mailbox: Mailbox) -> Mailbox:
        return forced(mailbox, name=_LINE_BREAKS.sub("", mailbox.name))

    return forced(
        email,
        subject=_LINE_BREAKS.sub("", email.subject),
        sender=named(email.sender),
        to=tuple(map(named, email.to)),
        cc=tuple(map(named, email.cc)),
        reply_to=tuple(map(named, email.reply_to)),
        headers=tuple((name, _LINE_BREAKS.sub("", value)) for name, value in email.headers),
    )


def _with_stripped_subject(email: Email) -> Email:
    return forced(email, subject=email.subject.rstrip("\r\n"))


def _without_invalid_recipients(email: Email) -> Email:
    def valid(mailboxes: tuple[Mailbox, ...]) -> tuple[Mailbox, ...]:
        return tuple(each for each in mailboxes if is_address(each.address))

    return forced(email, to=valid(email.to), cc=valid(email.cc), bcc=valid(email.bcc))


def _with_latin_1_subject(email: Email) -> Email:
    return forced(email, subject=email.subject.encode("latin-1", "replace").decode("latin-1"))


def _with_ascii_names(email: Email) -> Email:
    def named(mailbox: Mailbox) -> Mailbox:
        return forced(mailbox, name=mailbox.name.encode("ascii", "ignore").decode())

    return forced(email, to=tuple(map(named, email.to)), cc=tuple(map(named, email.cc)))


def _without_reply_to(email: Email) -> Email:
    return forced(email, reply_to=())


def _from_an_address_alone(email: Email) -> Email:
    return forced(email, sender=forced(email.sender, name=""))


def _html_alone(email: Email) -> Email:
    return forced(email, text="") if email.html else email


def _text_alone(email: Email) -> Email:
    return forced(email, html="") if email.text else email


def _without_leading_dots(email: Email) -> Email:
    return forced(email, text=re.sub(r"^\.", "", email.text, flags=re.MULTILINE))


def _with_wrapped_lines(email: Email) -> Email:
    return forced(email, text=re.sub(rf"([^\n]{{{_LONGEST_LINE}}})(?!\n)", r"\1\n", email.text))


def _with_one_line_end(email: Email) -> Email:
    return forced(email, text="\n".join(email.text.splitlines()) + "\n")


def _with_ascii_bodies(email: Email) -> Email:
    return forced(email, html=email.html.encode("ascii", "replace").decode())


def _with_short_files(email: Email) -> Email:
    return _with_files(email, [forced(f, content=f.content[:_LONGEST_FILE]) for f in _files(email)])


def _with_ascii_file_names(email: Email) -> Email:
    files = [
        forced(each, filename=each.filename.encode("ascii", "replace").decode())
        for each in _files(email)
    ]
    return _with_files(email, files)


def _with_files_of_no_type(email: Email) -> Email:
    return _with_files(email, [Attachment(f.filename, f.content) for f in _files(email)])


def _with_sorted_files(email: Email) -> Email:
    return _with_files(email, sorted(_files(email), key=lambda each: each.filename))


def _without_headers(email: Email) -> Email:
    return forced(email, headers=())


def _with_one_header_of_a_name(email: Email) -> Email:
    return forced(email, headers=tuple(dict(email.headers).items()))


def _files(email: Email) -> tuple[Attachment, ...]:
    return email.attachments


def _with_files(email: Email, files: list[Attachment]) -> Email:
    return forced(email, attachments=tuple(files))


SABOTEURS = tuple(
    Saboteur(name, does, killed_by, altering(alter))
    for name, does, killed_by, alter in (
        ("bcc_header", "sends a Bcc header", "bcc_stays_out_of_headers", _with_bcc_header),
        ("bcc_in_cc", "shows bcc as cc", "bcc_stays_out_of_headers", _with_bcc_in_cc),
        ("cc_in_to", "shows cc as to", "arrives", _with_cc_in_to),
        (
            "strips_line_breaks",
            "strips CR and LF from headers instead of refusing them",
            "header_injection_is_refused",
            _without_line_breaks,
        ),
        (
            "strips_subjects",
            "strips the line break at the end of a subject",
            "header_injection_is_refused",
            _with_stripped_subject,
        ),
        (
            "skips_invalid_addresses",
            "leaves out recipients that are no addresses",
            "invalid_address",
            _without_invalid_recipients,
        ),
        (
            "latin_1_subject",
            "writes the subject in latin-1",
            "unicode_subject_and_names",
            _with_latin_1_subject,
        ),
        (
            "ascii_names",
            "writes the names of recipients in ASCII",
            "unicode_subject_and_names",
            _with_ascii_names,
        ),
        ("no_reply_to", "forgets whom to reply to", "reply_to_and_sender", _without_reply_to),
        (
            "nameless_sender",
            "sends from an address without its name",
            "reply_to_and_sender",
            _from_an_address_alone,
        ),
        (
            "html_drops_text",
            "sends HTML without the text beside it",
            "text_and_html_both_arrive",
            _html_alone,
        ),
        (
            "text_drops_html",
            "sends the text without the HTML beside it",
            "text_and_html_both_arrive",
            _text_alone,
        ),
        ("loses_dots", "loses a leading dot", "body_is_exact", _without_leading_dots),
        ("wraps_lines", "breaks lines that are long", "body_is_exact", _with_wrapped_lines),
        ("one_line_end", "makes all line ends one", "body_is_exact", _with_one_line_end),
        ("ascii_html", "writes HTML in ASCII", "body_is_exact", _with_ascii_bodies),
        ("short_files", "cuts files at 64 KB", "attachments_are_exact", _with_short_files),
        (
            "ascii_file_names",
            "writes file names in ASCII",
            "attachments_are_exact",
            _with_ascii_file_names,
        ),
        (
            "files_of_no_type",
            "forgets the types of files",
            "attachments_are_exact",
            _with_files_of_no_type,
        ),
        ("sorts_files", "sorts files by name", "attachments_are_exact", _with_sorted_files),
        ("no_headers", "loses custom headers", "custom_headers", _without_headers),
        (
            "one_header_of_a_name",
            "sends one header of each name",
            "custom_headers",
            _with_one_header_of_a_name,
        ),
    )
)
"""Each by name, what it does, the guarantee that finds it out, and how."""
