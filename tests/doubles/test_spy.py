"""A spy passes calls on to a real object and records them; overriding is in `test_spy_stubbed`."""

import asyncio
import contextlib
import math
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

import pytest

from doubles import (
    ShapeError,
    SpecError,
    UnexpectedCallError,
    UnknownMemberError,
    VerificationError,
    anything,
    calls,
    scope,
    spy,
    stub,
    verify,
    when,
)

T = TypeVar("T")


class Declined(Exception):
    pass


class Till:
    """A real service: its log shows which calls took effect."""

    def __init__(self) -> None:
        self.log: list[int] = []
        self.currency = "EUR"

    def charge(self, amount: int, *, tip: int = 0) -> int:
        if amount < 0:
            raise Declined(amount)
        self.log.append(amount + tip)
        return amount + tip

    def charge_twice(self, amount: int) -> int:
        return self.charge(amount) + self.charge(amount)

    async def charge_later(self, amount: int) -> int:
        await asyncio.sleep(0)
        return self.charge(amount)

    def conversation(self) -> Iterator[object]:
        received = yield "ready"
        yield received

    async def payments(self) -> AsyncIterator[int]:
        for amount in self.log:
            yield amount

    @contextlib.contextmanager
    def opened(self) -> Iterator[str]:
        self.log.append(0)
        yield "open"
        self.log.clear()

    @contextlib.asynccontextmanager
    async def opened_later(self) -> AsyncIterator[str]:
        yield "open"
        self.log.clear()

    @property
    def total(self) -> int:
        return sum(self.log)

    @property
    def label(self) -> str:
        return self.currency.lower()

    @label.setter
    def label(self, value: str) -> None:
        self.currency = value.upper()


class Charges(Protocol):
    currency: str

    def charge(self, amount: int, *, tip: int = 0) -> int: ...


class TestPassingThrough:
    def test_a_result_is_the_real_one_and_recorded(self) -> None:
        till = spy(Till())

        assert till.charge(5, tip=1) == 6
        [call] = calls(till.charge)
        assert call.arguments == {"amount": 5, "tip": 1}
        assert call.result == 6
        assert call.error is None

    def test_an_exception_is_the_real_one_and_recorded(self) -> None:
        till = spy(Till())

        with pytest.raises(Declined) as raised:
            till.charge(-1)

        [call] = calls(till.charge)
        assert call.error is raised.value
        with pytest.raises(ValueError, match=r"^This call raised") as asked:
            _ = call.result
        assert str(asked.value) == (
            "This call raised Declined(-1): read `error` instead of `result`."
        )

    def test_an_async_method_is_awaited_and_recorded_when_it_is(self) -> None:
        till = spy(Till())

        async def subject() -> int:
            coroutine = till.charge_later(5)
            assert not calls(till.charge_later)
            return await coroutine

        assert asyncio.run(subject()) == 5
        assert [call.result for call in calls(till.charge_later)] == [5]

    def test_an_async_exception_is_recorded(self) -> None:
        till = spy(Till())

        with pytest.raises(Declined) as raised:
            asyncio.run(till.charge_later(-1))

        assert [call.error for call in calls(till.charge_later)] == [raised.value]

    def test_a_cancelled_call_is_recorded_as_cancelled(self) -> None:
        till = spy(Till())

        async def subject() -> None:
            task = asyncio.ensure_future(till.charge_later(5))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(subject())
        [call] = calls(till.charge_later)
        assert isinstance(call.error, asyncio.CancelledError)

    def test_a_generator_is_the_real_one_and_hears_what_it_is_sent(self) -> None:
        till = spy(Till())

        conversation = till.conversation()

        assert next(conversation) == "ready"
        assert conversation.send("hello") == "hello"  # type: ignore[attr-defined]
        verify(till.conversation)

    def test_an_async_generator_is_the_real_one(self) -> None:
        till = spy(Till())
        till.charge(1)
        till.charge(2)

        async def subject() -> list[int]:
            return [amount async for amount in till.payments()]

        assert asyncio.run(subject()) == [1, 2]
        verify(till.payments)

    def test_a_context_manager_is_entered_and_left_once(self) -> None:
        till = spy(Till())

        with till.opened() as state:
            assert (state, till.log) == ("open", [0])

        assert till.log == []
        verify(till.opened)

    def test_an_async_context_manager_is_entered_and_left(self) -> None:
        till = spy(Till())
        till.charge(1)

        async def subject() -> str:
            async with till.opened_later() as state:
                return state

        assert asyncio.run(subject()) == "open"
        assert till.log == []
        verify(till.opened_later)

    def test_the_real_objects_own_calls_are_its_own(self) -> None:
        till = spy(Till())
        when(till.charge, anything()).returns(0)

        assert till.charge_twice(5) == 10
        assert till.log == [5, 5]
        assert not calls(till.charge)
        assert till.charge(5) == 0

    def test_a_call_that_has_not_returned_has_no_result(self) -> None:
        entered: list[object] = []

        class Recursive:
            def call(self) -> None:
                entered.extend(calls(double.call))

        double = spy(Recursive())
        double.call()

        [pending] = entered
        with pytest.raises(ValueError, match="has not returned") as raised:
            _ = pending.result  # type: ignore[attr-defined]
        assert str(raised.value) == "This call has not returned yet: it has no result."

    def test_arguments_are_bound_by_python_before_the_real_object_sees_them(self) -> None:
        real = Till()
        till = spy(real)

        with pytest.raises(TypeError) as raised:
            till.charge(amount=1, time=2)  # type: ignore[call-arg]

        assert str(raised.value) == ("spy(Till).charge() got an unexpected keyword argument 'time'")
        assert real.log == []

    def test_variadic_arguments_arrive_as_they_were_given(self) -> None:
        class Variadic:
            def call(self, first: int, /, *rest: int, last: int, **options: int) -> object:
                return first, rest, last, options

        double = spy(Variadic())

        assert double.call(1, 2, 3, last=4, first=5) == (1, (2, 3), 4, {"first": 5})
        assert [call.arguments for call in calls(double.call)] == [
            {"first": 1, "rest": (2, 3), "last": 4, "options": {"first": 5}}
        ]

    def test_calls_of_many_threads_are_all_recorded(self) -> None:
        class Counter:
            def count(self, number: int) -> int:
                return -number

        counter = spy(Counter())
        start = threading.Barrier(8)

        def subject(first: int) -> None:
            start.wait()
            for number in range(first, first + 200):
                counter.count(number)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(subject, range(0, 1600, 200)))

        recorded = calls(counter.count)
        assert sorted(call.arguments["number"] for call in recorded) == list(range(1600))
        assert all(call.result == -call.arguments["number"] for call in recorded)
        ordinals = [call.ordinal for call in recorded]
        assert ordinals == sorted(set(ordinals))


