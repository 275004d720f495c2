"""The client of Redis that the tests of the log share."""

from collections.abc import Generator

import pytest
import redis

from tests.adapters.redis_clients import single_try_client_of


@pytest.fixture(scope="package")
def redis_client(redis_address: str) -> Generator[redis.Redis]:
    with single_try_client_of(redis_address) as client:
        yield client
