"""`verify`: the calls that were made against the calls that the test expects."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import pytest

from doubles import (
    ArgumentTypeError,
    NotADoubleError,
    UnfinishedVerificationError,
    VerificationError,
    an,
    anything,
    mock,
    scope,
    spy,
    stub,
    that,
    verify,
)
from tests.doubles.telling import told


class EmailService(Protocol):
    def send(self, to: str, /, subject: str = "", *, urgent: bool = False) -> None: ...
    def attach(self, name: str, *parts: bytes, **headers: str) -> None: ...
    def close(self) -> None: ...
    async def deliver(self, to: str) -> None: ...
    @property
    def size(self) -> int: ...


@pytest.fixture
def email() -> EmailService:
    return mock(EmailService, size=0)


# -- once ----------------------------------------------------------------------------------------


def test_a_call_that_happened_once_is_verified(email: EmailService) -> None:
    email.send("dave")

    verify(email.send, "dave")
    verify(email.send, "dave", "", urgent=False)
    verify(email.send, "dave", subject="")
    verify(email.send, anything())


def test_an_async_call_happens_when_it_is_awaited(email: EmailService) -> None:
    async def main() -> None:
        coroutine = email.deliver("dave")
        verify.never(email.deliver, "dave")
        await coroutine
        verify(email.deliver, "dave")

    asyncio.run(main())


def test_a_method_that_was_never_called(email: EmailService) -> None:
    with pytest.raises(VerificationError) as failure:
        verify(email.send, "dave", urgent=True)

    assert told(failure) == (
        "mock(EmailService).send('dave', urgent=True) was expected once, and was never called.\n"
        '  verified at <verify(email.send, "dave", urgent=True)>\n'
        "No call of send is recorded."
    )


def test_a_call_with_another_argument_is_shown_and_the_argument_marked(
    email: EmailService,
) -> None:
    email.send("dave", "Hello", urgent=True)

    with pytest.raises(VerificationError) as failure:
        verify(email.send, "dave", "Hi", urgent=True)

    assert told(failure) == (
        "mock(EmailService).send('dave', subject='Hi', urgent=True) was expected once, "
        "and was never called.\n"
        '  verified at <verify(email.send, "dave", "Hi", urgent=True)>\n'
        "Another call was recorded:\n"
        "  #1 send('dave', subject='Hello', urgent=True)\n"
        "                  ^^^^^^^^^^^^^^^\n"
        "  subject: expected 'Hi', got 'Hello'"
    )


def test_of_three_near_misses_the_closest_is_shown(email: EmailService) -> None:
    email.send("edith", "Invoice")
    email.send("dave", "Receipt")
    email.send("frida", "Welcome", urgent=True)

    with pytest.raises(VerificationError) as failure:
        verify(email.send, "dave", "Receipts")

    assert told(failure) == (
        "mock(EmailService).send('dave', subject='Receipts') was expected once, "
        "and was never called.\n"
        '  verified at <verify(email.send, "dave", "Receipts")>\n'
        "Another call was recorded, the closest of 3:\n"
        "  #1 send('dave', subject='Receipt')\n"
        "                  ^^^^^^^^^^^^^^^^^\n"
        "  subject: expected 'Receipts', got 'Receipt'"
    )


def test_of_equally_near_misses_the_latest_is_shown(email: EmailService) -> None:
    email.send("a")
    email.send("b")

    with pytest.raises(VerificationError) as failure:
        verify(email.send, "c")

    assert told(failure) == (
        "mock(EmailService).send('c') was expected once, and was never called.\n"
        '  verified at <verify(email.send, "c")>\n'
        "Another call was recorded, the closest of 2:\n"
        "  #1 send('b')\n"
        "          ^^^\n"
        "  to: expected 'c', got 'b'"
    )


def test_an_argument_that_was_left_out_is_marked_by_its_default(email: EmailService) -> None:
    email.send("dave")
    email.attach("photo")

    with pytest.raises(VerificationError) as default:
        verify(email.send, "dave", urgent=True)
    with pytest.raises(VerificationError) as variadic:
        verify(email.attach, "photo", b"1", type="png")

    assert told(default) == (
        "mock(EmailService).send('dave', urgent=True) was expected once, and was never called.\n"
        '  verified at <verify(email.send, "dave", urgent=True)>\n'
        "Another call was recorded:\n"
        "  #1 send('dave', urgent=False)\n"
        "                  ^^^^^^^^^^^^\n"
        "  urgent: expected True, got False"
    )
    assert told(variadic) == (
        "mock(EmailService).attach('photo', b'1', type='png') was expected once, "
        "and was never called.\n"
        '  verified at <verify(email.attach, "photo", b"1", type="png")>\n'
        "Another call was recorded:\n"
        "  #1 attach('photo', *(), **{})\n"
        "                     ^^^  ^^^^\n"
        "  parts: expected (b'1',), got ()\n"
        "  headers: expected {'type': 'png'}, got {}"
    )


def test_a_matcher_that_did_not_match_is_named(email: EmailService) -> None:
    email.send("dave")

    with pytest.raises(VerificationError) as failure:
        verify(email.send, anything(), "Hello")

    assert told(failure) == (
        "mock(EmailService).send(anything(), subject='Hello') was expected once, "
        "and was never called.\n"
        '  verified at <verify(email.send, anything(), "Hello")>\n'
        "Another call was recorded:\n"
        "  #1 send('dave', subject='')\n"
        "                  ^^^^^^^^^^\n"
        "  subject: expected 'Hello', got ''"
    )


def test_a_call_that_happened_twice_did_not_happen_once(email: EmailService) -> None:
    email.send("dave")
    email.send("dave", urgent=False)

    with pytest.raises(VerificationError) as failure:
        verify(email.send, "dave")

    assert told(failure) == (
        "mock(EmailService).send('dave') was expected once, and was called twice.\n"
        '  verified at <verify(email.send, "dave")>\n'
        "Recorded:\n"
        "  #1 mock(EmailService).send('dave')\n"
        "  #2 mock(EmailService).send('dave')"
    )


def test_of_many_calls_the_first_five_are_shown(email: EmailService) -> None:
    for _ in range(7):
        email.close()

    with pytest.raises(VerificationError) as failure:
        verify(email.close)

    assert told(failure) == (
        "mock(EmailService).close() was expected once, and was called 7 times.\n"
        "  verified at <verify(email.close)>\n"
        "Recorded:\n"
        "  #1 mock(EmailService).close()\n"
        "  #2 mock(EmailService).close()\n"
        "  #3 mock(EmailService).close()\n"
        "  #4 mock(EmailService).close()\n"
        "  #5 mock(EmailService).close()\n"
        "  ... and 2 more"
    )


def test_long_arguments_are_shortened_in_their_middle(email: EmailService) -> None:
    with pytest.raises(VerificationError) as failure:
        verify(email.send, "a" * 500 + "z" * 500)

    first, *_ = told(failure).splitlines()
    assert first == (
        f"mock(EmailService).send('{'a' * 96} ... {'z' * 96}') was expected once, "
        "and was never called."
    )


def test_long_arguments_are_shown_around_their_first_difference(email: EmailService) -> None:
    email.send("a" * 400 + "b" + "c" * 400)

    with pytest.raises(VerificationError) as middle:
        verify(email.send, "a" * 400 + "B" + "c" * 400)
    with pytest.raises(VerificationError) as end:
        verify(email.send, "a" * 400 + "b" + "c" * 399)
    with pytest.raises(VerificationError) as start:
        verify(email.send, "b")

    assert told(middle).splitlines()[-1] == (
        f"  to: expected ... {'a' * 100}B{'c' * 99} ..., got ... {'a' * 100}b{'c' * 99} ..."
    )
    assert told(end).splitlines()[-1] == (f"  to: expected ... {'c' * 100}', got ... {'c' * 101}'")
    assert told(start).splitlines()[-1] == f"  to: expected 'b', got '{'a' * 199} ..."


# -- how often -----------------------------------------------------------------------------------


def test_times_counts_exactly(email: EmailService) -> None:
    verify.times(0)(email.send, "dave")
    email.send("dave")
    email.send("dave")
    verify.times(2)(email.send, "dave")

    with pytest.raises(VerificationError) as failure:
        verify.times(3)(email.send, "dave")
    with pytest.raises(VerificationError) as none:
        verify.times(0)(email.send, "dave")

    assert told(failure) == (
        "mock(EmailService).send('dave') was expected 3 times, and was called twice.\n"
        '  verified at <verify.times(3)(email.send, "dave")>\n'
        "Recorded:\n"
        "  #1 mock(EmailService).send('dave')\n"
        "  #2 mock(EmailService).send('dave')"
    )
    assert told(none).splitlines()[0] == (
        "mock(EmailService).send('dave') was expected never to happen, and was called twice."
    )


def test_never_finds_the_call_that_should_not_be(email: EmailService) -> None:
    email.send("eve")
    verify.never(email.send, "dave")

    with pytest.raises(VerificationError) as failure:
        verify.never(email.send, "eve")

    assert told(failure) == (
        "mock(EmailService).send('eve') was expected never to happen, and was called once.\n"
        '  verified at <verify.never(email.send, "eve")>\n'
        "Recorded:\n"
        "  #1 mock(EmailService).send('eve')"
    )


def test_at_least_sets_a_lower_bound(email: EmailService) -> None:
    email.send("dave")
    email.send("edith")
    verify.at_least(1)(email.send, anything())
    verify.at_least(2)(email.send, anything())

    with pytest.raises(VerificationError) as failure:
        verify.at_least(3)(email.send, anything())

    assert told(failure) == (
        "mock(EmailService).send(anything()) was expected at least 3 times, "
        "and was called twice.\n"
        "  verified at <verify.at_least(3)(email.send, anything())>\n"
        "Recorded:\n"
        "  #1 mock(EmailService).send('dave')\n"
        "  #2 mock(EmailService).send('edith')"
    )


def test_at_most_sets_an_upper_bound(email: EmailService) -> None:
    verify.at_most(1)(email.send, anything())
    email.send("dave")
    email.send("edith")
    verify.at_most(2)(email.send, anything())

    with pytest.raises(VerificationError) as failure:
        verify.at_most(1)(email.send, anything())

    assert told(failure) == (
        "mock(EmailService).send(anything()) was expected at most once, and was called twice.\n"
        "  verified at <verify.at_most(1)(email.send, anything())>\n"
        "Recorded:\n"
        "  #1 mock(EmailService).send('dave')\n"
        "  #2 mock(EmailService).send('edith')"
    )


@pytest.mark.parametrize("modifier", [verify.times, verify.at_least, verify.at_most])
def test_a_number_of_calls_is_an_int(modifier: Any) -> None:
    for count in ("2", 2.0, True, None):
        with pytest.raises(TypeError) as failure:
            modifier(count)

        assert told(failure) == f"A number of calls is an int, not {count!r}."


def test_a_number_of_calls_that_says_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="-1") as negative:
        verify.times(-1)
    with pytest.raises(ValueError, match="0") as nothing:
        verify.at_least(0)
    with pytest.raises(ValueError, match="0") as none:
        verify.at_most(0)

    assert told(negative) == "A number of calls cannot be -1 here: give 0 or more."
    assert (
        told(nothing)
        == told(none)
        == ("A number of calls cannot be 0 here: verify.never(...) says that there was none.")
    )


# -- only ----------------------------------------------------------------------------------------


def test_only_means_once_and_nothing_else_of_that_method(email: EmailService) -> None:
    email.send("dave")
    email.close()

    verify.only(email.send, "dave")


def test_only_shows_the_other_calls(email: EmailService) -> None:
    email.send("dave")
    email.send("eve")

    with pytest.raises(VerificationError) as one:
        verify.only(email.send, "dave")
    email.send("mallory")
    with pytest.raises(VerificationError) as two:
        verify.only(email.send, "dave")

    assert told(one) == (
        "mock(EmailService).send('dave') was expected once, as the only call of send, "
        "and there is 1 other call.\n"
        '  verified at <verify.only(email.send, "dave")>\n'
        "Recorded besides:\n"
        "  #1 mock(EmailService).send('eve')"
    )
    assert told(two) == (
        "mock(EmailService).send('dave') was expected once, as the only call of send, "
        "and there are 2 other calls.\n"
        '  verified at <verify.only(email.send, "dave")>\n'
        "Recorded besides:\n"
        "  #1 mock(EmailService).send('eve')\n"
        "  #2 mock(EmailService).send('mallory')"
    )


def test_only_still_means_once(email: EmailService) -> None:
    email.send("dave")
    email.send("dave")

    with pytest.raises(VerificationError) as failure:
        verify.only(email.send, "dave")

    assert told(failure) == (
        "mock(EmailService).send('dave') was expected once, and was called twice.\n"
        '  verified at <verify.only(email.send, "dave")>\n'
        "Recorded:\n"
        "  #1 mock(EmailService).send('dave')\n"
        "  #2 mock(EmailService).send('dave')"
    )


# -- nothing_else --------------------------------------------------------------------------------


def test_nothing_else_passes_when_every_call_was_verified(email: EmailService) -> None:
    email.send("dave")
    email.send("dave")
    email.close()
    _ = email.size

    verify.times(2)(email.send, "dave")
    verify(email.close)
    verify.nothing_else(email)


def test_nothing_else_names_the_calls_that_were_not_verified_in_their_order() -> None:
    one, other = mock(EmailService), mock(EmailService)
    one.send("dave")
    other.close()
    one.send("eve")
    verify(one.send, "dave")

    with pytest.raises(VerificationError) as both:
        verify.nothing_else(one, other)
    verify(other.close)
    with pytest.raises(VerificationError) as last:
        verify.nothing_else(one, other)

    assert told(both) == (
        "2 calls were not verified.\n"
        "  verified at <verify.nothing_else(one, other)>\n"
        "Recorded:\n"
        "  #1 mock(EmailService).close()\n"
        "  #2 mock(EmailService).send('eve')\n"
        "Remedy: verify what the test expects, or stop the subject from doing the rest."
    )
    assert told(last) == (
        "1 call was not verified.\n"
        "  verified at <verify.nothing_else(one, other)>\n"
        "Recorded:\n"
        "  #1 mock(EmailService).send('eve')\n"
        "Remedy: verify what the test expects, or stop the subject from doing the rest."
    )


def test_a_failed_verification_verifies_nothing(email: EmailService) -> None:
    email.send("dave")

    with pytest.raises(VerificationError):
        verify.times(2)(email.send, "dave")
    with pytest.raises(VerificationError):
        verify.nothing_else(email)


def test_a_double_that_nobody_used_has_nothing_else(email: EmailService) -> None:
    verify.nothing_else(email)


# -- what can be verified ------------------------------------------------------------------------


def test_a_stub_cannot_be_verified(email: EmailService) -> None:
    rates = stub(EmailService, close=None)
    rates.close()

    with pytest.raises(NotADoubleError) as method:
        verify(rates.close)
    with pytest.raises(NotADoubleError) as whole:
        verify.nothing_else(rates)

    assert told(method) == (
        "stub(EmailService).close cannot be verified: a stub records no calls.\n"
        "Remedy: build a mock(EmailService), or wrap a real object in a spy()."
    )
    assert told(whole) == (
        "stub(EmailService) cannot be verified: a stub records no calls.\n"
        "Remedy: build a mock(EmailService), or wrap a real object in a spy()."
    )


def test_a_verification_is_held_to_the_spec_as_a_call_is(email: Any) -> None:
    with pytest.raises(ArgumentTypeError) as wrong_type:
        verify.never(email.send, 7)
    with pytest.raises(TypeError) as unknown:
        verify.never(email.send, to="dave")
    with pytest.raises(TypeError) as missing:
        verify.times(2)(email.send)

    assert told(wrong_type) == (
        "mock(EmailService).send refuses the argument 'to': 7 is an int, not a str.\n"
        "  passed at <verify.never(email.send, 7)>"
    )
    assert told(unknown) == (
        "mock(EmailService).send() got some positional-only arguments "
        "passed as keyword arguments: 'to'"
    )
    assert told(missing) == (
        "mock(EmailService).send() missing 1 required positional argument: 'to'"
    )


def test_a_misspelt_verification_does_not_pass(email: EmailService) -> None:
    misspelt: Any = verify

    with pytest.raises(AttributeError):
        misspelt.called_once_with(email.send, "dave")


def test_a_spied_function_is_verified_by_itself() -> None:
    def shout(text: str) -> str:
        return text.upper()

    loud = spy(shout)
    loud("hello")

    verify(loud, "hello")
    with pytest.raises(VerificationError) as failure:
        verify(loud, "goodbye")
    assert told(failure) == (
        "shout(text='goodbye') was expected once, and was never called.\n"
        '  verified at <verify(loud, "goodbye")>\n'
        "Another call was recorded:\n"
        "  #1 shout(text='hello')\n"
        "           ^^^^^^^^^^^^\n"
        "  text: expected 'goodbye', got 'hello'"
    )


class TestUnfinishedVerifications:
    @pytest.mark.parametrize(
        ("begin", "written", "remedy"),
        [
            (lambda: verify.times(2), "times(2)", "verify.times(2)(double.method, ...)"),
            (lambda: verify.at_least(1), "at_least(1)", "verify.at_least(1)(double.method, ...)"),
            (lambda: verify.at_most(3), "at_most(3)", "verify.at_most(3)(double.method, ...)"),
            (lambda: verify.within(1), "within(1)", "verify.within(1)(double.method, ...)"),
            (lambda: verify.soon(1), "soon(1)", "await verify.soon(1)(double.method, ...)"),
            (verify.in_order, "in_order()", "make it a block: with verify.in_order():"),
        ],
    )
    def test_a_modifier_without_its_call_is_an_error_at_the_end(
        self, begin: Callable[[], object], written: str, remedy: str
    ) -> None:
        with pytest.raises(UnfinishedVerificationError) as failure, scope():
            begin()

        lines = str(failure.value).splitlines()
        assert lines[0] == f"verify.{written} was written, and verifies nothing."
        assert lines[2] == f"Remedy: {remedy}."

    def test_a_coroutine_of_soon_that_is_dropped_is_an_error_at_the_end(self) -> None:
        email = mock(EmailService)

        with pytest.raises(UnfinishedVerificationError), scope():
            verify.soon(1)(email.send, "dave@example.com").close()

    def test_one_that_is_called_owes_nothing_even_when_it_fails(self) -> None:
        email = mock(EmailService)

        with pytest.raises(VerificationError), scope():
            verify.times(2)(email.send, "dave@example.com")


class TestNeverCalled:
    def test_whatever_the_arguments(self) -> None:
        email = mock(EmailService)
        verify.never_called(email.send)
        email.send("dave@example.com")

        with pytest.raises(VerificationError) as failure:
            verify.never_called(email.send)

        assert told(failure) == (
            "mock(EmailService).send was expected never to be called, and was called once.\n"
            "  verified at <verify.never_called(email.send)>\n"
            "Recorded:\n"
            "  #1 mock(EmailService).send('dave@example.com')"
        )

    @pytest.mark.parametrize("matcher", [anything, an, that])
    def test_a_matcher_that_is_not_called_is_refused(self, matcher: object) -> None:
        email = mock(EmailService)

        with pytest.raises(TypeError) as failure:
            verify.never(email.send, matcher)  # type: ignore[arg-type]

        assert str(failure.value) == (
            "mock(EmailService).send was given a matcher that is not called: "
            "write anything(), an(User) or that(predicate)."
        )


def test_verify_is_shown_by_its_name() -> None:
    assert repr(verify) == "verify"
