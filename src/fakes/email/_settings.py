"""The settings of a fake service, checked; its clock and its times are checked where all are."""

from fakes.email.errors import InvalidEmail

__all__ = ["check_settings"]


def check_settings(
    size_limit: object, smtputf8: object, duplicate_recipients: object, seed: object
) -> None:
    """The settings that are plain values are such as there can be.

    Raises:
        InvalidEmail: One is not.
    """
    if size_limit is not None and (type(size_limit) is not int or size_limit < 1):
        raise InvalidEmail("size_limit", "must be a positive number of bytes, or None")
    if type(smtputf8) is not bool:
        raise InvalidEmail("smtputf8", "must be True or False")
    if not isinstance(duplicate_recipients, str) or duplicate_recipients not in {"one", "two"}:
        raise InvalidEmail("duplicate_recipients", "must be 'one' or 'two'")
    if type(seed) is not int:
        raise InvalidEmail("seed", f"must be an int, not {type(seed).__name__}")
