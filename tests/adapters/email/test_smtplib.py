"""smtplib: the adapter on an SMTP server in this process, and on Postfix with its maildirs."""

import smtplib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from platform import python_version
from typing import ClassVar

import pytest

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.email import EmailConformance
from fakes.email import EmailService
from tests.adapters.email.site import Site
from tests.adapters.email.smtplib_service import SmtplibEmailService
from tests.services.aiosmtpd import Aiosmtpd
from tests.services.mail import SIZE_LIMIT, MailServer
from tests.services.postfix import Postfix


class OverSmtplib(EmailConformance):
    operations = frozenset({Operation.HEADERS, Operation.INSPECT})
    promises = frozenset({Promise.REFUSALS, Promise.SIZE_LIMIT})
    limits: ClassVar[Mapping[str, float]] = {"size": SIZE_LIMIT}
    examples = 10

    @contextmanager
    def store(self, namespace: Namespace, server: MailServer) -> Generator[Site]:
        with Site.opened(server, namespace) as site:
            yield site

    def residue(self, namespace: Namespace, server: MailServer) -> list[str]:
        return Site.left(server, namespace)

    def system(self, server: MailServer) -> str:
        return f"{server.name} through smtplib of CPython {python_version()}"

    @contextmanager
    def connect(self, store: Site, /) -> Generator[EmailService]:
        def open_connection() -> smtplib.SMTP:
            server = store.server
            return smtplib.SMTP(server.host, server.port, local_hostname="localhost", timeout=10)

        with SmtplibEmailService(open_connection) as service:
            yield service

    def address(self, store: Site, name: str, /) -> str:
        return store.address(name)

    def mailbox(self, store: Site, address: str, /) -> list[bytes]:
        return store.mailbox(address)

    def refused_address(self, store: Site, /) -> str:
        return store.refused

    def deferred_address(self, store: Site, /) -> str:
        return store.deferred


class TestSmtplibOnAiosmtpd(OverSmtplib):
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "two"}

    @pytest.fixture
    def server(self, aiosmtpd: Aiosmtpd) -> MailServer:
        return aiosmtpd


class TestSmtplibOnPostfix(OverSmtplib):
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "one"}

    @pytest.fixture
    def server(self, postfix: Postfix) -> MailServer:
        return postfix
