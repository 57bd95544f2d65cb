"""The section `tyk`: what only the people who run the gateway can tell."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from inventory.calls import Call, Site, names_differ
from inventory.secrets import SecretRef
from inventory.words import (
    Frozen,
    Identifier,
    LocalPath,
    RemotePath,
    Sha256,
    Url,
    VersionText,
)

FileKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_./-]+$")]
Count = Annotated[int, Field(ge=1, le=100_000)]


class Canary(Call):
    """A request that must work before and after: one for each way of authentication, and plugin."""

    api: Identifier | None = Field(default=None, description="the id of the API it belongs to")
    plugin: Identifier | None = Field(default=None, description="the Go plugin it goes through")


class LoadBalancer(Site):
    """The address that callers use. Not given: the rows about it are attested."""


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
    mongorestore_config: RemotePath | None = Field(
        default=None,
        description="file with mongorestore's `password:` on the backups' node, for a way back",
    )
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
        names_differ(canaries, "canaries")
        return canaries

    @model_validator(mode="after")
    def _folder_of_rpms(self) -> "TykSettings":
        """Ask where the packages lie when no repository has them."""
        if self.install == "local-rpm" and self.rpm_folder is None:
            raise ValueError("install: local-rpm needs rpm_folder, where the .rpm files lie")
        return self
