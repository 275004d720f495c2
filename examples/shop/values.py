"""What the shop knows of: users, their accounts, and payments taken from them."""

from attrs import frozen
from fakes.payments import Money

__all__ = ["Account", "Transaction", "User"]


@frozen
class User:
    id: int | None
    name: str
    email: str


@frozen
class Account:
    """A balance in minor units; `version` counts its changes."""

    id: int
    balance: int
    version: int = 1


@frozen
class Transaction:
    """A payment that was taken; `id` is the gateway's."""

    id: str
    order: str
    amount: Money
