"""Redis: `redis://` addresses."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.services.processes import free_port, program, running
from tests.services.service import Service, Unreachable

__all__ = ["REDIS"]


def _version(address: str) -> str:
    # redis-py leaves types out where it passes **kwargs on.
    try:
        with redis.Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
            address, socket_connect_timeout=5, socket_timeout=5
        ) as client:
            about = client.info("server")  # pyright: ignore[reportUnknownMemberType]
            return str(about["redis_version"])
    except redis.RedisError as error:
        raise Unreachable(str(error)) from None


@contextmanager
def _start(folder: Path) -> Generator[str]:
    server, port = program("redis-server"), free_port()
    address = f"redis://127.0.0.1:{port}/0"
    with running(
        [server, "--bind", "127.0.0.1", "--port", str(port), "--save", ""],
        folder,
        lambda: _version(address),
    ):
        yield address


REDIS = Service(
    "Redis",
    "FAKES_REDIS",
    "redis://127.0.0.1:6379/0",
    "redis-server",
    _version,
    _start,
)
