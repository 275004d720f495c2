"""The guarantees of a payment gateway, as data: what each says, what checks it, what it needs."""

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.guarantees import Guarantee, Kind
from fakes.conformance.payments import _authorising as authorising
from fakes.conformance.payments import _charging as charging
from fakes.conformance.payments import _conserving as conserving
from fakes.conformance.payments import _disconnecting as disconnecting
from fakes.conformance.payments import _hiding as hiding
from fakes.conformance.payments import _listing as listing
from fakes.conformance.payments import _notifying as notifying
from fakes.conformance.payments import _refunding as refunding
from fakes.conformance.payments import _repeating as repeating

__all__ = ["GUARANTEES"]

GUARANTEES = (
    Guarantee(
        "amount_is_exact",
        "an amount is taken and told to the minor unit",
        (charging.amounts_are_exact,),
        laws=(charging.any_amount_is_exact,),
    ),
    Guarantee(
        "get_is_what_charge_said",
        "get() gives every client the payment that charge() gave",
        (),
        laws=(charging.get_is_what_was_said,),
    ),
    Guarantee(
        "unknown_payment",
        "what is to be done to a payment that there never was raises PaymentNotFound",
        (charging.unknown_payments_are_not_found,),
    ),
    Guarantee(
        "select_agrees",
        "select() gives each payment that was asked for once, the newest first, in pages",
        (
            listing.selections_agree,
            listing.bad_pages_are_refused,
        ),
        laws=(listing.any_pages_concatenate,),
    ),
    Guarantee(
        "same_key_same_charge",
        "the same request with the same key charges once, and is answered alike",
        (repeating.repetitions_charge_once,),
        {Promise.IDEMPOTENT},
        laws=(repeating.any_keys_are_told_apart,),
    ),
    Guarantee(
        "same_key_other_parameters",
        "another request with the same key raises IdempotencyMismatch, and no money moves",
        (repeating.other_parameters_are_refused,),
        {Promise.IDEMPOTENT},
    ),
    Guarantee(
        "same_key_other_operation",
        "another operation with the same key raises IdempotencyMismatch, and no money moves",
        (repeating.other_operations_are_refused,),
        {Promise.IDEMPOTENT, Operation.AUTHORISE},
    ),
    Guarantee(
        "concurrent_same_key",
        "requests with one key that come at the same time charge once",
        (repeating.concurrent_repetitions_charge_once,),
        {Promise.IDEMPOTENT},
        Kind.CONCURRENT,
    ),
    Guarantee(
        "lost_reply_then_retry",
        "a request whose reply was lost, said again with its key, is done once",
        (disconnecting.a_lost_charge_is_done_once,),
        {Promise.IDEMPOTENT},
    ),
    Guarantee(
        "lost_capture_then_retry",
        "a hold or capture whose reply was lost, said again with its key, is done once",
        (disconnecting.a_lost_capture_is_done_once,),
        {Promise.IDEMPOTENT, Operation.AUTHORISE},
    ),
    Guarantee(
        "other_key_other_charge",
        "the same charge with another key, or with none, charges again",
        (repeating.other_keys_charge_again,),
    ),
    Guarantee(
        "key_is_honoured_or_refused",
        "an idempotency key that is not honoured is refused, never ignored",
        (repeating.a_key_is_honoured_or_refused,),
    ),
    Guarantee(
        "replay_of_a_failure",
        "a request that failed, with the same key, is answered or tried again as declared",
        (repeating.a_failure_is_saved_or_retried,),
        {Promise.IDEMPOTENT},
        choices=("saved", "retried"),
    ),
    Guarantee(
        "validation_error_burns_key",
        "a request that was refused for a bad value spends its key, or not, as declared",
        (repeating.a_mistake_burns_the_key_or_not,),
        {Promise.IDEMPOTENT},
        choices=("burns", "frees"),
    ),
    Guarantee(
        "key_expiry",
        "after its window an idempotency key is new",
        (repeating.a_key_is_new_after_its_window,),
        {Promise.IDEMPOTENT, Promise.CLOCK},
    ),
    Guarantee(
        "key_limits",
        "an idempotency key that is empty or too long is an InvalidPaymentValue",
        (repeating.no_keys_are_refused,),
        {Promise.IDEMPOTENT},
    ),
    Guarantee(
        "decline_moves_nothing",
        "a declined card raises CardDeclined with the bank's codes, and no money moves",
        (charging.declines_move_nothing,),
    ),
    Guarantee(
        "authentication_moves_nothing",
        "what its holder must confirm raises AuthenticationRequired, and no money moves",
        (charging.authentication_moves_nothing,),
    ),
    Guarantee(
        "bad_amount_or_currency",
        "a bad amount or currency is an InvalidPaymentValue, and no money moves",
        (charging.bad_amounts_are_refused, charging.bad_currencies_are_refused),
    ),
    Guarantee(
        "currency_exponents",
        "amounts are exact in each currency, with the decimals that it has",
        (charging.currencies_have_their_exponents,),
        {Promise.CURRENCIES},
        laws=(charging.any_amount_of_any_currency_is_exact,),
    ),
    Guarantee(
        "full_refund",
        "a refund gives back all that was captured, once",
        (),
        {Operation.REFUND},
        laws=(refunding.a_refund_is_of_all_that_is_left,),
    ),
    Guarantee(
        "partial_refunds_are_bounded",
        "refunds of parts never add up to more than was captured",
        (
            refunding.parts_are_bounded,
            refunding.bad_refunds_are_refused,
        ),
        {Operation.REFUND, Operation.PARTIAL},
        laws=(refunding.any_parts_are_bounded,),
    ),
    Guarantee(
        "concurrent_refunds_are_bounded",
        "refunds that come at the same time never add up to more than was captured",
        (refunding.concurrent_refunds_are_bounded,),
        {Operation.REFUND},
        Kind.CONCURRENT,
    ),
    Guarantee(
        "refund_is_idempotent",
        "the same refund with the same key is made once, and is answered alike",
        (repeating.refunds_are_repeated_once,),
        {Promise.IDEMPOTENT, Operation.REFUND},
    ),
    Guarantee(
        "capture_within_authorisation",
        "a capture takes at most what is held, and once",
        (),
        {Operation.AUTHORISE},
        laws=(authorising.a_capture_is_within_its_hold,),
    ),
    Guarantee(
        "partial_capture",
        "a capture of a part takes that part, and lets go of the rest",
        (authorising.bad_captures_are_refused,),
        {Operation.AUTHORISE, Operation.PARTIAL},
        laws=(authorising.any_part_is_captured_once,),
    ),
    Guarantee(
        "void_blocks_capture",
        "what was voided cannot be captured, and what was captured cannot be voided",
        (authorising.voiding_blocks_capturing, authorising.capturing_blocks_voiding),
        {Operation.AUTHORISE},
    ),
    Guarantee(
        "concurrent_ends_are_one",
        "of captures and voids of one payment that come at the same time, one is done",
        (authorising.concurrent_ends_are_one,),
        {Operation.AUTHORISE},
        Kind.CONCURRENT,
    ),
    Guarantee(
        "authorisation_expires",
        "after its window a hold is over, and nothing was taken",
        (authorising.holds_lapse,),
        {Operation.AUTHORISE, Promise.CLOCK},
    ),
    Guarantee(
        "conservation",
        "captured - refunded is the balance after any program, and no step is illegal",
        (conserving.one_program_conserves_money,),
        laws=(conserving.any_program_conserves_money,),
    ),
    Guarantee(
        "events_may_repeat_and_reorder",
        "events are signed, and in any order, and twice, they tell what became of payments",
        (notifying.a_forged_event_is_refused,),
        {Operation.EVENTS},
        laws=(notifying.any_order_ends_in_one_state,),
    ),
    Guarantee(
        "nothing_leaks",
        "no card number or secret is in a repr, a text, an error or the log",
        (hiding.nothing_is_shown,),
    ),
    Guarantee(
        "timeout_is_unknown",
        "a request whose reply is lost has an unknown outcome, and is no decline",
        (disconnecting.lost_replies_are_unknown,),
    ),
)
"""The catalogue, in the order in which a report shows it."""
