"""Machines, how we get onto them, and what listens there."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from inventory.words import (
    Address,
    Frozen,
    Host,
    Identifier,
    Jump,
    Line,
    LocalPath,
    Port,
    Seconds,
    Sha256,
    Url,
    User,
    each_once,
)


class Ssh(Frozen):
    """How ssh is called. What is not given here, the user's own ssh configuration decides."""

    config: LocalPath | None = Field(default=None, description="an ssh_config of this environment")
    user: User | None = None
    port: Port | None = None
    jump: Jump | None = Field(
        default=None, description="ssh -J: user@host:port, several with commas"
    )


class Become(Frozen):
    """How a command becomes root, without asking: the account may do so without a password."""

    method: Literal["sudo", "dzdo", "pbrun", "none"] = "none"
    user: User = "root"


class Timeouts(Frozen):
    """Deadlines in seconds. `slow`: commands that a reader declares slow; `phase`: a whole run.

    `warm_up`: how long a service may take after a restart; `settle`: between two readings of what
    must not change.
    """

    connect: Seconds = 5.0
    command: Seconds = 10.0
    http: Seconds = 5.0
    slow: Seconds = 300.0
    warm_up: Seconds = 120.0
    settle: Seconds = 30.0
    phase: Seconds = 1800.0


def _also_the_word(schema: dict[str, Any]) -> None:
    """Let an editor accept `direct` beside the mapping."""
    mapping = {key: schema.pop(key) for key in ("type", "properties", "additionalProperties")}
    schema["anyOf"] = [{"const": "direct"}, {**mapping, "required": ["via"]}]


class Reach(Frozen):
    """From where an endpoint is contacted: `{via: NODE}`, or `direct` from this machine."""

    model_config = ConfigDict(json_schema_extra=_also_the_word)
    via: Identifier | None = None

    @property
    def direct(self) -> bool:
        """From this machine, without a node between."""
        return self.via is None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        """Read the word `direct`; a mapping must name a node."""
        if data == "direct":
            return {}
        if isinstance(data, str) or (isinstance(data, dict) and not data):
            raise ValueError("must be `direct` or `{via: NODE}`")
        return data


class Tls(Frozen):
    """How a server is verified. Everything that weakens it is shown in the report."""

    ca: LocalPath | None = Field(default=None, description="a private CA, PEM")
    ca_next: LocalPath | None = Field(
        default=None, description="the CA that takes over during the change, PEM: both are trusted"
    )
    insecure: bool = Field(default=False, description="do not verify at all")
    legacy: bool = Field(default=False, description="accept TLS 1.0 and 1.1")
    server_name: Host | None = Field(default=None, description="another host name to verify")
    pinned: Sha256 | None = Field(
        default=None, description="SHA-256 of the server's certificate (DER)"
    )
    cert: LocalPath | None = Field(default=None, description="our own certificate, PEM")
    key: LocalPath | None = Field(default=None, description="the file of our own key, PEM")

    @model_validator(mode="after")
    def _plain(self) -> "Tls":
        """Refuse what contradicts itself."""
        if self.ca_next and not self.ca:
            raise ValueError("ca_next goes with ca, which it takes over from")
        if self.insecure and (self.ca or self.pinned or self.server_name):
            raise ValueError("insecure verifies nothing: leave out ca, pinned and server_name")
        if bool(self.cert) != bool(self.key):
            raise ValueError("cert and key go together")
        return self


class Endpoint(Frozen):
    """Where a role listens on its node. No port: the vendor's default."""

    scheme: Literal["http", "https"] = "http"
    host: Host = "127.0.0.1"
    port: Port | None = None
    reach: Reach | None = Field(default=None, description="default: via the node itself")
    tls: Tls | None = None
    host_header: Line | None = None
    proxy: Url | None = None


class Node(Frozen):
    """A machine and its roles."""

    name: SkipJsonSchema[Identifier]  # the key in `nodes`
    transport: Literal["ssh", "local"] = "ssh"
    address: Address = "localhost"  # the rules ask for one where the transport is ssh
    roles: Annotated[tuple[Identifier, ...], AfterValidator(each_once("a role"))]
    zone: Identifier = "default"
    user: User | None = None
    port: Port | None = None
    become: Become | None = None
    traffic: Literal["live", "idle"] | None = Field(
        default=None, description="blue-green: which of the two environments it belongs to"
    )
    endpoints: Mapping[Identifier, Endpoint] = {}

    @field_validator("roles")
    @classmethod
    def _some_role(cls, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a node that is there for nothing: nothing would be checked on it."""
        if not roles:
            raise ValueError("names no role: nothing would be checked on this node")
        return roles
