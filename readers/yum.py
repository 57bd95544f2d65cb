"""yum and dnf: what the repositories offer, whether they answer, what is locked.

Read with a private cache, so nothing shared is written and nothing stale is believed. Never with
`-q`: dnf then keeps silent about a repository that it ignores, and exits 0. [measured, 4.14]
"""

import re
from dataclasses import dataclass

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from probes.questions import argv
from readers.answered import answered, lines, plain, refusal
from readers.rpm import Package

_HEADINGS = {
    "Installed Packages": "installed",
    "Available Packages": "available",
    "Available Upgrades": "available",
    "Updated Packages": "available",
}
_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._+-]*)\.(?P<arch>noarch|x86_64|aarch64|s390x|i[3-6]86|ppc64le|src)"
)
_EVR = re.compile(r"(?:(?P<epoch>\d+):)?(?P<version>[^\s:-]+)-(?P<release>[^\s:-]+)")
_LOCK_NEW = re.compile(r"(?P<not>!)?(?P<name>.+)-(?:(?P<e>\d+|\*):)(?P<evr>[^-]+-[^-]+)")
_LOCK_OLD = re.compile(r"(?P<not>!)?(?:(?P<e>\d+|\*):)(?P<name>.+)-(?P<evr>[^-]+-[^-]+)")
_TROUBLE = re.compile(
    r"Ignoring repositories|Failed to download metadata|Errors during downloading metadata"
    r"|Cannot find a valid baseurl|Could not retrieve mirrorlist|[Cc]annot retrieve repository"
    r"|One of the configured repositories failed|no enabled repos|GPG check FAILED"
    r"|signature could not be verified|Curl error|Unknown repo|Config error|repomd\.xml"
    r"|Error getting repository data"
)
_BUSY = re.compile(
    r"Existing lock|holding the yum lock|Waiting for process|Failed to obtain .*lock"
)
_FIELDS = 3


@dataclass(frozen=True)
class Offer:
    """A package in a listing. `repo` has an `@` where it is installed."""

    name: str
    arch: str
    epoch: int
    version: str
    release: str
    repo: str

    @property
    def evr(self) -> tuple[int, str, str]:
        """What rpm compares."""
        return self.epoch, self.version, self.release

    @property
    def package(self) -> Package:
        """The package itself."""
        return Package(self.name, self.epoch, self.version, self.release, self.arch)


@dataclass(frozen=True)
class Listing:
    """What `list --showduplicates` says: installed, and (below Available Packages) on offer."""

    installed: tuple[Offer, ...]
    available: tuple[Offer, ...]


@dataclass(frozen=True)
class Refreshed:
    """Whether the repositories' metadata could be fetched, and the words of the failure."""

    ok: bool
    why: str


@dataclass(frozen=True)
class Lock:
    """One line of the version lock. `evr` may hold `*`; `exclude` is a `!` before it."""

    name: str
    evr: str
    exclude: bool


def private(*words: str, repo: str = "") -> str:
    """Make a yum command with a cache and a log of its own, removed at the end.

    It needs no root: nothing shared is read, so nothing stale, and nothing shared is written.
    `-y`: a repository's signing key is not known to a new cache, and is fetched into it.
    `repo` narrows it to one repository; one that does not answer is an error, never skipped.
    """
    chosen = ("--disablerepo=*", f"--enablerepo={repo}") if repo else ()
    rest = argv("-y", f"--setopt={repo or '*'}.skip_if_unavailable=0", *chosen, *words)
    return (
        "d=$(mktemp -d) || exit 125; trap 'rm -rf \"$d\"' EXIT; "
        f'yum --setopt=cachedir="$d" --setopt=logdir="$d" {rest}'
    )


def listing_script(pattern: str, repo: str = "") -> str:
    """List what is installed and offered under a name or glob."""
    return private("--showduplicates", "list", pattern, repo=repo)


def unavailable(answer: CommandAnswer) -> str:
    """Give yum's own words where a repository did not answer it; empty where all did."""
    found = [line.strip() for line in answer.err.splitlines() if _TROUBLE.search(line)]
    return found[-1][:200] if found else ""


