"""Users and their accounts, on a store that keeps the promises of a database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from doubles import dummy
from fakes.queue import FakeMessageQueue, MessageQueue
from fakes.repository import FakeRepository, Serial, derive

from shop.ports import AccountRepository, UserRepository
from shop.users import EmailTaken, InsufficientFunds, UserService, withdraw
from shop.values import Account, User


@pytest.fixture
def store() -> FakeRepository[User, int]:
    return FakeRepository(User, key=lambda user: user.id, generated=Serial(), unique=["email"])


@pytest.fixture
def users(store: FakeRepository[User, int]) -> UserRepository:
    return derive(UserRepository, store)


@pytest.fixture
def events() -> FakeMessageQueue:
    return FakeMessageQueue("users")


def test_a_created_user_can_be_found(users: UserRepository, events: FakeMessageQueue) -> None:
    service = UserService(users, events)

    alice = service.create_user("Alice", "alice@example.com")

    assert alice.id == 1
    assert service.get_user(1) == alice
    assert service.get_user(2) is None


def test_an_address_is_taken_once(
    users: UserRepository, store: FakeRepository[User, int], events: FakeMessageQueue
) -> None:
    service = UserService(users, events)
    service.create_user("Alice", "alice@example.com")

    with pytest.raises(EmailTaken):
        service.create_user("Bob", "alice@example.com")

    assert store.count() == 1
    assert len(events.pending) == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("User 999", ["User 999", *(f"User 999{digit}" for digit in range(10))]),
        ("", []),
        ("nobody", []),
        ("100%", []),
        ("'; DROP TABLE users; --", []),
    ],
)
def test_a_search_among_ten_thousand_users_finds_those_whose_names_contain_the_words(
    users: UserRepository, store: FakeRepository[User, int], words: str, found: list[str]
) -> None:
    store.add_all(
        User(None, f"User {number}", f"user{number}@example.com") for number in range(10_000)
    )

    names = [user.name for user in UserService(users, dummy(MessageQueue)).search(words)]

    assert names == found


def test_of_two_withdrawals_at_once_one_is_refused_when_the_money_is_enough_for_one() -> None:
    store = FakeRepository(Account, key=lambda account: account.id, version="version")
    store.add(Account(1, balance=100))
    accounts = derive(AccountRepository, store)

    def attempt(amount: int) -> str:
        try:
            withdraw(accounts, 1, amount)
        except InsufficientFunds:
            return "refused"
        return "paid"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, [60, 60]))

    assert outcomes == ["paid", "refused"]
    assert store.get(1).balance == 40
