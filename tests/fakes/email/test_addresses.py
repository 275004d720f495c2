"""Addresses are those of RFC 5321, each in one spelling; what is none is refused with a reason."""

import pytest
from hypothesis import given

from fakes.email import InvalidEmail, Mailbox
from fakes.strategies.email import addresses, header_texts


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("dave@example.com", "dave@example.com"),
        ("Dave.O'Neil+news@Example.COM", "Dave.O'Neil+news@example.com"),
        ("root@localhost", "root@localhost"),
        ("dave@MÜLLER.example", "dave@xn--mller-kva.example"),
        ("dave@stra\u00dfe.example", "dave@xn--strae-oqa.example"),
        ("dave@mu\u0308ller.example", "dave@xn--mller-kva.example"),
        ("dave@例え.テスト", "dave@xn--r8jz45g.xn--zckzah"),
        ("dave@\u212aelvin.example", "dave@kelvin.example"),
        ('"dave"@example.com', "dave@example.com"),
        ('"john doe"@example.com', '"john doe"@example.com'),
        (r'"a\"\\\b"@example.com', r'"a\"\\b"@example.com'),
        ('"a@b"@example.com', '"a@b"@example.com'),
        ("müller@example.com", "müller@example.com"),
        ("dave@[192.0.2.1]", "dave@[192.0.2.1]"),
        ("dave@[ipv6:2001:DB8:0::1]", "dave@[IPv6:2001:db8::1]"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_has_one_spelling(written: str, kept: str) -> None:
    assert Mailbox(written).address == kept


NO_ADDRESS = "is no address, as in dave@example.com"
NO_DOT = "has a dot or a character where none may be outside quotes"
NO_PART = "is no part of a domain: letters, digits and hyphens inside"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", f"'' {NO_ADDRESS}"),
        ("dave", f"'dave' {NO_ADDRESS}"),
        ("@example.com", f"'@example.com' {NO_ADDRESS}"),
        ("dave@", f"'dave@' {NO_ADDRESS}"),
        (".dave@example.com", f"'.dave@example.com' is no address: before the @, '.dave' {NO_DOT}"),
        ("da ve@example.com", f"'da ve@example.com' is no address: before the @, 'da ve' {NO_DOT}"),
        ('""@example.com', f"'\"\"@example.com' is no address: before the @, '\"\"' {NO_DOT}"),
        ("dave@example..com", f"'dave@example..com' is no address: '' {NO_PART}"),
        ("dave@-x.com", f"'dave@-x.com' is no address: '-x' {NO_PART}"),
        ("dave@ex_ample.com", f"'dave@ex_ample.com' is no address: 'ex_ample' {NO_PART}"),
        (
            "dave@" + "x" * 64,
            (
                f"'dave@{'x' * 64}' is no address: {'x' * 64!r} is longer than the 63 octets of a "
                "part of a domain"
            ),
        ),
        ("dave@☃.com", "'dave@☃.com' is no address: '☃' is no part of an international domain"),
        (
            "dave@\u0301a.com",
            "'dave@\u0301a.com' is no address: '\u0301a' is no part of an international domain",
        ),
        (
            "dave@\uff41.com",
            "'dave@\uff41.com' is no address: '\uff41' is no part of an international domain",
        ),
        (
            "dave@[IPv6:fe80::1%a]",
            (
                "'dave@[IPv6:fe80::1%a]' is no address: 'IPv6:fe80::1%a' has a zone, which means "
                "nothing to another machine"
            ),
        ),
        (
            "dave@[1.2.3]",
            "'dave@[1.2.3]' is no address: Expected 4 octets in '1.2.3'",
        ),
        (
            "a" * 65 + "@example.com",
            f"'{'a' * 65}@example.com' is no address: before the @ there are at most 64 octets",
        ),
        (
            "dave@" + ".".join(["x" * 60] * 5),
            "an address has at most 254 octets, not 309",
        ),
        (
            "dave\n@example.com",
            (
                "has a line break at 4, which no header can have: a line break would begin another "
                "header"
            ),
        ),
        (
            "dave\x00@example.com",
            (
                "has a character U+0000 at 4, which no header can have: a line break would begin "
                "another header"
            ),
        ),
    ],
)
def test_what_is_no_address_is_refused(written: str, reason: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        Mailbox(written)

    assert str(failure.value) == f"address: {reason}"


@given(addresses())
def test_the_spelling_of_an_address_stays(written: str) -> None:
    address = Mailbox(written).address

    assert Mailbox(address).address == address
    assert address.rpartition("@")[2].isascii()


@given(addresses(), header_texts())
def test_a_mailbox_is_read_as_it_is_written(address: str, name: str) -> None:
    mailbox = Mailbox(address, name)

    assert Mailbox.parse(str(mailbox)) == mailbox


@pytest.mark.parametrize(
    ("written", "mailbox"),
    [
        ("Dave <dave@example.com>", Mailbox("dave@example.com", "Dave")),
        ("Dave Q. Smith <dave@example.com>", Mailbox("dave@example.com", "Dave Q. Smith")),
        ('"Smith, Dave" <dave@example.com>', Mailbox("dave@example.com", "Smith, Dave")),
        ("<dave@example.com>", Mailbox("dave@example.com")),
        ("Großmann <dave@example.com>", Mailbox("dave@example.com", "Großmann")),
    ],
)
def test_a_mailbox_may_be_written_with_a_name(written: str, mailbox: Mailbox) -> None:
    assert Mailbox.parse(written) == mailbox


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (
            "Smith, Dave <dave@example.com>",
            (
                "'Smith, Dave <dave@example.com>' has ',' in its name: put the name in double "
                "quotes, or write Mailbox(address, name); several mailboxes go in a list"
            ),
        ),
        (
            "a@example.com, b@example.com",
            "'a@example.com, b@example.com' is no address; if it is several, give a list of them",
        ),
        ("dave>", "'dave>' is no mailbox, as in Dave <dave@example.com>"),
    ],
)
def test_what_is_no_mailbox_is_refused(written: str, reason: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        Mailbox.parse(written)

    assert str(failure.value) == f"mailbox: {reason}"


def test_mailboxes_read_well() -> None:
    assert repr(Mailbox("dave@example.com")) == "Mailbox('dave@example.com')"
    assert repr(Mailbox("dave@example.com", "D")) == "Mailbox('dave@example.com', 'D')"
    assert str(Mailbox("dave@example.com", "Smith, D")) == '"Smith, D" <dave@example.com>'
