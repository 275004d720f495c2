"""Misuses of the conformance suites, each refused by mypy and by pyright; never run."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from accept_conformance import Pool, User, users
from hypothesis import strategies as st

from fakes.conformance import Deviation, Namespace, Operation, Promise, verdicts
from fakes.conformance.email import AsyncEmailConformance, EmailConformance
from fakes.conformance.payments import PaymentConformance
from fakes.conformance.queue import QueueConformance
from fakes.conformance.repository import AsyncRepositoryConformance, RepositoryConformance
from fakes.email import AsyncEmailService, EmailService, FakeEmailService
from fakes.queue import AsyncMessageQueue
from fakes.repository import AsyncRepository, FakeRepository, Repository


# A client is of the port, with the suite's entities and keys.
class WrongKey(RepositoryConformance[User, str]):
    @contextmanager
    def connect(self, store: object, /) -> Generator[Repository[User, int]]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        yield users()


class WrongEntity(RepositoryConformance[str, int]):
    @contextmanager
    def connect(self, store: object, /) -> Generator[FakeRepository[User, int]]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        yield users()


class NoRepository(RepositoryConformance[User, int]):
    @contextmanager
    def connect(self, store: object, /) -> Generator[Pool]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        yield Pool()


class NoStrategy(RepositoryConformance[User, int]):
    def entities(self) -> list[User]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return []


class OtherEntities(RepositoryConformance[User, int]):
    def entities(self) -> st.SearchStrategy[str]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return st.text()


# A blocking suite has blocking hooks, and an async suite awaited ones.
class AsyncAdapter(RepositoryConformance[User, int]):
    @contextmanager
    def connect(self, store: object, /) -> Generator[AsyncRepository[User, int]]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        raise NotImplementedError


class AsyncHook(RepositoryConformance[User, int]):
    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[Pool]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        yield Pool()


class BlockingHook(AsyncRepositoryConformance[User, int]):
    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Pool]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        yield Pool()


class BlockingClient(AsyncEmailConformance):
    @asynccontextmanager
    async def connect(self, store: FakeEmailService, /) -> AsyncGenerator[EmailService]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        yield store


class AwaitedClient(EmailConformance):
    @contextmanager
    def connect(self, store: AsyncEmailService, /) -> Generator[AsyncEmailService]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        yield store


class AsyncSystem(EmailConformance):
    async def system(self) -> str:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return ""


class AwaitedQueue(QueueConformance):
    @contextmanager
    def other_queue(self, store: object, name: str, /) -> Generator[AsyncMessageQueue]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        raise NotImplementedError


# Hooks are what they are said to be.
class NoContextManager(EmailConformance):
    def connect(self, store: EmailService, /) -> EmailService:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return store


class TextsForBytes(EmailConformance):
    def mailbox(self, store: object, address: str, /) -> list[str]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return []


class NoTime(PaymentConformance):
    def advance(self, store: object, /) -> None: ...  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]


# Declarations are made of what can be declared.
class Misplaced(EmailConformance):
    promises = {Operation.INSPECT}  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
    operations = {"inspect"}  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
    parameters = {"duplicate_recipients": True}  # type: ignore[dict-item]  # pyright: ignore[reportAssignmentType]
    limits = {"size": "1 MB"}  # type: ignore[dict-item]  # pyright: ignore[reportAssignmentType]
    deviations = ("unique",)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    examples = "many"  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


Deviation("unique", reason="citext")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Deviation("unique", expires="2027-06-01", reason="citext")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
verdicts(FakeEmailService)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
verdicts(EmailConformance, examples="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
verdicts(EmailConformance, Promise.DURABLE)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
