"""A spy whose real calls are overridden, delayed, or lose their replies."""

import asyncio
import time

import pytest
import trio

from doubles import (
    AnswerTypeError,
    NotADoubleError,
    calls,
    mock,
    reset,
    spy,
    stub,
    verify,
    when,
    whenever,
)


class Declined(Exception):
    pass


class Till:
    """A real service: its log shows which calls took effect."""

    def __init__(self) -> None:
        self.log: list[int] = []

    def charge(self, amount: int, *, tip: int = 0) -> int:
        if amount < 0:
            raise Declined(amount)
        self.log.append(amount + tip)
        return amount + tip

    async def charge_later(self, amount: int) -> int:
        await asyncio.sleep(0)
        return self.charge(amount)


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
            f"  answered at tests/doubles/test_spy_stubbed.py:{line}"
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

    def test_an_error_of_the_real_call_is_a_reply_too(self) -> None:
        till = spy(Till())
        when(till.charge, -1).loses_reply(TimeoutError)

        with pytest.raises(TimeoutError) as raised:
            till.charge(-1)

        assert isinstance(raised.value.__context__, Declined)

    def test_an_error_of_the_real_async_call_is_a_reply_too(self) -> None:
        till = spy(Till())
        when(till.charge_later, -1).loses_reply(TimeoutError)

        with pytest.raises(TimeoutError) as raised:
            asyncio.run(till.charge_later(-1))

        assert isinstance(raised.value.__context__, Declined)

    def test_a_failed_assertion_is_not_lost(self) -> None:
        class Checked:
            def charge(self, cents: int) -> int:
                raise AssertionError(f"{cents} were not expected")

            async def charge_later(self, cents: int) -> int:
                return self.charge(cents)

        till = spy(Checked())
        when(till.charge, 5).loses_reply(TimeoutError)
        when(till.charge_later, 5).loses_reply(TimeoutError)

        with pytest.raises(AssertionError, match=r"^5 were not expected$"):
            till.charge(5)
        with pytest.raises(AssertionError, match=r"^5 were not expected$"):
            asyncio.run(till.charge_later(5))

    def test_a_delegation_that_comes_last_answers_all_further_calls(self) -> None:
        till = spy(Till())
        when(till.charge, 5).raises(TimeoutError).delegates()

        with pytest.raises(TimeoutError):
            till.charge(5)

        assert [till.charge(5) for _ in range(3)] == [5, 5, 5]

    def test_only_an_exception_can_take_the_place_of_a_reply(self) -> None:
        till = spy(Till())

        with pytest.raises(AnswerTypeError) as raised:
            when(till.charge, 5).loses_reply("late")  # type: ignore[arg-type]

        line = raised.traceback[0].lineno + 1
        assert str(raised.value) == (
            "spy(Till).charge cannot give this answer: "
            "'late' is no exception, and only exceptions are raised.\n"
            f"  answered at tests/doubles/test_spy_stubbed.py:{line}"
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
