"""The table of a profile's traits in docs/fakes/conditions.md, compared with the profiles."""

import attrs

from fakes.repository import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    Profile,
    TextComparison,
)
from tests.docs.pages import ROOT


def test_the_page_of_conditions_has_every_trait_of_every_product() -> None:
    page = (ROOT / "docs/fakes/conditions.md").read_text("utf-8")
    table = page.partition("\n## Profiles\n")[2].partition("\n\nPostgreSQL ")[0]
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines()
    ]
    products = (SQLITE_3, POSTGRESQL_15_C_UTF8, MARIADB_10_11_UTF8MB4_GENERAL_CI)
    traits = [field.name for field in attrs.fields(Profile)]
    told = {row[0]: row[2:] for row in rows if row[0] in traits}
    assert ["trait", "what it tells", *map(repr, products)] in rows
    assert told == {name: [trait_of(profile, name) for profile in products] for name in traits}


def trait_of(profile: Profile, name: str) -> str:
    value = getattr(profile, name)
    return value.name if isinstance(value, TextComparison) else str(value)
