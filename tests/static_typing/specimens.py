"""What accept.py and reject.py build doubles of: one specimen of every kind of member."""

from abc import ABC, abstractmethod
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Coroutine,
    Generator,
    Iterable,
    Iterator,
)
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from enum import Enum
from typing import Any, Literal, Protocol, Self, TypeVar, overload

import attrs

from doubles import Stubbing

E = TypeVar("E")
K_contra = TypeVar("K_contra", contravariant=True)
T = TypeVar("T")
V = TypeVar("V")


def answer_of(stubbing: Stubbing[..., T], /) -> T:
    """The type that a stubbed method returns, for `assert_type`."""
    raise NotImplementedError


def awaited_answer_of(stubbing: Stubbing[..., Coroutine[Any, Any, T]], /) -> T:
    """The type that a stubbed async method is awaited to."""
    raise NotImplementedError


@attrs.frozen
class User:
    id: int
    name: str


class Plan(Enum):
    FREE = "free"
    PAID = "paid"


class Users(Protocol):
    """Methods of every kind, a property and an attribute."""

    label: str

    @property
    def size(self) -> int: ...

    def find(self, user_id: int) -> User | None: ...

    def save(self, user: User, *, replace: bool = False) -> User: ...

    def save_all(self, users: list[User]) -> None: ...

    def forget(self, user_id: int, /) -> bool: ...

    def search(self, *, name: str, limit: int = 10) -> list[User]: ...

    def plan(self, user: User) -> Literal["free", "paid"]: ...

    @overload
    def load(self, key: int) -> User: ...
    @overload
    def load(self, key: str) -> list[User]: ...

    def make(self, kind: type[E]) -> E: ...

    def named(self, label: str) -> Self: ...

    def on_change(self, listener: Callable[[User], None]) -> None: ...

    @classmethod
    def open(cls, path: str) -> Self: ...

    @staticmethod
    def parse(text: str) -> User: ...

    def __len__(self) -> int: ...

    def __getitem__(self, user_id: int) -> User: ...


class AsyncUsers(Protocol):
    """The async twin."""

    async def find(self, user_id: int) -> User | None: ...

    async def save(self, user: User) -> User: ...

    async def ping(self) -> None: ...

    @overload
    async def load(self, key: int) -> User: ...
    @overload
    async def load(self, key: str) -> list[User]: ...

    async def make(self, kind: type[E]) -> E: ...


class Rows(Protocol):
    """Everything that `yields` answers."""

    def iterable(self) -> Iterable[int]: ...

    def iterator(self) -> Iterator[int]: ...

    def generator(self) -> Generator[int, str, bool]: ...

    def async_iterable(self) -> AsyncIterable[int]: ...

    def async_iterator(self) -> AsyncIterator[int]: ...

    def async_generator(self) -> AsyncGenerator[int, str]: ...

    async def awaited_iterator(self) -> Iterator[int]: ...

    async def awaited_async_iterator(self) -> AsyncIterator[int]: ...

    def __iter__(self) -> Iterator[int]: ...

    def __aiter__(self) -> AsyncIterator[int]: ...


class Session(Protocol):
    def execute(self, statement: str) -> int: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...


class Database(Protocol):
    """Everything that `enters` answers."""

    def transaction(self) -> AbstractContextManager[User]: ...

    def session(self) -> Session: ...

    def async_transaction(self) -> AbstractAsyncContextManager[User]: ...

    async def awaited_transaction(self) -> AbstractContextManager[User]: ...

    async def awaited_async_transaction(self) -> AbstractAsyncContextManager[User]: ...


class Greet(Protocol):
    def __call__(self, name: str, *, loud: bool = False) -> str: ...


class AsyncGreet(Protocol):
    async def __call__(self, name: str) -> str: ...


class Store(Protocol[K_contra, V]):
    def get(self, key: K_contra, /) -> V | None: ...

    def put(self, key: K_contra, value: V, /) -> None: ...

    async def fetch(self, key: K_contra, /) -> V: ...


class AuditedStore(Store[str, int], Protocol):
    def history(self, key: str) -> list[int]: ...


class DictStore:
    """Matches `Store[str, int]`."""

    def get(self, key: str, /) -> int | None:
        raise NotImplementedError

    def put(self, key: str, value: int, /) -> None:
        raise NotImplementedError

    async def fetch(self, key: str, /) -> int:
        raise NotImplementedError


class BytesStore:
    """Matches `Store[bytes, int]`, and so not `Store[str, int]`."""

    def get(self, key: bytes, /) -> int | None:
        raise NotImplementedError

    def put(self, key: bytes, value: int, /) -> None:
        raise NotImplementedError

    async def fetch(self, key: bytes, /) -> int:
        raise NotImplementedError


class BlockingStore:
    """Answers at once where `Store[str, int]` answers when awaited."""

    def get(self, key: str, /) -> int | None:
        raise NotImplementedError

    def put(self, key: str, value: int, /) -> None:
        raise NotImplementedError

    def fetch(self, key: str, /) -> int:
        raise NotImplementedError


class Exporter(ABC):
    @abstractmethod
    def export(self, user: User) -> bytes: ...

    def suffix(self) -> str:
        return ".bin"


class RateTable:
    path: str

    def __init__(self, path: str) -> None:
        self.path = path

    def rate(self, currency: str) -> float:
        raise NotImplementedError


def convert(amount: int, *, currency: str = "EUR") -> float:
    raise NotImplementedError


def greet_politely(name: str, *, loud: bool = False) -> str:
    raise NotImplementedError


async def convert_later(amount: int) -> float:
    raise NotImplementedError


def double(text: str) -> str:
    raise NotImplementedError


def is_even(number: int) -> bool:
    raise NotImplementedError


def same_user(user: User, *, replace: bool = False) -> User:
    raise NotImplementedError


async def same_user_later(user: User) -> User:
    raise NotImplementedError


def found(**criteria: object) -> list[User]:
    raise NotImplementedError


def user_id(user: User) -> int:
    raise NotImplementedError


async def user_id_later(user: User) -> int:
    raise NotImplementedError
