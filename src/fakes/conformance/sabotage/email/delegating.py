"""What broken email services are made of: they do as the real one does, apart from one thing."""

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from fakes.email import AsyncEmailService, Email, EmailError, Receipt, ScheduledEmail

__all__ = ["Delegating", "Sabotage", "altering", "is_address"]

_ADDRESS = re.compile(r"\w{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")

Sabotage = Callable[[AsyncEmailService, dict[str, Any]], AsyncEmailService]
"""Gives the broken client, of a real one and of what all clients of one store share."""


class Delegating:
    """Does what the real service does; keyword arguments go there as they come."""

    def __init__(self, real: AsyncEmailService, shared: dict[str, Any]) -> None:
        self.real: AsyncEmailService = real
        self.shared: dict[str, Any] = shared

    async def send(self, message: Email, /, **how: Any) -> Receipt:
        """Send a message: see `EmailService.send`."""
        return await self.real.send(message, **how)

    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages: see `EmailService.send_batch`."""
        return await self.real.send_batch(messages)

    async def schedule(self, message: Email, /, **how: Any) -> ScheduledEmail:
        """Have a message sent later: see `EmailService.schedule`."""
        return await self.real.schedule(message, **how)

    async def cancel(self, schedule_id: str, /) -> None:
        """Do not send a scheduled message: see `EmailService.cancel`."""
        await self.real.cancel(schedule_id)


class _Altering(Delegating):
    """Sends something else than it is given."""

    def __init__(
        self,
        alter: Callable[[Email], Email],
        real: AsyncEmailService,
        shared: dict[str, Any],
    ) -> None:
        super().__init__(real, shared)
        self._alter = alter

    async def send(self, message: Email, /, **how: Any) -> Receipt:
        """Send what the message becomes."""
        return await self.real.send(self._alter(message), **how)


def altering(alter: Callable[[Email], Email]) -> Sabotage:
    """A service that sends what this function makes of each message."""
    return functools.partial(_Altering, alter)


def is_address(written: str) -> bool:
    """Whether it is one of the plain addresses that the checks send to."""
    return _ADDRESS.fullmatch(written) is not None
