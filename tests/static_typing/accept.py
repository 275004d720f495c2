"""Sound uses of the public API, with the types that both checkers must give them; never run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, assert_type

from specimens import (
    AsyncGreet,
    AsyncUsers,
    AuditedStore,
    Database,
    DictStore,
    Exporter,
    Greet,
    Plan,
    RateTable,
    Rows,
    Session,
    Store,
    User,
    Users,
    answer_of,
    awaited_answer_of,
    convert,
    convert_later,
    double,
    found,
    greet_politely,
    is_even,
    same_user,
    same_user_later,
)

from doubles import (
    Call,
    an,
    anything,
    calls,
    check_shape,
    dummy,
    fake,
    has_shape,
    mock,
    reading,
    reset,
    scope,
    spy,
    stub,
    that,
    verify,
    when,
    whenever,
    writing,
)


def builders(user: User) -> None:
    assert_type(dummy(Users), Users)
    assert_type(stub(Users), Users)
    assert_type(stub(Users, find=user, label="primary"), Users)
    assert_type(mock(Users), Users)
    assert_type(mock(Users, find=user), Users)

    assert_type(dummy(Store[str, int]), Store[str, int])
    assert_type(stub(Store[str, int]), Store[str, int])
    assert_type(mock(Store[str, int], get=1), Store[str, int])
    assert_type(mock(AuditedStore), AuditedStore)
    assert_type(stub(Greet), Greet)
    assert_type(mock(AsyncGreet), AsyncGreet)
    assert_type(stub(Exporter), Exporter)
    assert_type(mock(RateTable), RateTable)

    assert_type(stub(Users).find(1), User | None)
    assert_type(stub(Store[str, int]).get("key"), int | None)


def spies(real: DictStore, table: RateTable, greet: Greet) -> None:
    assert_type(spy(real), DictStore)
    assert_type(spy(table), RateTable)
    assert_type(spy(greet), Greet)
    assert_type(spy(table).rate("EUR"), float)
    assert_type(spy(real, Store[str, int]), Store[str, int])
    assert_type(spy(greet_politely, Greet), Greet)

    converter = spy(convert)
    assert_type(converter(1, currency="EUR"), float)
    when(converter, 1, currency="EUR").returns(0.5)
    when(converter, an(int)).loses_reply(TimeoutError()).delays(0.5).delegates()
    when(converter, 2).loses_reply(TimeoutError)
    verify(converter, 1)
    assert_type(spy(double)("text"), str)


async def async_spies(real: DictStore) -> None:
    store = spy(real)
    when(store.fetch, "key").loses_reply(TimeoutError()).returns(1).delays(0.1).delegates()
    converter = spy(convert_later)
    assert_type(await converter(1), float)
    when(converter, 1).returns(0.5).delays(1).delegates()


def fakes(real: DictStore) -> None:
    assert_type(fake(Store[str, int])(real), Store[str, int])
    assert_type(fake(RateTable)(RateTable("rates.csv")), RateTable)
    assert_type(fake(Exporter), Callable[[Exporter], Exporter])


def shapes(candidate: object) -> None:
    check_shape(candidate, Users)
    check_shape(candidate, Store[str, int])
    if has_shape(candidate, Users):
        assert_type(candidate, Users)
    elif has_shape(candidate, Store[str, int]):
        assert_type(candidate, Store[str, int])
    else:
        assert_type(candidate, object)


def sync_methods(users: Users, user: User) -> None:
    assert_type(answer_of(when(users.find, 1)), User | None)
    assert_type(answer_of(when(users.find, user_id=1).returns(user)), User | None)
    when(users.find, 1).returns(None)
    when(users.find, 1).returns(user, None, user)
    when(users.save, user, replace=True).returns(user)
    when(users.save_all, [user]).returns(None)
    when(users.save_all, [])
    when(users.plan, user).returns("free", "paid")
    when(users.on_change, lambda changed: print(changed.name)).returns(None)
    when(users.open, "users.db").returns(users)
    when(users.parse, "1,Dave").returns(user)
    when(users.named, "other").returns(users)
    assert_type(answer_of(when(users.named, "other")), Users)
    when(users.__len__).returns(3)
    when(users.__getitem__, 1).returns(user)


def positional_only_and_keyword_only_methods(users: Users, user: User) -> None:
    assert_type(answer_of(when(users.forget, 1)), bool)
    when(users.forget, 1).returns(True, False)
    assert_type(answer_of(when(users.search, name="Dave")), list[User])
    when(users.search, name="Dave", limit=1).returns([user], [])


def overloaded_methods(users: Users, user: User) -> None:
    # Named first, here and below: mypy pins an overloaded method inside another generic call.
    by_name = when(users.load, "Dave")
    assert_type(answer_of(by_name), list[User])
    assert_type(answer_of(when(users.load, 1).returns(user)), User)
    when(users.load, key="Dave").returns([user], [])
    when(users.load, an(str)).returns([user])
    verify(users.load, 1)
    verify.times(2)(users.load, an(str))


def generic_methods(users: Users, user: User) -> None:
    number = when(users.make, int)
    assert_type(answer_of(number), int)
    when(users.make, int).returns(1, 2)
    when(users.make, User).returns(user)
    verify.never(users.make, str)


def async_methods(users: AsyncUsers, user: User) -> None:
    assert_type(awaited_answer_of(when(users.find, 1)), User | None)
    assert_type(awaited_answer_of(when(users.find, 1).returns(user, None)), User | None)
    when(users.ping).returns(None)
    when(users.load, 1).returns(user)
    when(users.load, "Dave").returns([user])
    by_name = when(users.load, "Dave")
    assert_type(awaited_answer_of(by_name), list[User])
    number = when(users.make, int).returns(1)
    assert_type(awaited_answer_of(number), int)
    verify(users.find, 1)
    verify.never(users.load, "Dave")


def call_protocols(greet: Greet, greet_later: AsyncGreet) -> None:
    assert_type(answer_of(when(greet, "Dave", loud=True)), str)
    when(greet, name="Dave").returns("Hello")
    assert_type(awaited_answer_of(when(greet_later, "Dave")), str)
    when(greet_later, "Dave").returns("Hello")
    verify(greet, "Dave", loud=True)
    verify(greet_later, "Dave")


def generic_protocols(store: Store[str, int], audited: AuditedStore) -> None:
    assert_type(answer_of(when(store.get, "key")), int | None)
    when(store.get, "key").returns(1, None)
    when(store.put, "key", 1).returns(None)
    when(store.fetch, "key").returns(1)
    when(audited.get, "key").returns(1)
    when(audited.history, "key").returns([1, 2])


def abstract_and_concrete_classes(user: User) -> None:
    exporter = mock(Exporter)
    when(exporter.export, user).returns(b"1")
    when(exporter.suffix).returns(".csv")
    table = stub(RateTable, path="rates.csv")
    when(table.rate, "EUR").returns(1.0, 2)
    when(reading(lambda: table.path)).returns("other.csv")


def whatever_the_arguments(users: Users, later: AsyncUsers, user: User) -> None:
    assert_type(answer_of(whenever(users.find).returns(user)), User | None)
    whenever(users.search).returns([user]).raises(TimeoutError())
    whenever(later.find).returns(user)
    whenever(later.save).does(same_user_later)


def chains_of_answers(users: Users, later: AsyncUsers, rows: Rows, user: User) -> None:
    chain = when(users.find, 1).raises(TimeoutError()).returns(user).does(lambda _: None)
    assert_type(answer_of(chain), User | None)
    when(users.find, 2).raises(TimeoutError, ValueError("no")).returns(user)
    when(later.find, 1).raises(KeyboardInterrupt()).returns(user).does(lambda _: None)
    when(rows.iterator).yields(1).raises(TimeoutError()).yields(2, 3)


def functions_as_answers(users: Users, later: AsyncUsers, user: User) -> None:
    when(users.save, an(User)).does(same_user)
    when(users.save, an(User)).does(lambda saved, *, replace=False: saved)
    when(users.find, 1).does(lambda user_id: User(user_id, "Dave"))
    when(users.search, name="Dave").does(found)
    when(users.load, "Dave").does(lambda _: [user])
    when(users.make, int).does(lambda _: 1)
    when(users.named, "other").does(lambda _: users)
    when(later.save, user).does(same_user)
    when(later.save, user).does(same_user_later)
    when(later.save, user).does(lambda saved: saved)
    when(later.load, "Dave").does(lambda _: [user])
    when(later.ping).does(lambda: None)


def iterators(rows: Rows) -> None:
    when(rows.iterable).yields(1, 2)
    when(rows.iterator).yields(1, 2)
    when(rows.generator).yields(1, 2)
    when(rows.async_iterable).yields(1, 2)
    when(rows.async_iterator).yields(1, 2)
    when(rows.async_generator).yields(1, 2)
    when(rows.awaited_iterator).yields(1, 2)
    when(rows.awaited_async_iterator).yields(1, 2)
    when(rows.__iter__).yields(1, 2)
    when(rows.__aiter__).yields(1, 2)
    when(rows.iterator).yields()
    when(rows.iterator).returns(iter([1]))
    when(rows.iterable).returns([1], (2, 3))


def context_managers(database: Database, session: Session, user: User) -> None:
    when(database.transaction).enters(user)
    when(database.async_transaction).enters(user)
    when(database.awaited_transaction).enters(user)
    when(database.awaited_async_transaction).enters(user)
    when(database.session).returns(session)


def properties_and_attributes(users: Users) -> None:
    assert_type(reading(lambda: users.size)(), int)
    assert_type(answer_of(when(reading(lambda: users.size))), int)
    when(reading(lambda: users.size)).returns(3, 4)
    when(reading(lambda: users.label)).returns("primary").raises(OSError())
    when(reading(lambda: users.label)).does(lambda: "primary")
    when(writing(lambda: users.label), "new").raises(PermissionError())
    when(writing(lambda: users.label), an(str)).returns(None)
    verify(reading(lambda: users.size))
    verify(writing(lambda: users.label), "new")
    verify.never(writing(lambda: users.label), that(str.isupper))


def matchers(users: Users, store: Store[str, int], user: User) -> None:
    assert_type(anything(), Any)
    assert_type(an(int), int)
    assert_type(an(Plan), Plan)
    assert_type(an(Users), Users)
    assert_type(an(Exporter), Exporter)
    assert_type(an(list[int]), list[int])
    assert_type(an(Store[str, int]), Store[str, int])
    assert_type(that(is_even), int)

    when(users.find, anything()).returns(user)
    when(users.find, an(int)).returns(user)
    when(users.find, that(is_even)).returns(user)
    when(users.find, that(lambda number: number > 1)).returns(user)
    when(users.save, an(User), replace=an(bool)).returns(user)
    when(users.save_all, an(list[User])).returns(None)
    when(store.put, an(str), that(is_even)).returns(None)
    verify(users.save, that(lambda saved: saved.name == "Dave"), replace=anything())


def verifications(users: Users, store: Store[str, int], user: User) -> None:
    assert_type(verify(users.find, 1), None)
    verify(users.find, user_id=1)
    verify.only(users.save, user, replace=True)
    verify.never(users.search, name="Eve")
    verify.times(2)(users.forget, anything())
    verify.at_least(1)(users.load, 1)
    verify.at_most(3)(users.make, int)
    verify.within(2.0)(store.put, "key", 1)
    with verify.in_order():
        verify(users.find, 1)
        verify.times(2)(users.save, user)
    verify.nothing_else(users)
    verify.nothing_else(users, store)


async def verifications_of_background_work(users: Users, later: AsyncUsers) -> None:
    assert_type(await verify.soon(2.0)(users.find, 1), None)
    await verify.soon(2)(later.load, "Dave")


def recorded_calls(users: Users, later: AsyncUsers, greet: Greet) -> None:
    assert_type(calls(users.find), Sequence[Call[User | None]])
    call = calls(users.find)[0]
    assert_type(call.ordinal, int)
    assert_type(call.arguments, Mapping[str, Any])
    assert_type(call.result, User | None)
    assert_type(call.error, BaseException | None)
    assert_type(calls(later.find)[0].result, User | None)
    assert_type(calls(greet)[0].result, str)
    assert_type(calls(users.save)[-1].result.name, str)
    assert_type(calls(reading(lambda: users.size))[0].result, int)


def scopes(users: Users, user: User) -> str:
    with scope():
        reset(users)
    with scope(check_types=False), scope(strictness="lenient"):
        reset(users, user)
    with scope(check_types=None, strictness=None):
        # A scope swallows nothing: no checker may think that the function ends without a result.
        return users.label
