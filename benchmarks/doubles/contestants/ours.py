"""The doubles of this project, each arrangement in a scope of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.doubles.contestants import OURS
from benchmarks.doubles.plans import TEST_SIZED
from benchmarks.doubles.ports import Port, Written
from benchmarks.doubles.proofs import answered, counted, found, got
from benchmarks.trials import Cannot, Namespace, Trial, settle
from doubles import calls, mock, scope, spy, stub, verify, when

__all__ = ["Ours"]


def number_of_calls(double: Any) -> int:
    return len(calls(double.find))


class Ours:
    name = OURS
    module: str | Cannot = "doubles"
    notes = (
        (
            "built with `mock(P)`; types are checked, arguments copied, and all of it is recorded, "
            "as by default; the scope's judgement at its end is not timed"
        ),
    )

    def original(self, written: Written, /) -> type[Any]:
        return written.spec

    @contextmanager
    def building(self) -> Iterator[Callable[[type[Any]], object]]:
        with scope():
            yield mock

    def stub(self, port: Port, stubbings: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with scope():
                double = stub(port.written.spec)
                keys = port.stubbed(stubbings)
                for key in keys:
                    when(double.find, key).returns(port.answer)
                # The scope reports a stubbing that answered no call.
                for key in keys:
                    settle(double.find(key))
                yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, answered(port, around=scope))

    def short_use(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with scope():
                spec, expected, answer = port.written.spec, port.expected, port.answer

                def use() -> Any:
                    double = stub(spec)
                    when(double.find, expected).returns(answer)
                    return double.find(expected)

                yield {"use": use}

        return Trial("use()", arranged, got(port), batch=TEST_SIZED)

    def mock(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with scope():
                yield {"double": mock(port.written.spec), "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def spy(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with scope():
                yield {"double": spy(port.written.real()), "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def verify(self, port: Port, calls: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with scope():
                double = mock(port.written.spec)
                for key in range(calls):
                    double.find(key)
                yield {"double": double, "key": calls // 2, "verify": verify}

        proof = found(lambda double: verify(double.find, calls))
        return Trial("verify(double.find, key)", arranged, proof, batch=1)
