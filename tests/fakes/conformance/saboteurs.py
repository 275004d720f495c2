"""Broken adapters of the small port, among them some that no check finds out."""

from typing import Any

from fakes.conformance import Promise
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run


class Delegating:
    def __init__(self, real: Any, shared: dict[str, Any]) -> None:
        self.real = real
        self.shared = shared

    async def put(self, name: str, number: int) -> None:
        await self.real.put(name, number)

    async def get(self, name: str) -> int:
        return await self.real.get(name)

    async def add(self, name: str, number: int) -> int:
        return await self.real.add(name, number)

    async def delete(self, name: str) -> None:
        await self.real.delete(name)

    async def names(self) -> list[str]:
        return await self.real.names()

    async def put_all(self, numbers: Any) -> None:
        await self.real.put_all(numbers)

    def unit(self) -> Any:
        return Unit(self.real.unit(), self)


class Unit:
    """What a wrapper gives out is a wrapper too."""

    def __init__(self, real: Any, cells: Any) -> None:
        self.real = real
        self.cells = cells

    async def __aenter__(self) -> Any:
        await self.real.__aenter__()
        return self

    async def __aexit__(self, *about: object) -> None:
        await self.real.__aexit__(*about)

    def on(self, cells: Any) -> Any:
        assert cells is self.cells
        return type(cells)(self.real.on(cells.real), cells.shared)

    def savepoint(self) -> Any:
        return self.real.savepoint()


class OffByOne(Delegating):
    async def put(self, name: str, number: int) -> None:
        await super().put(name, number + 1)


class CommitsAlways(Delegating):
    def unit(self) -> Any:
        unit = super().unit()
        unit.__class__ = Committing
        return unit


class Committing(Unit):
    async def __aexit__(self, *about: object) -> None:
        await self.real.__aexit__(None, None, None)


class LosesUpdates(Delegating):
    async def add(self, name: str, number: int) -> int:
        total = await self.real.get(name) + number
        await let_others_run()
        await self.real.put(name, total)
        return total


class Texts(Delegating):
    """What it gives is not even of the right type."""

    async def get(self, name: str) -> Any:
        return "one"


SABOTEURS = (
    Saboteur("off_by_one", "puts one more", "round_trip", OffByOne),
    Saboteur("slow", "takes its time", "round_trip", Delegating),
    Saboteur("texts", "gives texts for numbers", "last_put_wins", Texts),
    Saboteur("loses_updates", "adds to what it read before", "no_lost_update", LosesUpdates),
    Saboteur("commits_always", "commits what failed", "rollback_hides", CommitsAlways),
    Saboteur("not_unique", "allows twins", "missing", Delegating, needs={Promise.UNIQUE}),
    Saboteur(
        "refuses", "raises", "delete_missing", Delegating, parameters={"delete_missing": "ignores"}
    ),
)
