"""Addresses as RFC 5321 has them, each in the one spelling by which it is compared.

What comes before the @ is kept as it is, for it may be case-sensitive. The domain is written in
lower case and in ASCII, an international one as IDNA's `xn--` labels (RFC 5890): so it works with
every server, and two spellings of one address are equal.
"""

import re
from ipaddress import IPv4Address, IPv6Address
from unicodedata import category, normalize

from fakes.email._checks import header_text
from fakes.email.errors import InvalidEmail

__all__ = ["canonical"]

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
# Most addresses. Short enough for every limit at once; `canonical` sees to the rest.
_ORDINARY = re.compile(rf"{_ATOM}+(?:\.{_ATOM}+)*@{_LABEL}(?:\.{_LABEL})*")
_ORDINARY_LENGTH = 63

_UTF8_ATOM = r"(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x7f\s])"
_DOT_STRING = re.compile(rf"{_UTF8_ATOM}+(?:\.{_UTF8_ATOM}+)*")
_QUOTED_STRING = re.compile(r'"((?:[^"\\]|\\.)+)"')
_ASCII_LABEL = re.compile(_LABEL)

# RFC 5321 section 4.5.3.1: octets of the local part, and of a path, which is an address in <>.
_LOCAL_LIMIT = 64
_ADDRESS_LIMIT = 254
_LABEL_LIMIT = 63  # RFC 1035 section 2.3.4


def canonical(field: str, value: object) -> str:
    """The address in its one spelling, without a display name.

    >>> canonical("to", '"dave"@MÜLLER.example')
    'dave@xn--mller-kva.example'

    Raises:
        InvalidEmail: It is no address.
    """
    if type(value) is str and len(value) <= _ORDINARY_LENGTH and _ORDINARY.fullmatch(value):
        return value
    address = header_text(field, value)
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise InvalidEmail(field, f"{address!r} is no address, as in dave@example.com")
    try:
        written = f"{_local_part(local)}@{_domain(domain)}"
    except ValueError as reason:
        raise InvalidEmail(field, f"{address!r} is no address: {reason}") from None
    if len(written.encode()) > _ADDRESS_LIMIT:
        raise InvalidEmail(
            field, f"an address has at most {_ADDRESS_LIMIT} octets, not {len(written.encode())}"
        )
    return written


def _local_part(local: str) -> str:
    quoted = _QUOTED_STRING.fullmatch(local)
    name = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else local
    if not _DOT_STRING.fullmatch(name):
        if not quoted:
            raise ValueError(
                f"before the @, {local!r} has a dot or a character where none may be outside quotes"
            )
        escaped = re.sub(r'(["\\])', r"\\\1", name)
        name = f'"{escaped}"'
    if len(name.encode()) > _LOCAL_LIMIT:
        raise ValueError(f"before the @ there are at most {_LOCAL_LIMIT} octets")
    return name


def _domain(domain: str) -> str:
    if domain.startswith("[") and domain.endswith("]"):
        return _address_literal(domain[1:-1])
    return ".".join(map(_label, domain.split(".")))


def _address_literal(literal: str) -> str:
    # RFC 5321 section 4.1.3. What is wrong raises a ValueError of the ipaddress module.
    if "%" in literal:
        raise ValueError(f"{literal!r} has a zone, which means nothing to another machine")
    if literal[:5].lower() == "ipv6:":
        return f"[IPv6:{IPv6Address(literal[5:])}]"
    return f"[{IPv4Address(literal)}]"


def _label(label: str) -> str:
    written = label.lower()
    if not written.isascii():
        written = _a_label(normalize("NFC", written))
    if not _ASCII_LABEL.fullmatch(written):
        raise ValueError(f"{label!r} is no part of a domain: letters, digits and hyphens inside")
    if len(written) > _LABEL_LIMIT:
        raise ValueError(
            f"{label!r} is longer than the {_LABEL_LIMIT} octets of a part of a domain"
        )
    return written


def _a_label(label: str) -> str:
    """The ASCII form of an international label (RFC 5891 section 4).

    The standard library's codec follows the older IDNA 2003, by which ß is another domain's ss.
    """
    fit = all(each == "-" or category(each)[0] in "LM" or each.isdecimal() for each in label)
    if not fit or category(label[0])[0] == "M" or normalize("NFKC", label) != label:
        raise ValueError(f"{label!r} is no part of an international domain")
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
