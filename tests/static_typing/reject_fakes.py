"""Misuses of the fakes, one a line, each refused by mypy and by pyright; never run."""

from datetime import UTC, datetime

from accept_fakes import AsyncUsers, FakeUsers, Order, User, Users

from doubles import faulty
from fakes.clock import ManualClock
from fakes.email import Attachment, Email, EmailService, FakeEmailService
from fakes.event_log import EventLog, FakeEventLog, TopicPartition
from fakes.payments import AsyncPaymentGateway, FakePaymentGateway, Money, PaymentGateway
from fakes.queue import Delivery, FakeMessageQueue, MessageQueue, adrain, drain
from fakes.repository import (
    AsyncRepository,
    FakeRepository,
    FakeUnitOfWork,
    Repository,
    Where,
    attribute,
    derive,
    matching,
)


# Keys and entities are of the repository's types, and so are its settings.
def repositories(users: FakeRepository[User, int], orders: FakeRepository[Order, str]) -> None:
    users.get("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.delete(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.add(Order("1", 1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    orders.save(User(1, "x"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.select("email = 'x'")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.select(limit="10")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.select(order_by=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.count(email="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    users.one("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    FakeRepository(User)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    FakeRepository(User, key=lambda user: user.name)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownLambdaType, reportUnknownMemberType]
    FakeRepository(User(1, "x"), key="id")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    FakeRepository(User, key="id", unique="email", delete_missing="sometimes")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    FakeRepository(User, key="id", profile="postgresql")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    FakeRepository(User, key="id", generated=True)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    _a: FakeRepository[User, str] = FakeRepository(User, key=lambda user: user.id)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportAssignmentType]
    _b: Repository[Order, int] = users  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    _c: AsyncRepository[User, int] = users  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


# A condition is no truth value, and says what it compares.
def conditions() -> None:
    _a: Where = "email = 'x'"  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    attribute(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    attribute("total").at_least()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    attribute("email").starts_with(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    matching("x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def units_of_work(users: FakeUsers, orders: FakeRepository[Order, str]) -> None:
    FakeUnitOfWork(User)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with FakeUnitOfWork(users) as work:
        work.on(users).get("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        _a: FakeRepository[User, int] = work.on(orders)  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
        work.commit("now")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def derived(store: FakeRepository[User, int]) -> None:
    derive(Users)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    derive(Users, {})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    derive(Users, store, find_by_email="nobody")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _a: AsyncUsers = derive(Users, store)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


# Amounts are Money, in minor units and a currency; keys have a name.
def payments(gateway: FakePaymentGateway) -> None:
    Money(10.5, "EUR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Money(1050)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Money.of(10.5, "EUR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gateway.charge(1000, "tok_visa")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gateway.charge(Money(1000, "EUR"), "tok_visa", "key")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    gateway.charge(Money(1000, "EUR"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    gateway.refund("id", 500)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gateway.select(status="paid for")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    FakePaymentGateway(idempotency_window=24)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _a: AsyncPaymentGateway = gateway  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


def email(service: FakeEmailService) -> None:
    Email(to="a@x.test", subject="Hi", text="Hi.")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Email(sender="a@x.test", to=1, subject="Hi", text="Hi.")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Attachment("a.txt", "text")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    service.send("Hi.")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    service.send(to="a@x.test", subject="Hi")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    service.schedule(Email(sender="a@x.test", to="b@x.test", subject="Hi", text="."), at=60)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    FakeEmailService(size_limit="1 MB")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    service.outbox.last_to(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _a: MessageQueue = service  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


def queues(queue: FakeMessageQueue, delivery: Delivery) -> None:
    queue.publish(object())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    queue.publish(datetime(2026, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    queue.publish({1: "x"})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    queue.publish("x", headers={"n": 1})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    queue.publish("x", delay=10)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    queue.ack("receipt")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    queue.extend(delivery, 30)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    queue.receive("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    FakeMessageQueue("x", lease=30)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drain(queue, print, attempts="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    adrain(queue, print)  # type: ignore[arg-type, unused-coroutine]  # pyright: ignore[reportArgumentType, reportUnusedCoroutine]
    delivery.count = 2  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    _a: EventLog = queue  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


def event_logs(log: FakeEventLog) -> None:
    log.append("orders", "text")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    log.append("orders", b"x", key="7")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    log.append("orders", b"x", headers={"n": b"1"})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    log.consumer("billing")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    log.consumer("billing", ["orders"]).seek(TopicPartition("orders", 0), "earliest")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    log.consumer("billing", ["orders"]).commit(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    FakeEventLog(retention=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    _a: EmailService = log  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


def faults(gateway: FakePaymentGateway) -> None:
    faulty(gateway, seed=1, rate=0.5, errors=[TimeoutError])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    faulty(gateway, PaymentGateway, rate=0.5, errors=[TimeoutError])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    faulty(gateway, PaymentGateway, seed=1, rate="often", errors=[TimeoutError])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    faulty(gateway, PaymentGateway, seed=1, rate=0.5, errors=["timeout"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    _a: EventLog = faulty(gateway, PaymentGateway, seed=1, rate=0.5, errors=[TimeoutError])  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


def clocks() -> None:
    ManualClock("2026-01-01")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ManualClock().advance(60)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ManualClock().move_to(0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
