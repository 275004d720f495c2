"""What repositories and units of work raise; what they refuse before they look is `Invalid...`."""

from collections.abc import Sequence

from doubles._texts.shown import shown
from fakes.errors import InvalidValue, Unavailable
from fakes.repository._words import a

__all__ = [
    "ConstraintViolation",
    "DuplicateKey",
    "InvalidEntity",
    "InvalidKey",
    "InvalidQuery",
    "InvalidSetting",
    "InvalidWhere",
    "NotFound",
    "RepositoryError",
    "RepositoryUnavailable",
    "SeveralFound",
    "StaleVersion",
    "TransactionAborted",
    "UnitOfWorkClosed",
    "UnknownAttribute",
    "WriteConflict",
]


class RepositoryError(Exception):
    """Whatever a repository or a unit of work raises by itself."""


class NotFound(RepositoryError, LookupError):
    """No entity has this key; nothing was changed."""

    def __init__(self, entity: str, key: object) -> None:
        super().__init__(entity, key)
        self.entity = entity
        self.key = key

    def __str__(self) -> str:
        return f"No {self.entity} has the key {shown(self.key)}."


class DuplicateKey(RepositoryError):
    """An entity with this key is stored already, and stays as it was."""

    def __init__(self, entity: str, key: object) -> None:
        super().__init__(entity, key)
        self.entity = entity
        self.key = key

    def __str__(self) -> str:
        return (
            f"Stored already: {a(self.entity)} with the key {shown(self.key)}. "
            "Update it, or save whichever it is."
        )


class ConstraintViolation(RepositoryError):
    """Another entity has these values of unique attributes; nothing was changed.

    `attributes` and `values` run in parallel; `owner` is the key of the entity that has them, or
    None where the adapter cannot tell.
    """

    def __init__(
        self, entity: str, attributes: Sequence[str], values: Sequence[object], owner: object
    ) -> None:
        super().__init__(entity, attributes, values, owner)
        self.entity = entity
        self.attributes: tuple[str, ...] = tuple(attributes)
        self.values: tuple[object, ...] = tuple(values)
        self.owner = owner

    def __str__(self) -> str:
        pairs = zip(self.attributes, self.values, strict=True)
        listed = ", ".join(f"{name}={shown(value)}" for name, value in pairs)
        whose = "" if self.owner is None else f": the one with the key {shown(self.owner)}"
        return f"Another {self.entity} has {listed}{whose}."


class StaleVersion(RepositoryError):
    """The entity was changed since it was read; nothing was changed by this.

    `expected` is the version of the entity that was passed in, and `actual` the stored one's, or
    None where the adapter cannot tell.
    """

    def __init__(self, entity: str, key: object, expected: object, actual: object) -> None:
        super().__init__(entity, key, expected, actual)
        self.entity = entity
        self.key = key
        self.expected = expected
        self.actual = actual

    def __str__(self) -> str:
        stored = "" if self.actual is None else f", and {shown(self.actual)} is stored"
        return (
            f"The {self.entity} with the key {shown(self.key)} was changed since version "
            f"{shown(self.expected)} was read{stored}; read it again and repeat the change."
        )


class SeveralFound(RepositoryError):
    """Several entities match where at most one was expected. `keys` are the first few."""

    def __init__(self, entity: str, where: str, keys: Sequence[object]) -> None:
        super().__init__(entity, where, keys)
        self.entity = entity
        self.where = where
        self.keys: tuple[object, ...] = tuple(keys)

    def __str__(self) -> str:
        return (
            f"Several match {self.where}, where at most one {self.entity} was expected: "
            f"those with the keys {', '.join(map(shown, self.keys))}."
        )


class WriteConflict(RepositoryError):
    """Another unit of work got in the way of this write, which was not done.

    Roll back, and do the whole unit again. `key` is None where the database does not tell: at a
    commit, or of a read that another unit's locks stopped.
    """

    def __init__(self, entity: str, key: object, reason: str) -> None:
        super().__init__(entity, key, reason)
        self.entity = entity
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        which = "" if self.key is None else f" with the key {shown(self.key)}"
        return (
            f"The {self.entity}{which} cannot be written: {self.reason}. "
            "Roll back, and do the whole unit of work again."
        )


class TransactionAborted(RepositoryError):
    """An error made this unit of work unusable. `cause` is what that error said."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause

    def __str__(self) -> str:
        return (
            "The unit of work can only be rolled back, entirely or to a savepoint, "
            f"since an operation in it failed: {self.cause}"
        )


class UnitOfWorkClosed(RepositoryError):
    """A unit of work was used before it began or after it ended. `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state

    def __str__(self) -> str:
        return f"The unit of work {self.state}; each is used in one `with` statement, as it begins."


class RepositoryUnavailable(RepositoryError, Unavailable):
    """The database could not be reached, or its reply did not come."""

    _service = "database"
    _advice = "look before you do it again"


class InvalidEntity(RepositoryError, InvalidValue):
    """Something that this repository cannot store; `field` is `entity` or one of its attributes."""


class InvalidKey(RepositoryError, InvalidValue):
    """Something that cannot be a key of these entities."""


class InvalidWhere(RepositoryError, InvalidValue):
    """A condition that means nothing; `field` is the attribute that it is about."""


class InvalidQuery(RepositoryError, InvalidValue):
    """An order, a limit, an offset or a cursor that cannot be; `field` says which."""


class InvalidSetting(RepositoryError, InvalidValue):
    """A repository or a unit of work cannot be made like this; `field` is the setting."""


class UnknownAttribute(InvalidWhere):
    """The entities have no attribute of this name; `field` is the name."""
