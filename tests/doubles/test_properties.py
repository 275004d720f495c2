"""Properties and attributes: read, written, stubbed and verified."""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any, ClassVar, Final, Protocol

import pytest

from doubles import (
    AnswerTypeError,
    ArgumentTypeError,
    DummyUsedError,
    NotADoubleError,
    UnexpectedCallError,
    UnknownMemberError,
    VerificationError,
    an,
    calls,
    dummy,
    mock,
    reading,
    reset,
    scope,
    spy,
    stub,
    verify,
    when,
    whenever,
    writing,
)
from tests.doubles.telling import line_of

HERE = "tests/doubles/test_properties.py"


class Address(Protocol):
    @property
    def city(self) -> str: ...


class Account(Protocol):
    label: str
    owner: "str | None"
    ledger: ClassVar[str]

    @property
    def balance(self) -> int: ...

    @property
    def limit(self) -> int: ...
    @limit.setter
    def limit(self, value: int) -> None: ...

    @property
    def address(self) -> Address: ...

    def close(self) -> None: ...


class TestReading:
    def test_a_keyword_answers_every_reading(self) -> None:
        account = stub(Account, balance=5, label="main", ledger="accounts")

        assert [account.balance, account.balance] == [5, 5]
        assert (account.label, account.ledger) == ("main", "accounts")

    def test_an_answer_is_given_once_configured(self) -> None:
        account = stub(Account)
        when(reading(lambda: account.balance)).returns(5)
        when(reading(lambda: account.label)).returns("main")

        assert (account.balance, account.label) == (5, "main")

    def test_answers_vary(self) -> None:
        account = stub(Account)
        when(reading(lambda: account.balance)).returns(3, 4)

        assert [account.balance, account.balance] == [3, 4]
        with pytest.raises(UnexpectedCallError) as raised, scope():
            account.balance
        stubbed = line_of(raised) - 4
        assert str(raised.value) == (
            "stub(Account).balance was read, and all of its 2 answers have been given.\n"
            f"  read at {HERE}:{line_of(raised)}\n"
            f"  stubbed at {HERE}:{stubbed}\n"
            "Remedy: give one answer more, or only one, which then answers every call."
        )

    def test_a_reading_raises(self) -> None:
        account = stub(Account)
        when(reading(lambda: account.balance)).raises(LookupError("closed")).returns(1)

        with pytest.raises(LookupError, match=r"^closed$"):
            account.balance
        assert account.balance == 1

    def test_a_reading_raises_even_an_attribute_error(self) -> None:
        account = stub(Account)
        when(reading(lambda: account.balance)).raises(AttributeError("no balance yet"))

        for _ in range(2):
            with pytest.raises(AttributeError, match=r"^no balance yet$"):
                account.balance
        assert not hasattr(account, "balance")
        with pytest.raises(UnknownMemberError):
            account.missing  # type: ignore[attr-defined]

    def test_a_reading_computes(self) -> None:
        account = stub(Account)
        balances = iter([1, 2])
        when(reading(lambda: account.balance)).does(lambda: next(balances))

        assert [account.balance, account.balance] == [1, 2]

    def test_whenever_answers_too(self) -> None:
        account = mock(Account)
        whenever(reading(lambda: account.balance)).returns(5)

        assert account.balance == 5

    def test_without_an_answer_it_is_unexpected(self) -> None:
        account = stub(Account)

        with pytest.raises(UnexpectedCallError) as raised, scope():
            account.balance

        assert str(raised.value) == (
            "stub(Account).balance was read, and nothing answers it.\n"
            f"  read at {HERE}:{line_of(raised)}\n"
            "Remedy: when(reading(lambda: double.balance)).returns(...), if the test expects this."
        )

    def test_a_dummy_is_not_read(self) -> None:
        account = dummy(Account)

        with pytest.raises(DummyUsedError) as raised, scope():
            account.balance

        assert str(raised.value) == (
            "dummy(Account).balance was read, and a dummy only fills a parameter.\n"
            f"  read at {HERE}:{line_of(raised)}\n"
            "Remedy: build a stub() to answer it, or a mock() to verify it."
        )

    def test_an_answer_of_the_wrong_type_is_refused(self) -> None:
        account = stub(Account)

        with pytest.raises(AnswerTypeError) as raised:
            when(reading(lambda: account.balance)).returns("5")  # type: ignore[arg-type]

        assert str(raised.value) == (
            "stub(Account).balance cannot give this answer: '5' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_a_keyword_of_the_wrong_type_is_refused(self) -> None:
        with pytest.raises(AnswerTypeError) as raised:
            stub(Account, balance="5")

        assert str(raised.value) == (
            "stub(Account).balance cannot give this answer: '5' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_readings_are_verified(self) -> None:
        account = mock(Account, balance=5)
        account.balance
        account.balance

        verify.times(2)(reading(lambda: account.balance))
        assert [call.result for call in calls(reading(lambda: account.balance))] == [5, 5]
        with pytest.raises(VerificationError) as raised:
            verify(reading(lambda: account.balance))
        assert str(raised.value) == (
            "mock(Account).balance was expected once, and was read twice.\n"
            f"  verified at {HERE}:{line_of(raised)}\n"
            "Recorded:\n"
            "  #1 mock(Account).balance\n"
            "  #2 mock(Account).balance"
        )

    def test_what_reading_itself_reads_is_not_recorded(self) -> None:
        account = mock(Account, balance=5)
        reading(lambda: account.balance)

        verify.never(reading(lambda: account.balance))

    def test_a_reading_can_be_called(self) -> None:
        account = mock(Account, balance=5)

        assert reading(lambda: account.balance)() == 5
        verify(reading(lambda: account.balance))

    def test_a_double_behind_a_property_is_a_double_of_its_own(self) -> None:
        address = mock(Address, city="Rome")
        account = mock(Account, address=address)

        assert account.address.city == "Rome"
        verify(reading(lambda: address.city))

    def test_order_holds_over_readings_and_calls(self) -> None:
        account = mock(Account, balance=5)
        account.balance
        account.close()

        with verify.in_order():
            verify(reading(lambda: account.balance))
            verify(account.close)

    def test_a_class_variable_is_read_from_the_double(self) -> None:
        account = stub(Account)
        when(reading(lambda: account.ledger)).returns("accounts")

        assert account.ledger == "accounts"


class TestWriting:
    def test_what_was_written_is_read(self) -> None:
        account = mock(Account, label="old")

        account.label = "new"
        account.limit = 5

        assert (account.label, account.limit) == ("new", 5)

    def test_a_stub_may_be_written_as_well(self) -> None:
        account = stub(Account)

        account.owner = None

        assert account.owner is None

    def test_writings_are_verified(self) -> None:
        account = mock(Account)
        account.limit = 3

        verify(writing(lambda: account.limit), 3)
        verify(writing(lambda: account.limit), an(int))
        with pytest.raises(VerificationError) as raised:
            verify(writing(lambda: account.limit), 4)
        assert str(raised.value) == (
            "mock(Account).limit = 4 was expected once, and was never written.\n"
            f"  verified at {HERE}:{line_of(raised)}\n"
            "Another writing was recorded:\n"
            f"  #1 limit = 3\n"
            f"             ^\n"
            "  value: expected 4, got 3"
        )

    def test_a_writing_may_be_refused_by_the_test(self) -> None:
        account = mock(Account)
        when(writing(lambda: account.limit), 0).raises(ValueError("too low"))

        with pytest.raises(ValueError, match=r"^too low$"):
            account.limit = 0
        account.limit = 1
        assert account.limit == 1

    def test_a_writing_can_be_called(self) -> None:
        account = mock(Account)

        writing(lambda: account.limit)(5)

        assert account.limit == 5

    def test_a_value_of_the_wrong_type_is_refused(self) -> None:
        account = mock(Account)

        with pytest.raises(ArgumentTypeError) as raised:
            account.limit = "5"  # type: ignore[assignment]

        assert str(raised.value) == (
            "mock(Account).limit refuses a value: '5' is a str, not an int.\n"
            f"  written at {HERE}:{line_of(raised)}"
        )
        verify.never(writing(lambda: account.limit), 5)

    def test_a_property_without_a_setter_is_not_set(self) -> None:
        account = mock(Account)

        with pytest.raises(AttributeError) as raised:
            account.balance = 5  # type: ignore[misc]

        assert str(raised.value) == (
            "mock(Account).balance cannot be set: its spec lets it be read only."
        )

    def test_a_dummy_is_not_written(self) -> None:
        account = dummy(Account)

        with pytest.raises(DummyUsedError) as raised, scope():
            account.label = "new"

        assert str(raised.value) == (
            "dummy(Account).label = 'new' was written, and a dummy only fills a parameter.\n"
            f"  written at {HERE}:{line_of(raised)}\n"
            "Remedy: build a stub() to answer it, or a mock() to verify it."
        )

    def test_an_unknown_attribute_is_not_set(self) -> None:
        account = mock(Account)

        with pytest.raises(UnknownMemberError) as raised:
            account.lable = "new"  # type: ignore[attr-defined]

        assert str(raised.value) == (
            "mock(Account) has no member 'lable': Account does not declare it. "
            "Did you mean 'label'?"
        )
        assert raised.value.name == "lable"

    def test_a_method_is_not_replaced(self) -> None:
        account = mock(Account)

        with pytest.raises(AttributeError) as raised:
            account.close = lambda: None  # type: ignore[method-assign]

        assert str(raised.value) == (
            "mock(Account).close cannot be set: it is a method.\n"
            "Remedy: answer its calls, with whenever(double.close).does(...)."
        )

    @pytest.mark.parametrize("name", ["label", "balance", "close"])
    def test_no_member_is_deleted(self, name: str) -> None:
        account = mock(Account)

        with pytest.raises(AttributeError) as raised:
            delattr(account, name)

        assert str(raised.value) == (
            f"mock(Account).{name} cannot be deleted: a double keeps the members of its spec."
        )

    def test_an_unknown_attribute_is_not_deleted(self) -> None:
        account = mock(Account)

        with pytest.raises(UnknownMemberError) as raised:
            del account.lable  # type: ignore[attr-defined]

        assert str(raised.value) == (
            "mock(Account) has no member 'lable': Account does not declare it. "
            "Did you mean 'label'?"
        )


class TestMisuse:
    def test_reading_takes_a_function(self) -> None:
        with pytest.raises(NotADoubleError) as raised:
            reading(5)  # type: ignore[arg-type]

        assert str(raised.value) == (
            "reading() takes a function that reads one property or attribute of a double, not 5.\n"
            "Remedy: reading(lambda: double.name)."
        )

    @pytest.mark.parametrize("control", [reading, writing])
    def test_a_function_that_reads_nothing_is_refused(self, control: Any) -> None:
        with pytest.raises(NotADoubleError) as raised:
            control(lambda: 5)

        name = control.__name__
        assert str(raised.value) == (
            f"{name}() takes a function that reads one property or attribute of a double; "
            "this one reads none.\n"
            f"Remedy: {name}(lambda: double.name), the double in a variable of its own."
        )

    def test_a_function_that_reads_a_method_is_refused(self) -> None:
        account = mock(Account)

        with pytest.raises(NotADoubleError) as raised:
            reading(lambda: account.close)

        assert str(raised.value) == (
            "reading() takes a function that reads one property or attribute of a double; "
            "this one reads none.\n"
            "Remedy: reading(lambda: double.name), the double in a variable of its own."
        )

    def test_a_function_that_reads_two_is_refused(self) -> None:
        account = mock(Account)

        with pytest.raises(NotADoubleError) as raised:
            reading(lambda: (account.label, account.owner))

        assert str(raised.value) == (
            "reading() takes a function that reads one property or attribute of a double; "
            "this one reads on behind it: mock(Account).label, then mock(Account).owner.\n"
            "Remedy: reading(lambda: double.name), the double in a variable of its own."
        )

    def test_a_function_that_reads_on_behind_a_property_is_refused(self) -> None:
        account = mock(Account, address=stub(Address))

        with pytest.raises(NotADoubleError) as raised:
            reading(lambda: account.address.city)

        assert str(raised.value) == (
            "reading() takes a function that reads one property or attribute of a double; "
            "this one reads on behind it: mock(Account).address.\n"
            "Remedy: reading(lambda: double.name), the double in a variable of its own."
        )

    def test_an_unknown_member_is_an_unknown_member(self) -> None:
        account = mock(Account)

        with pytest.raises(UnknownMemberError) as raised:
            reading(lambda: account.lable)  # type: ignore[attr-defined]

        assert str(raised.value) == (
            "mock(Account) has no member 'lable': Account does not declare it. "
            "Did you mean 'label'?"
        )

    def test_a_value_that_was_read_is_no_member(self) -> None:
        account = mock(Account, balance=5)

        with pytest.raises(NotADoubleError) as raised:
            verify(account.balance)  # type: ignore[arg-type]

        assert str(raised.value) == (
            "verify() takes a member of a double, such as double.method, "
            "not 5, an int.\n"
            "Remedy: pass the method itself, without calling it; "
            "a property as verify(reading(lambda: double.name))."
        )

    def test_a_stub_does_not_verify_readings(self) -> None:
        account = stub(Account, balance=5)

        with pytest.raises(NotADoubleError) as raised:
            verify(reading(lambda: account.balance))

        assert str(raised.value) == (
            "stub(Account).balance cannot be verified: a stub records no calls.\n"
            "Remedy: build a mock(Account), or wrap a real object in a spy()."
        )


class Base(ABC):
    rate: Final = 2
    label: str = "base"

    @property
    @abstractmethod
    def size(self) -> int: ...

    @cached_property
    def area(self) -> int:
        return self.size**2


class Square(Base):
    __slots__ = ("side",)

    def __init__(self, side: int) -> None:
        self.side = side

    @property
    def size(self) -> int:
        return self.side


class TestOfClasses:
    def test_abstract_and_cached_properties_and_class_attributes(self) -> None:
        base = mock(Base, size=3, area=9, rate=2, label="x")

        assert (base.size, base.area, base.rate, base.label) == (3, 9, 2, "x")

    def test_a_cached_property_is_not_set(self) -> None:
        base = mock(Base)

        with pytest.raises(AttributeError) as raised:
            base.area = 5

        assert str(raised.value) == (
            "mock(Base).area cannot be set: its spec lets it be read only."
        )

    def test_slots_are_attributes(self) -> None:
        square = mock(Square, side=3)
        square.side = 4

        assert square.side == 4
        verify(writing(lambda: square.side), 4)

    def test_a_spy_records_readings_and_writings(self) -> None:
        square = spy(Square(3))

        assert (square.size, square.area) == (3, 9)
        square.side = 4

        assert (square.size, square.area) == (4, 9)
        verify.times(2)(reading(lambda: square.size))
        verify(writing(lambda: square.side), 4)

    def test_a_real_propertys_attribute_error_is_its_own_and_raised_once(self) -> None:
        class Lazy:
            computed = 0

            @property
            def value(self) -> int:
                self.computed += 1
                raise AttributeError(f"not there, for the {self.computed}. time")

        class Valued(Protocol):
            @property
            def value(self) -> int: ...

        for double in (spy(Lazy()), spy(Lazy(), Valued)):
            with pytest.raises(AttributeError, match=r"^not there, for the 1\. time$"):
                double.value
            [call] = calls(reading(lambda double=double: double.value))  # type: ignore[misc]
            assert isinstance(call.error, AttributeError)

    def test_a_spys_reading_is_overridden(self) -> None:
        square = spy(Square(3))
        when(reading(lambda: square.size)).returns(7).delegates()

        assert [square.size, square.size] == [7, 3]

    def test_a_spys_writing_loses_its_reply(self) -> None:
        square = spy(Square(3))
        when(writing(lambda: square.side), 4).loses_reply(TimeoutError)

        with pytest.raises(TimeoutError):
            square.side = 4
        assert square.side == 4


class TestWrittenValues:
    def test_reset_forgets_a_written_value_and_keeps_the_builders(self) -> None:
        account = mock(Account, owner="Ann")
        account.owner = "Bob"

        reset(account)

        assert account.owner == "Ann"

    def test_a_value_written_in_an_inner_scope_is_gone_with_it(self) -> None:
        account = mock(Account, owner="Ann")
        account.owner = "Bob"

        with scope():
            account.owner = "Eve"
            account.owner = "Dave"
            assert account.owner == "Dave"

        assert account.owner == "Bob"
