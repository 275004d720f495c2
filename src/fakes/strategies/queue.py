"""Hypothesis strategies for the values of `fakes.queue`; they make no queues."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.queue import Death, Delivery, Message, Outgoing, Properties, content_of

__all__ = [
    "bodies",
    "deaths",
    "delays",
    "deliveries",
    "headers",
    "json_values",
    "keys",
    "messages",
    "outgoing",
    "priorities",
    "properties",
]

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))

_PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


def json_values() -> SearchStrategy[Any]:
    """JSON values that arrive exactly: no NaN, no infinity, no lone surrogates."""
    scalars = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | _TEXT
    )
    return st.recursive(
        scalars, lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner), max_leaves=8
    )


def bodies() -> SearchStrategy[Any]:
    """Bytes and JSON values."""
    return st.binary() | json_values()


def headers() -> SearchStrategy[dict[str, str]]:
    """Headers: printable names, values without CR, LF and NUL."""
    values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"))
    return st.dictionaries(_PRINTABLE, values, max_size=4)


def keys() -> SearchStrategy[str]:
    """Keys from a small pool, so that messages share them, and others now and then."""
    return st.sampled_from(["a", "b", "c"]) | _PRINTABLE


def priorities() -> SearchStrategy[int]:
    """0 to 9."""
    return st.integers(0, 9)


def delays(most: timedelta = timedelta(days=1)) -> SearchStrategy[timedelta]:
    """Durations from 0."""
    return st.timedeltas(timedelta(), most)


def deaths() -> SearchStrategy[Death]:
    """How messages become dead letters."""
    reasons = st.sampled_from(["rejected", "too many deliveries", "expired"])
    return st.builds(Death, _PRINTABLE, reasons, st.integers(0, 100))


def properties() -> SearchStrategy[Properties]:
    """What messages have beside their bodies."""
    return st.builds(
        Properties,
        headers=headers().map(lambda named: tuple(named.items())),
        key=st.none() | keys(),
        priority=priorities(),
        died=st.none() | deaths(),
    )


def messages() -> SearchStrategy[Message]:
    """Messages as a test looks at them."""
    return st.builds(Message, _PRINTABLE, _contents(), properties())


def deliveries() -> SearchStrategy[Delivery]:
    """Deliveries, which no queue has made."""
    return st.builds(
        Delivery, _PRINTABLE, _contents(), properties(), _PRINTABLE, st.integers(1, 100)
    )


def outgoing() -> SearchStrategy[Outgoing]:
    """Messages to publish that a queue takes."""
    return st.builds(
        Outgoing,
        body=bodies(),
        headers=st.none() | headers(),
        key=st.none() | keys(),
        priority=priorities(),
        delay=delays(),
        ttl=st.none() | st.timedeltas(timedelta(microseconds=1), timedelta(days=1)),
        deduplication_id=st.none() | keys(),
    )


def _contents() -> SearchStrategy[bytes | str]:
    return bodies().map(content_of)
