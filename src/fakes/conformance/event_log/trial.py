"""The words that checks of a log have beside those of all checks: topics, groups, and reading."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import chain

from fakes.conformance.stage import Stage
from fakes.conformance.trial import Trial
from fakes.event_log import AsyncEventLog, AsyncLogConsumer, Record, TopicPartition

__all__ = ["EventLogTrial"]

_STEPS = 10
_SEVERAL = 2


class EventLogTrial(Trial[AsyncEventLog]):
    """A trial of an event log. Its topic is "orders", and its group "billing", unless said."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        # The values of the records that are appended last.
        self._last: set[bytes] = set()
        # What came while a check waited for something else, and has yet to ask for.
        self._came: defaultdict[AsyncLogConsumer, list[Record]] = defaultdict(list)

    # Names.

    async def topic(self, name: str = "orders") -> str:
        """The name of a topic, which is there."""
        topic: str = await self.hook("topic", self.store, name)
        return topic

    def group(self, name: str = "billing") -> str:
        """The name of a group."""
        group: str = self.suite.group(self.store, name)
        return group

    async def places(self, log: AsyncEventLog, *topics: str) -> tuple[TopicPartition, ...]:
        """The partitions of the topics."""
        each = [await log.partitions(await self.topic(name)) for name in topics or ("orders",)]
        return tuple(place for places in each for place in places)

    async def several_places(self, log: AsyncEventLog) -> tuple[TopicPartition, ...]:
        """The partitions of the topic; where it has but one, the example ends here."""
        places = await self.places(log)
        if len(places) < _SEVERAL:
            self.inconclusive("the topic has one partition: have topic() give one with more")
        return places

    async def filled(
        self, log: AsyncEventLog, places: Iterable[TopicPartition], each: int, what: str = "record"
    ) -> list[Record]:
        """Append so many records to each of the partitions, in turn."""
        numbers = range(each)
        spread = [place for _ in numbers for place in places]
        return [
            await log.append(place.topic, f"{what} {number}".encode(), partition=place.partition)
            for number, place in enumerate(spread)
        ]

    # Consumers.

    async def consumer(
        self, log: AsyncEventLog, group: str = "billing", *topics: str
    ) -> AsyncLogConsumer:
        """A consumer that is alone in its group, and has its partitions.

        What is appended from now on comes to it, wherever a new group begins.
        """
        consumer = await self.member(log, group, *topics)
        await self.shared_out(log, consumer, topics=topics)
        return consumer

    async def member(
        self, log: AsyncEventLog, group: str = "billing", *topics: str
    ) -> AsyncLogConsumer:
        """A consumer that has yet to get its partitions."""
        names = [await self.topic(name) for name in topics or ("orders",)]
        return await log.consumer(self.group(group), names)

    async def started(self, log: AsyncEventLog, group: str = "billing") -> AsyncLogConsumer:
        """A consumer whose group has read, and committed, something in each partition.

        Its group goes on from there ever after, wherever a new one begins.
        """
        consumer = await self.consumer(log, group)
        await self.everything(log, consumer)
        await consumer.commit()
        return consumer

    async def shared_out(
        self, log: AsyncEventLog, *consumers: AsyncLogConsumer, topics: Collection[str] = ()
    ) -> None:
        """Poll until the consumers have all partitions, shared by them."""
        places = await self.places(log, *topics)

        async def look() -> list[list[TopicPartition]]:
            await self._poll(consumers)
            return [sorted(await consumer.assignment()) for consumer in consumers]

        def is_shared(shares: list[list[TopicPartition]]) -> bool:
            everyone_has_some = all(shares) or len(shares) > len(places)
            return everyone_has_some and sorted(chain(*shares)) == sorted(places)

        count = f"{len(consumers)} consumer{'' if len(consumers) == 1 else 's'}"
        what = f"{', '.join(map(str, places))}, shared out to {count} of one group"
        await self.eventually(look, is_shared, what)

    async def outlive(self, *consumers: AsyncLogConsumer) -> None:
        """Have these consumers poll until those who do not are taken for dead."""
        for _ in range(_STEPS + 1):
            await self.pause(self.limit("session_timeout") / _STEPS)
            await self._poll(consumers)

    # Reading.

    async def everything(
        self, log: AsyncEventLog, consumer: AsyncLogConsumer, *topics: str
    ) -> list[Record]:
        """All that comes to a consumer, which has all the partitions, and not one record more.

        That there is no more shows when a record that is appended last has come from each
        partition.
        """
        (came,) = await self.drained(log, consumer, topics=topics)
        return came

    async def drained(
        self, log: AsyncEventLog, *consumers: AsyncLogConsumer, topics: Collection[str] = ()
    ) -> list[list[Record]]:
        """All that comes to each of several consumers, which share the partitions."""
        last: set[bytes] = set()
        for place in await self.places(log, *topics):
            value = f"the last one, {len(self._last) + 1}".encode()
            self._last.add(value)
            await log.append(place.topic, value, partition=place.partition)
            last.add(value)

        async def look() -> list[Record]:
            await self._poll(consumers)
            return [*chain(*(self._came[consumer] for consumer in consumers))]

        await self.eventually(
            look,
            lambda seen: last <= {record.value for record in seen},
            "what was appended last to each partition",
        )
        return [self._without_last(self._came.pop(consumer)) for consumer in consumers]

    async def together(self, log: AsyncEventLog, *consumers: AsyncLogConsumer) -> list[Record]:
        """All that comes to several consumers, which share the partitions."""
        return [*chain(*await self.drained(log, *consumers))]

    async def arrived(
        self, consumer: AsyncLogConsumer, expected: Iterable[Record], most: int = 500
    ) -> list[Record]:
        """What comes until all of it has; each poll asks for so many records at most."""
        awaited = Counter(record.value for record in expected)

        async def look() -> list[bytes]:
            await self._poll([consumer], most)
            came = Counter(record.value for record in self._came[consumer])
            return list((awaited - came).elements())

        await self.eventually(
            look, lambda missing: not missing, "nothing missing of what append() told"
        )
        return self._without_last(self._came.pop(consumer))

    async def polled(self, consumer: AsyncLogConsumer, most: int) -> list[Record]:
        """What one poll gives."""
        return self._without_last(await consumer.poll(most))

    def same_records(self, actual: Iterable[Record], expected: Iterable[Record], what: str) -> None:
        """The same records in each partition, in the same order there."""
        for place, own in _by_partition(actual, expected).items():
            self.equal(own[0], own[1], f"{what}, from {place}")

    def all_came(self, actual: Iterable[Record], expected: Iterable[Record], what: str) -> None:
        """All of these in each partition, and no others.

        A group may share out its partitions anew at any time, and what was not committed then comes
        again, from the first on. It has come to the last of them at least once.
        """
        for place, (came, wanted) in _by_partition(actual, expected).items():
            runs = _runs(came)
            for run in runs:
                self.equal(run, wanted[: len(run)], f"{what}, from {place}")
            self.equal(max(runs, key=len), wanted, f"{what}, from {place}")

    def _without_last(self, records: Iterable[Record]) -> list[Record]:
        return [record for record in records if record.value not in self._last]

    async def _poll(self, consumers: Iterable[AsyncLogConsumer], most: int = 500) -> None:
        for consumer in consumers:
            self._came[consumer] += await consumer.poll(most)


def _runs(records: Iterable[Record]) -> list[list[Record]]:
    """The records of a partition, parted where one is not behind the one before; one at least."""
    runs: list[list[Record]] = [[]]
    for record in records:
        if runs[-1] and record.offset <= runs[-1][-1].offset:
            runs.append([])
        runs[-1].append(record)
    return runs


def _by_partition(
    *lists: Iterable[Record],
) -> dict[TopicPartition, tuple[list[Record], ...]]:
    parts: dict[TopicPartition, tuple[list[Record], ...]] = {}
    for number, records in enumerate(lists):
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            parts.setdefault(place, tuple([] for _ in lists))[number].append(record)
    return dict(sorted(parts.items()))
