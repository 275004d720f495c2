"""A double binds the arguments of a call exactly as a plain function of its signature does."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter
from typing import Any, Protocol

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from doubles import calls, mock, scope, spy, stub, verify, when

NAMES = (
    *("a", "b", "self", "cls", "value", "type", "args", "kwargs", "state", "make", "method"),
    *("_", "__", "___", "_self", "_state", "_kept0", "_default0", "__state", "match", "case"),
    *("print", "isinstance", "BaseException", "double", "function", "own", "_own", "naïve"),
)
VALUES = st.sampled_from([0, 1, "x", None, 2.5, (1, [2]), [3], {"k": 4}])
KINDS = (
    Parameter.POSITIONAL_ONLY,
    Parameter.POSITIONAL_OR_KEYWORD,
    Parameter.VAR_POSITIONAL,
    Parameter.KEYWORD_ONLY,
    Parameter.VAR_KEYWORD,
)


@st.composite
def signatures(draw: st.DrawFn) -> inspect.Signature:
    """Signatures with parameters of every kind."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=6, unique=True))
    kinds = sorted(draw(st.lists(st.sampled_from(KINDS), min_size=6, max_size=6)))
    parameters: list[Parameter] = []
    variadic: set[object] = set()
    optional = False
    for name, kind in zip(names, kinds, strict=False):
        if kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
            if kind not in variadic:
                variadic.add(kind)
                parameters.append(Parameter(name, kind))
            continue
        has_default = draw(st.booleans()) or (optional and kind is not Parameter.KEYWORD_ONLY)
        optional = optional or (has_default and kind is not Parameter.KEYWORD_ONLY)
        default = draw(VALUES) if has_default else Parameter.empty
        parameters.append(Parameter(name, kind, default=default))
    return inspect.Signature(parameters)


@st.composite
def fitting(draw: st.DrawFn, signature: inspect.Signature) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of a call that fits a signature, each passed in a way that it allows."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    positional = True
    for name, parameter in signature.parameters.items():
        if parameter.kind is Parameter.VAR_POSITIONAL:
            args += draw(st.lists(VALUES, max_size=2)) if positional else []
        elif parameter.kind is Parameter.VAR_KEYWORD:
            others = st.sampled_from([n for n in NAMES if n not in signature.parameters])
            kwargs |= draw(st.dictionaries(others, VALUES, max_size=2))
        elif parameter.default is not Parameter.empty and draw(st.booleans()):
            positional = False
        elif (parameter.kind is Parameter.POSITIONAL_ONLY and positional) or (
            parameter.kind is Parameter.POSITIONAL_OR_KEYWORD and positional and draw(st.booleans())
        ):
            args.append(draw(VALUES))
        elif parameter.kind is not Parameter.POSITIONAL_ONLY:
            positional = False
            kwargs[name] = draw(VALUES)
    return args, kwargs


@st.composite
def any_arguments(
    draw: st.DrawFn, signature: inspect.Signature
) -> tuple[list[Any], dict[str, Any]]:
    """Arguments that fit a signature, or else nearly do."""
    known = [*signature.parameters, "other"]
    args = draw(st.lists(VALUES, max_size=5))
    return args, draw(st.dictionaries(st.sampled_from(known), VALUES, max_size=4))


def function_of(name: str, signature: inspect.Signature) -> Callable[..., object]:
    """A plain function of this signature, which returns the arguments it was bound to."""
    defaults = {
        f"default_of_{index}": parameter.default
        for index, parameter in enumerate(signature.parameters.values())
    }
    spelled = [
        parameter.replace(default=_Name(f"default_of_{index}"))
        if parameter.default is not Parameter.empty
        else parameter
        for index, parameter in enumerate(signature.parameters.values())
    ]
    body = "".join(f"{parameter!r}: {parameter}, " for parameter in signature.parameters)
    text = f"def {name}{signature.replace(parameters=spelled)}:\n    return {{{body}}}\n"
    namespace: dict[str, Any] = defaults
    exec(text, namespace)
    function: Callable[..., object] = namespace[name]
    return function


class _Name(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def protocol_of(name: str, signature: inspect.Signature) -> type:
    """A Protocol with one static method of this signature."""
    return type("Generated", (Protocol,), {name: staticmethod(function_of(name, signature))})


@st.composite
def called(draw: st.DrawFn) -> tuple[str, inspect.Signature, Sequence[Any], Mapping[str, Any]]:
    signature = draw(signatures())
    args, kwargs = draw(fitting(signature) | any_arguments(signature))
    return draw(st.sampled_from(NAMES)), signature, args, kwargs


@given(called())
@example(("a", inspect.Signature([Parameter("type", Parameter.POSITIONAL_OR_KEYWORD)]), [None], {}))
@example(("a", inspect.Signature([Parameter("self", Parameter.VAR_KEYWORD)]), [], {"self": 1}))
@example(
    (
        "a",
        inspect.Signature(
            [
                Parameter("b", Parameter.POSITIONAL_ONLY, default=0),
                Parameter("others", Parameter.VAR_KEYWORD),
            ]
        ),
        [],
        {"b": 1},
    )
)
def test_a_double_accepts_the_calls_that_a_function_accepts(
    case: tuple[str, inspect.Signature, Sequence[Any], Mapping[str, Any]],
) -> None:
    name, signature, args, kwargs = case
    plain = function_of(name, signature)
    with scope():
        double = mock(protocol_of(name, signature), **{name: "answer"})
        method = getattr(double, name)

        assert inspect.signature(method) == signature
        try:
            bound = plain(*args, **kwargs)
        except TypeError:
            with pytest.raises(TypeError):
                method(*args, **kwargs)
            with pytest.raises(TypeError):
                when(method, *args, **kwargs)
            with pytest.raises(TypeError):
                verify(method, *args, **kwargs)
            assert not calls(method)
        else:
            assert method(*args, **kwargs) == "answer"
            [call] = calls(method)
            assert call.arguments == bound
            if _fits(signature, args, kwargs):
                expected = signature.bind(*args, **kwargs)
                expected.apply_defaults()
                assert call.arguments == dict(expected.arguments)
            verify(method, *args, **kwargs)


@given(st.data())
def test_a_stubbing_answers_the_call_in_every_spelling(data: st.DataObject) -> None:
    signature = data.draw(signatures())
    args, kwargs = data.draw(fitting(signature))
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    with scope():
        double = stub(protocol_of("method", signature))
        when(double.method, *args, **kwargs).returns("answer")

        assert double.method(*bound.args, **bound.kwargs) == "answer"


@given(called())
def test_a_spy_hands_on_what_it_was_given(
    case: tuple[str, inspect.Signature, Sequence[Any], Mapping[str, Any]],
) -> None:
    name, signature, args, kwargs = case
    real = function_of(name, signature)
    with scope():
        spied = spy(real)
        overridden = spy(real)
        when(overridden, *args, **kwargs).delegates() if _fits(signature, args, kwargs) else None

        for double in (spied, overridden):
            try:
                result = real(*args, **kwargs)
            except TypeError:
                with pytest.raises(TypeError):
                    double(*args, **kwargs)
            else:
                assert double(*args, **kwargs) == result
                assert [call.arguments for call in calls(double)] == [result]


def _fits(
    signature: inspect.Signature, args: Sequence[object], kwargs: Mapping[str, object]
) -> bool:
    """Whether `inspect` can bind them: it refuses `f(a=1)` for `f(a=0, /, **others)`."""
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True
