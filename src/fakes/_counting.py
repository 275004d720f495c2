"""How a repr says how many there are of something."""

__all__ = ["counted"]


def counted(count: int, what: str) -> str:
    """The number and the noun, in the plural unless there is one.

    >>> counted(1, "payment"), counted(1200, "refund")
    ('1 payment', '1,200 refunds')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"
