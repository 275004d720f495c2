"""What docs/fakes/divergences.md says of other fakes, seen at work; ours are proved on the page.

Each of them runs in a process of its own: they keep settings and stores for the whole process, and
some warn of their own deprecations.
"""

import subprocess
import sys
from textwrap import dedent


def what_is_printed_by(program: str) -> list[str]:
    shown = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", dedent(program)],
        check=True,
        capture_output=True,
        text=True,
    )
    return shown.stdout.splitlines()


def test_advanced_alchemys_mock_keeps_few_of_a_repositorys_promises() -> None:
    shown = what_is_printed_by("""
        from unittest.mock import Mock
        from advanced_alchemy.base import BigIntBase
        from advanced_alchemy.filters import LimitOffset
        from advanced_alchemy.repository.memory import SQLAlchemySyncMockRepository
        from sqlalchemy.orm import Mapped, mapped_column

        class Member(BigIntBase):
            __tablename__ = "member"
            email: Mapped[str] = mapped_column(unique=True)

        class Members(SQLAlchemySyncMockRepository[Member]):
            model_type = Member

        members = Members(session=Mock())
        for id, email in enumerate(("ada@x.test", "bob@x.test", "bob@x.test"), start=1):
            members.add(Member(id=id, email=email))

        members.get(1).email = "changed, never saved"
        print("by reference:", members.get(1).email)
        print("with the same address:", members.get(2).email == members.get(3).email)
        print("filtered by nobody:", len(members.list(Member.email == "nobody@x.test")))
        print("second page:", members.list(LimitOffset(limit=1, offset=1)))
        print("in another repository:", Members(session=Mock()).count())
    """)

    assert shown == [
        "by reference: changed, never saved",
        "with the same address: True",
        "filtered by nobody: 3",
        "second page: []",
        "in another repository: 3",
    ]


def test_djangos_locmem_accepts_what_no_server_would() -> None:
    shown = what_is_printed_by("""
        from django.conf import settings
        settings.configure(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
        from django.core.mail import EmailMessage
        print("no address:", EmailMessage("Hi", "Hi.", "me@x.test", ["not an address"]).send())
        large = EmailMessage("Hi", "x" * 40_000_000, "me@x.test", ["you@x.test"])
        print("40 MB:", large.send())
    """)

    assert shown == ["no address: 1", "40 MB: 1"]


def test_kombus_memory_transport_requeues_at_the_tail_and_ignores_priority_and_length() -> None:
    shown = what_is_printed_by("""
        from kombu import Connection, Exchange, Producer, Queue
        with Connection("memory://") as connection, connection.SimpleQueue("letters") as letters:
            for letter in "abc":
                letters.put(letter)
            letters.get().requeue()
            print("requeued:", *[letters.get().payload for _ in range(3)])

        arguments = {"x-max-priority": 9, "x-max-length": 1}
        with Connection("memory://") as connection, connection.channel() as channel:
            queue = Queue("jobs", Exchange("jobs"), "jobs", queue_arguments=arguments)(channel)
            queue.declare()
            producer = Producer(channel, queue.exchange, routing_key="jobs")
            producer.publish("low", priority=0)
            producer.publish("high", priority=9)
            print("prioritised:", *[queue.get(no_ack=True).payload for _ in range(2)])
    """)

    assert shown == ["requeued: b c a", "prioritised: low high"]
