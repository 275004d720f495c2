"""mockito: `when(double).find(1).thenReturn(...)`, forgotten with `unstub` after an arrangement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import mockito  # type: ignore[import-untyped]

from benchmarks.doubles.plans import TEST_SIZED
from benchmarks.doubles.ports import Port, Written
from benchmarks.doubles.proofs import answered, counted, found, got
from benchmarks.trials import Cannot, Namespace, Trial

__all__ = ["MockitoPeer"]


@contextmanager
def forgetting() -> Iterator[None]:
    """Empty mockito's registry of everything that was made inside."""
    try:
        yield
    finally:
        mockito.unstub()


def number_of_calls(double: Any) -> int:
    return next(times for times in range(3) if called(double, times))


def called(double: Any, times: int) -> bool:
    try:
        mockito.verify(double, times=times).find(...)
    except AssertionError:
        return False
    return True


class MockitoPeer:
    name = "mockito"
    module: str | Cannot = "mockito"
    notes = (
        (
            "doubles are made with `mock(P)`, and with `mock(P, strict=False)` where calls without "
            "an answer are recorded; `unstub()` after each arrangement"
        ),
    )

    def original(self, written: Written, /) -> type[Any]:
        return written.spec

    @contextmanager
    def building(self) -> Iterator[Callable[[type[Any]], object]]:
        with forgetting():
            yield mockito.mock

    def stub(self, port: Port, stubbings: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with forgetting():
                double = mockito.mock(port.written.spec)
                for key in port.stubbed(stubbings):
                    mockito.when(double).find(key).thenReturn(port.answer)
                yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, answered(port))

    def short_use(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with forgetting():
                spec, expected, answer = port.written.spec, port.expected, port.answer

                def use() -> Any:
                    double = mockito.mock(spec)
                    mockito.when(double).find(expected).thenReturn(answer)
                    return double.find(expected)

                yield {"use": use}

        return Trial("use()", arranged, got(port), batch=TEST_SIZED)

    def mock(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with forgetting():
                double = mockito.mock(port.written.spec, strict=False)
                yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def spy(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with forgetting():
                yield {"double": mockito.spy(port.written.real()), "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def verify(self, port: Port, calls: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with forgetting():
                double = mockito.mock(port.written.spec, strict=False)
                for key in range(calls):
                    double.find(key)
                yield {"double": double, "key": calls // 2, "verify": mockito.verify}

        proof = found(lambda double: mockito.verify(double, times=1).find(calls))
        return Trial("verify(double, times=1).find(key)", arranged, proof, batch=1)
