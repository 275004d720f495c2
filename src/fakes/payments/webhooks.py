"""Events as they arrive at an application: signed by the gateway, and checked by `verify_event`.

The signature is Stripe's scheme, given at https://docs.stripe.com/webhooks#verify-manually: the
time of signing and the HMAC-SHA256 of that time, a dot and the payload.
"""

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

import attrs

from fakes.clock import Clock, checked_clock, utc_now
from fakes.payments._checks import period, text
from fakes.payments._event_json import event_from, json_of
from fakes.payments._text import shown
from fakes.payments.errors import InvalidPaymentValue, InvalidSignature, SignatureExpired
from fakes.payments.event import Event

__all__ = ["LONGEST_SECRET", "Delivery", "signed", "verify_event"]

LONGEST_SECRET = 1000

_TIMESTAMP = re.compile(r"-?[0-9]{1,15}")


@attrs.frozen
class Delivery:
    """A request that the gateway makes to the application: a body, and the header that signs it.

    `signature` is the value of the header; Stripe calls that `Stripe-Signature`.
    """

    payload: bytes
    signature: str


def signed(event: Event, secret: str, at: datetime) -> Delivery:
    """The event as it is delivered at a time."""
    payload = json_of(event)
    timestamp = str(int(at.timestamp()))
    return Delivery(payload, f"t={timestamp},v1={_digest(timestamp, payload, secret)}")


def verify_event(
    payload: bytes,
    signature: str,
    secret: str,
    *,
    tolerance: timedelta = timedelta(minutes=5),
    clock: Clock = utc_now,
) -> Event:
    """The event that was delivered, once it is certain that the gateway sent it, and lately.

    The payload must be the bytes as they came: parsed and written again, they are others.

    Raises:
        InvalidSignature: The signature is malformed, or not made with this secret for this payload.
        SignatureExpired: It is genuine, but signed further from now than the tolerance.
        InvalidPaymentValue: An argument is of another type, or the payload, though signed, is no
            event of this gateway.
    """
    if type(payload) is not bytes:
        reason = f"must be the bytes of the request's body, not {shown(payload)}"
        raise InvalidPaymentValue("payload", reason)
    if type(signature) is not str:
        raise InvalidPaymentValue("signature", f"must be text, not {shown(signature)}")
    text("secret", secret, LONGEST_SECRET)
    period("tolerance", tolerance, timedelta(seconds=1))
    asked = checked_clock(clock, InvalidPaymentValue)
    timestamp, digests = _parts(signature)
    expected = _digest(timestamp, payload, secret).encode()
    # A list, so that each is compared: how long it takes says nothing about which one matched.
    matches = [hmac.compare_digest(expected, digest) for digest in digests]
    if not any(matches):
        raise InvalidSignature("no v1 signature matches the payload and the secret")
    age = asked().timestamp() - int(timestamp)
    allowed = tolerance.total_seconds()
    if abs(age) > allowed:
        when = "ago" if age > 0 else "in the future"
        raise SignatureExpired(
            f"it was made {ceil(abs(age)):,} seconds {when}, and {allowed:,.10g} are allowed; if "
            "the gateway has a clock of its own, pass it here too: verify_event(..., clock=clock)"
        )
    return event_from(payload)


def _digest(timestamp: str, payload: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + payload, sha256).hexdigest()


def _parts(signature: str) -> tuple[str, list[bytes]]:
    pairs = [part.partition("=") for part in signature.split(",")]
    timestamps = [value for name, _, value in pairs if name == "t"]
    digests = [value.encode(errors="replace") for name, _, value in pairs if name == "v1"]
    if len(timestamps) != 1 or not _TIMESTAMP.fullmatch(timestamps[0]) or not digests:
        raise InvalidSignature("it must have the form t=<seconds since 1970>,v1=<hexadecimal>")
    return timestamps[0], digests
