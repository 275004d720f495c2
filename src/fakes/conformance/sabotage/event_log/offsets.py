"""Logs that commit what they must not, or do not what they must, and that seek elsewhere."""

from contextlib import suppress
from datetime import datetime, timedelta

import attrs

from fakes.conformance.sabotage.event_log.delegating import Delegating, DelegatingConsumer
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.event_log import (
    EventLogError,
    OffsetSpec,
    Record,
    TopicPartition,
    UnassignedPartition,
)

__all__ = ["SABOTEURS"]

_FEW_COMMITS = 2
_OTHER_END = {
    OffsetSpec.EARLIEST: OffsetSpec.LATEST,
    OffsetSpec.LATEST: OffsetSpec.EARLIEST,
}

_To = int | OffsetSpec | datetime


class _CommitsAtOnce(DelegatingConsumer):
    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        records = await self.real.poll(max_records)
        await self.real.commit()
        return records


class _CommitsAsItPolls(Delegating):
    reader = _CommitsAtOnce


class _ForgetsToCommit(DelegatingConsumer):
    async def commit(self, record: Record | None = None, /) -> None:
        del record


class _CommitsInVain(Delegating):
    reader = _ForgetsToCommit


class _CommitsTwiceAtMost(DelegatingConsumer):
    async def commit(self, record: Record | None = None, /) -> None:
        commits: int = self.log.shared.get(self.group, 0)
        self.log.shared[self.group] = commits + 1
        if commits < _FEW_COMMITS:
            await self.real.commit(record)


class _LosesAThirdCommit(Delegating):
    reader = _CommitsTwiceAtMost


class _StopsShort(DelegatingConsumer):
    async def commit(self, record: Record | None = None, /) -> None:
        if record is not None:
            record = attrs.evolve(record, offset=record.offset - 1)
        await self.real.commit(record)


class _CommitsOneTooFew(Delegating):
    reader = _StopsShort


class _CommitsAll(DelegatingConsumer):
    async def commit(self, record: Record | None = None, /) -> None:
        del record
        await self.real.commit()


class _CommitsEverything(Delegating):
    reader = _CommitsAll


class _CommitsAtTheEnd(DelegatingConsumer):
    async def close(self) -> None:
        with suppress(EventLogError):
            await self.real.commit()
        await self.real.close()


class _CommitsOnClose(Delegating):
    reader = _CommitsAtTheEnd


class _GoesPast(DelegatingConsumer):
    async def seek(self, partition: TopicPartition, to: _To, /) -> None:
        await self.real.seek(partition, to + 1 if isinstance(to, int) else to)


class _SeeksPast(Delegating):
    reader = _GoesPast


class _StaysWhereItIs(DelegatingConsumer):
    async def seek(self, partition: TopicPartition, to: _To, /) -> None:
        del partition, to


class _SeeksInVain(Delegating):
    reader = _StaysWhereItIs


class _CommitsThere(DelegatingConsumer):
    async def seek(self, partition: TopicPartition, to: _To, /) -> None:
        await self.real.seek(partition, to)
        await self.real.commit()


class _SeeksAndCommits(Delegating):
    reader = _CommitsThere


class _TurnsRound(DelegatingConsumer):
    async def seek(self, partition: TopicPartition, to: _To, /) -> None:
        await self.real.seek(partition, _OTHER_END[to] if isinstance(to, OffsetSpec) else to)


class _MixesUpTheEnds(Delegating):
    reader = _TurnsRound


class _TellsTheCommitted(DelegatingConsumer):
    async def position(self, partition: TopicPartition, /) -> int:
        return await self.real.committed(partition) or 0


class _PositionIsCommitted(Delegating):
    reader = _TellsTheCommitted


class _TellsThePosition(DelegatingConsumer):
    async def committed(self, partition: TopicPartition, /) -> int | None:
        return await self.real.position(partition)


class _CommittedIsPosition(Delegating):
    reader = _TellsThePosition


class _MindsNoPlace(DelegatingConsumer):
    async def seek(self, partition: TopicPartition, to: _To, /) -> None:
        with suppress(UnassignedPartition):
            await self.real.seek(partition, to)


class _SeeksAnywhere(Delegating):
    reader = _MindsNoPlace


class _GoesFurtherBack(DelegatingConsumer):
    async def seek(self, partition: TopicPartition, to: _To, /) -> None:
        await self.real.seek(partition, to - timedelta(hours=1) if isinstance(to, datetime) else to)


class _SeeksTooEarly(Delegating):
    reader = _GoesFurtherBack


class _IsLate(DelegatingConsumer):
    async def seek(self, partition: TopicPartition, to: _To, /) -> None:
        late = timedelta(milliseconds=10)
        await self.real.seek(partition, to + late if isinstance(to, datetime) else to)


class _SeeksTooLate(Delegating):
    reader = _IsLate


SABOTEURS = (
    Saboteur(
        "commits_as_it_polls",
        "commits what a poll gives before anybody has handled it",
        "commits_resume",
        _CommitsAsItPolls,
    ),
    Saboteur("commits_in_vain", "keeps no commit", "commits_resume", _CommitsInVain),
    Saboteur(
        "loses_a_third_commit",
        "keeps two commits of a group, and none after them",
        "commits_resume",
        _LosesAThirdCommit,
    ),
    Saboteur(
        "commits_one_too_few",
        "commits what was before a record, and not the record",
        "commits_resume",
        _CommitsOneTooFew,
    ),
    Saboteur(
        "commits_everything",
        "commits all that was polled when it is told one record",
        "commits_resume",
        _CommitsEverything,
    ),
    Saboteur(
        "commits_on_close",
        "commits what was polled when a consumer is closed",
        "commits_resume",
        _CommitsOnClose,
    ),
    Saboteur(
        "seeks_past",
        "goes behind the record at an offset",
        "offsets_commit_and_seek",
        _SeeksPast,
    ),
    Saboteur("seeks_in_vain", "stays where it is", "offsets_commit_and_seek", _SeeksInVain),
    Saboteur(
        "seeks_and_commits",
        "commits the place that it goes to",
        "offsets_commit_and_seek",
        _SeeksAndCommits,
    ),
    Saboteur(
        "mixes_up_the_ends",
        "takes the earliest for the latest",
        "offsets_commit_and_seek",
        _MixesUpTheEnds,
    ),
    Saboteur(
        "position_is_committed",
        "tells what was committed when it is asked where it is",
        "offsets_commit_and_seek",
        _PositionIsCommitted,
    ),
    Saboteur(
        "committed_is_position",
        "tells where it is when it is asked what was committed",
        "offsets_commit_and_seek",
        _CommittedIsPosition,
    ),
    Saboteur(
        "seeks_anywhere",
        "does not mind to be sent to partitions that it has not",
        "offsets_commit_and_seek",
        _SeeksAnywhere,
    ),
    Saboteur(
        "seeks_too_early",
        "goes to an hour before the time",
        "times_are_found",
        _SeeksTooEarly,
    ),
    Saboteur(
        "seeks_too_late",
        "goes to ten milliseconds behind the time",
        "times_are_found",
        _SeeksTooLate,
    ),
)
