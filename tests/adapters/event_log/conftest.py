"""The client of Redis that the tests of the log share."""

from collections.abc import Generator

import pytest
import redis

from tests.adapters.event_log.redis_clients import client_of


@pytest.fixture(scope="package")
def redis_client(redis_address: str) -> Generator[redis.Redis]:
    with client_of(redis_address) as client:
        yield client
