"""Broken adapters, each with the guarantee that finds it out and all that is said of it."""

import asyncio
import threading
from typing import Any

import pytest

from fakes.conformance import Outcome, verdicts
from tests.fakes.conformance.adapters import (
    AsyncFakeCells,
    FakeCells,
    FakeUnit,
    SoundAsyncCells,
    SoundCells,
)
from tests.fakes.conformance.cells import Missing


class OffByOne(FakeCells):
    def put(self, name: str, number: int) -> None:
        super().put(name, number + (number > 1000))


class FirstPutWins(FakeCells):
    def put(self, name: str, number: int) -> None:
        if name not in self.names():
            super().put(name, number)


class ZeroForMissing(FakeCells):
    def get(self, name: str) -> int:
        return super().get(name) if name in self.names() else 0


class KeyErrorForMissing(FakeCells):
    def get(self, name: str) -> int:
        return self.shelf.numbers[name][0]


class SilentDelete(FakeCells):
    def delete(self, name: str) -> None:
        self.shelf.numbers.pop(name, None)


class FailingDelete(FakeCells):
    def delete(self, name: str) -> None:
        raise ConnectionResetError("by peer")


class PartialBatch(FakeCells):
    def put_all(self, numbers: Any) -> None:
        super().put_all(dict(list(numbers.items())[:1]))


class NoRollback(FakeCells):
    def unit(self) -> FakeUnit:
        unit = super().unit()
        unit.copy = self.shelf
        return unit


class Everlasting(FakeCells):
    def names(self) -> list[str]:
        return list(self.shelf.numbers)


class OwnShelf(FakeCells):
    """Each client sees only what it put itself."""

    def __init__(self, shelf: Any) -> None:
        super().__init__(type(shelf)())


class ZeroIsFalse(FakeCells):
    """A driver that reads 0 as False."""

    def get(self, name: str) -> int:
        return super().get(name) or False


class LostUpdate(FakeCells):
    """It reads, lets the others read, and writes."""

    meeting: Any = None

    def add(self, name: str, number: int) -> int:
        total = self.get(name) + number
        type(self).meeting.wait(10)
        self.put(name, total)
        return total


class AsyncLostUpdate(AsyncFakeCells):
    async def add(self, name: str, number: int) -> int:
        total = await self.get(name) + number
        await asyncio.sleep(0)
        await self.put(name, total)
        return total


def reason(guarantee: str, cells: type[Any], base: type[Any] = SoundCells) -> str:
    """The text of the failure of this guarantee, on this adapter."""
    suite = type("TestCells", (base,), {"cells": cells})
    verdict = verdicts(suite, guarantee)[guarantee]
    assert verdict.outcome is Outcome.FAIL
    return verdict.reason


def test_a_value_that_comes_back_changed_is_shown_with_the_smallest_example() -> None:
    assert (
        reason("round_trip", OffByOne)
        == """\
TestCells does not keep round_trip: a number that was put comes back.

get('a') after put
  expected: 1001
  got:      1002

With:
  name = 'a'
  number = 1001

What was done:
  1. client 1: put('a', 1001) -> None
  2. client 1: get('a') -> 1002"""
    )


def test_a_put_that_does_not_replace_is_shown_with_the_smallest_example() -> None:
    assert (
        reason("last_put_wins", FirstPutWins)
        == """\
TestCells does not keep last_put_wins: a put replaces what was there.

get('a') after two puts
  expected: 1
  got:      0

With:
  first = 0
  second = 1

What was done:
  1. client 1: put('a', 0) -> None
  2. client 1: put('a', 1) -> None
  3. client 1: get('a') -> 0"""
    )


def test_a_number_of_another_type_is_another_number() -> None:
    assert (
        reason("round_trip", ZeroIsFalse)
        == """\
TestCells does not keep round_trip: a number that was put comes back.

get('a') after put
  expected: 0 (int)
  got:      False (bool)

With:
  name = 'a'
  number = 0

What was done:
  1. client 1: put('a', 0) -> None
  2. client 1: get('a') -> False"""
    )


def test_a_value_where_an_error_was_expected_is_shown() -> None:
    assert (
        reason("missing", ZeroForMissing)
        == """\
TestCells does not keep missing: what was never put is Missing.

get('a') of a name that was never put
  expected: Missing raised
  got:      returned 0

What was done:
  1. client 1: get('a') -> 0"""
    )


def test_another_error_than_the_expected_one_is_shown() -> None:
    assert (
        reason("missing", KeyErrorForMissing)
        == """\
TestCells does not keep missing: what was never put is Missing.

get('a') of a name that was never put
  expected: Missing raised
  got:      raised KeyError: 'a'

What was done:
  1. client 1: get('a') raised KeyError: 'a'"""
    )


def test_an_adapter_is_held_to_the_parameter_that_it_declares() -> None:
    assert (
        reason("delete_missing", SilentDelete)
        == """\
TestCells does not keep delete_missing: a delete of what is not there does as declared.

delete('a') of what is not there
  expected: Missing raised
  got:      returned None

What was done:
  1. client 1: delete('a') -> None"""
    )


