"""`faulty`: a service whose calls fail at a rate, and `schedule`, which says which of them did."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any, Protocol

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from doubles import (
    Fate,
    NotADoubleError,
    Schedule,
    ScheduledCall,
    calls,
    faulty,
    mock,
    reset,
    schedule,
    scope,
    spy,
    verify,
    when,
)
from tests.doubles.faulty_tills import AsyncGateway, AsyncTill, Gateway, Till, charge, faulty_till

SEEDS = st.integers(-(10**6), 10**6)
RATES = st.floats(0, 1)


class TestFaults:
    @given(SEEDS, RATES)
    def test_a_call_is_passed_on_or_fails_before_its_effect_or_after_it(
        self, seed: int, rate: float
    ) -> None:
        till, gateway = faulty_till(seed, rate)

        fates = charge(gateway, 10)

        taken = [cents for cents, fate in enumerate(fates, start=1) if fate is not Fate.FAILED]
        assert till.taken == taken
        answered = [call.result for call in calls(gateway.charge) if call.error is None]
        assert answered == [n for n, fate in enumerate(fates, start=1) if fate is Fate.PASSED_ON]

    @given(SEEDS, RATES)
    def test_the_same_seed_fails_the_same_calls(self, seed: int, rate: float) -> None:
        (_, first), (_, second) = faulty_till(seed, rate), faulty_till(seed, rate)

        assert charge(first, 20) == charge(second, 20)
        assert schedule(first) == schedule(second)

    def test_another_seed_fails_other_calls(self) -> None:
        assert charge(faulty_till(1)[1], 20) != charge(faulty_till(2)[1], 20)

    @given(SEEDS, RATES, RATES)
    def test_a_greater_rate_fails_the_same_calls_and_more(
        self, seed: int, one: float, other: float
    ) -> None:
        few, many = (charge(faulty_till(seed, rate)[1], 20) for rate in sorted((one, other)))

        assert all(less in (more, Fate.PASSED_ON) for less, more in zip(few, many, strict=True))

    def test_calls_of_one_method_do_not_change_what_becomes_of_anothers(self) -> None:
        _, alone = faulty_till()
        _, mixed = faulty_till()
        expected = charge(alone, 10)
        for cents in range(1, 11):
            for method in (mixed.refund, mixed.charge):
                with suppress(TimeoutError):
                    method(cents)

        assert [e.fate for e in schedule(mixed) if e.call.startswith("charge")] == expected

    @pytest.mark.parametrize(
        ("rate", "lost_replies", "fate"),
        [
            (0, 0.5, Fate.PASSED_ON),
            (1, 0, Fate.FAILED),
            (1, 1, Fate.REPLY_LOST),
            (1.0, 1.0, Fate.REPLY_LOST),
        ],
    )
    def test_rates_of_zero_and_one_leave_nothing_to_chance(
        self, rate: float, lost_replies: float, fate: Fate
    ) -> None:
        _, gateway = faulty_till(rate=rate, lost_replies=lost_replies)

        assert charge(gateway, 30) == [fate] * 30

    def test_about_as_many_calls_fail_as_the_rates_say(self) -> None:
        _, gateway = faulty_till(rate=0.3, lost_replies=0.25)

        fates = Counter(charge(gateway, 2000))

        assert 500 < fates[Fate.FAILED] + fates[Fate.REPLY_LOST] < 700
        assert 100 < fates[Fate.REPLY_LOST] < 200

    def test_each_of_the_errors_is_raised_now_and_then(self) -> None:
        error = ConnectionError("reset by peer")
        _, gateway = faulty_till(rate=1, errors=(TimeoutError, error))
        for _ in range(20):
            with pytest.raises((TimeoutError, ConnectionError)):
                gateway.charge(1)

        raised = [call.error for call in calls(gateway.charge)]
        assert {type(one) for one in raised} == {TimeoutError, ConnectionError}
        assert error in raised
        assert [call.error for call in schedule(gateway)] == [
            error if one is error else TimeoutError for one in raised
        ]

    def test_an_error_of_the_service_is_a_reply_that_can_be_lost(self) -> None:
        _, gateway = faulty_till(rate=1, lost_replies=1)

        with pytest.raises(TimeoutError) as raised:
            gateway.charge(-1)

        assert str(raised.value.__context__) == "-1"

    def test_only_the_methods_that_are_named_fail(self) -> None:
        _, gateway = faulty_till(rate=1, only=[Gateway.charge])

        assert gateway.refund(5) == 5
        with pytest.raises(TimeoutError):
            gateway.charge(5)

    def test_a_method_can_be_named_on_the_service_too(self) -> None:
        till = Till()
        gateway = faulty(till, Gateway, seed=0, rate=1, errors=[TimeoutError], only={till.refund})

        assert gateway.charge(5) == 5
        with pytest.raises(TimeoutError):
            gateway.refund(5)

    def test_what_has_no_effect_of_its_own_is_passed_on(self) -> None:
        till, gateway = faulty_till(rate=1)
        till.taken.append(7)

        assert gateway.name == "till"
        assert len(gateway) == 1
        assert list(gateway.rows()) == [7]
        with gateway.transaction() as session:
            assert session == 1

        async def streamed() -> list[int]:
            return [cents async for cents in gateway.stream()]

        assert asyncio.run(streamed()) == [7]
        assert list(schedule(gateway)) == []

    def test_what_may_do_its_work_later_is_passed_on(self) -> None:
        class Source(Protocol):
            def rows(self) -> Iterator[int] | None: ...
            def lines(self) -> Iterable[str]: ...
            def close(self) -> None: ...

        class File:
            def rows(self) -> Iterator[int] | None:
                return iter([7])

            def lines(self) -> Iterable[str]:
                yield "seven"

            def close(self) -> None: ...

        source = faulty(File(), Source, seed=0, rate=1, errors=[TimeoutError])

        rows = source.rows()
        assert rows is not None
        assert [*rows, *source.lines()] == [7, "seven"]
        with pytest.raises(TimeoutError):
            source.close()

    def test_a_protocol_of_one_call_can_fail(self) -> None:
        class Handler(Protocol):
            def __call__(self, cents: int) -> int: ...

        handler = faulty(Till().charge, Handler, seed=0, rate=1, errors=[TimeoutError])

        with pytest.raises(TimeoutError):
            handler(1)
        assert [call.call for call in schedule(handler)] == ["__call__(cents=1)"]


class TestAsync:
    @pytest.mark.parametrize("run", [asyncio.run, lambda main: trio.run(lambda: main)])
    @pytest.mark.parametrize("lost_replies", [0, 1])
    def test_async_calls_fail_before_their_effect_or_after_it(
        self, run: Callable[[Any], None], lost_replies: float
    ) -> None:
        async def main() -> None:
            till = AsyncTill()
            gateway = faulty(
                till, AsyncGateway, seed=0, rate=1, errors=[TimeoutError], lost_replies=lost_replies
            )
            with pytest.raises(TimeoutError):
                await gateway.charge(1)
            with pytest.raises(TimeoutError):
                await gateway.refund(2)
            assert till.taken == ([1, -2] if lost_replies else [])

        run(main())

    def test_async_calls_are_passed_on(self) -> None:
        async def main() -> list[int]:
            gateway = faulty(AsyncTill(), AsyncGateway, seed=0, rate=0, errors=[TimeoutError])
            return [await gateway.charge(1), await gateway.refund(2)]

        assert asyncio.run(main()) == [1, 2]


class TestSchedule:
    def test_it_reads_as_what_happened(self) -> None:
        _, gateway = faulty_till(40, errors=[TimeoutError, ConnectionError("reset")])
        for cents in range(1, 5):
            with suppress(TimeoutError, ConnectionError):
                gateway.charge(cents, key=f"order-{cents}")

        assert repr(schedule(gateway)) == (
            "<spy(Gateway), seed=40, rate=0.5: 2 of 4 calls failed\n"
            "  1. passed on   charge(cents=1, key='order-1')\n"
            "  2. reply lost  charge(cents=2, key='order-2'): TimeoutError\n"
            "  3. failed      charge(cents=3, key='order-3'): ConnectionError\n"
            "  4. passed on   charge(cents=4, key='order-4')>"
        )

    def test_one_call_is_one_call(self) -> None:
        _, gateway = faulty_till(rate=1, lost_replies=0, errors=[TimeoutError()])
        charge(gateway, 1)

        assert repr(schedule(gateway)) == (
            "<spy(Gateway), seed=0, rate=1: 1 of 1 call failed\n"
            "  1. failed      charge(cents=1): TimeoutError>"
        )

    def test_it_is_a_sequence_of_calls_that_does_not_grow(self) -> None:
        _, gateway = faulty_till(rate=1, lost_replies=1)
        charge(gateway, 2)

        found = schedule(gateway)
        charge(gateway, 1)

        first, second = (
            ScheduledCall(
                f"charge(cents={cents})",
                "charge",
                {"cents": cents, "key": ""},
                cents,
                Fate.REPLY_LOST,
                TimeoutError,
            )
            for cents in (1, 2)
        )
        assert (found[0], found[-1], found[:1]) == (first, second, (first,))
        assert isinstance(found, Schedule)
        assert [*found] == [first, second]
        assert len(schedule(gateway)) == 3

    def test_it_shows_arguments_as_they_were(self) -> None:
        class Sink(Protocol):
            def write(self, lines: list[str]) -> None: ...

        class Nothing:
            def write(self, lines: list[str]) -> None:
                lines.clear()

        lines = ["one"]
        sink = faulty(Nothing(), Sink, seed=0, rate=0, errors=[TimeoutError])
        sink.write(lines)

        assert schedule(sink)[0].call == "write(lines=['one'])"

    def test_other_doubles_have_none(self) -> None:
        gateway = spy(Till(), Gateway)
        gateway.charge(1)

        for other in (gateway, mock(Gateway)):
            with pytest.raises(NotADoubleError) as caught:
                schedule(other)
            assert str(caught.value) == (
                f"schedule() takes what faulty() returned; {other!r} does not fail.\n"
                "Remedy: service = faulty(real, P, seed=..., rate=..., errors=[...])."
            )

    def test_what_is_no_double_has_none(self) -> None:
        with pytest.raises(NotADoubleError, match=r"^schedule\(\) takes whole doubles"):
            schedule(Till())


class TestControls:
    def test_calls_are_recorded_and_verified(self) -> None:
        _, gateway = faulty_till(rate=1, lost_replies=0)

        with pytest.raises(TimeoutError):
            gateway.charge(1)

        verify(gateway.charge, 1)
        assert isinstance(calls(gateway.charge)[0].error, TimeoutError)

    def test_when_overrides_a_call_which_then_is_not_in_the_schedule(self) -> None:
        _, gateway = faulty_till(rate=1)
        when(gateway.charge, 5).returns(0)
        when(gateway.charge, 6).delegates()

        assert (gateway.charge(5), gateway.charge(6)) == (0, 6)
        assert list(schedule(gateway)) == []

    def test_after_a_reset_calls_go_on_failing(self) -> None:
        _, gateway = faulty_till(rate=1)
        when(gateway.charge, 5).delegates()

        reset(gateway)

        with pytest.raises(TimeoutError):
            gateway.charge(5)

    def test_wrong_arguments_are_refused_before_anything_fails(self) -> None:
        _, gateway = faulty_till(rate=1)

        with pytest.raises(TypeError):
            gateway.refund("five")  # type: ignore[arg-type]

        assert list(schedule(gateway)) == []

    def test_a_waiting_verification_does_not_switch_the_faults_off(self) -> None:
        _, gateway = faulty_till(rate=1)
        charge(gateway, 1)

        verify.within(1)(gateway.charge, 1)

        with pytest.raises(TimeoutError):
            gateway.charge(2)

    def test_without_checks_of_types_calls_fail_alike(self) -> None:
        with scope(check_types=False):
            _, gateway = faulty_till(rate=1)
            with pytest.raises(TimeoutError):
                gateway.charge(1)


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads take turns after a few instructions, so that what no lock guards goes wrong."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture(scope="module")
def shared() -> Gateway:
    return faulty_till()[1]


@pytest.mark.parametrize("_", range(2))
def test_each_test_that_shares_a_faulty_service_begins_its_schedule_anew(
    shared: Gateway, _: int
) -> None:
    assert list(schedule(shared)) == []

    assert charge(shared, 8) == charge(faulty_till()[1], 8)


@pytest.mark.usefixtures("restless_threads")
def test_threads_get_the_fates_that_one_thread_would_have_got() -> None:
    till, gateway = faulty_till(seed=5)
    threads, each = 8, 25
    barrier = Barrier(threads)

    def work(_: int) -> None:
        barrier.wait()
        for _ in range(each):
            with suppress(TimeoutError):
                gateway.charge(1)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))

    found = schedule(gateway)
    assert [call.number for call in found] == [*range(1, threads * each + 1)]
    assert [call.fate for call in found] == charge(faulty_till(seed=5)[1], threads * each)
    assert len(till.taken) == sum(call.fate is not Fate.FAILED for call in found)
