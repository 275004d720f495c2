"""Doubles among the tools that take objects apart: frameworks, `inspect`, `copy`, debuggers."""

import asyncio
import copy
import dataclasses
import doctest
import gc
import importlib
import inspect
import linecache
import pickle
import traceback
import typing
import weakref
from collections.abc import Awaitable, Callable
from pathlib import Path
from textwrap import dedent
from typing import Annotated, Any, Protocol, runtime_checkable

import attrs
import httpx
import pytest
from fastapi import Depends, FastAPI

from doubles import (
    Call,
    UnexpectedCallError,
    calls,
    dummy,
    mock,
    reading,
    scope,
    spy,
    stub,
    verify,
    when,
)

HERE = "tests/doubles/test_integration.py"


@runtime_checkable
class Users(Protocol):
    """Where users are kept."""

    label: str

    @property
    def size(self) -> int: ...

    def find(self, key: int, /, default: "str | None" = None, *, deep: bool = False) -> str:
        """The user's name."""
        ...

    async def load(self, key: int) -> str: ...
    def all(self, *keys: int, **options: "list[bool]") -> list[str]: ...
    @classmethod
    def connected(cls, address: str) -> "Users": ...
    @staticmethod
    def normal(name: str) -> str: ...


class RealUsers:
    label = "real"
    size = 3

    def find(self, key: int, /, default: "str | None" = None, *, deep: bool = False) -> str:
        return f"user {key}"

    async def load(self, key: int) -> str:
        return f"user {key}"

    def all(self, *keys: int, **options: "list[bool]") -> list[str]:
        return []

    @classmethod
    def connected(cls, address: str) -> "Users":
        return cls()

    @staticmethod
    def normal(name: str) -> str:
        return name


def every_kind() -> list[Users]:
    """A double of every kind."""
    return [dummy(Users), stub(Users), mock(Users), spy(RealUsers(), Users)]


KINDS = pytest.mark.parametrize("kind", range(4), ids=["dummy", "stub", "mock", "spy"])


class TestInspection:
    @KINDS
    @pytest.mark.parametrize("name", ["find", "load", "all", "connected", "normal"])
    def test_a_method_has_the_signature_of_the_protocols(self, kind: int, name: str) -> None:
        double = every_kind()[kind]
        of_instance = inspect.signature(getattr(RealUsers(), name))

        assert inspect.signature(getattr(double, name)) == of_instance

    @KINDS
    def test_a_method_has_the_hints_of_the_protocols(self, kind: int) -> None:
        double = every_kind()[kind]

        assert typing.get_type_hints(double.find) == typing.get_type_hints(Users.find)
        assert typing.get_type_hints(double.all)["options"] == list[bool]

    @KINDS
    def test_a_method_is_async_where_the_protocols_is(self, kind: int) -> None:
        double = every_kind()[kind]

        assert inspect.iscoroutinefunction(double.load)
        assert not inspect.iscoroutinefunction(double.find)

    @KINDS
    def test_documentation_is_the_protocols(self, kind: int) -> None:
        double = every_kind()[kind]

        assert double.__doc__ == "Where users are kept."
        assert double.find.__doc__ == "The user's name."
        assert inspect.getdoc(double) == "Where users are kept."

    @KINDS
    def test_names_say_what_it_is(self, kind: int) -> None:
        double = every_kind()[kind]
        name = ["dummy", "stub", "mock", "spy"][kind]

        assert (repr(double), f"{double}", str(double)) == (f"{name}(Users)",) * 3
        assert double.find.__name__ == "find"
        assert double.find.__qualname__ == f"{name}(Users).find"
        assert double.find.__module__ == __name__
        assert repr(double.find).startswith(f"<bound method {name}(Users).find of {name}(Users)>")

    @KINDS
    def test_hasattr_and_dir_know_the_members_without_using_them(self, kind: int) -> None:
        double = every_kind()[kind]

        assert {"find", "load", "size", "label"} <= set(dir(double))
        assert hasattr(double, "find")
        assert not hasattr(double, "fnid")
        assert not hasattr(double, "__len__")
        assert getattr(double, "missing", "default") == "default"

    def test_get_members_reads_properties_as_it_does_of_any_object(self) -> None:
        double = mock(Users, size=3, label="x")

        members = dict(inspect.getmembers(double))

        assert (members["size"], members["label"]) == (3, "x")
        assert set(dict(inspect.getmembers(double, inspect.ismethod))) >= {"find", "load", "all"}

    def test_get_members_static_reads_nothing(self) -> None:
        double = dummy(Users)

        assert {"find", "size"} <= set(dict(inspect.getmembers_static(double)))

    def test_help_is_written(self) -> None:
        import pydoc

        assert "The user's name." in pydoc.render_doc(mock(Users, size=1, label="x"))


