"""One check on one adapter, without the rest of a catalogue."""

from collections.abc import Iterable, Mapping
from typing import Any

from fakes.conformance import (
    Capability,
    Check,
    Guarantee,
    Kind,
    Operation,
    Specification,
    Verdict,
    verdicts,
)
from tests.fakes.conformance.adapters import SoundAsyncCells, SoundCells
from tests.fakes.conformance.cells import PORT, CellsTrial, names_in

BASES = (SoundCells, SoundAsyncCells)


def specification(
    *checks: Check,
    laws: tuple[Check, ...] = (),
    needs: Iterable[Capability] = (),
    kind: Kind = Kind.SEQUENTIAL,
    choices: tuple[str, ...] = (),
    probes: Mapping[Operation, Check] | None = None,
) -> Specification:
    """A catalogue of one guarantee, which is called `it` and says that it holds."""
    guarantee = Guarantee("it", "it holds", checks, needs, kind, choices, laws=laws)
    return Specification(
        "cells",
        PORT,
        CellsTrial,
        (guarantee,),
        probes or {},
        limits={"lifetime": 60},
        contents=names_in,
    )


def suite_of(known: Specification, base: type[Any] = SoundCells, **declared: object) -> type[Any]:
    """A suite called TestCells, which declares no more than it is told to."""
    nothing: dict[str, object] = {"promises": (), "operations": (), "parameters": {}}
    return type("TestCells", (base,), {**nothing, "specification": known, **declared})


def verdict_on(
    *checks: Check,
    laws: tuple[Check, ...] = (),
    base: type[Any] = SoundCells,
    kind: Kind = Kind.SEQUENTIAL,
    **declared: object,
) -> Verdict:
    """The verdict on checks of which nothing is needed."""
    return verdicts(suite_of(specification(*checks, laws=laws, kind=kind), base, **declared))["it"]


def difference_in(verdict: Verdict) -> str:
    """The second paragraph of a failure, which says what differs."""
    return verdict.reason.split("\n\n")[1]
