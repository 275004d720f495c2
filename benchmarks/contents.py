"""The chapters of the report, in their order."""

from typing import Any

from benchmarks.chapters import Chapter
from benchmarks.conformance.chapter import conformance
from benchmarks.conformance.peers.chapter import peers
from benchmarks.doubles.chapter import doubles
from benchmarks.fakes.email.chapter import email
from benchmarks.fakes.payments.chapter import payments
from benchmarks.fakes.queue.chapter import queue
from benchmarks.fakes.repository.chapter import repository

__all__ = ["chapters"]


def chapters() -> tuple[Chapter[Any], ...]:
    """Doubles first, then a chapter for each fake that is timed, and what proves fakes."""
    return (
        doubles(),
        repository(),
        queue(),
        email(),
        payments(),
        conformance(),
        peers(),
    )
