"""Doubles that many threads call at once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, Protocol

import pytest

from doubles import (
    UnexpectedCallError,
    VerificationError,
    anything,
    calls,
    mock,
    scope,
    spy,
    stub,
    verify,
    when,
    whenever,
)
from tests.doubles.telling import told

THREADS, CALLS = 8, 2_000


class Events(Protocol):
    def publish(self, event: int) -> None: ...
    def next(self) -> int: ...
    def close(self) -> None: ...


class RealEvents:
    def publish(self, event: int) -> None: ...
    def next(self) -> int:
        return 1

    def close(self) -> None: ...


def at_once(work: Callable[[int], object]) -> list[object]:
    """What eight threads return that begin the same work together."""
    barrier = threading.Barrier(THREADS)

    def begin(thread: int) -> object:
        barrier.wait()
        return work(thread)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


@pytest.mark.parametrize(
    "build", [lambda: mock(Events), lambda: spy(RealEvents())], ids=["mock", "spy"]
)
def test_every_call_of_eight_threads_is_counted_once(build: Callable[[], Events]) -> None:
    events = build()

    def work(thread: int) -> None:
        for _ in range(CALLS):
            events.publish(thread)

    at_once(work)

    recorded = calls(events.publish)
    ordinals = [call.ordinal for call in recorded]
    assert len(set(ordinals)) == len(recorded) == THREADS * CALLS
    assert ordinals == sorted(ordinals)
    assert Counter(call.arguments["event"] for call in recorded) == dict.fromkeys(
        range(THREADS), CALLS
    )
    verify.times(THREADS * CALLS)(events.publish, anything())
    verify.times(CALLS)(events.publish, 3)


def test_each_of_several_answers_is_given_once() -> None:
    events = stub(Events)
    when(events.next).returns(*range(THREADS * 100))

    given = at_once(lambda _: [events.next() for _ in range(100)])

    assert sorted(chain.from_iterable(given)) == list(range(THREADS * 100))  # type: ignore[arg-type]


def test_a_member_that_all_threads_use_for_the_first_time_is_made_once() -> None:
    for _ in range(50):
        events = mock(Events)
        at_once(lambda thread, events=events: events.publish(thread))  # type: ignore[misc]
        verify.times(THREADS)(events.publish, anything())


@pytest.mark.doubles(strictness="lenient")
def test_stubbing_in_one_thread_does_not_disturb_calls_in_others() -> None:
    events = stub(Events, next=0)

    def work(thread: int) -> set[int]:
        if thread == 0:
            for number in range(100):
                whenever(events.next).returns(number)
        return {events.next() for _ in range(100)}

    answers = at_once(work)

    assert set().union(*answers) <= set(range(100))  # type: ignore[arg-type]


def test_verifying_while_others_call_sees_only_whole_calls() -> None:
    events = mock(Events)

    def work(thread: int) -> list[int]:
        if thread:
            for _ in range(200):
                events.publish(thread)
            return []
        return [len(calls(events.publish)) for _ in range(20)]

    counts, *_ = at_once(work)

    assert counts == sorted(counts)  # type: ignore[call-overload]
    verify.times((THREADS - 1) * 200)(events.publish, anything())


def test_an_unexpected_call_in_a_thread_is_raised_at_the_end_of_the_scope() -> None:
    def publishes(events: Events) -> None:
        try:
            events.next()
        except Exception as error:  # noqa: BLE001 - as a thread pool does
            swallowed.append(error)

    swallowed: list[Exception] = []
    with pytest.raises(UnexpectedCallError) as failure, scope():
        thread = threading.Thread(target=publishes, args=[stub(Events)])
        thread.start()
        thread.join()

    assert swallowed == [failure.value]
    assert told(failure) == (
        "stub(Events).next() was called, and nothing answers it.\n"
        "  called at <events.next()>\n"
        "Remedy: when(double.next).returns(...), if the test expects this.\n"
        "The call raised this error, and the code that made the call swallowed it. "
        "If the test expects it, write\n"
        "    with pytest.raises(UnexpectedCallError), scope(): ..."
    )


def test_a_call_that_no_line_of_the_test_led_to_names_only_its_own() -> None:
    namespace: dict[str, Any] = {}
    source = (
        "def subject(events):\n    try:\n        events.next()\n    except Exception:\n        pass"
    )
    exec(compile(source, "service.py", "exec"), namespace)

    with pytest.raises(UnexpectedCallError) as failure, scope():
        thread = threading.Thread(target=namespace["subject"], args=[stub(Events)])
        thread.start()
        thread.join()

    assert told(failure).splitlines()[:3] == [
        "stub(Events).next() was called, and nothing answers it.",
        "  called at service.py:3",
        "Remedy: when(double.next).returns(...), if the test expects this.",
    ]


def test_an_order_is_its_threads_own() -> None:
    events = mock(Events)
    events.publish(1)
    events.close()
    outcomes: list[bool] = []

    def verifies() -> None:
        try:
            verify(events.publish, 1)
            outcomes.append(True)
        except VerificationError:
            outcomes.append(False)

    with verify.in_order():
        verify(events.close)
        thread = threading.Thread(target=verifies)
        thread.start()
        thread.join()

    assert outcomes == [True]
