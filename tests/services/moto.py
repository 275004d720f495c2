"""moto: the services of AWS, simulated in a thread of this process."""

import logging
from collections.abc import Generator
from importlib.metadata import version

import pytest

from tests.services.participants import Participants

__all__ = ["moto_address"]


@pytest.fixture(scope="session")
def moto_address(participants: Participants) -> Generator[str]:
    """The endpoint of all services of AWS that moto simulates; any credentials will do."""
    # It takes more than a second to import, which only those who use it should wait for.
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each request otherwise
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        participants.add("moto", version("moto"), "in this process")
        yield f"http://{host}:{port}"
    finally:
        server.stop()
