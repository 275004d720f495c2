"""A spy passes calls on to a real object, records them, and lets single ones be overridden."""

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

import pytest
import trio

from doubles import (
    AnswerTypeError,
    NotADoubleError,
    ShapeError,
    SpecError,
    UnexpectedCallError,
    UnknownMemberError,
    VerificationError,
    anything,
    calls,
    mock,
    reset,
    scope,
    spy,
    stub,
    verify,
    when,
    whenever,
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


class TestOverriding:
    def test_one_call_is_overridden_and_the_others_pass(self) -> None:
        till = spy(Till())
        when(till.charge, 5).raises(Declined("no"))

        with pytest.raises(Declined, match=r"^no$"):
            till.charge(5)
        assert till.charge(6) == 6
        assert till.log == [6]

    def test_every_call_is_overridden(self) -> None:
        till = spy(Till())
        whenever(till.charge).returns(0)

        assert [till.charge(1), till.charge(2, tip=3)] == [0, 0]
        assert till.log == []
        assert [call.result for call in calls(till.charge)] == [0, 0]

    def test_a_reset_spy_passes_on_again(self) -> None:
        till = spy(Till())
        whenever(till.charge).returns(0)
        till.charge(1)

        reset(till)

        assert till.charge(1) == 1
        verify(till.charge, 1)

    def test_an_answer_of_the_wrong_type_is_refused(self) -> None:
        till = spy(Till())

        with pytest.raises(AnswerTypeError) as raised:
            when(till.charge, 5).returns("5")  # type: ignore[arg-type]

        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "spy(Till).charge cannot give this answer: '5' is a str, not an int.\n"
            f"  answered at tests/doubles/test_spy.py:{line}"
        )

    def test_what_a_function_answers_is_recorded(self) -> None:
        till = spy(Till())
        when(till.charge, 5).does(lambda amount, tip: amount * 2)

        assert till.charge(5) == 10
        assert [call.result for call in calls(till.charge)] == [10]


class TestLosingReplies:
    def test_the_call_takes_effect_and_then_raises(self) -> None:
        till = spy(Till())
        when(till.charge, 5).loses_reply(TimeoutError("no reply"))

        with pytest.raises(TimeoutError, match=r"^no reply$"):
            till.charge(5)

        assert till.log == [5]
        assert isinstance(calls(till.charge)[0].error, TimeoutError)

    def test_a_retry_is_answered_by_the_real_object(self) -> None:
        till = spy(Till())
        when(till.charge, 5).loses_reply(TimeoutError).delegates()

        with pytest.raises(TimeoutError):
            till.charge(5)
        assert till.charge(5) == 5
        assert till.log == [5, 5]

    def test_an_async_call_takes_effect_and_then_raises(self) -> None:
        till = spy(Till())
        when(till.charge_later, 5).loses_reply(TimeoutError("no reply")).delegates()

        async def subject() -> int:
            with pytest.raises(TimeoutError, match=r"^no reply$"):
                await till.charge_later(5)
            return await till.charge_later(5)

        assert asyncio.run(subject()) == 5
        assert till.log == [5, 5]

    def test_an_error_of_the_real_call_comes_first(self) -> None:
        till = spy(Till())
        when(till.charge, -1).loses_reply(TimeoutError)

        with pytest.raises(Declined):
            till.charge(-1)

    def test_only_an_exception_can_take_the_place_of_a_reply(self) -> None:
        till = spy(Till())

        with pytest.raises(AnswerTypeError) as raised:
            when(till.charge, 5).loses_reply("late")  # type: ignore[arg-type]

        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "spy(Till).charge cannot give this answer: "
            "'late' is no exception, and only exceptions are raised.\n"
            f"  answered at tests/doubles/test_spy.py:{line}"
        )

    @pytest.mark.parametrize("build", [stub, mock])
    @pytest.mark.parametrize("answer", ["loses_reply", "delays", "delegates"])
    def test_a_double_without_a_real_object_has_no_reply_to_lose(
        self, build: object, answer: str
    ) -> None:
        till = build(Till)  # type: ignore[operator]
        arguments = {"loses_reply": [TimeoutError], "delays": [1.0], "delegates": []}[answer]

        with pytest.raises(NotADoubleError) as raised:
            getattr(when(till.charge, 5), answer)(*arguments)

        assert str(raised.value) == (
            f"{till!r}.charge has no real object behind it, which {answer}() calls.\n"
            "Remedy: wrap the real object in a spy(), or answer with returns(...) or raises(...)."
        )


class TestDelays:
    def test_a_sync_call_sleeps_and_then_takes_effect(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        till = spy(Till())
        slept: list[object] = []
        monkeypatch.setattr(time, "sleep", lambda seconds: slept.append((seconds, [*till.log])))
        when(till.charge, 5).delays(0.5)

        assert till.charge(5) == 5
        assert slept == [(0.5, [])]
        assert till.log == [5]

    def test_an_async_call_sleeps_under_asyncio(self, monkeypatch: pytest.MonkeyPatch) -> None:
        till = spy(Till())
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        monkeypatch.setattr(asyncio, "sleep", sleep)
        when(till.charge_later, 5).delays(60)

        assert asyncio.run(till.charge_later(5)) == 5
        assert slept == [60, 0]

    def test_an_async_call_sleeps_under_trio(self) -> None:
        class Real:
            async def charge(self, amount: int) -> int:
                return amount

        till = spy(Real())
        when(till.charge, 5).delays(60)

        async def subject() -> float:
            before = trio.current_time()
            assert await till.charge(5) == 5
            return trio.current_time() - before

        clock = trio.testing.MockClock(autojump_threshold=0)
        assert trio.run(subject, clock=clock) == pytest.approx(60)

    @pytest.mark.parametrize(
        ("seconds", "error", "text"),
        [
            (-1, ValueError, "A delay is 0 seconds or more, and finite, not -1."),
            (float("inf"), ValueError, "A delay is 0 seconds or more, and finite, not inf."),
            (float("nan"), ValueError, "A delay is 0 seconds or more, and finite, not nan."),
            ("1", TypeError, "A delay is a number of seconds, not '1'."),
            (True, TypeError, "A delay is a number of seconds, not True."),
        ],
    )
    def test_a_delay_is_a_number_of_seconds(
        self, seconds: float, error: type[Exception], text: str
    ) -> None:
        till = spy(Till())

        with pytest.raises(error) as raised:
            when(till.charge, 5).delays(seconds)

        assert str(raised.value) == text


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
