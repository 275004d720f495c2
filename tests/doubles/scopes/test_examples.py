"""Each example of a Hypothesis test is judged by itself, and sees only its own calls."""

import pytest

from tests.doubles.scopes.conftest import Project

SETTINGS = """
from hypothesis import Phase, given, settings, strategies as st

settings.register_profile(
    "small",
    max_examples=5,
    phases=[Phase.generate, Phase.shrink],
    derandomize=True,
    database=None,
    deadline=None,
)
settings.load_profile("small")
"""


@pytest.fixture(autouse=True)
def with_hypothesis(project: Project) -> None:
    project.plugins = ("_hypothesis_pytestplugin",)


def test_a_problem_of_an_example_is_found_and_shrunk(project: Project) -> None:
    project.write(
        SETTINGS
        + """
@given(st.integers(0, 100))
def test_unused(number):
    users = stub(Users)
    when(users.find, number).returns("ada")
    if number < 3:
        users.find(number)

@given(st.integers(0, 100))
def test_swallows(number):
    if number >= 3:
        swallow(stub(Users).find, number)

@given(st.integers(0, 100))
def test_fine(number):
    users = mock(Users)
    when(users.find, number).returns("ada")
    assert users.find(number) == "ada"
    users.save("ada")
    verify.only(users.save, "ada")

@pytest.mark.parametrize("first", [0, 1])
@given(st.integers(0, 100))
def test_parametrized(first, number):
    if first:
        swallow(stub(Users).find, number)

@given(st.integers(0, 100))
def test_fails_itself(number):
    if number >= 3:
        swallow(stub(Users).find, 1)
        raise KeyError

@given(st.integers(0, 100))
def test_rejects(number):
    from hypothesis import assume
    when(stub(Users).find, 1).returns("ada")
    assume(False) if number else pytest.skip()

class TestCase(unittest.TestCase):
    @given(st.integers(0, 100))
    def test_in_a_case(self, number):
        when(stub(Users).find, number).returns("ada")
"""
    )

    assert project.blames(random_orders=1) == {
        "test_unused": ["call: UnusedStubbingError"],
        "test_swallows": ["call: UnexpectedCallError"],
        "test_parametrized[1]": ["call: UnexpectedCallError"],
        "test_fails_itself": ["call: KeyError"],
        "test_in_a_case": ["call: UnusedStubbingError"],
    }
    result = project.run("-k", "unused or swallows or itself")
    result.stdout.fnmatch_lines(["E*test_unused(", "E*number=3,"])
    result.stdout.fnmatch_lines(["E*test_swallows(", "E*number=3,"])
    result.stdout.fnmatch_lines(["E*an example of *test_fails_itself ended with 1 problem:"])


def test_an_example_sees_only_its_own_calls(project: Project) -> None:
    project.write(
        SETTINGS
        + """
shared = mock(Users)

@pytest.fixture(scope="session")
def session_users():
    users = mock(Users)
    when(users.find, 1).returns("ada", "bob")
    users.save("set-up")
    return users

@pytest.fixture(scope="session", autouse=True)
def used_before(session_users):
    session_users.save("before")

@pytest.fixture(autouse=True)
def test_users(request):
    request.node.users = mock(Users)
    request.node.users.save("set-up")
    with scope():
        request.node.block_users = mock(Users)
        yield

@given(st.integers())
def test_sees(request, session_users, number):
    for users in (session_users, request.node.users, request.node.block_users, shared):
        verify.nothing_else(users)
        users.save(str(number))
        verify.only(users.save, str(number))
    assert session_users.find(1) == "ada"

@given(st.integers())
def test_stubs(session_users, number):
    verify.nothing_else(session_users)
    when(session_users.find, 7).returns("eve")
    assert session_users.find(7) == "eve"

@given(st.integers())
def test_swallows(session_users, number):
    swallow(session_users.find, 7)
"""
    )

    assert project.blames(random_orders=1) == {"test_swallows": ["call: UnexpectedCallError"]}


def test_async_examples_are_judged_alike(project: Project) -> None:
    """Each of the three plugins puts a runner of its own around an example."""
    project.plugins += ("pytest_asyncio.plugin", "anyio.pytest_plugin", "pytest_trio.plugin")
    project.write(
        SETTINGS
        + """
@pytest.fixture(scope="module")
def users():
    return mock(AsyncUsers)

async def unused(users, number):
    verify.nothing_else(users)
    await users.save("ada")
    verify.only(users.save, "ada")
    own = stub(AsyncUsers)
    when(own.find, number).returns("ada")
    if number < 3:
        await own.find(number)

async def fine(users, number):
    await unused(users, 0)

@pytest.mark.asyncio
@given(st.integers(0, 100))
async def test_asyncio(users, number):
    await unused(users, number)

@pytest.mark.asyncio
@pytest.mark.parametrize("turn", [1, 2])
@given(st.integers(0, 100))
async def test_asyncio_fine(users, turn, number):
    await fine(users, number)

@pytest.mark.trio
@given(st.integers(0, 100))
async def test_trio(users, number):
    await unused(users, number)

@pytest.mark.trio
@pytest.mark.parametrize("turn", [1, 2])
@given(st.integers(0, 100))
async def test_trio_fine(users, turn, number):
    await fine(users, number)

@pytest.mark.anyio
@given(st.integers(0, 100))
async def test_anyio(users, number):
    await unused(users, number)

@pytest.mark.anyio
@given(st.integers(0, 100))
async def test_anyio_fine(users, number):
    await fine(users, number)
"""
    )

    assert project.blames(random_orders=1) == {
        "test_asyncio": ["call: UnusedStubbingError"],
        "test_trio": ["call: UnusedStubbingError"],
        "test_anyio[asyncio]": ["call: UnusedStubbingError"],
        "test_anyio[trio]": ["call: UnusedStubbingError"],
    }
    project.run("-k", "test_trio or test_asyncio").stdout.fnmatch_lines(["E*number=3,"])


def test_doubles_may_be_imported_inside_an_example(project: Project) -> None:
    project.write(
        """
        from typing import Protocol
        from hypothesis import given, settings, strategies as st

        class Users(Protocol):
            def find(self, key: int) -> str: ...

        @settings(max_examples=5, database=None)
        @given(st.integers(0, 100))
        def test_unused(number):
            from doubles import stub, when
            when(stub(Users).find, number).returns("ada")
        """,
        header="",
    )

    result = project.run_apart()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*UnusedStubbingError: *", "E*number=0,*"])


def test_a_test_without_doubles_runs_as_ever(project: Project) -> None:
    project.write(
        """
        import sys
        from hypothesis import given, settings, strategies as st

        @settings(max_examples=5, database=None)
        @given(st.integers(0, 100))
        def test_it(number):
            assert "doubles" not in sys.modules
        """,
        header="",
    )

    project.run_apart().assert_outcomes(passed=1)
