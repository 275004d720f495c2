"""What the suites on simulators of Stripe share."""

from datetime import date

import attrs
import stripe

from fakes.conformance import Deviation
from tests.adapters.payments.bad_lines import Line

__all__ = ["API_KEY", "Simulator", "deviation"]

API_KEY = "sk_test_simulated"


@attrs.frozen(eq=False)
class Simulator:
    """Where a simulator is, the line to it, and the connected account that is used, if one is."""

    address: str
    line: Line = attrs.Factory(Line)
    account: str | None = None

    def client(self, http_client: stripe.HTTPClient) -> stripe.StripeClient:
        """A client of the SDK, for the account."""
        return stripe.StripeClient(
            API_KEY,
            stripe_account=self.account,
            base_addresses={"api": self.address},
            http_client=http_client,
        )


def deviation(guarantee: str, reason: str, *example: object) -> Deviation:
    """What a simulator was seen to do, with what the check drew when it was seen."""
    return Deviation(guarantee, reason=reason, example=example, expires=date(2027, 6, 1))
