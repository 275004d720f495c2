"""How large a message can be at most, told without writing it."""

from fakes.email.message import Email

__all__ = ["size_at_most"]

# A character has up to 4 octets; quoted-printable is taken while it is at most twice the octets,
# base64 is 4/3 and its line ends; encoded words are at most twice the octets, and 15 for each 48.
_OF_CHARACTER = 12
_OF_FILENAME_CHARACTER = 20
_OF_OCTET = 1.5
_OF_HEADER = 200
_OF_PART = 700
_OF_MESSAGE = 2_000


def size_at_most(message: Email) -> int:
    """A number of bytes that the message does not exceed, with Message-ID and date."""
    mailboxes = (message.sender, *message.to, *message.cc, *message.reply_to)
    characters = len(message.subject) + len(message.text) + len(message.html)
    characters += sum(len(each.name) + len(each.address) for each in mailboxes)
    size = _OF_MESSAGE + _OF_CHARACTER * characters + _OF_HEADER * len(mailboxes)
    for name, value in message.headers:
        size += _OF_HEADER + _OF_CHARACTER * (len(name) + len(value))
    for attachment in message.attachments:
        size += _OF_PART + _OF_FILENAME_CHARACTER * len(attachment.filename)
        size += int(_OF_OCTET * len(attachment.content))
    return size
