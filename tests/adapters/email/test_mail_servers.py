"""What no suite asks of mail servers, and every adapter meets: UTF-8, and Postfix's own ways."""

import smtplib
from collections.abc import Generator

import attrs
import pytest

from fakes.conformance import Namespace
from fakes.email import AllRecipientsRefused, Email, Envelope, ServiceUnavailable
from tests.adapters.email.site import Site
from tests.adapters.email.smtplib_service import SmtplibEmailService
from tests.services.mail import MailServer

PATIENCE = 20
"""After so many refusals on one connection, Postfix ends it (smtpd_hard_error_limit)."""


@pytest.fixture(params=["aiosmtpd", "postfix"])
def server(request: pytest.FixtureRequest) -> MailServer:
    found: MailServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def site(server: MailServer) -> Generator[Site]:
    with Site.opened(server, Namespace.fresh("mail", "servers")) as opened:
        yield opened


@attrs.define
class Connections:
    """Opens connections to a server, and counts them."""

    server: MailServer
    count: int = 0

    def open(self) -> smtplib.SMTP:
        self.count += 1
        server = self.server
        return smtplib.SMTP(server.host, server.port, local_hostname="localhost", timeout=10)


def test_an_international_sender_arrives(site: Site) -> None:
    message = Email(sender=f"Jürgen <jürgen@{site.domain}>", to=site.address("dave"), subject="Ü")

    with SmtplibEmailService(Connections(site.server).open) as service:
        receipt = service.send(message)

    site.server.settle()
    (arrived,) = site.mailbox(site.address("dave"))
    assert receipt.accepted == (site.address("dave"),)
    assert Email.parse(arrived) == message


def test_an_unknown_international_recipient_is_refused_by_name(site: Site) -> None:
    unknown = site.address("jürgen")

    with (
        SmtplibEmailService(Connections(site.server).open) as service,
        pytest.raises(AllRecipientsRefused) as raised,
    ):
        service.send(Email(sender=site.address("shop"), to=unknown))

    assert [each.address for each in raised.value.refused] == [unknown]


def test_a_message_of_which_nobody_takes_bounces_arrives(site: Site) -> None:
    message = Email(sender=site.address("shop"), to=site.address("dave"))

    with SmtplibEmailService(Connections(site.server).open) as service:
        service.send(message, envelope=Envelope("", site.address("dave")))

    site.server.settle()
    assert [Email.parse(each) for each in site.mailbox(site.address("dave"))] == [message]


@pytest.mark.parametrize("server", ["postfix"], indirect=True)
def test_postfix_loses_patience_with_a_connection_and_the_service_opens_another(
    site: Site,
) -> None:
    connections = Connections(site.server)

    with SmtplibEmailService(connections.open) as service:
        for _ in range(PATIENCE + 1):
            with pytest.raises(AllRecipientsRefused):
                service.send(Email(sender=site.address("shop"), to=site.refused))

    assert connections.count == 2


@pytest.mark.parametrize("server", ["postfix"], indirect=True)
def test_postfix_takes_no_message_of_which_it_refuses_too_many_recipients(site: Site) -> None:
    strangers = [site.address(f"gone{number}") for number in range(PATIENCE)]
    message = Email(sender=site.address("shop"), to=site.address("dave"), bcc=strangers)

    with (
        SmtplibEmailService(Connections(site.server).open) as service,
        pytest.raises(ServiceUnavailable) as raised,
    ):
        service.send(message)

    assert raised.value.reason == "421 4.7.0 mail.example Error: too many errors"
    assert not raised.value.outcome_unknown
