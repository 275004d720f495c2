"""What the log in Redis says when the server is away, and when its reply is lost."""

import socket
from collections.abc import Generator
from typing import Any, cast

import pytest
import redis

from fakes.conformance import Namespace
from fakes.event_log import LogUnavailable, UnknownTopic
from tests.adapters.event_log.redis_clients import delete_keys_of
from tests.adapters.event_log.redis_log import RedisEventLog, RedisLogSettings
from tests.adapters.redis_clients import single_try_client_of

SETTINGS = RedisLogSettings(prefix=str(Namespace.fresh("redis", "failures")))


class LosesReplies(redis.Connection):
    """Loses what the server answers to XADD and EXEC, when it has come."""

    is_lost = False

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        sent = b"".join(command)
        self.is_lost = b"XADD" in sent or b"EXEC" in sent
        cast(Any, super()).send_packed_command(command, check_health)

    def read_response(self, *args: Any, **options: Any) -> Any:
        response = cast(Any, super()).read_response(*args, **options)
        # EXEC is answered last, after what it has queued.
        if self.is_lost and (isinstance(response, list) or b"-" in response):
            raise redis.ConnectionError("the reply is lost")
        return response


@pytest.fixture
def log(redis_address: str) -> Generator[RedisEventLog]:
    """A log whose connections are sound, with one topic of one partition."""
    with single_try_client_of(redis_address) as client:
        log = RedisEventLog(client, SETTINGS)
        log.create_topic("orders", 1)
        yield log
        delete_keys_of(client, SETTINGS.prefix)


def test_a_record_whose_reply_is_lost_is_in_the_log_once(
    log: RedisEventLog, redis_address: str
) -> None:
    with single_try_client_of(redis_address, LosesReplies) as client:
        losing = RedisEventLog(client, SETTINGS)

        with pytest.raises(LogUnavailable) as caught:
            losing.append("orders", b"1")

    assert caught.value.outcome_unknown
    assert [record.value for record in log.consumer("billing", ["orders"]).poll()] == [b"1"]


def test_a_commit_whose_reply_is_lost_is_made_again(log: RedisEventLog, redis_address: str) -> None:
    """redis-py says that another client got in the way; to commit twice does no harm."""
    record = log.append("orders", b"1")
    with single_try_client_of(redis_address) as client:
        consumer = RedisEventLog(client, SETTINGS).consumer("billing", ["orders"])
        assert consumer.poll() == (record,)
        client.connection_pool.disconnect()
        client.connection_pool.connection_class = LosesReplies

        consumer.commit()
        client.connection_pool.connection_class = redis.Connection
        client.connection_pool.disconnect()

        assert consumer.committed(record.topic_partition) == 1
        consumer.close()


def test_nothing_is_done_where_nobody_listens() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        _, port = unheard.getsockname()
        with single_try_client_of(f"redis://127.0.0.1:{port}") as client:
            log = RedisEventLog(client, SETTINGS)
            for use in (
                lambda: log.append("orders", b"1"),
                lambda: log.partitions("orders"),
                lambda: log.consumer("billing", ["orders"]),
            ):
                with pytest.raises(LogUnavailable) as caught:
                    use()
                assert not caught.value.outcome_unknown


def test_a_topic_that_is_not_there_is_not_made(log: RedisEventLog) -> None:
    for _ in range(2):
        with pytest.raises(UnknownTopic) as caught:
            log.append("order", b"1")
        assert caught.value.known == ("orders",)
