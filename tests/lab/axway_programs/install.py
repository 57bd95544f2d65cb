"""One `apigateway` directory, seen from inside: its files, its topology, its host."""

import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.lab.axway.places import NODE_MANAGERS

Json = dict[str, Any]


class Install:
    """An installation: that of this program, or another one that is named."""

    def __init__(self, top: str = "") -> None:
        """Read nothing yet."""
        self.top = Path(top or os.environ["VDISTDIR"])
        self.host = socket.gethostname()

    def at(self, name: str) -> Path:
        """The path of a file of it."""
        return self.top / name

    def text(self, name: str) -> str:
        """What is in a file."""
        return self.at(name).read_text(encoding="utf-8")

    def json(self, name: str) -> Json:
        """What is in a JSON file; an empty object where there is none."""
        path = self.at(name)
        found: Json = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return found

    def put(self, name: str, content: str | Json, mode: int = 0o644) -> None:
        """Write a file, whole or not at all."""
        path = self.at(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=1) + "\n"
        new = path.with_name(f".{path.name}.{os.getpid()}")
        new.write_text(text, encoding="utf-8")
        new.chmod(mode)
        new.rename(path)

    @property
    def version(self) -> str:
        """As the process titles have it: 7.5.3, 7.7.20240830."""
        return str(self.json(".standin/build.json")["version"])

    @property
    def new(self) -> bool:
        """Whether it is a 7.7."""
        return self.version.startswith("7.7")

    @property
    def topology(self) -> Json:
        """The domain; empty before there is one."""
        return self.json("groups/topology.json")

    @property
    def host_id(self) -> str:
        """The id of this host in the domain."""
        known = {one["name"]: one["id"] for one in self.topology.get("hosts", [])}
        return str(known.get(self.host, ""))

    def services(self) -> Iterator[tuple[Json, Json]]:
        """Each group of the domain with each of its services."""
        for group in self.topology.get("groups", []):
            for service in group["services"]:
                yield group, service

    def mine(self, kind: str) -> list[tuple[Json, Json]]:
        """The services of a kind on this host."""
        here = self.host_id
        return [
            pair for pair in self.services() if (pair[1]["type"], pair[1]["hostID"]) == (kind, here)
        ]

    def settings(self, folder: str = "") -> dict[str, str]:
        """The envSettings.props of an instance's folder, or the Node Manager's."""
        text = self.text("/".join(filter(None, (folder, "conf/envSettings.props"))))
        pairs = (line.partition("=") for line in text.splitlines() if not line.startswith("#"))
        return {key.strip(): value.strip() for key, _, value in pairs if key.strip()}

    def title(self, group: Json, service: Json) -> str:
        """The title of a service's process."""
        return f"{service['name']} ({group['name']}) ({self.version}) (vshell)"

    def deployed(self, folder: str) -> str:
        """The id of what is deployed on an instance."""
        found = re.search(
            r"conf/([0-9a-f-]{36})/configs\.xml", self.text(f"{folder}/conf/esconnection.xml")
        )
        return found[1] if found else ""

    def store(self, group: str, archive: str, kind: str) -> dict[str, str]:
        """The fields of an entity in a group's configuration; none where it has no such entity."""
        path = self.at(f"groups/{group}/conf/{archive}/PrimaryStore.xml")
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        found = re.search(rf'<entity type="{kind}">(.*?)</entity>', text, re.DOTALL)
        fields = re.findall(r'<fval name="(\w+)"><value>(.*?)</value>', found[1] if found else "")
        return dict(fields)


def manager_title(install: Install) -> str:
    """The title of this host's Node Manager, also where there is no domain yet."""
    return f"Node Manager on {install.host} ({NODE_MANAGERS}) ({install.version}) (vshell)"
