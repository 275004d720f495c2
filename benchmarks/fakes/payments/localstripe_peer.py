"""The stripe SDK, talking to localstripe's application in this process."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from unittest.mock import patch

from aiohttp import web
from localstripe.resources import store  # type: ignore[import-untyped]
from localstripe.server import app, auth_middleware, error_middleware  # type: ignore[import-untyped]
from stripe import PaymentIntent, RequestsClient, StripeClient

from benchmarks.fakes.payments.gateways import Charged
from benchmarks.fakes.servers import running

__all__ = ["LocalstripeContestant"]


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """Serve the same routes from an application made anew: aiohttp ties one to its event loop."""
    application = web.Application(middlewares=[error_middleware, auth_middleware])
    for route in app.router.routes():
        application.router.add_route(route.method, route.resource.canonical, route.handler)
    runner = web.AppRunner(application, access_log=None)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class StripeGateway:
    def __init__(self, client: StripeClient) -> None:
        self._client = client

    def charge(
        self, amount: int, currency: str, /, payment_method: str = "pm_card_visa"
    ) -> PaymentIntent:
        return self._client.v1.payment_intents.create(
            {
                "amount": amount,
                "currency": currency,
                "payment_method": payment_method,
                "confirm": True,
            }
        )

    def charge_a_declined_card(self, amount: int, currency: str, /) -> PaymentIntent:
        # The card named after its declines, pm_card_visa_chargeDeclined, is charged here.
        return self.charge(amount, currency, payment_method="pm_card_chargeCustomerFail")

    def read(self, charge: PaymentIntent, /) -> Charged:
        payment = self._client.v1.payment_intents.retrieve(charge.id)
        return Charged(payment.amount, payment.currency.upper())


class LocalstripeContestant:
    name = "localstripe"
    notes = (
        "the stripe SDK creates and confirms a PaymentIntent, over one connection",
        "the server is in this process, on a thread of its own, and writes nothing to the disk",
    )
    cannot: Mapping[str, str] = {}
    holds = 0

    @contextmanager
    def opened(self, _size: int, /) -> Iterator[StripeGateway]:
        client: Any = RequestsClient()
        with patch.object(store, "dump_to_disk", lambda: None), running(serving) as port:
            try:
                yield StripeGateway(
                    StripeClient(
                        "sk_test_benchmark",
                        base_addresses={"api": f"http://127.0.0.1:{port}"},
                        http_client=client,
                        max_network_retries=0,
                    )
                )
            finally:
                client.close()
                store.clear()
