"""Checks of what a message holds: its body, its headers, its key; and of what a queue refuses."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from hypothesis import strategies

from fakes.conformance.queue.trial import QueueTrial, Sent
from fakes.errors import Unsupported
from fakes.queue import BodyTooLarge, InvalidQueueValue, Json

__all__ = [
    "any_message_is_exact",
    "bad_values_publish_nothing",
    "bodies_are_exact",
    "headers_are_exact",
    "json_is_exact",
    "keys_are_honoured_or_refused",
    "later_changes_are_not_sent",
    "odd_headers_are_exact_or_refused",
    "too_large_publishes_nothing",
]

_BODIES = (
    b"",
    b"\0",
    b"before\0after",
    b"\xff\xfe\xc3",
    bytes(range(256)),
    b"one\r\ntwo\n",
    "naïve 数".encode(),
    b" \t",
    b'{"order": 7}',
    b"x" * 70_000 + b"y",
)
_JSON: tuple[Json, ...] = (
    None,
    True,
    0,
    -1.5,
    2**63,
    "",
    "naïve 数\r\n\0",
    [],
    {},
    [1, 1.0, "1", None, [False]],
    {"": {"a": [[1], {"b": 2}]}, "order": 7},
    "x" * 70_000,
)
_HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"trace": "1"},
    {"trace": "", "other": "\t tab and spaces "},
    {"Trace": "1", "trace": "2", " with spaces ": "3", "a:b=c;d": '"4"'},
    {"naïve": "数 🙂", "b": "x" * 2_000, "a": "0"},
)
_ODD_HEADERS: tuple[dict[str, str], ...] = (
    {"": "no name"},
    {"a\r\nb": "1"},
    {"trace": "1\r\nother: 2"},
    {"trace": "1\0"},
)
_BAD_BODIES: tuple[Any, ...] = (
    (1, 2),
    {"order": (1,)},
    {7: "order"},
    float("nan"),
    [float("inf")],
    {1, 2},
    object(),
)
_TEXTS = strategies.text(
    strategies.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=9
)
_SCALARS = (
    strategies.none()
    | strategies.booleans()
    | strategies.integers(-(2**63), 2**63)
    | strategies.floats(allow_nan=False, allow_infinity=False)
    | strategies.text(strategies.characters(codec="utf-8"), max_size=9)
)
_ANY_JSON = strategies.recursive(
    _SCALARS,
    lambda inner: (
        strategies.lists(inner, max_size=3) | strategies.dictionaries(_TEXTS, inner, max_size=3)
    ),
    max_leaves=5,
)
_ANY_HEADERS = strategies.dictionaries(
    # The names that every protocol with headers can say.
    strategies.from_regex(r"[a-z][a-zA-Z0-9_-]{0,8}", fullmatch=True),
    _TEXTS,
    max_size=4,
)
_MESSAGES = strategies.lists(
    strategies.tuples(strategies.binary(max_size=50) | _ANY_JSON, _ANY_HEADERS),
    min_size=1,
    max_size=4,
)


async def bodies_are_exact(trial: QueueTrial) -> None:
    await _come_back(trial, [(body, {}) for body in _BODIES], "bytes")


async def json_is_exact(trial: QueueTrial) -> None:
    await _come_back(trial, [(body, {}) for body in _JSON], "JSON values")


async def headers_are_exact(trial: QueueTrial) -> None:
    await _come_back(trial, [(b"body", headers) for headers in _HEADERS], "headers")


async def any_message_is_exact(trial: QueueTrial) -> None:
    await _come_back(trial, trial.draw(_MESSAGES, "bodies and headers"), "messages")


async def odd_headers_are_exact_or_refused(trial: QueueTrial) -> None:
    """What cannot come back as it was must not be accepted."""
    queue = await trial.connect()
    sent: list[Sent] = []
    for headers in _ODD_HEADERS:
        with suppress(InvalidQueueValue):
            sent.append(await trial.send(queue, b"body", headers=headers))
    await trial.only(queue, sent, "what was accepted of odd headers")


async def later_changes_are_not_sent(trial: QueueTrial) -> None:
    queue = await trial.connect()
    body: dict[str, Any] = {"lines": [1]}
    headers = {"trace": "1"}
    await queue.publish(body, headers=headers)
    body["lines"].append(2)
    headers["trace"] = "2"
    (came,) = await trial.held(queue)
    trial.equal(came.body, {"lines": [1]}, "a body that was changed when it had been published")
    trial.equal(came.headers, {"trace": "1"}, "headers that were changed likewise")


async def bad_values_publish_nothing(trial: QueueTrial) -> None:
    queue = await trial.connect()
    for body in _BAD_BODIES:
        what = f"publish() of {type(body).__name__}, which is no JSON"
        await trial.refused(InvalidQueueValue, queue.publish(body), what)
    for limit in (0, -1):
        await trial.refused(InvalidQueueValue, queue.receive(limit), f"receive() of {limit}")
    await trial.only(queue, [], "what came of values that were refused")


async def too_large_publishes_nothing(trial: QueueTrial) -> None:
    queue, size = await trial.connect(), int(trial.limit("size"))
    attempt = queue.publish(b"x" * (size + 1))
    await trial.refused(BodyTooLarge, attempt, f"publish() of {size + 1:,} bytes")
    sent = await trial.send(queue, b"x" * (size // 2))
    await trial.only(queue, [sent], "what came then")


async def keys_are_honoured_or_refused(trial: QueueTrial) -> None:
    """A key that gets lost says that there is an order, and there is none."""
    queue = await trial.connect()
    for key in ("Ada", "a b", "数"):
        try:
            sent = await trial.send(queue, b"body", key=key)
        except Unsupported:
            await trial.only(queue, [], "what came of a key that was refused")
        else:
            came = await trial.everything(queue, 1)
            trial.same(came, [sent], "what came of a message with a key")
            trial.equal(came[0].key, key, "the key of what came")


async def _come_back(
    trial: QueueTrial, cases: Sequence[tuple[Any, dict[str, str]]], what: str
) -> None:
    queue, reader = await trial.connect(), await trial.connect()
    sent = [await trial.send(queue, body, headers=headers) for body, headers in cases]
    await trial.only(reader, sent, f"the {what} that came")