class TestIsInstance:
    @KINDS
    def test_of_a_runtime_checkable_protocol_reading_no_property(self, kind: int) -> None:
        double = every_kind()[kind]

        assert isinstance(double, Users)
        if kind > 1:
            verify.never(reading(lambda: double.size))

    def test_of_a_protocol_that_asks_for_fewer_members(self) -> None:
        @runtime_checkable
        class Sized(Protocol):
            @property
            def size(self) -> int: ...

        @runtime_checkable
        class Other(Protocol):
            def other(self) -> int: ...

        assert isinstance(stub(Users), Sized)
        assert not isinstance(stub(Users), Other)

    def test_a_property_that_is_read_inside_typing_alone_is_not_answered(self) -> None:
        double = stub(Users)

        with pytest.raises(UnexpectedCallError), scope():
            double.size

    def test_a_protocol_that_is_not_runtime_checkable_refuses_as_ever(self) -> None:
        class Plain(Protocol):
            def call(self) -> int: ...

        with pytest.raises(TypeError, match="runtime_checkable"):
            isinstance(stub(Plain), Plain)  # type: ignore[misc]

    def test_class_patterns_match(self) -> None:
        match stub(RealUsers):
            case RealUsers():
                pass
            case _:
                pytest.fail("no match")


class TestIdentity:
    @KINDS
    def test_copies_are_the_double_itself(self, kind: int) -> None:
        double = every_kind()[kind]

        assert copy.copy(double) is double
        assert copy.deepcopy({"users": [double]})["users"][0] is double

    @KINDS
    def test_it_is_hashed_and_compared_by_identity(self, kind: int) -> None:
        double = every_kind()[kind]

        assert {double: 1}[double] == 1
        assert len({double, double, every_kind()[kind]}) == 2
        assert double == double  # noqa: PLR0124
        assert double != every_kind()[kind]
        assert [double].index(double) == 0

    @KINDS
    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_pickling_says_why_not(self, kind: int, protocol: int) -> None:
        double = every_kind()[kind]

        with pytest.raises(TypeError) as raised:
            pickle.dumps(double, protocol)

        assert str(raised.value) == (
            f"{double} cannot be pickled: its stubbings and its calls belong to this process.\n"
            "Remedy: build the double in the process that uses it."
        )

    def test_it_is_held_weakly_and_collected(self) -> None:
        with scope():
            double = mock(Users)
            held = weakref.ref(double)
            assert held() is double
        del double
        gc.collect()

        assert held() is None

    def test_a_dataclass_and_an_attrs_class_that_hold_one(self) -> None:
        @dataclasses.dataclass
        class Service:
            users: Users

        @attrs.frozen
        class Frozen:
            users: Users

        users = stub(Users)

        assert dataclasses.asdict(Service(users)) == {"users": users}
        assert dataclasses.replace(Service(users)) == Service(users)
        assert attrs.asdict(Frozen(users)) == {"users": users}
        assert repr(Service(users)).endswith("Service(users=stub(Users))")

    def test_a_call_is_shown_without_its_outcome(self) -> None:
        users = mock(Users, find="Ann")
        users.find(1)

        [call] = calls(users.find)
        assert isinstance(call, Call)
        assert repr(call) == (
            f"Call(ordinal={call.ordinal}, arguments={{'key': 1, 'default': None, 'deep': False}})"
        )


