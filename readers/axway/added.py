"""JARs and scripts that people added to an installation, of the host and of its instances."""

import re
from collections.abc import Mapping
from functools import cached_property

from probes.errors import CannotTell
from readers.axway.acknowledging import dropped, is_known, unacknowledged
from readers.axway.installation import Installation
from readers.jars import Jar, JarIndex
from readers.node import NodeReader

EXT = "ext/lib"
SHIPPED = "system/lib"
SCRIPTS = "ext/posix"
_INSTANCE = re.compile(r"(groups/[^/]+/[^/]+)/ext/lib/")


class Added:
    """What people added to the old installation of a host, and what of it is in the new one."""

    def __init__(self, node: NodeReader, old: Installation, new: Installation) -> None:
        """Nothing is asked yet."""
        self.node, self.old, self.new = node, old, new

    @cached_property
    def before(self) -> JarIndex:
        """The JARs of the old installation, with those that 7.7 has: what would come together."""
        return self._index(self.old, *self.old.jar_folders, self.new.at(EXT))

    @cached_property
    def after(self) -> JarIndex:
        """The JARs of the new installation."""
        return self._index(self.new, *self.new.jar_folders)

    def _index(self, of: Installation, *folders: str) -> JarIndex:
        shipped = self.new.at(SHIPPED)
        found = of.jars(*folders, shipped=(shipped,))
        if gone := [one for one in (of.at(EXT), shipped) if one in found.missing]:
            raise CannotTell(f"{self.node.name}: there is no {' and no '.join(gone)}")
        if not any(one.path.startswith(f"{shipped}/") for one in found.jars):
            raise CannotTell(f"{self.node.name}: {shipped} holds no JAR: it is not the product's")
        return found

    @property
    def old_jars(self) -> tuple[Jar, ...]:
        """The JARs that were added to the old installation, and can be read."""
        return tuple(one for one in self.before.own if self._below_old(one.path))

    def _below_old(self, path: str) -> bool:
        return path.startswith(f"{self.old.path}/")

    @property
    def coming(self) -> list[str]:
        """Name what would stand twice for one process once the old JARs are copied into 7.7."""
        return list(self.before.twins(self._meet))

    @property
    def doubled(self) -> list[str]:
        """Name what stands twice in the new installation."""
        return list(self.after.twins(self._meet))

    def _meet(self, one: str, two: str) -> bool:
        """Whether a process loads both: not those of two instances, nor one put over the other."""
        first, second = self._inside(one), self._inside(two)
        homes = {match[1] for name in (first, second) if (match := _INSTANCE.match(name))}
        return first != second and len(homes) < 2

    def _inside(self, path: str) -> str:
        """Give a path below its installation."""
        top = self.old if self._below_old(path) else self.new
        return path.removeprefix(f"{top.path}/")

    def contents(self, of: Installation) -> dict[str, str]:
        """Give each added JAR and its content, by names that stay when ids of instances change."""
        index = self.before if of is self.old else self.after
        found = {one.path: one.sha256 for one in index.own} | dict.fromkeys(index.broken, "broken")
        names = {f"{one.folder}/": f"{one.name} of {one.group}: " for one in of.topology.instances}
        kept = {p: digest for p, digest in found.items() if p.startswith(f"{of.path}/")}
        return {_named(path.removeprefix(f"{of.path}/"), names): kept[path] for path in kept}

    def lost(self, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
        """Name the JARs that are not what they were; but for those that were dropped on purpose."""
        given_up = dropped(self.old)
        return [
            f"{self.node.name}: {name}: {'another one' if name in after else 'missing'}"
            for name, digest in sorted(before.items())
            if after.get(name) != digest and digest not in given_up
        ]

    @property
    def broken(self) -> list[str]:
        """Name the old JARs that can not be read, each with why."""
        found = self.before.broken.items()
        return [f"{path}: {why}" for path, why in found if self._below_old(path)]

    @property
    def too_new(self) -> list[str]:
        """Name the old JARs that want a newer Java than 7.7 brings."""
        java = self.new.java
        return [
            f"{one.path}: built for Java {one.java}, 7.7 brings Java {java}"
            for one in self.old_jars
            if one.java > java
        ]

    @property
    def suspects(self) -> list[str]:
        """Name the old JARs that seem to use what 7.7 has no more, and that nobody looked at."""
        return [
            f"{one.path}: {', '.join(one.suspects)}; where it is none: axway.acknowledged:"
            f" - {{file: {self._inside(one.path)}, sha256: {one.sha256}, plan: ...}}"
            for one in self.old_jars
            if one.suspects and not is_known(self.old, self._inside(one.path), one.sha256)
        ]

    @property
    def patches(self) -> list[str]:
        """Name the old JARs that came with a patch."""
        names = self.old.patch_jars
        return [f"{one.path}: META-INF names it" for one in self.old_jars if one.file in names]

    @property
    def scripts(self) -> list[str]:
        """Name the scripts below ext that nobody acknowledged. CannotTell without a folder ext."""
        if not self.node.names(self.old.at("ext")):
            raise CannotTell(f"{self.node.name}: there is no {self.old.at('ext')}, or nothing")
        found = self.node.below(self.old.at(SCRIPTS)) or {}
        return unacknowledged(self.old, {f"{SCRIPTS}/{path}": one for path, one in found.items()})


def _named(path: str, names: Mapping[str, str]) -> str:
    """Give a path below the installation; of an instance the instance's name and the rest."""
    for folder, name in names.items():
        if path.startswith(folder):
            return name + path.removeprefix(folder).removeprefix(f"{EXT}/")
    return path
