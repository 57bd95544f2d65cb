"""Repository files of yum, and what the main configuration excludes."""

import configparser
from collections.abc import Mapping
from dataclasses import dataclass

from probes.errors import CannotTell
from readers.answered import plain

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
    excludes: tuple[str, ...]
    skip_if_unavailable: bool | None


def repositories(text: str, what: str = "repository file") -> tuple[Repository, ...]:
    """Read a .repo file. CannotTell without a section, or with one that leads nowhere."""
    parser = _parser(text, what)
    found = tuple(_repository(name, parser[name], what) for name in parser.sections())
    if not found:
        raise CannotTell(f"{what}: no repository in it")
    return found


def main_excludes(text: str, what: str = "yum.conf") -> tuple[str, ...]:
    """List what `exclude` and `excludepkgs` of yum.conf or dnf.conf hide."""
    parser = _parser(text, what)
    if "main" not in parser:
        raise CannotTell(f"{what}: no [main] in it")
    return _excludes(parser["main"])


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
        excludes=_excludes(values),
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
