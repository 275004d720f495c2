"""Random programs of all that may happen to a log, and how to run them."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.event_log import FakeEventLog, FakeLogConsumer, FencedCommit, OffsetSpec, Record

__all__ = ["STEPS", "Step", "play"]

Step = tuple[str, int]


def _append(log: FakeEventLog, number: int) -> Record:
    key = None if number == 3 else b"%d" % number
    return log.append(f"orders{number % 2}", bytes(number * 5), key=key)


def _join(log: FakeEventLog, number: int) -> str:
    return repr(log.consumer(f"group{number % 2}", ["orders0", "orders1"]))


def _poll(consumer: FakeLogConsumer, number: int) -> tuple[Record, ...]:
    return consumer.poll(number + 1)


def _commit(consumer: FakeLogConsumer, _: int) -> None:
    with suppress(FencedCommit):
        consumer.commit()


def _seek(consumer: FakeLogConsumer, number: int) -> None:
    for partition in sorted(consumer.assignment()):
        consumer.seek(partition, OffsetSpec.LATEST if number == 0 else number)


LOG_STEPS: dict[str, Callable[[FakeEventLog, int], object]] = {"append": _append, "join": _join}
CONSUMER_STEPS: dict[str, Callable[[FakeLogConsumer, int], object]] = {
    "poll": _poll,
    "commit": _commit,
    "seek": _seek,
    "leave": lambda consumer, _: consumer.close(),
    "crash": lambda consumer, _: consumer.crash(),
}

STEPS = st.lists(
    st.tuples(
        st.sampled_from([*LOG_STEPS, *CONSUMER_STEPS, "append", "poll", "minutes pass"]),
        st.integers(0, 3),
    ),
    max_size=30,
)


def play(log: FakeEventLog, program: Iterable[Step], clock: ManualClock) -> list[object]:
    """What each step gave; a step of a consumer is left out where there is none."""
    seen: list[object] = []
    for step, number in program:
        consumers = log.consumers()
        if step in LOG_STEPS:
            seen.append(LOG_STEPS[step](log, number))
        elif step in CONSUMER_STEPS and consumers:
            seen.append(CONSUMER_STEPS[step](consumers[number % len(consumers)], number))
        elif step == "minutes pass":
            clock.advance(minutes=number)
    return seen
