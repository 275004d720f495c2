"""A single value on one line of a failure text; how a call is spelled is in `spelling`."""

_LONGEST = 80


def shown(value: object) -> str:
    """The repr of a value on one line, cut where it is long."""
    text = one_line(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def one_line(value: object) -> str:
    """The whole repr of a value on one line; a substitute where it raises."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - the value's own code may raise anything
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
    return " ".join(line.strip() for line in text.splitlines())
