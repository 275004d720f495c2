"""Sound conformance suites, as both checkers must take them; never run."""

from collections.abc import AsyncGenerator, Collection, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import assert_type

import attrs
from hypothesis import strategies as st

from fakes.conformance import (
    Certificate,
    Deviation,
    Namespace,
    Operation,
    Promise,
    Verdict,
    certificate,
    verdicts,
)
from fakes.conformance.email import AsyncEmailConformance, EmailConformance
from fakes.conformance.event_log import EventLogConformance
from fakes.conformance.payments import PaymentConformance
from fakes.conformance.queue import AsyncQueueConformance, QueueConformance
from fakes.conformance.repository import AsyncRepositoryConformance, RepositoryConformance
from fakes.email import AsyncEmailService, EmailService, FakeEmailService
from fakes.event_log import EventLog
from fakes.payments import FakePaymentGateway, PaymentGateway
from fakes.queue import AsyncMessageQueue, MessageQueue
from fakes.repository import SQLITE_3, AsyncRepository, FakeRepository, Repository, UnitOfWork


@attrs.frozen
class User:
    id: int
    email: str


class Pool: ...


def users() -> FakeRepository[User, int]:
    raise NotImplementedError


def async_users() -> AsyncRepository[User, int]:
    raise NotImplementedError


class TestUsers(RepositoryConformance[User, int]):
    operations = {Operation.FILTER, Operation.PAGE}
    promises = frozenset({Promise.UNIQUE})
    parameters = {"delete_missing": "raises"}
    limits = {"text": 255, "integer": 2**31}
    deviations = (Deviation("unique", reason="citext", expires=date(2027, 6, 1)),)
    profile = SQLITE_3
    unique = ["email"]
    examples = 10

    @contextmanager
    def store(self, namespace: Namespace, tmp_path: Path, tenant: str) -> Generator[Path]:
        yield tmp_path / str(namespace)

    @contextmanager
    def connect(self, store: Path, /) -> Generator[Repository[User, int]]:
        yield users()

    def entities(self) -> st.SearchStrategy[User]:
        return st.builds(User, st.integers(1, 1000), st.emails())

    def residue(self, namespace: Namespace, tmp_path: Path) -> Collection[object]:
        return list(tmp_path.iterdir())

    def unit_of_work(self, client: Repository[User, int], /) -> UnitOfWork | None:
        return None

    def crash(self, client: Repository[User, int], /) -> None: ...

    def system(self, tmp_path: Path) -> str:
        return "SQLite"


# What a client is may be said more exactly than the port does.
class TestFakes(TestUsers):
    @contextmanager
    def connect(self, store: Path, /) -> Generator[FakeRepository[User, int]]:
        yield users()


class TestAsyncUsers(AsyncRepositoryConformance[User, int]):
    @asynccontextmanager
    async def resources(self, database_url: str) -> AsyncGenerator[Pool]:
        yield Pool()

    @asynccontextmanager
    async def store(self, namespace: Namespace, resources: Pool) -> AsyncGenerator[str]:
        yield f"users_{namespace}"

    @asynccontextmanager
    async def connect(self, store: str, /) -> AsyncGenerator[AsyncRepository[User, int]]:
        yield async_users()

    async def residue(self, namespace: Namespace, resources: Pool) -> Collection[object]:
        return []

    def entities(self) -> st.SearchStrategy[User]:
        return st.builds(User, st.integers(1, 1000), st.emails())


class TestMail(EmailConformance):
    @contextmanager
    def connect(self, store: FakeEmailService, /) -> Generator[EmailService]:
        yield store

    def mailbox(self, store: FakeEmailService, address: str, /) -> list[bytes]:
        return []


class TestAsyncMail(AsyncEmailConformance):
    @asynccontextmanager
    async def connect(self, store: AsyncEmailService, /) -> AsyncGenerator[AsyncEmailService]:
        yield store


class TestGateway(PaymentConformance):
    @contextmanager
    def connect(self, store: FakePaymentGateway, /) -> Generator[PaymentGateway]:
        yield store

    def currencies(self, store: FakePaymentGateway, /) -> tuple[str, ...]:
        return ("EUR",)


class TestQueue(QueueConformance):
    @contextmanager
    def connect(self, store: MessageQueue, /) -> Generator[MessageQueue]:
        yield store

    @contextmanager
    def other_queue(self, store: MessageQueue, name: str, /) -> Generator[MessageQueue]:
        yield store


class TestAsyncQueue(AsyncQueueConformance):
    @asynccontextmanager
    async def connect(self, store: AsyncMessageQueue, /) -> AsyncGenerator[AsyncMessageQueue]:
        yield store


class TestLog(EventLogConformance):
    @contextmanager
    def connect(self, store: EventLog, /) -> Generator[EventLog]:
        yield store

    def topic(self, store: EventLog, name: str, /) -> str:
        return name


assert_type(verdicts(TestUsers, "unique", examples=5, seed=1, tmp_path=Path()), dict[str, Verdict])
assert_type(certificate(TestAsyncUsers, database_url="x"), Certificate)
