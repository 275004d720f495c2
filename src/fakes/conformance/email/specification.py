"""All that the engine knows of email: the two forms of the port, its catalogue, its vocabulary."""

from fakes.conformance.capabilities import Operation
from fakes.conformance.email._contents import try_headers, try_mailbox
from fakes.conformance.email._scheduling import try_schedule
from fakes.conformance.email.catalogue import GUARANTEES
from fakes.conformance.email.trial import EmailTrial
from fakes.conformance.ports import Form, Port
from fakes.conformance.specification import Specification
from fakes.email import AsyncEmailService, EmailService

__all__ = ["EMAIL"]

_POSTFIX_SIZE_LIMIT = 10_240_000
_DAY = 86_400

EMAIL = Specification(
    "email",
    Port(Form(EmailService, AsyncEmailService)),
    EmailTrial,
    GUARANTEES,
    probes={
        Operation.HEADERS: try_headers,
        Operation.INSPECT: try_mailbox,
        Operation.SCHEDULE: try_schedule,
    },
    limits={"size": _POSTFIX_SIZE_LIMIT, "schedule_ahead": 2, "idempotency_window": _DAY},
    saboteurs="fakes.conformance.sabotage.email:SABOTEURS",
)
"""The specification of `EmailConformance` and `AsyncEmailConformance`."""
