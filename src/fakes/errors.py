"""What every port's errors have in common. The errors of one domain live beside its port."""

from typing import ClassVar

__all__ = ["InvalidValue", "Unavailable", "Unsupported"]


class InvalidValue(ValueError):
    """A value that the port refuses before it does anything; nothing was changed.

    `field` names the argument or attribute, as in `amount` or `limit`; `reason` says what is
    wrong with it and what would be right.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class Unsupported(NotImplementedError):
    """An operation that this adapter does not have; nothing was changed.

    `operation` names it, and `reason` says why it is missing and what to use instead.
    """

    def __init__(self, operation: str, reason: str) -> None:
        super().__init__(operation, reason)
        self.operation = operation
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.operation} is not supported: {self.reason}"


class Unavailable(Exception):
    """A service that could not be reached, or whose reply did not come.

    `outcome_unknown` says whether what was asked may have been done (the reply was lost: a read
    timeout, a closed connection) or certainly was not (no connection was made); `reason` says what
    happened. No fake raises it by itself: a spy around one does, as does an adapter of a real
    service.
    """

    _service: ClassVar[str] = "service"
    _advice: ClassVar[str] = "look before you ask again"

    def __init__(self, reason: str, *, outcome_unknown: bool = True) -> None:
        super().__init__(reason)
        self.reason: str = reason
        self.outcome_unknown: bool = outcome_unknown

    def __str__(self) -> str:
        if self.outcome_unknown:
            return (
                f"The {self._service}'s reply is missing: {self.reason}. What was asked may have "
                f"been done or not; {self._advice}."
            )
        return f"The {self._service} could not be reached: {self.reason}. Nothing was done."
