"""Queues that forget the times of messages, or what is a duplicate and for how long."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from fakes.conformance.sabotage.queue.delegating import Delegating, Sabotage, publishing
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.queue import Delivery

__all__ = ["SABOTEURS"]


def _changing(name: str, alter: Callable[[Any], Any]) -> Sabotage:
    """A queue that publishes with another value of one argument, where it has one."""

    def altered(body: Any, how: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        return body, {**how, name: alter(how[name])} if name in how else how

    return publishing(altered)


class _KnowsDuplicates(Delegating):
    """Has its own memory of deduplication ids."""

    @property
    def known(self) -> dict[object, str]:
        """By deduplication id, the id of the message."""
        known: dict[object, str] = self.shared.setdefault("known", {})
        return known


class _NamesDuplicatesAnew(_KnowsDuplicates):
    async def publish(
        self, body: Any, /, *, deduplication_id: str | None = None, **how: Any
    ) -> str:
        message_id = await self.real.publish(body, deduplication_id=deduplication_id, **how)
        if deduplication_id is not None and deduplication_id in self.known:
            return f"{message_id} again"
        self.known[deduplication_id or ""] = message_id
        return message_id


class _ForgetsAckedDuplicates(_KnowsDuplicates):
    """Remembers an id as long as its message is in the queue."""

    async def publish(
        self, body: Any, /, *, deduplication_id: str | None = None, **how: Any
    ) -> str:
        if self.known.get(deduplication_id or "") in self.shared.get("acked", ()):
            deduplication_id = None
        message_id = await self.real.publish(body, deduplication_id=deduplication_id, **how)
        self.known[deduplication_id or ""] = message_id
        return message_id

    async def ack(self, delivery: Delivery, /) -> None:
        self.shared.setdefault("acked", set()).add(delivery.id)
        await self.real.ack(delivery)


class _NeverForgets(_KnowsDuplicates):
    async def publish(
        self, body: Any, /, *, deduplication_id: str | None = None, **how: Any
    ) -> str:
        if deduplication_id is not None and deduplication_id in self.known:
            return self.known[deduplication_id]
        message_id = await self.real.publish(body, deduplication_id=deduplication_id, **how)
        self.known[deduplication_id or ""] = message_id
        return message_id


class _LooksBeforeItPublishes(_KnowsDuplicates):
    """Looks for duplicates and publishes a moment later."""

    async def publish(
        self, body: Any, /, *, deduplication_id: str | None = None, **how: Any
    ) -> str:
        key: object = deduplication_id or object()
        known = self.known.get(key)
        await let_others_run()
        self.known[key] = known or await self.real.publish(body, **how)
        return self.known[key]


def _by_its_body(body: Any, how: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    deduplication_id = how.get("deduplication_id") and sha256(repr(body).encode()).hexdigest()
    return body, {**how, "deduplication_id": deduplication_id}


class _HasOneTimeToLive(Delegating):
    """Gives all messages the time to live of the first that has one."""

    async def publish(self, body: Any, /, *, ttl: timedelta | None = None, **how: Any) -> str:
        if ttl is not None:
            ttl = self.shared.setdefault("ttl", ttl)
        return await self.real.publish(body, ttl=ttl, **how)


SABOTEURS = (
    Saboteur(
        "keeps_duplicates",
        "does nothing with a deduplication id",
        "deduplication_window",
        _changing("deduplication_id", lambda _: None),
    ),
    Saboteur(
        "folds_deduplication_ids",
        "takes deduplication ids for one that differ in case alone",
        "deduplication_window",
        _changing("deduplication_id", lambda each: each and each.lower()),
    ),
    Saboteur(
        "deduplicates_by_body",
        "takes for a duplicate what says the same, and for none what does not",
        "deduplication_window",
        publishing(_by_its_body),
    ),
    Saboteur(
        "names_duplicates_anew",
        "gives a duplicate an id of its own",
        "deduplication_window",
        _NamesDuplicatesAnew,
    ),
    Saboteur(
        "forgets_acked_duplicates",
        "takes what was acked for something that there never was",
        "deduplication_window",
        _ForgetsAckedDuplicates,
    ),
    Saboteur(
        "never_forgets",
        "takes a deduplication id for known when its window is over",
        "deduplication_ends",
        _NeverForgets,
    ),
    Saboteur(
        "looks_before_it_publishes",
        "lets duplicates pass that come at the same time",
        "concurrent_duplicates_are_one",
        _LooksBeforeItPublishes,
    ),
    Saboteur(
        "does_not_delay",
        "delivers at once what is to be delayed",
        "not_before_its_delay",
        _changing("delay", lambda _: timedelta()),
    ),
    Saboteur(
        "delays_in_other_units",
        "takes seconds for milliseconds",
        "not_before_its_delay",
        _changing("delay", lambda delay: delay / 1_000),
    ),
    Saboteur(
        "delays_for_long",
        "delays for days what is to be delayed for seconds",
        "not_before_its_delay",
        _changing("delay", lambda delay: 10_000 * delay),
    ),
    Saboteur(
        "lets_live_for_ever",
        "delivers what has outlived its time",
        "expires",
        _changing("ttl", lambda _: None),
    ),
    Saboteur(
        "has_one_time_to_live",
        "lets all messages live as long as the first",
        "expires",
        _HasOneTimeToLive,
    ),
)
