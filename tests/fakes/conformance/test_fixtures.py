"""Suites and the fixtures of their users: of every scope, parametrised, shared and absent."""

import json

import pytest

from tests.fakes.conformance.projects import Project


def test_the_hooks_get_the_fixtures_that_they_name(project: Project) -> None:
    project.write("""
        opened = []

        @pytest.fixture(scope="session")
        def server():
            opened.append("server")
            yield "server"
            opened.append("server stopped")

        @pytest.fixture
        def tenant(request):
            return request.node.name

        class TestCells(SoundCells):
            examples = 3

            @contextmanager
            def store(self, namespace, server, request, *, tenant, retries=2):
                assert (server, tenant, retries) == ("server", request.node.name, 2)
                assert namespace.guarantee == tenant.removeprefix("test_")
                opened.append(str(namespace))
                yield Shelf()

            def residue(self, namespace, server):
                assert str(namespace) == opened[-1]
                return []

        def test_after():
            assert opened.count("server") == 1
            assert len(set(opened)) == len(opened) > 10
    """)

    project.run().assert_outcomes(passed=11, skipped=1)


def test_a_fixture_may_be_called_like_a_parameter_of_a_hook(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def store():
            return "a bookshop"

        class TestCells(SoundCells):
            @contextmanager
            def store(self, namespace, store):
                assert store == "a bookshop"
                yield Shelf()
    """)

    project.run("-k", "missing").assert_outcomes(passed=2)


def test_a_suite_runs_once_for_each_parameter_of_its_class_and_of_its_fixtures(
    project: Project,
) -> None:
    project.write("""
        @pytest.fixture(scope="session", params=["15", "16"])
        def version(request):
            return request.param

        @pytest.mark.parametrize("isolation", ["serializable", "snapshot"])
        class TestCells(SoundCells):
            @contextmanager
            def store(self, namespace, version, isolation):
                yield Shelf()
    """)

    verdicts = project.verdicts("-k", "test_missing")

    assert sorted(verdict["variant"] for verdict in verdicts) == [
        "15-serializable",
        "15-snapshot",
        "16-serializable",
        "16-snapshot",
    ]
    assert {verdict["suite"] for verdict in verdicts} == {"TestCells"}


def test_resources_are_shared_by_a_class_and_closed_after_it(project: Project) -> None:
    project.write("""
        import asyncio

        log = []

        @pytest.fixture(scope="session", params=["a", "b"])
        def url(request):
            return request.param

        class TestCells(SoundAsyncCells):
            @asynccontextmanager
            async def resources(self, url):
                log.append(f"opened {url}")
                yield asyncio.get_running_loop()
                assert asyncio.get_running_loop()
                log.append(f"closed {url}")

            @asynccontextmanager
            async def store(self, namespace, resources):
                assert resources is asyncio.get_running_loop()
                yield Shelf()

        def test_after():
            assert log == ["opened a", "closed a", "opened b", "closed b"]
    """)

    project.run("-k", "missing or visible or after").assert_outcomes(passed=7)


def test_resources_that_cannot_be_opened_are_told(project: Project) -> None:
    project.write("""
        class TestCells(SoundAsyncCells):
            @asynccontextmanager
            async def resources(self):
                raise ConnectionRefusedError("port 5432")
                yield

            @asynccontextmanager
            async def store(self, namespace, resources):
                yield Shelf()
    """)

    result = project.run("-k", "missing or younger")

    result.assert_outcomes(failed=2, skipped=1)
    result.stdout.fnmatch_lines(["resources() raised ConnectionRefusedError: port 5432"])


@pytest.mark.parametrize(
    ("where", "outcome"), [("fixture", "NOT_RUN"), ("store", "NOT_RUN"), ("error", "HARNESS_ERROR")]
)
def test_what_is_not_there_is_not_run(project: Project, where: str, outcome: str) -> None:
    project.write(f"""
        @pytest.fixture
        def database():
            if {where!r} == "fixture":
                pytest.skip("PostgreSQL is not there")
            assert {where!r} != "error"

        class TestCells(SoundCells):
            @contextmanager
            def store(self, namespace, database):
                pytest.skip("PostgreSQL is not there")
                yield
    """)

    (verdict,) = project.verdicts("-k", "test_missing")

    assert (verdict["suite"], verdict["guarantee"]) == ("TestCells", "missing")
    assert verdict["outcome"] == outcome
    assert where == "error" or verdict["reason"].endswith("PostgreSQL is not there")
    assert json.dumps(verdict)


def test_the_record_says_why_a_fixture_failed(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def database():
            raise ConnectionError("no database\\n\\nat port 5432")

        class TestFails(SoundCells):
            @contextmanager
            def store(self, namespace, database): ...

        class TestMissing(SoundCells):
            @contextmanager
            def store(self, namespace, databse): ...

        class TestSkips(SoundCells):
            @contextmanager
            def store(self, namespace):
                pytest.skip("no database\\n\\nand no time")
    """)

    verdicts = project.verdicts("-k", "test_missing")

    assert [(verdict["suite"], verdict["reason"]) for verdict in verdicts] == [
        ("TestFails", "ConnectionError: no database"),
        ("TestMissing", "fixture 'databse' not found"),
        ("TestSkips", "no database\n\nand no time"),
    ]


def test_a_skip_in_a_fixture_of_another_test_is_no_verdict(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def absent():
            pytest.skip("not there")

        def test_it(absent): ...
    """)

    assert project.verdicts() == []
