"""The two forms of a port, blocking and awaited, and which of its results are clients too."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol

import attrs

__all__ = ["CONTEXT", "AsyncContext", "Context", "Form", "Port", "Spec"]

Spec = Callable[..., Any]
"""A Protocol: type checkers take one where a function is wanted, and not where a class is."""


@attrs.frozen
class Form:
    """One kind of client: its Protocol for threads, the same for tasks, and what it gives out.

    `gives` names the methods whose results are clients too, each with the awaited Protocol of what
    it gives: `Form(UnitOfWork, AsyncUnitOfWork, {"on": AsyncRepository, "__aenter__":
    AsyncUnitOfWork})`. A method that is `async` in the awaited Protocol is awaited by the checks,
    whatever the adapter does; any other gives its result at once.
    """

    blocking: Spec
    awaited: Spec
    gives: Mapping[str, Spec] = attrs.field(factory=dict[str, Spec], hash=False)


class Context(Protocol):
    """What a `with` statement asks of a client."""

    def __enter__(self) -> object: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> bool | None: ...


class AsyncContext(Protocol):
    """What an `async with` statement asks of a client."""

    async def __aenter__(self) -> object: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> bool | None: ...


CONTEXT = Form(Context, AsyncContext)
"""A context manager that gives nothing that is a client: a savepoint."""


@attrs.frozen
class Port:
    """A port: the main form, which `connect` opens, and those of all that it gives out.

    Raises:
        ValueError: A form gives something of which there is no form.
    """

    main: Form
    others: tuple[Form, ...] = ()

    def __attrs_post_init__(self) -> None:
        known = [form.awaited for form in self._forms]
        for form in self._forms:
            for name, given in form.gives.items():
                if given not in known:
                    raise ValueError(
                        f"{_name(form.awaited)}.{name} gives {_name(given)}, and the port has no "
                        "form of it: add Form(its blocking Protocol, its awaited Protocol)"
                    )

    def form_of(self, awaited: Spec) -> Form:
        """The form with this awaited Protocol."""
        return next(form for form in self._forms if form.awaited is awaited)

    @property
    def _forms(self) -> tuple[Form, ...]:
        return (self.main, *self.others, CONTEXT)


def _name(spec: Spec) -> str:
    return getattr(spec, "__name__", repr(spec))
