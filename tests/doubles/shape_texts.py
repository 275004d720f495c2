"""How the tests ask for the verdict of the shape check, and for the text in which it is told."""

from collections.abc import Callable
from typing import cast

import pytest

from doubles import ShapeError, check_shape, has_shape


def told(implementation: object, spec: object) -> str:
    """The whole text of the failure."""
    with pytest.raises(ShapeError) as caught:
        check_shape(implementation, spec)
    assert str(caught.value).splitlines()[1:] == [
        f"  {mismatch}" for mismatch in caught.value.mismatches
    ]
    assert not has_shape(implementation, cast(Callable[..., object], spec))
    return str(caught.value)


def told_of(implementation: object, spec: object) -> tuple[str, ...]:
    """The mismatches alone."""
    told(implementation, spec)
    with pytest.raises(ShapeError) as caught:
        check_shape(implementation, spec)
    return caught.value.mismatches


def fits(implementation: object, spec: object) -> bool:
    return has_shape(implementation, cast(Callable[..., object], spec))
