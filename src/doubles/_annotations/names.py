"""The names that an annotation can see, and the values of expressions over them.

What becomes of a value as a type hint is not decided here.
"""

import ast
import builtins
import importlib
import inspect
import sys
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any, Literal, Union, cast

import typing_extensions
from attrs import evolve, frozen


@frozen
class Unresolved:
    """An annotation, or a part of one, that names something which cannot be found."""

    text: str
    reason: str

    def __str__(self) -> str:
        return self.text


@frozen(eq=False)
class Scope:
    """Where an annotation was written. To look a name up may import what it comes from."""

    module: str
    owner: type | None
    namespace: Mapping[str, object]
    type_parameters: tuple[object, ...]
    _sought: tuple[str, ...] = ()

    def value_of(self, text: str) -> object:
        """The value of an expression; every part that has none is an `Unresolved` in it."""
        text = text.strip()
        return attempt(text, lambda: _value(_parsed(text), self))

    def __getitem__(self, name: str) -> object:
        """What `eval` looks names up with."""
        found = self.find(name)
        if isinstance(found, Unresolved):
            raise NameError(found.reason)  # noqa: TRY004 - as `eval` does
        return found

    def find(self, name: str) -> object:
        """The value of a name, or an `Unresolved`."""
        if (parameter := self._type_parameter(name)) is not None:
            return parameter
        for names in self._namespaces():
            if name in names:
                return names[name]
        source = _bound_for_checkers(sys.modules.get(self.module)).get(name)
        if source is not None and name not in self._sought:
            return self._imported(name, source)
        if self.owner is not None and name == self.owner.__name__:
            return self.owner
        return vars(builtins).get(name, self.namespace.get(name, _undefined(name)))

    @property
    def globals(self) -> dict[str, object]:
        """The names of the module; none if there is no such module."""
        module = sys.modules.get(self.module)
        return {} if module is None else module.__dict__

    def _type_parameter(self, name: str) -> object:
        of_owner: tuple[object, ...] = getattr(self.owner, "__type_params__", ())
        visible = (*self.type_parameters, *of_owner)
        return next((one for one in visible if getattr(one, "__name__", None) == name), None)

    def _namespaces(self) -> Iterator[Mapping[str, object]]:
        """The names of the class body, of the function around it, and of the module."""
        if self.owner is not None:
            yield _no_methods(self.owner)
        # Only what a function defines can have meant that function's names.
        if self.owner is None or "<locals>" in self.owner.__qualname__:
            yield self.namespace
        yield self.globals

    def _imported(self, name: str, source: ast.Import | ast.ImportFrom | ast.expr) -> object:
        if isinstance(source, ast.expr):
            return _value(source, evolve(self, sought=(*self._sought, name)))
        return attempt(name, lambda: self._executed(source)[name])

    def _executed(self, statement: ast.stmt) -> Mapping[str, object]:
        bound: dict[str, object] = {}
        module = ast.fix_missing_locations(ast.Module([statement], []))
        exec(compile(module, "<annotation>", "exec"), self.globals, bound)  # noqa: S102
        return bound


@lru_cache(maxsize=256)
def _no_methods(cls: type) -> Mapping[str, object]:
    """The names of a class body; a method may be called `list` and still return a `list[int]`."""
    return {
        name: value
        for name, value in vars(cls).items()
        if not hasattr(cast(object, type(value)), "__get__")
    }


def attempt(text: str, evaluate: Callable[[], object]) -> object:
    """What `evaluate` returns; if it raises, an `Unresolved` that says what."""
    try:
        return evaluate()
    except NameError as error:
        return Unresolved(text, str(error))
    except SyntaxError as error:
        return Unresolved(text, f"SyntaxError: {error.msg}")
    except Exception as error:  # noqa: BLE001 - what is evaluated is the user's code
        return Unresolved(text, f"{type(error).__name__}: {error}")


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.expr:
    if text.startswith("*"):  # the annotation of *args
        return cast(ast.Tuple, ast.parse(f"({text},)", mode="eval").body).elts[0]
    return ast.parse(f"({text}\n)", mode="eval").body


