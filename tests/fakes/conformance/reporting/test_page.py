"""The matrix as a page: its structure, its data, and nothing that is fetched or escapes."""

import json
import re
from html.parser import HTMLParser

import attrs
import pytest

from fakes.conformance import Outcome
from fakes.conformance.reporting.document import document
from fakes.conformance.reporting.page import page
from fakes.conformance.reporting.signs import SIGNS
from tests.fakes.conformance.reporting.records import KILLED, SURVIVED, attempted, column, record

HOSTILE = """</script><script>alert(1)</script> "quoted" 'too' <!-- &amp; \u2028 \\u003c"""
VOID = ("input", "link", "meta")


@attrs.define(eq=False)
class Parsed(HTMLParser):
    """Every element with its attributes, and the text that is in it."""

    elements: list[tuple[str, dict[str, str | None]]] = attrs.Factory(list)
    texts: list[tuple[str, str]] = attrs.Factory(list)
    inside: list[str] = attrs.Factory(list)

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.inside[-1] if self.inside else "", data.strip()))

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [
            own for each, own in self.elements if each == tag and attributes.items() <= own.items()
        ]

    def text(self, tag: str) -> list[str]:
        return [text for each, text in self.texts if each == tag]


def parsed(text: str) -> Parsed:
    parser = Parsed()
    parser.feed(text)
    assert parser.inside == []
    return parser


CELLS = [
    *column("TestRedis", variant="7", system="Redis 7.2 <&> redis-py"),
    attempted(record(), KILLED, SURVIVED),
    record(guarantee="unique", outcome=Outcome.FAIL, reason=HOSTILE),
]


def test_each_cell_can_be_focused_and_tells_its_outcome_in_three_ways() -> None:
    found = parsed(page(CELLS))

    assert found.all("td", tabindex="0") == [
        {"class": outcome, "tabindex": "0", "data-cell": number}
        for outcome, number in [
            ("PASS", "0"),
            ("PASS", "3"),
            ("PASS", "1"),
            ("FAIL", "4"),
            ("PASS", "2"),
        ]
    ]
    assert len(found.all("span", **{"aria-hidden": "true"})) == 5
    assert len(found.all("span", **{"class": "spoken"})) == 5
    assert found.text("span").count("✗") == found.text("span").count("FAIL") == 1


def test_rows_and_columns_have_headings() -> None:
    found = parsed(page(CELLS))

    assert len(found.all("th", scope="col")) == 3
    assert len(found.all("th", scope="row")) == 4
    assert found.all("table") == [{"role": "grid", "aria-label": "Guarantees of repositories"}]
    assert found.text("th") == ["Guarantee", "TestRedis[7]", "TestSqlite", "saboteurs killed"]
    assert "Redis 7.2 <&> redis-py" in found.text("span")
    assert found.text("td") == ["1 of 2 (50 %)"]
    assert found.text("code") == ["round_trip", "unique", "ordered"]


def test_a_table_without_saboteurs_has_no_rate() -> None:
    assert parsed(page(column())).all("tfoot") == []


def test_reasons_and_survivors_are_listed_for_those_who_print_it() -> None:
    found = parsed(page(CELLS))

    assert found.text("h3") == ["Reasons", "Survivors"]
    assert found.text("dt") == [", unique: FAIL", ", adds_over"]
    assert found.text("pre") == [HOSTILE, "replaces <b>what</b> is there"]


def test_the_data_is_in_the_page_and_nothing_ends_it() -> None:
    found = parsed(page(CELLS))

    embedded, script = found.text("script")
    assert json.loads(embedded) == document(CELLS)
    assert script.startswith('"use strict"')
    assert len(found.all("script")) == 2


def test_nothing_is_fetched_from_anywhere() -> None:
    text = page(CELLS)

    assert not re.search(r"https?://|//\w|url\(|@import|\bsrc=|\bhref=", text)
    (policy,) = parsed(text).all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert str(policy["content"]).startswith("default-src 'none'; ")


def test_a_hostile_name_stays_a_name() -> None:
    cells = [record(HOSTILE, variant=HOSTILE, system=HOSTILE, port=HOSTILE, module=HOSTILE)]

    found = parsed(page(cells))

    assert found.text("h2") == [HOSTILE]
    assert len(found.all("script")) == 2


def test_every_outcome_is_in_the_legend_and_can_be_filtered_by() -> None:
    found = parsed(page([]))

    names = [outcome.name for outcome in Outcome]
    assert sorted(found.text("option")) == sorted(["any", *names])
    assert [name for name in names for _ in found.all("b", **{"class": name})] == names


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_every_colour(scheme: str) -> None:
    css = page([]).split("prefers-color-scheme: dark")[scheme == "dark"].split("}")[0]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", css))
    grounds = [outcome.name.lower().replace("_", "-") for outcome in SIGNS]

    assert [name for name in grounds if contrast(colours[name], colours["text"]) < 4.5] == []
    for ground in ("ground", "raised"):
        for text in ("text", "quiet"):
            assert contrast(colours[ground], colours[text]) >= 4.5
