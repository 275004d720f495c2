"""`verify.within` and `verify.soon`: calls that background work makes, without sleeping."""

import asyncio
import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

import pytest
import trio

from doubles import NotADoubleError, VerificationError, calls, mock, spy, stub, that, verify, when
from tests.doubles.telling import told

LONG = 30.0  # seconds; a test that waits so long has failed


class Mailer(Protocol):
    def send(self, to: str) -> None: ...
    async def deliver(self, to: str) -> None: ...
    def close(self) -> str: ...


class RealMailer:
    def send(self, to: str) -> None: ...
    async def deliver(self, to: str) -> None: ...
    def close(self) -> str:
        return "closed"


class Looked:
    """A matcher that tells when a waiting verification has looked, and so is about to wait."""

    def __init__(self, expected: str, tell: Callable[[], object]) -> None:
        self.expected = expected
        self.tell = tell

    def __call__(self, given: str) -> bool:
        self.tell()
        return given == self.expected


@contextmanager
def background(work: Callable[[], object]) -> Iterator[None]:
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        yield
        future.result()


# -- within --------------------------------------------------------------------------------------


def test_a_call_that_happened_before_is_found_at_once() -> None:
    mailer = mock(Mailer)
    mailer.send("dave")

    verify.within(LONG)(mailer.send, "dave")
    verify.within(0)(mailer.send, "dave")


@pytest.mark.parametrize(
    "build", [lambda: mock(Mailer), lambda: spy(RealMailer())], ids=["mock", "spy"]
)
def test_a_call_on_another_thread_ends_the_wait(build: Callable[[], Mailer]) -> None:
    mailer = build()
    looked = threading.Event()

    def work() -> None:
        looked.wait(LONG)
        mailer.send("edith")
        mailer.send("dave")

    mailer.send("frida")  # for the matcher to look at
    with background(work):
        verify.within(LONG)(mailer.send, that(Looked("dave", looked.set)))


def test_a_stubbed_call_ends_the_wait_too() -> None:
    mailer = mock(Mailer)
    when(mailer.close).does(lambda: "closed")

    with background(mailer.close):
        verify.within(LONG)(mailer.close)


def test_a_call_that_does_not_come_in_time() -> None:
    mailer = mock(Mailer)
    mailer.send("edith")

    with pytest.raises(VerificationError) as failure:
        verify.within(0.001)(mailer.send, "dave")

    assert told(failure) == (
        "mock(Mailer).send(to='dave') was expected once within 0.001 seconds, "
        "and was never called.\n"
        '  verified at <verify.within(0.001)(mailer.send, "dave")>\n'
        "Another call was recorded:\n"
        "  #1 send(to='edith')\n"
        "          ^^^^^^^^^^\n"
        "  to: expected 'dave', got 'edith'"
    )


def test_a_call_that_came_twice_is_not_waited_for() -> None:
    mailer = mock(Mailer)
    mailer.send("dave")
    mailer.send("dave")

    with pytest.raises(VerificationError) as failure:
        verify.within(LONG)(mailer.send, "dave")

    assert told(failure) == (
        "mock(Mailer).send(to='dave') was expected once within 30 seconds, "
        "and was called twice.\n"
        '  verified at <verify.within(LONG)(mailer.send, "dave")>\n'
        "Recorded:\n"
        "  #1 mock(Mailer).send(to='dave')\n"
        "  #2 mock(Mailer).send(to='dave')"
    )


def test_in_an_order_the_wait_is_for_a_later_call() -> None:
    mailer = mock(Mailer, close="closed")
    looked = threading.Event()

    def work() -> None:
        looked.wait(LONG)
        mailer.send("dave")

    mailer.send("dave")
    mailer.close()
    with background(work), verify.in_order():
        verify(mailer.close)
        verify.within(LONG)(mailer.send, that(Looked("dave", looked.set)))

    assert len(calls(mailer.send)) == 2


def test_many_may_wait_for_the_same_call() -> None:
    mailer = mock(Mailer)
    barrier = threading.Barrier(5)

    def waits() -> None:
        barrier.wait(LONG)
        verify.within(LONG)(mailer.send, "dave")

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(waits) for _ in range(4)]
        barrier.wait(LONG)
        mailer.send("dave")
        for future in waiting:
            future.result()


