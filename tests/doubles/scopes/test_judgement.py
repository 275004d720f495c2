"""A test answers for its own doubles: whom the plugin blames, when, and beside what."""

import pytest

from tests.doubles.scopes.conftest import Project


def test_a_test_without_problems_passes(project: Project) -> None:
    project.write("""
        def test_stubbed():
            users = mock(Users)
            when(users.find, 1).returns("ada")
            assert users.find(1) == "ada"
            users.save("ada")
            verify(users.save, "ada")
    """)

    assert project.blames() == {}


def test_each_test_answers_for_what_it_left_undone(project: Project) -> None:
    project.write(
        """
        def test_fine():
            mock(Users).save("ada")

        def test_unused():
            users = stub(Users)
            when(users.find, 1).returns("ada")

        def test_unfinished():
            users = stub(Users)
            when(users.find, 1)

        def test_swallowed():
            swallow(stub(Users).find, 1)

        def test_several():
            users = stub(Users)
            when(users.find, 1).returns("ada")
            swallow(users.find, 2)

        def test_innocent():
            users = stub(Users, find="ada")
            assert users.find(1) == "ada"
    """.replace("            when(stub(Users).find, 1)\n", "            mock(Users).save('ada')\n")
    )

    assert project.blames() == {
        "test_unused": ["call: UnusedStubbingError"],
        "test_unfinished": ["call: UnfinishedStubbingError"],
        "test_swallowed": ["call: UnexpectedCallError"],
        "test_several": ["call: ScopeError"],
    }


def test_a_swallowed_call_says_how_to_expect_it(project: Project) -> None:
    project.write("""
        def test_swallowed():
            with pytest.raises(UnexpectedCallError):
                stub(Users).find(1)
    """)

    result = project.run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E   *UnexpectedCallError: *",
            "E *The call raised this error, and the code that made the call swallowed it. *",
            "E *    with pytest.raises(UnexpectedCallError), scope(): ...",
        ]
    )


def test_a_judgement_shows_no_line_of_pytests_or_ours(project: Project) -> None:
    project.write("""
        def test_unused():
            when(stub(Users).find, 1).returns("ada")
    """)

    result = project.run()

    title = next(n for n, line in enumerate(result.outlines) if "_ test_unused _" in line)
    assert result.outlines[title + 1] == ""
    assert result.outlines[title + 2].startswith("E   doubles.errors.UnusedStubbingError: ")
    result.stdout.no_fnmatch_line("*hidden*")
    result.stdout.no_fnmatch_line("*_doubles_pytest*")


def test_an_expected_call_is_none_of_the_tests_problems(project: Project) -> None:
    project.write("""
        def test_expected():
            with pytest.raises(UnexpectedCallError), scope():
                stub(Users).find(1)

        def test_expected_of_a_double_built_before():
            users = stub(Users)
            with pytest.raises(UnexpectedCallError), scope():
                users.find(1)

        def test_expected_through_a_task_group():
            users = stub(AsyncUsers)

            async def main():
                with pytest.raises(ExceptionGroup), scope():
                    async with asyncio.TaskGroup() as group:
                        group.create_task(users.find(1))

            asyncio.run(main())

        def test_expected_through_a_pool():
            users = stub(Users)
            with pytest.raises(UnexpectedCallError), scope(), ThreadPoolExecutor(1) as pool:
                pool.submit(users.find, 1).result()
    """)

    assert project.blames() == {}


def test_a_test_that_raises_the_error_reports_it_once(project: Project) -> None:
    project.write("""
        def test_raises():
            stub(Users).find(1)

        def test_raises_from():
            try:
                stub(Users).find(1)
            except UnexpectedCallError as error:
                raise KeyError from error
    """)

    result = project.run()

    result.assert_outcomes(failed=2)
    result.stdout.no_fnmatch_line("*- doubles -*")
    result.stdout.no_fnmatch_line("*swallowed*")