def _value(node: ast.expr, scope: Scope) -> object:
    match node:
        case ast.Name(id=name):
            return scope.find(name)
        case ast.Attribute(value=value, attr=name):
            found = _value(value, scope)
            return _lost(node, found) or _attribute(found, name)
        case ast.Subscript(value=value, slice=index):
            found = _value(value, scope)
            return _lost(node, found) or _subscribed(node, found, index, scope)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return Union[_value(left, scope), _value(right, scope)]  # noqa: UP007
        case ast.List(elts=items):
            return [_value(item, scope) for item in items]
        case ast.Tuple(elts=items):
            return tuple(_value(item, scope) for item in items)
        case ast.Starred(value=value):
            return cast(Any, typing.Unpack)[_value(value, scope)]
        case ast.Constant(value=value):
            return value
        case _:
            return _computed(node, scope)


def _undefined(name: str) -> Unresolved:
    return Unresolved(name, f"name {name!r} is not defined")


def _lost(node: ast.expr, part: object) -> Unresolved | None:
    """What a node comes to whose first part is unresolved."""
    return evolve(part, text=ast.unparse(node)) if isinstance(part, Unresolved) else None


def _attribute(value: object, name: str) -> object:
    if isinstance(value, ModuleType) and not hasattr(value, name):
        return importlib.import_module(f"{value.__name__}.{name}")
    return getattr(value, name)


def _subscribed(node: ast.expr, generic: object, index: ast.expr, scope: Scope) -> object:
    if generic is Literal:
        return _computed(node, scope)
    if generic is typing.Annotated:
        return _value(cast(ast.Tuple, index).elts[0], scope)
    if (
        isinstance(generic, type)
        and not hasattr(generic, "__class_getitem__")
        and not hasattr(type(generic), "__getitem__")
    ):
        return generic  # generic to type checkers only
    return cast(Any, generic)[_value(index, scope)]


def _computed(node: ast.expr, scope: Scope) -> object:
    expression = ast.fix_missing_locations(ast.Expression(node))
    code = compile(expression, "<annotation>", "eval")
    return cast(object, eval(code, scope.globals, cast(Any, scope)))  # noqa: S307


@lru_cache(maxsize=256)
def _bound_for_checkers(
    module: ModuleType | None,
) -> Mapping[str, ast.Import | ast.ImportFrom | ast.expr]:
    """What a module binds under `if TYPE_CHECKING:`: each name, and what it is bound to."""
    if module is None or not _has_type_checking(module):
        return {}
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError, SyntaxError):
        return {}
    return {
        name: source
        for statement in _only_for_checkers(tree.body)
        for name, source in _bindings(statement)
    }


def _has_type_checking(module: ModuleType) -> bool:
    return any(
        name == "TYPE_CHECKING" or value is typing or value is typing_extensions
        for name, value in vars(module).items()
    )


def _only_for_checkers(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        match statement:
            case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                yield from statement.body
                yield from _only_for_checkers(statement.orelse)
            case ast.If(
                test=ast.UnaryOp(
                    ast.Not(), ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")
                )
            ):
                yield from statement.orelse
            case ast.If(body=body, orelse=orelse):
                yield from _only_for_checkers((*body, *orelse))
            case _:
                pass


def _bindings(
    statement: ast.stmt,
) -> Iterator[tuple[str, ast.Import | ast.ImportFrom | ast.expr]]:
    match statement:
        case ast.Import(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.partition(".")[0], ast.Import([alias])
        case ast.ImportFrom(module=module, names=aliases, level=level):
            for alias in aliases:
                yield alias.asname or alias.name, ast.ImportFrom(module, [alias], level)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            yield name, value
        case _:
            # An annotated assignment, or a `type` statement (a class from Python 3.12 on).
            target: object = getattr(statement, "target", getattr(statement, "name", None))
            defined: object = getattr(statement, "value", None)
            if isinstance(target, ast.Name) and isinstance(defined, ast.expr):
                yield target.id, defined
