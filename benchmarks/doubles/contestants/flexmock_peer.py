"""flexmock: expectations put on an instance of a real class, taken off by its teardown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flexmock import flexmock
from flexmock._api import flexmock_teardown

from benchmarks.doubles.plans import TEST_SIZED
from benchmarks.doubles.ports import Port, Written
from benchmarks.doubles.proofs import answered, got
from benchmarks.trials import Cannot, Namespace, Trial

__all__ = ["FlexmockPeer"]


@contextmanager
def torn_down() -> Iterator[None]:
    """Judge and forget all expectations made inside, as flexmock does after each test."""
    try:
        yield
    finally:
        flexmock_teardown()


class FlexmockPeer:
    name = "flexmock"
    module: str | Cannot = "flexmock"
    notes = (
        (
            "it replaces methods of an instance of the real class, one by one, so a new double is "
            "`flexmock(Real())`; its teardown, where the counts are judged, is not timed"
        ),
        (
            "it counts calls and does not keep them, so nothing can be verified afterwards; it "
            "knows no async methods"
        ),
    )

    def original(self, written: Written, /) -> type[Any]:
        return written.real

    @contextmanager
    def building(self) -> Iterator[Callable[[type[Any]], object]]:
        with torn_down():
            yield lambda real: flexmock(real())

    def stub(self, port: Port, stubbings: int, /) -> Trial | Cannot:
        if port.is_async:
            return Cannot("flexmock has no async answers")

        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with torn_down():
                double: Any = flexmock(port.written.real())
                for key in port.stubbed(stubbings):
                    double.should_receive("find").with_args(key).and_return(port.answer)
                yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, answered(port))

    def short_use(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with torn_down():
                real, expected, answer = port.written.real, port.expected, port.answer

                def use() -> Any:
                    double: Any = flexmock(real())
                    double.should_receive("find").with_args(expected).and_return(answer)
                    return double.find(expected)

                yield {"use": use}

        return Trial("use()", arranged, got(port), batch=TEST_SIZED)

    def mock(self, port: Port, /) -> Trial:
        return self._expecting(port, lambda double: double.should_receive("find"))

    def spy(self, port: Port, /) -> Trial:
        return self._expecting(port, lambda double: double.should_call("find"))

    def verify(self, _port: Port, _calls: int, /) -> Cannot:
        return Cannot("flexmock takes its expectations before the calls")

    def _expecting(self, port: Port, expect: Callable[[Any], Any]) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with torn_down():
                double: Any = flexmock(port.written.real())
                expect(double).with_args(port.expected).at_least().once()
                yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, got(port))
