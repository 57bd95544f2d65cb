"""What Tyk publishes packages for, and which files of them an operator edits. Pure."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from probes.errors import CannotTell
from readers.os_release import OsRelease
from readers.versions import Version
from readers.yum import Lock

# Systems and processors of the release files; the guide itself lists fewer, its newer pages more.
PUBLISHED = ("el/7", "el/8", "el/9", "amazon/2", "amazon/2023")
GUIDE = (("centos", 7), ("rhel", 7), ("rhel", 8), ("rhel", 9))
MACHINES = ("x86_64", "aarch64", "s390x")
LONGEST = 1000  # characters of a pattern; the longest name of a file has 255

# The vendor's page has users write into the first two; an upgrade replaces all three in place.
_USED = re.compile(
    r"/opt/[^/]+/policies/policies\.json|/opt/[^/]+/templates/error[^/]*"
    r"|(?:/usr)?/lib/systemd/system/[^/]+\.service"
)


def in_guide(system: OsRelease) -> bool:
    """Whether the upgrade guide itself lists the system."""
    return (system.id, system.major) in GUIDE


def is_used(path: str) -> bool:
    """Whether a package's file is one that users are told to edit, or the unit."""
    return bool(_USED.fullmatch(path))


def hides(pattern: str, package: str, version: Version) -> bool:
    """Whether a pattern of `exclude` names the package, with or without version and processor.

    CannotTell for a pattern of a length that nobody writes: to match it takes seconds.
    """
    if len(pattern) > LONGEST:
        raise CannotTell(f"exclude: {len(pattern)} characters are no pattern of a name")
    exact = f"{package}-{version}"
    names = [package, exact, f"{exact}-1"]
    names += [f"{name}.{machine}" for name in names for machine in (*MACHINES, "noarch")]
    return any(fnmatchcase(name, pattern) for name in names)


def holding(locks: Iterable[Lock], package: str, version: Version) -> list[Lock]:
    """Give the locks that keep the package from the version: of several, one may let it through."""
    mine = [lock for lock in locks if fnmatchcase(package, lock.name)]
    allowed = any(not lock.exclude and not locks_out(lock, package, version) for lock in mine)
    held = [lock for lock in mine if locks_out(lock, package, version)]
    return [lock for lock in held if lock.exclude or not allowed]


def locks_out(lock: Lock, package: str, version: Version) -> bool:
    """Whether a version lock keeps the package from going to the version."""
    if not fnmatchcase(package, lock.name):
        return False
    named = fnmatchcase(str(version), lock.evr.partition("-")[0])
    return named if lock.exclude else not named
