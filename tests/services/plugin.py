"""The fixtures that give the addresses of real systems, and the table of those that took part."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.mariadb import MARIADB
from tests.services.nats import NATS
from tests.services.participants import Participant, Participants
from tests.services.postgresql import POSTGRESQL
from tests.services.rabbitmq import RABBITMQ
from tests.services.redis import REDIS
from tests.services.service import Service

# Those that have a fixture of their own.
pytest_plugins = [
    "tests.services.aiosmtpd",
    "tests.services.kafka",
    "tests.services.localstripe",
    "tests.services.moto",
    "tests.services.postfix",
    "tests.services.stripe_sandbox",
    "tests.services.stripe_stateful_mock",
]

_PARTICIPANTS = pytest.StashKey[Participants]()
_WORKER_OUTPUT = "participants"


@pytest.fixture(scope="session")
def participants(pytestconfig: pytest.Config) -> Participants:
    """What took part in this run."""
    return pytestconfig.stash[_PARTICIPANTS]


def address_of(service: Service) -> Any:
    """The fixture that gives the address of a server of this kind, and ends what was started."""

    @pytest.fixture(scope="session", name=f"{service.name.lower()}_address")
    def address(participants: Participants) -> Iterator[str]:
        with service.found(participants) as found:
            yield found

    return address


postgresql_address = address_of(POSTGRESQL)
mariadb_address = address_of(MARIADB)
redis_address = address_of(REDIS)
rabbitmq_address = address_of(RABBITMQ)
nats_address = address_of(NATS)


def pytest_configure(config: pytest.Config) -> None:
    """Begin with nobody."""
    config.stash[_PARTICIPANTS] = Participants()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Have a worker of xdist tell the process that reports."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        known = session.config.stash[_PARTICIPANTS].known
        output[_WORKER_OUTPUT] = [(each.name, each.version, each.where) for each in known]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker tells."""
    told = getattr(node, "workeroutput", {}).get(_WORKER_OUTPUT, ())
    node.config.stash[_PARTICIPANTS].known.update(Participant(*each) for each in told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the real systems, each with its version and where it was found."""
    known = sorted(
        terminalreporter.config.stash[_PARTICIPANTS].known,
        key=lambda each: (each.name.casefold(), each),
    )
    if not known:
        return
    terminalreporter.section("real systems")
    names = max(len(each.name) for each in known)
    versions = max(len(each.version) for each in known)
    for each in known:
        line = f"{each.name:{names}}  {each.version:{versions}}  {each.where}"
        terminalreporter.write_line(line)
