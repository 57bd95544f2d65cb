"""What is wrong with the copies of what can not be made again: archive, CA, start scripts."""

from datetime import datetime

from probes.errors import CannotTell, NotApplicable
from readers.axway.domain import Domain
from readers.axway.installation import Installation
from readers.axway.node import AxwayNode
from readers.axway.settings import CA_FILES
from readers.backups import copies, flaws, place_of

_WHEN = "%Y-%m-%d %H:%M"


def archive_flaws(node: AxwayNode, freeze: datetime) -> list[str]:
    """Say what is wrong with the archive of a host's old installation, in sentences."""
    found, changed = node.archived, node.old_changed
    place = f"{node.name}: {place_of(node.inventory, 'installation')}"
    if found is None:
        return [f"{place}: there is no archive"]
    if found.is_directory or not found.size:
        return [f"{place}: it is {'a folder' if found.is_directory else 'empty'}, no archive"]
    contents, odd = node.archive, list[str]()
    if contents.damage:
        odd.append(f"{place}: it can not be read to its end: {contents.damage}")
    if not contents.damage and contents.missing:
        odd.append(f"{place}: there is no {', '.join(contents.missing)} of apigateway in it")
    odd += [f"{place}: it does not hold {name}" for name in contents.lost if not contents.damage]
    made = f"made {found.modified:{_WHEN}} UTC"
    if found.modified < changed:
        odd.append(f"{place}: {made}, before the installation changed {changed:{_WHEN}} UTC")
    if found.modified < freeze:
        odd.append(f"{place}: {made}, before the freeze {freeze:{_WHEN}} UTC")
    return odd


def ca_flaws(domain: Domain) -> list[str]:
    """Say what is wrong with the copy of the domain's CA, and who may read the CA itself.

    CannotTell where no host of the old domain holds the key: there is nothing to compare with.
    """
    holders = [one for one in domain.nodes if one.name in domain.key_holders("old")]
    if not holders:
        raise CannotTell(
            "no host of the old domain holds the key of the domain's CA",
            "Find out who signs its certificates; see AXW-PRE-051.",
        )
    old = next((one for one in holders if one.name == domain.first.name), holders[0]).old
    sums = {name.rpartition("/")[2]: digest for name, digest in old.sums(*CA_FILES).items()}
    node, folder = domain.backups_node, place_of(domain.inventory, "domain_ca")
    held = node.tree(folder)
    place = f"{node.name}: {folder}"
    if held is None:
        return [f"{place}: there is no such folder", *_open_keys(domain)]
    copied = {path.rpartition("/")[2]: (path, digest) for path, digest in held.items()}
    odd = [f"{place}: {name} is not in it" for name in sums if name not in copied]
    odd += [
        f"{place}/{copied[name][0]}: it is not the one that {old!r} has"
        for name, digest in sums.items()
        if name in copied and copied[name][1] != digest
    ]
    top, mine = node.file(folder), [copied[name][0] for name in sums if name in copied]
    if top is None:
        raise CannotTell(f"{place}: it went away while it was looked at")
    if int(top.mode, 8) & 0o001:
        states = {path: node.file(f"{folder}/{path}") for path in mine if _secret(path)}
        odd += [
            f"{place}/{path}: everybody may read it: mode {state.mode}"
            for path, state in states.items()
            if state and int(state.mode, 8) & 0o004
        ]
    return odd + _open_keys(domain)


def _secret(path: str) -> bool:
    return path.endswith(("domain.p12", "domainkey.pem"))


def _open_keys(domain: Domain) -> list[str]:
    """Name the folders of keys in the old domain that everybody may look into."""
    holders = [one.old for one in domain.nodes if one.name in domain.key_holders("old")]
    return [
        f"{one.node.name}: {one.at('groups/certs/private')}: open to everybody: mode {mode}"
        for one in holders
        if int(mode := _mode(one), 8) & 0o005
    ]


def _mode(of: Installation) -> str:
    found = of.node.file(of.at("groups/certs/private"))
    if found is None:
        raise CannotTell(f"{of!r}: its folder of keys went away while it was looked at")
    return found.mode


def script_flaws(node: AxwayNode) -> list[str]:
    """Say what is wrong with the copies of a host's start scripts. Not applicable without any."""
    paths = tuple(one.path for one in node.service_scripts)
    if not paths:
        raise NotApplicable(f"{node.name}: there is no start script /etc/init.d/vshell-*")
    found = copies(node, place_of(node.inventory, "config"), paths)
    return [f"{node.name}: {flaw}" for one in found for flaw in flaws(one, node.old.path)]


def quickstart_lost(node: AxwayNode) -> list[str]:
    """Name the files of the QuickStart that 7.7 lacks. Not applicable where there was none."""
    folder = "webapps/quickstart"
    before = node.tree(node.old.at(folder))
    if before is None:
        raise NotApplicable(f"{node.name}: {node.old.at(folder)} is not there")
    if not before:
        raise CannotTell(f"{node.name}: {node.old.at(folder)} is empty")
    now = node.tree(node.new.at(folder)) or {}
    return [f"{node.name}: {node.new.at(f'{folder}/{one}')} is missing"
            for one in sorted(before.keys() - now)]  # fmt: skip
