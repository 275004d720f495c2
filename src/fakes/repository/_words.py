"""How messages put a noun."""

__all__ = ["a"]


def a(noun: str) -> str:
    """The noun behind its article.

    >>> a("Person"), a("Account"), a("UUID")
    ('a Person', 'an Account', 'a UUID')
    """
    return f"{'an' if noun[0] in 'aeioAEIO' else 'a'} {noun}"
