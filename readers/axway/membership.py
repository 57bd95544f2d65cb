"""Who is in a domain, and whether all its parts tell the same of it."""

from probes.errors import NotApplicable
from readers.axway import agreement
from readers.axway.domain import Domain
from readers.axway.settings import CA_KEY, TOPOLOGY


def managers_astray(domain: Domain) -> list[str]:
    """Name what other Admin Node Managers tell otherwise than the first one."""
    found = {one.endpoint: one.topology for one in domain.managers if one.name != domain.first.name}
    if not found:
        raise NotApplicable("there is one Admin Node Manager")
    return agreement.topologies(domain.topology, domain.first.endpoint, found)


def files_astray(domain: Domain, which: str) -> list[str]:
    """Name what the topology.json of a host tells otherwise than the first manager."""
    found = {f"{name}: {TOPOLOGY}": one for name, one in domain.on_disk(which).items()}
    return agreement.topologies(domain.topology, domain.first.endpoint, found)


def choice_troubles(domain: Domain) -> list[str]:
    """Say it where not exactly one of the topology's Admin Node Managers is marked first."""
    marked = {domain.axway.host_name(node) for node, one in domain.axway.hosts.items() if one.first}
    known = [one.host for one in domain.topology.admin_managers]
    if len(chosen := [name for name in known if name in marked]) == 1:
        return []
    named = ", ".join(chosen) or "none"
    return [f"of {', '.join(known) or 'no Admin Node Manager'} {named} is marked first"]


def strangers_to_anm_host(domain: Domain, which: str) -> list[str]:
    """Name the hosts whose topology.json does not have the word for --anm_host."""
    return [
        f"{name} knows {', '.join(one.names)}, and no {domain.anm_host}"
        for name, one in domain.on_disk(which).items()
        if domain.anm_host not in one.names
    ]


def key_troubles(domain: Domain) -> list[str]:
    """Name who holds the key of the old domain's CA beside the first manager, or in its place.

    A copy that was acknowledged is none.
    """
    found, wanted = domain.key_holders("old"), domain.first.name
    lacking = [] if wanted in found else [f"{wanted}, the first, has no {CA_KEY}"]
    return lacking + (domain.further_keys if found else [])


def uneven(domain: Domain, which: str) -> list[str]:
    """Name the level of each host where they differ; none: all hosts are alike."""
    return agreement.levels(domain.levels(which))


def administrators(domain: Domain) -> dict[str, dict[str, list[str]]]:
    """Give the administrators and their roles of each Admin Node Manager in use, by node."""
    return {
        one.name: {
            name: list(roles) for name, roles in sorted(one.node.serving.admin_users.users.items())
        }
        for one in domain.managers
    }
