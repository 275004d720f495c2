"""One suite for every adapter of a port: it proves that a fake and the real thing behave alike.

A user's suite says how to open a store and a client of it, and what the adapter promises; pytest
then runs one test for each guarantee of the port. This package is the part that no port has to
itself. It needs pytest and Hypothesis.

A port's module says what its two forms are, and which guarantees it has:

>>> from collections.abc import Generator
>>> from contextlib import contextmanager
>>> from typing import Protocol
>>> class Tally(Protocol):
...     def add(self, number: int) -> int: ...
>>> class AsyncTally(Protocol):
...     async def add(self, number: int) -> int: ...
>>> async def sums(trial: Trial[AsyncTally]) -> None:
...     tally = await trial.connect()
...     await tally.add(2)
...     trial.equal(await tally.add(3), 5, "the sum after add(2) and add(3)")
>>> specification = Specification(
...     "tally",
...     Port(Form(Tally, AsyncTally)),
...     Trial[AsyncTally],
...     (Guarantee("sums", "what is added up is the sum", (sums,)),),
... )

A user's suite has that specification, and opens the adapter. Here it is run without pytest:

>>> class LastNumber:
...     def add(self, number: int) -> int:
...         return number
>>> class TestLastNumber(Conformance[Tally]):
...     specification = specification
...
...     @contextmanager
...     def store(self, namespace: Namespace) -> Generator[LastNumber]:
...         yield LastNumber()
...
...     @contextmanager
...     def connect(self, store: LastNumber) -> Generator[Tally]:
...         yield store
>>> print(verdicts(TestLastNumber)["sums"].reason)
TestLastNumber does not keep sums: what is added up is the sum.
<BLANKLINE>
the sum after add(2) and add(3)
  expected: 5
  got:      3
<BLANKLINE>
What was done:
  1. client 1: add(2) -> 2
  2. client 1: add(3) -> 3
"""

from fakes.conformance.attempts import Attempt as Attempt
from fakes.conformance.attempts import Fate as Fate
from fakes.conformance.capabilities import Capability as Capability
from fakes.conformance.capabilities import Operation as Operation
from fakes.conformance.capabilities import Promise as Promise
from fakes.conformance.certificates import Certificate as Certificate
from fakes.conformance.declarations import Deviation as Deviation
from fakes.conformance.errors import CheckFailed as CheckFailed
from fakes.conformance.errors import HarnessError as HarnessError
from fakes.conformance.errors import Inconclusive as Inconclusive
from fakes.conformance.guarantees import Check as Check
from fakes.conformance.guarantees import Guarantee as Guarantee
from fakes.conformance.guarantees import Kind as Kind
from fakes.conformance.namespace import Namespace as Namespace
from fakes.conformance.outcomes import Outcome as Outcome
from fakes.conformance.outcomes import Verdict as Verdict
from fakes.conformance.ports import CONTEXT as CONTEXT
from fakes.conformance.ports import Form as Form
from fakes.conformance.ports import Port as Port
from fakes.conformance.specification import Specification as Specification
from fakes.conformance.suite import AsyncConformance as AsyncConformance
from fakes.conformance.suite import Conformance as Conformance
from fakes.conformance.suite import Suite as Suite
from fakes.conformance.trial import Trial as Trial
from fakes.conformance.verdicts import certificate as certificate
from fakes.conformance.verdicts import verdicts as verdicts

__all__ = [
    "CONTEXT",
    "AsyncConformance",
    "Attempt",
    "Capability",
    "Certificate",
    "Check",
    "CheckFailed",
    "Conformance",
    "Deviation",
    "Fate",
    "Form",
    "Guarantee",
    "HarnessError",
    "Inconclusive",
    "Kind",
    "Namespace",
    "Operation",
    "Outcome",
    "Port",
    "Promise",
    "Specification",
    "Suite",
    "Trial",
    "Verdict",
    "certificate",
    "verdicts",
]
