"""The page of guarantees: it has what the catalogues have, in their words."""

from importlib import import_module

import pytest

from fakes.conformance import Guarantee, Specification
from tests.docs.pages import ROOT
from tests.docs.test_completeness import sections

PORTS = {
    "repository": "Repositories",
    "payments": "Payments",
    "email": "Email",
    "queue": "Message queues",
    "event_log": "Event logs",
}


def section_of(port: str) -> list[str]:
    page = (ROOT / "docs" / "conformance" / "guarantees.md").read_text(encoding="utf-8")
    return sections(page, "##")[PORTS[port]].strip().splitlines()


def specification_of(port: str) -> Specification:
    module = import_module(f"fakes.conformance.{port}.specification")
    [specification] = [it for it in vars(module).values() if isinstance(it, Specification)]
    return specification


def row_of(guarantee: Guarantee) -> str:
    needs = ", ".join(sorted(f"`{each.name}`" for each in guarantee.needs))
    choices = " or ".join(f'"{choice}"' for choice in guarantee.choices)
    declared = f"declare {choices}" if choices else ""
    return (
        f"| `{guarantee.slug}` | {guarantee.says} | {'; '.join(filter(None, [needs, declared]))} |"
    )


@pytest.mark.parametrize("port", PORTS)
def test_each_guarantee_has_a_row_that_says_what_it_needs(port: str) -> None:
    table = "\n".join(section_of(port)).partition("| guarantee | says | needs |\n|---|---|---|\n")[
        2
    ]

    assert table.split("\n") == [row_of(each) for each in specification_of(port).guarantees]


@pytest.mark.parametrize("port", PORTS)
def test_each_capability_and_each_limit_has_a_row(port: str) -> None:
    named = {line.split("`")[1] for line in section_of(port) if line.startswith("| `")}
    specification = specification_of(port)

    assert {str(each) for each in (*specification.operations, *specification.promises)} <= named
    assert set(specification.limits) <= named
