"""`UserService` keeps users and tells the rest of the shop about new ones; `withdraw` pays out."""

from attrs import evolve
from fakes.queue import MessageQueue
from fakes.repository import StaleVersion

from shop.ports import AccountRepository, UserRepository
from shop.values import Account, User

__all__ = ["EmailTaken", "InsufficientFunds", "UserService", "withdraw"]


class EmailTaken(Exception):
    """Somebody has registered with this address."""


class InsufficientFunds(Exception):
    """The account holds less than was asked for."""


class UserService:
    def __init__(self, users: UserRepository, events: MessageQueue) -> None:
        self._users = users
        self._events = events

    def create_user(self, name: str, email: str) -> User:
        """Keeps a new user and publishes `user_created`.

        :raises EmailTaken: nothing was kept or published.
        """
        if self._users.find_by_email(email) is not None:
            raise EmailTaken(email)
        user = self._users.add(User(None, name, email))
        self._events.publish(
            {"type": "user_created", "user_id": user.id, "name": name, "email": email}
        )
        return user

    def get_user(self, user_id: int) -> User | None:
        return self._users.find_by_id(user_id)

    def search(self, words: str) -> list[User]:
        """The users whose names contain the words; none for no words."""
        return self._users.search_by_name(words) if words else []


def withdraw(accounts: AccountRepository, account_id: int, amount: int) -> Account:
    """Takes an amount from an account, though others may do so at the same time.

    :raises InsufficientFunds: the balance stays as it was.
    """
    while True:
        account = accounts.get_by_id(account_id)
        if account.balance < amount:
            raise InsufficientFunds(account_id)
        try:
            return accounts.update(evolve(account, balance=account.balance - amount))
        except StaleVersion:
            continue  # somebody was faster: look again
