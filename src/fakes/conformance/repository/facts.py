"""What a suite says of its entities: their key, their version, what is unique in them."""

from typing import Any, cast

import attrs

from doubles._texts.shown import shown
from fakes.conformance.capabilities import Promise
from fakes.conformance.errors import CheckFailed, HarnessError
from fakes.repository import Profile
from fakes.repository._entities import field_names, with_attribute

__all__ = ["Facts", "names_of"]


def names_of(entity: object) -> tuple[str, ...]:
    """The names of the attributes of an entity."""
    return field_names(cast(Any, type(entity))) or tuple(getattr(entity, "__dict__", ()))


@attrs.frozen
class Facts:
    """The facts of a suite, and entities made over by them."""

    suite: Any

    @property
    def profile(self) -> Profile:
        """The database that the adapter is on."""
        profile: Profile = self.suite.profile
        return profile

    @property
    def version(self) -> str | None:
        """The attribute that tells changes apart, if versions are kept."""
        version: str | None = self.suite.version
        return version

    @property
    def key_names(self) -> tuple[str, ...]:
        """The attributes that are the key."""
        key: str | tuple[str, ...] = self.suite.key
        return (key,) if isinstance(key, str) else key

    @property
    def unique_names(self) -> list[tuple[str, ...]]:
        """The attributes whose values no two entities share, as tuples."""
        named: tuple[str | tuple[str, ...], ...] = tuple(self.suite.unique)
        return [(names,) if isinstance(names, str) else names for names in named]

    def unkeyed_names(self, entity: Any) -> list[str]:
        """The attributes that are neither key nor version; at the end, those that are unique."""
        unique = {name for names in self.unique_names for name in names}
        special = {*self.key_names, self.version}
        return [*self.plain_names(entity), *sorted(unique - special)]

    def plain_names(self, entity: Any) -> list[str]:
        """The attributes that are neither key nor version nor unique."""
        unique = [name for names in self.unique_names for name in names]
        special = {*self.key_names, self.version, *unique}
        return [name for name in names_of(entity) if name not in special]

    def demand_names(self) -> None:
        """See that the suite names what its promises are about.

        Raises:
            HarnessError: It does not.
        """
        if Promise.UNIQUE in self.suite.promises and not self.unique_names:
            raise HarnessError(
                "The suite declares Promise.UNIQUE, and not which attributes are unique.",
                "write unique = [...] with their names, or leave the promise out.",
            )
        if Promise.VERSIONS in self.suite.promises and self.version is None:
            raise HarnessError(
                "The suite declares Promise.VERSIONS, and not which attribute is the version.",
                "write version = ... with its name, or leave the promise out.",
            )

    def demand_attributes(self, entity: object) -> None:
        """See that an entity of the suite has the attributes that the suite names.

        Raises:
            HarnessError: It lacks some.
        """
        named = {
            "key": self.key_names,
            "unique": [name for names in self.unique_names for name in names],
            "version": () if self.version is None else (self.version,),
            "searched": self.suite.searched or (),
        }
        unknown = {
            f"{setting} names {name!r}": f"{setting} = ..."
            for setting, names in named.items()
            for name in names
            if not hasattr(entity, name)
        }
        if unknown:
            known = ", ".join(names_of(entity)) or "no attributes"
            raise HarnessError(
                f"{', '.join(unknown)}; a {type(entity).__name__} has {known}.",
                f"write {', '.join(dict.fromkeys(unknown.values()))} with what it has.",
            )

    def key_of(self, entity: Any) -> Any:
        """The key of an entity, as the port takes it.

        Raises:
            CheckFailed: It has none: something else than an entity came from the adapter.
        """
        self._demand_entity(entity)
        values = tuple(getattr(entity, name) for name in self.key_names)
        return values[0] if isinstance(self.suite.key, str) else values

    def changed(self, entity: Any, attribute: str, value: object) -> Any:
        """The entity with another value there.

        Raises:
            CheckFailed: It is none: something else than an entity came from the adapter.
        """
        self._demand_entity(entity)
        return with_attribute(entity, attribute, value)

    def with_key(self, entity: Any, key: Any) -> Any:
        """The entity under another key."""
        values = (key,) if isinstance(self.suite.key, str) else key
        for name, value in zip(self.key_names, values, strict=True):
            entity = self.changed(entity, name, value)
        return entity

    def with_version_of(self, entity: Any, like: Any) -> Any:
        """The entity with the version that another has; unchanged where versions are not kept."""
        if self.version is None:
            return entity
        return self.changed(entity, self.version, getattr(like, self.version, None))

    def over(self, entity: Any, other: Any) -> Any:
        """The other entity, to be stored over this one: with its key, and its version if any."""
        return self.with_key(self.with_version_of(other, entity), self.key_of(entity))

    def _demand_entity(self, value: object) -> None:
        # What is drawn has its key: see `demand_attributes`.
        if not all(hasattr(value, name) for name in self.key_names):
            raise CheckFailed(
                "what the adapter returned\n"
                f"  expected: an entity, with {', '.join(self.key_names)}\n"
                f"  got:      {shown(value)}"
            )
