"""One SMTP transaction, apart from any client library: what is said, and what the replies mean.

RFC 5321, with the extensions SIZE (RFC 1870), ENHANCEDSTATUSCODES (RFC 2034) and SMTPUTF8 (RFC
6531). Whoever talks to the server runs the generator, and so both adapters share all of it.
"""

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress

import attrs

from fakes.email import (
    AllRecipientsRefused,
    EmailError,
    InternationalAddressRefused,
    MessageTooLarge,
    Receipt,
    Refusal,
    SenderRefused,
    ServiceUnavailable,
)
from tests.adapters.email.submission import Submission

__all__ = ["Closed", "Reply", "Said", "kept_if_in_order", "transaction"]

Said = str | bytes
"""What goes to the server: a command without its line end, or the message for DATA."""

_ENHANCED_CODE = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?: |$)", re.MULTILINE)
_CLOSING = 421
_TOO_LARGE = 552
_TOO_LARGE_FOR_THE_SYSTEM = "5.3.4"  # RFC 3463, as is the next
_NO_SMTPUTF8 = "5.6.7"
_OF_THE_SYSTEM = "4.3."


class Closed(ServiceUnavailable):
    """The server ended the connection before it had the message: it may be sent over another."""

    def __init__(self, text: str) -> None:
        super().__init__(text, outcome_unknown=False)


@attrs.frozen
class Reply:
    """What a server says: a code, and text in one line or several."""

    code: int
    text: str

    @property
    def is_positive(self) -> bool:
        """Whether the server did what it was asked to."""
        return self.code // 100 == 2

    @property
    def enhanced_code(self) -> str:
        """The enhanced status code; X.0.0, which says no more than the code, where it has none."""
        found = _ENHANCED_CODE.search(self.text)
        kind = str(self.code // 100)
        return found[1] if found and found[1].startswith(kind) else f"{kind}.0.0"

    def refusal(self, address: str) -> Refusal:
        """The reply as a refusal of an address."""
        text = " ".join(_ENHANCED_CODE.sub("", self.text).split())
        return Refusal(address, self.code, self.enhanced_code, text)

    def __str__(self) -> str:
        return f"{self.code} {' '.join(self.text.split())}"


def transaction(
    submission: Submission, extensions: Mapping[str, str]
) -> Generator[Said, Reply, Receipt]:
    """Submit a message to a server that is in no transaction, and is in none afterwards.

    `extensions` are those that the server has, in lower case, with their parameters. What raises
    anything else than `ServiceUnavailable` leaves the connection as usable as before.

    Raises:
        AllRecipientsRefused: The server takes it for nobody, or not with this content.
        InternationalAddressRefused: An address needs SMTPUTF8, which the server lacks.
        MessageTooLarge: The server does not take messages of this size.
        SenderRefused: The server takes nothing from this sender.
        ServiceUnavailable: The server does not work now.
        Closed: The server ends the connection.
    """
    envelope = submission.envelope
    limit = _size_limit(extensions)
    size = len(submission.written)
    if limit and size > limit:
        raise MessageTooLarge(size, limit)
    reply = yield from _asked(f"MAIL FROM:<{envelope.sender}>{_parameters(submission, extensions)}")
    if not reply.is_positive:
        _raise_for_all(reply, submission, limit)
        raise SenderRefused(reply.refusal(envelope.sender))
    replies: list[tuple[str, Reply]] = []
    for recipient in envelope.recipients:
        reply = yield from _asked(f"RCPT TO:<{recipient}>")
        replies.append((recipient, reply))
    accepted = tuple([recipient for recipient, reply in replies if reply.is_positive])
    if accepted:
        reply = yield from _asked(submission.written)
        if not reply.is_positive:
            _raise_for_all(reply, submission, limit)
            replies = [(who, reply if said.is_positive else said) for who, said in replies]
            accepted = ()
    else:
        # Who is refused is known, even if the server has had enough of it.
        with suppress(Closed):
            yield from _asked("RSET")
    refused = tuple([said.refusal(who) for who, said in replies if not said.is_positive])
    if not accepted:
        raise AllRecipientsRefused(refused)
    return Receipt(submission.message_id, accepted, refused)


@contextmanager
def kept_if_in_order(drop: Callable[[], None]) -> Generator[None]:
    """Drop the connection when the transaction in the block leaves it in an unknown state.

    So does everything that is no refusal, also what interrupts or cancels it: a reply is unread.
    """
    in_order = False
    try:
        yield
        in_order = True
    except EmailError as error:
        in_order = not isinstance(error, ServiceUnavailable)
        raise
    finally:
        if not in_order:
            drop()


def _asked(said: Said) -> Generator[Said, Reply, Reply]:
    """Say something, and hear a reply that is one of yes or no."""
    reply = yield said
    if reply.code == _CLOSING:
        raise Closed(str(reply))
    if reply.code // 100 not in {2, 4, 5}:
        unknown = isinstance(said, bytes)
        raise ServiceUnavailable(f"the server makes no sense: {reply}", outcome_unknown=unknown)
    return reply


def _size_limit(extensions: Mapping[str, str]) -> int:
    """What the server takes at most, in bytes; 0 where it does not say."""
    announced = extensions.get("size", "")
    return int(announced) if announced.isdecimal() else 0


def _parameters(submission: Submission, extensions: Mapping[str, str]) -> str:
    parameters = f" SIZE={len(submission.written)}" if "size" in extensions else ""
    if address := submission.international_address:
        if "smtputf8" not in extensions:
            raise InternationalAddressRefused(address)
        # RFC 6531 section 3.6: a message with UTF-8 in its headers is no 7-bit one.
        parameters += " BODY=8BITMIME SMTPUTF8"
    return parameters


def _raise_for_all(reply: Reply, submission: Submission, limit: int) -> None:
    """Raise what is wrong with the message or the server, whoever the message is from and for."""
    if reply.code == _TOO_LARGE or reply.enhanced_code == _TOO_LARGE_FOR_THE_SYSTEM:
        size = len(submission.written)
        # Servers write headers of their own, and some do not say what they take.
        raise MessageTooLarge(size, min(limit or size, size - 1))
    address = submission.international_address
    if address and reply.enhanced_code == _NO_SMTPUTF8:
        raise InternationalAddressRefused(address)
    if reply.enhanced_code.startswith(_OF_THE_SYSTEM):
        raise ServiceUnavailable(str(reply), outcome_unknown=False)
