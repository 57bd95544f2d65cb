"""rpm: what is installed, what differs from its package, what a package file holds."""

import re
from dataclasses import dataclass
from functools import cmp_to_key

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines, plain, refusal
from readers.versions import Version, compare_evr, parse

_FORMAT = r"%{NAME} %{EPOCHNUM} %{VERSION} %{RELEASE} %{ARCH} %{INSTALLTIME}\n"
_FILE_FORMAT = r"%{NAME} %{EPOCHNUM} %{VERSION} %{RELEASE} %{ARCH} 0\n"
_TAGS = ("DSAHEADER", "RSAHEADER", "SIGGPG", "SIGPGP")
_SIGNER_FORMAT = (
    "".join(f"%|{tag}?{{%{{{tag}:pgpsig}}}}:{{" for tag in _TAGS) + "(none)" + "}|" * 4 + r"\n"
)
_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9._+-]+) (?P<epoch>\d+) (?P<version>[^\s-]+) (?P<release>[^\s-]+)"
    r" (?P<arch>[a-z0-9_]+|\(none\)) (?P<time>\d+)",
    re.ASCII,
)
_VERIFY = re.compile(r"(?P<flags>[SM5DLUGTP.?]{8,9}) +(?:(?P<kind>[acdglmnr]) +)?(?P<path>/.+)")
_MISSING = re.compile(r"missing +(?:(?P<kind>[acdglmnr]) +)?(?P<path>/.+)")
_DATABASE = re.compile(
    r"cannot open Packages|rpmdb|database disk|db\d* error|unable to open", re.IGNORECASE
)


@dataclass(frozen=True)
class Package:
    """An installed package, or one in a file. `installed`: epoch seconds, 0 for a file."""

    name: str
    epoch: int
    version: str
    release: str
    arch: str
    installed: int = 0

    @property
    def evr(self) -> tuple[int, str, str]:
        """What rpm compares."""
        return self.epoch, self.version, self.release

    @property
    def vendor(self) -> Version:
        """The version as the vendor counts."""
        return parse(self.version)

    def __str__(self) -> str:
        """`tyk-gateway-5.3.9-1.x86_64`."""
        return f"{self.name}-{self.version}-{self.release}.{self.arch}"


@dataclass(frozen=True)
class Verified:
    """A file that differs from its package. `attributes` are rpm's letters, `5` for the content."""

    path: str
    attributes: str
    config: bool
    missing: bool

    @property
    def changed(self) -> bool:
        """Whether its content is another one."""
        return "5" in self.attributes


@dataclass(frozen=True)
class RpmFile:
    """What a package file is: a package, or the reason why it is none."""

    package: Package | None
    problem: str


@dataclass(frozen=True)
class Signature:
    """What `rpm -K` says about a package file."""

    intact: bool
    signed: bool
    text: str


def installed_script() -> str:
    """List every installed package: an empty list then shows that the database is wrong."""
    return argv("rpm", "-qa", "--qf", _FORMAT)


def installed(answer: CommandAnswer) -> tuple[Package, ...]:
    """Read `installed_script`. Raises CannotTell for an unreadable, absent or empty database."""
    what = "rpm -qa"
    _database(answer, what)
    found = tuple(_package(line, what) for line in lines(answered(answer, what), what))
    if not found:
        raise CannotTell(
            f"{what}: rpm knows no package at all: its database is gone or is another one",
            "Look at rpm --eval '%{_dbpath}' for the account that the suite uses.",
        )
    return found


def named(packages: tuple[Package, ...], prefix: str) -> tuple[Package, ...]:
    """Those whose name starts with `prefix`, by name and age."""
    order = cmp_to_key(compare_evr)
    chosen = [package for package in packages if package.name.startswith(prefix)]
    return tuple(sorted(chosen, key=lambda package: (package.name, order(package.evr))))


def built_for(package: Package) -> str:
    """Give the system that the release names, `el/8` of `1.el8_10`; empty where it names none."""
    found = re.search(r"\.(el|amzn)(\d+)", package.release)
    return f"{'amazon' if found[1] == 'amzn' else 'el'}/{found[2]}" if found else ""


def verify_script(name: str) -> str:
    """Compare a package's files with what was installed; its own verify script stays off.

    Every file is listed (`v`), the untouched too: silence is then no answer.
    """
    return argv("rpm", "-Vv", "--nodeps", "--noscripts", name)


def verified(answer: CommandAnswer) -> tuple[Verified, ...]:
    """Read `verify_script`: the files that differ, none when all is as packaged."""
    return tuple(file for file in examined(answer) if file.attributes or file.missing)


