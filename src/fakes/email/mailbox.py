"""A mailbox: an address with the name that mail programs show for it, and how it is written."""

import re

import attrs

from fakes.email._addresses import canonical
from fakes.email._checks import header_text, items
from fakes.email.errors import InvalidEmail

__all__ = ["Mailbox", "mailbox", "mailboxes"]

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_WITH_NAME = re.compile(rf'((?:{_QUOTED}|[^"<])*)<((?:{_QUOTED}|[^"<>])*)>')
_QUOTED_NAME = re.compile(_QUOTED)
# RFC 5322 section 3.2.3, without the dot, which names have in practice (section 4.1).
_SPECIAL = re.compile(r'[()<>\[\]:;@\\,"]')


def _address(value: str) -> str:
    return canonical("address", value)


def _name(value: str) -> str:
    return header_text("name", value)


@attrs.frozen
class Mailbox:
    """An address, and the display name of its owner (RFC 5322 section 3.4).

    The address is kept in one spelling: its domain in lower case and in ASCII, an international
    one as `xn--` labels, so that equal addresses are equal strings.

    >>> print(Mailbox("dave@Example.COM", "Dave"))
    Dave <dave@example.com>

    Raises:
        InvalidEmail: The address is none, or the name has a line break or a control character.
    """

    address: str = attrs.field(converter=_address)
    name: str = attrs.field(default="", converter=_name)

    @classmethod
    def parse(cls, written: str, /) -> "Mailbox":
        """The mailbox that is written as `dave@example.com` or `Dave <dave@example.com>`.

        A name with a comma or another special character stands in double quotes.

        >>> Mailbox.parse('"Smith, Dave" <dave@example.com>')
        Mailbox('dave@example.com', 'Smith, Dave')

        Raises:
            InvalidEmail: It is no mailbox, or several.
        """
        return mailbox("mailbox", written)

    def check(self) -> None:
        """Look again at what goes into headers: see `Email.check`.

        Raises:
            InvalidEmail: The address is none, or the name has a control character.
        """
        canonical("address", self.address)
        header_text("name", self.name)

    def __str__(self) -> str:
        if not self.name:
            return self.address
        name = self.name
        if _SPECIAL.search(name) or name != name.strip():
            escaped = re.sub(r'(["\\])', r"\\\1", name)
            name = f'"{escaped}"'
        return f"{name} <{self.address}>"

    def __repr__(self) -> str:
        name = f", {self.name!r}" if self.name else ""
        return f"Mailbox({self.address!r}{name})"


def mailbox(field: str, value: object) -> Mailbox:
    """The mailbox that an argument is, or is written as.

    Raises:
        InvalidEmail: It is none. The error names the argument.
    """
    if type(value) is Mailbox:
        return value
    written = header_text(field, value)
    if not written.endswith(">"):
        return Mailbox(_one(field, written))
    parts = _WITH_NAME.fullmatch(written)
    if not parts:
        raise InvalidEmail(field, f"{written!r} is no mailbox, as in Dave <dave@example.com>")
    name = parts[1].strip()
    if quoted := _QUOTED_NAME.fullmatch(name):
        name = re.sub(r"\\(.)", r"\1", quoted[0][1:-1])
    elif found := _SPECIAL.search(name):
        raise InvalidEmail(
            field,
            f"{written!r} has {found[0]!r} in its name: put the name in double quotes, "
            "or write Mailbox(address, name); several mailboxes go in a list",
        )
    return Mailbox(_one(field, parts[2]), name)


def mailboxes(field: str, value: object) -> tuple[Mailbox, ...]:
    """The mailboxes that an argument names: one, or a list or tuple of them.

    Raises:
        InvalidEmail: It, or an item of it, is no mailbox.
    """
    if isinstance(value, str | Mailbox):
        return (mailbox(field, value),)
    several = items(field, value)
    return tuple([mailbox(f"{field}[{index}]", each) for index, each in enumerate(several)])


def _one(field: str, address: str) -> str:
    try:
        return canonical(field, address)
    except InvalidEmail:
        if "," not in address:
            raise
        raise InvalidEmail(
            field, f"{address!r} is no address; if it is several, give a list of them"
        ) from None
