"""Our fake keeps every guarantee of a message queue: its suites, as a user would run them."""

from tests.fakes.conformance.queue.suites import TestAsyncFake, TestFake, TestFakeThatDiffers

__all__ = ["TestAsyncFake", "TestFake", "TestFakeThatDiffers"]
