"""What gateway, Dashboard and pump share: an RPM, a unit, a configuration, an HTTP endpoint."""

import itertools
import posixpath
from collections.abc import Mapping
from pathlib import PurePosixPath

from inventory import Inventory
from inventory.secrets import SecretRef
from probes.answers import HttpAnswer
from probes.engine import Engine
from probes.errors import CannotTell, NotApplicable
from probes.questions import Http, SecretText, argv
from readers import backups, checksums, environment_file
from readers.answered import answered, lines
from readers.daemon import Daemon
from readers.files import File
from readers.node import NodeReader
from readers.reaching import refusal_of
from readers.tyk import settings
from readers.tyk.config import Component, Config, omits_file, parse_config

UNITS = {"gateway": "tyk-gateway", "dashboard": "tyk-dashboard", "pump": "tyk-pump"}
CONF = {
    "gateway": "/opt/tyk-gateway/tyk.conf",
    "dashboard": "/opt/tyk-dashboard/tyk_analytics.conf",
    "pump": "/opt/tyk-pump/pump.conf",
}
DENIED = "Attempted administrative access"  # [measured]
FLAGS = ("--conf", "-conf", "-c")


class TykService(Daemon):
    """One Tyk service on one node."""

    component: Component

    def __init__(self, engine: Engine, inventory: Inventory, node: str, role: str) -> None:
        """Nothing is asked yet."""
        super().__init__(engine, inventory, node, role, UNITS[role])
        self._engine, self.inventory = engine, inventory
        self.component = role  # type: ignore[assignment]
        self.endpoint = f"{role}:{node}"

    @property
    def home(self) -> str:
        """The folder that the package owns."""
        return f"/opt/{self.unit}"

    def peers(self, role: str) -> tuple["TykService", ...]:
        """All services of a role, of the whole estate."""
        nodes = self.inventory.with_role(role)
        return tuple(TykService(self._engine, self.inventory, one.name, role) for one in nodes)

    @property
    def estate(self) -> tuple["TykService", ...]:
        """All services of every role: what shares the stores with this one."""
        return tuple(one for role in UNITS for one in self.peers(role))

    @property
    def conf_path(self) -> str:
        """The configuration file: that of the unit's command, of the inventory, of the package."""
        declared = self.inventory.tyk.config_files if self.inventory.tyk else {}
        path = _named(self.unit_state.exec_start) or declared.get(self.role, CONF[self.role])
        if not path.startswith("/"):
            raise CannotTell(f"{self.node.name}: {self.unit} names a relative file: {path}")
        return path

    @property
    def conf_claims(self) -> dict[str, str]:
        """Who says which file it is: the process that runs, its unit, the inventory."""
        if not (pid := self.unit_state.main_pid):
            raise CannotTell(f"{self.node.name}: {self.unit} does not run: no process to look at")
        raw = self.node.content(f"/proc/{pid}/cmdline")
        words = (raw or b"").decode(errors="replace").split("\0")
        if len(words) < 2:
            raise CannotTell(f"{self.node.name}: process {pid} shows no command line")
        declared = self.inventory.tyk.config_files if self.inventory.tyk else {}
        told = {
            "the process": _named(tuple(words)),
            "the unit": _named(self.unit_state.exec_start),
        }
        if any(told.values()):
            meant = declared.get(self.role)
            return told | ({"the inventory": meant} if meant else {})
        if not {*words} & {*self.unit_state.exec_start[:1]}:
            raise CannotTell(f"{self.node.name}: process {pid} is not what {self.unit} starts")
        if omits_file(self.component, self.environment):
            raise NotApplicable(f"{self.unit} of {self.node.name} reads no configuration file")
        if self.role not in declared:
            raise CannotTell(
                f"{self.node.name}: neither {self.unit} nor its process names a configuration file",
                f"Name the file that it reads in the inventory: tyk.config_files.{self.role}.",
            )
        return {"the inventory": declared[self.role]}

    @property
    def environment_files(self) -> Mapping[str, bytes | None]:
        """The unit's files of variables: path to content, None where there is none."""
        found = dict[str, bytes | None]()
        for file in self.unit_state.environment_files:
            found[file.path] = self.node.content(file.path)
            if found[file.path] is None and not file.optional:
                raise CannotTell(f"{self.node.name}: the unit wants {file.path}, it is not there")
        return found

    @property
    def environment(self) -> Mapping[str, str]:
        """The unit's variables: its own, and those of its files, which win."""
        found = dict(self.unit_state.environment)
        for path, raw in self.environment_files.items():
            try:
                found |= environment_file.parse((raw or b"").decode(), path)
            except UnicodeDecodeError:
                raise CannotTell(f"{self.node.name}: {path} is no UTF-8 text") from None
        for _, value in settings.secrets_of_variables(found):
            self._engine.redact(value)
        return found

    @property
    def config(self) -> Config:
        """The configuration in force: the file with the environment on top."""
        environment = self.environment
        text = "{}" if omits_file(self.component, environment) else self.node.text(self.conf_path)
        config = parse_config(self.component, text, environment)
        for _, value in (*settings.secrets(config), *settings.secrets_in_text(text)):
            self._engine.redact(value)
        return config

    def configuration(self, *, planned: bool) -> dict[str, str | None]:
        """Those of `all_configuration` that change on purpose, or only the others.

        NotApplicable where there is none.
        """
        found = self.all_configuration
        chosen = [path for path in found if (self.planned(path) is not None) == planned]
        if not chosen:
            raise NotApplicable(f"the inventory plans {'no' if planned else 'each'} file's content")
        return {path: found[path] for path in chosen}

    @property
    def all_configuration(self) -> dict[str, str | None]:
        """Hash of the configuration file and of each file of variables; None: there is none."""
        paths = (self.conf_path, *(file.path for file in self.unit_state.environment_files))
        answer = self.node.run(checksums.sums_script(*paths), root=True)
        found = checksums.sums(answer)
        complaints = sum(1 for line in answer.err.splitlines() if line.strip())
        if self.conf_path not in found or len(found) + complaints != len(paths):
            raise CannotTell(f"{self.node.name}: {self.conf_path} could not be hashed")
        return {path: found.get(path) for path in paths}

    @property
    def conf_file(self) -> File:
        """What the configuration file is: mode, owner, times."""
        if (found := self.node.file(self.conf_path)) is None:
            raise CannotTell(f"{self.node.name}: there is no {self.conf_path}")
        return found

    @property
    def changed_files(self) -> tuple[str, ...]:
        """The package's files that were edited since they were installed."""
        if omits_file(self.component, self.environment):
            raise NotApplicable(f"{self.unit} of {self.node.name} reads no configuration file")
        packed = self.files
        if self.conf_path not in {file.path for file in packed}:
            raise NotApplicable(f"{self.conf_path} is not of the package: no update replaces it")
        return tuple(file.path for file in packed if file.changed)

    def planned(self, path: str) -> str | None:
        """Give the hash that a file shall have afterwards, where the inventory plans another."""
        plan = self.inventory.tyk.planned_config if self.inventory.tyk else {}
        name = PurePosixPath(path).name
        keys = (f"{self.node.name}{path}", f"{self.node.name}/{name}", path, name)
        return next((plan[key] for key in keys if key in plan), None)

    @property
    def left_behind(self) -> tuple[str, ...]:
        """The `.rpmnew` files below the package's folder."""
        script = argv("find", self.home, "-path", self.home, "-o", "-name", "*.rpmnew")
        found = lines(answered(self.node.run(script, root=True), script), script)
        if self.home not in found:
            raise CannotTell(f"{self.node.name}: find does not name {self.home} itself")
        return tuple(sorted(path for path in found if path != self.home))

    def absolute(self, path: str) -> str:
        """Give a path as the program sees it: from its own folder, where it is relative."""
        return posixpath.normpath(posixpath.join(self.home, path))

    @property
    def backup_node(self) -> NodeReader:
        """The node where dumps and exports lie."""
        return backups.node_of(self._engine, self.inventory)

    def elsewhere(self, name: str) -> NodeReader:
        """Give another node of the inventory."""
        return NodeReader(self._engine, self.inventory, name)

    def hide(self, text: str) -> None:
        """Keep the secrets of a document that was read out of every file."""
        for _, value in settings.secrets_in_text(text):
            self._engine.redact(value)

    def secret(self, path: str) -> SecretText:
        """Give a secret of the configuration; an absent one is the empty one."""
        return SecretText(self.config.text(path) or "")

    def has(self, path: str) -> bool:
        """Whether the configuration sets a text that is not empty."""
        return bool(self.config.text(path))

    def shared_secrets(self) -> dict[str, tuple[tuple[str, SecretText], ...]]:
        """Give (where, secret) of what this gateway and all Dashboards must agree on, by name."""
        found = {
            "secret": [(f"{self.node.name}: secret", self.secret("secret"))],
            "node_secret": [(f"{self.node.name}: node_secret", self.secret("node_secret"))],
            "admin_secret": list[tuple[str, SecretText]](),
        }
        theirs = {"secret": "tyk_api_config.secret", "node_secret": "shared_node_secret"}
        for dashboard in self.peers("dashboard"):
            for name, places in found.items():
                setting = theirs.get(name, name)
                where = f"{dashboard.node.name}: {setting}"
                places.append((where, dashboard.secret(setting)))
        return {name: tuple(places) for name, places in found.items()}

    def get(self, path: str, *secret_headers: tuple[str, SecretRef | SecretText]) -> HttpAnswer:
        """Ask the service over HTTP."""
        answer: HttpAnswer = self._engine.ask(
            Http(self.endpoint, path, secret_headers=secret_headers)
        )
        return answer

    @property
    def now_running(self) -> str:
        """The version that runs now, or why it is none of the installed."""
        from readers.tyk.estate import running  # noqa: PLC0415 (it knows every service)

        return running(self)

    @property
    def strangers_status(self) -> int:
        """HTTP status that the control API gives to who shows no secret: 403 in its own words."""
        answer = self.get("/tyk/apis")
        if answer.status == 403 and DENIED not in answer.text:
            raise CannotTell(
                f"{self.endpoint}: HTTP 403 that is not the gateway's: {answer.text[:80]!r}",
                "Find out what stands before the gateway: its own refusal is not seen.",
            )
        return answer.status

    @property
    def refusal(self) -> str:
        """Why its HTTP endpoint refuses us; empty where it answers."""
        return refusal_of(self.endpoint, lambda: self.get(self.health_path))

    @property
    def health_path(self) -> str:
        """Where it says how it is."""
        return settings.health_path(self.config)


def _named(words: tuple[str, ...]) -> str:
    """Give the file that a command line names: `--conf FILE`, `--conf=FILE`, `-c FILE`."""
    for word, after in itertools.pairwise((*words, "")):
        flag, _, value = word.partition("=")
        if flag in FLAGS:
            return value or after
    return ""
