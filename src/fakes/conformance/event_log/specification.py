"""All that the engine knows of a log: the forms of the port, its catalogue, its vocabulary."""

from fakes.conformance.capabilities import Operation
from fakes.conformance.event_log._seeking import try_seek
from fakes.conformance.event_log.catalogue import GUARANTEES
from fakes.conformance.event_log.trial import EventLogTrial
from fakes.conformance.ports import Form, Port
from fakes.conformance.specification import Specification
from fakes.event_log import AsyncEventLog, AsyncLogConsumer, EventLog, LogConsumer

__all__ = ["EVENT_LOG"]

_KAFKA_SIZE_LIMIT = 1_048_576
_KAFKA_SESSION_TIMEOUT = 45

EVENT_LOG = Specification(
    "event log",
    Port(
        Form(EventLog, AsyncEventLog, {"consumer": AsyncLogConsumer}),
        (Form(LogConsumer, AsyncLogConsumer),),
    ),
    EventLogTrial,
    GUARANTEES,
    probes={Operation.LOG: try_seek},
    limits={
        "patience": 10,
        "session_timeout": _KAFKA_SESSION_TIMEOUT,
        "size": _KAFKA_SIZE_LIMIT,
    },
    saboteurs="fakes.conformance.sabotage.event_log:SABOTEURS",
)
"""The specification of `EventLogConformance` and `AsyncEventLogConformance`."""
