"""The event-driven part: a message leads to an email, once, whatever goes wrong on the way."""

import pytest
from doubles import calls, dummy, spy, whenever
from fakes.email import EmailService, FakeEmailService, ServiceUnavailable
from fakes.queue import FakeMessageQueue, drain
from fakes.repository import FakeRepository, Serial, derive

from shop.ports import UserRepository
from shop.users import UserService
from shop.values import User
from shop.welcoming import UnknownEvent, WelcomeEmails


@pytest.fixture
def events() -> FakeMessageQueue:
    return FakeMessageQueue("users", max_deliveries=3)


@pytest.fixture
def email() -> FakeEmailService:
    return FakeEmailService()


def create_alice(events: FakeMessageQueue) -> User:
    store = FakeRepository(User, key=lambda user: user.id, generated=Serial())
    service = UserService(derive(UserRepository, store), events)
    return service.create_user("Alice", "alice@example.com")


def test_a_created_user_is_welcomed(events: FakeMessageQueue, email: FakeEmailService) -> None:
    create_alice(events)

    assert drain(events, WelcomeEmails(email)).handled == 1

    assert email.outbox.last_to("alice@example.com").message.subject == "Welcome, Alice"


def test_a_message_that_is_handled_twice_sends_one_email(
    events: FakeMessageQueue, email: FakeEmailService
) -> None:
    create_alice(events)
    handle = WelcomeEmails(email)
    (delivery,) = events.receive()

    handle(delivery)
    handle(delivery)

    assert len(email.outbox) == 1


def test_a_welcome_is_sent_later_when_the_mail_server_is_away(
    events: FakeMessageQueue, email: FakeEmailService
) -> None:
    create_alice(events)
    server = spy(email, EmailService)
    whenever(server.send).raises(ServiceUnavailable("connection refused")).delegates()

    drained = drain(events, WelcomeEmails(server))

    assert (drained.failed, drained.handled) == (1, 1)
    assert len(calls(server.send)) == 2
    assert len(email.outbox) == 1


def test_a_message_that_nobody_understands_goes_to_the_dead_letters(
    events: FakeMessageQueue,
) -> None:
    events.publish({"type": "user_renamed"})

    drained = drain(events, WelcomeEmails(dummy(EmailService)))

    assert [type(error) for error in drained.errors] == [UnknownEvent] * 3
    (dead,) = events.dead
    assert dead.body == {"type": "user_renamed"}
