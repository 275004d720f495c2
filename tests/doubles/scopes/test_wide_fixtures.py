"""A double that several tests share shows each what it did itself, and blames nobody else."""

from tests.doubles.scopes.conftest import Project


def test_each_test_sees_its_own_calls_of_a_session_mock(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="session")
        def users():
            users = mock(Users)
            when(users.find, 1).returns("ada", "bob")
            users.save("set-up")
            return users

        def test_first(users):
            verify.nothing_else(users)
            users.save("first")
            verify.only(users.save, "first")
            assert users.find(1) == "ada"

        def test_second(users):
            verify.never(users.save, "first")
            assert (users.find(1), users.find(1)) == ("ada", "bob")

        def test_unverified(users):
            verify(users.save, "first")

        def test_swallows(users):
            swallow(users.find, 2)
    """)

    assert project.blames() == {
        "test_unverified": ["call: VerificationError"],
        "test_swallows": ["call: UnexpectedCallError"],
    }


def test_a_stubbing_of_a_test_ends_with_the_test(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="module")
        def users():
            return mock(Users, find="default")

        @pytest.mark.parametrize("name", ["ada", "bob"])
        def test_stubs(users, name):
            assert users.find(1) == "default"
            when(users.find, 1).returns(name)
            assert users.find(1) == name

        def test_unused(users):
            when(users.find, 1).returns("ada")

        def test_other(users):
            assert users.find(1) == "default"
    """)

    assert project.blames() == {"test_unused": ["call: UnusedStubbingError"]}


def test_a_stubbing_of_a_wide_fixture_is_never_unused(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="package")
        def users():
            users = stub(Users)
            when(users.find, 1).returns("ada")
            return users

        def test_first(users):
            pass

        def test_second(users):
            assert users.find(1) == "ada"
    """)

    assert project.blames() == {}


def test_a_set_up_is_judged_at_its_end_for_every_test_that_asks_for_it(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="session")
        def swallowing():
            swallow(stub(Users).find, 1)

        @pytest.fixture(scope="module")
        def unfinished():
            when(stub(Users).find, 1)
            yield

        @pytest.fixture(scope="module")
        def skipping():
            try:
                stub(Users).find(1)
            except Exception:
                pytest.skip("no database")

        @pytest.fixture(scope="module")
        def broken():
            swallow(stub(Users).find, 1)
            raise KeyError("first")

        def test_swallowing(swallowing): ...
        def test_swallowing_too(swallowing): ...
        def test_unfinished(unfinished): ...
        def test_unfinished_too(unfinished): ...
        def test_skipping(skipping): ...
        def test_broken(broken): ...
        def test_innocent(): ...
    """)

    assert project.blames() == {
        "test_swallowing": ["setup: UnexpectedCallError"],
        "test_swallowing_too": ["setup: UnexpectedCallError"],
        "test_unfinished": ["setup: UnfinishedStubbingError"],
        "test_unfinished_too": ["setup: UnfinishedStubbingError"],
        "test_skipping": ["setup: UnexpectedCallError"],
        "test_broken": ["setup: KeyError"],
    }
    project.run().stdout.fnmatch_lines(["E   *fixture 'broken' (module) ended with 1 problem:"])


def test_the_end_of_a_wide_fixture_is_judged_as_its_own(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="module")
        def users():
            users = mock(Users)
            yield users
            other = stub(Users)
            when(other.find, 1)
            swallow(users.find, 1)

        def test_only(users):
            users.save("ada")
    """)

    assert project.blames() == {"test_only": ["teardown: ScopeError"]}
    project.run().stdout.fnmatch_lines(["E   *fixture 'users' (module) ended with 2 problems:"])


def test_a_fixture_with_parameters_ends_between_its_tests(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="module", params=["ada", "bob"])
        def users(request):
            users = mock(Users)
            when(users.find, 1).returns(request.param)
            yield users

        def test_find(users, request):
            assert users.find(1) == request.node.callspec.params["users"]

        def test_save(users):
            users.save("ada")
            verify.only(users.save, "ada")
    """)

    assert project.blames() == {}


def test_what_another_set_up_calls_is_not_the_tests(project: Project) -> None:
    """Else a test would see the calls only when it is the first to ask for the fixture."""
    project.write("""
        @pytest.fixture(scope="session")
        def users():
            return mock(Users)

        @pytest.fixture(scope="module")
        def seeded(users):
            users.save("seed")

        @pytest.fixture
        def logged_in(users):
            users.save("log-in")

        def test_first(users, seeded):
            verify.nothing_else(users)

        def test_second(users, seeded):
            verify.nothing_else(users)

        def test_with_a_fixture_of_its_own(users, seeded, logged_in):
            verify.only(users.save, "log-in")
    """)

    assert project.blames() == {}


