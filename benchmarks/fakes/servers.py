"""Servers in this process: each runs in an event loop on a thread, until its block is left."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

from anyio.from_thread import start_blocking_portal

__all__ = ["running"]


@contextmanager
def running(serving: Callable[[], AbstractAsyncContextManager[int]]) -> Iterator[int]:
    """The port on 127.0.0.1 that the server listens on."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(serving()) as port:
        yield port
