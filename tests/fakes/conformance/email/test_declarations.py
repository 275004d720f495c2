"""What a service declares, against what it has: both ways in which the two can differ."""

from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Any, ClassVar

import pytest

from fakes.conformance import Namespace, Operation, Outcome, Promise, verdicts
from fakes.conformance.email import AsyncEmailConformance, EmailConformance
from fakes.conformance.sabotage.email import Delegating
from fakes.email import (
    AsyncEmailService,
    AsyncFakeEmailService,
    Email,
    EmailService,
    Envelope,
    FakeEmailService,
    Receipt,
    ScheduledEmail,
)
from fakes.errors import Unsupported
from tests.fakes.conformance.declaring import REFUSED, others, undeclared
from tests.fakes.conformance.email.suites import OPERATIONS, PROMISES
from tests.fakes.conformance.email.suites import TestFake as Fake


class Plain:
    """A service with nothing that is optional, as one that only speaks SMTP might be."""

    def __init__(self, fake: FakeEmailService) -> None:
        self.fake = fake

    def send(
        self,
        message: Email,
        /,
        *,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> Receipt:
        if idempotency_key is not None:
            raise Unsupported("idempotency_key", "SMTP has none")
        if message.headers:
            raise Unsupported("headers", "nobody asked for them")
        return self.fake.send(message, envelope=envelope)

    def send_batch(self, messages: Sequence[Email], /) -> Any:
        return self.fake.send_batch(messages)

    def schedule(self, message: Email, /, **how: Any) -> ScheduledEmail:
        raise Unsupported("schedule", "SMTP sends at once")

    def cancel(self, schedule_id: str, /) -> None:
        raise Unsupported("cancel", "SMTP sends at once")


def suite(base: type[Any] = Fake, **declared: object) -> type[Any]:
    return type("TestOther", (base,), declared)


class PlainFake(Fake):
    operations = frozenset({Operation.INSPECT})
    promises = frozenset({Promise.REFUSALS, Promise.SIZE_LIMIT})

    def connect(self, store: Any, /) -> Any:
        return nullcontext(Plain(store.fake))


def test_a_service_without_what_is_optional_keeps_the_rest() -> None:
    assert others(verdicts(PlainFake)) == {
        "custom_headers": Outcome.UNSUPPORTED,
        "retry_does_not_duplicate": Outcome.UNPROMISED,
        "key_expires": Outcome.UNPROMISED,
        "scheduled_and_cancelled": Outcome.UNSUPPORTED,
        "scheduled_retry_does_not_duplicate": Outcome.UNSUPPORTED,
        "schedules_are_kept": Outcome.UNSUPPORTED,
    }


@pytest.mark.parametrize(
    ("operation", "slug"),
    [
        (Operation.HEADERS, "custom_headers"),
        (Operation.SCHEDULE, "scheduled_and_cancelled"),
        (Operation.SCHEDULE, "schedules_are_kept"),
    ],
)
def test_an_operation_that_is_declared_and_absent_fails(operation: Operation, slug: str) -> None:
    declaring = suite(PlainFake, operations={Operation.INSPECT, operation})

    verdict = verdicts(declaring, slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert REFUSED in verdict.reason


@pytest.mark.parametrize("slug", ["retry_does_not_duplicate", "key_expires"])
def test_keys_that_are_promised_and_absent_fail(slug: str) -> None:
    declaring = suite(PlainFake, promises={Promise.IDEMPOTENT})

    verdict = verdicts(declaring, slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert "Unsupported: idempotency_key is not supported: SMTP has none" in verdict.reason


def test_refusals_that_are_promised_and_absent_fail() -> None:
    def deaf(self: Any, store: Any, /) -> str:
        return "eve@example.com"

    verdict = verdicts(suite(refused_address=deaf), "refusals_are_per_recipient")

    assert verdict["refusals_are_per_recipient"].outcome is Outcome.FAIL


def test_a_size_limit_that_is_promised_and_absent_fails() -> None:
    verdict = verdicts(suite(limits={"size": 1_000}), "too_large")["too_large"]

    assert verdict.outcome is Outcome.FAIL
    assert "send() of more than 1000 bytes\n  expected: MessageTooLarge raised" in verdict.reason


@pytest.mark.parametrize(
    ("operation", "slug"),
    [
        (Operation.HEADERS, "custom_headers"),
        (Operation.INSPECT, "arrives"),
        (Operation.SCHEDULE, "scheduled_and_cancelled"),
    ],
)
def test_an_operation_that_works_undeclared_is_named(operation: Operation, slug: str) -> None:
    verdict = verdicts(suite(operations=OPERATIONS - {operation}), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.startswith(undeclared("TestOther", operation, slug))


def test_an_operation_that_is_refused_after_it_was_done_fails() -> None:
    class Late(Plain):
        def send(self, message: Email, /, **how: Any) -> Receipt:
            receipt = self.fake.send(message, **how)
            if message.headers:
                raise Unsupported("headers", "nobody asked for them")
            return receipt

    def connect(self: Any, store: Any, /) -> Any:
        return nullcontext(Late(store.fake))

    verdict = verdicts(suite(PlainFake, connect=connect), "custom_headers")["custom_headers"]

    assert verdict.outcome is Outcome.FAIL
    assert "it refused, and yet something changed" in verdict.reason


def test_mailboxes_that_are_declared_and_cannot_be_looked_at_are_a_mistake_of_the_suite() -> None:
    def closed(self: Any, store: Any, address: str, /) -> None:
        return None

    verdict = verdicts(suite(mailbox=closed), "arrives")["arrives"]

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert verdict.reason.startswith(
        "HARNESS_ERROR: arrives of TestOther cannot be checked.\n\n"
        "mailbox() gave None, and the suite declares Operation.INSPECT.\n"
        "Remedy: override mailbox() to give the messages; without it, do not declare INSPECT."
    )


def test_where_nobody_sees_what_arrives_that_is_said() -> None:
    def closed(self: Any, store: Any, address: str, /) -> None:
        return None

    blind = suite(PlainFake, operations=(), mailbox=closed)
    found = verdicts(blind)

    assert found["arrives"].outcome is Outcome.UNSUPPORTED
    inconclusive = {slug for slug, each in found.items() if each.outcome is Outcome.INCONCLUSIVE}
    assert inconclusive == {
        "accepted_has_an_id",
        "envelope_is_everyone_once",
        "bcc_stays_out_of_headers",
        "unicode_subject_and_names",
        "header_injection_is_refused",
        "invalid_address",
        "no_recipients",
        "refusals_are_per_recipient",
        "attachments_are_exact",
        "text_and_html_both_arrive",
        "body_is_exact",
        "reply_to_and_sender",
        "snapshot_at_send",
        "too_large",
        "usable_after_an_error",
        "concurrent_sends_do_not_mix",
        "batch_reports_each",
        "duplicate_recipients",
    }
    assert {found[slug].reason for slug in inconclusive} == {
        "nobody can look at what arrives: override mailbox(), and declare Operation.INSPECT"
    }


class AsyncPlain(Delegating):
    async def schedule(self, message: Email, /, **how: Any) -> ScheduledEmail:
        raise Unsupported("schedule", "SMTP sends at once")

    async def cancel(self, schedule_id: str, /) -> None:
        raise Unsupported("cancel", "SMTP sends at once")


class Bare(EmailConformance):
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "one"}

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeEmailService]:
        yield FakeEmailService()

    @contextmanager
    def connect(self, store: FakeEmailService, /) -> Generator[EmailService]:
        yield Plain(store)


class AsyncBare(AsyncEmailConformance):
    parameters: ClassVar[Mapping[str, str]] = {"duplicate_recipients": "one"}

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[FakeEmailService]:
        yield FakeEmailService()

    @asynccontextmanager
    async def connect(self, store: FakeEmailService, /) -> AsyncGenerator[AsyncEmailService]:
        yield AsyncPlain(AsyncFakeEmailService(store), {})


@pytest.mark.parametrize("bare", [Bare, AsyncBare])
def test_a_suite_may_say_no_more_than_how_to_connect(bare: type[Any]) -> None:
    outcomes = {
        "key_is_honoured_or_refused": Outcome.PASS,
        "no_recipients": Outcome.INCONCLUSIVE,
        "all_refused": Outcome.INCONCLUSIVE,
        "retry_does_not_duplicate": Outcome.UNPROMISED,
        "scheduled_and_cancelled": Outcome.UNSUPPORTED,
        "arrives": Outcome.UNSUPPORTED,
    }

    found = verdicts(bare, *outcomes)

    assert {slug: verdict.outcome for slug, verdict in found.items()} == outcomes


async def refused_address(self: Any, store: Any, /) -> str:
    return "gone@example.com"


@pytest.mark.parametrize(
    ("bare", "hook"), [(Bare, Fake.refused_address), (AsyncBare, refused_address)]
)
def test_where_nobody_knows_who_is_refused_for_now_that_is_said(
    bare: type[Any], hook: object
) -> None:
    refusing = suite(bare, promises={Promise.REFUSALS}, refused_address=hook)
    verdict = verdicts(refusing, "refusals_are_per_recipient")["refusals_are_per_recipient"]

    assert (verdict.outcome, verdict.reason) == (
        Outcome.INCONCLUSIVE,
        "the suite does not say whom the service refuses: override deferred_address()",
    )


def test_where_nobody_knows_who_is_refused_that_is_said() -> None:
    def nobody(self: Any, store: Any, /) -> None:
        return None

    ignorant = suite(promises=PROMISES, refused_address=nobody, deferred_address=nobody)
    slugs = ("refusals_are_per_recipient", "all_refused", "usable_after_an_error")
    found = verdicts(ignorant, *slugs, "transient_or_permanent")

    assert {each.outcome for each in found.values()} == {Outcome.INCONCLUSIVE}
    assert found["all_refused"].reason == (
        "the suite does not say whom the service refuses: override refused_address()"
    )


def test_a_message_that_is_no_email_is_shown() -> None:
    def broken(self: Any, store: Any, address: str, /) -> list[bytes]:
        return [b"Subject: Hello\r\n\r\n"]

    verdict = verdicts(suite(mailbox=broken), "bcc_stays_out_of_headers")

    assert (
        "what arrived is no email: sender: the message has no From header\n"
        "  it is: b'Subject: Hello\\r\\n\\r\\n'"
    ) in verdict["bcc_stays_out_of_headers"].reason
