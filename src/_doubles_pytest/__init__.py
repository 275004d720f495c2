"""The pytest plugin: opens a scope for each test, fixture and example, and has it judged.

It imports neither `doubles` nor `fakes`: until a test does, it only knows what is running.
"""

import pytest

from _doubles_pytest.conformance import (
    Collected,
    Outcomes,
    Reports,
    add_conformance_options,
    reporting,
)
from _doubles_pytest.fixtures import Fixtures
from _doubles_pytest.items import Items
from _doubles_pytest.late import LateCalls
from _doubles_pytest.options import add_options, configured
from _doubles_pytest.owners import doubles_imported as doubles_imported
from _doubles_pytest.run import Run

pytest.register_assert_rewrite("fakes.conformance")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options, on the command line and in the configuration file."""
    add_options(parser)
    add_conformance_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Keep one state for each run of pytest: pytester nests them."""
    config.addinivalue_line(
        "markers",
        "doubles(strictness='strict' or 'lenient', check_types=True or False): "
        "options for the doubles of this test",
    )
    run = Run(configured(config))
    run.whole_run.enter()
    config.add_cleanup(run.whole_run.leave)
    _configure_conformance(config)
    config.pluginmanager.register(Items(run), "doubles-items")
    config.pluginmanager.register(Fixtures(run), "doubles-fixtures")
    config.pluginmanager.register(LateCalls(run), "doubles-late-calls")


def _configure_conformance(config: pytest.Config) -> None:
    outcomes, collected, report = Outcomes(), Collected(), reporting(config)
    if config.getoption("conformance_report") is not None:
        config.pluginmanager.register(collected, "doubles-conformance-collected")
    if report is not None:
        accept = bool(config.getoption("conformance_lock"))
        reports = Reports(report, outcomes, collected, accept=accept)
        config.pluginmanager.register(reports, "doubles-conformance-report")
    # What is registered last is called first: the report is told of below the outcomes.
    config.pluginmanager.register(outcomes, "doubles-conformance")
