"""All that is said of the broken repositories that every suite must find out."""

from typing import Any

from hypothesis import strategies as st

from fakes.conformance import Outcome, verdicts
from fakes.conformance.sabotage.repository import SABOTEURS
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.repository.suites import Note, Notes


class Shrinking(Notes):
    shrinks_for = 60.0

    def entities(self) -> Any:
        return st.builds(Note, st.sampled_from("abcdefghij"), picture=st.none() | st.just(b"\x00"))


def said_of(name: str) -> str:
    [saboteur] = [each for each in SABOTEURS if each.name == name]
    verdict = verdicts(sabotaged(Shrinking, saboteur), saboteur.killed_by)[saboteur.killed_by]
    assert verdict.outcome is Outcome.FAIL
    return verdict.reason


def test_a_stored_reference_that_is_returned_is_shown() -> None:
    assert (
        said_of("stored_reference")
        == """\
Shrinking does not keep no_output_aliasing: changing what came out changes nothing that is stored.

get('a') after what came out of get was changed
  at .text
  expected: '' (str)
  got:      None (NoneType)

With:
  entity = Note(code='a', text='', picture=None, version=1)

What was done:
  1. client 1: add(Note(code='a', text='', picture=None, version=1)) -> Note(code='a', text='', \
picture=None, version=1)
  2. client 1: get('a') -> Note(code='a', text='', picture=None, version=1)
  3. client 1: select() -> <Page of 1: [Note(code='a', text='', picture=None, version=1)]>
  4. client 1: count() -> 1
  5. client 1: get('a') -> Note(code='a', text=None, picture='mutated', version=1)"""
    )


def test_a_set_that_is_lost_after_a_delete_is_shown() -> None:
    assert (
        said_of("lost_after_delete")
        == """\
Shrinking does not keep re_add_after_delete: the key of what was deleted is free, and nothing of \
the old entity is left.

the keys of all that is stored after delete and add
  expected: ['a']
  got:      []

With:
  entities = [Note(code='a', text='', picture=None, version=1), Note(code='b', text='', pi...

What was done:
  1. client 1: add(Note(code='a', text='', picture=None, version=1)) -> Note(code='a', text='', \
picture=None, version=1)
  2. client 1: delete('a') -> None
  3. client 1: add(Note(code='a', text='', picture=None, version=1)) -> Note(code='a', text='', \
picture=None, version=1)
  4. client 1: select() -> <Page of 0: []>"""
    )


def test_a_deleted_key_that_is_still_listed_is_shown() -> None:
    assert (
        said_of("ghosts")
        == """\
Shrinking does not keep delete_is_complete: what was deleted is gone from get, find, select and \
count, and nothing else is.

the keys of all that is stored after the delete
  expected: []
  got:      ['a']

With:
  entities = [Note(code='a', text='', picture=None, version=1)]

What was done:
  1. client 1: add(Note(code='a', text='', picture=None, version=1)) -> Note(code='a', text='', \
picture=None, version=1)
  2. client 1: delete('a') -> None
  3. client 2: get('a') raised NotFound: No Note has the key 'a'.
  4. client 2: find('a') -> None
  5. client 2: select() -> <Page of 1: [Note(code='a', text='', picture=None, version=1)]>"""
    )


def test_a_key_whose_case_is_folded_is_shown() -> None:
    assert (
        said_of("folds_case")
        == """\
Shrinking does not keep keys_are_exact: case, spaces, normal form and length all tell keys apart.

find('KEY') before its add
  expected: None
  got:      Note(code='key', text='', picture=None, version=1)

With:
  entities = [Note(code='a', text='', picture=None, version=1), Note(code='b', text='', pi...

What was done:
  1. client 1: find('key') -> None
  2. client 1: add(Note(code='key', text='', picture=None, version=1)) -> Note(code='key', \
text='', picture=None, version=1)
  3. client 1: select() -> <Page of 1: [Note(code='key', text='', picture=None, version=1)]>
  4. client 1: count() -> 1
  5. client 1: get('key') -> Note(code='key', text='', picture=None, version=1)
  6. client 1: find('KEY') -> Note(code='key', text='', picture=None, version=1)"""
    )


