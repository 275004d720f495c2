"""localstripe: Stripe's API for PaymentIntents, simulated in a thread of this process.

It has one store for all, which a test that wants to be alone empties: `DELETE /_config/data`.
"""

import warnings
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from random import SystemRandom
from typing import Any

import pytest
from aiohttp import web
from anyio.from_thread import start_blocking_portal

from tests.services.participants import Participants

__all__ = ["localstripe_address"]


@pytest.fixture(scope="session")
def localstripe_address(participants: Participants) -> Generator[str]:
    """The address of its API; any key that begins with sk_ will do."""
    with warnings.catch_warnings():
        # Some of its handlers are functions that are not coroutines.
        warnings.filterwarnings("ignore", "Bare functions are deprecated", DeprecationWarning)
        app: web.Application = import_module("localstripe.server").app
    with pytest.MonkeyPatch.context() as patch, start_blocking_portal() as portal:
        _bring_up_to_date(import_module("localstripe.resources"), patch)
        with portal.wrap_async_context_manager(_served(app)) as port:
            participants.add("localstripe", version("localstripe"), "in this process")
            yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def _served(app: web.Application) -> AsyncGenerator[int]:
    """Its port. Its own command binds every address."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _bring_up_to_date(resources: Any, patch: pytest.MonkeyPatch) -> None:
    """Have it speak Stripe's API as the SDK does; it knows an older version.

    It gains a parameter, which is checked no more than the one that it replaces, and fields that
    say what they would at Stripe, as far as it knows.
    """
    intent, charge = resources.PaymentIntent, resources.Charge
    create = intent._api_create

    def create_intent(_class: type[Any], /, **data: Any) -> Any:
        data["payment_method_types"] = data.pop("allowed_payment_method_types", None)
        return create(**data)

    patch.setattr(intent, "_api_create", classmethod(create_intent))
    patch.setattr(intent, "cancellation_reason", None, raising=False)
    captured = property(lambda charge: charge.amount if charge.captured else 0)
    patch.setattr(charge, "amount_captured", captured, raising=False)
    patch.setattr(charge, "disputed", False, raising=False)
    patch.setattr(charge, "payment_method_details", None, raising=False)
    # It makes ids by the random numbers that Hypothesis has begin alike for each example.
    patch.setattr(resources, "random", SystemRandom())
    # It would write all that it stores to a file, each time that something changes.
    patch.setattr(resources.Store, "dump_to_disk", _nothing)


def _nothing(_store: object) -> None: ...
