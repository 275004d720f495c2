"""A message as it is found in a mailbox, read apart for the checks."""

from email import message_from_bytes

import attrs

from fakes.conformance.errors import CheckFailed
from fakes.email import Email, InvalidEmail

__all__ = ["Arrived"]


@attrs.frozen(repr=False)
class Arrived:
    """A message in a mailbox: its bytes, and the email that they say."""

    raw: bytes
    email: Email

    @classmethod
    def read(cls, raw: bytes) -> "Arrived":
        """Read a message (RFC 5322) with all the headers that were written on its way.

        Raises:
            CheckFailed: No email is written like that.
        """
        try:
            return cls(raw, Email.parse(raw))
        except InvalidEmail as reason:
            raise CheckFailed(f"what arrived is no email: {reason}\n  it is: {raw!r}") from None

    def header(self, name: str) -> list[str]:
        """What stands in the headers of this name, in the letters in which it arrived."""
        return [str(value) for value in message_from_bytes(self.raw).get_all(name, [])]

    def __repr__(self) -> str:
        return repr(self.email)
