"""The rows of payment gateways, and what shows that a contestant did what was timed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any

from benchmarks.fakes.contestants import asked
from benchmarks.fakes.payments.gateways import AMOUNT, CURRENCY, Charged, Gateway, GatewayContestant
from benchmarks.fakes.plans import PLANS
from benchmarks.measuring import Measurement, timed
from benchmarks.paces import Scale
from benchmarks.results import Row
from benchmarks.trials import Namespace, Trial, attempt

__all__ = ["CHARGE", "SUBJECTS", "measurements"]

CHARGE = "charge"

SUBJECTS = (CHARGE,)
"""What can be measured on its own."""

BATCH = 100
"""Charges made at a time, so that there are not many more than the row says in the end."""


def measurements(scale: Scale) -> Iterator[Measurement[GatewayContestant]]:
    """Every row of that scale, in the order of the table."""
    plan = PLANS[scale]
    with ExitStack() as opened:
        rows = {
            Row(CHARGE): asked(CHARGE, 0, charged_first),
            Row(CHARGE, plan.grown, noun="payment"): asked(
                CHARGE, plan.grown, charged_after(opened, plan.grown)
            ),
        }
        yield timed(plan.pace, rows)


def charged_first(contestant: GatewayContestant) -> Trial:
    """A charge is made at a gateway that has made none, or no more than a batch."""
    return charged(lambda: contestant.opened(0))


def charged_after(opened: ExitStack, size: int) -> Callable[[GatewayContestant], Trial]:
    """A charge is made at a gateway that has made so many."""

    def trial(contestant: GatewayContestant) -> Trial:
        gateway = opened.enter_context(contestant.opened(size))
        return charged(lambda: nullcontext(gateway))

    return trial


def charged(opening: Callable[[], AbstractContextManager[Gateway]]) -> Trial:
    """A card is charged; another charge is another payment, and one of a bad card none."""

    @contextmanager
    def arranged() -> Iterator[Namespace]:
        with opening() as gateway:
            yield {"gateway": gateway, "amount": AMOUNT, "currency": CURRENCY}

    def proof(names: Namespace, value: Any) -> bool:
        gateway = names["gateway"]
        second = gateway.charge(2 * AMOUNT, CURRENCY)
        declined = attempt(lambda: gateway.charge_a_declined_card(AMOUNT, CURRENCY))
        return [gateway.read(charge) for charge in (value, second)] == [
            Charged(AMOUNT, CURRENCY),
            Charged(2 * AMOUNT, CURRENCY),
        ] and isinstance(declined, Exception)

    return Trial("gateway.charge(amount, currency)", arranged, proof, batch=BATCH)
