"""The mutants are what they are said to be, and the suites are run on them as they are."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import attrs
import pytest

from benchmarks.conformance.peers import contestants as entrants
from benchmarks.conformance.peers.chapter import peers
from benchmarks.conformance.peers.contestants import Attempt, Peer, contestants
from benchmarks.conformance.peers.faults import FAULTS, Sound, named
from benchmarks.conformance.peers.measurements import (
    KILL,
    MUTANT,
    SMOKE,
    SOUND,
    SUBJECTS,
    of_rounds,
)
from benchmarks.conformance.peers.targets import verdicts
from benchmarks.paces import Scale
from benchmarks.results import Result, Row
from benchmarks.trials import WrongResultError


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """Every row, measured once, by those who are installed."""
    return peers().measure(Scale.SMOKE, SUBJECTS)


def test_every_row_has_a_sample_or_a_reason_for_everyone(results: list[Result]) -> None:
    names = {one.name for one in peers().contestants.present}
    rows = [Row(SOUND), *(Row(MUTANT, detail=fault) for fault in SMOKE), Row(KILL)]
    assert [result.row for result in results] == rows
    for result in results:
        assert {*result.samples, *result.reasons} == names
        assert result.samples.keys().isdisjoint(result.reasons)


def test_our_suite_kills_them_all(results: list[Result]) -> None:
    assert all("fakes" in result.samples for result in results)


def test_what_the_peers_kill_is_told(results: list[Result]) -> None:
    killed = {
        "zarr": {"loses a delete", "reads empty bytes as missing"},
        "langchain": {"loses a delete"},
    }
    for name in peers().contestants.absent:
        del killed[name]
    told = {
        name: {one.row.detail for one in results if one.row.detail and name in one.samples}
        for name in killed
    }
    assert told == killed


def used(mapping: MutableMapping[str, Any]) -> tuple[object, ...]:
    """What a use shows of everything in which one of the mappings is at fault."""
    first = {
        "a": b"1",
        "ab": b"",
        "B": b"x\0y",
        "long": b"z" * 70_000,
        **dict.fromkeys("cdefg", b""),
    }
    for key, value in first.items():
        mapping[key] = value
    mapping["a"] = b"2"
    seen: list[object] = [sorted(mapping), len(mapping), *(mapping.get(key) for key in first)]
    del mapping["a"]
    seen += [sorted(mapping), mapping.get("a"), mapping.get("ab")]
    mapping["a"] = b"3"
    return (*seen, mapping.get("a"), mapping.get("b"), sorted(type(mapping)()))


def test_each_mapping_is_at_fault_and_in_a_way_of_its_own() -> None:
    shown = [used(named(name)()) for name in ("", *FAULTS)]
    assert len(set(map(repr, shown))) == 1 + len(FAULTS)


def test_the_sound_mapping_is_a_dict() -> None:
    class Plain(dict[str, bytes]):
        """One of which there can be another without arguments."""

    assert used(Sound()) == used(Plain())


@pytest.fixture
def none_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(entrants, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(
        entrants,
        "PEERS",
        [Peer("shelf", "shelf_store", "no-such-distribution", ("its suite",))],
    )


@pytest.mark.usefixtures("none_installed")
def test_a_peer_that_is_not_installed_is_absent_by_name() -> None:
    found = contestants()
    assert [one.name for one in found.present] == ["fakes"]
    assert found.absent == {
        "shelf": "no-such-distribution is not installed in build/peers, nor here"
    }


def test_a_peer_that_is_installed_here_takes_part_with_its_version() -> None:
    peer = Peer("pytest", "entries", "pytest", ("its suite", "and more"))
    installed = peer.installed()
    assert installed is not None
    assert installed.notes == (f"pytest {pytest.__version__}: its suite", "and more")


def test_a_suite_that_cannot_be_run_ends_the_run() -> None:
    [ours, *_] = contestants().present
    with pytest.raises(WrongResultError) as raised:
        attrs.evolve(ours, module="no_such_module").attempts([])
    assert str(raised.value).startswith("fakes: ")


def test_a_kill_counts_when_every_round_has_it() -> None:
    lived, died = Attempt(killed=False, seconds=2.0), Attempt(killed=True, seconds=1.0)
    rounds = [
        {"fakes": [lived, died, died], "peer": [lived, died, lived]},
        {"fakes": [lived, died, lived], "peer": [lived, lived, lived]},
    ]
    sound, one, other, kill = of_rounds(["one", "other"], rounds)
    assert sound.samples == {"fakes": (2.0, 2.0), "peer": (2.0, 2.0)}
    assert one.samples == {"fakes": (1.0, 1.0)}
    assert one.reasons == {"peer": "it does not kill: one"}
    assert other.reasons.keys() == {"fakes", "peer"}
    assert kill.samples == {"fakes": (1.0, 3.0)}
    assert kill.reasons == {"peer": "it kills none"}


def of(row: Row, **seconds: float) -> Result:
    return Result(row, "s", {name: (one,) for name, one in seconds.items()})


def test_kills_are_counted_and_rates_compared() -> None:
    mutants = [
        Result(Row(MUTANT, detail="one"), "s", {"fakes": (1.0,), "zarr": (1.0,)}),
        Result(Row(MUTANT, detail="two"), "s", {"zarr": (1.0,)}, {"fakes": "it does not kill"}),
    ]
    judged = verdicts([*mutants, of(Row(KILL), fakes=2.0, zarr=1.0)])
    assert [(one.target, one.measured, one.met) for one in judged] == [
        ("every mutant is killed", "1 of 2 by fakes", False),
        ("no fewer are killed than by zarr", "2 of 2 by zarr", False),
        ("as many kills per second as zarr", "0.50 times (0.50 and 1.00)", False),
    ]