def test_a_failure_keeps_its_error_and_tells_of_the_rest_below(project: Project) -> None:
    project.write("""
        def test_fails():
            users = stub(Users)
            when(users.find, 1).returns("cut short, so not reported")
            when(users.find, 2)
            swallow(users.find, 3)
            assert 1 == 2
    """)

    result = project.run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E       assert 1 == 2",
            "*- doubles -*",
            "test_it.py::test_fails ended with 2 problems:",
            "1. UnexpectedCallError: *",
            "2. UnfinishedStubbingError: *",
        ]
    )
    result.stdout.no_fnmatch_line("*UnusedStubbingError*")


def test_a_setup_that_fails_keeps_its_error_too(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def broken():
            swallow(stub(Users).find, 1)
            raise KeyError("first")

        def test_it(broken):
            pass
    """)

    assert project.blames() == {"test_it": ["setup: KeyError"]}
    project.run().stdout.fnmatch_lines(
        ["E   *KeyError: 'first'", "*- doubles -*", "test_it.py::test_it ended with 1 problem:"]
    )


def test_a_problem_of_a_setup_fails_the_test(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def eager():
            swallow(stub(Users).find, 1)

        def test_eager(eager):
            pass

        def test_other():
            pass
    """)

    assert project.blames() == {"test_eager": ["call: UnexpectedCallError"]}


def test_a_problem_of_a_teardown_is_an_error_of_its_test(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def users():
            users = stub(Users)
            yield users
            swallow(users.find, 1)

        @pytest.fixture
        def clumsy():
            yield
            when(stub(Users).find, 1)

        @pytest.fixture
        def broken():
            users = stub(Users)
            yield
            swallow(users.find, 1)
            raise KeyError("first")

        @pytest.fixture
        def pretending():
            users = stub(Users)
            yield
            swallow(users.find, 1)
            pytest.skip("no database")

        def test_pretending(pretending):
            pass

        def test_users(users):
            pass

        def test_clumsy(clumsy):
            pass

        def test_broken(broken):
            pass

        def test_other():
            pass
    """)

    assert project.blames() == {
        "test_pretending": ["teardown: UnexpectedCallError"],
        "test_users": ["teardown: UnexpectedCallError"],
        "test_clumsy": ["teardown: UnfinishedStubbingError"],
        "test_broken": ["teardown: KeyError"],
    }
    project.run().stdout.fnmatch_lines(
        ["*- doubles -*", "test_it.py::test_broken ended with 1 problem:"]
    )


def test_a_fixture_may_stub_what_only_its_teardown_calls(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def used():
            users = stub(Users)
            when(users.find, 1).returns("ada")
            yield users
            assert users.find(1) == "ada"

        @pytest.fixture
        def unused():
            when(stub(Users).find, 1).returns("ada")

        def test_used(used):
            pass

        def test_unused(unused):
            pass

        def test_failed(unused):
            raise KeyError
    """)

    assert project.blames() == {
        "test_unused": ["teardown: UnusedStubbingError"],
        "test_failed": ["call: KeyError"],
    }
    assert project.blames("--setup-only") == {}


def test_a_skipped_test_owes_no_calls_but_a_skip_hides_none(project: Project) -> None:
    project.write("""
        @pytest.fixture
        def unavailable():
            when(stub(Users).find, 1).returns("ada")
            pytest.skip("no database")

        @pytest.fixture
        def pretending():
            try:
                stub(Users).find(1)
            except Exception:
                pytest.skip("no database")

        @pytest.mark.skip
        def test_marked():
            pass

        def test_fixture(unavailable):
            pass

        def test_inside():
            when(stub(Users).find, 1).returns("ada")
            pytest.skip("no database")

        def test_raised():
            when(stub(Users).find, 1).returns("ada")
            raise unittest.SkipTest("no database")

        def test_pretending_setup(pretending):
            pass

        def test_pretending():
            try:
                stub(Users).find(1)
            except Exception:
                pytest.skip("no database")
    """)

    assert project.blames() == {
        "test_pretending_setup": ["setup: UnexpectedCallError"],
        "test_pretending": ["call: UnexpectedCallError"],
    }
    project.run().assert_outcomes(skipped=4, failed=1, errors=1)


