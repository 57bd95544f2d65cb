"""Where APIs and policies come from: files, or the Dashboard."""

import json
import os
import threading
import time
import uuid
from typing import Any

from .build import QUIRKS, at_least
from .gateway_node import Node
from .log import Log
from .web import fetch

SAY = Log("main")
HEARTBEAT = 1.0
NEWER_FIELDS = {
    "upstream_auth": {"enabled": False},
    "ip_access_control_disabled": False,
    "disable_expire_analytics": False,
    "detailed_tracing": False,
    "domain_disabled": False,
}
NEWER_POLICY_FIELDS = {"smoothing": None, "post_expiry_grace_period": 0}


class SyncError(RuntimeError):
    """APIs or policies could not be read."""


class Dashboard:
    """The gateway's link to the Dashboard."""

    def __init__(self, node: Node) -> None:
        """Take the address and the secret from the settings."""
        self.node = node
        url = node.settings["db_app_conf_options.connection_string"]
        self.url = url or node.settings["policies.policy_connection_string"]
        self.identity = f"solo-{uuid.uuid4()}-{os.uname().nodename}"
        self.headers = {"Authorization": node.settings["node_secret"]}
        self.nonce = ""

    def _ask(self, path: str) -> Any:
        headers = self.headers | {"X-Tyk-Hostname": os.uname().nodename}
        headers |= {"X-Tyk-NodeID": self.identity, "X-Tyk-Nonce": self.nonce}
        answer = fetch(self.url + path, headers)
        if answer.status != 200:
            raise SyncError(f"Response failed with code {answer.status}")
        found = json.loads(answer.body)
        self.nonce = found.get("Nonce", "")
        return found.get("Message")

    def register(self) -> None:
        """Introduce this node; on and on until the Dashboard accepts it."""
        SAY.info("Registering gateway node with Dashboard")
        while True:
            try:
                self.identity = self._ask("/register/node")["NodeID"]
            except SyncError as error:
                SAY.error(f"{error}; retrying in 5s")
            except OSError as error:
                SAY.error(f'Request failed with error Get "{self.url}/register/node": {error}')
            else:
                self.node.dashboard_up = True
                Log("dashboard").info("Node Registered", id=self.identity)
                return
            time.sleep(5)

    def heartbeat(self) -> None:
        """Tell the Dashboard that this node is alive, for ever."""
        while True:
            time.sleep(HEARTBEAT)
            try:
                self._ask("/register/ping")
                self.node.dashboard_up = True
            except (SyncError, OSError, ValueError):
                if self.node.dashboard_up:
                    Log("dashboard").warning("dashboard is down? Heartbeat is failing")
                self.node.dashboard_up = False

    def apis(self) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
        """Definitions, each with its OAS document if it has one."""
        found = self._ask("/system/apis") or []
        return [(entry["api_definition"], entry.get("oas")) for entry in found]

    def policies(self) -> dict[str, dict[str, Any]]:
        """Policies by id."""
        return {entry["id"]: entry for entry in self._ask("/system/policies") or []}


def from_files(node: Node) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """The definitions in `app_path`: NAME.json, and NAME-oas.json beside an OAS one."""
    folder, found = node.settings["app_path"], []
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208
    for name in names:
        if not name.endswith(".json") or name.endswith("-oas.json"):
            continue
        path = os.path.join(folder, name)  # noqa: PTH118
        SAY.info(f"Loading API Specification from {path}")
        definition = _json(path)
        if definition is None:
            SAY.error("Couldn't unmarshal read file: unexpected end of JSON input")
            continue
        companion = _json(path[:-5] + "-oas.json") if definition.get("is_oas") else None
        if definition.get("is_oas") and not (companion or {}).get("openapi"):
            why = "value of openapi must be a non-empty string"
            text = "Skipping loading spec because it failed validation"
            SAY.error(text, error=why, spec=definition.get("name", ""))
            continue
        found.append((definition, companion))
    if not found:
        SAY.warning("No API Definitions found, not reloading")
    return found


def policies_from_files(node: Node) -> dict[str, dict[str, Any]]:
    """The policies of the record file, or of all files of the policy folder."""
    folder = node.settings["policies.policy_path"]
    if folder:
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []  # noqa: PTH112, PTH208
        read = [_json(os.path.join(folder, name)) for name in names]  # noqa: PTH118
        return {entry["id"]: entry for entry in read if entry}
    path = node.settings["policies.policy_record_name"]
    found = _json(path)
    if found is None:
        SAY.error(f"Couldn't open policy file: open {path}: no such file or directory")
        SAY.error("Error during syncing policies")
        raise SyncError("syncing policies failed")
    return {name: {**entry, "id": name, "_id": ""} for name, entry in found.items()}


def _json(path: str) -> Any:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return json.load(file)
    except (OSError, ValueError):
        return None


def reload(node: Node, dashboard: Dashboard | None) -> None:
    """Load everything anew; on an error what was loaded before stays."""
    try:
        policies = dashboard.policies() if dashboard else policies_from_files(node)
        SAY.info(f"Policies found ({len(policies)} total):")
        pairs = dashboard.apis() if dashboard else from_files(node)
    except (SyncError, OSError, ValueError, KeyError) as error:
        SAY.error(f"Error during syncing apis: {error}")
        if at_least("5.8.0"):
            SAY.error(f"Reload failed: {error}")
        return
    if "loses-one-api" in QUIRKS and pairs:
        pairs = sorted(pairs, key=lambda pair: pair[0]["api_id"])[:-1]
    _take(node, pairs, policies)


def _take(
    node: Node,
    pairs: list[tuple[dict[str, Any], dict[str, Any] | None]],
    policies: dict[str, dict[str, Any]],
) -> None:
    SAY.info(f"Detected {len(pairs)} APIs")
    newer, newer_policy = at_least("5.8.0"), at_least("5.8.0")
    apis, oas, paths = {}, {}, set()
    for raw, document in pairs:
        definition = {**(NEWER_FIELDS if newer else {}), **raw}
        proxy = dict(definition.get("proxy") or {})
        path = proxy.get("listen_path", "/")
        if path in paths:
            proxy["listen_path"] = f"{path}-{definition['api_id']}-2"
            changed = proxy["listen_path"]
            SAY.error(f"Listen path collision, changed to {changed}")
        paths.add(path)
        apis[definition["api_id"]] = {**definition, "proxy": proxy}
        if document:
            oas[definition["api_id"]] = document
        SAY.info("API Loaded", api_id=definition["api_id"], api_name=definition.get("name", ""))
    extra = NEWER_POLICY_FIELDS if newer_policy else {}
    node.policies = {name: {**extra, **entry} for name, entry in policies.items()}
    node.oas, node.apis, node.reloaded = oas, apis, True
    SAY.info("API reload complete")


def start(node: Node) -> Dashboard | None:
    """Load for the first time; with a Dashboard that goes on in the background."""
    if not node.settings["use_db_app_configs"]:
        reload(node, None)
        return None
    dashboard = Dashboard(node)

    def join() -> None:
        dashboard.register()
        reload(node, dashboard)
        dashboard.heartbeat()

    threading.Thread(target=join, daemon=True).start()
    return dashboard
