"""Misuses of the public API, one a line, each refused by mypy and by pyright; never run."""

from specimens import (
    AsyncGreet,
    AsyncUsers,
    BlockingStore,
    BytesStore,
    Database,
    Exporter,
    Greet,
    RateTable,
    Rows,
    Store,
    User,
    Users,
    convert,
    is_even,
    same_user_later,
    user_id,
    user_id_later,
)

from doubles import (
    an,
    anything,
    calls,
    dummy,
    fake,
    has_shape,
    mock,
    reading,
    scope,
    spy,
    stub,
    that,
    verify,
    when,
    whenever,
    writing,
)


# A spec is something that makes instances.
def wrong_specs() -> None:
    dummy("Users")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    stub(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    mock(User(1, "Dave"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    stub()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    has_shape(object(), 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# A double is of its spec's type, and of no other.
def wrong_builder_results() -> None:
    _a: RateTable = dummy(Users)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    _b: Greet = stub(Users)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    _c: Store[str, str] = mock(Store[str, int])  # type: ignore[arg-type]  # pyright: ignore[reportAssignmentType]
    _d: Greet = spy(convert)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    _e: Users = spy(RateTable("rates.csv"), Store[str, int])  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


# A fake has the shape of its Protocol.
def wrong_fakes() -> None:
    fake(Store[str, int])(BytesStore())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fake(Store[str, int])(BlockingStore())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fake(Users)(RateTable("rates.csv"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fake(Exporter)(User(1, "Dave"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# A double has the members of its spec, with the types of its spec.
def misspelt_members(users: Users, store: Store[str, int]) -> None:
    users.fnid(1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    when(users.fnid, 1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
    verify(users.fnid, 1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
    calls(users.fnid)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
    whenever(stub(Users).fnid)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
    reading(lambda: users.sizes)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownLambdaType, reportUnknownMemberType]
    users.find("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    users.size = 3  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    spy(convert)(1, "EUR")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


# Arguments of sync methods.
def wrong_arguments(users: Users, user: User) -> None:
    when(users.find, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.find, 1, 2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.find, identity=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.save, user, True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.save, user, replace="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.save_all, user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.open, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.__getitem__, "Dave")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(users.size)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]


# Answers of sync methods.
def wrong_answers(users: Users, user: User) -> None:
    when(users.find, 1).returns("Dave")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, 1).returns(user, None, "Dave")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, 1).returns()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.save, user).returns(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.save_all, [user]).returns(user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.plan, user).returns("trial")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.named, "other").returns(user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.__len__).returns("3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, 1).raises("timeout")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, 1).raises(User)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, 1).raises()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.find, 1).raises(TimeoutError()).returns("Dave")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    whenever(users.find).returns("Dave")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    whenever(users.find, 1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.find, 1).called_with(1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


# Positional-only and keyword-only parameters.
def wrong_kinds(users: Users) -> None:
    when(users.forget, user_id=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.forget, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.forget, 1).returns("yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.search, "Dave")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.search, name=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.search, name="Dave").returns(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# Overloaded members.
def wrong_overloads(users: Users, later: AsyncUsers, user: User) -> None:
    when(users.load, 1.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.load, 1).returns([user])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.load, "Dave").returns(user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(later.load, 1.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(later.load, 1).returns([user])  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(later.load, "Dave").returns(user)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]


# Generic members.
def wrong_type_arguments(users: Users, later: AsyncUsers, store: Store[str, int]) -> None:
    when(users.make, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.make, int).returns("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(later.make, int).returns("1")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(store.get, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(store.get, "key").returns("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(store.put, "key", "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(store.fetch, "key").returns("1")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]


# Async members.
def wrong_async_answers(users: AsyncUsers, user: User) -> None:
    when(users.find, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, 1).returns("Dave")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(users.find, 1).returns(user, "Dave")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(users.ping).returns(user)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    whenever(users.find).returns("Dave")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]


# Protocols of one `__call__`.
def wrong_call_protocols(greet: Greet, later: AsyncGreet) -> None:
    when(greet, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(greet, "Dave", True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(greet, "Dave").returns(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(later, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(later, "Dave").returns(1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    verify(greet, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# Spied functions.
def wrong_spied_functions(user: User) -> None:
    when(spy(convert), "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(spy(convert), 1).returns("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(spy(convert), 1).loses_reply("timeout")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(spy(convert), 1).delays("soon")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(spy(convert), 1).delegates(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


# Items.
def wrong_items(rows: Rows, users: Users) -> None:
    when(rows.iterable).yields("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.iterator).yields(1, "2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.generator).yields("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.async_iterable).yields("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.async_iterator).yields(1, "2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.async_generator).yields("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.awaited_iterator).yields("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.awaited_async_iterator).yields("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(rows.__iter__).yields("1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, 1).yields(1)  # type: ignore[call-overload, misc]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    when(rows.iterator).returns(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# Values that a context manager gives.
def wrong_contexts(database: Database, users: Users, user: User) -> None:
    when(database.transaction).enters(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(database.session).enters(user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(database.async_transaction).enters(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(database.awaited_transaction).enters(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(database.awaited_async_transaction).enters(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(database.transaction).enters()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(users.find, 1).enters(user)  # type: ignore[call-overload, misc]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    when(database.transaction).returns(user)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# Functions as answers.
def wrong_functions(users: Users, later: AsyncUsers, user: User) -> None:
    when(users.save, user).does(user_id)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(users.save, user).does(same_user_later)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(users.find, 1).does(lambda _: "Dave")  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType, reportCallIssue, reportUnknownLambdaType]
    when(users.load, "Dave").does(lambda _: user)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType, reportCallIssue, reportUnknownLambdaType]
    when(users.make, int).does(lambda _: "1")  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType, reportCallIssue, reportUnknownLambdaType]
    when(users.save, user).does(user)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(later.save, user).does(user_id)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(later.save, user).does(user_id_later)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    when(later.ping).does(lambda: 1)  # type: ignore[arg-type, misc]  # pyright: ignore[reportArgumentType, reportCallIssue]


# Properties and attributes.
def wrong_properties(users: Users) -> None:
    when(reading(lambda: users.size)).returns("3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(reading(lambda: users.label)).returns("primary", 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(reading(lambda: users.size), 3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    when(writing(lambda: users.label), 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify(writing(lambda: users.label), 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify(writing(lambda: users.label))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verify(reading(lambda: users.size), 3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    reading(users.size)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# Matchers.
def wrong_matchers(users: Users, store: Store[str, int]) -> None:
    when(users.find, an(str))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, user_id=an(str))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.find, an(User))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.save, that(is_even))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(users.save_all, an(list[int]))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    when(store.put, an(str), an(str))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify(users.find, an(str))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    that(is_even, 1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    that(lambda: True)  # type: ignore[arg-type, misc]  # pyright: ignore[reportArgumentType]
    an(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    anything(1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


# Verification.
def wrong_verifications(users: Users, later: AsyncUsers, store: Store[str, int]) -> None:
    verify(users.find, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify(users.find)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verify(users.save, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.only(users.forget, user_id=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verify.never(users.search, "Eve")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    verify.times(2)(users.find, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.times("2")(users.find, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.times(users.find, 1)  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    verify.at_least(1)(store.put, "key", "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.at_most(3)(users.load, 1.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.within(2.0)(later.find, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.within("2")(later.find, 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.once(users.find, 1)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    verify(users.find, 1).times(2)  # type: ignore[attr-defined, func-returns-value]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


async def wrong_waits(users: Users) -> None:
    await verify.soon(2.0)(users.find, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify.soon(2.0)(users.find, 1)  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    await verify.within(2.0)(users.find, 1)  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]


# Recorded calls.
def wrong_records(users: Users) -> None:
    calls(users.size)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    calls(users.find)[0].result.name  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    calls(users.find)[0].ordinal = 2  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    calls(users.find)[0].argument  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


# Scopes.
def wrong_scopes() -> None:
    scope(strictness="loose")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    scope(check_types="no")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    scope(False)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
