"""The guarantees of an email service, as data: what each says, what checks it, what it needs."""

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.email import _clients as clients
from fakes.conformance.email import _contents as contents
from fakes.conformance.email import _refusing as refusing
from fakes.conformance.email import _repeating as repeating
from fakes.conformance.email import _scheduling as scheduling
from fakes.conformance.email import _sending as sending
from fakes.conformance.guarantees import Guarantee, Kind

__all__ = ["GUARANTEES"]

GUARANTEES = (
    Guarantee(
        "accepted_has_an_id",
        "each email that was accepted has a Message-ID of its own, which the receipt tells",
        (sending.ids_differ, sending.the_header_has_the_id),
    ),
    Guarantee(
        "envelope_is_everyone_once",
        "an email goes to everyone in to, cc and bcc, once, or to those in its envelope",
        (
            sending.everyone_is_accepted_once,
            sending.an_envelope_decides,
        ),
        laws=(sending.everyone_gets_one,),
    ),
    Guarantee(
        "bcc_stays_out_of_headers",
        "nobody learns from an email who is in its bcc",
        (sending.bcc_is_told_to_nobody,),
    ),
    Guarantee(
        "unicode_subject_and_names",
        "the subject and the display names arrive to the character",
        (contents.subjects_are_exact,),
        laws=(contents.any_subject_and_names_are_exact,),
    ),
    Guarantee(
        "header_injection_is_refused",
        "a line break in a header is an InvalidEmail, and nothing is sent",
        (refusing.line_breaks_are_refused,),
        laws=(refusing.any_line_break_is_refused,),
    ),
    Guarantee(
        "invalid_address",
        "a recipient that is no address is an InvalidEmail, and nothing is sent",
        (refusing.invalid_addresses_are_refused,),
    ),
    Guarantee(
        "no_recipients",
        "an email to nobody raises NoRecipients, and nothing is sent",
        (refusing.an_empty_envelope_raises,),
    ),
    Guarantee(
        "refusals_are_per_recipient",
        "the receipt says who was refused, with codes, and the others get the email",
        (refusing.others_are_served,),
        {Promise.REFUSALS},
    ),
    Guarantee(
        "all_refused",
        "when every recipient is refused, send() raises AllRecipientsRefused",
        (refusing.all_refused_raises,),
    ),
    Guarantee(
        "attachments_are_exact",
        "attachments arrive in order: to the byte, with their names and types",
        (contents.attachments_are_exact,),
        laws=(contents.any_attachment_is_exact,),
    ),
    Guarantee(
        "text_and_html_both_arrive",
        "an email with a text and HTML arrives with both, and with one of them with that one",
        (contents.text_and_html_both_arrive, contents.a_text_or_html_alone_arrives),
    ),
    Guarantee(
        "body_is_exact",
        "a body arrives to the character: leading dots, long lines, line ends, non-ASCII",
        (contents.bodies_are_exact,),
        laws=(contents.any_body_is_exact,),
    ),
    Guarantee(
        "reply_to_and_sender",
        "the sender and those to reply to arrive with their display names",
        (contents.reply_to_and_sender_are_exact,),
    ),
    Guarantee(
        "custom_headers",
        "further headers arrive exactly, in their order, those of the same name too",
        (contents.headers_are_exact,),
        {Operation.HEADERS},
        laws=(contents.any_header_is_exact,),
    ),
    Guarantee(
        "snapshot_at_send",
        "what the caller changes after a send changes nothing that was sent",
        (clients.parts_are_not_kept, clients.batch_list_is_not_kept),
    ),
    Guarantee(
        "too_large",
        "a message above the size limit raises MessageTooLarge, and nothing is sent",
        (refusing.large_is_refused,),
        {Promise.SIZE_LIMIT},
    ),
    Guarantee(
        "transient_or_permanent",
        "an error says whether it is permanent or worth another try",
        (refusing.mistakes_are_permanent, refusing.refusals_last_or_pass),
    ),
    Guarantee(
        "usable_after_an_error",
        "after an error the same client sends the next email",
        (refusing.usable_after_mistakes, refusing.usable_after_refusals),
    ),
    Guarantee(
        "concurrent_sends_do_not_mix",
        "emails that are sent at the same time keep their recipients and contents apart",
        (clients.concurrent_receipts_do_not_mix, clients.concurrent_contents_do_not_mix),
        kind=Kind.CONCURRENT,
    ),
    Guarantee(
        "batch_reports_each",
        "send_batch() tells what became of each email, in their order, and sends all it can",
        (clients.batch_delivers_each,),
        laws=(clients.any_batch_reports_each,),
    ),
    Guarantee(
        "duplicate_recipients",
        "who is twice in an envelope gets as many copies as declared",
        (sending.duplicates_as_declared,),
        choices=("one", "two"),
    ),
    Guarantee(
        "key_is_honoured_or_refused",
        "an idempotency key that is not honoured is refused, never ignored",
        (repeating.a_key_is_honoured_or_refused,),
    ),
    Guarantee(
        "retry_does_not_duplicate",
        "a send that is repeated with its key sends nothing more, and another raises",
        (
            repeating.retries_send_once,
            repeating.a_failure_takes_no_key,
            repeating.no_keys_are_refused,
            repeating.concurrent_retries_send_once,
        ),
        {Promise.IDEMPOTENT},
        laws=(repeating.any_keys_are_told_apart,),
    ),
    Guarantee(
        "key_expires",
        "after its window an idempotency key is new",
        (repeating.a_key_is_free_after_its_window,),
        {Promise.IDEMPOTENT, Promise.CLOCK},
    ),
    Guarantee(
        "scheduled_and_cancelled",
        "a scheduled email is sent at its time, and not before, unless it is cancelled",
        (
            scheduling.schedules_in_time,
            scheduling.cancelled_is_not_sent,
            scheduling.past_is_sent_at_once,
            scheduling.unknown_and_empty_are_refused,
        ),
        {Operation.SCHEDULE},
    ),
    Guarantee(
        "scheduled_retry_does_not_duplicate",
        "a schedule that is repeated with its key schedules nothing more, and another raises",
        (scheduling.retries_schedule_once,),
        {Operation.SCHEDULE, Promise.IDEMPOTENT},
    ),
    Guarantee(
        "schedules_are_kept",
        "of several scheduled emails exactly those are sent that are due and not cancelled",
        (),
        {Operation.SCHEDULE, Promise.CLOCK},
        laws=(scheduling.any_schedule_is_kept,),
    ),
    Guarantee(
        "arrives",
        "the email in the mailbox of each recipient equals the one that was sent, and all arrive",
        (
            contents.the_whole_arrives,
            contents.mail_programs_read_the_same,
        ),
        {Operation.INSPECT},
        laws=(
            clients.all_that_was_accepted_arrives,
            contents.the_whole_of_any_arrives,
        ),
    ),
)
"""The catalogue, in the order in which a report shows it."""
