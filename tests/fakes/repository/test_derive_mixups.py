"""What is passed in place of a fake repository is refused with what to pass instead."""

from collections.abc import Callable
from typing import Any, Protocol

import attrs
import pytest

from fakes.repository import (
    AsyncFakeRepository,
    AsyncFakeUnitOfWork,
    FakeRepository,
    FakeUnitOfWork,
    InvalidSetting,
    derive,
)


@attrs.frozen
class User:
    id: int


class Users(Protocol):
    def get(self, key: int) -> User: ...


class AsyncUsers(Protocol):
    async def get(self, key: int) -> User: ...


STORE = FakeRepository(User, key=lambda user: user.id)
ASYNC = AsyncFakeRepository(STORE)


def in_a_unit(act: Callable[[FakeUnitOfWork], object]) -> Callable[[], object]:
    def acted() -> object:
        with FakeUnitOfWork(STORE) as work:
            return act(work)

    return acted


async def derived_inside() -> None:
    async with AsyncFakeUnitOfWork(FakeUnitOfWork(STORE)) as work:
        derive(AsyncUsers, work.on(ASYNC))  # type: ignore[arg-type]


def awaited(coroutine: Callable[[], Any]) -> Callable[[], object]:
    return lambda: coroutine().send(None)


DERIVED = (
    "not <Users over <FakeRepository of User: 0 stored>>; pass the store that it was derived over, "
    "and inside a unit of work use derive(Users, work.on(store))"
)
TWIN = "not <AsyncFakeRepository over <FakeRepository of User: "


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (
            in_a_unit(lambda work: work.on(derive(Users, STORE))),
            f"repository: must be a FakeRepository, {DERIVED}",
        ),
        (
            lambda: FakeUnitOfWork(derive(Users, STORE)),  # type: ignore[arg-type]
            f"repository: must be a FakeRepository, {DERIVED}",
        ),
        (
            lambda: derive(Users, derive(Users, STORE)),  # type: ignore[arg-type]
            f"store: must be a FakeRepository, {DERIVED}",
        ),
        (
            lambda: AsyncFakeRepository(derive(Users, STORE)),  # type: ignore[arg-type]
            f"fake: must be a FakeRepository, {DERIVED}",
        ),
        (
            lambda: FakeUnitOfWork(ASYNC),  # type: ignore[arg-type]
            f"repository: must be a FakeRepository, {TWIN}0 stored>>; pass its attribute `fake`",
        ),
        (
            lambda: derive(AsyncUsers, ASYNC),  # type: ignore[arg-type]
            f"store: must be a FakeRepository, {TWIN}0 stored>>; pass its attribute `fake`",
        ),
        (
            awaited(derived_inside),
            (
                f"store: must be a FakeRepository, {TWIN}0 stored, in a unit of work>>; "
                "pass its attribute `fake`"
            ),
        ),
    ],
    ids=["on", "unit", "derive", "twin", "async unit", "async derive", "async inside"],
)
def test_what_was_made_from_a_repository_is_no_repository(
    mistake: Callable[[], object], message: str
) -> None:
    with pytest.raises(InvalidSetting) as raised:
        mistake()
    assert str(raised.value) == message
