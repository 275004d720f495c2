"""The guarantees of repositories, as data; what they do stands in the modules of checks."""

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.guarantees import Guarantee, Kind
from fakes.conformance.repository import (
    _aliasing,
    _batches,
    _constraints,
    _filtering,
    _finding,
    _keys,
    _lasting,
    _ordering,
    _refusing,
    _storing,
    _units,
    _versions,
)

__all__ = ["GUARANTEES"]

GUARANTEES = (
    Guarantee(
        "round_trip",
        "every attribute comes back equal, values at the edges of what it holds included",
        (
            _storing.edges_come_back,
            _storing.nul_is_refused_where_it_cannot_be_kept,
        ),
        laws=(_storing.an_added_entity_comes_back,),
    ),
    Guarantee(
        "missing_key",
        "of a key that nothing has, get raises NotFound and find gives None",
        (_storing.a_missing_key_is_missing,),
    ),
    Guarantee(
        "no_input_aliasing",
        "changing what was passed in changes nothing that is stored",
        (_aliasing.what_was_passed_in_is_nobodys,),
    ),
    Guarantee(
        "no_output_aliasing",
        "changing what came out changes nothing that is stored",
        (_aliasing.what_came_out_is_nobodys,),
    ),
    Guarantee(
        "duplicate_add",
        "a second add under one key raises DuplicateKey, and the first stays as it was",
        (_storing.the_second_add_is_refused,),
    ),
    Guarantee(
        "last_write_wins",
        "a save over an entity replaces it whole, and a stale one is refused where versions are "
        "kept",
        (),
        laws=(_storing.the_last_save_wins,),
    ),
    Guarantee(
        "concurrent_writes_are_kept",
        "of what clients add at the same time nothing is lost, and under one key one wins",
        (_lasting.adds_at_once_are_all_kept, _lasting.of_adds_at_once_one_wins),
        kind=Kind.CONCURRENT,
    ),
    Guarantee(
        "update_missing_never_creates",
        "an update of what is not there raises NotFound, and stores nothing",
        (_storing.an_update_of_nothing_is_refused,),
    ),
    Guarantee(
        "delete_is_complete",
        "what was deleted is gone from get, find, select and count, and nothing else is",
        (_storing.a_deleted_entity_is_gone,),
    ),
    Guarantee(
        "delete_missing",
        "a delete of what is not there raises NotFound or does nothing, as declared",
        (_storing.deleting_nothing_does_as_declared,),
        choices=("raises", "ignores"),
    ),
    Guarantee(
        "re_add_after_delete",
        "the key of what was deleted is free, and nothing of the old entity is left",
        (_storing.the_key_of_a_deleted_entity_is_free,),
    ),
    Guarantee(
        "keys_are_exact",
        "case, spaces, normal form and length all tell keys apart",
        (_keys.keys_that_look_alike_are_apart,),
        {Promise.KEY_EXACT},
    ),
    Guarantee(
        "select_agrees",
        "select, count and get agree on what is stored, each entity once, whatever was done",
        (),
        laws=(
            _finding.what_is_stored_is_listed,
            _finding.any_program_agrees_with_a_dict,
        ),
    ),
    Guarantee(
        "iteration_survives_writes",
        "what was selected can be gone through while it is written",
        (_finding.a_page_survives_writes,),
    ),
    Guarantee(
        "filter_agrees",
        "every condition finds what it says: wildcards, case, NULL, no values",
        (_filtering.wildcards_case_and_nothing_agree,),
        {Operation.FILTER},
        laws=(_filtering.any_condition_agrees,),
    ),
    Guarantee(
        "order_is_total",
        "an order is the same every time: ties are broken by key, NULL is where the profile says",
        (_ordering.ties_are_broken_by_key,),
        {Operation.ORDER},
        laws=(_ordering.any_order_is_the_references,),
    ),
    Guarantee(
        "pages_concatenate",
        "pages of any size join to the whole, also when something is written between them",
        (_ordering.pages_go_on_behind_their_last,),
        {Operation.PAGE},
        laws=(
            _ordering.offsets_are_parts_of_the_whole,
            _ordering.pages_join_to_the_whole,
        ),
    ),
    Guarantee(
        "bad_values_change_nothing",
        "a limit, an offset or a name that cannot be is refused, and nothing is changed",
        (_refusing.what_cannot_be_is_refused,),
        {Operation.PAGE},
    ),
    Guarantee(
        "batch_is_the_loop",
        "a batch stores and returns what adding one after the other would",
        (),
        {Operation.BATCH},
        laws=(_batches.a_batch_does_what_a_loop_does,),
    ),
    Guarantee(
        "batch_is_atomic",
        "of a batch in which one is refused, nothing is stored",
        (_batches.a_batch_with_a_duplicate_does_nothing,),
        {Operation.BATCH, Promise.ATOMIC_BATCH},
    ),
    Guarantee(
        "stale_version",
        "a write of a stale version raises StaleVersion, and of writers at once exactly one wins",
        (_versions.a_stale_update_is_refused, _versions.of_writers_at_once_one_wins),
        {Promise.VERSIONS},
        Kind.CONCURRENT,
    ),
    Guarantee(
        "rollback_hides",
        "what was rolled back was never there, whether all of it or a part",
        (
            _units.what_was_rolled_back_was_never_there,
            _units.what_is_left_is_rolled_back,
            _units.a_part_that_failed_is_undone,
        ),
        {Operation.TRANSACTIONS},
    ),
    Guarantee(
        "commit_shows",
        "what was committed is there for everyone",
        (_units.a_commit_shows_everything,),
        {Operation.TRANSACTIONS},
    ),
    Guarantee(
        "isolation",
        "nobody reads what is not committed, and no update is lost, at the declared level",
        (
            _units.nothing_uncommitted_is_read,
            _units.of_two_that_read_one_writes,
            _units.of_two_that_read_both_one_writes,
            _units.at_once_nothing_is_lost,
        ),
        {Operation.TRANSACTIONS},
        Kind.CONCURRENT,
        choices=("read committed", "snapshot", "serializable"),
    ),
    Guarantee(
        "after_an_error",
        "after a refused statement a unit of work goes on or can only be rolled back, as declared",
        (_units.after_an_error_it_does_as_declared,),
        {Operation.TRANSACTIONS},
        choices=("continues", "aborted"),
    ),
    Guarantee(
        "unique",
        "values of unique attributes are refused a second time, until they are free again",
        (
            _constraints.taken_values_are_refused,
            _constraints.values_become_free,
            _constraints.alike_texts_are_taken_as_declared,
        ),
        {Promise.UNIQUE},
    ),
    Guarantee(
        "generated_keys",
        "generated keys never come twice, and keep clear of explicit ones as the profile says",
        (
            _keys.generated_keys_differ,
            _keys.rolled_back_keys_come_as_declared,
            _keys.an_explicit_key_is_kept_clear_of,
        ),
        {Promise.GENERATED_KEYS},
    ),
    Guarantee(
        "key_written_back",
        "a generated key is on the entity returned, and on the one passed in as declared",
        (_keys.a_generated_key_is_told,),
        {Promise.GENERATED_KEYS},
        choices=("result", "argument"),
    ),
    Guarantee(
        "survives_reopen",
        "what was stored is there after everything was closed and opened again",
        (_lasting.what_is_stored_survives_a_reopening,),
        {Promise.DURABLE},
    ),
    Guarantee(
        "linearizable",
        "a read that begins after a write under its key has ended sees it, or what came later",
        (_lasting.a_reader_never_goes_back,),
        {Promise.LINEARIZABLE},
        Kind.CONCURRENT,
    ),
)
