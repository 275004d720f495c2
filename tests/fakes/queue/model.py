"""The queue as one would explain it: a list, looked through each time, and time that never waits.

It does what `FakeMessageQueue` does, without heaps, receipts and laziness: time moves only through
`advance`, and everything happens as soon as it is due.
"""

from typing import Any

import attrs

__all__ = ["Model", "Told"]


@attrs.define(eq=False)
class Told:
    """A message of the model; times are seconds since the beginning."""

    id: str
    body: Any
    key: str | None
    priority: int
    not_before: float | None
    expires: float | None
    place: int = 0
    count: int = 0
    state: str = "new"
    due: float | None = None
    timer: int = 0
    can_settle: bool = False
    """Whether the latest delivery still counts: not after a nack, also after its lease."""


@attrs.define
class Model:
    lease: float
    max_deliveries: int | None
    at_tail: bool
    now: float = 0
    steps: int = 0
    live: list[Told] = attrs.Factory(list)
    dead: list[tuple[str, str]] = attrs.Factory(list)

    def publish(self, message: Told) -> None:
        rivals = [other for other in self.live if other.key == message.key is not None]
        self.live.append(message)
        if rivals:
            message.state = "blocked"
            message.place = self.step()
            self.start(message, message.expires)
        else:
            self.enter(message)

    def receive(self, limit: int) -> list[Told]:
        taken = self.ready()[:limit]
        for message in taken:
            message.count += 1
            message.state = "in flight"
            message.can_settle = True
            self.start(message, self.now + self.lease)
        return taken

    def nack(self, message: Told, delay: float) -> None:
        message.can_settle = False
        self.give_back(message, self.now, delay)

    def extend(self, message: Told, lease: float) -> None:
        self.start(message, self.now + lease)

    def remove(self, message: Told, at: float | None = None) -> None:
        self.live.remove(message)
        waiting = [other for other in self.live if other.key == message.key is not None]
        if waiting and message.state != "blocked":
            following = min(waiting, key=lambda other: other.place)
            if following.not_before is not None and following.not_before > self.time(at):
                self.enter(following)
            else:
                self.make_ready(following)
        message.state = "gone"
        message.can_settle = False

    def die(self, message: Told, reason: str, at: float | None = None) -> None:
        self.remove(message, at)
        self.dead.append((message.id, reason))

    def purge(self) -> None:
        waiting = [message for message in self.live if message.state != "in flight"]
        for message in sorted(waiting, key=lambda message: message.state != "blocked"):
            self.remove(message)

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while timed := [m for m in self.live if m.due is not None and m.due <= end]:
            message = min(timed, key=lambda m: (m.due, m.timer))
            assert message.due is not None
            due, message.due = message.due, None
            if message.state == "in flight":
                self.give_back(message, due, 0)
            elif message.expires is not None and message.expires <= due:
                self.remove(message, due)
            else:
                self.return_to_line(message)
        self.now = end

    def ready(self) -> list[Told]:
        ready = (message for message in self.live if message.state == "ready")
        return sorted(ready, key=lambda message: (-message.priority, message.place))

    def give_back(self, message: Told, at: float, delay: float) -> None:
        message.state = "returning"
        message.due = None
        if self.max_deliveries is not None and message.count >= self.max_deliveries:
            self.die(message, "too many deliveries", at)
        elif message.expires is not None and message.expires <= at:
            self.remove(message, at)
        elif delay:
            message.state = "delayed"
            self.start(message, min(at + delay, message.expires or at + delay))
        else:
            self.return_to_line(message)

    def return_to_line(self, message: Told) -> None:
        if self.at_tail or not message.count:
            message.place = self.step()
        self.make_ready(message)

    def enter(self, message: Told) -> None:
        if message.not_before is None:
            message.place = self.step()
            self.make_ready(message)
        else:
            message.state = "delayed"
            self.start(message, min(message.not_before, message.expires or message.not_before))

    def make_ready(self, message: Told) -> None:
        message.state = "ready"
        self.start(message, message.expires)

    def start(self, message: Told, due: float | None) -> None:
        message.due = due
        message.timer = self.step()

    def step(self) -> int:
        self.steps += 1
        return self.steps

    def time(self, at: float | None) -> float:
        return self.now if at is None else at
