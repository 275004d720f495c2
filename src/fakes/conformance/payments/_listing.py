"""`select`: every payment once, the newest first, and those that were asked for."""

from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments.trial import PaymentTrial
from fakes.payments import (
    AsyncPaymentGateway,
    InvalidPaymentValue,
    Payment,
    PaymentNotFound,
    PaymentStatus,
)

__all__ = ["any_pages_concatenate", "bad_pages_are_refused", "selections_agree"]

_MOST = 6
_TOO_MANY = 101


async def selections_agree(trial: PaymentTrial) -> None:
    gateway, other = await trial.connect(), await trial.connect()
    payments: list[Payment] = []
    for _ in range(3):
        payments += [await gateway.charge(trial.money(trial.least), trial.source)]
        # Payments are created in whole seconds.
        await trial.pause(1)
    if trial.declares(Operation.AUTHORISE):
        held = await gateway.authorize(trial.money(trial.least), trial.source)
        payments += [held, await _captured(trial, gateway)]
    if trial.declares(Operation.REFUND):
        await gateway.refund(payments[0].id)
        payments[0] = await gateway.get(payments[0].id)
    for status in PaymentStatus:
        page = await other.select(status=status, limit=100)
        _are(trial, page.payments, [each for each in payments if each.status is status])
    middle = sorted(payment.created for payment in payments)[len(payments) // 2]
    later = await other.select(created_from=middle, limit=100)
    _are(trial, later.payments, [each for each in payments if each.created >= middle])
    earlier = await other.select(created_before=middle, limit=100)
    _are(trial, earlier.payments, [each for each in payments if each.created < middle])


async def any_pages_concatenate(trial: PaymentTrial) -> None:
    count = trial.draw(strategies.integers(0, _MOST), "payments")
    limit = trial.draw(strategies.integers(1, _MOST + 1), "limit")
    gateway = await trial.connect()
    payments = [
        await gateway.charge(trial.money(trial.least + each), trial.source) for each in range(count)
    ]
    page = await gateway.select(limit=limit)
    pages = [page.payments]
    while page.next is not None and len(pages) <= count:
        page = await gateway.select(limit=limit, after=page.next)
        pages += [page.payments]
    _are(trial, [payment for each in pages for payment in each], payments)
    sizes = [len(each) for each in pages[:-1]]
    trial.equal(sizes, [limit] * len(sizes), "how many payments the pages have before the last")


async def bad_pages_are_refused(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    paid = await gateway.charge(trial.money(trial.least), trial.source)
    for limit in (0, -1, _TOO_MANY):
        attempt = gateway.select(limit=limit)
        await trial.refused(InvalidPaymentValue, attempt, f"select() with the limit {limit}")
    unknown = f"{paid.id[:-1]}{'a' if paid.id[-1] != 'a' else 'b'}"
    attempt = gateway.select(after=unknown)
    await trial.refused(PaymentNotFound, attempt, "select() after a payment that there never was")


async def _captured(trial: PaymentTrial, gateway: AsyncPaymentGateway) -> Payment:
    held = await gateway.authorize(trial.money(trial.least), trial.source)
    return await gateway.capture(held.id)


def _are(
    trial: PaymentTrial, found: list[Payment] | tuple[Payment, ...], expected: list[Payment]
) -> None:
    ids = [payment.id for payment in found]
    trial.equal(sorted(ids), sorted(each.id for each in expected), "the ids of what was selected")
    known = {payment.id: payment for payment in expected}
    trial.equal([*found], [known[each] for each in ids], "the payments that were selected")
    times = [payment.created for payment in found]
    trial.equal(times, sorted(times, reverse=True), "when the selected payments were created")
