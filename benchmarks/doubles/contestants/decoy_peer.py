"""decoy: rehearsals inside `decoy.when` and `decoy.verify`, one `Decoy` per arrangement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from decoy import Decoy

from benchmarks.doubles.plans import TEST_SIZED
from benchmarks.doubles.ports import Port, Written
from benchmarks.doubles.proofs import answered, counted, found, got
from benchmarks.trials import Cannot, Namespace, Trial, settle

__all__ = ["DecoyPeer"]


class DecoyPeer:
    name = "decoy"
    module: str | Cannot = "decoy"
    notes = (
        "each arrangement has its own `Decoy`, which holds all its state, as its fixture does",
        "it has no spies over real objects; a call without a stubbing returns None and is recorded",
    )

    def original(self, written: Written, /) -> type[Any]:
        return written.spec

    @contextmanager
    def building(self) -> Iterator[Callable[[type[Any]], object]]:
        decoy = Decoy()
        yield lambda spec: decoy.mock(cls=spec)

    def stub(self, port: Port, stubbings: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            decoy = Decoy()
            double = decoy.mock(cls=port.written.spec)
            for key in port.stubbed(stubbings):
                decoy.when(settle(double.find(key))).then_return(port.answer)
            yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, answered(port))

    def short_use(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            decoy = Decoy()
            spec, expected, answer = port.written.spec, port.expected, port.answer

            def use() -> Any:
                double = decoy.mock(cls=spec)
                decoy.when(double.find(expected)).then_return(answer)
                return double.find(expected)

            yield {"use": use}

        return Trial("use()", arranged, got(port), batch=TEST_SIZED)

    def mock(self, port: Port, /) -> Trial:
        decoy = Decoy()

        @contextmanager
        def arranged() -> Iterator[Namespace]:
            nonlocal decoy
            decoy = Decoy()
            yield {"double": decoy.mock(cls=port.written.spec), "key": port.expected}

        def number_of_calls(double: Any) -> int:
            for times in range(3):
                try:
                    decoy.verify(double.find(port.expected), times=times)
                except AssertionError:
                    continue
                return times
            return -1

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def spy(self, _port: Port, /) -> Cannot:
        return Cannot("decoy has no spies over real objects")

    def verify(self, port: Port, calls: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            decoy = Decoy()
            double = decoy.mock(cls=port.written.spec)
            for key in range(calls):
                double.find(key)
            yield {"double": double, "key": calls // 2, "verify": decoy.verify}

        def proof(names: Namespace, value: Any) -> bool:
            verify = names["verify"]
            return found(lambda double: verify(double.find(calls), times=1))(names, value)

        return Trial("verify(double.find(key), times=1)", arranged, proof, batch=1)
