"""What is stored."""

from attrs import frozen

__all__ = ["Note", "User"]


@frozen
class User:
    id: int
    name: str
    email: str
    age: int


@frozen
class Note:
    title: str
    text: str
