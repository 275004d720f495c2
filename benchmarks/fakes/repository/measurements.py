"""The rows of repositories, and what shows that a contestant did what was timed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from itertools import count, cycle
from operator import attrgetter
from typing import Any

from benchmarks.fakes.contestants import asked
from benchmarks.fakes.plans import PLANS, Plan
from benchmarks.fakes.repository.users import Users, UsersContestant
from benchmarks.measuring import Ask, Measurement, kept, timed
from benchmarks.paces import Scale
from benchmarks.results import Row
from benchmarks.trials import Namespace, Trial, attempt

__all__ = [
    "ADD_AND_GET",
    "LOOKUP",
    "MEMORY",
    "PAGE_BY_CURSOR",
    "PAGE_BY_OFFSET",
    "ROLLBACK",
    "SEARCH",
    "SUBJECTS",
    "measurements",
]

ADD_AND_GET = "add + get"
LOOKUP = "lookup by an indexed attribute"
PAGE_BY_OFFSET = "page by offset"
PAGE_BY_CURSOR = "page by cursor"
SEARCH = "search by name pattern"
ROLLBACK = "rollback of 10 updates"
MEMORY = "memory per stored user"

SUBJECTS = (ADD_AND_GET, LOOKUP, PAGE_BY_OFFSET, PAGE_BY_CURSOR, SEARCH, ROLLBACK, MEMORY)
"""What can be measured on its own."""

PAGE = 20

TOUCHED = 10

ADDED = 200
"""Users added before they are deleted again, so that a store keeps about the size of its row."""

SPARE = 20
"""Users stored before the memory of the others is traced."""

Opening = Callable[[int], AbstractContextManager[Users]]

TrialOf = Callable[[UsersContestant, Users, int], Trial]

Proof = Callable[[Namespace, Any], bool]


def measurements(scale: Scale) -> Iterator[Measurement[UsersContestant]]:
    """Every row of that scale, in the order of the table.

    Stores stay open, for other rows to use, until the last of them is measured.
    """
    plan = PLANS[scale]
    with ExitStack() as opened:

        @cache
        def filled(opening: Opening, size: int) -> Users:
            return opened.enter_context(opening(size))

        yield from of_stores(plan, filled)
    yield from of_memory(plan)


def of_stores(
    plan: Plan, filled: Callable[[Opening, int], Users]
) -> Iterator[Measurement[UsersContestant]]:
    def row(
        subject: str,
        trial: TrialOf,
        opening: Callable[[UsersContestant], Opening] = attrgetter("opened"),
        sizes: Sequence[int] = plan.sizes,
    ) -> Measurement[UsersContestant]:
        def of_size(size: int) -> Ask[UsersContestant]:
            return asked(subject, size, lambda one: trial(one, filled(opening(one), size), size))

        return timed(plan.pace, {Row(subject, size, noun="user"): of_size(size) for size in sizes})

    yield row(ADD_AND_GET, added)
    yield row(LOOKUP, found, opening=attrgetter("opened_with_index"))
    yield row(PAGE_BY_OFFSET, paged)
    yield row(PAGE_BY_CURSOR, followed)
    yield row(SEARCH, searched, sizes=[plan.searched])
    yield row(ROLLBACK, rolled_back)


def of_memory(plan: Plan) -> Iterator[Measurement[UsersContestant]]:
    for detail, trial in (("beside the user", stored), ("the user included", made_and_stored)):
        ask = asked(MEMORY, 0, trial(plan))
        yield kept(Row(MEMORY, detail=detail), ask, plan.kept)


def added(contestant: UsersContestant, users: Users, size: int) -> Trial:
    """One more user is added and got back, by the key that it has."""

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        numbers = range(size, size + ADDED)
        fresh = iter([contestant.user(number) for number in numbers])
        yield {"users": users, "fresh": fresh}
        for number in numbers[: ADDED - len([*fresh])]:
            users.delete(number)

    def proof(_names: Namespace, value: Any) -> bool:
        missing = attempt(lambda: users.get(size + ADDED))
        return value.name == f"User {size}" and isinstance(missing, Exception)

    return Trial("users.get(users.add(next(fresh)).id)", arranged, proof, batch=ADDED)


def found(_contestant: UsersContestant, users: Users, size: int) -> Trial:
    """One of a hundred users all over the store is looked up, each in its turn."""
    numbers = range(0, size, size // 100)

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        emails = cycle([f"user{number}@example.com" for number in numbers])
        yield {"users": users, "emails": emails}

    def proof(names: Namespace, value: Any) -> bool:
        second = users.find_by_email(next(names["emails"]))
        return (value.id, second.id, users.find_by_email("nobody@example.com")) == (
            numbers[0],
            numbers[1],
            None,
        )

    return Trial("users.find_by_email(next(emails))", arranged, proof)


def paged(_contestant: UsersContestant, users: Users, size: int) -> Trial:
    """The page in the middle is asked for by its offset."""

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        yield {"users": users, "offset": size // 2, "limit": PAGE}

    return Trial("users.page(offset, limit)", arranged, shows_the_middle(size))


def followed(_contestant: UsersContestant, users: Users, size: int) -> Trial:
    """The page in the middle is asked for by the end of the one before it."""

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        yield {"users": users, "cursor": users.cursor(size // 2), "limit": PAGE}

    return Trial("users.page_behind(cursor, limit)", arranged, shows_the_middle(size))


def shows_the_middle(size: int) -> Proof:
    middle = range(size // 2, size // 2 + PAGE)
    return lambda _names, value: [user.id for user in value] == [*middle]


def searched(_contestant: UsersContestant, users: Users, size: int) -> Trial:
    """The users are searched for "User 1%"."""

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        yield {"users": users}

    def proof(_names: Namespace, value: Any) -> bool:
        expected = [number for number in range(size) if str(number).startswith("1")]
        return sorted(user.id for user in value) == expected

    return Trial('users.search_by_name_pattern("User 1%")', arranged, proof)


def rolled_back(contestant: UsersContestant, users: Users, size: int) -> Trial:
    """Ten users all over the store swap their names with others', in vain."""
    numbers = range(0, size, size // TOUCHED)

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        yield {"users": users, "changed": [contestant.renamed(number) for number in numbers]}

    def proof(names: Namespace, value: Any) -> bool:
        changed = {one.name for one in names["changed"]}
        kept_names = {users.get(number).name for number in numbers}
        return value.name in changed and kept_names == {f"User {number}" for number in numbers}

    return Trial("users.roll_back(changed)", arranged, proof)


def stored(plan: Plan) -> Callable[[UsersContestant], Trial]:
    """The user is there already, and is stored."""

    def trial(contestant: UsersContestant) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            fresh = [contestant.user(number) for number in range(plan.kept + SPARE)]
            with contestant.opened(0) as users:
                yield {"users": users, "fresh": iter(fresh), "all": fresh}

        return Trial("users.add(next(fresh))", arranged, is_there)

    return trial


def made_and_stored(_plan: Plan) -> Callable[[UsersContestant], Trial]:
    """A user is made and stored."""

    def trial(contestant: UsersContestant) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            with contestant.opened(0) as users:
                yield {"users": users, "user": contestant.user, "numbers": count()}

        return Trial("users.add(user(next(numbers)))", arranged, is_there)

    return trial


def is_there(names: Namespace, value: Any) -> bool:
    return bool(value.id == 0 and names["users"].get(0).name == "User 0")
