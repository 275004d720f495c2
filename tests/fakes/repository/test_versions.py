"""Optimistic versions: an update of what has changed since it was read is refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import attrs
import pytest

from fakes.repository import (
    FakeRepository,
    FakeUnitOfWork,
    InvalidEntity,
    StaleVersion,
    WriteConflict,
)
from tests.fakes.repository.people import Account, accounts


@attrs.frozen
class Document:
    id: int
    text: str = ""
    version: int = 1


def documents() -> FakeRepository[Document, int]:
    return FakeRepository(Document, key=lambda document: document.id, version="version")


def test_each_update_counts_the_version_up() -> None:
    store = documents()
    first = store.add(Document(1))

    second = store.update(attrs.evolve(first, text="new"))
    third = store.save(attrs.evolve(second, text="newer"))

    assert (first.version, second.version, third.version) == (1, 2, 3)
    assert store.get(1) == Document(1, "newer", 3)


def test_an_update_of_what_has_changed_is_refused() -> None:
    store = documents()
    read = store.add(Document(1))
    store.update(attrs.evolve(read, text="first"))

    for write in (store.update, store.save):
        with pytest.raises(StaleVersion) as caught:
            write(attrs.evolve(read, text="second"))
        assert str(caught.value) == (
            "The Document with the key 1 was changed since version 1 was read, and 2 is stored; "
            "read it again and repeat the change."
        )
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert store.get(1).text == "first"


def test_an_adapter_that_cannot_tell_the_stored_version_leaves_it_out() -> None:
    assert str(StaleVersion("Document", 1, 1, None)) == (
        "The Document with the key 1 was changed since version 1 was read; "
        "read it again and repeat the change."
    )


def test_the_argument_keeps_its_version_unless_it_is_written_back() -> None:
    plain, written = accounts(version="version"), accounts(version="version", write_back=True)
    one, other = Account(owner="Ada"), Account(owner="Ada")
    one.id = plain.add(one).id
    plain.update(one)
    written.add(other)
    written.update(other)

    assert (one.version, other.version) == (1, 2)


@pytest.mark.parametrize("version", [None, True, "1", 1.0])
def test_an_entity_without_a_version_is_not_stored(version: object) -> None:
    store = documents()
    for write in (store.add, store.save, lambda document: store.add_all([document])):
        with pytest.raises(InvalidEntity) as caught:
            write(Document(1, version=version))  # type: ignore[arg-type]
        assert str(caught.value) == f"version: must be an int, not {version!r}"
    assert store.count() == 0


@pytest.mark.parametrize("version", [None, True, "1", 1.0])
def test_a_version_that_is_no_number_is_refused(version: object) -> None:
    store = documents()
    store.add(Document(1))

    with pytest.raises(InvalidEntity) as caught:
        store.update(Document(1, version=version))

    assert str(caught.value) == f"version: must be an int, not {version!r}"
    assert store.get(1) == Document(1)


def test_of_many_concurrent_updates_exactly_one_wins() -> None:
    store = documents()
    read = store.add(Document(1))
    barrier = Barrier(8)

    def update(number: int) -> bool:
        barrier.wait()
        try:
            store.update(attrs.evolve(read, text=str(number)))
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(update, range(8)))

    assert won.count(True) == 1
    assert store.get(1) == Document(1, str(won.index(True)), 2)


def test_versions_hold_inside_a_unit_of_work_too() -> None:
    store = documents()
    read = store.add(Document(1))

    with FakeUnitOfWork(store) as work:
        inside = work.on(store)
        inside.update(read)
        with pytest.raises(StaleVersion):
            inside.update(read)
        with pytest.raises(WriteConflict):
            store.update(read)
        work.commit()

    assert store.get(1).version == 2
