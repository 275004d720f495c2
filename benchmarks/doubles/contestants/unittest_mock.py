"""The standard library's `Mock(spec=...)` and `create_autospec`, used as its manual does."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock, create_autospec

from benchmarks.doubles.plans import TEST_SIZED
from benchmarks.doubles.ports import Port, Written
from benchmarks.doubles.proofs import answered, counted, found, got
from benchmarks.trials import Cannot, Namespace, Trial

__all__ = ["Autospec", "SpeccedMock"]


def answering(port: Port, stubbings: int) -> Callable[[Any], Any]:
    """A side effect that answers its stubbed arguments and raises for any other."""
    keys = port.stubbed(stubbings)
    if port.parameter == "int":
        answers = dict.fromkeys(keys, port.answer)
        return lambda key: answers[key]

    def answer(key: Any) -> Any:
        if key == keys[0]:
            return port.answer
        raise LookupError(key)

    return answer


def number_of_calls(double: Any) -> int:
    count: int = double.find.call_count
    return count


class StandardLibrary:
    """What both have in common: all but the way to make one."""

    @abstractmethod
    def make(self, spec: type[Any]) -> Any: ...

    @abstractmethod
    def make_spy(self, port: Port) -> Any: ...

    def original(self, written: Written, /) -> type[Any]:
        return written.spec

    @contextmanager
    def building(self) -> Iterator[Callable[[type[Any]], object]]:
        yield self.make

    def stub(self, port: Port, stubbings: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            double = self.make(port.written.spec)
            double.find.side_effect = answering(port, stubbings)
            yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, answered(port))

    def short_use(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            make, spec, expected = self.make, port.written.spec, port.expected
            answer = answering(port, 1)

            def use() -> Any:
                double = make(spec)
                double.find.side_effect = answer
                return double.find(expected)

            yield {"use": use}

        return Trial("use()", arranged, got(port), batch=TEST_SIZED)

    def mock(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            double = self.make(port.written.spec)
            double.find.return_value = port.answer
            yield {"double": double, "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def spy(self, port: Port, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            yield {"double": self.make_spy(port), "key": port.expected}

        return Trial(port.call, arranged, counted(port, number_of_calls))

    def verify(self, port: Port, calls: int, /) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            double = self.make(port.written.spec)
            for key in range(calls):
                double.find(key)
            yield {"double": double, "key": calls // 2}

        proof = found(lambda double: double.find.assert_any_call(calls))
        return Trial("double.find.assert_any_call(key)", arranged, proof, batch=1)


class SpeccedMock(StandardLibrary):
    name = "Mock(spec=)"
    module: str | Cannot = "unittest.mock"
    notes = (
        (
            "a stubbing is a `side_effect` with a dict lookup, as `return_value` does not look "
            "at arguments"
        ),
        "a spy is `Mock(spec=P, wraps=real)`; `verify` is `assert_any_call`, it does not count",
    )

    def make(self, spec: type[Any]) -> Any:
        return Mock(spec=spec)

    def make_spy(self, port: Port) -> Any:
        return Mock(spec=port.written.spec, wraps=port.written.real())


class Autospec(StandardLibrary):
    name = "create_autospec"
    module: str | Cannot = Cannot("it is in unittest.mock, too")
    notes = (
        (
            "called with `instance=True`; stubbed and verified as `Mock(spec=)`; a spy sets "
            "`side_effect = real.find`, because `wraps` does not reach the methods"
        ),
    )

    def make(self, spec: type[Any]) -> Any:
        return create_autospec(spec, instance=True)

    def make_spy(self, port: Port) -> Any:
        double = self.make(port.written.spec)
        double.find.side_effect = port.written.real().find
        return double