def test_an_expected_failure_may_be_a_problem_of_doubles(project: Project) -> None:
    project.write("""
        @pytest.mark.xfail(strict=True)
        def test_marked():
            when(stub(Users).find, 1).returns("ada")

        @pytest.mark.xfail(strict=True, raises=KeyError)
        def test_another_failure():
            when(stub(Users).find, 1).returns("ada")

        @pytest.mark.xfail(strict=True)
        def test_fails_itself():
            when(stub(Users).find, 1).returns("ada")
            raise KeyError

        def test_inside():
            swallow(stub(Users).find, 1)
            pytest.xfail("known")

        @pytest.mark.xfail(run=False)
        def test_not_run():
            raise KeyError

        @pytest.mark.xfail
        def test_passes():
            pass
    """)

    assert project.blames() == {"test_another_failure": ["call: UnusedStubbingError"]}
    project.run().assert_outcomes(xfailed=4, failed=1, xpassed=1)


def test_an_interrupted_run_leaves_nothing_behind(project: Project) -> None:
    project.write("""
        def test_exits():
            swallow(stub(Users).find, 1)
            pytest.exit("enough")
    """)

    result = project.run()

    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*Exit: enough*"])


def test_a_scope_inside_a_test_is_judged_where_it_ends(project: Project) -> None:
    project.write("""
        def test_inner():
            with scope():
                with scope():
                    when(stub(Users).find, 1).returns("ada")

        def test_lenient():
            with scope(strictness="lenient"):
                when(stub(Users).find, 1).returns("ada")

        def test_left_by_another_error():
            with pytest.raises(KeyError), scope():
                swallow(stub(Users).find, 1)
                raise KeyError

        @pytest.fixture
        def leniently():
            with scope(strictness="lenient"):
                yield

        def test_in_a_lenient_fixture(leniently):
            when(stub(Users).find, 1).returns("ada")

        @pytest.fixture
        def strictly():
            with scope(strictness="strict"):
                yield

        def test_in_a_strict_fixture(strictly):
            when(stub(Users).find, 1).returns("ada")
    """)

    assert project.blames() == {
        "test_inner": ["call: UnusedStubbingError"],
        "test_left_by_another_error": ["call: UnexpectedCallError"],
        "test_in_a_strict_fixture": ["teardown: UnusedStubbingError"],
    }


def test_a_coroutine_never_awaited_fails_its_test(project: Project) -> None:
    project.write("""
        def test_dropped():
            mock(AsyncUsers).save("ada")

        def test_dropped_spy():
            class Real:
                async def save(self, name: str) -> None: ...
            spy(Real()).save("ada")

        def test_dropped_by_the_teardown(request):
            users = mock(AsyncUsers)
            request.addfinalizer(lambda: users.save("ada"))

        def test_awaited():
            asyncio.run(mock(AsyncUsers).save("ada"))

        def test_expected():
            with pytest.warns(RuntimeWarning, match="never awaited"):
                mock(AsyncUsers).save("ada")

        def test_not_a_double():
            async def save(): ...
            with pytest.warns(RuntimeWarning, match="never awaited"):
                save()
    """)

    assert project.blames() == {
        "test_dropped": ["call: NeverAwaitedError"],
        "test_dropped_spy": ["call: NeverAwaitedError"],
        "test_dropped_by_the_teardown": ["teardown: NeverAwaitedError"],
    }
    project.run("-k", "test_dropped and not spy and not teardown").stdout.fnmatch_lines(
        [
            "E   *NeverAwaitedError: mock(AsyncUsers).save() was called and never awaited, *",
            "    Write `await` before the call, or give the coroutine to something that awaits it.",
        ]
    )


def test_what_else_cannot_be_raised_stays_with_pytest(project: Project) -> None:
    project.write("""
        class Broken:
            def __del__(self):
                raise KeyError("in a finaliser")

        def test_broken():
            Broken()
    """)

    result = project.run("-W", "error")

    result.stdout.fnmatch_lines(["*PytestUnraisableExceptionWarning: Exception ignored in*"])
