"""What of a Tyk service should have a backup: its files, and their copies on the same node."""

from probes.errors import NotApplicable
from readers import backups
from readers.backups import Copy, TreeCopy, flaws, tree_flaws
from readers.tyk import settings
from readers.tyk.config import omits_file
from readers.tyk.services import TykService


def conf_copies(service: TykService) -> tuple[Copy, ...]:
    """Give what the configuration is made of, and its backups.

    That is one file; where the program reads none, it is what sets the unit's variables.
    """
    if not omits_file(service.component, service.environment):
        return _copies(service, service.conf_path)
    state = service.unit_state
    paths = [path for path, raw in service.environment_files.items() if raw is not None]
    return _copies(service, *(paths or state.drop_in_paths or (state.fragment_path,)))


def environment_copies(service: TykService) -> tuple[Copy, ...]:
    """Give the environment files that there are, and their backups. NotApplicable for none."""
    paths = [path for path, raw in service.environment_files.items() if raw is not None]
    if not paths:
        raise NotApplicable(f"{service.unit} has no environment file on {service.node.name}")
    return _copies(service, *paths)


def certificate_copies(service: TykService) -> tuple[Copy, ...]:
    """Give the keys and certificates that are named, and their backups. NotApplicable for none."""
    named = {service.absolute(path) for _, path, tls in settings.files(service.config) if tls}
    if not named:
        raise NotApplicable(f"{service.unit} names no key or certificate on {service.node.name}")
    return _copies(service, *sorted(named))


def folder_copy(service: TykService, setting: str) -> TreeCopy:
    """Give the folder that a setting names, and its backup. NotApplicable where it names none."""
    if not (path := service.config.text(setting)):
        raise NotApplicable(f"{service.unit} has no {setting} on {service.node.name}")
    place = backups.place_of(service.inventory, "config")
    return backups.tree_copy(service.node, place, service.absolute(path))


def policy_flaws(service: TykService) -> list[str]:
    """Say what is wrong with the copy of policies that lie in files. NotApplicable for others."""
    where, config = service.node.name, service.config
    source = config.text("policies.policy_source") or "file"
    if source != "file":
        raise NotApplicable(f"policies of {where} come from {source}, not from files")
    if config.text("policies.policy_path"):
        return tree_flaws(folder_copy(service, "policies.policy_path"), service.home)
    if not (path := config.text("policies.policy_record_name")):
        raise NotApplicable(f"{service.unit} has no policies on {where}")
    return flaws(_copies(service, service.absolute(path))[0], service.home)


def _copies(service: TykService, *paths: str) -> tuple[Copy, ...]:
    place = backups.place_of(service.inventory, "config")
    return backups.copies(service.node, place, paths)
