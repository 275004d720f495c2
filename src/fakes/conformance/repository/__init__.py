"""The suite of repositories: what every adapter of `fakes.repository` must keep, and its fake does.

>>> from collections.abc import Generator
>>> from contextlib import contextmanager
>>> import attrs
>>> from hypothesis import strategies
>>> from fakes.conformance import Namespace, Operation, verdicts
>>> from fakes.conformance.repository import RepositoryConformance
>>> from fakes.repository import FakeRepository, Repository
>>> @attrs.frozen
... class User:
...     id: int
...     email: str
>>> class TestUsers(RepositoryConformance[User, int]):
...     operations = {Operation.FILTER, Operation.ORDER, Operation.PAGE, Operation.BATCH}
...     parameters = {"delete_missing": "raises"}
...
...     @contextmanager
...     def store(self, namespace: Namespace) -> Generator[Repository[User, int]]:
...         yield FakeRepository(User, key="id")
...
...     @contextmanager
...     def connect(self, store: Repository[User, int], /) -> Generator[Repository[User, int]]:
...         yield store
...
...     def entities(self) -> strategies.SearchStrategy[User]:
...         return strategies.builds(User, strategies.integers(1, 1000), strategies.text())
>>> verdicts(TestUsers, "round_trip", examples=5)["round_trip"].outcome
<Outcome.PASS: 'pass'>
"""

from fakes.conformance.repository.catalogue import GUARANTEES as GUARANTEES
from fakes.conformance.repository.specification import REPOSITORY as REPOSITORY
from fakes.conformance.repository.suite import (
    AsyncRepositoryConformance as AsyncRepositoryConformance,
)
from fakes.conformance.repository.suite import RepositoryConformance as RepositoryConformance
from fakes.conformance.repository.trial import RepositoryTrial as RepositoryTrial

__all__ = [
    "GUARANTEES",
    "REPOSITORY",
    "AsyncRepositoryConformance",
    "RepositoryConformance",
    "RepositoryTrial",
]
