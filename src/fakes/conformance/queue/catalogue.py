"""The guarantees of a message queue, as data: what each says, what checks it, what it needs."""

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.guarantees import Guarantee, Kind
from fakes.conformance.queue import _arriving as arriving
from fakes.conformance.queue import _contents as contents
from fakes.conformance.queue import _deduplicating as deduplicating
from fakes.conformance.queue import _dying as dying
from fakes.conformance.queue import _lasting as lasting
from fakes.conformance.queue import _leasing as leasing
from fakes.conformance.queue import _ordering as ordering
from fakes.conformance.queue import _separating as separating
from fakes.conformance.queue import _settling as settling
from fakes.conformance.queue import _sharing as sharing
from fakes.conformance.queue import _timing as timing

__all__ = ["GUARANTEES"]

GUARANTEES = (
    Guarantee(
        "body_is_exact",
        "a body comes back as it was published: bytes to the last, of any value, and JSON",
        (
            contents.bodies_are_exact,
            contents.json_is_exact,
            contents.later_changes_are_not_sent,
        ),
        laws=(contents.any_message_is_exact,),
    ),
    Guarantee(
        "headers_are_exact",
        "headers come back as they were, or are refused where they cannot",
        (
            contents.headers_are_exact,
            contents.odd_headers_are_exact_or_refused,
        ),
        laws=(contents.any_message_is_exact,),
    ),
    Guarantee(
        "key_is_honoured_or_refused",
        "a key comes back with its message or is refused, and is never ignored",
        (contents.keys_are_honoured_or_refused,),
    ),
    Guarantee(
        "bad_values_publish_nothing",
        "what is no body, and no number to receive, is an InvalidQueueValue",
        (contents.bad_values_publish_nothing,),
    ),
    Guarantee(
        "too_large",
        "a body over the limit raises BodyTooLarge, and nothing is published",
        (contents.too_large_publishes_nothing,),
        {Promise.SIZE_LIMIT},
    ),
    Guarantee(
        "queues_are_separate",
        "a queue is another where its name differs by a letter",
        (separating.queues_differ_to_the_letter,),
    ),
    Guarantee(
        "foreign_deliveries_are_refused",
        "a delivery of another queue raises ForeignDelivery, and stays whose it is",
        (separating.foreign_deliveries_are_refused,),
    ),
    Guarantee(
        "everything_confirmed_arrives",
        "what publish() has given an id comes to a consumer, whatever else is done",
        (arriving.what_is_confirmed_arrives,),
        laws=(arriving.any_program_loses_and_adds_nothing,),
    ),
    Guarantee(
        "concurrent_publishes_are_all_kept",
        "what several clients publish at the same time is all there, each with an id of its own",
        (arriving.publishes_at_once_are_all_kept,),
        kind=Kind.CONCURRENT,
    ),
    Guarantee(
        "no_phantoms",
        "nothing comes that was not published, and nothing twice that was acked",
        (arriving.what_was_not_published_does_not_come,),
        laws=(arriving.any_program_loses_and_adds_nothing,),
    ),
    Guarantee(
        "receives_are_bounded",
        "receive() gives no more deliveries than it is asked for, and takes no more",
        (arriving.receives_are_bounded,),
    ),
    Guarantee(
        "acked_never_returns",
        "what was acked never comes again, also when its client is closed",
        (settling.acked_messages_never_return,),
        laws=(arriving.any_program_loses_and_adds_nothing,),
    ),
    Guarantee(
        "in_flight_is_hidden",
        "what is held comes to nobody else, nor to its holder again",
        (settling.held_messages_are_hidden,),
        laws=(arriving.any_program_loses_and_adds_nothing,),
    ),
    Guarantee(
        "closed_gives_back",
        "what a client held when it was closed comes to others, whole",
        (settling.closed_clients_give_back,),
    ),
    Guarantee(
        "crash_loses_nothing",
        "what a client held when it died comes to others, whole",
        (settling.crashed_clients_lose_nothing,),
    ),
    Guarantee(
        "any_client_settles",
        "a delivery can be settled by another client than the one that received it",
        (settling.any_client_settles,),
    ),
    Guarantee(
        "stale_or_double_ack",
        "to settle what is no longer held does as declared, and takes nobody's delivery",
        (settling.second_settlements_take_nothing, settling.stale_settlements_take_nothing),
        choices=("raises", "ignored"),
    ),
    Guarantee(
        "nacked_returns_whole",
        "what is nacked comes again, with the same id, body and headers",
        (settling.nacked_messages_return_whole,),
        {Operation.NACK},
        laws=(settling.any_returns_are_whole,),
    ),
    Guarantee(
        "unacked_returns",
        "what is not acked comes again when its lease is over, and not before",
        (leasing.leases_end,),
        {Promise.LEASE},
    ),
    Guarantee(
        "late_ack_counts",
        "an ack after the lease counts until the message is another's, and then takes nothing",
        (leasing.late_acks_count, settling.late_settlements_take_nothing),
        {Promise.LEASE},
    ),
    Guarantee(
        "extended_lease_holds",
        "an extended lease ends so long from then, and what is settled cannot be extended",
        (
            leasing.extended_leases_end_later,
            leasing.leases_are_shortened_or_it_is_refused,
            leasing.what_is_settled_cannot_be_extended,
        ),
        {Operation.EXTEND, Promise.LEASE},
    ),
    Guarantee(
        "deliveries_are_counted",
        "a delivery says the how manieth it is of its message",
        (settling.deliveries_are_counted,),
        {Promise.COUNT},
        laws=(settling.any_program_counts_deliveries,),
    ),
    Guarantee(
        "poison_goes_to_dead_letters",
        "after so many deliveries a message is a dead letter, whole, and never lost",
        (dying.poison_goes_to_the_dead_letters,),
        {Operation.DEAD_LETTER},
    ),
    Guarantee(
        "rejected_goes_to_dead_letters",
        "what is rejected is a dead letter at once, whole",
        (dying.rejected_messages_go_to_the_dead_letters,),
        {Operation.DEAD_LETTER},
    ),
    Guarantee(
        "dead_letters_say_why",
        "a dead letter says why it is one, and after how many deliveries",
        (dying.dead_letters_say_why,),
        {Operation.DEAD_LETTER, Promise.DEATH},
    ),
    Guarantee(
        "order_per_key",
        "messages of one key come in their order, one at a time, whatever comes back",
        (
            ordering.keys_keep_their_order,
            ordering.one_of_a_key_comes_at_a_time,
            ordering.given_back_messages_keep_their_turn,
        ),
        {Promise.KEY_ORDER},
        laws=(ordering.any_program_keeps_keys_in_order,),
    ),
    Guarantee(
        "total_order",
        "all messages come in the order of publishing",
        (ordering.one_order_for_all,),
        {Promise.TOTAL_ORDER},
        laws=(ordering.any_order_is_kept,),
    ),
    Guarantee(
        "requeue_position",
        "what is nacked has its original place again, or the tail, as declared",
        (ordering.returns_take_their_place,),
        {Operation.NACK, Promise.TOTAL_ORDER},
        choices=("original", "tail"),
        laws=(ordering.any_returns_take_their_place,),
    ),
    Guarantee(
        "priority",
        "a higher priority comes first",
        (ordering.higher_priorities_come_first,),
        {Operation.PRIORITY},
        laws=(ordering.any_priorities_are_kept,),
    ),
    Guarantee(
        "consumers_compete",
        "a message comes to one client of a queue, and each of them gets some",
        (sharing.clients_share,),
        {Promise.GROUP},
    ),
    Guarantee(
        "concurrent_consumers_share",
        "clients that receive at the same time get each message once among them",
        (sharing.clients_share_at_once,),
        {Promise.GROUP},
        Kind.CONCURRENT,
    ),
    Guarantee(
        "fan_out",
        "every subscription gets every message, and they are settled apart",
        (sharing.every_subscription_gets_everything, sharing.subscriptions_are_settled_apart),
        {Operation.FANOUT},
    ),
    Guarantee(
        "late_subscriber",
        "a new subscription has what is published from now on, or everything, as declared",
        (sharing.new_subscriptions_begin_as_declared,),
        {Operation.FANOUT},
        choices=("from now", "from the start"),
    ),
    Guarantee(
        "prefetch_bounds_in_flight",
        "a client holds no more deliveries than its prefetch, and others get the rest",
        (sharing.no_client_holds_more_than_its_prefetch,),
        {Promise.PREFETCH},
    ),
    Guarantee(
        "deduplication_window",
        "a duplicate within the window is dropped, and is given the id of the first",
        (deduplicating.duplicates_are_dropped,),
        {Operation.DEDUPLICATE},
        laws=(deduplicating.any_duplicates_are_dropped,),
    ),
    Guarantee(
        "deduplication_ends",
        "after the window a deduplication id is new",
        (deduplicating.windows_end,),
        {Operation.DEDUPLICATE},
    ),
    Guarantee(
        "concurrent_duplicates_are_one",
        "of duplicates that are published at the same time, one is kept",
        (deduplicating.duplicates_at_once_are_one,),
        {Operation.DEDUPLICATE},
        Kind.CONCURRENT,
    ),
    Guarantee(
        "not_before_its_delay",
        "a delayed message comes when its delay is over, and not before",
        (timing.delayed_messages_wait,),
        {Operation.DELAY},
    ),
    Guarantee(
        "nacked_waits_its_delay",
        "what is nacked with a delay comes when that is over, and not before",
        (timing.nacked_messages_wait,),
        {Operation.NACK, Operation.BACKOFF},
    ),
    Guarantee(
        "expires",
        "a message does not come when its time to live is over",
        (timing.expired_messages_do_not_come,),
        {Operation.TTL},
    ),
    Guarantee(
        "batch_reports_each",
        "a batch publishes each message or says what is wrong with it, in their order",
        (arriving.batches_report_each,),
        {Operation.BATCH},
        laws=(arriving.any_batch_reports_each,),
    ),
    Guarantee(
        "purge_forgets_what_waits",
        "purge() forgets what waits, says how many messages that were, and keeps what is held",
        (lasting.purges_forget_what_waits,),
        {Operation.PURGE},
    ),
    Guarantee(
        "closed_means_closed",
        "what is closed raises QueueClosed, to close it twice is fine, and other clients go on",
        (lasting.closed_clients_are_closed,),
    ),
    Guarantee(
        "survives_restart",
        "what was published and not acked is still there after a restart",
        (lasting.a_restart_loses_nothing,),
        {Promise.DURABLE},
    ),
)
"""The catalogue 2026.1 of `fakes.conformance.queue`."""
