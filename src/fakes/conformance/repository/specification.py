"""All that the engine knows of repositories: their forms, guarantees, probes and limits."""

from collections.abc import Awaitable
from typing import Any

from fakes.conformance.capabilities import Operation
from fakes.conformance.ports import CONTEXT, Form, Port
from fakes.conformance.repository.catalogue import GUARANTEES
from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.conformance.specification import Specification
from fakes.repository import (
    AsyncRepository,
    AsyncUnitOfWork,
    Repository,
    UnitOfWork,
    attribute,
)

__all__ = ["REPOSITORY"]


async def try_condition(trial: RepositoryTrial) -> None:
    """A condition is refused, by both that take one."""
    repository = await trial.connect()
    where = attribute(trial.key_names[0]).is_null()
    await trial.unsupported(lambda: repository.select(where), repository.count)
    await trial.unsupported(lambda: repository.count(where), repository.count)


async def try_order(trial: RepositoryTrial) -> None:
    """An order is refused."""
    repository = await trial.connect()
    names = trial.key_names
    await trial.unsupported(lambda: repository.select(order_by=names), repository.count)


async def try_page(trial: RepositoryTrial) -> None:
    """A limit is refused, and so is an offset."""
    repository = await trial.connect()
    await trial.unsupported(lambda: repository.select(limit=1), repository.count)
    await trial.unsupported(lambda: repository.select(offset=1), repository.count)


async def try_batch(trial: RepositoryTrial) -> None:
    """Even an empty batch is refused."""
    repository = await trial.connect()
    await trial.unsupported(lambda: repository.add_all([]), repository.count)


async def try_unit(trial: RepositoryTrial) -> None:
    """A unit of work cannot be made, or cannot begin."""
    repository = await trial.connect()

    async def begin() -> None:
        async with await trial.unit_of_work(repository):
            pass

    await trial.unsupported(begin, repository.count)


def _everything(repository: Entities) -> Awaitable[Any]:
    return repository.select()


REPOSITORY = Specification(
    "repositories",
    Port(
        # A hook of the suite, and no method of the port, gives units of work.
        Form(Repository, AsyncRepository, {"unit_of_work": AsyncUnitOfWork}),
        (
            Form(
                UnitOfWork,
                AsyncUnitOfWork,
                {
                    "__aenter__": AsyncUnitOfWork,
                    "on": AsyncRepository,
                    "savepoint": CONTEXT.awaited,
                },
            ),
        ),
    ),
    RepositoryTrial,
    GUARANTEES,
    probes={
        Operation.FILTER: try_condition,
        Operation.ORDER: try_order,
        Operation.PAGE: try_page,
        Operation.BATCH: try_batch,
        Operation.TRANSACTIONS: try_unit,
    },
    limits={"text": 70_000, "bytes": 70_000, "integer": 2**63 - 1},
    contents=_everything,
    saboteurs="fakes.conformance.sabotage.repository:SABOTEURS",
)