def test_a_wildcard_that_is_not_escaped_is_shown() -> None:
    assert (
        said_of("wildcards")
        == """\
Shrinking does not keep filter_agrees: every condition finds what it says: wildcards, case, NULL, \
no values.

the keys of select(<Where text starts with 'a%'>)
  expected: ['a', 'h']
  got:      ['a', 'b', 'c', 'f', 'g', 'h']

With:
  entities = [Note(code='a', text='', picture=None, version=1), Note(code='b', text='', pi...

What was done:
   1. client 1: add(Note(code='a', text='a%b', picture=None, version=1)) -> Note(code='a', \
text='a%b', picture=None, version=1)
   2. client 1: add(Note(code='b', text='a_b', picture=None, version=1)) -> Note(code='b', \
text='a_b', picture=None, version=1)
   3. client 1: add(Note(code='c', text='axb', picture=None, version=1)) -> Note(code='c', \
text='axb', picture=None, version=1)
   4. client 1: add(Note(code='d', text='A%B', picture=None, version=1)) -> Note(code='d', \
text='A%B', picture=None, version=1)
   5. client 1: add(Note(code='e', text='', picture=None, version=1)) -> Note(code='e', text='', \
picture=None, version=1)
   6. client 1: add(Note(code='f', text='a\\\\b', picture=None, version=1)) -> Note(code='f', \
text='a\\\\b', picture=None, version=1)
   7. client 1: add(Note(code='g', text='ab ', picture=None, version=1)) -> Note(code='g', \
text='ab ', picture=None, version=1)
   8. client 1: add(Note(code='h', text='a%b', picture=None, version=1)) -> Note(code='h', \
text='a%b', picture=None, version=1)
   9. client 1: select(<Where code in ()>) -> <Page of 0: []>
  10. client 1: count(<Where code in ()>) -> 0
  11. client 1: select(<Where not code in ()>) -> <Page of 8: [Note(code='a', text='a%b', \
picture=None, version=1), Note(code='...
  12. client 1: count(<Where not code in ()>) -> 8
  13. client 1: select(<Where not (code = 'a' and code = 'b')>) -> <Page of 8: [Note(code='a', \
text='a%b', picture=None, version=1), Note(code='...
  14. client 1: count(<Where not (code = 'a' and code = 'b')>) -> 8
  15. client 1: select(<Where not (code = 'a' or code = 'b')>) -> <Page of 6: [Note(code='c', \
text='axb', picture=None, version=1), Note(code='...
  16. client 1: count(<Where not (code = 'a' or code = 'b')>) -> 6
  17. client 1: select(<Where text = 'A%B'>) -> <Page of 1: [Note(code='d', text='A%B', \
picture=None, version=1)]>
  18. client 1: count(<Where text = 'A%B'>) -> 1
  19. client 1: select(<Where text = 'a%b'>) -> <Page of 2: [Note(code='a', text='a%b', \
picture=None, version=1), Note(code='...
  20. client 1: count(<Where text = 'a%b'>) -> 2
  21. client 1: select(<Where text = 'ab'>) -> <Page of 0: []>
  22. client 1: count(<Where text = 'ab'>) -> 0
  23. client 1: select(<Where text starts with 'a%'>) -> <Page of 6: [Note(code='a', text='a%b', \
picture=None, version=1), Note(code='..."""
    )


def test_a_row_that_is_skipped_is_shown() -> None:
    assert (
        said_of("skips_a_row")
        == """\
Shrinking does not keep pages_concatenate: pages of any size join to the whole, also when \
something is written between them.

the next page after an add before it
  expected: 1 item: ['d']
  got:      0 items: []

With:
  entities = [Note(code='a', text='', picture=None, version=1), Note(code='b', text='', pi...

What was done:
   1. client 1: add(Note(code='a', text='', picture=None, version=1)) -> Note(code='a', text='', \
picture=None, version=1)
   2. client 1: add(Note(code='b', text='', picture=None, version=1)) -> Note(code='b', text='', \
picture=None, version=1)
   3. client 1: add(Note(code='c', text='', picture=None, version=1)) -> Note(code='c', text='', \
picture=None, version=1)
   4. client 1: add(Note(code='d', text='', picture=None, version=1)) -> Note(code='d', text='', \
picture=None, version=1)
   5. client 1: add(Note(code='e', text='', picture=None, version=1)) -> Note(code='e', text='', \
picture=None, version=1)
   6. client 1: select() -> <Page of 5: [Note(code='a', text='', picture=None, version=1), \
Note(code='b',...
   7. client 1: delete('a') -> None
   8. client 1: select(limit=2) -> <Page of 2, and more: [Note(code='b', text='', picture=None, \
version=1), Note...
   9. client 2: add(Note(code='a', text='', picture=None, version=1)) -> Note(code='a', text='', \
picture=None, version=1)
  10. client 1: select(limit=1, after=Cursor(order_by=(), values=('c',))) -> <Page of 0, and \
more: []>"""
    )


