"""The guarantees of an event log, as data: what each says, what checks it, what it needs."""

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.event_log import _arriving as arriving
from fakes.conformance.event_log import _committing as committing
from fakes.conformance.event_log import _contents as contents
from fakes.conformance.event_log import _grouping as grouping
from fakes.conformance.event_log import _lasting as lasting
from fakes.conformance.event_log import _rebalancing as rebalancing
from fakes.conformance.event_log import _seeking as seeking
from fakes.conformance.guarantees import Guarantee, Kind

__all__ = ["GUARANTEES"]

GUARANTEES = (
    Guarantee(
        "body_is_exact",
        "a value and its key come back to the byte: empty, with NUL, no text, of 70,000 bytes",
        (
            contents.bodies_are_exact,
            contents.keys_are_exact,
        ),
        laws=(contents.any_record_is_exact,),
    ),
    Guarantee(
        "headers_are_exact",
        "headers come back to the byte, in their order, with names that come more than once",
        (contents.headers_are_exact,),
        laws=(contents.any_record_is_exact,),
    ),
    Guarantee(
        "topics_are_separate",
        "a topic is another where its name differs by a letter, and a consumer may read several",
        (contents.topics_differ_to_the_letter, contents.one_consumer_reads_several_topics),
    ),
    Guarantee(
        "everything_confirmed_arrives",
        "what append() has returned comes to a consumer, as it was told",
        (
            arriving.what_is_confirmed_arrives,
            arriving.what_is_confirmed_arrives_in_small_polls,
        ),
        laws=(arriving.any_program_loses_and_adds_nothing,),
    ),
    Guarantee(
        "concurrent_appends_are_all_kept",
        "what several clients append at the same time is all there, each in a place of its own",
        (arriving.appends_at_once_are_all_kept,),
        kind=Kind.CONCURRENT,
    ),
    Guarantee(
        "no_phantoms",
        "nothing comes that was not appended, and to one consumer nothing twice",
        (arriving.what_was_not_appended_does_not_come,),
        laws=(arriving.any_program_loses_and_adds_nothing,),
    ),
    Guarantee(
        "bad_values_append_nothing",
        "bad topics, partitions, groups and sizes of polls are an InvalidEventLogValue",
        (contents.bad_values_append_nothing,),
    ),
    Guarantee(
        "too_large",
        "a record over the limit raises RecordTooLarge, and nothing is appended",
        (contents.too_large_appends_nothing,),
        {Promise.SIZE_LIMIT},
    ),
    Guarantee(
        "polls_are_bounded",
        "a poll gives no more records than it is asked for, and the next poll goes on from there",
        (arriving.polls_are_bounded,),
    ),
    Guarantee(
        "partitions_keep_order",
        "a record goes to the partition that it is given, and comes in the order of appending",
        (arriving.partitions_keep_their_order,),
        laws=(arriving.partitions_keep_any_order,),
    ),
    Guarantee(
        "order_per_key",
        "the records of a key are in one partition, and come in the order of appending",
        (
            arriving.keys_keep_their_order,
            arriving.writers_at_once_keep_their_own_order,
        ),
        {Promise.KEY_ORDER},
        laws=(arriving.any_keys_keep_their_order,),
    ),
    Guarantee(
        "total_order",
        "all records of a topic come in the order of appending",
        (arriving.one_order_for_all,),
        {Promise.TOTAL_ORDER},
    ),
    Guarantee(
        "fan_out",
        "every group gets every record, and groups are told apart to the letter",
        (grouping.every_group_gets_everything,),
    ),
    Guarantee(
        "consumers_compete",
        "a record comes to one consumer of a group, and each of them gets some",
        (grouping.members_share,),
        {Promise.GROUP},
    ),
    Guarantee(
        "late_subscriber",
        "a group that has committed nothing begins at the earliest record, or after the latest",
        (grouping.new_groups_begin_as_declared,),
        choices=("earliest", "latest"),
    ),
    Guarantee(
        "commits_resume",
        "a group goes on where it has committed, and what it has not committed comes again, whole",
        (
            committing.what_is_committed_does_not_come_again,
            committing.what_is_not_committed_comes_again_whole,
            committing.what_is_polled_later_is_not_committed,
            committing.a_commit_goes_up_to_its_record,
        ),
        laws=(committing.any_program_resumes_where_it_committed,),
    ),
    Guarantee(
        "offsets_commit_and_seek",
        "seek() goes to an offset or an end and commits nothing; offsets are told as they are",
        (
            seeking.seeks_go_to_offsets,
            seeking.seeks_go_to_ends,
            seeking.seeks_outside_begin_as_a_new_group,
            seeking.offsets_are_told,
            seeking.bad_places_are_refused,
        ),
        {Operation.LOG},
    ),
    Guarantee(
        "times_are_found",
        "seek() to a time goes to the first record that is not older",
        (seeking.seeks_go_to_times,),
        {Operation.LOG},
    ),
    Guarantee(
        "rebalance_loses_nothing",
        "when consumers join and leave, all that was not committed comes, and nothing else",
        (
            rebalancing.newcomers_lose_nothing,
            rebalancing.those_who_leave_lose_nothing,
        ),
        {Promise.GROUP},
        laws=(rebalancing.any_members_lose_nothing,),
    ),
    Guarantee(
        "crash_loses_nothing",
        "when a consumer dies, what it had not committed comes to the others of its group",
        (rebalancing.the_dead_lose_nothing,),
        {Promise.GROUP},
    ),
    Guarantee(
        "silent_consumers_are_fenced",
        "a consumer that does not poll for too long loses its partitions, and cannot commit",
        (rebalancing.the_silent_are_fenced,),
        {Promise.GROUP, Promise.LEASE},
    ),
    Guarantee(
        "closed_means_closed",
        "what is closed raises LogClosed, to close it twice is fine, and other clients go on",
        (lasting.closed_consumers_are_closed, lasting.closed_clients_are_closed),
    ),
    Guarantee(
        "survives_restart",
        "what was appended and what was committed are still there after a restart",
        (lasting.a_restart_loses_nothing,),
        {Promise.DURABLE},
    ),
)
"""The catalogue 2026.1 of `fakes.conformance.event_log`."""