def examined(answer: CommandAnswer) -> tuple[Verified, ...]:
    """Read `verify_script`: every file of the package; no `attributes` where it is as packed.

    Raises CannotTell where rpm could not read a file (`?`), for a package that is not installed,
    and where no file is named.
    """
    what = "rpm -V"
    _database(answer, what)
    said = refusal(answer.text)
    if said:
        raise CannotTell(f"{what}: {said[0]}", said[1])
    text = answered(answer, what, accept=(0, 1))
    if " is not installed" in text:
        raise CannotTell(f"{what}: {text.strip()}")
    found = tuple(_difference(line, what) for line in lines(text, what) if line.strip())
    if not found:
        raise CannotTell(f"{what}: exit status {answer.rc} and no file named: {answer.err[:200]}")
    return found


def signer_script(name: str) -> str:
    """Ask which key signed an installed package."""
    return argv("rpm", "-q", "--qf", _SIGNER_FORMAT, name)


def signer(answer: CommandAnswer) -> str:
    """Read `signer_script`: the key's id in 8 digits, as `gpg-pubkey` has it; empty: unsigned."""
    what = "rpm -q, signature"
    _database(answer, what)
    rows = lines(answered(answer, what), what)
    if rows == ["(none)"]:
        return ""
    found = re.search(r"Key ID ([0-9a-f]{8,40})$", rows[0].strip()) if len(rows) == 1 else None
    if not found:
        raise CannotTell(f"{what}: not understood: {answer.text[:160]!r}")
    return found[1][-8:]


def file_script(path: str) -> str:
    """Ask a package file what it holds."""
    return argv("rpm", "-qp", "--qf", _FILE_FORMAT, path)


def package_file(answer: CommandAnswer) -> RpmFile:
    """Read `file_script`: the package, or why the file is none (it is absent, it is damaged)."""
    what = "rpm -qp"
    problem = re.search(r"(open of .* failed: No such file.*|error: .*not an rpm.*)", answer.err)
    if answer.rc and problem:
        return RpmFile(None, problem[1].strip())
    rows = lines(answered(answer, what), what)
    if len(rows) != 1:
        raise CannotTell(f"{what}: {len(rows)} lines for one file")
    return RpmFile(_package(rows[0], what), "")


def signature_script(path: str) -> str:
    """Check digests and signatures of a package file."""
    return argv("rpm", "-K", path)


def signature(answer: CommandAnswer) -> Signature:
    """Read `signature_script`, of rpm 4.11 (`rsa sha1 (md5) pgp md5 OK`) to 4.18."""
    what = "rpm -K"
    text = answered(answer, what, accept=(0, 1)).strip()
    verdict = re.fullmatch(r"\S.*: (?P<parts>.+?) (?P<no>NOT )?OK(?: \(MISSING KEYS:.*\))?", text)
    if not verdict or bool(verdict["no"]) != bool(answer.rc):
        raise CannotTell(f"{what}: not understood: {(text or answer.err)[:200]!r}")
    signed = bool(re.search(r"signatures|pgp|gpg|rsa|dsa", verdict["parts"], re.IGNORECASE))
    return Signature(not verdict["no"], signed, text)


def _database(answer: CommandAnswer, what: str) -> None:
    """Refuse an unreadable database: its words are those of true absence."""
    for line in answer.err.splitlines():
        if line.startswith("error:") and _DATABASE.search(line):
            raise CannotTell(
                f"{what}: rpm's database is unreadable: {line[:160]}",
                "Let the account read rpm's database, or set become for this node.",
            )


def _package(line: str, what: str) -> Package:
    """Read one line of our own format."""
    found = _LINE.fullmatch(plain(line, what))
    if not found:
        raise CannotTell(f"{what}: not understood: {line[:160]!r}")
    return Package(
        name=found["name"],
        epoch=int(found["epoch"]),
        version=found["version"],
        release=found["release"],
        arch=found["arch"],
        installed=int(found["time"]),
    )


def _difference(line: str, what: str) -> Verified:
    """Read one line of `rpm -V`."""
    gone = _MISSING.fullmatch(line)
    if gone:
        return Verified(gone["path"], "", gone["kind"] == "c", missing=True)
    found = _VERIFY.fullmatch(line)
    if not found:
        raise CannotTell(f"{what}: not understood: {line[:160]!r}")
    if "?" in found["flags"]:
        raise CannotTell(f"{what}: {found['path']} could not be read", "Ask as root: set become.")
    attributes = found["flags"].replace(".", "")
    return Verified(found["path"], attributes, found["kind"] == "c", missing=False)
