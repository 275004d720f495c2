"""The matrix as Markdown: tables, reasons and survivors, with nothing in them that is markup."""

import attrs

from fakes.conformance import Outcome
from fakes.conformance.reporting.markdown import markdown
from tests.fakes.conformance.reporting.records import (
    KILLED,
    SURVIVED,
    TUESDAY,
    attempted,
    column,
    record,
)

LEGEND = """\
# Conformance

What becomes of each guarantee, in a row, on each adapter, in a column. An adapter:

- ✓ PASS: keeps the guarantee
- ≠ DEVIATION: differs in a way that is declared
- ∅ UNSUPPORTED: lacks the operation, and refuses it
- ○ UNPROMISED: does not promise it
- + NEW: is asked to keep an older catalogue
- ? INCONCLUSIVE: could not be seen to keep it or not
- · NOT_RUN: was not there
- ✗ FAIL: does not keep the guarantee
- ! HARNESS_ERROR: cannot be checked before its suite is put right
"""


def below_legend(text: str) -> str:
    assert text.startswith(LEGEND)
    return text.removeprefix(LEGEND)


def test_each_port_has_a_table_with_its_adapters() -> None:
    cells = [
        *column("TestRedis", variant="7", system="Redis 7.2 | redis-py 5"),
        attempted(record(), KILLED, SURVIVED),
        record(guarantee="unique", outcome=Outcome.UNPROMISED, reason="not declared"),
        record(
            guarantee="ordered",
            outcome=Outcome.FAIL,
            reason="TestSqlite does not keep ordered.\n\n<b>select</b>\n  got: 3",
            ran=TUESDAY,
        ),
        record("TestSmtp", port="email", system="Postfix 3.7"),
    ]

    assert (
        below_legend(markdown(cells))
        == r"""
## Email

| guarantee | TestSmtp<br>Postfix 3.7 |
| --- | :-: |
| `round_trip`: it comes back | ✓ |
| *last run* | 2026-11-23 |

## Repositories

| guarantee | TestRedis\[7\]<br>Redis 7.2 \| redis-py 5 | TestSqlite |
| --- | :-: | :-: |
| `round_trip`: it comes back | ✓ | ✓ |
| `unique`: no two share | ✓ | ○ UNPROMISED |
| `ordered`: a \< b \| c | ✓ | ✗ FAIL |
| *saboteurs killed* |  | 1 of 2 (50 %) |
| *last run* | 2026-11-23 | 2026-11-24 |

### Reasons

- **TestSqlite**, `ordered`: FAIL. \<b\>select\</b\>

### Survivors

- **TestSqlite**, adds\_over: replaces \<b\>what\</b\> is there
"""
    )


def test_suites_of_one_name_are_told_apart_and_cells_may_be_missing() -> None:
    cells = [record(module="tests.a"), record(module="tests.b", guarantee="unique")]

    assert (
        below_legend(markdown(cells))
        == r"""
## Repositories

| guarantee | tests.a.TestSqlite | tests.b.TestSqlite |
| --- | :-: | :-: |
| `round_trip`: it comes back | ✓ |  |
| `unique`: no two share |  | ✓ |
| *last run* | 2026-11-23 | 2026-11-23 |
"""
    )


def test_what_a_guarantee_says_is_what_the_latest_run_knows() -> None:
    newer = attrs.evolve(record("TestRedis", ran=TUESDAY), says="it comes back equal")

    assert "`round_trip`: it comes back equal" in markdown([newer, record()])


def test_the_system_is_the_one_that_was_named_last() -> None:
    cells = [
        record(system="SQLite 3.40"),
        record(guarantee="unique", system="SQLite 3.45", ran=TUESDAY),
        record(guarantee="ordered", ran=TUESDAY, outcome=Outcome.NOT_RUN),
    ]

    assert "| TestSqlite<br>SQLite 3.45 |" in markdown(cells)
