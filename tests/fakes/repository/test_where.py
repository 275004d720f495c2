"""Conditions as values: how they are written, joined, shown, compared and refused."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository.errors import InvalidWhere, RepositoryError
from fakes.repository.where import (
    EVERYTHING,
    Attribute,
    Comparison,
    Conjunction,
    Disjunction,
    IgnoringCase,
    IsNull,
    Membership,
    Negation,
    Operator,
    TextMatch,
    TextOperator,
    Where,
    attribute,
    equalities,
    leaves,
    matching,
)

AGE, NAME = attribute("age"), attribute("name")
ADULT, NAMELESS = AGE.at_least(18), NAME.is_null()


@pytest.mark.parametrize(
    ("where", "node"),
    [
        (AGE.equals(1), Comparison("age", Operator.EQUALS, 1)),
        (AGE.less_than(1), Comparison("age", Operator.LESS_THAN, 1)),
        (AGE.at_most(1), Comparison("age", Operator.AT_MOST, 1)),
        (AGE.more_than(1), Comparison("age", Operator.MORE_THAN, 1)),
        (AGE.at_least(1), Comparison("age", Operator.AT_LEAST, 1)),
        (AGE.is_in(iter([1, 2])), Membership("age", (1, 2))),
        (AGE.is_in([]), Membership("age", ())),
        (AGE.is_null(), IsNull("age")),
        (NAME.starts_with("a"), TextMatch("name", TextOperator.STARTS_WITH, "a")),
        (NAME.contains("a"), TextMatch("name", TextOperator.CONTAINS, "a")),
        (NAME.like("a%"), TextMatch("name", TextOperator.LIKE, "a%")),
        (NAME.equals_ignoring_case("a"), IgnoringCase("name", "a")),
        (matching(age=1), Comparison("age", Operator.EQUALS, 1)),
        (matching(age=None), IsNull("age")),
        (matching(), EVERYTHING),
        (ADULT & NAMELESS, Conjunction((ADULT, NAMELESS))),
        (ADULT | NAMELESS, Disjunction((ADULT, NAMELESS))),
        (~ADULT, Negation(ADULT)),
    ],
)
def test_each_way_to_write_a_condition_gives_its_node(where: Where, node: Where) -> None:
    assert where == node
    assert hash(where) == hash(node)


def test_conditions_that_are_joined_alike_are_one_list() -> None:
    assert ((ADULT & NAMELESS) & ADULT).parts == (ADULT, NAMELESS, ADULT)
    assert (ADULT | (NAMELESS | ADULT)).parts == (ADULT, NAMELESS, ADULT)
    assert ((ADULT | NAMELESS) & ADULT).parts == (ADULT | NAMELESS, ADULT)


def test_everything_adds_nothing_to_a_conjunction() -> None:
    assert EVERYTHING & ADULT == ADULT & EVERYTHING == ADULT


def test_a_negation_negated_is_the_condition() -> None:
    assert ~~ADULT is ADULT


@pytest.mark.parametrize(
    "join",
    [
        lambda: ADULT and NAMELESS,
        lambda: ADULT or NAMELESS,
        lambda: not ADULT,
        lambda: NAMELESS if ADULT else ADULT,
    ],
    ids=["and", "or", "not", "if"],
)
def test_a_condition_is_neither_true_nor_false(join: Callable[[], object]) -> None:
    with pytest.raises(InvalidWhere) as raised:
        join()
    assert str(raised.value) == (
        "where: <Where age >= 18> is neither true nor false: join conditions with &, | and ~ "
        "instead of and, or and not"
    )


def test_conditions_are_joined_with_conditions_only() -> None:
    for other in (True, None, "age"):
        with pytest.raises(TypeError, match="unsupported operand"):
            ADULT & other  # type: ignore[operator]
        with pytest.raises(TypeError, match="unsupported operand"):
            ADULT | other  # type: ignore[operator]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (ADULT & ~NAMELESS, "age >= 18 and not name is null"),
        (
            ADULT & (NAMELESS | NAME.is_in(["a", "b"])),
            "age >= 18 and (name is null or name in ('a', 'b'))",
        ),
        (~(ADULT | NAMELESS), "not (age >= 18 or name is null)"),
        (NAME.starts_with("a") | NAME.contains("b"), "name starts with 'a' or name contains 'b'"),
        (
            NAME.like("a%") | ~NAME.equals_ignoring_case("B"),
            "name like 'a%' or not lower(name) = lower('B')",
        ),
        (EVERYTHING, "everything"),
        (~EVERYTHING, "not everything"),
        (Disjunction(()), "nothing"),
        (Where(), "Where"),
    ],
)
def test_the_repr_reads_like_sql(where: Where, text: str) -> None:
    assert repr(where) == f"<Where {text}>"


def test_operators_are_shown_by_name() -> None:
    assert repr([Operator.AT_LEAST, TextOperator.LIKE]) == "[Operator.AT_LEAST, TextOperator.LIKE]"


def test_attributes_are_those_that_are_mentioned_anywhere() -> None:
    where = (ADULT & ~NAMELESS) | attribute("a").is_in([]) | attribute("b").like("x")
    where |= attribute("c").equals_ignoring_case("x")
    assert where.attributes() == {"age", "name", "a", "b", "c"}
    assert EVERYTHING.attributes() == Where().attributes() == frozenset()


def test_the_conditions_on_single_attributes_come_in_the_order_of_writing() -> None:
    where = (ADULT & ~(NAMELESS | AGE.is_in([1]))) | NAME.like("x")
    assert list(leaves(where)) == [ADULT, NAMELESS, AGE.is_in([1]), NAME.like("x")]


def test_a_pattern_takes_the_text_of_a_search_literally() -> None:
    text = r"50%_\x"
    assert TextMatch("a", TextOperator.STARTS_WITH, text).pattern == r"50\%\_\\x%"
    assert TextMatch("a", TextOperator.CONTAINS, text).pattern == r"%50\%\_\\x%"
    assert TextMatch("a", TextOperator.LIKE, text).pattern == text


def test_equalities_are_the_values_that_every_match_has_one_of() -> None:
    where = matching(a=1) & attribute("b").is_in([1, 2]) & (matching(c=1) | matching(d=1)) & ADULT
    assert equalities(where) == {"a": (1,), "b": (1, 2)}
    assert equalities(matching(a=1)) == {"a": (1,)}
    assert equalities(attribute("a").is_in([1, 2]) & matching(a=1)) == {"a": (1,)}
    assert equalities(~matching(a=1)) == equalities(EVERYTHING) == {}


class Vicious:
    """Whatever is done with it raises."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __iter__(self) -> Any:
        raise RuntimeError("iter")


