"""Arguments that cannot be are refused, of the operations that the suite declares."""

from collections.abc import Collection
from typing import Any

import pytest

from fakes.conformance import Operation, Outcome, verdicts
from fakes.conformance.sabotage.repository import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from fakes.repository import EVERYTHING, Where
from tests.fakes.conformance.repository.suites import Notes

SLUG = "bad_values_change_nothing"


class OrdersByAnything(Delegating):
    async def select(self, where: Where = EVERYTHING, *, order_by: Any = (), **how: Any) -> Any:
        known = "" if order_by == "no_such_attribute" else order_by
        return await self.real.select(where, order_by=known or (), **how)


ANYHOW = Saboteur("anyhow", "orders by anything", SLUG, OrdersByAnything)


def suite_with(operations: Collection[Operation]) -> type[Any]:
    return type("Notes", (Notes,), {"operations": {Operation.PAGE, *operations}, "examples": 3})


@pytest.mark.parametrize(
    "operations",
    [(), (Operation.FILTER,), (Operation.ORDER,), (Operation.FILTER, Operation.ORDER)],
    ids=["pages", "and conditions", "and orders", "and both"],
)
def test_what_is_refused_in_each_operation_is_enough(operations: Collection[Operation]) -> None:
    verdict = verdicts(suite_with(operations), SLUG)[SLUG]

    assert verdict.outcome is Outcome.PASS


def test_an_order_by_what_there_is_not_must_be_refused() -> None:
    verdict = verdicts(sabotaged(suite_with({Operation.ORDER}), ANYHOW), SLUG)[SLUG]

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.split("\n\n")[1].startswith(
        "select(order_by='no_such_attribute')\n"
        "  expected: InvalidValue raised\n"
        "  got:      returned <Page of 2: [Note("
    )


def test_an_order_is_not_tried_where_none_is_declared() -> None:
    verdict = verdicts(sabotaged(suite_with(()), ANYHOW), SLUG)[SLUG]

    assert verdict.outcome is Outcome.PASS
