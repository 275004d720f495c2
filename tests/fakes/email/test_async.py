"""The async twin is the same fake: under asyncio, under trio, and over the same store."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
import trio

from fakes.clock import ManualClock
from fakes.email import (
    AllRecipientsRefused,
    AsyncEmailService,
    AsyncFakeEmailService,
    FakeEmailService,
    InvalidEmail,
)
from tests.fakes.email.messages import email

RUNNERS = [lambda program: asyncio.run(program()), trio.run]


@pytest.mark.parametrize("run", RUNNERS, ids=["asyncio", "trio"])
def test_the_twin_sends_schedules_and_cancels_as_the_fake_does(
    run: Callable[[Callable[[], Coroutine[Any, Any, None]]], None],
) -> None:
    clock = ManualClock()
    twin = AsyncFakeEmailService(FakeEmailService(clock=clock))
    service: AsyncEmailService = twin
    at = clock() + timedelta(hours=1)

    async def program() -> None:
        first = await service.send(email(), idempotency_key="1")
        assert await service.send(email(), idempotency_key="1") == first
        assert len(await service.send_batch([email(), email()])) == 2
        kept = await service.schedule(email(subject="Later"), at=at)
        cancelled = await service.schedule(email(), at=at)
        await service.cancel(cancelled.id)
        assert twin.fake.scheduled == (kept,)

    run(program)
    clock.advance(hours=1)

    assert [sent.message.subject for sent in twin.fake.outbox] == ["Thank you"] * 3 + ["Later"]


def test_the_twin_raises_what_the_fake_raises() -> None:
    twin = AsyncFakeEmailService()
    twin.fake.refuse("dave@example.com")

    with pytest.raises(AllRecipientsRefused):
        asyncio.run(twin.send(email()))


def test_the_twin_is_over_a_fake_only() -> None:
    with pytest.raises(InvalidEmail) as failure:
        AsyncFakeEmailService("fake")

    assert str(failure.value) == "fake: must be a FakeEmailService, not str"
