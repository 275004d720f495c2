"""A test may itself run pytest, as the tests of plugins do."""

from tests.doubles.scopes.conftest import Project


def test_doubles_work_on_after_a_run_inside_a_test(project: Project) -> None:
    """The inner run forgets the modules that it was the first to import."""
    project.write(
        """
        pytest_plugins = ["pytester"]

        INNER = '''
        from typing import Protocol
        from doubles import mock

        class Users(Protocol):
            def find(self, key: int) -> str: ...

        def test_inner():
            assert mock(Users, find="Ann").find(1) == "Ann"
        '''

        def test_outer(pytester):
            pytester.makepyfile(INNER)
            pytester.runpytest_inprocess("-p_doubles_pytest").assert_outcomes(passed=1)

            users = mock(Users, find="Ann")
            users.find(1)

            verify(users.find, 1)
            verify.nothing_else(users)
            with pytest.raises(UnexpectedCallError), scope():
                stub(Users).find(1)
        """
    )

    project.run_apart().assert_outcomes(passed=1)
