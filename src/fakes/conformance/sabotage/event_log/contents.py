"""Logs that change what they are given: values, keys, headers, and the names of topics."""

import functools
from collections.abc import Callable, Collection
from typing import Any

import attrs

from fakes.conformance.sabotage.event_log.delegating import (
    Delegating,
    DelegatingConsumer,
    Sabotage,
    reading,
    told,
)
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.event_log import (
    AsyncEventLog,
    InvalidEventLogValue,
    Record,
    RecordTooLarge,
    TopicPartition,
)

__all__ = ["SABOTEURS"]

_KILOBYTES_64 = 2**16


class _Storing(Delegating):
    """Stores something else than it is given, and does not say so."""

    def __init__(
        self, alter: Callable[[bytes], bytes], real: AsyncEventLog, shared: dict[str, Any]
    ) -> None:
        super().__init__(real, shared)
        self._alter = alter

    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        record = await self.real.append(topic, self._alter(value), **how)
        return attrs.evolve(record, value=value)


def _storing(alter: Callable[[bytes], bytes]) -> Sabotage:
    return functools.partial(_Storing, alter)


class _DropsTheEmpty(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        if how.get("key") == value == b"":
            return told(topic, value, 0, how)
        return await self.real.append(topic, value, **how)


class _NamesTopicsAlike(Delegating):
    """Takes a topic for the first that was named and that is the same to it."""

    def __init__(
        self, same: Callable[[str], str], real: AsyncEventLog, shared: dict[str, Any]
    ) -> None:
        super().__init__(real, shared)
        self._same = same

    def _first(self, topic: str) -> str:
        first: str = self.shared.setdefault(self._same(topic), topic)
        return first

    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        return await self.real.append(self._first(topic), value, **how)

    async def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        return await self.real.partitions(self._first(topic))

    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        return await super().consumer(group, {self._first(topic) for topic in topics})


class _ReadsOneTopic(Delegating):
    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        return await super().consumer(group, list(topics)[:1])


class _ForgetsWhatItRepeats(DelegatingConsumer):
    """Gives what this function makes of a record that came before."""

    @staticmethod
    def _left(record: Record) -> Record:
        return attrs.evolve(record, value=b"")

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        known: set[Record] = self.log.shared.setdefault("known", set())
        records = await self.real.poll(max_records)
        given = [self._left(each) if each in known else each for each in records]
        known.update(records)
        return tuple(given)


class _RedeliversWithoutBody(Delegating):
    reader = _ForgetsWhatItRepeats


class _ForgetsHeaders(_ForgetsWhatItRepeats):
    @staticmethod
    def _left(record: Record) -> Record:
        return attrs.evolve(record, headers=())


class _RedeliversWithoutHeaders(Delegating):
    reader = _ForgetsHeaders


class _StoresWhatItRefuses(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        try:
            return await self.real.append(topic, value, **how)
        except InvalidEventLogValue:
            if how:
                await self.real.append(topic, value)
            raise


class _AcceptsAnyPartition(Delegating):
    async def append(
        self, topic: str, value: bytes, /, *, partition: int | None = None, **how: Any
    ) -> Record:
        if partition is not None:
            partition %= len(await self.real.partitions(topic))
        return await self.real.append(topic, value, partition=partition, **how)


class _LetsNothingBePolled(DelegatingConsumer):
    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        return await self.real.poll(max_records) if max_records else ()


class _PollsOfNothing(Delegating):
    reader = _LetsNothingBePolled


class _TruncatesToFit(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        try:
            return await self.real.append(topic, value, **how)
        except RecordTooLarge:
            return await self.real.append(topic, value[: len(value) // 2], **how)


class _KeepsAPart(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        try:
            return await self.real.append(topic, value, **how)
        except RecordTooLarge:
            await self.real.append(topic, value[: len(value) // 2], **how)
            raise


class _CallsItInvalid(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        try:
            return await self.real.append(topic, value, **how)
        except RecordTooLarge as error:
            raise InvalidEventLogValue("value", "is too large") from error


def _without_text(value: bytes) -> bytes:
    return value.decode("utf-8", "replace").encode()


def _of_names(record: Record, change: Callable[[str], str]) -> Record:
    return attrs.evolve(record, headers=tuple((change(n), v) for n, v in record.headers))


SABOTEURS = (
    Saboteur(
        "truncates",
        "stores 64 KB of a larger value, and says that it has all",
        "body_is_exact",
        _storing(lambda value: value[:_KILOBYTES_64]),
    ),
    Saboteur(
        "stops_at_nul",
        "stores a value up to its first NUL",
        "body_is_exact",
        _storing(lambda value: value.partition(b"\0")[0]),
    ),
    Saboteur(
        "decodes_values",
        "takes values for text, and replaces what is none",
        "body_is_exact",
        _storing(_without_text),
    ),
    Saboteur(
        "strips_values",
        "stores values without the white space around them",
        "body_is_exact",
        _storing(bytes.strip),
    ),
    Saboteur(
        "drops_the_empty",
        "does not store what has an empty key and an empty value",
        "body_is_exact",
        _DropsTheEmpty,
    ),
    Saboteur(
        "empty_key_is_none",
        "gives an empty key back as none",
        "body_is_exact",
        reading(lambda record: attrs.evolve(record, key=record.key or None)),
    ),
    Saboteur(
        "loses_headers",
        "gives records without their headers",
        "headers_are_exact",
        reading(lambda record: attrs.evolve(record, headers=())),
    ),
    Saboteur(
        "sorts_headers",
        "gives headers in the order of their names",
        "headers_are_exact",
        reading(lambda record: attrs.evolve(record, headers=tuple(sorted(record.headers)))),
    ),
    Saboteur(
        "merges_headers",
        "keeps the last header of each name",
        "headers_are_exact",
        reading(lambda record: attrs.evolve(record, headers=tuple(dict(record.headers).items()))),
    ),
    Saboteur(
        "folds_header_names",
        "gives the names of headers in lower case",
        "headers_are_exact",
        reading(lambda record: _of_names(record, str.lower)),
    ),
    Saboteur(
        "one_topic",
        "puts the records of all topics into one",
        "topics_are_separate",
        functools.partial(_NamesTopicsAlike, lambda _: ""),
    ),
    Saboteur(
        "folds_topics",
        "takes topics for one whose names differ in case alone",
        "topics_are_separate",
        functools.partial(_NamesTopicsAlike, str.lower),
    ),
    Saboteur(
        "reads_one_topic",
        "lets a consumer of several topics read the first",
        "topics_are_separate",
        _ReadsOneTopic,
    ),
    Saboteur(
        "redelivers_without_body",
        "gives a record that comes again without its value",
        "commits_resume",
        _RedeliversWithoutBody,
    ),
    Saboteur(
        "redelivers_without_headers",
        "gives a record that comes again without its headers",
        "commits_resume",
        _RedeliversWithoutHeaders,
    ),
    Saboteur(
        "accepts_any_partition",
        "takes a partition that is not there for one that is",
        "bad_values_append_nothing",
        _AcceptsAnyPartition,
    ),
    Saboteur(
        "stores_what_it_refuses",
        "stores a record and refuses it then, for its partition",
        "bad_values_append_nothing",
        _StoresWhatItRefuses,
    ),
    Saboteur(
        "polls_of_nothing",
        "lets a consumer poll no records",
        "bad_values_append_nothing",
        _PollsOfNothing,
    ),
    Saboteur(
        "truncates_to_fit",
        "stores half of what is too large",
        "too_large",
        _TruncatesToFit,
    ),
    Saboteur(
        "keeps_a_part",
        "stores half of what is too large, and refuses it then",
        "too_large",
        _KeepsAPart,
    ),
    Saboteur(
        "calls_it_invalid",
        "refuses what is too large with another error",
        "too_large",
        _CallsItInvalid,
    ),
)
