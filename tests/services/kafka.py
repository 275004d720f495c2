"""Kafka's protocol: the mock cluster of librdkafka in this process, or a broker's `host:port`.

No Apache broker can be installed from Debian. The mock cluster is a real server of the protocol, on
a socket, that librdkafka is itself tested with; its clients are the same that talk to Kafka. It has
appends, fetches, and consumer groups with sessions and commits. It keeps all in memory, does not
create topics at the request of a client, and looks nothing up by time.

Set FAKES_KAFKA to the bootstrap servers of a cluster to use that instead, whose topics are then
created and deleted by its admin protocol. No run of this project has done so yet.
"""

import ctypes
import os
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import files
from typing import Any, NoReturn, Protocol

import confluent_kafka
import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from tests.services.participants import Participants

__all__ = ["IS_MOCKED", "Kafka", "kafka"]

_VARIABLE = "FAKES_KAFKA"
_NAME = "Kafka"
_PRODUCER = 0  # rd_kafka_type_t
_BROKER = 1
_SECONDS = 10

IS_MOCKED = _VARIABLE not in os.environ
"""Whether it is the mock cluster, and what that is known to lack is lacking."""


class Kafka(Protocol):
    """A cluster: where it is, and its topics."""

    servers: str
    about: str

    def create_topic(self, name: str, partitions: int) -> None:
        """Create a topic, which is there when this returns."""
        ...

    def delete_topic(self, name: str) -> None:
        """Delete a topic and what is in it."""
        ...

    def interrupted(self) -> AbstractContextManager[None]:
        """Have it hear nobody for the time of the block."""
        ...


@pytest.fixture(scope="session")
def kafka(participants: Participants) -> Generator[Kafka]:
    """A cluster of one broker, or the one that the environment names."""
    if not IS_MOCKED:
        servers = os.environ[_VARIABLE]
        broker = _Broker(servers, participants)
        participants.add(_NAME, broker.about, servers)
        yield broker
        return
    with _mock_cluster() as cluster:
        participants.add(_NAME, cluster.about, "in this process")
        yield cluster


class _Broker:
    """A real one."""

    def __init__(self, servers: str, participants: Participants) -> None:
        self.servers = servers
        self.about = "a broker of Kafka's protocol"
        # Its type says nothing of what its futures give, which is of no use here either.
        self._admin: Any = AdminClient({"bootstrap.servers": servers})
        try:
            self._admin.list_topics(timeout=_SECONDS)
        except confluent_kafka.KafkaException as error:
            participants.not_run(_NAME, f"{_VARIABLE}={servers} cannot be reached ({error})")

    def create_topic(self, name: str, partitions: int) -> None:
        self._admin.create_topics([NewTopic(name, partitions)])[name].result(_SECONDS)

    def delete_topic(self, name: str) -> None:
        self._admin.delete_topics([name])[name].result(_SECONDS)

    def interrupted(self) -> NoReturn:
        pytest.skip("a broker that is not ours is not stopped")


class _MockCluster:
    """librdkafka's own; what is needed of it stands in the C interface alone."""

    def __init__(self, library: Any, cluster: ctypes.c_void_p) -> None:
        self._library = library
        self._cluster = cluster
        bootstraps = library.rd_kafka_mock_cluster_bootstraps
        bootstraps.restype = ctypes.c_char_p
        self.servers: str = bootstraps(cluster).decode()
        release, _ = confluent_kafka.libversion()
        self.about = f"librdkafka {release}'s mock cluster"
        # A broker waits for 3 seconds for more members when the first has joined a group.
        library.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, 0)

    def create_topic(self, name: str, partitions: int) -> None:
        self._done(self._library.rd_kafka_mock_topic_create, name, partitions, 1)

    def delete_topic(self, name: str) -> None:
        self._done(self._library.rd_kafka_mock_topic_delete, name)

    @contextmanager
    def interrupted(self) -> Generator[None]:
        self._library.rd_kafka_mock_broker_set_down(self._cluster, _BROKER)
        try:
            yield
        finally:
            self._library.rd_kafka_mock_broker_set_up(self._cluster, _BROKER)

    def _done(self, function: Any, name: str, *numbers: int) -> None:
        if error := function(self._cluster, name.encode(), *numbers):
            raise confluent_kafka.KafkaException(confluent_kafka.KafkaError(error))


@contextmanager
def _mock_cluster() -> Generator[_MockCluster]:
    library = _librdkafka()
    configuration = _pointer(library.rd_kafka_conf_new)
    # A cluster needs a client to live in. It has nobody to connect to, and would complain of that.
    library.rd_kafka_conf_set(configuration, b"log_level", b"0", None, 0)
    client = _pointer(library.rd_kafka_new, _PRODUCER, configuration, None, 0)
    cluster = _pointer(library.rd_kafka_mock_cluster_new, client, _BROKER)
    try:
        yield _MockCluster(library, cluster)
    finally:
        library.rd_kafka_mock_cluster_destroy(cluster)
        library.rd_kafka_destroy(client)


def _librdkafka() -> Any:
    """The library that the Python client has brought along, in a folder beside its own."""
    brought = [file for file in files("confluent-kafka") or [] if file.parent.suffix == ".libs"]
    (library,) = [file for file in brought if file.name.startswith("librdkafka")]
    return ctypes.CDLL(str(library.locate()))


def _pointer(function: Any, *arguments: object) -> ctypes.c_void_p:
    function.restype = ctypes.c_void_p
    return ctypes.c_void_p(function(*arguments))
