"""Sync methods that return an awaitable answer when it is awaited, as async methods do."""

from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol

import pytest

from doubles import AnswerTypeError, calls, mock, spy, stub, verify, when


class Jobs(Protocol):
    def run(self, job: int) -> Awaitable[str]: ...
    def stop(self) -> Coroutine[Any, Any, None]: ...


class RealJobs:
    def __init__(self) -> None:
        self.ran: list[int] = []

    async def run(self, job: int) -> str:
        self.ran.append(job)
        return f"ran {job}"

    async def stop(self) -> None:
        self.ran.clear()


@pytest.mark.asyncio
async def test_a_value_is_what_awaiting_gives_each_time() -> None:
    jobs = stub(Jobs)
    when(jobs.run, 1).returns("done")  # type: ignore[arg-type]

    assert await jobs.run(1) == "done"
    assert await jobs.run(1) == "done"


def test_the_value_is_checked_against_what_awaiting_gives() -> None:
    with pytest.raises(AnswerTypeError, match="1 is an int, not a str"):
        when(stub(Jobs).run, 1).returns(1)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_an_error_is_raised_by_awaiting_and_not_by_calling() -> None:
    jobs = stub(Jobs)
    when(jobs.run, 1).raises(TimeoutError("late"))

    running = jobs.run(1)

    with pytest.raises(TimeoutError, match="late"):
        await running


@pytest.mark.asyncio
async def test_a_function_answers_sync_and_async() -> None:
    async def slowly(job: int) -> str:
        return f"slowly {job}"

    jobs = stub(Jobs)
    when(jobs.run, 1).does(lambda job: f"at once {job}")  # type: ignore[arg-type, return-value]
    when(jobs.run, 2).does(slowly)

    assert await jobs.run(1) == "at once 1"
    assert await jobs.run(2) == "slowly 2"


@pytest.mark.asyncio
async def test_a_mock_needs_no_answer_where_awaiting_gives_none() -> None:
    jobs = mock(Jobs)

    await jobs.stop()
    await jobs.stop()

    verify.times(2)(jobs.stop)


@pytest.mark.asyncio
async def test_a_lost_reply_takes_effect_and_is_lost_when_awaited() -> None:
    real = RealJobs()
    jobs = spy(real, Jobs)
    when(jobs.run, 1).loses_reply(ConnectionError("gone")).delegates()

    with pytest.raises(ConnectionError, match="gone"):
        await jobs.run(1)

    assert await jobs.run(1) == "ran 1"
    assert real.ran == [1, 1]
    assert len(calls(jobs.run)) == 2
