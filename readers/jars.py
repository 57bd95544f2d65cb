"""JARs on a node: what each holds, which are broken, and which have a class in common."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.answered import answered, lines
from readers.jar_script import NO_PYTHON

_NUMBER = re.compile(r"\d{1,12}", re.ASCII)
_VERSIONED = re.compile(r"(?P<name>.+?)[-_]v?(?P<version>\d[\w.+-]*)")
JAVA = 44  # class files of Java 8 have version 52


@dataclass(frozen=True)
class Jar:
    """One JAR. `own`: it was added; of a shipped one neither hash nor Java version are taken."""

    path: str
    own: bool
    size: int
    sha256: str
    classes: int
    major: int  # the newest class file's; 0: it has no class, or was not read
    drivers: tuple[str, ...]  # of META-INF/services/java.sql.Driver, whose class is in it
    title: str  # by its manifest
    version: str
    odd: int  # entries whose names lead out of the folder they are unpacked in
    suspects: tuple[str, ...]  # classes that seem to use the resolver methods `_` and `__`

    @property
    def file(self) -> str:
        """The file's name."""
        return self.path.rpartition("/")[2]

    @property
    def java(self) -> int:
        """The Java that it needs; 0 where that is not known."""
        return self.major - JAVA if self.major else 0

    @property
    def artifact(self) -> str:
        """The file's name without version and suffix: `ojdbc8`, `commons-lang3`."""
        stem = re.sub(r"(?i)\.jar$", "", self.file)
        found = _VERSIONED.fullmatch(stem)
        return found["name"].lower() if found else stem.lower()


@dataclass(frozen=True)
class Pair:
    """Two JARs with classes of the same names: `same` in content, `unlike`; and one of them."""

    one: str
    two: str
    same: int
    unlike: int
    example: str

    @property
    def classes(self) -> str:
        """How many they have in common, and whether it matters which one is loaded."""
        count = self.same + self.unlike
        return f"{count} class{'es' if count > 1 else ''} of the same name, {self.same} equal"


@dataclass(frozen=True)
class JarIndex:
    """What lies in some folders. `missing`: folders that are not there."""

    jars: tuple[Jar, ...]
    broken: dict[str, str]
    pairs: tuple[Pair, ...]
    missing: tuple[str, ...]

    @property
    def own(self) -> tuple[Jar, ...]:
        """The JARs that were added."""
        return tuple(jar for jar in self.jars if jar.own)

    @property
    def doubled(self) -> tuple[str, ...]:
        """Name what stands twice: by class content, and by manifest or name in two versions."""
        return self.twins(lambda *_: True)

    def twins(self, meet: Callable[[str, str], bool]) -> tuple[str, ...]:
        """Name what stands twice, of those JARs that one process loads: `meet` tells by paths."""
        found = [
            f"{pair.one} and {pair.two}: {pair.classes}: {pair.example}"
            for pair in self.pairs
            if meet(pair.one, pair.two)
        ]
        told = {frozenset((pair.one, pair.two)) for pair in self.pairs}
        for place, jar in enumerate(self.jars):
            for other in self.jars[place + 1 :]:
                if not (jar.own or other.own) or frozenset((jar.path, other.path)) in told:
                    continue
                if (word := _alike(jar, other)) and meet(jar.path, other.path):
                    found.append(f"{jar.path} and {other.path}: {word}")
        return tuple(found)

    def with_driver(self, prefix: str) -> tuple[Jar, ...]:
        """The JARs that offer a JDBC driver of a package: `com.mysql.`, `oracle.jdbc.`."""
        return tuple(
            jar for jar in self.jars if any(name.startswith(prefix) for name in jar.drivers)
        )


def _alike(one: Jar, two: Jar) -> str:
    """Say by what two JARs are one thing; empty where they are not."""
    if one.title and one.title == two.title:
        return f"both are {one.title}: {one.version or 'no version'}, {two.version or 'no version'}"
    return f"both are called {one.artifact}" if one.artifact == two.artifact else ""


def index(answer: CommandAnswer) -> JarIndex:
    """Read `jar_script.script`. CannotTell where a folder or file could not be read."""
    what = "JARs"
    rows = lines(answered(answer, what), what)
    if rows == [NO_PYTHON]:
        raise CannotTell(f"{what}: the node has no Python", "Install python3 on the node.")
    if not rows or rows[-1] != f"E\t{len(rows) - 1}":
        raise CannotTell(f"{what}: the answer is cut off")
    jars, broken, pairs, missing = list[Jar](), dict[str, str](), list[Pair](), list[str]()
    for row in rows[:-1]:
        match row.split("\t"):
            case ["J", *words] if len(words) == 11:
                jars.append(_jar(words, row))
            case ["B", path, "own" | "shipped", why]:
                broken[path] = why
            case ["P", one, two, same, unlike, example]:
                pairs.append(Pair(one, two, _number(same, row), _number(unlike, row), example))
            case ["N", path]:
                missing.append(path)
            case ["X", path, why]:
                raise CannotTell(f"{what}: {path}: {why}", "Let the suite's account read it.")
            case ["M", count]:
                raise CannotTell(f"{what}: {count} pairs have classes in common: too many to name")
            case _:
                raise CannotTell(f"{what}: not understood: {row[:120]!r}")
    return JarIndex(tuple(jars), broken, tuple(pairs), tuple(missing))


def _jar(words: list[str], row: str) -> Jar:
    path, kind, size, digest, classes, major, drivers, title, version, odd, old = words
    if kind not in ("own", "shipped"):
        raise CannotTell(f"JARs: not understood: {row[:120]!r}")
    return Jar(
        path, kind == "own", _number(size, row), digest, _number(classes, row),
        _number(major, row), tuple(filter(None, drivers.split(","))), title, version,
        _number(odd, row), tuple(filter(None, old.split(","))),
    )  # fmt: skip


def _number(text: str, row: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise CannotTell(f"JARs: not understood: {row[:120]!r}")
    return int(text)
