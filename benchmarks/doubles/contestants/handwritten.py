"""Doubles as a good engineer writes them; their source text is in `benchmarks.doubles.ports`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import call
from typing import Any

from benchmarks.doubles.plans import TEST_SIZED
from benchmarks.doubles.ports import Port, Written
from benchmarks.doubles.proofs import answered, counted, got
from benchmarks.trials import Cannot, Namespace, Trial

__all__ = ["Handwritten"]


def number_of_calls(double: Any) -> int:
    return len(double.calls)


class Handwritten:
    name = "hand-written"
    module: str | Cannot = Cannot("a hand-written double imports nothing")
    notes = (
        (
            "the stub compares its argument and raises for any other; with several stubbings it "
            "is a dict lookup"
        ),
        (
            "mock and spy append the tuple `(name, argument)` to a list and copy nothing; `verify` "
            "is `calls.count(...) == 1`"
        ),
    )

    def original(self, written: Written, /) -> type[Any]:
        return written.mock

    @contextmanager
    def building(self) -> Iterator[Callable[[type[Any]], object]]:
        yield call

    def stub(self, port: Port, stubbings: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            keys = port.stubbed(stubbings)
            if stubbings == 1:
                double = port.written.stub(port.answer)
            else:
                double = port.written.stub_of_many(dict.fromkeys(keys, port.answer))
            yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, answered(port))

    def short_use(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            stub, expected, answer = port.written.stub, port.expected, port.answer

            def use() -> Any:
                return stub(answer).find(expected)

            yield {"use": use}

        return Trial("use()", arranged, got(port), batch=TEST_SIZED)

    def mock(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            yield {"double": port.written.mock(), "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def spy(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            yield {"double": port.written.spy(port.written.real()), "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def verify(self, port: Port, calls: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            double = port.written.mock()
            for key in range(calls):
                double.find(key)
            yield {"double": double, "key": calls // 2}

        def proof(names: Namespace, value: Any) -> bool:
            return value is True and ("find", calls) not in names["double"].calls

        return Trial('double.calls.count(("find", key)) == 1', arranged, proof, batch=1)
