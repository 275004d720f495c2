"""Storing, finding, replacing and deleting one entity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository import DuplicateKey, FakeRepository, InvalidEntity, NotFound, RepositoryError
from tests.fakes.repository.people import Account, Person, Team, a_repository, accounts, teams


def test_what_was_added_is_found_under_its_key() -> None:
    people = a_repository()

    added = people.add(Person(1, "Ada"))

    assert added == people.get(1) == people.find(1) == Person(1, "Ada")


TEXTS = st.text() | st.sampled_from(
    ["", "\0", "a\0b", "x" * 70_000, "\u00e9", "e\u0301", "100%_", "\\", " a ", "\U0001f600"]
)
NUMBERS = st.integers() | st.sampled_from([0, -1, 2**31, 2**63, -(2**63), 10**30])


@given(NUMBERS, TEXTS, st.none() | NUMBERS, st.none() | TEXTS)
def test_every_field_comes_back_as_it_was(
    key: int, name: str, age: int | None, email: str | None
) -> None:
    people = a_repository(unique=["email"], indexes=["name"])
    person = Person(key, name, age, email)

    people.add(person)

    assert people.get(key) == person
    assert people.all(name=name) == list(people.select()) == [person]


@given(st.tuples(st.floats(), st.dates(), st.datetimes(), st.decimals(), st.binary(), st.uuids()))
def test_values_of_other_types_come_back_too(values: tuple[object, ...]) -> None:
    store = accounts()

    store.add(Account(1, tags=list(values)))

    assert repr(store.get(1).tags) == repr(list(values))


def test_a_missing_key_raises_when_got_and_is_none_when_looked_for() -> None:
    people = a_repository()

    assert people.find(1) is None
    with pytest.raises(NotFound) as caught:
        people.get(1)
    assert str(caught.value) == "No Person has the key 1."
    assert (caught.value.entity, caught.value.key) == ("Person", 1)


def test_a_second_add_is_refused_and_leaves_the_first() -> None:
    people = a_repository()
    people.add(Person(1, "Ada"))

    with pytest.raises(DuplicateKey) as caught:
        people.add(Person(1, "Eve"))

    assert str(caught.value) == (
        "Stored already: a Person with the key 1. Update it, or save whichever it is."
    )
    assert people.get(1).name == "Ada"


def test_update_replaces_the_whole_entity() -> None:
    people = a_repository()
    people.add(Person(1, "Ada", age=36))

    assert people.update(Person(1, "Ada L.")) == Person(1, "Ada L.")
    assert people.get(1).age is None


def test_update_of_a_missing_entity_creates_none() -> None:
    people = a_repository()

    with pytest.raises(NotFound):
        people.update(Person(1))

    assert people.count() == 0


def test_save_adds_and_replaces() -> None:
    people = a_repository()

    people.save(Person(1, "Ada"))
    people.save(Person(1, "Eve"))

    assert people.all() == [Person(1, "Eve")]


def test_a_deleted_entity_is_gone_from_everywhere() -> None:
    people = a_repository(unique=["email"], indexes=["name"])
    people.add(Person(1, "Ada", email="a@b.se"))
    people.select(order_by="name", limit=1)

    people.delete(1)

    assert people.find(1) is None
    assert people.count() == 0
    assert list(people.select(order_by="name", limit=1)) == []
    assert people.all(name="Ada") == people.all(email="a@b.se") == people.all() == []
    with pytest.raises(NotFound):
        people.get(1)


def test_deleting_what_is_missing_raises() -> None:
    with pytest.raises(NotFound, match=r"^No Person has the key 1\.$"):
        a_repository().delete(1)


def test_deleting_what_is_missing_can_be_ignored() -> None:
    a_repository(delete_missing="ignore").delete(1)


def test_after_a_delete_the_key_is_free_and_nothing_is_left_of_the_old_entity() -> None:
    people = a_repository()
    people.add(Person(1, "Ada", age=36))
    people.delete(1)

    people.add(Person(1, "Eve"))

    assert people.get(1) == Person(1, "Eve")


def test_changing_what_was_passed_in_changes_nothing_stored() -> None:
    store = accounts()
    account = Account(7, "Ada", ["old"])
    store.add(account)
    account.owner = "Eve"
    account.tags.append("new")
    assert store.get(7) == Account(7, "Ada", ["old"])

    store.update(account)
    account.tags.clear()
    assert store.get(7).tags == ["old", "new"]

    store.save(account)
    account.tags.append("newest")
    assert store.get(7).tags == []


def test_changing_what_came_out_changes_nothing_stored() -> None:
    store = accounts(indexes=["owner"])
    outcomes = [store.add(Account(7, "Ada", ["old"]))]
    outcomes += [store.get(7), *store.select(), *store.select(limit=1), *store.all(owner="Ada")]
    outcomes += [store.update(Account(7, "Ada", ["old"])), store.save(Account(7, "Ada", ["old"]))]
    outcomes += store.add_all([Account(8, "Ada", ["old"])])
    outcomes += store.where(lambda account: account.tags.clear() or True)

    for outcome in outcomes:
        outcome.owner = "Eve"
        outcome.tags.append("new")

    assert store.all() == [Account(7, "Ada", ["old"]), Account(8, "Ada", ["old"])]


def test_a_frozen_entity_that_holds_a_list_is_copied() -> None:
    store = teams()
    team = Team("red", ["Ada"])
    store.add(team).members.append("Eve")
    team.members.append("Eve")

    assert store.get("red") == Team("red", ["Ada"])


def test_an_immutable_entity_is_not_copied() -> None:
    people = a_repository()
    person = Person(1, "Ada")

    assert people.add(person) is people.get(1) is person


class LabelledPerson(Person):
    """Without slots, and therefore not immutable."""


def test_a_mutable_subclass_of_an_immutable_class_is_copied() -> None:
    people = a_repository()
    person = LabelledPerson(1, "Ada")
    object.__setattr__(person, "label", ["old"])

    people.add(person)
    person.__dict__["label"].append("new")

    assert type(people.get(1)) is LabelledPerson
    assert people.get(1).__dict__["label"] == ["old"]


def test_an_entity_of_another_class_is_refused() -> None:
    people: FakeRepository = a_repository()

    with pytest.raises(InvalidEntity) as caught:
        people.add("Ada")

    assert str(caught.value) == "entity: must be a Person, not 'Ada'"
    assert caught.value.field == "entity"
    assert people.count() == 0


def test_two_repositories_share_nothing() -> None:
    one, other = a_repository(), a_repository()

    one.add(Person(1))

    assert other.count() == 0


def test_all_of_several_are_added_in_order() -> None:
    store = accounts()

    added = store.add_all(Account(owner=name) for name in ("Ada", "Eve"))

    assert [(account.id, account.owner) for account in added] == [(1, "Ada"), (2, "Eve")]
    assert store.all() == added


def test_of_several_none_is_added_where_one_is_refused() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1))
    before = people.snapshot()

    for refused in (Person(1), Person(3, email="a@b.se"), "Ada"):
        with pytest.raises(RepositoryError):
            people.add_all([Person(2, email="a@b.se"), refused])
        assert people.snapshot() == before


def test_what_cannot_be_iterated_over_is_refused() -> None:
    with pytest.raises(InvalidEntity) as caught:
        a_repository().add_all(7)

    assert str(caught.value) == "entities: cannot be iterated over: 'int' object is not iterable"


def test_a_repository_says_in_one_line_what_is_in_it() -> None:
    people = a_repository()
    people.add(Person(1))

    assert repr(people) == "<FakeRepository of Person: 1 stored>"
    assert people.entity is Person
