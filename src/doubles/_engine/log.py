"""The recorded calls of one member, in order and by their arguments; nothing here judges them."""

import threading
from collections.abc import Sequence
from typing import Any

from doubles._engine.compare import all_equal, is_exact, key_of

Record = Sequence[Any]
"""A recorded call: its ordinal, its outcome, and then each argument as it was."""


_OF_ONE_ARGUMENT = 3


class CallLog:
    """What generated methods append to, and verification looks through.

    Calls whose arguments can be hashed are found by them: they are indexed when they are first
    looked for, so that recording costs no more than an append.
    """

    __slots__ = ("_first", "_indexed", "_lock", "_more", "_unkeyed", "calls", "verified")

    def __init__(self) -> None:
        self.calls: list[Record] = []
        self.verified: set[int] = set()
        self._first: dict[object, Record] = {}
        self._more: dict[object, list[Record]] = {}  # seldom needed, and so without a list each
        self._unkeyed: list[Record] = []
        self._indexed = 0
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Forgets every call; who holds `calls.append` goes on with it."""
        with self._lock:
            self.calls.clear()
            self.verified.clear()
            self._first.clear()
            self._more.clear()
            self._unkeyed.clear()
            self._indexed = 0

    def recorded(self) -> list[Record]:
        """The calls so far, in the order they began."""
        return sorted(self.calls, key=_ordinal)

    def matching(self, expected: Sequence[object]) -> list[Record]:
        """The calls so far whose arguments are the expected ones, in the order they began."""
        if not all(map(is_exact, expected)):
            found = [call for call in tuple(self.calls) if all_equal(expected, call[2:])]
            return sorted(found, key=_ordinal)
        with self._lock:
            self._index()
            key = key_of(expected)
            keyed = [self._first[key], *self._more.get(key, ())] if key in self._first else []
            unkeyed = [call for call in self._unkeyed if all_equal(expected, call[2:])]
        return sorted([*keyed, *unkeyed], key=_ordinal)

    def _index(self) -> None:
        new = self.calls[self._indexed :]
        self._indexed += len(new)
        for call in new:
            try:
                key = call[2] if len(call) == _OF_ONE_ARGUMENT else key_of(call[2:])
                if self._first.setdefault(key, call) is not call:
                    self._more.setdefault(key, []).append(call)
            except Exception:  # noqa: BLE001 - an argument that cannot be hashed, for any reason
                self._unkeyed.append(call)


def _ordinal(call: Record) -> int:
    ordinal: int = call[0]
    return ordinal
