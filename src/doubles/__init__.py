"""Typed test doubles that cannot lie: dummies, stubs, fakes, mocks and spies of Protocols.

Everything public is here, in `doubles.errors` and in `doubles.matchers`.
"""

from doubles._access import reading as reading
from doubles._access import writing as writing
from doubles._block import scope as scope
from doubles._calls import calls as calls
from doubles._calls import reset as reset
from doubles._dummy import dummy as dummy
from doubles._fake import fake as fake
from doubles._faults import faulty as faulty
from doubles._faults import schedule as schedule
from doubles._mock import mock as mock
from doubles._schedule import Fate as Fate
from doubles._schedule import Schedule as Schedule
from doubles._schedule import ScheduledCall as ScheduledCall
from doubles._shape import check_shape as check_shape
from doubles._shape import has_shape as has_shape
from doubles._spy import spy as spy
from doubles._stub import stub as stub
from doubles._values import Call as Call
from doubles._verify import verify as verify
from doubles._when import Stubbing as Stubbing
from doubles._when import when as when
from doubles._when import whenever as whenever
from doubles.errors import AnswerTypeError as AnswerTypeError
from doubles.errors import ArgumentTypeError as ArgumentTypeError
from doubles.errors import ClosedScopeError as ClosedScopeError
from doubles.errors import DummyUsedError as DummyUsedError
from doubles.errors import NeverAwaitedError as NeverAwaitedError
from doubles.errors import NotADoubleError as NotADoubleError
from doubles.errors import ScopeError as ScopeError
from doubles.errors import ShapeError as ShapeError
from doubles.errors import SpecError as SpecError
from doubles.errors import UnexpectedCallError as UnexpectedCallError
from doubles.errors import UnfinishedStubbingError as UnfinishedStubbingError
from doubles.errors import UnfinishedVerificationError as UnfinishedVerificationError
from doubles.errors import UnknownMemberError as UnknownMemberError
from doubles.errors import UnresolvedAnnotationError as UnresolvedAnnotationError
from doubles.errors import UnusedStubbingError as UnusedStubbingError
from doubles.errors import VerificationError as VerificationError
from doubles.matchers import an as an
from doubles.matchers import anything as anything
from doubles.matchers import that as that

__all__ = [
    "AnswerTypeError",
    "ArgumentTypeError",
    "Call",
    "ClosedScopeError",
    "DummyUsedError",
    "Fate",
    "NeverAwaitedError",
    "NotADoubleError",
    "Schedule",
    "ScheduledCall",
    "ScopeError",
    "ShapeError",
    "SpecError",
    "Stubbing",
    "UnexpectedCallError",
    "UnfinishedStubbingError",
    "UnfinishedVerificationError",
    "UnknownMemberError",
    "UnresolvedAnnotationError",
    "UnusedStubbingError",
    "VerificationError",
    "an",
    "anything",
    "calls",
    "check_shape",
    "dummy",
    "fake",
    "faulty",
    "has_shape",
    "mock",
    "reading",
    "reset",
    "schedule",
    "scope",
    "spy",
    "stub",
    "that",
    "verify",
    "when",
    "whenever",
    "writing",
]