class TestStateOfTheRealObject:
    def test_attributes_of_the_instance_are_read_and_set(self) -> None:
        real = Till()
        till = spy(real)

        till.currency = "USD"

        assert real.currency == "USD"
        assert till.currency == "USD"
        assert till.log is real.log

    def test_a_new_attribute_is_set_on_the_real_object(self) -> None:
        real = Till()
        till = spy(real)

        till.note = "new"  # type: ignore[attr-defined]

        assert real.note == "new"  # type: ignore[attr-defined]

    def test_an_attribute_that_the_real_object_lacks_is_its_own_error(self) -> None:
        till = spy(Till())

        with pytest.raises(AttributeError) as raised:
            till.curency  # type: ignore[attr-defined]

        assert str(raised.value) == "'Till' object has no attribute 'curency'"

    def test_an_attribute_of_the_instance_is_deleted_there(self) -> None:
        real = Till()
        till = spy(real)

        del till.currency

        assert not hasattr(real, "currency")

    def test_properties_are_read_and_set_through_their_own_code(self) -> None:
        till = spy(Till())
        till.charge(3)

        till.label = "usd"

        assert (till.total, till.currency, till.label) == (3, "USD", "usd")

    def test_a_property_without_a_setter_refuses_as_it_does_for_real(self) -> None:
        till = spy(Till())

        with pytest.raises(AttributeError, match="has no setter"):
            till.total = 3  # type: ignore[misc]

    def test_the_attributes_of_an_instance_are_listed(self) -> None:
        till = spy(Till())

        assert {"currency", "log", "charge"} <= set(dir(till))
        assert vars(till) == {"log": [], "currency": "EUR"}


