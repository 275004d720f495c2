"""The coroutines of doubles that are dropped before anything awaits them."""

import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from types import CoroutineType
from typing import Any, TypeGuard

from _doubles_pytest.owners import current_stage


@contextmanager
def coroutines_watched() -> Generator[None]:
    """Book each coroutine of a double that is dropped meanwhile to the scope of its double."""
    previous = sys.unraisablehook

    def hook(unraisable: "sys.UnraisableHookArgs") -> None:
        stage, dropped = current_stage(), unraisable.object
        if stage is None or not _is_of_a_double(dropped):
            previous(unraisable)
        else:
            stage.never_awaited(dropped)

    with warnings.catch_warnings():
        # Python drops the coroutine where no one can catch: an error there reaches the hook.
        warnings.filterwarnings(
            "error", r"coroutine '(dummy|stub|mock|spy)\(", category=RuntimeWarning
        )
        sys.unraisablehook = hook
        try:
            yield
        finally:
            sys.unraisablehook = previous


def _is_of_a_double(dropped: object) -> "TypeGuard[CoroutineType[Any, Any, Any]]":
    # Generated code says in its file's name that it is.
    return isinstance(dropped, CoroutineType) and dropped.cr_code.co_filename.startswith(
        "<doubles "
    )
