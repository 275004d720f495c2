"""Our fake keeps every guarantee of email: these are its suites, as a user would run them."""

from tests.fakes.conformance.email.suites import TestAsyncFake, TestFake, TestFakeWithTwoCopies

__all__ = ["TestAsyncFake", "TestFake", "TestFakeWithTwoCopies"]
