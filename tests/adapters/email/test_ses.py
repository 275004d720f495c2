"""Amazon SES through boto3, as far as moto simulates it."""

import socket
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from email.utils import parseaddr
from importlib.metadata import version
from typing import TYPE_CHECKING, ClassVar

import attrs
import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.email import EmailConformance
from fakes.email import (
    AllRecipientsRefused,
    Email,
    EmailError,
    EmailService,
    Envelope,
    InternationalAddressRefused,
    InvalidEmail,
    Refusal,
    SenderRefused,
    ServiceUnavailable,
)
from fakes.errors import Unsupported
from tests.adapters.email.ses import SesEmailService

if TYPE_CHECKING:
    from moto.ses.models import RawMessage, SESBackend
    from mypy_boto3_sesv2 import SESV2Client

_REGION = "eu-west-1"
_SIZE_LIMIT = 200_000


@attrs.frozen(eq=False)
class Tenant:
    """A verified domain, and what moto keeps of its mail."""

    client: "SESV2Client"
    domain: str

    @classmethod
    def of(cls, client: "SESV2Client", namespace: Namespace) -> "Tenant":
        """The one that is named after a namespace."""
        return cls(client, f"{namespace}.example".replace("_", "-"))

    @property
    def messages(self) -> "list[RawMessage]":
        """What was sent to addresses of the domain."""
        return [each for each in _backend().sent_messages if self._recipients(each)]

    def mailbox(self, address: str) -> list[bytes]:
        """What was sent to an address: moto keeps one message, whoever it is for."""
        return [
            each.raw_data.encode() for each in self.messages if address in self._recipients(each)
        ]

    def forget(self) -> None:
        """Remove all that moto keeps of the domain."""
        for each in self.messages:
            _backend().sent_messages.remove(each)
        self.client.delete_email_identity(EmailIdentity=self.domain)

    def _recipients(self, message: "RawMessage") -> set[str]:
        addresses = {parseaddr(each)[1] for each in message.destinations}
        return {each for each in addresses if each.endswith(f"@{self.domain}")}


def _backend() -> "SESBackend":
    """What moto's server, which runs in this process, knows."""
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.ses.models import ses_backends

    return ses_backends[DEFAULT_ACCOUNT_ID][_REGION]


@contextmanager
def client_of(endpoint: str, *, timeout: float = 10) -> "Generator[SESV2Client]":
    """A client of SES, as an application would make it."""
    client = boto3.client(  # pyright: ignore[reportUnknownMemberType] - it is typed for SES alone
        "sesv2",
        region_name=_REGION,
        endpoint_url=endpoint,
        aws_access_key_id="anybody",
        aws_secret_access_key="any",
        config=Config(read_timeout=timeout, retries={"total_max_attempts": 1}),
    )
    try:
        yield client
    finally:
        client.close()


@pytest.fixture(scope="module")
def ses(moto_address: str) -> "Generator[SESV2Client]":
    with client_of(moto_address) as client:
        yield client


class TestSesOnMoto(EmailConformance):
    operations = frozenset({Operation.HEADERS, Operation.INSPECT})
    promises = frozenset({Promise.SIZE_LIMIT})
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "one"}
    limits: ClassVar[Mapping[str, float]] = {"size": _SIZE_LIMIT}
    examples = 10
    deviations = (
        Deviation(
            "accepted_has_an_id",
            reason=(
                "moto 5.2.5 leaves the Message-ID header as it was sent, where SES writes its own, "
                "<MessageId@REGION.amazonses.com>, which is the one that the adapter tells"
            ),
            example=(),
            expires=date(2027, 6, 1),
        ),
        Deviation(
            "envelope_is_everyone_once",
            reason=(
                "moto 5.2.5 adds the addresses of the To and Cc headers to those of Destination: "
                "a raw message with To: dave and Destination.ToAddresses = [eve] is kept as one "
                "with the destinations [eve, dave]"
            ),
            example=(),
            expires=date(2027, 6, 1),
        ),
    )

    @contextmanager
    def store(self, namespace: Namespace, ses: "SESV2Client") -> Generator[Tenant]:
        tenant = Tenant.of(ses, namespace)
        ses.create_email_identity(EmailIdentity=tenant.domain)
        try:
            yield tenant
        finally:
            tenant.forget()

    def residue(self, namespace: Namespace, ses: "SESV2Client") -> "list[RawMessage]":
        return Tenant.of(ses, namespace).messages

    @contextmanager
    def connect(self, store: Tenant, /) -> Generator[EmailService]:
        yield SesEmailService(store.client, size_limit=_SIZE_LIMIT)

    def address(self, store: Tenant, name: str, /) -> str:
        return f"{name}@{store.domain}"

    def mailbox(self, store: Tenant, address: str, /) -> list[bytes]:
        return store.mailbox(address)

    def system(self, moto_address: str) -> str:
        return f"moto {version('moto')} through boto3 {version('boto3')}"


