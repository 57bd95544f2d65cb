"""The section `axway`: a domain of API Gateway, as only the people who run it can tell it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from inventory.axway_databases import Database
from inventory.axway_instances import Instance, SampleCall
from inventory.calls import Site, names_differ
from inventory.secrets import SecretRef
from inventory.words import (
    Frozen,
    Host,
    Identifier,
    Line,
    LocalPath,
    RemotePath,
    Sha256,
    User,
    each_once,
)

Feature = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
FileBelow = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][^\x00-\x1f\x7f]*$")]
Log = Literal["export", "upgrade", "apply"]
"""The logs of sysupgrade."""

Read = Literal[Log, "cassandra"]
"""Logs of which each warning is read before the upgrade goes on."""

Asked = Literal["password", "domain_passphrase", "group_passphrase"]


class Installation(Frozen):
    """The `apigateway` directories of a host: the one in use and the one that replaces it."""

    old: RemotePath | None = Field(default=None, description="as /opt/Axway-7.5.3/apigateway")
    new: RemotePath | None = Field(default=None, description="as /opt/Axway-7.7/apigateway")
    owner: User | None = Field(default=None, description="who owns and runs both")

    @model_validator(mode="after")
    def _apart(self) -> "Installation":
        """Refuse one directory that is, or lies in, the other: the old one is the way back."""
        if not self.old or not self.new:
            return self
        old, new = (f"{path.rstrip('/')}/" for path in (self.old, self.new))
        if old.startswith(new) or new.startswith(old):
            raise ValueError("old and new overlap: 7.7 is installed into a directory of its own")
        return self


class DomainHost(Frozen):
    """A host as the topology knows it. Its name there is what `--anm_host` takes, to the letter."""

    name: Host | None = Field(default=None, description="in topology.json; default: the node's")
    first: bool = Field(
        default=False, description="the Admin Node Manager that --anm_host names: `apply` begins"
    )
    installation: Installation = Installation()
    subject_alt_names: tuple[Line, ...] = Field(
        default=(), description="for apply: DNS.0=gw.example, where the host's own do not do"
    )


class Group(Frozen):
    """A group: its instances run one configuration. The key is our name, `name` is theirs."""

    name: Line | None = Field(default=None, description="in the topology; default: the key")
    api_manager: bool = Field(default=False, description="API Manager runs in this group")
    store: Identifier | None = Field(default=None, description="the Cassandra of its KPS")
    keyspace: Identifier | None = Field(default=None, description="as x<domain id>_group_2")
    passphrase: SecretRef | None = None


class Account(Frozen):
    """Who the suite logs in as. The password stands behind a reference."""

    username: Line
    password: SecretRef


class Accounts(Frozen):
    """Accounts that exist before and after. Each reads only; none is used to change anything."""

    admin: Account = Field(description="API Gateway Manager, port 8090: also for export and apply")
    directory: Account | None = Field(default=None, description="of LDAP or Active Directory")
    api_admin: Account | None = Field(default=None, description="administrator of API Manager")
    api_user: Account | None = Field(default=None, description="a user of API Manager, no admin")
    oauth_registry: Account | None = Field(
        default=None, description="of OAuth's Client Application Registry, where it asks"
    )
    admin_is_in_directory: bool = Field(
        default=False, description="nobody can log in but by way of the directory"
    )


class Analytics(Frozen):
    """API Gateway Analytics, which is upgraded before the gateway, by a procedure of its own."""

    node: Identifier
    installation: Installation
    reports: bool = Field(default=False, description="there are reports of our own")


class Zdu(Frozen):
    """The vendor's sample scripts for an upgrade without downtime. Their own topology file."""

    node: Identifier = Field("control", description="where the scripts run")
    config: RemotePath = Field(description="the file that --config names")
    minutes: Annotated[int, Field(ge=1, le=10_000)] = Field(
        240, description="from the first apply to the last: quotas drift meanwhile"
    )


class Prompts(Frozen):
    """What the vendor's tools ask for, in their order: that is not documented, so it can be set."""

    export: tuple[Asked, ...] = ("password",)
    apply: tuple[Asked, ...] = ("domain_passphrase", "password")
    backup: tuple[Asked, ...] = Field(default=("password",), description="of kpsadmin")
    reencrypt: tuple[Asked, ...] = Field(
        default=("password", "group_passphrase"), description="of kpsadmin"
    )

    def of(self, action: str) -> tuple[Asked, ...]:
        """Give what one of them asks for; another tool asks for nothing."""
        found: tuple[Asked, ...] = getattr(self, action, ())
        return found


