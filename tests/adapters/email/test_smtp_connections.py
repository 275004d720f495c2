"""What the adapters over SMTP do about servers that hang up, or say nothing any more."""

import asyncio
import smtplib
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Thread

import aiosmtplib
import pytest

from fakes.email import AllRecipientsRefused, Email, Receipt, ServiceUnavailable
from tests.adapters.email.aiosmtplib_service import AiosmtplibEmailService
from tests.adapters.email.smtplib_service import SmtplibEmailService

HOST = "127.0.0.1"
SECONDS = 0.2  # before a client gives up
MESSAGE = Email(sender="shop@example.com", to="dave@example.com")

OK = "250 2.0.0 Ok"
HELLO = ["220 mail.example ESMTP", "250 mail.example"]
ACCEPTED = [OK, OK, "354 Go on", OK]
SILENCE = ""

Send = Callable[[Email], Receipt]


@contextmanager
def serving(*connections: Sequence[str]) -> Generator[int]:
    """A server that says this over one connection after the other, and hangs up after each.

    At the end it says nothing any more, if that is what it is told to say.
    """
    with socket.create_server((HOST, 0)) as listener:
        listener.settimeout(10)
        thread = Thread(target=_serve, args=(listener, connections))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join()


def _serve(listener: socket.socket, connections: Sequence[Sequence[str]]) -> None:
    for replies in connections:
        wire, _ = listener.accept()
        with wire, wire.makefile("rwb") as file:
            end = b"\r\n"
            for reply in replies:
                if reply == SILENCE:
                    file.read()
                    break
                file.write(f"{reply}\r\n".encode())
                file.flush()
                end = b"\r\n.\r\n" if reply.startswith("354") else b"\r\n"
                heard = b""
                while not heard.endswith(end) and (line := file.readline()):
                    heard += line


@contextmanager
def over_smtplib(port: int) -> Generator[Send]:
    def open_connection() -> smtplib.SMTP:
        return smtplib.SMTP(HOST, port, local_hostname="localhost", timeout=SECONDS)

    with SmtplibEmailService(open_connection) as service:
        yield service.send


@contextmanager
def over_aiosmtplib(port: int) -> Generator[Send]:
    def new_client() -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=HOST, port=port, local_hostname="localhost", timeout=SECONDS
        )

    with asyncio.Runner() as runner:
        service = AiosmtplibEmailService(new_client)
        try:
            yield lambda message: runner.run(service.send(message))
        finally:
            runner.run(service.close())


BOTH = pytest.mark.parametrize("sending", [over_smtplib, over_aiosmtplib])
Sending = Callable[[int], AbstractContextManager[Send]]


@BOTH
def test_one_connection_serves_for_several_messages(sending: Sending) -> None:
    with serving([*HELLO, *ACCEPTED, *ACCEPTED]) as port, sending(port) as send:
        assert send(MESSAGE).message_id != send(MESSAGE).message_id


@BOTH
def test_one_connection_serves_after_a_refusal(sending: Sending) -> None:
    refused = [OK, "550 5.1.1 Unknown", OK]
    with serving([*HELLO, *refused, *ACCEPTED]) as port, sending(port) as send:
        with pytest.raises(AllRecipientsRefused):
            send(MESSAGE)
        assert send(MESSAGE).accepted == ("dave@example.com",)


@BOTH
@pytest.mark.parametrize(
    "farewell",
    [
        pytest.param([], id="without a word"),
        pytest.param(["421 4.4.2 Timeout"], id="at the sender"),
        pytest.param([OK, "421 4.7.0 Too many errors"], id="at a recipient"),
        pytest.param([OK, OK, "421 4.3.2 Shutting down"], id="at the message"),
    ],
)
def test_a_connection_that_the_server_ended_is_replaced(
    sending: Sending, farewell: list[str]
) -> None:
    connections = ([*HELLO, *ACCEPTED, *farewell], [*HELLO, *ACCEPTED])
    with serving(*connections) as port, sending(port) as send:
        send(MESSAGE)
        assert send(MESSAGE).accepted == ("dave@example.com",)


@BOTH
@pytest.mark.parametrize(
    "replies",
    [
        pytest.param([], id="before it greets"),
        pytest.param(["554 5.3.2 Go away"], id="instead of a greeting"),
        pytest.param(HELLO, id="at the sender"),
        pytest.param([*HELLO, OK], id="at a recipient"),
        pytest.param([*HELLO, SILENCE], id="and says nothing at all"),
    ],
)
def test_a_server_that_hangs_up_before_it_has_the_message_has_not_sent_it(
    sending: Sending, replies: list[str]
) -> None:
    with serving(replies, [*HELLO, *ACCEPTED]) as port, sending(port) as send:
        with pytest.raises(ServiceUnavailable) as raised:
            send(MESSAGE)
        assert not raised.value.outcome_unknown
        assert send(MESSAGE).accepted == ("dave@example.com",)


@BOTH
@pytest.mark.parametrize("end", [[], [SILENCE]])
def test_a_server_that_hangs_up_after_it_has_the_message_may_have_sent_it(
    sending: Sending, end: list[str]
) -> None:
    replies = [*HELLO, OK, OK, "354 Go on", *end]
    with serving(replies, [*HELLO, *ACCEPTED]) as port, sending(port) as send:
        with pytest.raises(ServiceUnavailable) as raised:
            send(MESSAGE)
        assert raised.value.outcome_unknown
        assert send(MESSAGE).accepted == ("dave@example.com",)


@BOTH
def test_where_nobody_listens_nothing_was_sent(sending: Sending) -> None:
    with serving() as port:
        pass
    with sending(port) as send, pytest.raises(ServiceUnavailable) as raised:
        send(MESSAGE)
    assert not raised.value.outcome_unknown


def test_a_task_that_is_cancelled_in_a_transaction_does_not_disturb_the_next() -> None:
    async def send_twice(port: int) -> Receipt:
        async with AiosmtplibEmailService(
            lambda: aiosmtplib.SMTP(hostname=HOST, port=port, local_hostname="localhost")
        ) as service:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(SECONDS):
                    await service.send(MESSAGE)
            return await service.send(MESSAGE)

    with serving([*HELLO, OK, SILENCE], [*HELLO, *ACCEPTED]) as port:
        assert asyncio.run(send_twice(port)).accepted == ("dave@example.com",)


def test_tasks_that_share_a_service_send_one_after_the_other() -> None:
    async def send_both(port: int) -> tuple[Receipt, Receipt]:
        async with AiosmtplibEmailService(
            lambda: aiosmtplib.SMTP(hostname=HOST, port=port, local_hostname="localhost")
        ) as service:
            return await asyncio.gather(service.send(MESSAGE), service.send(MESSAGE))

    with serving([*HELLO, *ACCEPTED, *ACCEPTED]) as port:
        first, second = asyncio.run(send_both(port))
    assert first.accepted == second.accepted == ("dave@example.com",)
    assert first.message_id != second.message_id
