"""The options: on the command line, in the configuration file and in a test's mark."""

from typing import NamedTuple

import pytest

STRICTNESS = ("strict", "lenient")


class Options(NamedTuple):
    strictness: str
    check_types: bool


def add_options(parser: pytest.Parser) -> None:
    """Declare the options, on the command line and in the configuration file."""
    strictness = "strict: an unused stubbing fails its test; lenient: it does not"
    check_types = "check arguments and answers of doubles against annotations"
    parser.addini("doubles_strictness", strictness, default="strict")
    parser.addini("doubles_check_types", check_types, type="bool", default=True)
    group = parser.getgroup("doubles")
    group.addoption("--doubles-strictness", choices=STRICTNESS, help=strictness)
    group.addoption(
        "--doubles-check-types",
        dest="doubles_check_types",
        action="store_true",
        default=None,
        help=check_types,
    )
    group.addoption(
        "--no-doubles-check-types",
        dest="doubles_check_types",
        action="store_false",
        help="do not check them",
    )


def configured(config: pytest.Config) -> Options:
    strictness = config.getoption("doubles_strictness") or config.getini("doubles_strictness")
    if strictness not in STRICTNESS:
        raise pytest.UsageError(
            f"doubles_strictness = {strictness!r}: write strict or lenient in {config.inipath}"
        )
    check_types = config.getoption("doubles_check_types")
    if check_types is None:
        try:
            check_types = config.getini("doubles_check_types")
        except (TypeError, ValueError, pytest.UsageError) as error:
            raise pytest.UsageError(
                f"doubles_check_types: {error}: write true or false in {config.inipath}"
            ) from None
    return Options(strictness, check_types)


def marked(item: pytest.Item, options: Options) -> Options:
    for mark in reversed(list(item.iter_markers("doubles"))):
        chosen: dict[str, object] = {**options._asdict(), **mark.kwargs}
        match chosen:
            case {"strictness": str(strictness), "check_types": bool(check)} if (
                strictness in STRICTNESS and len(chosen) == len(options) and not mark.args
            ):
                options = Options(strictness, check_types=check)
            case _:
                raise ValueError(
                    f"{_spelt(mark)}: "
                    'write strictness="strict" or "lenient", check_types=True or False, or both'
                )
    return options


def _spelt(mark: pytest.Mark) -> str:
    written = [repr(argument) for argument in mark.args]
    written += [f"{name}={value!r}" for name, value in mark.kwargs.items()]
    return f"@pytest.mark.{mark.name}({', '.join(written)})"