class TestWithASpec:
    def test_it_shows_the_members_of_the_protocol_only(self) -> None:
        till = spy(Till(), Charges)

        assert till.charge(5) == 5
        verify(till.charge, 5)
        with pytest.raises(UnknownMemberError) as raised:
            till.total  # type: ignore[attr-defined]
        assert str(raised.value) == (
            "spy(Charges) has no member 'total': Charges does not declare it."
        )

    def test_attributes_are_those_of_the_real_object(self) -> None:
        real = Till()
        till = spy(real, Charges)

        till.currency = "USD"

        assert (real.currency, till.currency) == ("USD", "USD")
        with pytest.raises(UnknownMemberError) as raised:
            till.curency = "EUR"  # type: ignore[attr-defined]
        assert str(raised.value) == (
            "spy(Charges) has no member 'curency': Charges does not declare it. "
            "Did you mean 'currency'?"
        )

    def test_a_real_object_of_another_shape_is_refused(self) -> None:
        class Wrong:
            currency = "EUR"

            async def charge(self, amount: int, *, tip: int = 0) -> int:
                return amount + tip

        with pytest.raises(ShapeError) as raised:
            spy(Wrong(), Charges)

        assert str(raised.value) == (
            "Wrong does not have the shape of Charges: 1 mismatch in 1 of 2 members.\n"
            "  charge: is async; Charges declares it with def"
        )

    def test_something_that_is_no_spec_is_refused(self) -> None:
        with pytest.raises(SpecError):
            spy(Till(), "Charges")  # type: ignore[call-overload]

    def test_a_class_is_refused(self) -> None:
        with pytest.raises(SpecError) as raised:
            spy(Till)

        assert str(raised.value) == (
            f"spy() wraps a real object or a function, not {Till!r}.\n"
            "Remedy: build the object first: spy(Till(...))."
        )

    def test_a_module_is_wrapped_as_what_it_implements_only(self) -> None:
        class Divisors(Protocol):
            def gcd(self, *integers: int) -> int: ...

        divisors = spy(math, Divisors)
        assert divisors.gcd(4, 6) == 2
        verify(divisors.gcd, 4, 6)
        with pytest.raises(SpecError) as raised:
            spy(math)
        assert str(raised.value) == (
            f"spy() wraps a real object or a function, not {math!r}.\n"
            "Remedy: wrap one function, spy(math.name), or name a Protocol, spy(math, P)."
        )

    def test_none_is_refused(self) -> None:
        with pytest.raises(SpecError) as raised:
            spy(None)

        assert str(raised.value) == (
            "spy() wraps a real object or a function, not None.\nRemedy: pass the object."
        )


class TestUnusualObjects:
    def test_a_spy_is_an_instance_of_the_real_class(self) -> None:
        assert isinstance(spy(Till()), Till)
        assert repr(spy(Till())) == "spy(Till)"

    def test_a_spy_of_a_spy_records_in_both(self) -> None:
        inner = spy(Till())
        outer = spy(inner)

        assert outer.charge(5) == 5
        assert outer.currency == "EUR"
        verify(inner.charge, 5)
        verify(outer.charge, 5)

    def test_a_spy_of_a_stub_fails_as_the_stub_does(self) -> None:
        stubbed = stub(Charges)
        outer = spy(stubbed)

        with pytest.raises(UnexpectedCallError) as raised, scope():
            outer.charge(5)

        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "stub(Charges).charge(amount=5) was called, and nothing answers it.\n"
            f"  called at tests/doubles/test_spy.py:{line}\n"
            "Remedy: when(double.charge, amount=5).returns(...), if the test expects this."
        )

    def test_an_instance_of_a_generic_class_keeps_its_type_arguments(self) -> None:
        class Box(Generic[T]):
            def put(self, item: T) -> T:
                return item

        box = spy(Box[int]())

        assert repr(box) == "spy(Box[int])"
        assert box.put(1) == 1
        with pytest.raises(TypeError) as raised:
            box.put("1")  # type: ignore[arg-type]
        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "spy(Box[int]).put refuses the argument 'item': '1' is a str, not an int.\n"
            f"  passed at tests/doubles/test_spy.py:{line}"
        )

    def test_an_instance_of_a_builtin_is_wrapped(self) -> None:
        items = spy([3, 1])

        items.append(2)

        assert (len(items), items[0], 1 in items, list(items)) == (3, 3, True, [3, 1, 2])
        verify(items.append, 2)

    def test_a_spy_that_was_not_called_says_so(self) -> None:
        till = spy(Till())

        with pytest.raises(VerificationError) as raised:
            verify(till.charge, 5)

        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "spy(Till).charge(amount=5) was expected once, and was never called.\n"
            f"  verified at tests/doubles/test_spy.py:{line}\n"
            "No call of charge is recorded."
        )


class TestRealObjectsThatReturnThemselves:
    class Work:
        def __init__(self) -> None:
            self.added: list[int] = []

        def __enter__(self) -> "TestRealObjectsThatReturnThemselves.Work":
            return self

        def __exit__(self, *_: object) -> None:
            self.added.append(0)

        def add(self, number: int) -> "TestRealObjectsThatReturnThemselves.Work":
            self.added.append(number)
            return self

        async def later(self) -> "TestRealObjectsThatReturnThemselves.Work":
            return self

    def test_their_spy_returns_itself(self) -> None:
        real = self.Work()
        work = spy(real)

        with work as entered:
            entered.add(1).add(2)

        verify(work.add, 2)
        assert real.added == [1, 2, 0]

    def test_also_while_it_is_stubbed_and_when_it_is_awaited(self) -> None:
        work = spy(self.Work())
        when(work.add, 1).delegates()

        assert work.add(1) is work
        assert asyncio.run(work.later()) is work
