"""The broken adapters of every port."""

from tests.fakes.conformance.email.broken import EMAIL
from tests.fakes.conformance.event_log.broken import EVENT_LOG
from tests.fakes.conformance.payments.broken import PAYMENTS
from tests.fakes.conformance.queue.broken import QUEUE
from tests.fakes.conformance.repository.broken import REPOSITORY

PORTS = (REPOSITORY, PAYMENTS, EMAIL, QUEUE, EVENT_LOG)
