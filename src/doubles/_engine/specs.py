"""What is no spec, and the words with which it is refused; how a spec is read is in `blueprint`."""

from types import FunctionType, ModuleType
from typing import Any, Generic, Protocol, get_origin

from doubles._annotations.generics import describe
from doubles.errors import SpecError


def refuse_unhashable(given: object) -> None:
    """:raises SpecError: it cannot be hashed, and so is no class."""
    try:
        hash(given)
    except TypeError:
        raise not_a_spec(given) from None


def not_a_spec(given: object) -> SpecError:
    """The error for something that is no spec, with what to pass instead."""
    match given:
        case str():
            what, remedy = f"the string {given!r}", f"pass the class itself: {given}"
        case ModuleType():
            what = f"the module {given.__name__!r}"
            remedy = "pass a class that the module defines"
        case FunctionType():
            what = f"the function {given.__name__}()"
            remedy = (
                "declare a Protocol with a __call__ of its signature, or wrap it: spy(function)"
            )
        case _ if (of := getattr(type(given), "__doubles_spec__", None)) is not None:
            what = f"the double {type(given).__qualname__}"
            remedy = f"pass its spec: {describe(of)}"
        case type() if (of := getattr(given, "__doubles_spec__", None)) is not None:
            what = f"the class of the double {given.__qualname__}"
            remedy = f"pass its spec: {describe(of)}"
        case type() if given is object or given is Protocol or given is Generic:
            what, remedy = f"{given.__name__}, which has no members", "pass a class of your own"
        case _ if get_origin(given) is not None or given is None or given is Any:
            what, remedy = f"{given!r}", "pass one class; a union or a special form has no members"
        case _:
            name = type(given).__name__
            what = f"an instance of {name}"
            remedy = f"pass its class, {name}; to wrap the object itself: spy(...)"
    return SpecError(f"A spec is a Protocol, an ABC or a class, not {what}.\nRemedy: {remedy}.")