class AcceptedWarning(Frozen):
    """A line of a log that was read and does not stop us: a part of its text.

    `log`: that of a step of sysupgrade, or `cassandra`: the system.log of a member.
    """

    log: Read
    text: Annotated[str, Field(min_length=8)]
    reason: Line
    node: Identifier | None = Field(default=None, description="default: on every node")


class Acknowledged(Frozen):
    """A customised file of the old installation whose redoing is planned: this very content."""

    file: FileBelow = Field(description="below apigateway: conf/acl.json")
    sha256: Sha256
    plan: Line
    node: Identifier | None = Field(default=None, description="default: on every node")
    kept: bool = Field(default=True, description="false: dropped on purpose, 7.7 goes without")


class AxwaySettings(Frozen):
    """A domain of API Gateway. No default for mode: standard and zdu contradict each other."""

    mode: Literal["standard", "zdu"] = Field(description="all old processes down first, or rolling")
    installation: Installation = Field(
        Installation(), description="of every host that has none of its own"
    )
    hosts: Mapping[Identifier, DomainHost] = Field({}, description="by node")
    groups: Mapping[Identifier, Group]
    instances: Mapping[Identifier, Instance]
    accounts: Accounts
    domain_passphrase: SecretRef | None = Field(
        default=None, description="of the domain's CA; none: it has none"
    )
    node_manager_passphrase: SecretRef | None = None
    prompts: Prompts = Prompts()
    ca_old: LocalPath | None = Field(default=None, description="who signed 8090 before, PEM")
    ca_new: LocalPath | None = Field(default=None, description="who signs it after apply, PEM")
    sign_alg: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    databases: Mapping[Identifier, Database] = {}
    skip_db_upgrade: bool = Field(default=False, description="a DBA runs the scripts beforehand")
    api_manager: Site | None = Field(default=None, description="where people open API Manager")
    portal: Site | None = Field(default=None, description="API Portal, which is another product")
    load_balancer: Site | None = Field(default=None, description="before the traffic")
    analytics: Analytics | None = None
    zdu: Zdu | None = None
    calls: tuple[SampleCall, ...] = ()
    licence_features: Annotated[tuple[Feature, ...], AfterValidator(each_once("a feature"))] = (
        Field((), description="beside unrestricted, and apiportal for API Manager: mcafee ...")
    )
    licence_margin_days: Annotated[int, Field(ge=0, le=3650)] = 30
    accepted_warnings: tuple[AcceptedWarning, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    large_group_mb: Annotated[int, Field(ge=1, le=100_000)] = Field(
        100, description="a group's configuration above it wants a larger heap"
    )
    try_default_password: bool = Field(
        default=False, description="log in to Cassandra as cassandra once: it may alarm security"
    )

    @field_validator("calls")
    @classmethod
    def _names_differ(cls, calls: tuple[SampleCall, ...]) -> tuple[SampleCall, ...]:
        """Refuse two calls of one name: a finding could not say which it is of."""
        names_differ(calls, "calls")
        return calls

    def installation_of(self, node: str) -> Installation:
        """Give a host's directories: its own, else those of all."""
        own = self.hosts[node].installation if node in self.hosts else Installation()
        given = {key: getattr(own, key) for key in own.model_fields_set}
        return self.installation.model_copy(update=given)

    def first_of(self, managers: tuple[str, ...]) -> str:
        """Give the Admin Node Manager that `apply` begins with, of the nodes that have one."""
        marked = [node for node in managers if node in self.hosts and self.hosts[node].first]
        return (marked or list(managers))[0]

    def host_name(self, node: str) -> str:
        """Give a host's name in the topology."""
        return (node in self.hosts and self.hosts[node].name) or node

    def instances_of(self, *, group: str = "", node: str = "") -> dict[str, Instance]:
        """Give the instances of a group, of a node, or of both, in the order of the file."""
        return {
            name: one
            for name, one in self.instances.items()
            if group in ("", one.group) and node in ("", one.node)
        }