def test_a_fixture_asked_for_late_takes_no_calls_from_the_test(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="session")
        def users():
            return mock(Users)

        @pytest.fixture(scope="session")
        def orders():
            orders = mock(Users)
            orders.save("set-up")
            return orders

        @pytest.mark.parametrize("turn", [1, 2])
        def test_asks(users, turn, request):
            users.save("ada")
            orders = request.getfixturevalue("orders")
            verify.only(users.save, "ada")
            verify.nothing_else(orders)
    """)

    assert project.blames() == {}


def test_set_ups_nest(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="session")
        def inner():
            return mock(Users)

        @pytest.fixture(scope="module")
        def outer(request):
            outer = mock(Users)
            inner = request.getfixturevalue("inner")
            swallow(inner.find, 1)
            return outer

        def test_outer(outer): ...
        def test_inner(inner):
            inner.save("ada")
    """)

    assert project.blames() == {"test_outer": ["setup: UnexpectedCallError"]}


def test_a_block_around_a_wide_fixture_is_not_around_its_tests(project: Project) -> None:
    project.write("""
        @pytest.fixture(scope="module", autouse=True)
        def leniently():
            with scope(strictness="lenient"):
                yield mock(Users)

        def test_unused():
            when(stub(Users).find, 1).returns("ada")

        def test_swallows(leniently):
            swallow(leniently.find, 1)
    """)

    assert project.blames() == {
        "test_unused": ["call: UnusedStubbingError"],
        "test_swallows": ["call: UnexpectedCallError"],
    }


def test_a_double_of_a_module_is_shared_like_that_of_a_session(project: Project) -> None:
    project.write("""
        users = mock(Users)
        swallow(users.find, 0)

        def test_first():
            users.save("first")
            verify.only(users.save, "first")

        def test_second():
            verify.nothing_else(users)

        def test_swallows():
            swallow(users.find, 1)
    """)

    assert project.blames() == {"test_swallows": ["call: UnexpectedCallError"]}
    result = project.run("-k", "not swallows")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*doubles used after the end of their test*",
            "the test run",
            "    UnexpectedCallError: *",
        ]
    )


def test_a_test_case_shares_what_its_class_sets_up(project: Project) -> None:
    project.write("""
        class TestUsers(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.users = mock(Users)
                when(cls.users.find, 1).returns("ada")
                cls.users.save("set-up")

            def test_first(self):
                verify.nothing_else(self.users)
                self.users.save("first")
                verify.only(self.users.save, "first")

            def test_second(self):
                verify.never(self.users.save, "first")

            def test_swallows(self):
                swallow(self.users.find, 2)

            def test_unused(self):
                when(self.users.find, 3).returns("bob")

            def test_fails(self):
                swallow(self.users.find, 2)
                self.fail("first")

            def test_skips(self):
                when(self.users.find, 3).returns("bob")
                self.skipTest("no database")

            def test_pretends(self):
                swallow(self.users.find, 3)
                self.skipTest("no database")

            @unittest.expectedFailure
            def test_expected(self):
                self.users.find(2)

            def test_subtests(self):
                for key in (1, 2):
                    with self.subTest(key=key):
                        swallow(self.users.find, key)

        class TestSwallowing(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                swallow(stub(Users).find, 1)

            def test_it(self): ...

        class TestTearDown(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.users = mock(Users)

            @classmethod
            def tearDownClass(cls):
                swallow(cls.users.find, 1)

            def tearDown(self):
                self.users.save("ada")

            def test_last(self): ...
    """)

    assert project.blames() == {
        "test_swallows": ["call: UnexpectedCallError"],
        "test_unused": ["call: UnusedStubbingError"],
        "test_fails": ["call: AssertionError"],
        "test_pretends": ["call: UnexpectedCallError"],
        "test_subtests": ["call: UnexpectedCallError"],
        "test_it": ["setup: UnexpectedCallError"],
        "test_last": ["teardown: UnexpectedCallError"],
    }
    result = project.run("-k", "fails or swallowing")
    result.stdout.fnmatch_lines(
        ["*- doubles -*", "test_it.py::TestUsers::test_fails ended with 1 problem:"]
    )


def test_pytests_own_class_set_up_is_a_wide_fixture(project: Project) -> None:
    project.write("""
        class TestUsers:
            @classmethod
            def setup_class(cls):
                cls.users = mock(Users)
                when(cls.users.find, 1)

            def test_it(self): ...
            def test_too(self): ...
    """)

    assert project.blames() == {
        "test_it": ["setup: UnfinishedStubbingError"],
        "test_too": ["setup: UnfinishedStubbingError"],
    }


def test_a_problem_names_the_class_set_up(project: Project) -> None:
    project.write("""
        class TestUsers(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                users = stub(Users)
                swallow(users.find, 1)
                swallow(users.find, 2)

            def test_it(self): ...
    """)

    project.run().stdout.fnmatch_lines(["E   *setUpClass of TestUsers ended with 2 problems:"])


def test_a_fixture_need_not_be_a_function(project: Project) -> None:
    project.write("""
        class Make:
            __name__ = "make"

            def __call__(self):
                return mock(Users)

        users = pytest.fixture(scope="session", name="users")(Make())

        def test_it():
            mock(Users).save("ada")
    """)

    assert project.blames() == {}
