"""What a repository was told about its entities, checked and compiled; it holds no state."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, Literal, TypedDict, TypeVar, cast

import attrs

from doubles._texts.shown import shown
from fakes.repository._copying import copier
from fakes.repository._entities import Attributes, attributes_of
from fakes.repository._fields import field_names
from fakes.repository._keys import Key, key_of
from fakes.repository._ordering import Ranks
from fakes.repository._values import equality_key, has_nul
from fakes.repository._words import a
from fakes.repository.errors import InvalidEntity, InvalidKey, InvalidSetting
from fakes.repository.profile import Profile, TextComparison
from fakes.repository.values import Serial

__all__ = ["Schema", "Settings", "schema_of"]

E = TypeVar("E")

_PLAIN = Profile()


class Settings(TypedDict, total=False):
    """The settings of a repository beside its key, as `FakeRepository` describes them."""

    generated: Serial | Callable[[], object] | None
    write_back: bool
    unique: Sequence[str | Sequence[str]]
    indexes: Sequence[str]
    version: str | None
    delete_missing: Literal["raise", "ignore"]
    profile: Profile


@attrs.frozen
class Schema(Generic[E]):
    """What the entities of a repository are like."""

    cls: type[E]
    attributes: Attributes
    key: Key
    generated: Serial | Callable[[], object] | None
    write_back: bool
    unique: tuple[tuple[str, ...], ...]
    indexes: tuple[str, ...]
    version: str | None
    delete_missing: Literal["raise", "ignore"]
    profile: Profile
    ranks: Ranks
    copy: Callable[[E], E] | None

    @property
    def name(self) -> str:
        """What the entities are called."""
        return self.cls.__name__

    def copied(self, entity: E) -> E:
        """The entity itself where it is immutable, else a copy.

        Raises:
            InvalidEntity: Something in it cannot be copied.
        """
        # A subclass may be mutable where the class is not.
        copy = self.copy if type(entity) is self.cls else copier(type(entity))
        return entity if copy is None else copy(entity)

    def taken_in(self, entity: E) -> E:
        """A copy of an entity that someone passed in, or itself where it can never change.

        Raises:
            InvalidEntity: It is of another class or without a version, or something in it cannot
                be copied.
        """
        # This is what a test that stores much spends its time in.
        if type(entity) is self.cls:
            copy = self.copy
        elif isinstance(entity, self.cls):
            copy = copier(type(entity))
        else:
            raise InvalidEntity("entity", f"must be {a(self.name)}, not {shown(entity)}")
        taken = entity if copy is None else copy(entity)
        if not self.profile.stores_nul:
            _refuse_nul(taken)
        if self.version is not None:
            self.version_of(taken, self.version)
        return taken

    def key_of(self, entity: E) -> object:
        """The key of a stored entity, to be told to somebody."""
        return self.key.read(self.copied(entity))

    def version_of(self, entity: E, name: str) -> int:
        """The version of an entity.

        Raises:
            InvalidEntity: It is no number.
        """
        version: object = getattr(entity, name, None)
        if not isinstance(version, int) or isinstance(version, bool):
            raise InvalidEntity(name, f"must be an int, not {shown(version)}")
        return int.__int__(version)

    def value_of(self, names: Sequence[str]) -> Callable[[E], Hashable]:
        """What entities have in common that have the same values of attributes; None for a NULL."""
        text = self.profile.text
        as_it_is = text is TextComparison.CODE_POINTS

        def value(entity: E, name: str) -> Hashable:
            try:
                found: object = getattr(entity, name)
                if found is None or (as_it_is and type(found) is str):
                    return found
                if (key := equality_key(found, text)) == equality_key(found, text):
                    return key
                reason = f"must equal itself, which {shown(found)} does not"
            except Exception as error:  # noqa: BLE001 - it may raise anything
                reason = f"must be hashable and comparable: {type(error).__name__}: {error}"
            raise InvalidEntity(name, reason)

        def values(entity: E) -> Hashable:
            listed = tuple([value(entity, name) for name in names])
            return None if None in listed else listed

        [single, *others] = names
        return values if others else (lambda entity: value(entity, single))


def schema_of(  # noqa: PLR0913 - one for each setting
    cls: type[E],
    key: object,
    *,
    generated: object = None,
    write_back: object = False,
    unique: object = (),
    indexes: object = (),
    version: object = None,
    delete_missing: object = "raise",
    profile: object = _PLAIN,
) -> Schema[E]:
    """What the settings say about a class of entities.

    Raises:
        InvalidSetting: A setting is not what it may be, or does not go with another.
        UnknownAttribute: One names an attribute that the entities do not have.
    """
    if not isinstance(cast(object, cls), type):
        raise InvalidSetting("entity", f"must be a class, not {shown(cls)}")
    try:
        isinstance(None, cast(Any, cls))
    except TypeError as error:
        raise InvalidSetting(
            "entity", f"must be a class that tells its instances: {error}"
        ) from None
    if not isinstance(profile, Profile):
        raise InvalidSetting("profile", f"must be a Profile, not {shown(profile)}")
    attributes = attributes_of(cls)
    how = key_of(key, attributes, profile.text, counted=isinstance(generated, Serial))
    if not profile.stores_nul:
        how = attrs.evolve(how, identity=_without_nul(how.identity))
    return Schema(
        cls=cls,
        attributes=attributes,
        key=how,
        generated=_generated(generated, how),
        write_back=_one_of("write_back", write_back, (False, True)),
        unique=tuple(_constraints(unique, attributes)),
        indexes=tuple(_names("indexes", indexes, attributes)),
        version=_version(version, attributes),
        delete_missing=_one_of("delete_missing", delete_missing, ("raise", "ignore")),
        profile=profile,
        ranks=Ranks(profile, how.read, list(how.classes) == [(int,)]),
        copy=copier(cls),
    )


def _one_of(field: str, given: object, allowed: Sequence[Any]) -> Any:
    for value in allowed:
        if type(given) is type(value) and given == value:
            return value
    listed = " or ".join(map(repr, allowed))
    raise InvalidSetting(field, f"must be {listed}, not {shown(given)}")


def _generated(given: object, key: Key) -> Any:
    if given is None:
        return None
    if len(key.attributes) != 1:
        raise InvalidSetting(
            "generated",
            "the key must be one attribute, which the generated key can be written to; this key "
            + (f"is made of {', '.join(key.attributes)}" if key.attributes else "is computed"),
        )
    if isinstance(given, Serial):
        if list(key.classes) != [(int,)]:
            raise InvalidSetting(
                "generated", f"Serial() makes numbers, which {key.attributes[0]} is not"
            )
        if type(given.start) is not int:
            raise InvalidSetting("generated", f"must start at an int, not {shown(given.start)}")
        return given
    if not callable(given):
        raise InvalidSetting(
            "generated", f"must be Serial() or a function without parameters, not {shown(given)}"
        )
    return given


def _constraints(given: object, attributes: Attributes) -> Iterable[tuple[str, ...]]:
    listed: object = (given,) if isinstance(given, str) else given
    if not isinstance(listed, tuple | list):
        raise InvalidSetting("unique", f"must be names of attributes, not {shown(given)}")
    for constraint in cast("Sequence[object]", listed):
        single = (constraint,) if isinstance(constraint, str) else constraint
        names = tuple(_names("unique", single, attributes))
        if not names:
            raise InvalidSetting("unique", f"must be names of attributes, not {shown(constraint)}")
        yield names


def _version(given: object, attributes: Attributes) -> str | None:
    if given is None:
        return None
    [name] = _names("version", (given,), attributes)
    if (classes := attributes.classes.get(name)) and int not in classes:
        reason = f"must be an attribute that is an int, which {attributes.entity}.{name} is not"
        raise InvalidSetting("version", reason)
    return name


def _refuse_nul(entity: object) -> None:
    for name in field_names(cast(Any, type(entity))) or getattr(entity, "__dict__", ()):
        if has_nul(found := getattr(entity, name, None)):
            reason = f"must not hold NUL, which the database does not store: {shown(found)}"
            raise InvalidEntity(name, reason)


def _parts(key: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", key) if isinstance(key, tuple) else (key,)


def _without_nul(identity: Callable[[object], Hashable]) -> Callable[[object], Hashable]:
    def checked(key: object) -> Hashable:
        if any(map(has_nul, _parts(key))):
            reason = f"must not hold NUL, which the database does not store: {shown(key)}"
            raise InvalidKey("key", reason)
        return identity(key)

    return checked


def _names(field: str, given: object, attributes: Attributes) -> Iterable[str]:
    listed: object = (given,) if isinstance(given, str) else given
    if not isinstance(listed, tuple | list):
        raise InvalidSetting(field, f"must be names of attributes, not {shown(given)}")
    for name in cast("Sequence[object]", listed):
        if not isinstance(name, str) or not name.isidentifier():
            raise InvalidSetting(field, f"must be a name of an attribute, not {shown(name)}")
        attributes.check(name)
        yield name
