"""How a fake broker behaves where real ones differ, checked once when it is made."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal, TypeAlias, TypedDict

import attrs

from fakes.clock import Clock, checked_clock, utc_now
from fakes.queue._arguments import LONGEST
from fakes.queue.errors import InvalidQueueValue

__all__ = ["Settings", "SettingsKeywords"]

Expired: TypeAlias = Literal["dropped", "dead letters"]
LateSubscriber: TypeAlias = Literal["from now", "from the start"]
RequeuePosition: TypeAlias = Literal["original", "tail"]
StaleAck: TypeAlias = Literal["ignored", "raises"]


class SettingsKeywords(TypedDict, total=False):
    """The settings as keywords; `FakeBroker` says what they mean."""

    clock: Clock
    seed: int
    lease: timedelta
    max_deliveries: int | None
    prefetch: int | None
    requeue_position: RequeuePosition
    stale_ack: StaleAck
    expired: Expired
    late_subscriber: LateSubscriber
    deduplication_window: timedelta
    max_body_bytes: int


def _checked_by(is_right: Callable[[Any], bool], expected: str) -> Callable[..., None]:
    """A validator that refuses what the predicate does not accept; any value may be asked."""

    def validate(_settings: object, field: "attrs.Attribute[Any]", value: object) -> None:
        if not is_right(value):
            raise InvalidQueueValue(field.name, f"must be {expected}")

    return validate


def _one_of(*choices: str) -> Any:
    def is_one(value: Any) -> bool:
        return type(value) is str and value in choices

    return _checked_by(is_one, " or ".join(map(repr, choices)))


def _is_count(value: Any) -> bool:
    return value is None or (type(value) is int and value > 0)


def _is_duration(value: Any) -> bool:
    return type(value) is timedelta and timedelta() < value <= LONGEST


def _is_int(value: Any) -> bool:
    return type(value) is int


def _is_size(value: Any) -> bool:
    return type(value) is int and value >= 0


def _clock(value: object) -> Clock:
    return checked_clock(value, InvalidQueueValue)


_count = _checked_by(_is_count, "an int from 1, or None")
_duration = _checked_by(_is_duration, f"a timedelta of more than 0 and at most {LONGEST.days} days")


@attrs.frozen(kw_only=True)
class Settings:
    """What `SettingsKeywords` names, complete."""

    clock: Clock = attrs.field(default=utc_now, converter=_clock)
    seed: int = attrs.field(default=0, validator=_checked_by(_is_int, "an int"))
    lease: timedelta = attrs.field(default=timedelta(seconds=30), validator=_duration)
    max_deliveries: int | None = attrs.field(default=None, validator=_count)
    prefetch: int | None = attrs.field(default=None, validator=_count)
    requeue_position: RequeuePosition = attrs.field(
        default="original", validator=_one_of("original", "tail")
    )
    stale_ack: StaleAck = attrs.field(default="raises", validator=_one_of("ignored", "raises"))
    expired: Expired = attrs.field(default="dropped", validator=_one_of("dropped", "dead letters"))
    late_subscriber: LateSubscriber = attrs.field(
        default="from now", validator=_one_of("from now", "from the start")
    )
    deduplication_window: timedelta = attrs.field(default=timedelta(minutes=5), validator=_duration)
    max_body_bytes: int = attrs.field(
        default=1 << 24, validator=_checked_by(_is_size, "an int from 0")
    )
