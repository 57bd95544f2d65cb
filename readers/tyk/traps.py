"""Settings that a version on the way reads in another way, each as what stands against it."""

from inventory import Inventory
from probes.errors import CannotTell, NotApplicable
from readers.jwt import claims
from readers.tyk import definitions, settings
from readers.tyk.config import omits_file
from readers.tyk.dashboard import Dashboard
from readers.tyk.estate import beside
from readers.tyk.gateway import Gateway
from readers.tyk.matrix import trap
from readers.tyk.services import TykService
from readers.versions import Version

_SECOND = 1_000_000_000  # nanoseconds
_LONGEST = 3600  # seconds between two looks that somebody may mean
_NODES = ("allowed_nodes", "nodes", "node_count")


def oas_without_way_back(gateway: Gateway, inventory: Inventory) -> list[str]:
    """Name the OAS APIs that the target changes for good, and why there is no way back."""
    names = definitions.oas_names(gateway)
    mdcb = beside(inventory, "mdcb")
    found = list[str]()
    if names and inventory.tyk and inventory.tyk.mode == "file":
        found.append(f"{', '.join(names)}: definitions in files are not migrated")
    elif names and not _dumped(inventory):
        found.append(f"{', '.join(names)}: the inventory names no dump of the database")
    if names and mdcb and mdcb not in trap("mdcb_for_oas"):
        found.append(f"{', '.join(names)}: MDCB {mdcb} can not load them")
    return found


def _dumped(inventory: Inventory) -> bool:
    """Whether the inventory names a dump of the database, or a provider that takes snapshots."""
    provider = inventory.tyk is not None and inventory.tyk.mongo_backup == "provider"
    return provider or bool(inventory.backups.mongo or inventory.backups.postgres)


def wrong_unit_ahead(gateway: Gateway, target: Version) -> list[str]:
    """Say the same before the change. Not applicable where the file changes with it by plan.

    No value is right on both sides of 5.4.0: what is right now must change with the version, and
    what it changes to is looked at afterwards.
    """
    found = wrong_unit(gateway, target)
    if found and gateway.planned(gateway.conf_path):
        raise NotApplicable(f"{gateway.conf_path} changes by plan: it is looked at afterwards")
    return found


def wrong_unit(gateway: Gateway, target: Version) -> list[str]:
    """Say it where liveness_check.check_duration is not in the unit that the target reads."""
    value = gateway.config.number("liveness_check.check_duration") or 0
    nano = target in trap("nanoseconds_since")
    seconds = value / _SECOND if nano else float(value)
    if value == 0 or 1 <= seconds <= _LONGEST:
        return []
    unit = "nanoseconds" if nano else "seconds"
    return [f"liveness_check.check_duration is {value}: {seconds:g} seconds, read as {unit}"]


def dotted_beside_old_mdcb(gateway: Gateway, inventory: Inventory) -> list[str]:
    """Name the paths with a dot. Not applicable beside an MDCB that agrees on them."""
    mdcb = beside(inventory, "mdcb")
    if mdcb and mdcb in trap("mdcb_for_dots"):
        raise NotApplicable(f"MDCB {mdcb} agrees with the Dashboard on such paths")
    return definitions.dotted_paths(definitions.oas(gateway))


def token_only(gateway: Gateway) -> list[str]:
    """Name the APIs whose callers may come with a token alone, unless that stays allowed."""
    if gateway.config.flag("security.allow_unsafe_dynamic_mtls_token"):
        return []
    documents = definitions.classic(gateway) + definitions.oas(gateway)
    return sorted(set(definitions.token_with_certificate(documents)))


def defaulted_tls(gateway: Gateway) -> list[str]:
    """Name the TLS limits that are left to the default. Not applicable without TLS."""
    config = gateway.config
    if not config.flag("http_server_options.use_ssl"):
        raise NotApplicable(f"the gateway of {gateway.node.name} serves no TLS itself")
    names = ("http_server_options.min_version", "http_server_options.max_version")
    return [name for name in names if not config.number(name)]


def strange_policies(gateway: Gateway) -> list[str]:
    """Name the policies that can not be saved any more, unless that stays allowed everywhere."""
    found = definitions.strange_ids(definitions.policies(gateway))
    owners: list[TykService] = [gateway, *gateway.peers("dashboard")]
    if found and all(one.config.flag("allow_unsafe_policy_ids") for one in owners):
        return []
    return found


def new_log_form(service: TykService) -> list[str]:
    """Say it where the log gets its new form, so that its readers must take both."""
    chosen = service.config.text("log_format") or "the default"
    if chosen == "legacy":
        return []
    return [f"log_format is {chosen}: time stamps and `message` change for whoever reads the log"]


def without_file(service: TykService) -> list[str]:
    """Say it where a pump has neither a file nor the word that it needs none."""
    if omits_file("pump", service.environment) or service.node.file(service.conf_path):
        return []
    return [f"there is no {service.conf_path}, and TYK_PMP_OMITCONFIGFILE is not true"]


def new_stdout_form(service: TykService, inventory: Inventory) -> list[str]:
    """Name the pumps whose JSON changes, aggregation that comes too early, and an old MDCB."""
    pumps = settings.pumps(service.config)
    found = [f"{one.name}: its JSON gets a new form" for one in pumps if one.type == "stdout"]
    found += [
        f"{one.name}: enable_mcp_aggregation is on"
        for one in pumps
        for key, value in one.meta.items()
        if key.replace("_", "") == "enablemcpaggregation" and str(value).lower() in ("true", "1")
    ]
    mdcb = beside(inventory, "mdcb")
    if mdcb and mdcb not in trap("mdcb_for_pump"):
        found.append(f"MDCB {mdcb} must be upgraded first")
    return found


def old_portal(inventory: Inventory) -> list[str]:
    """Say it where the developer portal is too old for the target."""
    portal = beside(inventory, "portal")
    if portal is None:
        raise CannotTell("the inventory names no version of the portal")
    return [] if portal in trap("portal") else [f"portal {portal}: {trap('portal')} is needed"]


def restarted_together(inventory: Inventory) -> list[str]:
    """Name the gateways that may all be restarted at once; not those of a rolling upgrade."""
    gateways = [node.name for node in inventory.with_role("gateway")]
    if inventory.strategy == "rolling" or len(gateways) <= 1:
        return []
    return [f"{', '.join(gateways)}: {inventory.strategy} lets all of them restart at once"]


def unlimited_together(dashboards: tuple[Dashboard, ...], inventory: Inventory) -> list[str]:
    """Name the gateways that may be restarted at once, where the licence may be an unlimited one.

    NotApplicable where the inventory or the licence says how many nodes it allows.
    """
    together = restarted_together(inventory)
    if together and inventory.tyk and inventory.tyk.licensed_nodes:
        raise NotApplicable(f"the licence is for {inventory.tyk.licensed_nodes} nodes")
    if together and not dashboards:
        raise CannotTell("no Dashboard, so no licence to look at")
    if together and not any(_may_be_unlimited(one) for one in dashboards):
        raise NotApplicable("the licence names how many nodes it allows")
    return together


def _may_be_unlimited(dashboard: Dashboard) -> bool:
    """Whether a licence names no number of nodes: what its claims are called is not documented."""
    token = dashboard.config.text("license_key")
    if not token:
        raise CannotTell(f"{dashboard.node.name}: there is no licence in the configuration")
    told = [str(claims(token)[name]) for name in _NODES if name in claims(token)]
    return not told or any(value in ("", "0", "-1", "unlimited") for value in told)