def responses(app: FastAPI, *requests: tuple[str, dict[str, str]]) -> list[httpx.Response]:
    """What the application answers to GET requests of these paths and parameters."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.get(path, params=params) for path, params in requests]

    return asyncio.run(ask())


class TestFastAPI:
    def test_doubles_are_dependencies(self) -> None:
        users = mock(Users, label="x")
        when(users.find, 1).returns("Ann")
        when(users.load, 1).returns("Bob")
        app = FastAPI()

        def provided() -> Users:
            raise AssertionError("overridden")

        @app.get("/{key}")
        async def show(key: int, users: Annotated[Any, Depends(provided)]) -> list[str]:
            return [users.find(key), await users.load(key)]

        app.dependency_overrides[provided] = lambda: users
        [response] = responses(app, ("/1", {}))
        assert response.json() == ["Ann", "Bob"]
        verify(users.find, 1)
        verify(users.load, 1)

    def test_a_method_of_a_double_is_a_dependency(self) -> None:
        class Security(Protocol):
            def user(self, token: str) -> str: ...
            async def role(self, token: str) -> str: ...

        security = mock(Security, user="Ann", role="admin")
        app = FastAPI()

        @app.get("/")
        def show(
            user: Annotated[str, Depends(security.user)],
            role: Annotated[str, Depends(security.role)],
        ) -> list[str]:
            return [user, role]

        right, wrong = responses(app, ("/", {"token": "t"}), ("/", {}))
        assert right.json() == ["Ann", "admin"]
        assert wrong.status_code == 422
        verify(security.user, "t")
        verify(security.role, token="t")

    def test_annotations_that_are_postponed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "postponed_security.py").write_text(
            dedent(
                """
                from __future__ import annotations
                from decimal import Decimal
                from typing import Protocol

                class Prices(Protocol):
                    def __call__(self, net: Decimal) -> Decimal: ...
                    def gross(self, net: Decimal) -> Decimal: ...

                def doubled(net: Decimal) -> Decimal:
                    return net * 2
                """
            )
        )
        monkeypatch.syspath_prepend(tmp_path)
        module = importlib.import_module("postponed_security")
        decimal = module.Decimal
        prices = mock(module.Prices)
        when(prices, decimal("1.5")).returns(decimal(2))
        when(prices.gross, decimal("1.5")).returns(decimal(3))
        doubled = spy(module.doubled)
        app = FastAPI()

        @app.get("/")
        def show(
            called: Annotated[str, Depends(prices)],
            gross: Annotated[str, Depends(prices.gross)],
            twice: Annotated[str, Depends(doubled)],
        ) -> list[str]:
            return [str(called), str(gross), str(twice)]

        right, wrong = responses(app, ("/", {"net": "1.5"}), ("/", {"net": "x"}))
        assert right.json() == ["2", "3", "3.0"]
        assert wrong.status_code == 422
        verify(doubled, decimal("1.5"))

    def test_a_spy_of_a_dependency_that_yields(self) -> None:
        closed: list[str] = []

        def session() -> typing.Iterator[str]:
            yield "open"
            closed.append("closed")

        spied = spy(session)
        app = FastAPI()

        @app.get("/")
        def show(state: Annotated[str, Depends(spied)]) -> str:
            return state

        [response] = responses(app, ("/", {}))
        assert response.json() == "open"
        assert closed == ["closed"]
        verify(spied)


class TestGeneratedSource:
    def test_it_is_shown_in_tracebacks_and_to_debuggers(self) -> None:
        def fail(key: int, default: object, deep: bool) -> str:
            raise LookupError("gone")

        users = mock(Users)
        when(users.find, 1).does(fail)

        with pytest.raises(LookupError) as raised:
            users.find(1)

        text = "".join(traceback.format_exception(raised.value))
        assert 'File "<doubles mock mock(Users).find' in text
        generated = [
            frame
            for frame in traceback.extract_tb(raised.value.__traceback__)
            if frame.filename.startswith("<doubles ")
        ]
        assert [frame.name for frame in generated] == ["find"]
        assert "respond" in (generated[0].line or "")
        linecache.checkcache()
        source = linecache.getlines(generated[0].filename)
        assert any(line.lstrip().startswith("def find(self, key, /,") for line in source)
        assert inspect.getsource(users.find).lstrip().startswith("def find(self, key, /,")

    def test_doubles_of_the_same_name_show_their_own_source(self) -> None:
        def make(parameter: str) -> Callable[..., Any]:
            namespace: dict[str, Any] = {"Protocol": Protocol, "__name__": __name__}
            exec(
                f"class Same(Protocol):\n    def call(self, {parameter}: int) -> int: ...",
                namespace,
            )
            same: Callable[..., Any] = namespace["Same"]
            return same

        first, second = stub(make("one"), call=1), stub(make("two"), call=2)

        assert "def call(self, /, one):" in inspect.getsource(first.call)
        assert "def call(self, /, two):" in inspect.getsource(second.call)
        assert "def call(self, /, one):" in inspect.getsource(first.call)

    def test_a_doctest_shows_the_double_and_the_text_of_its_failure(self) -> None:
        source = """
            >>> users = stub(Users)
            >>> users
            stub(Users)
            >>> users.find(1)
            Traceback (most recent call last):
            doubles.errors.UnexpectedCallError: stub(Users).find(1) was called, ...
              called at <doctest example[2]>:1
              from the test at tests/doubles/test_integration.py:...
            Remedy: when(double.find, 1).returns(...), if the test expects this.
        """
        example = doctest.DocTestParser().get_doctest(
            dedent(source), {"Users": Users, "stub": stub}, "example", None, 0
        )
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)

        with pytest.raises(UnexpectedCallError), scope():
            runner.run(example)

        assert runner.summarize(verbose=False) == (0, 3)

    def test_pytest_shows_the_lines_of_the_user_and_the_text_alone(
        self, pytester: pytest.Pytester
    ) -> None:
        pytester.makepyfile(
            subject="""
            def name_of(users):
                return users.find(1)
            """,
            test_users="""
            from typing import Protocol
            from doubles import stub
            from subject import name_of

            class Users(Protocol):
                def find(self, key: int) -> str: ...

            def test_it():
                name_of(stub(Users))
            """,
        )

        result = pytester.runpytest("-p", "no:randomly", "-p", "no:asyncio", "--tb=short")

        lines = result.stdout.lines
        start = next(n for n, line in enumerate(lines) if "test_it" in line and "___" in line)
        shown = [line for line in lines[start + 1 :] if "^" not in line]
        failure = "stub(Users).find(key=1) was called, and nothing answers it."
        assert shown[:8] == [
            "test_users.py:9: in test_it",
            "    name_of(stub(Users))",
            "subject.py:2: in name_of",
            "    return users.find(1)",
            f"E   doubles.errors.UnexpectedCallError: {failure}",
            "E     called at subject.py:2",
            "E     from the test at test_users.py:9",
            "E   Remedy: when(double.find, key=1).returns(...), if the test expects this.",
        ]


def test_an_async_protocol_is_awaitable_to_type_checkers_and_at_run_time() -> None:
    users = stub(Users, load="Ann")
    loaded: Awaitable[str] = users.load(1)

    assert inspect.isawaitable(loaded)
    with pytest.raises(StopIteration) as stopped:
        loaded.__await__().send(None)
    assert stopped.value.value == "Ann"


def test_isinstance_reads_no_property_before_python_3_12_either() -> None:
    class Sized(Protocol):
        @property
        def size(self) -> int: ...

    double = stub(Sized)
    namespace = {"__name__": "typing", "double": double}

    assert eval("double.size", namespace) is None
