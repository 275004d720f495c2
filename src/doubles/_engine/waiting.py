"""Waiting for calls that background work makes: woken by the recorder, never by polling."""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from doubles._engine.state import MemberState


def wait(state: MemberState, satisfied: Callable[[], bool], seconds: float) -> None:
    """Returns when `satisfied`, which is asked after each call, or when the time is up."""
    called = threading.Event()
    deadline = time.monotonic() + seconds
    with state.waking(called.set):
        while not satisfied():
            # A clock that a test has frozen never reaches the deadline, but wait() times out.
            if not called.wait(max(0.0, deadline - time.monotonic())):
                return
            called.clear()


async def wait_async(state: MemberState, satisfied: Callable[[], bool], seconds: float) -> None:
    """`wait` for asyncio and trio, during which other tasks run."""
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        await _wait_in_trio(trio, state, satisfied, seconds)
    else:
        await _wait_in_asyncio(state, satisfied, seconds)


async def _wait_in_asyncio(
    state: MemberState, satisfied: Callable[[], bool], seconds: float
) -> None:
    import asyncio  # imported late: it is as large as all else that we import

    called = asyncio.Event()
    loop = asyncio.get_running_loop()
    with state.waking(lambda: loop.call_soon_threadsafe(called.set)):
        try:
            async with asyncio.timeout(seconds):
                while not satisfied():
                    await called.wait()
                    called.clear()
        except TimeoutError:
            pass


async def _wait_in_trio(
    trio: Any, state: MemberState, satisfied: Callable[[], bool], seconds: float
) -> None:
    send, receive = trio.open_memory_channel(1)
    token = trio.lowlevel.current_trio_token()

    def called() -> None:
        with suppress(trio.WouldBlock):  # it is awake already
            send.send_nowait(None)

    with state.waking(lambda: token.run_sync_soon(called)), trio.move_on_after(seconds):
        while not satisfied():
            await receive.receive()