def listing(answer: CommandAnswer) -> Listing:
    """Read `listing_script`, in the form of yum 3 and of dnf 4, wrapped lines included.

    Empty only where yum itself says "No matching Packages". CannotTell for a repository that did
    not answer, whatever the exit status.
    """
    what = "yum list"
    _trouble(answer, what)
    if answer.rc == 1 and "No matching Packages to list" in answer.err + answer.text:
        return Listing((), ())
    found: dict[str, list[Offer]] = {"installed": [], "available": []}
    section, pending, seen = "", list[str](), False
    for line in lines(answered(answer, what), what):
        if line.strip() in _HEADINGS:
            section, seen = _HEADINGS[line.strip()], True
            continue
        if not section or not line.strip() or line.startswith("Last metadata expiration"):
            continue
        if not line.startswith(" ") and pending:
            raise CannotTell(f"{what}: not understood: {' '.join(pending)[:160]!r}")
        pending += line.split()
        if len(pending) >= _FIELDS:
            found[section].append(_offer(pending, what))
            pending = []
    if pending or not seen:
        raise CannotTell(f"{what}: not understood: {(' '.join(pending) or answer.text)[:160]!r}")
    return Listing(tuple(found["installed"]), tuple(found["available"]))


def makecache_script(repo: str = "") -> str:
    """Fetch metadata into the private cache: proves that the repository answers now."""
    return private("makecache", repo=repo)


def refreshed(answer: CommandAnswer) -> Refreshed:
    """Read `makecache_script`. A repository that is away is an answer; a busy yum is none."""
    what = "yum makecache"
    said = refusal(answer.err)
    if said:
        raise CannotTell(f"{what}: {said[0]}", said[1])
    _busy(answer, what)
    trouble = unavailable(answer)
    if trouble and answer.rc in (0, 1):
        return Refreshed(ok=False, why=plain(trouble, what))
    text = answered(answer, what)
    if not re.search(r"metadata cache created", text, re.IGNORECASE):
        raise CannotTell(f"{what}: not understood: {text[-160:]!r}")
    return Refreshed(ok=True, why="")


def versionlock_script() -> str:
    """List version locks. Without the plugin there can be none."""
    return private("versionlock", "list")


def versionlocks(answer: CommandAnswer) -> tuple[Lock, ...]:
    """Read `versionlock_script`: `tyk-gateway-0:5.3.9-1.*` (dnf), `0:tyk-gateway-5.3.9-1.*` (yum).

    None where the plugin is not there: yum says "No such command".
    """
    what = "yum versionlock list"
    if answer.rc == 1 and re.search(r"No such command: versionlock", answer.err + answer.text):
        return ()
    _trouble(answer, what)
    found = []
    for line in lines(answered(answer, what), what):
        if re.match(r"(Last metadata|Loaded plugins|versionlock list done|\s*$|#)", line):
            continue
        lock = _LOCK_NEW.fullmatch(line.strip()) or _LOCK_OLD.fullmatch(line.strip())
        if not lock:
            raise CannotTell(f"{what}: not understood: {line[:160]!r}")
        found.append(Lock(lock["name"], lock["evr"], bool(lock["not"])))
    return tuple(found)


def _trouble(answer: CommandAnswer, what: str) -> None:
    """Refuse a listing that is not of all its repositories."""
    _busy(answer, what)
    for line in answer.err.splitlines():
        if _TROUBLE.search(line):
            raise CannotTell(
                f"{what}: {line.strip()[:200]}",
                "Make every repository of the node answer (network, proxy, GPG), or disable it.",
            )


def _busy(answer: CommandAnswer, what: str) -> None:
    """Refuse while another yum holds the lock."""
    if _BUSY.search(answer.err) or _BUSY.search(answer.text):
        raise CannotTell(f"{what}: another yum is running", "Wait until it has ended.")


def _offer(words: list[str], what: str) -> Offer:
    """Read the three columns of a listing."""
    name = _NAME.fullmatch(words[0])
    evr = _EVR.fullmatch(words[1])
    if len(words) != _FIELDS or not name or not evr:
        raise CannotTell(f"{what}: not understood: {' '.join(words)[:160]!r}")
    return Offer(
        name=name["name"],
        arch=name["arch"],
        epoch=int(evr["epoch"] or 0),
        version=evr["version"],
        release=evr["release"],
        repo=words[2],
    )
