"""Our fake keeps every guarantee of payments: these are its suites, as a user would run them."""

from tests.fakes.conformance.payments.suites import TestAsyncFake, TestFake, TestFakeThatRetries

__all__ = ["TestAsyncFake", "TestFake", "TestFakeThatRetries"]
