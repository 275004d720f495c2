"""The hooks for tests of conformance suites: options, a marker, outcomes at the end, and reports.

`fakes.conformance` is not imported for them: only a suite does that, and who asks for a report.
"""

from _doubles_pytest.conformance.collected import Collected as Collected
from _doubles_pytest.conformance.options import add_conformance_options as add_conformance_options
from _doubles_pytest.conformance.options import reporting as reporting
from _doubles_pytest.conformance.outcomes import Outcomes as Outcomes
from _doubles_pytest.conformance.reports import Reports as Reports
