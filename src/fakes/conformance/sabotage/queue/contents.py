"""Queues that change what they are given, or take what they must refuse."""

import json
from collections.abc import Sequence
from typing import Any

import attrs

from fakes.conformance.capabilities import Promise
from fakes.conformance.sabotage.queue.delegating import (
    Delegating,
    Losing,
    publishing,
    reading,
    storing,
)
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.queue import BodyTooLarge, Delivery, InvalidQueueValue, content_of

__all__ = ["SABOTEURS"]

_KILOBYTES_64 = 2**16


def _folded(delivery: Delivery) -> Delivery:
    return _with_headers(delivery, [(name.lower(), text) for name, text in _pairs(delivery)])


def _trimmed(delivery: Delivery) -> Delivery:
    return _with_headers(delivery, [(name, text.strip()) for name, text in _pairs(delivery)])


def _pairs(delivery: Delivery) -> Sequence[tuple[str, str]]:
    return delivery.properties.headers


def _with_headers(delivery: Delivery, pairs: Sequence[tuple[str, str]]) -> Delivery:
    properties = attrs.evolve(delivery.properties, headers=tuple(pairs))
    return attrs.evolve(delivery, properties=properties)


def _parsed(delivery: Delivery) -> Delivery:
    """Take bytes for JSON where they look like it."""
    content = delivery.content
    if isinstance(content, bytes) and content.startswith(b"{"):
        return attrs.evolve(delivery, content=content.decode())
    return delivery


def _in_floats(delivery: Delivery) -> Delivery:
    content = delivery.content
    if isinstance(content, str):
        return attrs.evolve(delivery, content=json.dumps(json.loads(content, parse_int=float)))
    return delivery


def _without_key(delivery: Delivery) -> Delivery:
    return attrs.evolve(delivery, properties=attrs.evolve(delivery.properties, key=None))


def _cleaned(body: Any, how: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Make a header of what is none."""
    headers: dict[str, str] = how.get("headers", {})
    cleaned = {_printable(name) or "-": _printable(text) for name, text in headers.items()}
    return body, {**how, "headers": cleaned}


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))


def _listed(body: Any, how: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return [*body] if isinstance(body, tuple) else body, how


class _KeepsTheLiveBody(Delegating):
    """Writes down what a body is when somebody receives it."""

    async def publish(self, body: Any, /, **how: Any) -> str:
        message_id = await self.real.publish(body, **how)
        self.shared.setdefault("live", {})[message_id] = body
        return message_id

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        live = self.shared.get("live", {})
        return [
            self.handed_out(each, attrs.evolve(each, content=content_of(live[each.id])))
            for each in await self.real.receive(limit)
        ]


class _DropsTheEmpty(Losing):
    async def publish(self, body: Any, /, **how: Any) -> str:
        message_id = await self.real.publish(body, **how)
        if not body and how.get("headers"):
            self.lose(message_id)
        return message_id


class _StoresWhatItRefuses(Delegating):
    async def publish(self, body: Any, /, **how: Any) -> str:
        try:
            return await self.real.publish(body, **how)
        except InvalidQueueValue:
            await self.real.publish(b"something")
            raise


class _ReceivesNothing(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        return await self.real.receive(limit) if limit > 0 else []


class _TruncatesToFit(Delegating):
    async def publish(self, body: Any, /, **how: Any) -> str:
        try:
            return await self.real.publish(body, **how)
        except BodyTooLarge as error:
            return await self.real.publish(body[: error.limit], **how)


class _KeepsAPart(Delegating):
    async def publish(self, body: Any, /, **how: Any) -> str:
        try:
            return await self.real.publish(body, **how)
        except BodyTooLarge:
            await self.real.publish(body[:10], **how)
            raise


class _CallsItInvalid(Delegating):
    async def publish(self, body: Any, /, **how: Any) -> str:
        try:
            return await self.real.publish(body, **how)
        except BodyTooLarge as error:
            raise InvalidQueueValue(error.field, error.reason) from error


SABOTEURS = (
    Saboteur(
        "truncates",
        "cuts bodies off at 64 KB",
        "body_is_exact",
        storing(lambda body: body[:_KILOBYTES_64]),
    ),
    Saboteur(
        "stops_at_nul",
        "takes a body to end where a NUL is",
        "body_is_exact",
        storing(lambda body: body.split(b"\0")[0]),
    ),
    Saboteur(
        "decodes_bodies",
        "takes all bytes for text in UTF-8",
        "body_is_exact",
        storing(lambda body: body.decode(errors="replace").encode()),
    ),
    Saboteur("strips_bodies", "strips blanks off bodies", "body_is_exact", storing(bytes.strip)),
    Saboteur(
        "parses_bytes", "gives bytes that look like JSON as such", "body_is_exact", reading(_parsed)
    ),
    Saboteur(
        "has_no_integers",
        "gives all numbers in JSON as floats",
        "body_is_exact",
        reading(_in_floats),
    ),
    Saboteur(
        "keeps_the_live_body",
        "writes a body down when it is received, and not when it is published",
        "body_is_exact",
        _KeepsTheLiveBody,
    ),
    Saboteur(
        "drops_the_empty",
        "loses messages that have headers and an empty body",
        "body_is_exact",
        _DropsTheEmpty,
    ),
    Saboteur(
        "loses_headers",
        "gives messages without their headers",
        "headers_are_exact",
        reading(lambda delivery: _with_headers(delivery, ())),
    ),
    Saboteur(
        "folds_header_names",
        "gives headers with their names in lower case",
        "headers_are_exact",
        reading(_folded),
    ),
    Saboteur(
        "trims_header_values",
        "strips blanks off the values of headers",
        "headers_are_exact",
        reading(_trimmed),
    ),
    Saboteur(
        "cleans_headers",
        "leaves out of headers what they cannot hold, and does not say so",
        "headers_are_exact",
        publishing(_cleaned),
    ),
    Saboteur(
        "ignores_keys",
        "takes a key, and does nothing with it",
        "key_is_honoured_or_refused",
        reading(_without_key),
        # It damages none that refuse keys.
        needs={Promise.KEY_ORDER},
    ),
    Saboteur(
        "publishes_tuples",
        "takes a tuple for JSON, and gives a list",
        "bad_values_publish_nothing",
        publishing(_listed),
    ),
    Saboteur(
        "stores_what_it_refuses",
        "refuses bodies and publishes what it can make of them",
        "bad_values_publish_nothing",
        _StoresWhatItRefuses,
    ),
    Saboteur(
        "receives_nothing",
        "lets itself be asked for no messages",
        "bad_values_publish_nothing",
        _ReceivesNothing,
    ),
    Saboteur("truncates_to_fit", "cuts off what is too large", "too_large", _TruncatesToFit),
    Saboteur(
        "keeps_a_part",
        "refuses a body when it has published a part of it",
        "too_large",
        _KeepsAPart,
    ),
    Saboteur(
        "calls_it_invalid",
        "does not tell a body that is too large from one that is none",
        "too_large",
        _CallsItInvalid,
    ),
)
