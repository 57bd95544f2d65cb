"""Who may do what: `adminUsers.json` and `acl.json`. Names only; no hash of a password is kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from probes.errors import CannotTell
from readers.axway.documents import field, listed, object_of

PARTS = ("paths", "operations", "permissions", "roles")


@dataclass(frozen=True)
class AdminUsers:
    """Administrators and the names of their roles. `version` and `timestamp` tell of a change."""

    users: Mapping[str, tuple[str, ...]]
    version: int
    timestamp: int


def admin_users(data: bytes | str, what: str = "adminUsers.json") -> AdminUsers:
    """Read it, in the older layout or the newer one. Nobody at all is CannotTell."""
    document = object_of(data, what)
    roles = {
        field(one, "id", str, what): field(one, "name", str, what)
        for one in listed(document, "adminUserRoles", what)
    }
    users: dict[str, tuple[str, ...]] = {}
    for one in listed(document, "adminUsers", what):
        name, held = field(one, "name", str, what), listed(one, "roles", what)
        if name in users or not all(isinstance(role, str) and role in roles for role in held):
            raise CannotTell(f"{what}: {name} stands twice, or has a role that there is not")
        users[name] = tuple(sorted(roles[role] for role in held))
    if not users:
        raise CannotTell(f"{what}: there is no administrator in it")
    stamp = document.get("adminUsersVersion", document)
    return AdminUsers(
        users, field(stamp, "version", int, what), field(stamp, "timestamp", int, what)
    )


def credentials(data: bytes | str, what: str = "adminUsers.json") -> Iterator[str]:
    """Give every hash of a password in it, to be kept out of what is written."""
    document = object_of(data, what)
    for key in ("credentials", "adminUserCredentials"):
        yield from _texts(document.get(key, {}))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


@dataclass(frozen=True)
class Acl:
    """The entries of acl.json: `roles/API Server Administrator` to its sorted permissions."""

    entries: Mapping[str, tuple[str, ...]]

    @property
    def permissions(self) -> frozenset[str]:
        """The permissions that some role has."""
        of_roles = (held for name, held in self.entries.items() if name.startswith("roles/"))
        return frozenset(one for held in of_roles for one in held)

    def beyond(self, factory: "Acl") -> tuple[str, ...]:
        """Name what was added, changed or taken away, compared with the file as shipped."""
        found = list[str]()
        for name in sorted({*self.entries, *factory.entries}):
            own, shipped = self.entries.get(name), factory.entries.get(name)
            if own != shipped:
                word = "added" if shipped is None else "removed" if own is None else "changed"
                found.append(f"{name}: {word}")
        return tuple(found)

    def needed(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Name the entries that these roles stand on: themselves, permissions, operations, paths.

        CannotTell where there is no entry of a role.
        """
        found = list[str]()
        names = [f"roles/{role}" for role in roles]
        for part in ("permissions", "operations", "paths"):
            if missing := [name for name in names if name not in self.entries]:
                raise CannotTell(f"acl.json: there is no {missing[0]}")
            found += names
            words = sorted({word for name in names for word in self.entries[name]})
            below = (word.removeprefix("paths: ") for word in words if "methods: " not in word)
            names = [f"{part}/{word}" for word in below if f"{part}/{word}" in self.entries]
        return (*found, *names)

    def lacks(self, other: "Acl", names: tuple[str, ...]) -> tuple[str, ...]:
        """Name those of another file's entries that are not here, or hold less."""
        return tuple(
            name for name in names
            if not set(other.entries.get(name, ())) <= set(self.entries.get(name, ()))
            or (name in other.entries and name not in self.entries)
        )  # fmt: skip


def acl(data: bytes | str, what: str = "acl.json") -> Acl:
    """Read it. CannotTell where one of its four parts is missing."""
    document = object_of(data, what)
    entries: dict[str, tuple[str, ...]] = {}
    for part in PARTS:
        for name, value in field(document, part, dict, what).items():
            entries[f"{part}/{name}"] = tuple(sorted(_flat(value, f"{what}: {part}/{name}")))
    return Acl(entries)


def _flat(value: Any, what: str) -> Iterator[str]:
    """Give an entry's words: a list, or an object of lists and words, each with its key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield from value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (f"{key}: {word}" for word in _flat(one, what))
    else:
        raise CannotTell(f"{what}: not understood")
