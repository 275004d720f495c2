"""aiosmtplib: the async adapter on an SMTP server in this process, and on Postfix."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import ClassVar

import aiosmtplib
import pytest

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.email import AsyncEmailConformance
from fakes.email import AsyncEmailService
from tests.adapters.email.aiosmtplib_service import AiosmtplibEmailService
from tests.adapters.email.site import Site
from tests.services.aiosmtpd import Aiosmtpd
from tests.services.mail import SIZE_LIMIT, MailServer
from tests.services.postfix import Postfix


class OverAiosmtplib(AsyncEmailConformance):
    operations = frozenset({Operation.HEADERS, Operation.INSPECT})
    promises = frozenset({Promise.REFUSALS, Promise.SIZE_LIMIT})
    limits: ClassVar[Mapping[str, float]] = {"size": SIZE_LIMIT}
    examples = 10

    @asynccontextmanager
    async def store(self, namespace: Namespace, server: MailServer) -> AsyncGenerator[Site]:
        with Site.opened(server, namespace) as site:
            yield site

    async def residue(self, namespace: Namespace, server: MailServer) -> list[str]:
        return Site.left(server, namespace)

    def system(self, server: MailServer) -> str:
        return f"{server.name} through aiosmtplib {version('aiosmtplib')}"

    @asynccontextmanager
    async def connect(self, store: Site, /) -> AsyncGenerator[AsyncEmailService]:
        def new_client() -> aiosmtplib.SMTP:
            server = store.server
            return aiosmtplib.SMTP(
                hostname=server.host, port=server.port, local_hostname="localhost", timeout=10
            )

        async with AiosmtplibEmailService(new_client) as service:
            yield service

    def address(self, store: Site, name: str, /) -> str:
        return store.address(name)

    async def mailbox(self, store: Site, address: str, /) -> list[bytes]:
        return store.mailbox(address)

    async def refused_address(self, store: Site, /) -> str:
        return store.refused

    async def deferred_address(self, store: Site, /) -> str:
        return store.deferred


class TestAiosmtplibOnAiosmtpd(OverAiosmtplib):
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "two"}

    @pytest.fixture
    def server(self, aiosmtpd: Aiosmtpd) -> MailServer:
        return aiosmtpd


class TestAiosmtplibOnPostfix(OverAiosmtplib):
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "one"}

    @pytest.fixture
    def server(self, postfix: Postfix) -> MailServer:
        return postfix
