"""What is measured of doubles at each scale of a run."""

from collections.abc import Mapping

from attrs import frozen

from benchmarks.paces import PACES, Pace, Scale

__all__ = ["PLANS", "TEST_SIZED", "Plan"]

TEST_SIZED = 20
"""Doubles built before the registries are emptied: no test has more, and they slow some peers."""


@frozen
class Plan:
    """The rows' parameters and how long each is measured."""

    pace: Pace
    sizes: tuple[int, ...]
    stubbings: tuple[int, ...]
    recorded: tuple[int, ...]
    import_rounds: int
    kept_doubles: int
    kept_calls: int


PLANS: Mapping[Scale, Plan] = {
    Scale.FULL: Plan(
        pace=PACES[Scale.FULL],
        sizes=(1, 8, 40),
        stubbings=(1, 20, 200),
        recorded=(10, 1_000, 100_000),
        import_rounds=11,
        kept_doubles=50,
        kept_calls=5_000,
    ),
    Scale.QUICK: Plan(
        pace=PACES[Scale.QUICK],
        sizes=(1, 8, 40),
        stubbings=(1, 20, 200),
        recorded=(10, 1_000, 100_000),
        import_rounds=3,
        kept_doubles=10,
        kept_calls=500,
    ),
    Scale.SMOKE: Plan(
        pace=PACES[Scale.SMOKE],
        sizes=(1, 8),
        stubbings=(1, 3),
        recorded=(10, 20),
        import_rounds=1,
        kept_doubles=2,
        kept_calls=10,
    ),
}
