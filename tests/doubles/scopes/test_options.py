"""Options of the scope, and what the plugin costs a project that uses no doubles."""

import pytest

from tests.doubles.scopes.conftest import Project

UNUSED_AND_UNTYPED = """
    def test_unused():
        when(stub(Users).find, 1).returns("ada")

    def test_untyped():
        stub(Users, find="ada").find("one")
"""
BOTH = {"test_unused": ["call: UnusedStubbingError"], "test_untyped": ["call: ArgumentTypeError"]}
UNTYPED = {"test_untyped": ["call: ArgumentTypeError"]}
UNUSED = {"test_unused": ["call: UnusedStubbingError"]}


def test_both_are_checked_unless_told_otherwise(project: Project) -> None:
    project.write(UNUSED_AND_UNTYPED)

    assert project.blames() == BOTH
    assert project.blames_once("--doubles-strictness", "lenient") == UNTYPED
    assert project.blames_once("--no-doubles-check-types") == UNUSED


def test_the_command_line_overrides_the_configuration(project: Project) -> None:
    project.pytester.makeini("""
        [pytest]
        doubles_strictness = lenient
        doubles_check_types = false
    """)
    project.write(UNUSED_AND_UNTYPED)

    assert project.blames() == {}
    assert project.blames_once("--doubles-strictness=strict", "--doubles-check-types") == BOTH


def test_a_marker_overrides_both_for_a_test(project: Project) -> None:
    project.write("""
        @pytest.mark.doubles(strictness="lenient")
        class TestUsers:
            def test_lenient(self):
                when(stub(Users).find, 1).returns("ada")

            @pytest.mark.doubles(strictness="strict", check_types=False)
            def test_strict(self):
                stub(Users, find="ada").find("one")
                when(stub(Users).find, 1).returns("ada")
    """)

    assert project.blames("--strict-markers") == {"test_strict": ["call: UnusedStubbingError"]}


@pytest.mark.parametrize(
    ("ini", "message"),
    [
        (
            "doubles_strictness = loose",
            "ERROR: doubles_strictness = 'loose': write strict or lenient in *.ini",
        ),
        (
            "doubles_check_types = maybe",
            "ERROR: doubles_check_types: invalid truth value 'maybe': write true or false in *.ini",
        ),
    ],
)
def test_a_wrong_setting_stops_the_run(project: Project, ini: str, message: str) -> None:
    project.pytester.makeini(f"[pytest]\n{ini}\n")
    project.write(UNUSED_AND_UNTYPED)

    result = project.run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_a_wrong_option_stops_the_run(project: Project) -> None:
    result = project.run("--doubles-strictness=loose")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--doubles-strictness: invalid choice: 'loose'*"])


@pytest.mark.parametrize(
    "arguments", ["'lenient'", "strictness='loose'", "check_types=1", "strict=True, check_types=1"]
)
def test_a_wrong_marker_is_an_error_of_its_test(project: Project, arguments: str) -> None:
    project.write(
        f"""
        import pytest

        @pytest.mark.doubles({arguments})
        def test_marked(): ...

        def test_other(): ...
        """,
        header="",
    )

    result = project.run()

    result.assert_outcomes(passed=1, errors=1)
    assert (
        f"@pytest.mark.doubles({arguments}): "
        'write strictness="strict" or "lenient", check_types=True or False, or both'
    ) in result.outlines


def test_a_project_without_doubles_imports_nothing_for_them(project: Project) -> None:
    project.write(
        """
        import sys
        import pytest

        @pytest.fixture(scope="session")
        def wide():
            yield
            assert unwanted() == []

        def unwanted():
            wanted = ("doubles", "fakes", "attr", "attrs", "typeguard")
            return [name for name in sys.modules if name.partition(".")[0] in wanted]

        def test_it(wide):
            assert "_doubles_pytest" in sys.modules
            assert unwanted() == []

        def test_fails():
            assert unwanted() == ["and the rest of the report"]
        """,
        header="",
    )

    result = project.run_apart()

    result.assert_outcomes(passed=1, failed=1)


def test_doubles_may_be_imported_inside_a_test_or_a_fixture(project: Project) -> None:
    project.write(
        """
        from typing import Protocol
        import pytest

        class Users(Protocol):
            def find(self, key: int) -> str: ...

        @pytest.fixture(scope="module")
        def idle():
            yield
            from doubles import stub, when
            when(stub(Users).find, 1)

        @pytest.fixture(scope="module")
        def users(idle):
            from doubles import mock, verify, when
            users = mock(Users)
            when(users.find, 1).returns("ada")
            users.find(1)
            return users

        def test_first(users):
            from doubles import verify
            verify.nothing_else(users)
            users.find(1)

        def test_second(users):
            from doubles import verify, when
            verify.nothing_else(users)
            when(users.find, 2).returns("bob")
        """,
        header="",
    )

    result = project.run_apart()

    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_second*",
            "E   *UnfinishedStubbingError: *",
            "*_ test_second _*",
            "E   *UnusedStubbingError: *",
        ]
    )


def test_doubles_may_be_imported_anew(project: Project) -> None:
    """A run inside a run throws away the modules that only it imported."""
    project.write(
        """
        import sys
        from typing import Protocol

        class Users(Protocol):
            def find(self, key: int) -> str: ...

        def test_again():
            import doubles
            for name in [name for name in sys.modules if name.partition(".")[0] == "doubles"]:
                del sys.modules[name]
            from doubles import stub, when
            when(stub(Users).find, 1).returns("ada")

        def test_after():
            from doubles import stub, when
            when(stub(Users).find, 1).returns("ada")
        """,
        header="",
    )

    project.run_apart().assert_outcomes(failed=2)