SHOWN = "<Vicious whose repr raised RuntimeError>"


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (
            lambda: AGE.equals(None),
            "age: nothing compares with None, as in SQL; ask with is_null()",
        ),
        (
            lambda: NAME.is_in(["", None]),
            "name: nothing compares with None, as in SQL; ask with is_null()",
        ),
        (lambda: AGE.at_most(float("nan")), "age: nothing compares with NaN"),
        (lambda: AGE.equals([1]), "age: must be compared with a value that can be hashed, not [1]"),
        (lambda: matching(age={}), "age: must be compared with a value that can be hashed, not {}"),
        (
            lambda: AGE.equals(Vicious()),
            f"age: must be compared with a value that can be hashed, not {SHOWN}",
        ),
        (lambda: AGE.is_in("ab"), "age: must be compared with several values, not 'ab'"),
        (lambda: AGE.is_in(5), "age: must be compared with several values, not 5"),  # type: ignore[arg-type]
        (lambda: AGE.is_in(Vicious()), f"age: must be compared with several values, not {SHOWN}"),
        (lambda: Membership("age", [1]), "age: must be compared with a tuple, not [1]"),  # type: ignore[arg-type]
        (lambda: NAME.contains(5), "name: must be compared with a str, not 5"),  # type: ignore[arg-type]
        (lambda: NAME.equals_ignoring_case(b""), "name: must be compared with a str, not b''"),  # type: ignore[arg-type]
        (
            lambda: NAME.like("a\\\\\\"),
            "name: the pattern 'a\\\\\\\\\\\\' ends in a backslash that escapes nothing; double it",
        ),
        (
            lambda: attribute("two words"),
            "attribute: must be the name of an attribute, not 'two words'",
        ),
        (lambda: attribute(5), "attribute: must be the name of an attribute, not 5"),  # type: ignore[arg-type]
        (lambda: IsNull(""), "attribute: must be the name of an attribute, not ''"),
        (lambda: Negation(5), "where: must be made of conditions, not 5"),  # type: ignore[arg-type]
        (lambda: Conjunction((ADULT, 6)), "where: must be made of conditions, not 6"),  # type: ignore[arg-type]
        (
            lambda: Disjunction([ADULT]),  # type: ignore[arg-type]
            "where: must be made of a tuple of conditions, not [<Where age >= 18>]",
        ),
        (
            lambda: TextMatch("a", "like", "x"),  # type: ignore[arg-type]
            (
                "operator: must be one of TextOperator.STARTS_WITH, TextOperator.CONTAINS, "
                "TextOperator.LIKE, not 'like'"
            ),
        ),
        (
            lambda: Comparison("a", TextOperator.LIKE, "x"),  # type: ignore[arg-type]
            (
                "operator: must be one of Operator.EQUALS, Operator.LESS_THAN, Operator.AT_MOST, "
                "Operator.MORE_THAN, Operator.AT_LEAST, not TextOperator.LIKE"
            ),
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    write: Callable[[], object], message: str
) -> None:
    with pytest.raises(InvalidWhere) as raised:
        write()
    assert str(raised.value) == message
    assert isinstance(raised.value, RepositoryError)


ANYTHING = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(st.characters()),
    st.binary(),
    st.lists(st.integers(), max_size=2),
    st.builds(Vicious),
    st.just(float),
)


@given(ANYTHING, ANYTHING)
def test_every_way_to_write_a_condition_gives_one_or_a_typed_error(name: Any, value: Any) -> None:
    ways: list[Callable[[], object]] = [
        lambda: attribute(name),
        lambda: Attribute(name).equals(value),
        *(
            lambda method=method: getattr(NAME, method)(value)
            for method in (
                *("equals", "less_than", "at_most", "more_than", "at_least", "is_in"),
                *("starts_with", "contains", "like", "equals_ignoring_case"),
            )
        ),
        lambda: matching(name=value),
        lambda: Comparison(name, Operator.EQUALS, value),
        lambda: Comparison("a", value, name),
        lambda: Membership(name, value),
        lambda: IsNull(name),
        lambda: TextMatch(name, TextOperator.LIKE, value),
        lambda: TextMatch("a", value, name),
        lambda: IgnoringCase(name, value),
        lambda: Conjunction(value),
        lambda: Disjunction((value,)),
        lambda: Negation(value),
    ]
    for way in ways:
        try:
            made = way()
        except InvalidWhere:
            continue
        assert isinstance(hash(made), int)
        assert repr(made)


def test_conditions_are_copied_and_pickled_whole() -> None:
    where = (ADULT & ~NAMELESS) | NAME.like("a%") | AGE.is_in([1])
    assert copy.deepcopy(where) == pickle.loads(pickle.dumps(where)) == where
