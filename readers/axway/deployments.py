"""What is deployed on each instance: `/api/deployment/domain/deployments` and its relatives."""

import base64
import binascii
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probes.errors import CannotTell
from readers.axway.documents import field, object_of

LOADED = "Loaded"  # other words are not documented: none of them is well


@dataclass(frozen=True)
class Deployment:
    """What one instance runs. Ids and times are the product's; `name` and `version` a person's."""

    group: str  # group-2
    instance: str  # instance-1
    id: str
    timestamp: str  # of the configuration, ms
    deployed: int  # ms
    status: str
    user: str
    policy: Mapping[str, str]
    environment: Mapping[str, str]

    @property
    def loaded(self) -> bool:
        """Whether the instance says that it runs it."""
        return self.status == LOADED

    @property
    def content(self) -> dict[str, str]:
        """What must be alike in a group."""
        return {"id": self.id, "timestamp": self.timestamp} | {
            f"{part}.{key}": value
            for part, said in (("policy", self.policy), ("environment", self.environment))
            for key, value in sorted(said.items())
            if key in ("Name", "Version")
        }

    @property
    def state(self) -> dict[str, str]:
        """What must not move during a freeze."""
        return self.content | {"deployed": str(self.deployed), "status": self.status}


@dataclass(frozen=True)
class Archive:
    """A deployed archive: its id, the hash of what is in it, and its size."""

    id: str
    timestamp: str
    sha256: str
    size: int


def deployments(data: bytes | str) -> dict[tuple[str, str], Deployment]:
    """Read all of a domain, by ids of group and instance. None at all is CannotTell."""
    what = "deployments"
    groups = field(object_of(data, what), "result", dict, what)
    found = {
        (group, instance): _deployment(group, instance, said)
        for group, instances in groups.items()
        for instance, said in field(groups, group, dict, what).items()
    }
    if not found:
        raise CannotTell(f"{what}: the domain names none: is nothing deployed, or not told?")
    return found


def _deployment(group: str, instance: str, said: Any) -> Deployment:
    what = f"deployments: {group}/{instance}"
    root = field(said, "rootProperties", dict, what)
    key = field(root, "Id", str, what)
    if not key:
        raise CannotTell(f"{what}: no Id")
    return Deployment(
        group=group, instance=instance, id=key,
        timestamp=str(root.get("Timestamp", "")),
        deployed=field(said, "deploymentTimestamp", int, what),
        status=field(said, "status", str, what),
        user=field(said, "user", str, what, default=""),
        policy=_texts(said, "policyProperties", what),
        environment=_texts(said, "environmentProperties", what),
    )  # fmt: skip


def _texts(said: Any, name: str, what: str) -> dict[str, str]:
    found = field(said, name, dict, what, default={})
    return {str(key): str(value) for key, value in found.items()}


def archive_id(data: bytes | str) -> str:
    """Read `/api/router/service/<instance>/api/configuration/archiveId`."""
    found = field(object_of(data, "archiveId"), "result", str, "archiveId")
    if not found:
        raise CannotTell("archiveId: is empty")
    return str(found)


def archive(data: bytes | str) -> Archive:
    """Read `/api/deployment/archive/service/<instance>`: of its content, the hash alone is kept."""
    what = "archive"
    result = field(object_of(data, what), "result", dict, what)
    root = field(result, "rootProperties", dict, what)
    try:
        content = base64.b64decode(field(result, "data", str, what), validate=True)
    except (binascii.Error, ValueError):
        raise CannotTell(f"{what}: its data is no base64") from None
    if not content:
        raise CannotTell(f"{what}: it is empty")
    digest = _digest(content, what)
    stamp = str(root.get("Timestamp", ""))
    return Archive(field(root, "Id", str, what), stamp, digest, len(content))


def _digest(content: bytes, what: str) -> str:
    """Hash what is in it: a packed file holds the times of its packing too, which say nothing."""
    if not zipfile.is_zipfile(packed := io.BytesIO(content)):
        return hashlib.sha256(content).hexdigest()
    try:
        with zipfile.ZipFile(packed) as archive:
            found = sorted((one.filename, one.file_size, one.CRC) for one in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise CannotTell(f"{what}: a broken file: {str(error)[:80]}") from None
    if not found:
        raise CannotTell(f"{what}: there is nothing in it")
    return hashlib.sha256(repr(found).encode()).hexdigest()


def unlike_archives(found: Mapping[str, Archive | str]) -> list[str]:
    """Name, by our names of the instances, what is not handed out, or is not that of the others."""
    had = {name: one for name, one in found.items() if isinstance(one, Archive)}
    missing = [f"{name}: {one}" for name, one in found.items() if isinstance(one, str)]
    if len({(one.id, one.sha256) for one in had.values()}) <= 1:
        return missing
    return missing + [
        f"{name}: archive {one.id}, {one.size} bytes, content {one.sha256[:12]}"
        for name, one in sorted(had.items())
    ]


def unlike(group: Mapping[str, Deployment]) -> list[str]:
    """Name, by our names of the instances, what differs in a group from most of it."""
    found = list[str]()
    for key in sorted({key for one in group.values() for key in one.content}):
        said = {name: one.content.get(key, "") for name, one in group.items()}
        if len(set(said.values())) > 1:
            told = ", ".join(f"{name} {value or 'nothing'}" for name, value in sorted(said.items()))
            found.append(f"{key}: {told}")
    return found + [
        f"{name}: {one.status or 'no status'}, not {LOADED}"
        for name, one in sorted(group.items())
        if not one.loaded
    ]
