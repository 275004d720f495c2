"""Each profile compares text as its database does: asked on the database itself."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository._predicates import predicate
from fakes.repository.profile import Profile
from fakes.repository.where import Where, attribute
from fakes.strategies.repository import patterns, texts
from tests.fakes.repository.databases import DATABASES, TextDatabase, text_database

NAME = attribute("name")
ON_MARIADB = pytest.mark.parametrize("database", ["MariaDB"], indirect=True)


@pytest.fixture(params=DATABASES, scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[TextDatabase]:
    with text_database(request.param, request) as found:
        yield found


def holds(where: Where, profile: Profile, text: str) -> bool:
    return predicate(where, profile, lambda entity, _: entity)(text)


def drawn_text(data: st.DataObject, database: TextDatabase) -> str:
    return data.draw(texts(nul=database.takes_nul))


@given(st.data())
def test_texts_are_equal_where_they_are_in_the_database(
    database: TextDatabase, data: st.DataObject
) -> None:
    one = drawn_text(data, database)
    other = data.draw(st.sampled_from([one.swapcase(), one + " ", one[:-1]])) or drawn_text(
        data, database
    )
    expected = bool(database.ask("? = ?", one, other))
    assert holds(NAME.equals(other), database.profile, one) == expected
    assert holds(NAME.is_in([other]), database.profile, one) == expected


@given(st.data())
def test_texts_are_sorted_as_in_the_database(database: TextDatabase, data: st.DataObject) -> None:
    listed = data.draw(st.lists(texts(nul=database.takes_nul), min_size=1, max_size=6))
    order = database.profile.text.order
    ours = sorted(range(len(listed)), key=lambda place: order(listed[place]))
    assert ours == database.sorted(listed)


@given(st.data())
def test_less_and_more_are_those_of_the_database(
    database: TextDatabase, data: st.DataObject
) -> None:
    one, other = drawn_text(data, database), drawn_text(data, database)
    for sign, where in (
        ("<", NAME.less_than(other)),
        ("<=", NAME.at_most(other)),
        (">", NAME.more_than(other)),
        (">=", NAME.at_least(other)),
    ):
        assert holds(where, database.profile, one) == bool(database.ask(f"? {sign} ?", one, other))


LIKE = "? LIKE ? ESCAPE '\\'"


@given(st.data())
def test_like_is_that_of_the_database(database: TextDatabase, data: st.DataObject) -> None:
    text = drawn_text(data, database)
    pattern = data.draw(patterns(nul=database.takes_nul).filter(lambda drawn: len(drawn) < 10_000))
    expected = bool(database.ask(LIKE, text, pattern))
    assert holds(NAME.like(pattern), database.profile, text) == expected


@given(st.data())
def test_beginnings_and_parts_are_found_where_the_database_finds_the_escaped_pattern(
    database: TextDatabase, data: st.DataObject
) -> None:
    text = drawn_text(data, database)
    part = data.draw(st.just(text[1:3]) | texts(nul=database.takes_nul))[:5]
    for where in (NAME.starts_with(part), NAME.contains(part)):
        expected = bool(database.ask(LIKE, text, where.pattern))
        assert holds(where, database.profile, text) == expected


@given(st.data())
def test_case_is_ignored_as_by_the_lower_of_the_database(
    database: TextDatabase, data: st.DataObject
) -> None:
    one = drawn_text(data, database)
    other = data.draw(st.sampled_from([one.lower(), one.upper(), one.swapcase()]))
    expected = bool(database.ask("LOWER(?) = LOWER(?)", one, other))
    assert holds(NAME.equals_ignoring_case(other), database.profile, one) == expected


def test_every_letter_up_to_ffff_has_the_case_of_the_database(database: TextDatabase) -> None:
    letters = "".join(chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000)
    pairs = zip(letters, database.ask("LOWER(?)", letters), strict=True)
    profile = database.profile
    assert [
        letter
        for letter, small in pairs
        if profile.lower.lower_key(letter) != profile.text.key(small)
    ] == []


@ON_MARIADB
def test_every_character_up_to_ffff_has_the_weight_that_mariadb_gives_it(
    database: TextDatabase,
) -> None:
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    characters += ["\U00010000", "\U0001f600", "\U0010ffff"]
    weights = database.ask("HEX(WEIGHT_STRING(?))", "".join(characters))
    key = database.profile.text.folded
    assert "".join(f"{ord(key(one)):04X}" for one in characters) == weights


@ON_MARIADB
def test_spaces_without_end_are_behind_every_text_of_mariadb(database: TextDatabase) -> None:
    order = database.profile.text.order
    texts = ["a", "a ", "a\t", "a \t", "a  \t", "a b", "a  b", "a\x00", "a \x00", "", " ", "\t"]
    ours = sorted(range(len(texts)), key=lambda place: order(texts[place]))
    assert ours == database.sorted(texts)
