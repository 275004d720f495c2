"""The benchmarks of fakes measure what they say; nothing here depends on how long it takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
import pytest

from benchmarks.chapters import Chapter, Contestants
from benchmarks.fakes.contestants import HAND, OURS
from benchmarks.fakes.email import handwritten as by_hand_email
from benchmarks.fakes.email.chapter import email
from benchmarks.fakes.payments import handwritten as by_hand_payments
from benchmarks.fakes.payments.chapter import payments
from benchmarks.fakes.queue import handwritten as by_hand_queue
from benchmarks.fakes.queue.chapter import queue
from benchmarks.fakes.repository import handwritten as by_hand_repository
from benchmarks.fakes.repository.chapter import repository
from benchmarks.fakes.repository.users import population
from benchmarks.paces import Scale
from benchmarks.results import Result
from benchmarks.trials import WrongResultError

CHAPTERS = (repository, queue, email, payments)

PEERS = {
    "fakes.repository": ["sqlite3", "advanced-alchemy"],
    "fakes.queue": ["kombu", "fakeredis"],
    "fakes.email": ["Django locmem", "aiosmtpd"],
    "fakes.payments": ["localstripe"],
}


@pytest.fixture(scope="module")
def measured() -> list[tuple[Chapter[Any], list[Result]]]:
    """Every row, measured once: each contestant has proved its results to get here."""
    return [
        (chapter, chapter.measure(Scale.SMOKE, chapter.subjects))
        for chapter in (make() for make in CHAPTERS)
    ]


def test_every_row_has_a_sample_or_a_reason_for_every_contestant(
    measured: list[tuple[Chapter[Any], list[Result]]],
) -> None:
    for chapter, results in measured:
        names = [OURS, HAND, *PEERS[chapter.title]]
        assert [one.name for one in chapter.contestants.present] == names
        assert [result.row for result in results] == [
            row for one in chapter.measurements(Scale.SMOKE) for row in one.rows
        ]
        for result in results:
            assert sorted({*result.samples, *result.reasons}) == sorted(names)
            assert result.samples.keys().isdisjoint(result.reasons)


def test_only_what_a_contestant_has_no_feature_for_is_a_dash(
    measured: list[tuple[Chapter[Any], list[Result]]],
) -> None:
    dashes = {
        (result.row.subject, name, reason)
        for _, results in measured
        for result in results
        for name, reason in result.reasons.items()
    }
    assert dashes == {
        (
            "page by offset",
            "advanced-alchemy",
            "advanced-alchemy's second page is empty, in its mock repository",
        ),
        ("page by cursor", "advanced-alchemy", "advanced-alchemy has no cursors"),
        (
            "rollback of 10 updates",
            "advanced-alchemy",
            "advanced-alchemy's mock repository has no rollback",
        ),
        (
            "memory per stored user",
            "sqlite3",
            "sqlite3 keeps its rows where tracemalloc does not look",
        ),
        ("send", "Django locmem", "it takes too long to fill"),
        ("send", "aiosmtpd", "it takes too long to fill"),
        ("charge", "localstripe", "it takes too long to fill"),
    }


def test_the_second_page_of_advanced_alchemy_is_still_empty() -> None:
    """Or it is a contestant in that row."""
    [alchemy] = [one for one in repository().contestants.present if one.name == "advanced-alchemy"]
    # Its first import warns, which the contestant has seen to.
    from advanced_alchemy.filters import LimitOffset

    with alchemy.opened(100) as users:
        assert len(users.get_many(LimitOffset(limit=20, offset=0))) == 20
        assert users.get_many(LimitOffset(limit=20, offset=20)) == []


def test_every_target_that_was_measured_is_judged(
    measured: list[tuple[Chapter[Any], list[Result]]],
) -> None:
    judged = [verdict for chapter, results in measured for verdict in chapter.verdicts(results)]
    assert list(dict.fromkeys(verdict.target for verdict in judged)) == [
        "add + get of a frozen entity costs at most 3 times a dict with a lock",
        "add + get is faster than sqlite3 in memory",
        "add + get is 20 times faster than advanced-alchemy's mock repository",
        "lookup by an indexed attribute: at most 2 times what it costs in the smallest store",
        "page by offset: at most 2 times what it costs in the smallest store",
        "page by cursor: at most 2 times what it costs in the smallest store",
        "rollback of 10 updates: at most 2 times what it costs in the smallest store",
        "a search takes less than 100 ms",
        "publish + receive + ack costs at most 4 times a deque with a lock",
        "publish + receive + ack is 10 times faster than kombu's memory transport",
        "publish + receive + ack is 50 times faster than fakeredis streams",
        "send is faster than Django locmem",
        "send is faster than aiosmtpd",
        "send: at most 2 times what it costs when nothing was sent",
        "charge is faster than the stripe SDK on localstripe",
        "charge: at most 2 times what it costs when nothing was charged",
    ]


def test_a_contestant_that_holds_less_says_so() -> None:
    class Small(by_hand_queue.DequeContestant):
        name = "small"
        holds = 100

    results = alone(queue(), Small()).measure(Scale.SMOKE, ["publish + receive + ack"])
    assert [result.reasons for result in results] == [
        {},
        {"small": "it takes too long to fill with more than 100"},
    ]


def alone(chapter: Chapter[Any], contestant: Any) -> Chapter[Any]:
    return attrs.evolve(chapter, contestants=Contestants([contestant], absent={}))


def assert_the_run_ends(chapter: Chapter[Any], subject: str) -> None:
    with pytest.raises(WrongResultError) as raised:
        chapter.measure(Scale.SMOKE, [subject])
    assert str(raised.value).startswith(f"hand-written: {subject}")


class Users(by_hand_repository.DictUsers):
    """A sound repository, for each of the others to break in one place."""


class Forgetful(Users):
    def get(self, key: int, /) -> Any:
        return population(1)[0]


class StoresNothing(Users):
    def add(self, user: Any, /) -> Any:
        return user


class FindsAnybody(Users):
    def find_by_email(self, email: str, /) -> Any:
        return super().find_by_email(email) or self.get(0)


class AlwaysTheFirstPage(Users):
    def page(self, offset: int, limit: int, /) -> Sequence[Any]:
        return super().page(0, limit)


class PagesInDisorder(Users):
    def page_behind(self, cursor: int, limit: int, /) -> Sequence[Any]:
        return super().page_behind(cursor, limit)[::-1]


class FindsTooMuch(Users):
    def search_by_name_pattern(self, pattern: str, /) -> Sequence[Any]:
        return super().search_by_name_pattern("%")


class RollbackIsPass(Users):
    def roll_back(self, changed: Sequence[Any], /) -> Any:
        self._users.update({one.id: one for one in changed})
        return changed[-1]


class UpdatesNothing(Users):
    def roll_back(self, changed: Sequence[Any], /) -> Any:
        return self.get(changed[-1].id)


@pytest.mark.parametrize(
    ("users", "subject"),
    [
        (Forgetful, "add + get"),
        (FindsAnybody, "lookup by an indexed attribute"),
        (AlwaysTheFirstPage, "page by offset"),
        (PagesInDisorder, "page by cursor"),
        (FindsTooMuch, "search by name pattern"),
        (RollbackIsPass, "rollback of 10 updates"),
        (UpdatesNothing, "rollback of 10 updates"),
        (StoresNothing, "memory per stored user"),
    ],
)
def test_a_repository_with_a_wrong_result_ends_the_run(
    users: type[by_hand_repository.DictUsers], subject: str
) -> None:
    class Broken(by_hand_repository.DictContestant):
        @contextmanager
        def opened(self, size: int, /) -> Iterator[by_hand_repository.DictUsers]:
            yield users(population(size))

        opened_with_index = opened

    assert_the_run_ends(alone(repository(), Broken()), subject)


class AckIsNack(by_hand_queue.DequeQueue):
    def ack(self, delivery: Any, /) -> None:
        self._waiting.appendleft(delivery[1])


class LastInFirstOut(by_hand_queue.DequeQueue):
    def publish(self, body: bytes, /) -> None:
        self._waiting.appendleft(body)


class Loses(by_hand_queue.DequeQueue):
    def publish(self, body: bytes, /) -> None:
        """Keep nothing."""


@pytest.mark.parametrize(
    ("broken", "subject"),
    [
        (AckIsNack, "publish + receive + ack"),
        (LastInFirstOut, "publish + receive + ack"),
        (Loses, "memory per queued message"),
    ],
)
def test_a_queue_with_a_wrong_result_ends_the_run(
    broken: type[by_hand_queue.DequeQueue], subject: str
) -> None:
    class Broken(by_hand_queue.DequeContestant):
        @contextmanager
        def opened(self, size: int, /) -> Iterator[by_hand_queue.DequeQueue]:
            with super().opened(size) as sound:
                yield broken(sound._waiting)

    assert_the_run_ends(alone(queue(), Broken()), subject)


class SendsToEve(by_hand_email.ListMailer):
    def send(self, sender: str, recipient: str, subject: str, text: str, /) -> None:
        super().send(sender, "eve@example.com", subject, text)


class SendsTheLastOnly(by_hand_email.ListMailer):
    def sent(self) -> Sequence[tuple[str, str, str]]:
        return super().sent()[-1:]


@pytest.mark.parametrize("broken", [SendsToEve, SendsTheLastOnly])
def test_an_email_service_with_a_wrong_result_ends_the_run(
    broken: type[by_hand_email.ListMailer],
) -> None:
    class Broken(by_hand_email.ListContestant):
        @contextmanager
        def opened(self, _size: int, /) -> Iterator[by_hand_email.ListMailer]:
            yield broken()

    assert_the_run_ends(alone(email(), Broken()), "send")


class DeclinesNobody(by_hand_payments.DictGateway):
    def charge_a_declined_card(self, amount: int, currency: str, /) -> Any:
        return self.charge(amount, currency)


class ChargesOnce(by_hand_payments.DictGateway):
    def charge(self, amount: int, currency: str, /, source: str = "tok_visa") -> Any:
        return self._payments.get("pay_1") or super().charge(amount, currency, source)


@pytest.mark.parametrize("broken", [DeclinesNobody, ChargesOnce])
def test_a_payment_gateway_with_a_wrong_result_ends_the_run(
    broken: type[by_hand_payments.DictGateway],
) -> None:
    class Broken(by_hand_payments.DictContestant):
        @contextmanager
        def opened(self, _size: int, /) -> Iterator[by_hand_payments.DictGateway]:
            yield broken()

    assert_the_run_ends(alone(payments(), Broken()), "charge")
