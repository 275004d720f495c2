"""A dummy fills a parameter, and objects to everything else."""

import asyncio
from contextlib import suppress
from typing import Protocol

import pytest

from doubles import DummyUsedError, UnexpectedCallError, dummy, scope
from tests.doubles.telling import told


class Logger(Protocol):
    level: str

    def log(self, message: str, *, urgent: bool = False) -> None: ...
    async def flush(self) -> None: ...
    def __len__(self) -> int: ...


class Importer:
    """A subject that only keeps its logger."""

    def __init__(self, logger: Logger) -> None:
        self.logger = logger


def test_a_dummy_fills_a_parameter() -> None:
    logger = dummy(Logger)

    assert Importer(logger).logger is logger


def test_a_dummy_can_be_shown_compared_and_hashed() -> None:
    logger = dummy(Logger)

    assert repr(logger) == str(logger) == f"{logger}" == "dummy(Logger)"
    assert logger == Importer(logger).logger
    assert logger != dummy(Logger)
    assert {logger: 1}[logger] == 1


def test_a_call_is_refused() -> None:
    logger = dummy(Logger)

    with pytest.raises(DummyUsedError) as failure, scope():
        logger.log("started", urgent=True)

    assert told(failure) == (
        "dummy(Logger).log(message='started', urgent=True) was called, "
        "and a dummy only fills a parameter.\n"
        '  called at <logger.log("started", urgent=True)>\n'
        "Remedy: build a stub() to answer it, or a mock() to verify it."
    )


def test_an_awaited_call_is_refused() -> None:
    logger = dummy(Logger)

    async def main() -> None:
        await logger.flush()

    with pytest.raises(DummyUsedError) as failure, scope():
        asyncio.run(main())

    assert told(failure) == (
        "dummy(Logger).flush() was called, and a dummy only fills a parameter.\n"
        "  called at <await logger.flush()>\n"
        "Remedy: build a stub() to answer it, or a mock() to verify it."
    )


def test_an_attribute_is_refused_to_readers_and_to_writers() -> None:
    logger = dummy(Logger)

    with pytest.raises(DummyUsedError) as read, scope():
        _ = logger.level
    with pytest.raises(DummyUsedError) as written, scope():
        logger.level = "debug"

    assert told(read) == (
        "dummy(Logger).level was read, and a dummy only fills a parameter.\n"
        "  read at <_ = logger.level>\n"
        "Remedy: build a stub() to answer it, or a mock() to verify it."
    )
    assert told(written) == (
        "dummy(Logger).level = 'debug' was written, and a dummy only fills a parameter.\n"
        '  written at <logger.level = "debug">\n'
        "Remedy: build a stub() to answer it, or a mock() to verify it."
    )


def test_a_use_through_an_operator_is_refused() -> None:
    logger = dummy(Logger)

    with pytest.raises(DummyUsedError) as failure, scope():
        len(logger)

    assert told(failure) == (
        "dummy(Logger).__len__() was called, and a dummy only fills a parameter.\n"
        "  called at <len(logger)>\n"
        "Remedy: build a stub() to answer it, or a mock() to verify it."
    )


def test_a_use_that_the_subject_swallows_is_reported_at_the_end() -> None:
    with pytest.raises(DummyUsedError) as failure, scope():
        logger = dummy(Logger)
        with suppress(Exception):
            logger.log("started")

    assert told(failure) == (
        "dummy(Logger).log(message='started') was called, and a dummy only fills a parameter.\n"
        '  called at <logger.log("started")>\n'
        "Remedy: build a stub() to answer it, or a mock() to verify it.\n"
        "The call raised this error, and the code that made the call swallowed it. "
        "If the test expects it, write\n"
        "    with pytest.raises(DummyUsedError), scope(): ..."
    )


def test_whoever_expects_an_unexpected_call_also_expects_a_used_dummy() -> None:
    logger = dummy(Logger)

    with pytest.raises(UnexpectedCallError), scope():
        logger.log("started")
