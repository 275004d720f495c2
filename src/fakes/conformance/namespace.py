"""Names that no other run, process, worker, check or example uses at the same time."""

import itertools
import os
import re
import secrets

import attrs

__all__ = ["Namespace"]

_LONGEST = 48

_process = secrets.token_hex(4)
_numbers = itertools.count(1)


@attrs.frozen
class Namespace:
    """What a store is called, and all that it makes: a schema, a prefix, a directory, a tenant.

    As text it is at most 48 lower-case ASCII letters, digits and underscores, and begins with a
    letter: an identifier in every database, a queue's name in every broker. `suite`, `guarantee`
    and `worker` say who made what is found lying about; the text ends with a token of the process
    and a number, which make it unique.

    >>> namespace = Namespace.fresh("TestPostgres", "round_trip")
    >>> str(namespace).startswith("c_testpostgres_round_trip_")
    True
    >>> namespace == Namespace.fresh("TestPostgres", "round_trip")
    False
    """

    suite: str
    guarantee: str
    worker: str
    number: int
    text: str

    @classmethod
    def fresh(cls, suite: str, guarantee: str) -> "Namespace":
        """One that was never used before."""
        number = next(_numbers)
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        # A process that was forked from this one goes on counting from the same number.
        tail = f"_{worker}_{_process}{os.getpid():x}_{number}"
        head = re.sub(r"[^a-z0-9]+", "_", f"c_{suite}_{guarantee}".lower())
        return cls(suite, guarantee, worker, number, f"{head[: _LONGEST - len(tail)]}{tail}")

    def __str__(self) -> str:
        return self.text
