"""Members of every kind that a Protocol may declare, and how a double answers for them."""

import asyncio
import contextlib
import operator
import threading
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Generator,
    Iterable,
    Iterator,
)
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import Any, Protocol, Self

import pytest

from doubles import (
    AnswerTypeError,
    DummyUsedError,
    NotADoubleError,
    UnexpectedCallError,
    anything,
    calls,
    dummy,
    mock,
    scope,
    spy,
    stub,
    verify,
    when,
    whenever,
)
from tests.doubles.telling import line_of

HERE = "tests/doubles/test_members.py"


class Session(Protocol):
    def run(self, query: str) -> int: ...


class Database(Protocol):
    async def count(self, table: str) -> int: ...
    async def close(self) -> None: ...
    def ping(self) -> Awaitable[int]: ...
    def flush(self) -> Coroutine[Any, Any, None]: ...

    def rows(self, table: str) -> Iterator[int]: ...
    def columns(self) -> Iterable[str]: ...
    def changes(self) -> Generator[int, str, None]: ...
    def later_rows(self) -> AsyncIterator[int]: ...
    def later_columns(self) -> AsyncIterable[str]: ...
    def later_changes(self) -> AsyncGenerator[int, None]: ...
    async def fetched(self) -> Iterator[int]: ...
    async def fetched_later(self) -> AsyncIterator[int]: ...

    def session(self) -> AbstractContextManager[Session]: ...
    def later_session(self) -> AbstractAsyncContextManager[Session]: ...
    async def begun(self) -> AbstractAsyncContextManager[int]: ...

    @contextlib.contextmanager
    def transaction(self, name: str) -> Iterator[int]: ...
    @contextlib.asynccontextmanager
    def later_transaction(self, name: str) -> AsyncIterator[int]: ...

    @classmethod
    def connected(cls, address: str) -> int: ...
    @staticmethod
    def quoted(name: str) -> str: ...
    @classmethod
    async def connected_later(cls, address: str) -> int: ...


