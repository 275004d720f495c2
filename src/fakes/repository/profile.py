"""`Profile`: how a database behaves where databases rightly differ, trait by trait.

How the text traits compare is told in `_text`; the store obeys the others.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, get_args

import attrs

from doubles._texts.shown import shown
from fakes.repository._text import TextComparison
from fakes.repository.errors import InvalidSetting

__all__ = [
    "MARIADB_10_11_UTF8MB4_GENERAL_CI",
    "POSTGRESQL_15_C_UTF8",
    "SQLITE_3",
    "Profile",
    "TextComparison",
]


WhichEnd = Literal["first", "last"]
Generated = Literal["skipped", "reused"]
Explicit = Literal["advance", "ignored"]
AfterError = Literal["continue", "aborted"]
Loser = Literal["second writer", "first writer", "second unit"]
LikeReads = Literal["all", "up to NUL"]


def _one_of(trait: object) -> Callable[[object, Any, object], None]:
    allowed = get_args(trait) or tuple(TextComparison)

    def check(_: object, attribute: Any, value: object) -> None:
        if not any(value is known for known in allowed) and not (
            isinstance(value, str) and value in allowed
        ):
            listed = ", ".join(map(repr, allowed))
            raise InvalidSetting(attribute.name, f"must be one of {listed}, not {shown(value)}")

    return check


@attrs.frozen(kw_only=True, repr=False)
class Profile:
    """The traits of the database that a fake stands in for; the defaults are the plainest.

    Compose one for another product or locale with `attrs.evolve`:

    >>> import attrs
    >>> citext = attrs.evolve(POSTGRESQL_15_C_UTF8, text=TextComparison.IGNORING_CASE)

    Raises:
        InvalidSetting: A trait has none of the values that it can have.
    """

    text: TextComparison = attrs.field(
        default=TextComparison.CODE_POINTS, validator=_one_of(TextComparison)
    )
    """What makes texts equal, in conditions, keys and unique attributes, and what sorts them."""

    like: TextComparison = attrs.field(
        default=TextComparison.CODE_POINTS, validator=_one_of(TextComparison)
    )
    """How `LIKE`, `starts with` and `contains` compare characters."""

    like_reads: LikeReads = attrs.field(default="all", validator=_one_of(LikeReads))
    """Whether `LIKE` sees what comes after a NUL."""

    lower: TextComparison = attrs.field(
        default=TextComparison.IGNORING_CASE, validator=_one_of(TextComparison)
    )
    """What `equals_ignoring_case` leaves out of account."""

    nulls: WhichEnd = attrs.field(default="first", validator=_one_of(WhichEnd))
    """Where None comes in ascending order; in descending order it is at the other end."""

    rolled_back_keys: Generated = attrs.field(default="skipped", validator=_one_of(Generated))
    """Whether a generated key comes again after its insert was rolled back."""

    explicit_keys: Explicit = attrs.field(default="advance", validator=_one_of(Explicit))
    """Whether keys are generated behind the greatest that was given explicitly."""

    deleted_keys: Generated = attrs.field(default="skipped", validator=_one_of(Generated))
    """Whether the greatest key is generated again after its entity was deleted.

    Then each is one more than the greatest that is stored, whatever the two traits above say.
    """

    stores_nul: bool = attrs.field(default=True, validator=_one_of(Literal[True, False]))
    """Whether a text can have a NUL in it."""

    after_error: AfterError = attrs.field(default="continue", validator=_one_of(AfterError))
    """What a unit of work can do after a constraint was violated in it."""

    write_conflict: Loser = attrs.field(default="second writer", validator=_one_of(Loser))
    """Which of two units of work that read and write the same entity gets a `WriteConflict`.

    The one that writes it second; the one that writes it first, because the other has read it; or
    the second unit that writes anything at all.
    """

    def __repr__(self) -> str:
        if (product := _products().get(self)) is not None:
            return product
        traits = [
            f"{field.name}={value!r}"
            for field in attrs.fields(Profile)
            if (value := getattr(self, field.name)) != field.default
        ]
        return f"Profile({', '.join(traits)})"


POSTGRESQL_15_C_UTF8: Final = Profile(
    nulls="last",
    explicit_keys="ignored",
    stores_nul=False,
    after_error="aborted",
)
"""PostgreSQL 15 in a database of the locale C.UTF-8, with identity columns."""

MARIADB_10_11_UTF8MB4_GENERAL_CI: Final = Profile(
    text=TextComparison.UTF8MB4_GENERAL_CI,
    like=TextComparison.UTF8MB4_GENERAL_CI,
    lower=TextComparison.UTF8MB4_GENERAL_CI,
    write_conflict="first writer",
)
"""MariaDB 10.11 with InnoDB, AUTO_INCREMENT, and the collation utf8mb4_general_ci."""

SQLITE_3: Final = Profile(
    like=TextComparison.IGNORING_ASCII_CASE,
    like_reads="up to NUL",
    lower=TextComparison.IGNORING_ASCII_CASE,
    rolled_back_keys="reused",
    deleted_keys="reused",
    write_conflict="second unit",
)
"""SQLite 3 with its BINARY collation and INTEGER PRIMARY KEY, without AUTOINCREMENT."""


def _products() -> Mapping[Profile, str]:
    return {
        POSTGRESQL_15_C_UTF8: "POSTGRESQL_15_C_UTF8",
        MARIADB_10_11_UTF8MB4_GENERAL_CI: "MARIADB_10_11_UTF8MB4_GENERAL_CI",
        SQLITE_3: "SQLITE_3",
    }
