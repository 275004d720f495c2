"""Reading what an earlier run left in the directory of a report, or somebody's editor."""

from pathlib import Path

__all__ = ["Unreadable", "text_of"]


class Unreadable(Exception):
    """A file cannot be read as what its name says, or not be written; the text says why."""


def text_of(path: Path) -> str | None:
    """What is in a file; None where there is no file.

    Raises:
        Unreadable: It is none of text, or may not be read.
    """
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is no text in UTF-8: {error.reason}") from None
