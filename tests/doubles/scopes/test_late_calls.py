"""A call that comes after the end of its test blames that test, never the one that runs then."""

import pytest

from tests.doubles.scopes.conftest import IN_FILE_ORDER, Project

LATE = """
    class Worker:
        def __init__(self):
            self.go, self.done = threading.Event(), threading.Event()

        def call(self, users):
            def run():
                self.go.wait(10)
                swallow(users.find, 1)
                self.done.set()

            threading.Thread(target=run).start()

        def finish(self):
            self.go.set()
            assert self.done.wait(10)

    worker = Worker()

    def test_owner():
        worker.call(stub(Users))

    def test_other():
        mock(Users).save("ada")
        worker.finish()
"""


def test_a_background_call_after_the_body_is_found_by_the_teardown(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def background():
            go = threading.Event()
            threads = []

            def call(users):
                def run():
                    go.wait(10)
                    swallow(users.find, 1)

                threads.append(threading.Thread(target=run))
                threads[0].start()

            yield call
            go.set()
            threads[0].join()

        def test_owner(background):
            background(stub(Users))

        def test_other():
            mock(Users).save("ada")
    """)

    assert project.blames() == {"test_owner": ["teardown: UnexpectedCallError"]}


def test_a_task_that_outlives_its_test_blames_that_test(project: Project) -> None:
    project.plugins = ("pytest_asyncio.plugin",)
    project.write("""
        tasks = []

        async def call_later(users, event):
            await event.wait()
            await swallow_async(users.find, 1)

        @pytest.mark.asyncio(loop_scope="module")
        async def test_owner():
            event = asyncio.Event()
            tasks.append((event, asyncio.create_task(call_later(stub(AsyncUsers), event))))

        @pytest.mark.asyncio(loop_scope="module")
        async def test_other():
            for event, task in tasks:
                event.set()
                await task
    """)

    assert project.blames_once(*IN_FILE_ORDER) == {}
    result = project.run()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "*= doubles used after the end of their test =*",
            "test_it.py::test_owner",
            "    UnexpectedCallError: stub(AsyncUsers).find(*",
        ]
    )


def test_a_call_during_another_test_fails_the_run_and_no_test(project: Project) -> None:
    project.write(LATE)

    result = project.run()

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "*= doubles used after the end of their test =*",
            "test_it.py::test_owner",
            "    UnexpectedCallError: stub(Users).find(*",
        ]
    )


def test_a_late_call_beside_a_failure_is_told_too(project: Project) -> None:
    project.write(LATE + "        assert 1 == 2\n")

    result = project.run()

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["test_it.py::test_owner", "    UnexpectedCallError: *"])


def test_a_control_used_too_late_is_an_error_of_who_uses_it(project: Project) -> None:
    project.write("""
        kept = []

        def test_owner():
            kept.append(mock(Users))

        def test_other():
            when(kept[0].find, 1).returns("ada")
    """)

    assert project.blames_once(*IN_FILE_ORDER) == {"test_other": ["call: ClosedScopeError"]}


def test_every_worker_of_xdist_judges_and_reports(project: Project) -> None:
    project.write("""
        def test_fine():
            mock(Users).save("ada")

        def test_unused():
            when(stub(Users).find, 1).returns("ada")

        def test_fails():
            swallow(stub(Users).find, 1)
            assert 1 == 2
    """)
    project.write(LATE, name="test_late")

    project.plugins = ("xdist.plugin",)
    result = project.run("-n", "2", "--dist", "loadfile")

    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(["*- doubles -*", "test_it.py::test_fails ended with 1 problem:"])
    result.stdout.fnmatch_lines(
        [
            "*= doubles used after the end of their test =*",
            "test_late.py::test_owner",
            "    UnexpectedCallError: *",
            "FAILED test_it.py::test_unused - *UnusedStubbingError*",
        ]
    )


def test_xdist_fails_a_run_for_late_calls_alone(project: Project) -> None:
    project.write(LATE)

    project.plugins = ("xdist.plugin",)
    result = project.run("-n", "1")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=2)
