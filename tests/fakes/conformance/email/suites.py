"""The suites of our own fake, with everything that it has declared, blocking and awaited."""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import ClassVar, Literal

import attrs

from fakes.clock import ManualClock
from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.email import AsyncEmailConformance, EmailConformance
from fakes.email import AsyncEmailService, AsyncFakeEmailService, EmailService, FakeEmailService

OPERATIONS = frozenset({Operation.HEADERS, Operation.INSPECT, Operation.SCHEDULE})
PROMISES = frozenset({Promise.IDEMPOTENT, Promise.REFUSALS, Promise.SIZE_LIMIT})
REFUSED, DEFERRED = "gone@example.com", "busy@example.com"


@attrs.frozen(eq=False)
class Office:
    """A fake, and its clock."""

    clock: ManualClock
    fake: FakeEmailService

    @classmethod
    def open(cls, copies: Literal["one", "two"]) -> "Office":
        clock = ManualClock()
        fake = FakeEmailService(size_limit=200_000, duplicate_recipients=copies, clock=clock)
        fake.refuse(REFUSED)
        fake.refuse(DEFERRED, code=451, text="try again later")
        return cls(clock, fake)

    def mailbox(self, address: str) -> list[bytes]:
        return [sent.as_bytes() for sent in self.fake.inbox(address)]


class TestFake(EmailConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "one"}
    limits: ClassVar[Mapping[str, float]] = {"size": 200_000}
    examples = 10

    copies: ClassVar[Literal["one", "two"]] = "one"

    def system(self) -> str:
        return "FakeEmailService"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Office]:
        yield Office.open(self.copies)

    @contextmanager
    def connect(self, store: Office, /) -> Generator[EmailService]:
        yield store.fake

    def now(self, store: Office, /) -> datetime:
        return store.clock()

    def advance(self, store: Office, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    def mailbox(self, store: Office, address: str, /) -> list[bytes]:
        return store.mailbox(address)

    def refused_address(self, store: Office, /) -> str:
        return REFUSED

    def deferred_address(self, store: Office, /) -> str:
        return DEFERRED


class TestFakeWithTwoCopies(TestFake):
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "two"}
    copies = "two"


class TestAsyncFake(AsyncEmailConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "one"}
    limits: ClassVar[Mapping[str, float]] = {"size": 200_000}
    examples = 10

    def system(self) -> str:
        return "AsyncFakeEmailService"

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[Office]:
        yield Office.open("one")

    @asynccontextmanager
    async def connect(self, store: Office, /) -> AsyncGenerator[AsyncEmailService]:
        yield AsyncFakeEmailService(store.fake)

    def now(self, store: Office, /) -> datetime:
        return store.clock()

    async def advance(self, store: Office, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    async def mailbox(self, store: Office, address: str, /) -> list[bytes]:
        return store.mailbox(address)

    async def refused_address(self, store: Office, /) -> str:
        return REFUSED

    async def deferred_address(self, store: Office, /) -> str:
        return DEFERRED
