"""Async tests, threads and pools find the scope of the test that runs them."""

from tests.doubles.scopes.conftest import IN_FILE_ORDER, Project

CASES = """
@pytest.fixture(scope="session")
def users():
    return mock(AsyncUsers)

{mark}
async def test_fine(users):
    verify.nothing_else(users)
    await users.save("ada")
    verify.only(users.save, "ada")

{mark}
async def test_unused():
    when(stub(AsyncUsers).find, 1).returns("ada")

{mark}
async def test_swallows(users):
    await swallow_async(users.find, 1)

{mark}
async def test_swallows_in_a_task():
    users = stub(AsyncUsers)
    {in_a_task}

{mark}
async def test_dropped():
    mock(AsyncUsers).save("ada")

{mark}
async def test_expected():
    with pytest.raises(BaseExceptionGroup), scope():
        users = stub(AsyncUsers)
        {expected}

{mark}
async def test_scope_in_scope():
    with scope(), scope(strictness="lenient"):
        when(stub(AsyncUsers).find, 1).returns("ada")
"""

BLAMED = {
    "test_unused": ["call: UnusedStubbingError"],
    "test_swallows": ["call: UnexpectedCallError"],
    "test_swallows_in_a_task": ["call: UnexpectedCallError"],
    "test_dropped": ["call: NeverAwaitedError"],
}

IN_AN_ASYNCIO_TASK = {
    "in_a_task": "await asyncio.create_task(swallow_async(users.find, 1))",
    "expected": "async with asyncio.TaskGroup() as group: group.create_task(users.find(1))",
}


def test_pytest_asyncio(project: Project) -> None:
    project.plugins = ("pytest_asyncio.plugin",)
    project.write(CASES.format(mark="@pytest.mark.asyncio", **IN_AN_ASYNCIO_TASK))

    assert project.blames() == BLAMED


def test_pytest_asyncio_with_one_loop_for_all(project: Project) -> None:
    project.plugins = ("pytest_asyncio.plugin",)
    project.write(
        """
import pytest_asyncio

@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def seeded(users):
    await users.save("seed")
    with scope():
        yield
    await swallow_async(users.find, 1)

@pytest.mark.asyncio(loop_scope="session")
async def test_seeded(seeded, users):
    verify.nothing_else(users)
"""
        + CASES.format(mark="@pytest.mark.asyncio(loop_scope='session')", **IN_AN_ASYNCIO_TASK)
    )

    random_end = project.blames_once(*IN_FILE_ORDER)
    # The session's fixture ends in the teardown of whichever test is the last.
    assert random_end == {**BLAMED, "test_scope_in_scope": ["teardown: UnexpectedCallError"]}


def test_anyio(project: Project) -> None:
    project.plugins = ("anyio.pytest_plugin",)
    project.write(
        CASES.format(
            mark="@pytest.mark.anyio",
            in_a_task="import anyio\n"
            "    async with anyio.create_task_group() as group:\n"
            "        group.start_soon(swallow_async, users.find, 1)",
            expected="import anyio\n"
            "        async with anyio.create_task_group() as group:\n"
            "            group.start_soon(users.find, 1)",
        )
    )

    assert project.blames() == {
        f"{name}[{backend}]": errors
        for name, errors in BLAMED.items()
        for backend in ("asyncio", "trio")
    }


def test_pytest_trio(project: Project) -> None:
    project.plugins = ("pytest_trio.plugin",)
    project.write(
        "import trio\n"
        + CASES.format(
            mark="@pytest.mark.trio",
            in_a_task="async with trio.open_nursery() as nursery:\n"
            "        nursery.start_soon(swallow_async, users.find, 1)",
            expected="async with trio.open_nursery() as nursery:\n"
            "            nursery.start_soon(users.find, 1)",
        )
    )

    assert project.blames() == BLAMED


def test_an_isolated_asyncio_test_case(project: Project) -> None:
    project.write("""
        class TestUsers(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                self.users = mock(AsyncUsers)

            async def test_fine(self):
                await self.users.save("ada")
                verify.only(self.users.save, "ada")

            async def test_unused(self):
                when(self.users.find, 1).returns("ada")

            async def test_swallows(self):
                await swallow_async(stub(AsyncUsers).find, 1)

            async def test_swallows_in_a_task(self):
                await asyncio.create_task(swallow_async(self.users.find, 1))

            async def test_dropped(self):
                self.users.save("ada")

            async def test_fails(self):
                await self.users.find(1)
    """)

    assert project.blames() == {**BLAMED, "test_fails": ["call: UnexpectedCallError"]}


def test_threads_and_pools(project: Project) -> None:
    project.write("""
        def in_a_thread(act):
            thread = threading.Thread(target=act)
            thread.start()
            thread.join()

        def in_a_pool(act):
            with ThreadPoolExecutor(1) as pool:
                pool.submit(act).result()

        def swallows():
            swallow(stub(Users).find, 1)

        def leaves_unused():
            when(stub(Users).find, 1).returns("ada")

        def uses():
            users = mock(Users)
            when(users.find, 1).returns("ada")
            assert users.find(1) == "ada"

        @pytest.mark.parametrize("run", [in_a_thread, in_a_pool])
        @pytest.mark.parametrize("act", [swallows, leaves_unused, uses])
        def test_it(run, act):
            run(act)

        @pytest.fixture(scope="session")
        def pool():
            with ThreadPoolExecutor(1) as pool:
                yield pool

        def test_shared_pool_first(pool):
            pool.submit(swallows).result()

        def test_shared_pool_second(pool):
            pool.submit(uses).result()

        def test_shared_pool_third(pool):
            pool.submit(leaves_unused).result()
    """)

    assert project.blames() == {
        "test_it[swallows-in_a_thread]": ["call: UnexpectedCallError"],
        "test_it[swallows-in_a_pool]": ["call: UnexpectedCallError"],
        "test_it[leaves_unused-in_a_thread]": ["call: UnusedStubbingError"],
        "test_it[leaves_unused-in_a_pool]": ["call: UnusedStubbingError"],
        "test_shared_pool_first": ["call: UnexpectedCallError"],
        "test_shared_pool_third": ["call: UnusedStubbingError"],
    }
