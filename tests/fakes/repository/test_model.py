"""Random programs over repositories and units of work, against a model that copies everything."""

from typing import Any

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fakes.repository import (
    ConstraintViolation,
    Descending,
    DuplicateKey,
    FakeUnitOfWork,
    NotFound,
    WriteConflict,
    matching,
)
from tests.fakes.repository.people import Person, a_repository

PEOPLE = st.builds(
    Person,
    st.integers(0, 4),
    st.sampled_from(["a", "b"]),
    st.none() | st.integers(0, 2),
    st.none() | st.sampled_from(["x", "y", "z"]),
)
REFUSALS = (DuplicateKey, NotFound, ConstraintViolation)

Rows = dict[int, Person]


def write(rows: Rows, operation: str, person: Person) -> None:
    """What the operation does to a plain dict, with the rules written out."""
    if operation == "delete":
        if person.id not in rows:
            raise NotFound("Person", person.id)
        del rows[person.id]
        return
    if operation == "add" and person.id in rows:
        raise DuplicateKey("Person", person.id)
    if operation == "update" and person.id not in rows:
        raise NotFound("Person", person.id)
    for other in rows.values():
        if person.email is not None and other.email == person.email and other.id != person.id:
            raise ConstraintViolation("Person", ["email"], [person.email], other.id)
    rows[person.id] = person


def outcome(action: Any, *arguments: Any) -> str:
    try:
        action(*arguments)
    except REFUSALS as error:
        return f"{type(error).__name__}: {error}"
    return "done"


@attrs.define
class Open:
    """A unit of work, and what the model has of it: all as it was, all as it is, what it wrote."""

    work: FakeUnitOfWork
    began: Rows
    rows: Rows
    written: dict[int, Person]


class Programs(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.people = a_repository(unique=["email"], indexes=["name", "age"])
        self.rows: Rows = {}
        self.open: list[Open] = []

    def teardown(self) -> None:
        for unit in self.open:
            unit.work.rollback()
        assert self.people.all() == self.expected(self.rows)
        assert not self.people.table.committed.claims
        assert not self.people.table.committed.slot_claims
        assert not self.people.table.committed.views

    @rule(operation=st.sampled_from(["add", "update", "save", "delete"]), person=PEOPLE)
    def write_outside(self, operation: str, person: Person) -> None:
        argument = person.id if operation == "delete" else person
        try:
            got = outcome(getattr(self.people, operation), argument)
        except WriteConflict:
            assert self.open
            return
        assert got == outcome(write, self.rows, operation, person)

    @precondition(lambda self: len(self.open) < 3)
    @rule()
    def begin(self) -> None:
        work = FakeUnitOfWork(self.people)
        work.__enter__()
        self.open.append(Open(work, dict(self.rows), dict(self.rows), {}))

    @precondition(lambda self: self.open)
    @rule(
        which=st.integers(0, 2),
        operation=st.sampled_from(["add", "update", "save", "delete"]),
        person=PEOPLE,
    )
    def write_inside(self, which: int, operation: str, person: Person) -> None:
        unit = self.open[which % len(self.open)]
        argument = person.id if operation == "delete" else person
        inside = unit.work.on(self.people)
        alone = len(self.open) == 1 and unit.began == self.rows
        before = dict(unit.rows)
        try:
            got = outcome(getattr(inside, operation), argument)
        except WriteConflict:
            assert not alone
            return
        expected = outcome(write, unit.rows, operation, person)
        if got != expected:
            # Keys and unique values that others have committed since are taken, though unseen.
            assert not alone
            assert got.startswith(("DuplicateKey", "ConstraintViolation")) or (
                expected.startswith("ConstraintViolation")
            )
            unit.rows = before
            if got == "done":
                unit.rows[person.id] = person
        if got == "done":
            unit.written[person.id] = person
            assert self.rows.get(person.id) == unit.began.get(person.id)

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 2), person=PEOPLE)
    def undo_a_part(self, which: int, person: Person) -> None:
        unit = self.open[which % len(self.open)]
        inside = unit.work.on(self.people)
        try:
            with unit.work.savepoint():
                inside.save(person)
                inside.delete(person.id)
                inside.add(person)
                raise ZeroDivisionError
        except (ZeroDivisionError, WriteConflict, *REFUSALS):
            pass

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 2), commits=st.booleans())
    def end(self, which: int, commits: bool) -> None:
        unit = self.open.pop(which % len(self.open))
        if not commits:
            unit.work.rollback()
            return
        unit.work.commit()
        for key in unit.written:
            if key in unit.rows:
                self.rows[key] = unit.rows[key]
            else:
                self.rows.pop(key, None)

    @invariant()
    def everybody_sees_their_own(self) -> None:
        self.check(self.people, self.rows)
        for unit in self.open:
            self.check(unit.work.on(self.people), unit.rows)

    def check(self, people: Any, rows: Rows) -> None:
        expected = self.expected(rows)
        assert people.all() == expected
        assert people.count() == len(expected)
        assert list(people.select(limit=9)) == expected
        assert (
            list(people.select(order_by=Descending("id"), limit=2, offset=1))
            == (expected[::-1][1:3])
        )
        by_age = sorted(expected, key=lambda p: (p.age is not None, p.age or 0, p.id))
        assert list(people.select(order_by="age", limit=9)) == by_age
        for name in ("a", "b"):
            assert people.all(name=name) == [p for p in expected if p.name == name]
        for key in range(5):
            assert people.find(key) == rows.get(key)
            assert people.all(matching(id=key)) == [p for p in expected if p.id == key]

    @staticmethod
    def expected(rows: Rows) -> list[Person]:
        return sorted(rows.values(), key=lambda person: person.id)


TestPrograms = Programs.TestCase
TestPrograms.settings = settings(deadline=None, max_examples=60, stateful_step_count=25)
