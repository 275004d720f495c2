"""Checks of what ends, a consumer or a client, and of what outlasts a restart."""

from fakes.conformance.event_log.trial import EventLogTrial
from fakes.event_log import LogClosed

__all__ = ["a_restart_loses_nothing", "closed_clients_are_closed", "closed_consumers_are_closed"]

_EACH = 2


async def closed_consumers_are_closed(trial: EventLogTrial) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.consumer(log)
    await consumer.close()
    await consumer.close()
    what = "of a consumer after close()"
    await trial.refused(LogClosed, consumer.poll(), f"poll() {what}")
    await trial.refused(LogClosed, consumer.commit(), f"commit() {what}")
    await trial.refused(LogClosed, consumer.assignment(), f"assignment() {what}")
    again = await trial.consumer(log, "another")
    told = await log.append(topic, b"later")
    came = await trial.everything(log, again)
    trial.equal(came, [told], "what the client's next consumer got")


async def closed_clients_are_closed(trial: EventLogTrial) -> None:
    """With their consumers, and without the other clients."""
    log, other, topic = await trial.connect(), await trial.connect(), await trial.topic()
    reader, own = await trial.consumer(other, "shipping"), await trial.consumer(log)
    await log.close()
    await log.close()
    await trial.refused(LogClosed, log.append(topic, b"late"), "append() after close()")
    await trial.refused(LogClosed, log.partitions(topic), "partitions() after close()")
    another = log.consumer(trial.group(), [topic])
    await trial.refused(LogClosed, another, "consumer() after close()")
    what = "poll() of a consumer whose client was closed"
    await trial.refused(LogClosed, own.poll(), what)
    told = await other.append(topic, b"in time")
    came = await trial.everything(other, reader)
    trial.equal(came, [told], "what another client got when the first was closed")


async def a_restart_loses_nothing(trial: EventLogTrial) -> None:
    """Neither what was appended nor what was committed."""
    log = await trial.connect()
    consumer, places = await trial.started(log), await trial.places(log)
    slow = await trial.started(log, "shipping")
    first = await trial.filled(log, places, _EACH, "first")
    await trial.everything(log, consumer)
    await consumer.commit()
    await slow.close()
    second = await trial.filled(log, places, _EACH, "second")
    await trial.restart()
    again = await trial.connect()
    came = await trial.everything(again, await trial.consumer(again))
    trial.same_records(came, second, "what was not committed before the restart")
    came = await trial.everything(again, await trial.consumer(again, "shipping"))
    trial.same_records(came, [*first, *second], "what a group got that had read none of it before")
