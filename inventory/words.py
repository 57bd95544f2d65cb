"""The kinds of text an inventory may hold. Each refuses what could do harm in an argv or a URL."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from packaging.version import Version
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo


class Frozen(BaseModel):
    """A section of the inventory: typed, closed, never changed after it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _must(pattern: str, says: str) -> Any:
    """Make a text type that fully matches a pattern; `says` ends the sentence of the error."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(f"{_shown(text)} {says}" if text else "is empty: " + says)
        return text

    return AfterValidator(check)


def _shown(text: str) -> str:
    """Quote a value in an error, cut; not what could be a user with a password."""
    if "@" in text or re.search(r":[^0-9:]", text):
        return "this text"
    return ascii(text if len(text) <= 60 else text[:57] + "...")


def _schema(pattern: str) -> Any:
    return Field(json_schema_extra={"pattern": f"^{pattern}$"})


_NAME = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_HOST = r"[A-Za-z0-9_\[][A-Za-z0-9._:%\[\]-]*"
_USER = r"[A-Za-z0-9_][A-Za-z0-9._@%+#-]*"
_JUMP = rf"({_USER}@)?{_HOST}(,({_USER}@)?{_HOST})*"
_HOST_SAYS = "is no address: a name or an IP, without spaces, shell characters or a leading -"

Identifier = Annotated[
    str,
    _must(_NAME, "must be made of A-Z a-z 0-9 . _ - and start with a letter or a digit"),
    _schema(_NAME),
]
Address = Annotated[str, _must(rf"({_USER}@)?{_HOST}", _HOST_SAYS)]
Host = Annotated[str, _must(_HOST, _HOST_SAYS)]
User = Annotated[
    str, _must(_USER, "is no user name: no spaces, shell characters, : or a leading -")
]
Jump = Annotated[str, _must(_JUMP, "is no jump host: user@host:port, several with commas")]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=86400, allow_inf_nan=False)]
Line = Annotated[str, _must(r"[^\x00-\x1f\x7f]+", "must be one line of text")]
Sha256 = Annotated[
    str, _must(r"[0-9a-f]{64}", "is no SHA-256: 64 characters 0-9 a-f"), _schema("[0-9a-f]{64}")
]
HeaderName = Annotated[str, _must(r"[A-Za-z0-9-]+", "is no name of an HTTP header")]
UrlPath = Annotated[
    str, _must(r"/[!-~]*", "is no path of a URL: it starts with / and has no spaces")
]
RemotePath = Annotated[
    str,
    _must(
        r"(/|[A-Za-z]:\\)[^\x00-\x1f\x7f]*",
        "is no absolute path: /folder/file as the node sees it",
    ),
]


def _version(text: str) -> str:
    """Refuse what is no plain version: a release (`-1`), a leading v, a range."""
    if re.fullmatch(r"v[0-9].*", text):
        raise ValueError(f"{_shown(text)}: write the version without the v")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)+-[0-9]+(\..*)?", text):
        raise ValueError(f"{_shown(text)}: write the version without the package's release")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)+(-?(alpha|beta|rc)\.?[0-9]+)?", text):
        raise ValueError(f"{_shown(text)} is no version: numbers with points, as 5.8.9")
    Version(text)
    return text


VersionText = Annotated[str, AfterValidator(_version)]


def _url(text: str) -> str:
    """Refuse a URL that is none, or that carries a user."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError("is no URL: http://host:port or https://host:port") from None
    if "@" in parts.netloc:
        raise ValueError("holds a user in the URL: give credentials by reference")
    if parts.scheme not in ("http", "https") or not re.fullmatch(_HOST, parts.hostname or ""):
        raise ValueError("is no URL: http://host:port or https://host:port")
    if re.search(r"[^!-~]", text):
        raise ValueError("is no URL: it has spaces or control characters")
    return text


Url = Annotated[str, AfterValidator(_url)]


def _beside(path: Path, info: ValidationInfo) -> Path:
    """Make a path on this machine absolute: it is given from the inventory's folder."""
    if str(path) in ("", "."):
        raise ValueError("is empty: a path from the inventory's folder")
    path = path.expanduser()
    return Path(info.context["folder"]) / path if info.context else path


LocalPath = Annotated[Path, AfterValidator(_beside)]


def with_port(default: int) -> Any:
    """Make a type `host:port` that gets a default port: `10.0.0.5` -> `10.0.0.5:6379`."""

    def check(text: str) -> str:
        if "@" in text:
            raise ValueError("holds a user: give it with username and password")
        host, port = host_and_port(text, default)
        if not re.fullmatch(_HOST, host):
            raise ValueError(f"{_shown(text)} {_HOST_SAYS}" if text else "is empty")
        return f"{host}:{port}"

    return AfterValidator(check)


def host_and_port(text: str, default: int = 0) -> tuple[str, int]:
    """Cut `host:port` in two; IPv6 as `[::1]:6379`, the brackets stay on the host."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        return text, default
    if ":" in host and not host.endswith("]"):
        raise ValueError(f"{_shown(text)}: write an IPv6 address in brackets, as [::1]:6379")
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise ValueError(f"{_shown(text)}: the port is no number from 1 to 65535")
    return host, int(port)


def each_once(words: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Make a check of a list that may name nothing twice."""

    def check(items: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({item for item in items if items.count(item) > 1})
        if twice:
            raise ValueError(f"names {words} twice: {', '.join(twice)}")
        return items

    return check
