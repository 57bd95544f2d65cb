"""What stands around a domain: the names of its hosts, the load balancer, back ends."""

from probes.questions import Command
from readers.axway import health, naming
from readers.axway.api_manager import ApiManager
from readers.axway.domain import Domain
from readers.axway.manager import AdminNodeManager
from readers.calls import Called


def unnamed(domain: Domain) -> list[str]:
    """Name the hosts whose name another host does not know, or takes for itself."""
    pairs = [
        (node.name, domain.axway.host_name(other.name))
        for node in domain.nodes
        for other in domain.nodes
        if other is not node
    ]
    answers = domain.engine.ask_all([Command(node, naming.script(name)) for node, name in pairs])
    found = list[str]()
    for (node, name), answer in zip(pairs, answers, strict=True):
        known = naming.addresses(answer, name)
        if not known or naming.local(known):
            found.append(f"{node}: {name} is {', '.join(known) or 'not known'} there")
    return found


def unbalanced(domain: Domain) -> list[str]:
    """Name the sample calls that get another answer by way of the load balancer.

    Those with a credential are left out; where none is left, the health check is asked for.
    """
    declared = [one for one in domain.axway.calls if one.service == "traffic" and not one.header]
    wanted = {one.path: one.status for one in declared} or {health.PATH: 200}
    said = {path: domain.site("load_balancer", path) for path in wanted}
    return [
        f"{path}: HTTP {said[path]} instead of {status}"
        for path, status in wanted.items()
        if said[path] != status
    ]


def guarded(domain: Domain) -> list[str]:
    """Name what is wrong with the sample calls whose back end asks for a certificate."""
    names = {one.name for one in domain.axway.calls if one.mutual_tls}
    groups = {one.group for one in domain.axway.calls if one.mutual_tls}
    asked: list[tuple[str, Called]] = [
        (one.name, said)
        for group in domain.groups
        if group.name in groups
        for one in group.instances
        for said in one.calls
    ]
    return [
        f"{name}: {wrong}"
        for name, said in asked
        if said.call.name in names
        for wrong in said.wrong
    ]


def referers_refused(domain: Domain) -> list[str]:
    """Name who refuses an account whose page came by way of the load balancer's name."""
    sites = (domain.axway.load_balancer, domain.axway.api_manager)
    whom: list[AdminNodeManager | ApiManager] = [*domain.managers, *domain.api_managers]
    return [
        f"{one}, Referer {site.url}: {said}"
        for site in sites
        if site is not None
        for one in whom
        if (said := one.by_way_of(site.url))
    ]