def test_an_insert_that_outlives_its_rollback_is_shown() -> None:
    assert (
        said_of("keeps_after_rollback")
        == """\
Shrinking does not keep rollback_hides: what was rolled back was never there, whether all of it \
or a part.

the keys of all that is stored after the rollback
  expected: ['b', 'd']
  got:      ['a', 'b']

With:
  entities = [Note(code='a', text='', picture=None, version=1), Note(code='b', text='', pi...

What was done:
   1. client 1: add(Note(code='b', text='', picture=None, version=1)) -> Note(code='b', text='', \
picture=None, version=1)
   2. client 1: add(Note(code='d', text='', picture=None, version=1)) -> Note(code='d', text='', \
picture=None, version=1)
   3. unit 1: __enter__() -> unit 1
   4. unit 1: on(client 1) -> unit 1.on(client 1)
   5. unit 1.on(client 1): add(Note(code='a', text='', picture=None, version=1)) -> \
Note(code='a', text='', picture=None, version=1)
   6. unit 1.on(client 1): get('b') -> Note(code='b', text='', picture=None, version=1)
   7. unit 1.on(client 1): update(Note(code='b', text='', picture=None, version=1)) -> \
Note(code='b', text='', picture=None, version=2)
   8. unit 1.on(client 1): delete('d') -> None
   9. unit 1.on(client 1): select() -> <Page of 2: [Note(code='a', text='', picture=None, \
version=1), Note(code='b',...
  10. unit 1.on(client 1): count() -> 2
  11. unit 1.on(client 1): get('a') -> Note(code='a', text='', picture=None, version=1)
  12. unit 1.on(client 1): get('b') -> Note(code='b', text='', picture=None, version=2)
  13. unit 1: rollback() -> None
  14. unit 1: commit() raised UnitOfWorkClosed: The unit of work was committed; each is used in \
one `with` statement, as it begins.
  15. unit 1: __exit__() -> None
  16. client 2: select() -> <Page of 2: [Note(code='a', text='', picture=None, version=1), \
Note(code='b',..."""
    )


def test_empty_bytes_that_are_read_as_missing_are_shown() -> None:
    head, difference, drawn, done = said_of("empty_bytes_missing").split("\n\n")

    assert head == (
        "Shrinking does not keep round_trip: every attribute comes back equal, values at the edges "
        "of what it holds included."
    )
    assert difference.startswith(
        "It raised what the port does not allow here. NotFound: No entity has the key 'a'.\n"
    )
    assert drawn == "With:\n  entity = Note(code='a', text='', picture=b'\\x00', version=1)"
    assert done.endswith("get('a') raised NotFound: No entity has the key 'a'.")


def test_versions_that_are_checked_without_atomicity_are_shown() -> None:
    head, difference, _, done = said_of("racing_versions").split("\n\n")

    assert head == (
        "Shrinking does not keep stale_version: a write of a stale version raises StaleVersion, "
        "and of writers at once exactly one wins."
    )
    assert difference.startswith(
        "how many of 4 updates of one version succeeded\n  expected: 1\n  got:      "
    )
    assert done.count("\n||") > 1


def test_copies_that_are_swapped_on_write_are_shown() -> None:
    head, difference, _, done = said_of("swaps_copies").split("\n\n")

    assert head == (
        "Shrinking does not keep concurrent_writes_are_kept: of what clients add at the same time "
        "nothing is lost, and under one key one wins."
    )
    assert difference.startswith(
        "the keys of all that is stored after adds at the same time\n"
        "  expected: ['a', 'b', 'c', 'd']\n"
        "  got:      ["
    )
    assert done.count("\n||") > 1
