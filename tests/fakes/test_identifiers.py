"""Identifiers: unique in one fake, and the same in every run."""

from fakes._identifiers import Identifiers


def test_one_seed_gives_the_same_identifiers_in_the_same_order() -> None:
    ours, theirs = Identifiers(7), Identifiers(7)

    assert [ours.next("ch_") for _ in range(3)] == [theirs.next("ch_") for _ in range(3)]


def test_identifiers_of_one_seed_differ_and_so_do_those_of_two() -> None:
    seven, eight = Identifiers(7), Identifiers(8)
    given = [each.next("ch_") for each in (seven, eight) for _ in range(1000)]

    assert len(set(given)) == 2000


def test_an_identifier_begins_with_its_prefix() -> None:
    assert Identifiers(0).next("re_").startswith("re_")


def test_setting_the_count_back_gives_the_same_identifiers_again() -> None:
    identifiers = Identifiers(0)
    first = identifiers.next()
    kept = identifiers.issued
    second = identifiers.next()
    identifiers.issued = kept

    assert identifiers.next() == second != first
