"""Identifiers that the fakes give out: unique in one fake, and the same in every run of a test."""

from hashlib import blake2b

__all__ = ["Identifiers"]


class Identifiers:
    """Numbers identifiers; the same seed gives the same ones in the same order.

    `issued` says how many there were. Set it back, and they begin again behind it: it is all the
    state there is, which is what the fakes' snapshots keep. The fakes' locks guard it.
    """

    __slots__ = ("_stem", "issued")

    def __init__(self, seed: int, stem: str = "") -> None:
        self._stem = stem + blake2b(f"{seed:x}".encode(), digest_size=5).hexdigest()
        self.issued = 0

    def next(self, prefix: str = "") -> str:
        """One that was never given out before: the prefix, what the seed makes, a number."""
        self.issued += 1
        return f"{prefix}{self._stem}{self.issued:06d}"
