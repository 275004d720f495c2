"""Keys that the repository makes, and what becomes of them."""

from itertools import count
from typing import Any

import attrs
import pytest

from fakes.repository import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    ConstraintViolation,
    DuplicateKey,
    FakeRepository,
    FakeUnitOfWork,
    InvalidEntity,
    InvalidKey,
    InvalidSetting,
    Profile,
    Serial,
)
from tests.fakes.repository.people import Account, Person, accounts

ONE_ATTRIBUTE = "the key must be one attribute, which the generated key can be written to"

PROFILES = {
    "plain": Profile(),
    "SQLite": SQLITE_3,
    "PostgreSQL": POSTGRESQL_15_C_UTF8,
    "MariaDB": MARIADB_10_11_UTF8MB4_GENERAL_CI,
}


@attrs.frozen
class Ticket:
    id: int | None
    seat: str = ""


def tickets(**settings: Any) -> FakeRepository[Ticket, int]:
    return FakeRepository(Ticket, key=lambda ticket: ticket.id, generated=Serial(), **settings)


def test_an_entity_without_a_key_gets_the_next_number() -> None:
    store = tickets()

    assert [store.add(Ticket(None)).id, store.save(Ticket(None)).id] == [1, 2]
    assert store.get(2) == Ticket(2)


def test_numbers_start_where_they_are_told_to() -> None:
    store = FakeRepository(Ticket, key="id", generated=Serial(start=100))

    assert store.add(Ticket(None)).id == 100


def test_a_function_makes_keys_of_any_kind() -> None:
    names = (f"ticket-{number}" for number in count())
    entity = attrs.make_class("Named", {"name": attrs.field(type=str | None)}, frozen=True)
    store = FakeRepository(entity, key="name", generated=names.__next__)

    assert store.add(entity(None)) == entity("ticket-0")
    assert store.add(entity("mine")) == entity("mine")


def test_a_key_that_a_function_made_is_checked_like_any() -> None:
    store = FakeRepository(Ticket, key="id", generated=lambda: "1")

    with pytest.raises(InvalidKey, match=r"^key: must be an int, not '1'$"):
        store.add(Ticket(None))

    assert store.count() == 0


def test_keys_of_deleted_entities_are_not_made_again() -> None:
    store = tickets()
    store.add_all([Ticket(None), Ticket(None)])
    store.delete(2)

    assert store.add(Ticket(None)).id == 3


def test_the_argument_keeps_its_missing_key() -> None:
    store = accounts()
    account = Account(owner="Ada")

    assert store.add(account).id == 1
    assert account.id is None


def test_the_key_is_written_back_where_that_is_asked_for() -> None:
    store = accounts(write_back=True)
    account, other = Account(owner="Ada"), Account(owner="Eve")

    store.add(account)
    store.add_all([other])

    assert (account.id, other.id) == (1, 2)


def test_nothing_is_written_back_when_nothing_was_stored() -> None:
    store = accounts(write_back=True, unique=["owner"])
    store.add(Account(owner="Ada"))
    refused, fine = Account(owner="Ada"), Account(owner="Eve")

    with pytest.raises(ConstraintViolation):
        store.add(refused)
    with pytest.raises(ConstraintViolation):
        store.add_all([fine, refused])

    assert refused.id is None
    assert fine.id is None


def test_writing_back_to_what_is_frozen_is_refused() -> None:
    store = tickets(write_back=True)

    with pytest.raises(InvalidEntity) as caught:
        store.add(Ticket(None))

    assert (
        str(caught.value) == "id: cannot be set on Ticket, as write_back asks: can't set attribute"
    )
    assert store.count() == 0


class Locked:
    """Has a key that nothing sets."""

    @property
    def id(self) -> int | None:
        return None


def test_a_key_that_cannot_be_set_is_refused() -> None:
    store = FakeRepository(Locked, key="id", generated=Serial())

    with pytest.raises(InvalidEntity, match=r"^id: cannot be set on Locked: "):
        store.add(Locked())


@pytest.mark.parametrize(
    ("profile", "key"), [("plain", 2), ("SQLite", 1), ("PostgreSQL", 2), ("MariaDB", 2)]
)
def test_the_profile_says_whether_a_rolled_back_key_comes_again(profile: str, key: int) -> None:
    store = tickets(profile=PROFILES[profile])

    with FakeUnitOfWork(store) as work:
        work.on(store).add(Ticket(None))

    assert store.add(Ticket(None)).id == key


@pytest.mark.parametrize(
    ("profile", "key"), [("plain", 3), ("SQLite", 2), ("PostgreSQL", 3), ("MariaDB", 3)]
)
def test_the_profile_says_whether_a_refused_insert_uses_up_its_key(profile: str, key: int) -> None:
    store = tickets(profile=PROFILES[profile], unique=["seat"])
    store.add(Ticket(None, "A1"))

    with pytest.raises(ConstraintViolation):
        store.add(Ticket(None, "A1"))

    assert store.add(Ticket(None, "A2")).id == key


@pytest.mark.parametrize(
    ("profile", "key"), [("plain", 101), ("SQLite", 101), ("PostgreSQL", 1), ("MariaDB", 101)]
)
def test_the_profile_says_whether_numbers_go_on_behind_a_given_key(profile: str, key: int) -> None:
    added, saved = tickets(profile=PROFILES[profile]), tickets(profile=PROFILES[profile])
    added.add(Ticket(100))
    saved.save(Ticket(100))

    assert added.add(Ticket(None)).id == saved.add(Ticket(None)).id == key


def test_a_number_that_was_given_before_is_a_duplicate_once() -> None:
    store = tickets(profile=POSTGRESQL_15_C_UTF8)
    store.add(Ticket(1))

    with pytest.raises(DuplicateKey):
        store.add(Ticket(None))

    assert store.add(Ticket(None)).id == 2


def test_rolling_back_a_given_key_takes_the_numbers_back_too() -> None:
    store = tickets(profile=SQLITE_3)
    with FakeUnitOfWork(store) as work:
        work.on(store).add(Ticket(100))

    assert store.add(Ticket(None)).id == 1


def test_a_number_is_not_reused_after_another_unit_went_on() -> None:
    store = tickets(profile=Profile(rolled_back_keys="reused"))
    with FakeUnitOfWork(store) as one, FakeUnitOfWork(store) as other:
        one.on(store).add(Ticket(None))
        other.on(store).add(Ticket(None))
        one.rollback()
        other.commit()

    assert store.all() == [Ticket(2)]
    assert store.add(Ticket(None)).id == 3


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        (
            {"key": ("tenant", "id")},
            f"{ONE_ATTRIBUTE}; this key is made of tenant, id",
        ),
        (
            {"key": lambda person: person.id + 1},
            f"{ONE_ATTRIBUTE}; this key is computed",
        ),
        ({"key": "name"}, "Serial() makes numbers, which name is not"),
        ({"key": "id", "generated": Serial(start="1")}, "must start at an int, not '1'"),
        ({"key": "id", "generated": 1}, "must be Serial() or a function without parameters, not 1"),
    ],
    ids=["compound", "computed", "text", "start", "number"],
)
def test_keys_that_cannot_be_generated_are_refused(settings: dict[str, Any], wanted: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        FakeRepository(Person, **{"generated": Serial(), **settings})

    assert str(caught.value) == f"generated: {wanted}"


def test_without_generated_keys_none_is_no_key() -> None:
    store = FakeRepository(Ticket, key="id")

    with pytest.raises(InvalidKey, match=r"^key: must be an int, not None$"):
        store.add(Ticket(None))
