"""RabbitMQ: `amqp://` addresses."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError

from tests.services.processes import free_port, program, running
from tests.services.service import Service, Unreachable, listens

__all__ = ["RABBITMQ"]


def _version(address: str) -> str:
    try:
        parameters = pika.URLParameters(address)
        parameters.stack_timeout = 5
        with pika.BlockingConnection(parameters) as connection:
            # The client has no public way to what the server tells of itself.
            return str(vars(connection)["_impl"].server_properties["version"])
    # The second is no kind of the first: a server that takes connections, and says nothing.
    except (AMQPError, AMQPConnectorException) as error:
        raise Unreachable(str(error) or type(error).__name__) from None


@contextmanager
def _epmd(folder: Path, port: int) -> Generator[None]:
    """Erlang's registry of nodes, which RabbitMQ would else start itself, for good."""

    def ready() -> None:
        if not listens("127.0.0.1", port):
            raise Unreachable(f"nothing listens at 127.0.0.1:{port}")

    with running([program("epmd"), "-address", "127.0.0.1", "-port", str(port)], folder, ready):
        yield


@contextmanager
def _start(folder: Path) -> Generator[str]:
    server = program("rabbitmq-server", [Path("/usr/lib/rabbitmq/bin")])
    port, port_of_epmd = free_port(), free_port()
    environment = {
        "HOME": str(folder),  # where Erlang keeps its cookie
        "RABBITMQ_NODENAME": f"fakes{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        # None of the machine's settings: these three files do not exist.
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(port_of_epmd),
    }
    address = f"amqp://guest:guest@127.0.0.1:{port}/"
    with (
        _epmd(folder, port_of_epmd),
        running([server], folder, lambda: _version(address), environment=environment),
    ):
        yield address


RABBITMQ = Service(
    "RabbitMQ",
    "FAKES_RABBITMQ",
    "amqp://guest:guest@127.0.0.1:5672/",
    "rabbitmq-server",
    _version,
    _start,
)