def test_a_stub_is_not_waited_for() -> None:
    mailer = stub(Mailer)

    with pytest.raises(NotADoubleError) as failure:
        verify.within(LONG)(mailer.send, "dave")

    assert told(failure) == (
        "stub(Mailer).send cannot be verified: a stub records no calls.\n"
        "Remedy: build a mock(Mailer), or wrap a real object in a spy()."
    )


@pytest.mark.parametrize("modifier", [verify.within, verify.soon], ids=["within", "soon"])
def test_a_time_to_wait_is_a_number_of_seconds(modifier: Any) -> None:
    for seconds in ("1", None, True):
        with pytest.raises(TypeError) as failure:
            modifier(seconds)
        assert told(failure) == f"A time to wait is a number of seconds, not {seconds!r}."
    for seconds in (-1, math.inf, math.nan):
        with pytest.raises(ValueError, match="seconds") as failure_:
            modifier(seconds)
        assert told(failure_) == (
            f"A time to wait is 0 seconds or more, and finite, not {seconds!r}."
        )


# -- soon ----------------------------------------------------------------------------------------


class Asyncio:
    """What the tests below need of an event loop."""

    Event = asyncio.Event
    in_thread = staticmethod(asyncio.to_thread)

    @staticmethod
    async def beside(main: Callable[[], Any], *work: Callable[[], Any]) -> None:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one())
            await main()

    @staticmethod
    def run(main: Callable[[], Any]) -> None:
        asyncio.run(main())


class Trio:
    Event = trio.Event
    in_thread = staticmethod(trio.to_thread.run_sync)

    @staticmethod
    async def beside(main: Callable[[], Any], *work: Callable[[], Any]) -> None:
        async with trio.open_nursery() as nursery:
            for one in work:
                nursery.start_soon(one)
            await main()

    @staticmethod
    def run(main: Callable[[], Any]) -> None:
        trio.run(main)


in_both = pytest.mark.parametrize("library", [Asyncio, Trio], ids=["asyncio", "trio"])


@in_both
def test_a_call_in_another_task_ends_the_wait(library: Any) -> None:
    mailer = mock(Mailer)

    async def main() -> None:
        looked = library.Event()

        async def works() -> None:
            await looked.wait()
            await mailer.deliver("edith")
            await mailer.deliver("frida")
            await mailer.deliver("dave")

        async def verifies() -> None:
            await verify.soon(LONG)(mailer.deliver, that(Looked("dave", looked.set)))

        await mailer.deliver("gil")  # for the matcher to look at
        await library.beside(verifies, works)

    library.run(main)


@in_both
def test_a_call_in_a_thread_ends_the_wait_of_a_task(library: Any) -> None:
    mailer = mock(Mailer)

    async def main() -> None:
        looked = threading.Event()

        def sends() -> None:
            looked.wait(LONG)
            mailer.send("edith")
            mailer.send("dave")

        async def verifies() -> None:
            await verify.soon(LONG)(mailer.send, that(Looked("dave", looked.set)))

        mailer.send("gil")
        await library.beside(verifies, lambda: library.in_thread(sends))

    library.run(main)


@in_both
def test_a_call_that_happened_before_is_soon_enough(library: Any) -> None:
    mailer = mock(Mailer)

    async def main() -> None:
        await mailer.deliver("dave")
        await verify.soon(0)(mailer.deliver, "dave")

    library.run(main)


@in_both
def test_a_call_that_does_not_come_soon(library: Any) -> None:
    mailer = mock(Mailer)

    async def main() -> None:
        await verify.soon(0.001)(mailer.deliver, "dave")

    with pytest.raises(VerificationError) as failure:
        library.run(main)

    assert told(failure) == (
        "mock(Mailer).deliver(to='dave') was expected once within 0.001 seconds, "
        "and was never called.\n"
        '  verified at <await verify.soon(0.001)(mailer.deliver, "dave")>\n'
        "No call of deliver is recorded."
    )


@in_both
def test_a_wait_that_is_cancelled_leaves_nothing_behind(library: Any) -> None:
    mailer = mock(Mailer)

    async def main() -> None:
        async def fails() -> None:
            raise LookupError

        async def verifies() -> None:
            await verify.soon(LONG)(mailer.deliver, "dave")

        with pytest.raises(ExceptionGroup):
            await library.beside(verifies, fails)
        await mailer.deliver("dave")
        await verify.soon(LONG)(mailer.deliver, "dave")

    library.run(main)