def test_an_adapter_may_declare_the_other_parameter() -> None:
    declared = {"cells": SilentDelete, "parameters": {"delete_missing": "ignores"}}
    suite = type("TestCells", (SoundCells,), declared)

    assert verdicts(suite, "delete_missing")["delete_missing"].outcome is Outcome.PASS


def test_an_error_that_nobody_expects_is_shown_with_where_the_adapter_raised_it() -> None:
    suite = type(
        "TestCells",
        (SoundCells,),
        {"cells": FailingDelete, "parameters": {"delete_missing": "ignores"}},
    )
    line = FailingDelete.delete.__code__.co_firstlineno + 1

    assert verdicts(suite, "delete_missing")["delete_missing"].reason == (
        "TestCells does not keep delete_missing: a delete of what is not there does as declared."
        "\n\n"
        "It raised what the port does not allow here. ConnectionResetError: by peer\n"
        f'  test_broken_adapters.py:{line} in delete: raise ConnectionResetError("by peer")'
        "\n\n"
        "What was done:\n"
        "  1. client 1: delete('a') raised ConnectionResetError: by peer"
    )


def test_what_is_missing_from_a_batch_is_shown() -> None:
    assert (
        reason("batch", PartialBatch)
        == """\
TestCells does not keep batch: put_all puts all.

names after put_all
  expected: 2 items: ['a', 'b']
  got:      1 item: ['a']

What was done:
  1. client 1: put_all({'a': 1, 'b': 2}) -> None
  2. client 1: names() -> ['a']"""
    )


def test_what_a_client_gives_out_is_shown_by_how_it_was_got() -> None:
    assert (
        reason("rollback_hides", NoRollback)
        == """\
TestCells does not keep rollback_hides: a unit that failed has changed nothing.

names after a unit that failed
  expected: 0 items: []
  got:      1 item: ['a']

What was done:
  1. client 1: unit() -> client 1.unit()
  2. client 1.unit(): __enter__() -> client 1.unit()
  3. client 1.unit(): on(client 1) -> client 1.unit().on(client 1)
  4. client 1.unit().on(client 1): put('a', 1) -> None
  5. client 1.unit().on(client 1): get('a') -> 1
  6. client 1.unit(): __exit__(LookupError()) -> None
  7. client 1: names() -> ['a']"""
    )


def test_what_should_have_expired_is_shown() -> None:
    assert (
        reason("expiry", Everlasting)
        == """\
TestCells does not keep expiry: a number is gone after its lifetime.

get('a') after its lifetime
  expected: Missing raised
  got:      returned 1

What was done:
  1. client 1: put('a', 1) -> None
  2. client 1: get('a') -> 1"""
    )


def test_a_restart_that_loses_everything_is_shown() -> None:
    line = FakeCells.get.__code__.co_firstlineno + 3

    assert reason("survives_restart", OwnShelf) == (
        "TestCells does not keep survives_restart: a restart loses nothing."
        "\n\n"
        "It raised what the port does not allow here. Missing: no cell is called 'a'\n"
        f'  adapters.py:{line} in get: raise Missing(f"no cell is called {{name!r}}")'
        "\n\n"
        "What was done:\n"
        "  1. client 1: put('a', 1) -> None\n"
        "  2. client 2: get('a') raised Missing: no cell is called 'a'"
    )


def test_what_never_comes_is_shown_with_how_long_was_waited() -> None:
    assert (
        reason("visible", OwnShelf)
        == """\
TestCells does not keep visible: what one client puts, another comes to see.

what another client put
  never came, within 2.0 s; last seen: []

What was done:
  1. client 1: put('a', 1) -> None
  2. client 2: names() -> [] (26 times)"""
    )


def test_updates_lost_between_threads_are_shown_as_simultaneous() -> None:
    LostUpdate.meeting = threading.Barrier(4)

    said = reason("no_lost_update", LostUpdate)

    assert said.startswith(
        """\
TestCells does not keep no_lost_update: two adds at the same time are both counted.

the cell that four clients added 1 to
  expected: 4
  got:      1

What was done:
  1. client 1: put('a', 0) -> None
||2. client """
    )
    assert said.endswith("\n  6. client 1: get('a') -> 1")
    assert said.count("\n||") == 4
    assert said.count(": add('a', 1) -> 1") == 4


def test_updates_lost_between_tasks_are_shown_as_simultaneous() -> None:
    said = reason("no_lost_update", AsyncLostUpdate, SoundAsyncCells)

    assert "  expected: 4\n  got:      1\n" in said
    assert said.count("\n||") == 4


@pytest.mark.parametrize("error", [Missing("a"), Missing()])
def test_an_error_is_shown_with_its_message_if_it_has_one(error: Exception) -> None:
    class Cells(FakeCells):
        def names(self) -> list[str]:
            if not self.shelf.numbers:
                return []
            raise error

    assert f"names() raised Missing{': a' if error.args else ''}" in reason("visible", Cells)
