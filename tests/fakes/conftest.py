"""What the tests of all fakes share."""

from collections.abc import Iterator

import pytest

from tests.fakes.clocks import CLOCKS, MovableTime, moved_by


@pytest.fixture(params=CLOCKS)
def time(request: pytest.FixtureRequest) -> Iterator[MovableTime]:
    """Time that stands still until the test moves it, once by each tool."""
    with moved_by(request.param) as movable:
        yield movable
