"""What every port's errors have in common. The errors of one domain live beside its port."""

__all__ = ["InvalidValue", "Unsupported"]


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
