"""How much is measured: the full run, the quick one, and the one that only proves the harness."""

from attrs import frozen

__all__ = ["FULL", "QUICK", "SMOKE", "Plan"]


@frozen
class Plan:
    """The rows' parameters and how long each is measured.

    `budget` is in seconds for one contestant in one round. `large_rounds` replaces `rounds` for
    verifications, since to record the calls for a single one may take a second.
    """

    sizes: tuple[int, ...]
    stubbings: tuple[int, ...]
    recorded: tuple[int, ...]
    rounds: int
    large_rounds: int
    import_rounds: int
    budget: float
    kept_doubles: int
    kept_calls: int


FULL = Plan(
    sizes=(1, 8, 40),
    stubbings=(1, 20, 200),
    recorded=(10, 1_000, 100_000),
    rounds=15,
    large_rounds=5,
    import_rounds=11,
    budget=0.005,
    kept_doubles=50,
    kept_calls=5_000,
)

QUICK = Plan(
    sizes=(1, 8, 40),
    stubbings=(1, 20, 200),
    recorded=(10, 1_000, 100_000),
    rounds=4,
    large_rounds=1,
    import_rounds=3,
    budget=0.001,
    kept_doubles=10,
    kept_calls=500,
)

SMOKE = Plan(
    sizes=(1, 8),
    stubbings=(1, 3),
    recorded=(10, 20),
    rounds=1,
    large_rounds=1,
    import_rounds=1,
    budget=0.00001,
    kept_doubles=2,
    kept_calls=10,
)