MESSAGE = Email(sender="shop@nobody.example", to="dave@example.com")


def test_a_sender_who_is_not_verified_is_refused(ses: "SESV2Client") -> None:
    with pytest.raises(SenderRefused) as raised:
        SesEmailService(ses).send(MESSAGE)

    assert raised.value.refusal == Refusal(
        "shop@nobody.example",
        554,
        "5.7.1",
        "MessageRejected: Did not have authority to send from email shop@nobody.example",
    )


def test_more_recipients_than_ses_takes_are_refused(ses: "SESV2Client") -> None:
    many = Envelope("shop@nobody.example", [f"dave{number}@example.com" for number in range(51)])

    with pytest.raises(AllRecipientsRefused) as raised:
        SesEmailService(ses).send(MESSAGE, envelope=many)

    assert raised.value.permanent
    assert raised.value.refused[50] == Refusal(
        "dave50@example.com", 550, "5.5.3", "SES takes at most 50 recipients"
    )


def test_an_international_address_is_refused(ses: "SESV2Client") -> None:
    with pytest.raises(InternationalAddressRefused):
        SesEmailService(ses).send(Email(sender="shop@nobody.example", to="jürgen@example.com"))


def test_somebody_must_take_bounces(ses: "SESV2Client") -> None:
    with pytest.raises(Unsupported) as raised:
        SesEmailService(ses).send(MESSAGE, envelope=Envelope("", "dave@example.com"))

    assert str(raised.value) == (
        "an empty sender is not supported: SES always knows somebody to tell of bounces"
    )


def raised_for(code: str, status: int) -> EmailError:
    """What becomes of an error of SES."""
    with client_of("http://127.0.0.1:9") as client, Stubber(client) as stubber:
        stubber.add_client_error("send_email", code, "No.", status)
        with pytest.raises(EmailError) as raised:
            SesEmailService(client).send(MESSAGE)
    return raised.value


@pytest.mark.parametrize("code", ["AccountSuspendedException", "SendingPausedException"])
def test_an_account_that_may_not_send_is_a_sender_who_is_refused(code: str) -> None:
    assert isinstance(raised_for(code, 400), SenderRefused)


def test_what_ses_finds_wrong_with_a_request_is_told() -> None:
    error = raised_for("BadRequestException", 400)

    assert isinstance(error, InvalidEmail)
    assert str(error) == "message: is none that SES takes: No."


@pytest.mark.parametrize(
    ("code", "status", "unknown"),
    [("TooManyRequestsException", 429, False), ("InternalFailure", 500, True)],
)
def test_ses_may_not_work_now(code: str, status: int, unknown: bool) -> None:
    error = raised_for(code, status)

    assert isinstance(error, ServiceUnavailable)
    assert error.outcome_unknown is unknown


def test_where_nobody_listens_nothing_was_sent() -> None:
    with client_of("http://127.0.0.1:9") as client, pytest.raises(ServiceUnavailable) as raised:
        SesEmailService(client).send(MESSAGE)

    assert not raised.value.outcome_unknown


def test_a_reply_that_never_came_tells_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with client_of(endpoint, timeout=0.1) as client, pytest.raises(ServiceUnavailable) as lost:
            SesEmailService(client).send(MESSAGE)

    assert lost.value.outcome_unknown
