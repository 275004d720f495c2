"""Postfix: a mail server that delivers into maildirs, with a configuration of its own."""

import os
import smtplib
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from email.parser import BytesHeaderParser
from pathlib import Path
from pwd import getpwnam
from shutil import chown
from subprocess import run

import attrs
import pytest

from tests.services.mail import BUSY, PEOPLE, SIZE_LIMIT, domain_of, local_part_of
from tests.services.participants import Participants
from tests.services.processes import finish, free_port, program, running
from tests.services.service import NotInstalled, Unreachable, started

__all__ = ["Postfix", "postfix"]

# postconf(5). It takes mail for every domain, and for nobody whom it would have to send it on to;
# what it is told about the sender and the recipients is the only thing that it is strict about.
_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = /dev/stdout
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example
mydestination =
local_recipient_maps =
alias_maps =
message_size_limit = {size_limit}
virtual_mailbox_domains = static:all
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = regexp:{folder}/conf/mailboxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/conf/access
# It slows down whoever makes mistakes or sends more than it can deliver; tests do both.
smtpd_error_sleep_time = 0
in_flow_delay = 0
# It would leave out Bcc headers, and so hide who writes them.
message_drop_headers =
"""

# master(5): nothing that sends mail elsewhere, or takes it from local programs.
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

_IDLE_SECONDS = 20.0


@attrs.frozen
class Postfix:
    """A `MailServer`. All domains share the maildirs; each message says whom it came for."""

    name: str
    port: int
    folder: Path
    host: str = "127.0.0.1"

    def mailbox(self, address: str) -> list[bytes]:
        """What arrived at an address, oldest first."""
        found = self._messages(local_part_of(address))
        return [content for _, delivered_to, content in found if delivered_to == address]

    def settle(self) -> None:
        """Wait until all that is on its way has come."""
        deadline = time.monotonic() + _IDLE_SECONDS
        # A message moves from the first to the second, and is removed when it was delivered.
        queues = [self.folder / "queue" / name for name in ("incoming", "active")]
        while any(any(queue.iterdir()) for queue in queues):
            if time.monotonic() > deadline:
                raise RuntimeError(f"Postfix did not deliver all within {_IDLE_SECONDS:.0f} s")
            time.sleep(0.002)

    def forget(self, domain: str) -> None:
        """Empty the mailboxes of a domain, when all that is on its way has come."""
        self.settle()
        for local in PEOPLE:
            for path, delivered_to, _ in self._messages(local):
                if domain_of(delivered_to) == domain:
                    path.unlink()

    def occupied(self, domain: str) -> list[str]:
        """The addresses of a domain whose mailboxes are not empty."""
        found = {address for local in PEOPLE for _, address, _ in self._messages(local)}
        return sorted(address for address in found if domain_of(address) == domain)

    def _messages(self, local: str) -> Iterator[tuple[Path, str, bytes]]:
        maildir = self.folder / "mail" / local / "new"
        for path in sorted(maildir.glob("*"), key=lambda path: path.stat().st_mtime_ns):
            content = path.read_bytes()
            yield path, str(BytesHeaderParser().parsebytes(content)["Delivered-To"]), content


@contextmanager
def _started(folder: Path) -> Generator[Postfix]:
    """A server that keeps its files in a folder, which is read by several users."""
    postfix = program("postfix")
    if os.geteuid() != 0:
        raise NotInstalled("only root can start it")
    port, nobody = free_port(), getpwnam("nobody")
    folder.chmod(0o755)
    configuration, mail, data = (folder / name for name in ("conf", "mail", "data"))
    for each in (configuration, mail, data, folder / "queue"):
        each.mkdir()
    chown(mail, "nobody")
    chown(data, "postfix")
    main = _MAIN.format(folder=folder, size_limit=SIZE_LIMIT, uid=nobody.pw_uid, gid=nobody.pw_gid)
    (configuration / "main.cf").write_text(main)
    (configuration / "master.cf").write_text(_MASTER.format(port=port))
    mailboxes = "".join([f"/^{local}@/ {local}/\n" for local in PEOPLE])
    (configuration / "mailboxes").write_text(mailboxes)
    (configuration / "access").write_text(f"/^{BUSY}@/ 451 4.2.1 Mailbox is busy\n")
    server = Postfix(f"Postfix {_setting('mail_version')}", port, folder)
    finish([postfix, "-c", configuration, "check"], folder, user="root")
    # As `postfix start-fg` does; but its child would not be stopped with it.
    master = Path(_setting("daemon_directory"), "master")
    with running([master, "-c", configuration, "-s"], folder, lambda: _greet(server), user="root"):
        yield server


def _greet(server: Postfix) -> None:
    try:
        with smtplib.SMTP(server.host, server.port, local_hostname="localhost", timeout=5):
            pass
    except OSError as error:
        raise Unreachable(str(error)) from None


def _setting(name: str) -> str:
    """What a setting is where no configuration says anything else."""
    asked = [program("postconf"), "-dh", name]
    return run(asked, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="session")
def postfix(participants: Participants) -> Generator[Postfix]:
    """The server, running."""
    remedy = "install the package postfix, and run the tests as root"
    with started("Postfix", _started, participants, remedy) as server:
        participants.add("Postfix", _setting("mail_version"), "started for this run")
        yield server
