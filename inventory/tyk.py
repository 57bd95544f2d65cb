"""The section `tyk`: what only the people who run the gateway can tell."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from inventory.nodes import Reach, Tls
from inventory.secrets import SecretRef
from inventory.words import (
    Frozen,
    HeaderName,
    Identifier,
    Line,
    LocalPath,
    RemotePath,
    Sha256,
    Url,
    UrlPath,
    VersionText,
)

Auth = Literal["keyless", "token", "jwt", "oauth", "basic", "custom"]
FileKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_./-]+$")]
Count = Annotated[int, Field(ge=1, le=100_000)]


class Canary(Frozen):
    """A request that must work before and after: one for each way of authentication, and plugin."""

    name: Identifier
    path: UrlPath
    method: Literal["GET", "HEAD"] = "GET"
    status: Annotated[int, Field(ge=100, le=599)] = 200
    auth: Auth = "keyless"
    header: SecretRef | None = Field(
        default=None, description="the credential: value of header_name"
    )
    header_name: HeaderName = "Authorization"
    host_header: Line | None = None
    expect: Mapping[HeaderName, Line] = Field(
        default={}, description="headers the answer must have"
    )
    api: Identifier | None = Field(default=None, description="the id of the API it belongs to")
    plugin: Identifier | None = Field(default=None, description="the Go plugin it goes through")

    @model_validator(mode="after")
    def _credential(self) -> "Canary":
        """Ask for the credential of an API that wants one: without it, only the refusal is seen."""
        if self.auth != "keyless" and self.header is None and self.status < 400:
            raise ValueError(f"auth: {self.auth} needs header, a reference to the credential")
        return self


class LoadBalancer(Frozen):
    """The address that callers use. Not given: the rows about it are attested."""

    url: Url
    reach: Reach | None = Field(default=None, description="default: direct")
    tls: Tls | None = None
    host_header: Line | None = None


class Plugins(Frozen):
    """Go plugins. The target's build of each is expected beside the present one."""

    folder: RemotePath = "/opt/tyk-gateway/middleware"
    bundle_url: Url | None = Field(default=None, description="default: bundle_base_url of tyk.conf")
    staging_node: Identifier | None = Field(
        default=None, description="where the target binary lies"
    )
    staging_binary: RemotePath = "/opt/tyk-gateway/tyk"


class TykSettings(Frozen):
    """Tyk self-managed. No default for mode and install: a wrong one would hide requirements."""

    mode: Literal["dashboard", "file"] = Field(description="use_db_app_configs: true or false")
    install: Literal["repository", "local-rpm"] = Field(description="how packages come")
    rpm_folder: RemotePath | None = Field(default=None, description="local-rpm: on each node")
    packages: Mapping[Identifier, Identifier] = Field(
        {}, description="component: package, where it is not tyk-<component> (tyk-gateway-ee ...)"
    )
    repositories: Mapping[Identifier, Identifier] = Field(
        {}, description="component: repository id, where it is not tyk_tyk-<component> (a mirror)"
    )
    config_files: Mapping[Identifier, RemotePath] = Field(
        {}, description="component: its file, where the unit does not name it"
    )
    dashboard_key: SecretRef | None = Field(default=None, description="a user's API key")
    gateway_secret: SecretRef | None = Field(
        default=None, description="default: read from tyk.conf"
    )
    planned_config: Mapping[FileKey, Sha256] = Field(
        {}, description="file: SHA-256 it shall have afterwards, where it changes on purpose"
    )
    canaries: tuple[Canary, ...] = ()
    load_balancer: LoadBalancer | None = None
    plugins: Plugins | None = Field(default=None, description="set it when Go plugins are in use")
    licence_margin_days: Annotated[int, Field(ge=0, le=3650)] = 30
    licensed_nodes: Count | None = Field(
        default=None, description="gateways that the licence allows"
    )
    extra_gateways: Annotated[int, Field(ge=0, le=1000)] = Field(
        0, description="temporary gateways that run beside the others during the change"
    )
    redis_backup: Literal["save", "bgsave", "provider"] = "bgsave"
    redis_save_limit_mb: Count = Field(
        default=1024, description="above it, SAVE blocks callers too long"
    )
    mongo_backup: Literal["mongodump", "provider"] = "mongodump"
    key_drift_percent: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = Field(
        1.0, description="by how much the number of keys may move with the traffic"
    )
    mdcb: VersionText | None = Field(
        default=None, description="MDCB's version, where it stays as it is"
    )
    portal: VersionText | None = Field(
        default=None, description="Developer Portal's, where it stays"
    )
    tyk_sync: LocalPath | None = Field(
        default=None, description="folder of a tyk-sync dump, on control"
    )

    @field_validator("canaries")
    @classmethod
    def _names_differ(cls, canaries: tuple[Canary, ...]) -> tuple[Canary, ...]:
        """Refuse two canaries of one name: a finding could not say which it is of."""
        names = [canary.name for canary in canaries]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two canaries have one name: {', '.join(twice)}")
        return canaries

    @model_validator(mode="after")
    def _folder_of_rpms(self) -> "TykSettings":
        """Ask where the packages lie when no repository has them."""
        if self.install == "local-rpm" and self.rpm_folder is None:
            raise ValueError("install: local-rpm needs rpm_folder, where the .rpm files lie")
        return self