class TestAsyncMethods:
    def test_an_answer_is_given_when_awaited(self) -> None:
        database = mock(Database)
        when(database.count, "users").returns(3)

        async def subject() -> int:
            coroutine = database.count(table="users")
            assert not calls(database.count)
            return await coroutine

        assert asyncio.run(subject()) == 3
        verify(database.count, "users")

    def test_an_answer_raises_when_awaited(self) -> None:
        database = stub(Database)
        when(database.count, "users").raises(LookupError("gone"))

        async def subject() -> None:
            coroutine = database.count("users")
            with pytest.raises(LookupError, match=r"^gone$"):
                await coroutine

        asyncio.run(subject())

    def test_a_function_answers_sync_or_async(self) -> None:
        database = stub(Database)

        async def longer(table: str) -> int:
            await asyncio.sleep(0)
            return len(table) + 1

        when(database.count, anything()).does(len).does(longer)

        async def subject() -> list[int]:
            return [await database.count("users"), await database.count("users")]

        assert asyncio.run(subject()) == [5, 6]

    def test_a_mock_answers_none_where_none_is_all_there_is(self) -> None:
        database = mock(Database)

        async def subject() -> None:
            assert await database.close() is None  # type: ignore[func-returns-value]
            assert await database.flush() is None  # type: ignore[func-returns-value]

        asyncio.run(subject())
        verify(database.close)
        verify(database.flush)

    def test_without_an_answer_it_is_unexpected_when_awaited(self) -> None:
        database = mock(Database)

        async def subject() -> None:
            coroutine = database.count("users")
            with pytest.raises(UnexpectedCallError) as raised, scope():
                await coroutine
            assert str(raised.value) == (
                "mock(Database).count(table='users') was called, and nothing answers it.\n"
                f"  called at {HERE}:{line_of(raised)}\n"
                "Remedy: when(double.count, table='users').returns(...), if the test expects this."
            )

        asyncio.run(subject())

    def test_a_method_that_returns_an_awaitable_is_answered_with_what_it_gives(self) -> None:
        database = mock(Database)
        when(database.ping).returns(3)

        async def subject() -> list[int]:
            return [await database.ping(), await database.ping()]

        assert asyncio.run(subject()) == [3, 3]
        verify.times(2)(database.ping)

    def test_an_awaitable_itself_is_an_answer_too(self) -> None:
        database = stub(Database)

        async def subject() -> int:
            future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            future.set_result(4)
            when(database.ping).returns(future)
            return await database.ping()

        assert asyncio.run(subject()) == 4

    def test_what_is_awaited_is_checked(self) -> None:
        database = stub(Database)

        with pytest.raises(AnswerTypeError) as raised:
            when(database.ping).returns("3")  # type: ignore[arg-type]

        assert str(raised.value) == (
            "stub(Database).ping cannot give this answer: '3' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )


class TestIterators:
    @pytest.mark.parametrize("name", ["rows", "columns", "changes"])
    def test_every_call_iterates_from_the_first_item(self, name: str) -> None:
        database = mock(Database)
        items: list[Any] = ["a", "b"] if name == "columns" else [1, 2]
        whenever(getattr(database, name)).yields(*items)
        arguments = ["users"] if name == "rows" else []

        assert list(getattr(database, name)(*arguments)) == items
        assert list(getattr(database, name)(*arguments)) == items

    @pytest.mark.parametrize("name", ["later_rows", "later_columns", "later_changes"])
    def test_async_iterators(self, name: str) -> None:
        database = mock(Database)
        items: list[Any] = ["a", "b"] if name == "later_columns" else [1, 2]
        when(getattr(database, name)).yields(*items)

        async def subject() -> list[object]:
            return [item async for item in getattr(database, name)()]

        assert asyncio.run(subject()) == items
        assert asyncio.run(subject()) == items

    def test_iterators_that_are_awaited_first(self) -> None:
        database = mock(Database)
        when(database.fetched).yields(1, 2)
        when(database.fetched_later).yields(3)

        async def subject() -> list[int]:
            return [*await database.fetched(), *[n async for n in await database.fetched_later()]]

        assert asyncio.run(subject()) == [1, 2, 3]

    def test_methods_written_with_a_yield_in_their_body(self) -> None:
        class Written(Protocol):
            def rows(self) -> Iterator[int]:
                yield 0

            async def later_rows(self) -> AsyncIterator[int]:
                yield 0

        written = mock(Written)
        when(written.rows).yields(1, 2)
        when(written.later_rows).yields(3)

        async def subject() -> list[int]:
            return [*written.rows(), *[n async for n in written.later_rows()]]

        assert asyncio.run(subject()) == [1, 2, 3]
        verify(written.later_rows)

    def test_no_items_are_an_empty_iterator(self) -> None:
        database = stub(Database)
        when(database.rows, "users").yields()

        assert list(database.rows("users")) == []

    def test_an_iterator_of_the_users_own_is_an_answer_too(self) -> None:
        database = stub(Database)
        when(database.columns).returns(["a"])

        assert database.columns() == ["a"]

    def test_an_item_of_the_wrong_type_is_refused(self) -> None:
        database = stub(Database)

        with pytest.raises(AnswerTypeError) as raised:
            when(database.rows, "users").yields(1, "2")  # type: ignore[arg-type]

        assert str(raised.value) == (
            "stub(Database).rows cannot give this answer: item 1, '2' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_what_is_no_iterator_yields_nothing(self) -> None:
        database = stub(Database)

        with pytest.raises(AnswerTypeError) as raised:
            when(database.quoted, "a").yields("b")  # type: ignore[call-overload]

        assert str(raised.value) == (
            "stub(Database).quoted cannot give this answer: "
            "it returns str, no iterator; use returns(...).\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )


class TestContextManagers:
    def test_a_value_is_entered(self) -> None:
        database = mock(Database)
        session = stub(Session, run=3)
        when(database.session).enters(session)

        with database.session() as entered:
            assert entered is session
        with database.session() as entered:
            assert entered is session
        verify.times(2)(database.session)

    def test_a_value_is_entered_async(self) -> None:
        database = mock(Database)
        session = stub(Session, run=3)
        when(database.later_session).enters(session)
        when(database.begun).enters(4)

        async def subject() -> None:
            async with database.later_session() as entered:
                assert entered is session
            async with await database.begun() as number:
                assert number == 4

        asyncio.run(subject())

    def test_an_error_inside_leaves_the_block(self) -> None:
        database = stub(Database)
        when(database.session).enters(stub(Session))

        with pytest.raises(LookupError), database.session():
            raise LookupError

    def test_a_decorated_generator_is_a_context_manager(self) -> None:
        database = mock(Database)
        when(database.transaction, "a").enters(1)
        when(database.later_transaction, "a").enters(2)

        async def subject() -> int:
            async with database.later_transaction("a") as number:
                return number

        with database.transaction(name="a") as number:
            assert number == 1
        assert asyncio.run(subject()) == 2
        verify(database.transaction, "a")

    @pytest.mark.parametrize("name", ["transaction", "later_transaction"])
    def test_a_wrong_value_is_refused(self, name: str) -> None:
        database = stub(Database)

        with pytest.raises(AnswerTypeError) as raised:
            when(getattr(database, name), "a").enters("1")

        assert str(raised.value) == (
            f"stub(Database).{name} cannot give this answer: '1' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_what_is_no_context_manager_enters_nothing(self) -> None:
        database = stub(Database)

        with pytest.raises(AnswerTypeError) as raised:
            when(database.quoted, "a").enters("b")  # type: ignore[call-overload]

        assert str(raised.value) == (
            "stub(Database).quoted cannot give this answer: "
            "it returns str, which enters() cannot build; use returns(...).\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )


def test_two_threads_that_use_a_member_first_share_its_calls() -> None:
    class Slow(Protocol):
        def call(self) -> None: ...

    for _ in range(20):
        double = mock(Slow)
        start = threading.Barrier(4)

        def subject(double: Slow = double, start: threading.Barrier = start) -> None:
            start.wait()
            double.call()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: subject(), range(4)))

        late = double.__getattr__("__called_call__")  # type: ignore[attr-defined]
        assert len(late.log.calls) == 4
        verify.times(4)(double.call)


class TestClassAndStaticMethods:
    def test_they_are_answered_and_verified_on_the_double(self) -> None:
        database = mock(Database, quoted="'a'")
        when(database.connected, "here").returns(1)

        assert (database.connected(address="here"), database.quoted("a")) == (1, "'a'")
        verify(database.connected, "here")
        verify(database.quoted, name="a")

    def test_they_may_be_async(self) -> None:
        database = mock(Database, connected_later=2)

        assert asyncio.run(database.connected_later("here")) == 2
        verify(database.connected_later, "here")


class Matrix(Protocol):
    def __call__(self, row: int, *, column: int = 0) -> int: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __getitem__(self, key: int) -> int: ...
    def __setitem__(self, key: int, value: int) -> None: ...
    def __delitem__(self, key: int) -> None: ...
    def __contains__(self, item: object) -> bool: ...
    def __iter__(self) -> Iterator[int]: ...
    def __reversed__(self) -> Iterator[int]: ...
    def __next__(self) -> int: ...
    def __aiter__(self) -> AsyncIterator[int]: ...
    async def __anext__(self) -> int: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> bool | None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *details: object) -> None: ...
    def __await__(self) -> Generator[Any, None, int]: ...
    def __lt__(self, other: object) -> bool: ...
    def __add__(self, other: int) -> int: ...
    def __radd__(self, other: int) -> int: ...
    def __neg__(self) -> int: ...
    def __int__(self) -> int: ...
    def __index__(self) -> int: ...


class TestDunders:
    @pytest.mark.parametrize(
        ("use", "name", "arguments", "answer"),
        [
            (lambda m: m(1), "__call__", (1,), 7),
            (len, "__len__", (), 3),
            (bool, "__bool__", (), False),
            (lambda m: m[2], "__getitem__", (2,), 7),
            (lambda m: operator.setitem(m, 2, 3), "__setitem__", (2, 3), None),
            (lambda m: operator.delitem(m, 2), "__delitem__", (2,), None),
            (lambda m: 2 in m, "__contains__", (2,), True),
            (next, "__next__", (), 7),
            (lambda m: m < 2, "__lt__", (2,), True),
            (lambda m: m + 2, "__add__", (2,), 7),
            (lambda m: 2 + m, "__radd__", (2,), 7),
            (operator.neg, "__neg__", (), 7),
            (int, "__int__", (), 7),
            (operator.index, "__index__", (), 7),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_an_operation_is_a_call(
        self,
        use: Callable[[Matrix], object],
        name: str,
        arguments: tuple[object, ...],
        answer: object,
    ) -> None:
        matrix = mock(Matrix)
        when(getattr(matrix, name), *arguments).returns(answer)

        assert use(matrix) == answer
        verify(getattr(matrix, name), *arguments)

    def test_a_double_that_can_be_called_is_its_own_call(self) -> None:
        matrix = mock(Matrix)
        when(matrix, 1, column=2).returns(3)

        assert matrix(1, column=2) == 3
        verify(matrix, 1, column=2)
        verify(matrix.__call__, 1, column=2)
        assert [call.arguments for call in calls(matrix)] == [{"row": 1, "column": 2}]

    def test_iteration(self) -> None:
        matrix = mock(Matrix, __len__=2)  # which `list` asks for beforehand
        when(matrix.__iter__).yields(1, 2)
        when(matrix.__reversed__).yields(2, 1)

        assert (list(matrix), list(matrix), list(reversed(matrix))) == ([1, 2], [1, 2], [2, 1])

    def test_async_iteration(self) -> None:
        matrix = mock(Matrix)
        when(matrix.__aiter__).yields(1, 2)
        when(matrix.__anext__).returns(3).raises(StopAsyncIteration)

        async def subject() -> list[int]:
            return [*[item async for item in matrix], await anext(matrix)]

        assert asyncio.run(subject()) == [1, 2, 3]
        with pytest.raises(StopAsyncIteration):
            asyncio.run(matrix.__anext__())

    def test_entering_and_leaving(self) -> None:
        matrix = mock(Matrix)
        when(matrix.__enter__).returns(matrix)
        when(matrix.__exit__, anything(), anything(), anything()).returns(True)

        with matrix as entered:
            assert entered is matrix
            raise LookupError
        verify(matrix.__exit__, LookupError, anything(), anything())

    def test_entering_and_leaving_async(self) -> None:
        matrix = mock(Matrix)
        when(matrix.__aenter__).returns(matrix)

        async def subject() -> None:
            async with matrix as entered:
                assert entered is matrix

        asyncio.run(subject())
        verify(matrix.__aexit__, None, None, None)

    def test_without_an_answer_an_operation_is_unexpected(self) -> None:
        matrix = mock(Matrix)

        with pytest.raises(UnexpectedCallError) as raised, scope():
            len(matrix)

        assert str(raised.value) == (
            "mock(Matrix).__len__() was called, and nothing answers it.\n"
            f"  called at {HERE}:{line_of(raised)}\n"
            "Remedy: when(double.__len__).returns(...), if the test expects this."
        )

    def test_a_call_of_the_double_itself_says_so(self) -> None:
        matrix = mock(Matrix)

        with pytest.raises(UnexpectedCallError) as raised, scope():
            matrix(1)

        assert str(raised.value) == (
            "mock(Matrix).__call__(row=1) was called, and nothing answers it.\n"
            f"  called at {HERE}:{line_of(raised)}\n"
            "Remedy: when(double.__call__, row=1).returns(...), if the test expects this."
        )

    def test_a_dummy_refuses_operations(self) -> None:
        matrix = dummy(Matrix)

        with pytest.raises(DummyUsedError) as raised, scope():
            len(matrix)

        assert str(raised.value) == (
            "dummy(Matrix).__len__() was called, and a dummy only fills a parameter.\n"
            f"  called at {HERE}:{line_of(raised)}\n"
            "Remedy: build a stub() to answer it, or a mock() to verify it."
        )

    @pytest.mark.parametrize(
        "use",
        [len, iter, next, operator.index, lambda s: s[0], lambda s: s(), lambda s: s < 1, hash],
        ids=["len", "iter", "next", "index", "item", "call", "less", "hash"],
    )
    def test_what_the_protocol_lacks_stays_absent(self, use: Callable[[Any], object]) -> None:
        session = stub(Session)

        if use is hash:
            assert use(session) == hash(session)
        else:
            with pytest.raises(TypeError):
                use(session)
        assert bool(session)

    def test_a_double_that_cannot_be_called_is_no_member(self) -> None:
        session = mock(Session)

        with pytest.raises(NotADoubleError) as raised:
            verify(session)  # type: ignore[arg-type]

        assert str(raised.value) == (
            "verify() takes a member of a double, such as double.method, "
            "not the whole double mock(Session).\n"
            "Remedy: name the member, such as double.run."
        )


class Valued(Protocol):
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...


class Ordered(Protocol):
    def __eq__(self, other: object) -> bool: ...
    def __lt__(self, other: Self) -> bool: ...


class TestWhatEveryObjectHas:
    @pytest.mark.parametrize("build", [dummy, stub, mock])
    def test_without_an_answer_it_is_what_every_object_does(
        self, build: Callable[[type[Valued]], Valued]
    ) -> None:
        value, other = build(Valued), build(Valued)

        assert value == value  # noqa: PLR0124
        assert value != other
        assert len({value, other}) == 2
        assert repr(value) == str(value) == f"{build.__name__}(Valued)"

    def test_an_answer_takes_its_place(self) -> None:
        value = mock(Valued)
        when(value.__eq__, 3).returns(True)
        when(value.__hash__).returns(5)
        when(value.__repr__).returns("three")
        when(value.__str__).returns("III")

        assert value == 3
        assert value != 4
        assert (hash(value), repr(value), str(value)) == (5, "three", "III")
        verify(value.__eq__, 3)

    def test_a_protocol_that_declares_eq_alone_is_hashed_by_identity(self) -> None:
        assert len({stub(Ordered), stub(Ordered)}) == 2

    def test_a_spy_passes_them_on(self) -> None:
        class Real:
            def __eq__(self, other: object) -> bool:
                return other == 3

            def __hash__(self) -> int:
                return 5

            def __repr__(self) -> str:
                return "three"

            def __str__(self) -> str:
                return "III"

        value = spy(Real(), Valued)

        assert value == 3
        assert (hash(value), repr(value), str(value)) == (5, "three", "III")

    def test_failures_name_the_double_and_not_its_answer(self) -> None:
        value = mock(Valued, __repr__="three")

        with pytest.raises(AttributeError) as raised:
            value.missing  # type: ignore[attr-defined]

        assert str(raised.value) == (
            "mock(Valued) has no member 'missing': Valued does not declare it."
        )
        verify.never(value.__repr__)


class Untypical(Protocol):
    def takes_self_among_others(*args: Any) -> int: ...
    def takes_anything(self, *args: object, **kwargs: object) -> int: ...


def test_a_method_may_take_itself_among_its_arguments() -> None:
    double = mock(Untypical, takes_self_among_others=1, takes_anything=2)

    assert (double.takes_self_among_others(1, 2), double.takes_anything(1, a=2)) == (1, 2)
    verify(double.takes_self_among_others, 1, 2)
    verify(double.takes_anything, 1, a=2)


class Awkward(Protocol):
    """Members and parameters that would collide with a lesser engine."""

    def when(self, self_: int) -> int: ...
    def calls(self) -> int: ...
    def assert_called(self) -> int: ...
    def state(_, state: int) -> int: ...  # noqa: N805
    def make(self, make: int) -> int: ...
    def type(self, type: int, isinstance: int) -> int: ...
    def _private(self, _: int, __: int) -> int: ...
    def match(self, case: int, *, method: int, spec: int, double: int) -> int: ...
    def positional(this, self: int, /, **cls: int) -> int: ...  # noqa: N805

    return_value: int
    name: str


class TestNames:
    @pytest.mark.parametrize("build", [stub, mock])
    @pytest.mark.parametrize(
        ("name", "args", "kwargs"),
        [
            ("when", (1,), {}),
            ("calls", (), {}),
            ("assert_called", (), {}),
            ("state", (), {"state": 1}),
            ("make", (), {"make": 1}),
            ("type", (1,), {"isinstance": 2}),
            ("_private", (1, 2), {}),
            ("match", (1,), {"method": 1, "spec": 2, "double": 3}),
            ("positional", (1,), {"self": 2, "value": 3}),
        ],
    )
    def test_no_name_collides(
        self, build: Any, name: str, args: tuple[int, ...], kwargs: dict[str, int]
    ) -> None:
        double = build(Awkward, return_value=1, name="x")
        when(getattr(double, name), *args, **kwargs).returns(7)

        assert getattr(double, name)(*args, **kwargs) == 7
        assert (double.return_value, double.name) == (1, "x")
        if build is mock:
            verify(getattr(double, name), *args, **kwargs)
