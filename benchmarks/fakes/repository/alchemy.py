"""advanced-alchemy's mock repository, which stands in for its repositories of SQLAlchemy models."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from advanced_alchemy.filters import SearchFilter
from advanced_alchemy.repository.memory import SQLAlchemySyncMockRepository
from advanced_alchemy.repository.memory.base import SQLAlchemyInMemoryStore, SQLAlchemyMultiStore
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.fakes.repository.measurements import PAGE_BY_CURSOR, PAGE_BY_OFFSET, ROLLBACK

__all__ = ["AlchemyContestant"]


class Model(DeclarativeBase):
    pass


class UserModel(Model):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]


class AlchemyUsers(SQLAlchemySyncMockRepository[UserModel]):
    model_type = UserModel

    def find_by_email(self, email: str, /) -> UserModel | None:
        return self.get_one_or_none(email=email)

    def search_by_name_pattern(self, pattern: str, /) -> Sequence[UserModel]:
        beginning = pattern.removesuffix("%")
        return self.get_many(SearchFilter(field_name="name", value=beginning, ignore_case=False))

    def page(self, offset: int, limit: int, /) -> Sequence[UserModel]:
        raise NotImplementedError

    def cursor(self, offset: int, /) -> Any:
        raise NotImplementedError

    def page_behind(self, cursor: Any, limit: int, /) -> Sequence[UserModel]:
        raise NotImplementedError

    def roll_back(self, changed: Sequence[UserModel], /) -> UserModel:
        raise NotImplementedError


def user_model(number: int) -> UserModel:
    return UserModel(id=number, name=f"User {number}", email=f"user{number}@example.com")


class AlchemyContestant:
    name = "advanced-alchemy"
    notes = (
        "its mock repository, `SQLAlchemySyncMockRepository`, with entities that are models",
        "a search looks for the text anywhere in the name, as its `SearchFilter` does",
        "it shares one store with the whole process, and is given one of its own here",
    )
    cannot: Mapping[str, str] = {
        PAGE_BY_OFFSET: "advanced-alchemy's second page is empty, in its mock repository",
        PAGE_BY_CURSOR: "advanced-alchemy has no cursors",
        ROLLBACK: "advanced-alchemy's mock repository has no rollback",
    }
    holds = 100_000

    def user(self, number: int, /) -> UserModel:
        return user_model(number)

    def renamed(self, number: int, /) -> UserModel:
        return UserModel(id=number, name=f"Renamed {number}", email=f"user{number}@example.com")

    @contextmanager
    def opened(self, size: int, /) -> Iterator[AlchemyUsers]:
        users = AlchemyUsers(session=Session())
        users.__database__ = SQLAlchemyMultiStore(SQLAlchemyInMemoryStore)
        for number in range(size):
            users.add(user_model(number))
        yield users

    opened_with_index = opened
