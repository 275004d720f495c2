"""Our fake keeps every guarantee of an event log: its suites, as a user would run them."""

from tests.fakes.conformance.event_log.suites import (
    TestAsyncFake,
    TestFake,
    TestFakeOfOnePartition,
    TestFakeThatBeginsLate,
)

__all__ = ["TestAsyncFake", "TestFake", "TestFakeOfOnePartition", "TestFakeThatBeginsLate"]
