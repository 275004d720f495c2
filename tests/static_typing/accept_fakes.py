"""Sound uses of the fakes, with the types that both checkers must give them; never run."""

from datetime import timedelta
from typing import Any, Protocol, assert_type

import attrs

from doubles import faulty, spy
from fakes.clock import ManualClock
from fakes.email import (
    AsyncEmailService,
    AsyncFakeEmailService,
    Email,
    EmailService,
    FakeEmailService,
    SentEmail,
)
from fakes.event_log import (
    AsyncEventLog,
    AsyncFakeEventLog,
    AsyncLogConsumer,
    EventLog,
    FakeEventLog,
    LogConsumer,
    Record,
)
from fakes.payments import (
    AsyncFakePaymentGateway,
    AsyncPaymentGateway,
    FakePaymentGateway,
    Money,
    Payment,
    PaymentGateway,
    Refund,
)
from fakes.queue import (
    AsyncFakeMessageQueue,
    AsyncMessageQueue,
    Delivery,
    Drained,
    FakeMessageQueue,
    MessageQueue,
    adrain,
    drain,
)
from fakes.repository import (
    AsyncFakeRepository,
    AsyncFakeUnitOfWork,
    AsyncRepository,
    AsyncUnitOfWork,
    FakeRepository,
    FakeUnitOfWork,
    Page,
    Repository,
    Serial,
    UnitOfWork,
    attribute,
    derive,
    matching,
)


@attrs.frozen
class User:
    id: int | None
    email: str


@attrs.frozen
class Order:
    number: str
    total: int


class Users(Protocol):
    def add(self, user: User) -> User: ...
    def find_by_email(self, email: str) -> User | None: ...


class AsyncUsers(Protocol):
    async def find_by_email(self, email: str) -> User | None: ...


class FakeUsers(FakeRepository[User, int]):
    def find_by_email(self, email: str) -> User | None:
        return self.one(email=email)


# A fake has the type of its entities and keys, and matches its port.
def repositories() -> None:
    users = FakeRepository(User, key=lambda user: user.id, generated=Serial())
    orders = FakeRepository(Order, key=lambda order: order.number, unique=["total"])
    assert_type(users, FakeRepository[User, int])
    assert_type(orders, FakeRepository[Order, str])
    assert_type(users.get(1), User)
    assert_type(users.find(1), User | None)
    assert_type(users.select(matching(email="x"), limit=1), Page[User])
    assert_type(orders.select(attribute("total").at_least(1) & ~matching(number="1"))[0], Order)
    _a: Repository[User, int] = users
    _b: Repository[Order, str] = orders
    _c: AsyncRepository[User, int] = AsyncFakeRepository(users)
    _d: Repository[User, int] = FakeUsers(User, key=lambda user: user.id)


async def units_of_work(users: FakeUsers, orders: FakeRepository[Order, str]) -> None:
    _a: UnitOfWork = FakeUnitOfWork(users, orders)
    _b: AsyncUnitOfWork = AsyncFakeUnitOfWork(FakeUnitOfWork(orders))
    with FakeUnitOfWork(users, orders) as work:
        assert_type(work.on(users), FakeUsers)
        assert_type(work.on(orders), FakeRepository[Order, str])
        with work.savepoint():
            work.on(orders).delete("1")
        work.commit()


def derived(store: FakeRepository[User, int]) -> None:
    def nobody(email: str) -> None: ...

    assert_type(derive(Users, store), Users)
    assert_type(derive(AsyncUsers, store), AsyncUsers)
    assert_type(derive(Users, store, find_by_email=nobody), Users)


async def payments() -> None:
    gateway = FakePaymentGateway(clock=ManualClock())
    _a: PaymentGateway = gateway
    _b: AsyncPaymentGateway = AsyncFakePaymentGateway(gateway)
    assert_type(gateway.charge(Money.of("1.00", "EUR"), "tok_visa"), Payment)
    assert_type(gateway.refund("id", idempotency_key="key"), Refund)
    assert_type(await AsyncFakePaymentGateway().get("id"), Payment)
    assert_type(gateway.balance("EUR"), Money)


async def email(message: Email) -> None:
    service = FakeEmailService()
    _a: EmailService = service
    _b: AsyncEmailService = AsyncFakeEmailService(service)
    assert_type(service.outbox.last_to("dave@example.com"), SentEmail)
    assert_type(service.send(message).accepted, tuple[str, ...])
    await AsyncFakeEmailService().send(message, idempotency_key="key")


async def queues() -> None:
    queue = FakeMessageQueue("orders", lease=timedelta(seconds=30))
    _a: MessageQueue = queue
    _b: AsyncMessageQueue = AsyncFakeMessageQueue(queue)
    assert_type(queue.publish({"order": 7, "lines": ["a", "b"]}, key="7"), str)
    assert_type(queue.receive(), list[Delivery])
    assert_type(await AsyncFakeMessageQueue(queue).receive(), list[Delivery])
    assert_type(queue.receive()[0].body, Any)

    async def handle(delivery: Delivery) -> None: ...

    assert_type(drain(queue, print), Drained)
    assert_type(await adrain(AsyncFakeMessageQueue(queue), handle), Drained)


async def event_logs() -> None:
    log = FakeEventLog(partitions=3)
    _a: EventLog = log
    _b: AsyncEventLog = AsyncFakeEventLog(log)
    _c: LogConsumer = log.consumer("billing", ["orders"])
    _d: AsyncLogConsumer = await AsyncFakeEventLog(log).consumer("billing", ["orders"])
    assert_type(log.append("orders", b"{}", key=b"7"), Record)
    assert_type(_c.poll(), tuple[Record, ...])


def faults(gateway: FakePaymentGateway) -> None:
    assert_type(spy(gateway, PaymentGateway), PaymentGateway)
    assert_type(
        faulty(gateway, PaymentGateway, seed=1, rate=0.5, errors=[TimeoutError(), ConnectionError]),
        PaymentGateway,
    )
