"""Repository files of yum, and what the main configuration excludes."""

import configparser
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from probes.errors import CannotTell
from readers.answered import plain

_COMMENT = re.compile(r"\s*(?:[#;]|$)")
_SYSTEM = re.compile(
    r"(?<![A-Za-z0-9])(?P<family>el|rhel|centos|amazon|fedora|suse|sles|opensuse)[/_-]?"
    r"(?P<major>\d+)(?![0-9])"
)
_YES, _NO = ("1", "yes", "true", "on"), ("0", "no", "false", "off")


@dataclass(frozen=True)
class Repository:
    """One section of a .repo file. None: the file leaves it to the main configuration."""

    id: str
    name: str
    baseurl: tuple[str, ...]
    mirrored: bool  # has a mirrorlist or metalink
    enabled: bool
    gpgcheck: bool | None
    repo_gpgcheck: bool | None
    gpgkey: tuple[str, ...]
    excludes: tuple[str, ...]
    includes: tuple[str, ...]  # where there are any, nothing else is seen
    skip_if_unavailable: bool | None


def repositories(text: str, what: str = "repository file") -> tuple[Repository, ...]:
    """Read a .repo file; comments alone are none. CannotTell for an empty file or address."""
    parser = _parser(text, what)
    if text.strip() and all(_COMMENT.match(line) for line in text.splitlines()):
        return ()
    found = tuple(_repository(name, parser[name], what) for name in parser.sections())
    if not found:
        raise CannotTell(f"{what}: no repository in it")
    return found


def systems(repository: Repository, releasever: str) -> tuple[str, ...]:
    """Name the systems that the addresses are made for: `el/8`.

    CannotTell where an address names none: a mirror may call its folders as it likes.
    """
    found = list[str]()
    for url in repository.baseurl:
        path = urlsplit(url).path
        for variable in ("$releasever", "${releasever}"):
            path = path.replace(variable, releasever)
        named = _SYSTEM.findall(path)
        if not named:
            raise CannotTell(
                f"[{repository.id}]: the address names no distribution: {path}",
                "Look which system the repository is for, and name it in the address.",
            )
        family, major = named[-1]
        found.append(f"{'el' if family in ('rhel', 'centos') else family}/{major}")
    if not found:
        raise CannotTell(f"[{repository.id}]: only a list of mirrors, no baseurl")
    return tuple(sorted(set(found)))


def main_excludes(text: str, what: str = "yum.conf") -> tuple[str, ...]:
    """List what `exclude` and `excludepkgs` of yum.conf or dnf.conf hide."""
    return _excludes(_main(text, what))


def main_gpgcheck(text: str, what: str = "yum.conf") -> bool:
    """Whether yum.conf or dnf.conf asks for signatures where a repository does not say."""
    return bool(_flag(_main(text, what), "gpgcheck", what))


def _main(text: str, what: str) -> Mapping[str, str]:
    """Give the section of the manager itself."""
    parser = _parser(text, what)
    if "main" not in parser:
        raise CannotTell(f"{what}: no [main] in it")
    return parser["main"]


def _parser(text: str, what: str) -> configparser.ConfigParser:
    """Parse INI as yum does: no interpolation, case matters in no key."""
    parser = configparser.ConfigParser(interpolation=None, default_section="\x00", strict=False)
    try:
        parser.read_string(plain(text, what))
    except configparser.Error as error:
        raise CannotTell(f"{what}: not understood: {str(error).splitlines()[0][:160]}") from error
    return parser


def _repository(name: str, values: Mapping[str, str], what: str) -> Repository:
    """Read one section."""
    baseurl = tuple(values.get("baseurl", "").replace(",", " ").split())
    mirrored = bool(values.get("mirrorlist") or values.get("metalink"))
    if not baseurl and not mirrored:
        raise CannotTell(f"{what}: [{name}] has no baseurl")
    return Repository(
        id=name,
        name=values.get("name", ""),
        baseurl=baseurl,
        mirrored=mirrored,
        enabled=_flag(values, "enabled", what) is not False,
        gpgcheck=_flag(values, "gpgcheck", what),
        repo_gpgcheck=_flag(values, "repo_gpgcheck", what),
        gpgkey=tuple(values.get("gpgkey", "").replace(",", " ").split()),
        excludes=_excludes(values),
        includes=tuple(values.get("includepkgs", "").replace(",", " ").split()),
        skip_if_unavailable=_flag(values, "skip_if_unavailable", what),
    )


def _flag(values: Mapping[str, str], key: str, what: str) -> bool | None:
    """Read yes or no, None where it is not set."""
    value = values.get(key, "").strip().lower()
    if not value:
        return None
    if value not in (*_YES, *_NO):
        raise CannotTell(f"{what}: {key} is neither yes nor no: {value[:40]!r}")
    return value in _YES


def _excludes(values: Mapping[str, str]) -> tuple[str, ...]:
    """Read both spellings of an exclusion."""
    both = f"{values.get('exclude', '')} {values.get('excludepkgs', '')}"
    return tuple(both.replace(",", " ").split())


def secrets(text: str) -> tuple[str, ...]:
    """Find what must not be shown: passwords of their own and those within an address."""
    own = re.findall(r"^\s*(?:proxy_)?password\s*[=:]\s*(\S+)\s*$", text, re.MULTILINE)
    within = re.findall(r"://([^\s/@:]+):([^\s/@]*)@", text)
    return tuple(filter(None, [*own, *(part for user, word in within for part in (word or user,))]))
