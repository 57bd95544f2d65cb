"""The domain under test: API Gateway 7.5.3 on three hosts, beside a Cassandra of three members."""

import functools
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from findings.step import Step
from tests.lab import base, cassandra_jars, packages
from tests.lab.axway import (
    analytics,
    credentials,
    inventory,
    layout,
    people,
    redoing,
    ring,
    rolling,
    seed,
    system,
)
from tests.lab.axway.places import (
    ADMIN_HOSTS,
    GROUPS,
    HOSTS,
    INSTANCES,
    NEW,
    OLD,
    OWNER,
    OWNER_ID,
    ROLLING,
)
from tests.lab.hosts import Host
from tests.lab.inventory import PATIENT
from tests.lab.lab import Lab, parallel
from tests.lab.names import CHECKOUT, STATE
from tests.lab.process import in_lab, run, write

CASSANDRA = "2.2.12"
BACKUPS = "/var/backups/axway"
SNAPSHOT = "pre_upgrade"
BIN = f"{NEW}/upgrade/bin"
KEEP = f"cd {NEW} && tar -cf ../sysupgrade-failed.tar upgrade/bin/out/logs trace groups/*/*/trace"
"""What the way back keeps for the vendor's support."""

DUMP = """-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: db.lab.invalid    Database: {name}
-- ------------------------------------------------------
-- Server version\t8.0.36

CREATE TABLE `oauth_access_token` (`id` varchar(255) NOT NULL);
INSERT INTO `oauth_access_token` VALUES ('1'),('2');

-- Dump completed on 2026-01-01 00:00:00
"""
"""What mysqldump leaves of the database of OAuth tokens; there is no MySQL in the lab."""


def missing(cassandra: str = CASSANDRA) -> list[str]:
    """Why there can be no such domain here, in words; empty when there can."""
    return packages.missing() + cassandra_jars.missing(cassandra)


class DomainEstate(Lab):
    """gw1 and gw2 with Admin Node Managers, gw3 with a plain one; two groups of two instances."""

    def __init__(self, cassandra: str = "") -> None:
        """Name the hosts; nothing runs before `up`, which takes this release of Cassandra."""
        super().__init__(*HOSTS)
        told = STATE / "axway" / "cassandra"
        self.cassandra = cassandra or (told.read_text() if told.exists() else CASSANDRA)

    def up(self) -> "DomainEstate":
        """Boot and start everything; ends when every part of the old domain answers."""
        packages.install("hosts", "packages", "cassandra")
        self.claim()
        base.build(*system.packages(STATE / "libnsl"))
        releases = [one for one in (self.cassandra, ring.hop(self.cassandra)) if one]
        self.create(dict.fromkeys(HOSTS, ring.binds(*releases)))
        for host in self.hosts.values():
            _disk(host)
        common = STATE / "axway"
        layout.prepare(common)
        (common / "cassandra").write_text(self.cassandra)
        members = tuple(self.addresses.values())
        for at, (name, host) in enumerate(self.hosts.items()):
            system.lay_out(host.upper)
            layout.write(host.upper, name, common, members)
            ring.write(host.upper, at, members, self.cassandra, common / f"ring-{name}")
            for release in releases[1:]:
                ring.pack(host.upper, at, members, release, common / f"next-{name}")
            write(host.upper / "etc/hosts", self._names())
        if ROLLING:
            rolling.lay_out(self[rolling.HOST].upper)
            analytics.lay_out(self[analytics.HOST].upper, common)
            for host in self.hosts.values():
                analytics.connected(host.upper)
        self.remount()
        self.boot()
        for host in self.hosts.values():
            host.wait().run(_accounts())
        if ROLLING:
            rolling.let_in(self)
            analytics.start(self)
        ring.start(list(self.hosts.values()), self.cassandra)
        self._seed("fill")
        for host in self.hosts.values():  # one after the other: two at once fail
            ring.repair(host, self.cassandra)
        self.start(OLD)
        self.services(on=True)
        self.backup()
        return self

    def services(self, *, on: bool) -> None:
        """Let the system start at boot what the start scripts name, or not."""
        for host in self.hosts.values():
            people.switch(host, on=on)

    def remount(self) -> None:
        """Let the hosts see what was written below their mounted layers."""
        for host in self.hosts.values():
            run("umount", host.root)
            host.mount()

    def _names(self) -> str:
        lines = [f"{address} {name}" for name, address in self.addresses.items()]
        return "\n".join(["127.0.0.1 localhost", *lines, ""])

    def cql(self, *statements: str, default: bool = False) -> list[list[list[str]]]:
        """Run statements as the administrator, by the default password or ours; rows of each."""
        said = self._seed("default" if default else "run", *statements)
        return [json.loads(line) for line in said.splitlines()]

    @property
    def cassandra_home(self) -> str:
        """Where Cassandra lies on each host."""
        return ring.home(self.cassandra)

    def _seed(self, action: str, *words: str) -> str:
        argv = in_lab("env", f"PYTHONPATH={CHECKOUT}", sys.executable, "-m", "tests.lab.axway.seed")
        return run(*argv, action, self["gw1"].address, *words).stdout

    def owner(self, host: Host, command: str, *, check: bool = True) -> Any:
        """Run a command as the owner of the installations, over ssh, as a person would."""
        return host.ssh(f"cd {BIN} && sudo -n -u {OWNER} {command}", check=check)

    def start(self, top: str = OLD) -> None:
        """Start all Node Managers of an installation, then all instances."""
        parallel(lambda name: self._manager(name, top, "-d"), HOSTS)
        parallel(lambda name: self._instances(name, top, "-d"), HOSTS)

    def stop(self, top: str = OLD) -> None:
        """Stop all instances of an installation, then all Node Managers."""
        parallel(lambda name: self._instances(name, top, "-k", check=False), HOSTS)
        parallel(lambda name: self._manager(name, top, "-k", check=False), HOSTS)

    def _manager(self, name: str, top: str, option: str, *, check: bool = True) -> None:
        self.owner(self[name], f"{top}/posix/bin/nodemanager {option}", check=check)

    def _instances(self, name: str, top: str, option: str, *, check: bool = True) -> None:
        for one in INSTANCES.values():
            if one.host == name:
                words = f"-n '{one.name}' -g '{GROUPS[one.group][1]}' {option}"
                self.owner(self[name], f"{top}/posix/bin/startinstance {words}", check=check)

    def sysupgrade(self, name: str, step: str, *words: str, check: bool = True) -> Any:
        """Run one step on one host, with the options that the vendor's page gives."""
        return self.owner(self[name], _command(step, self["gw1"].address, words), check=check)

    def upgrade(self) -> None:
        """Upgrade by the documented commands, in the documented order."""
        for step in ("export", "upgrade"):
            parallel(functools.partial(self._step, step), HOSTS)
        self.go_down()
        for name in HOSTS:
            self.sysupgrade(name, "apply")

    def _step(self, step: str, name: str) -> None:
        self.sysupgrade(name, step)

    def go_down(self) -> None:
        """Let nothing of the old domain run, nor come back by itself."""
        self.services(on=False)
        self.stop(OLD)

    def redo(self) -> None:
        """Do what is manual work after `apply`; a restart of each machine, a backup of the KPS."""
        for key in INSTANCES:
            people.redact(self, key)
        for name in HOSTS:
            people.point(self, name, OLD, NEW)
            self[name].run(redoing.SCRIPT)
        self.services(on=True)
        for host in self.hosts.values():
            self.restart(host)
        ring.start(list(self.hosts.values()), self.cassandra)
        for group in GROUPS:
            self.kpsadmin(group, "backup")

    def does(self, step: Step) -> None:
        """Do what a person is told to do at a step of a change."""
        people.does(self, step)

    @staticmethod
    def acts(step: Step) -> bool:
        """Whether a step of a person is somebody's work in the lab, too."""
        return people.acts(step)

    def reset(self) -> "DomainEstate":
        """Begin anew, with hosts that nothing has happened to."""
        self.sweep()
        return self.up()

    @staticmethod
    def restart(host: Host) -> None:
        """Restart a machine; ends when Cassandra and all that its start scripts name is up."""
        # What a tool started over ssh would hold the shutdown up until systemd's patience ends.
        host.run("systemctl stop cassandra; pkill -KILL -f '[(]vshell[)]$'", check=False)
        host.stop(30)
        ring.speaks(host.boot().wait())

    def kpsadmin(self, group: str, operation: str) -> None:
        """Run an operation of 7.7 on a group's KPS, on its first instance."""
        user, password = credentials.ADMIN
        one = next(one for one in INSTANCES.values() if one.group == group)
        where = f"-g '{GROUPS[group][1]}' -n {one.name}"
        words = f"-u {user} -p {password} {where} {operation} </dev/null"
        self.owner(self[one.host], f"{NEW}/posix/bin/kpsadmin {words}")

    def rollback(self) -> None:
        """Go back: 7.7 down everywhere, then the untouched old installation up."""
        self.stop(NEW)
        for name in HOSTS:
            people.point(self, name, NEW, OLD)
            self[name].run(KEEP)
        self.start(OLD)

    def backup(self) -> None:
        """Take the backups that the vendor's page asks for."""
        parallel(self._back_up, HOSTS)

    def _back_up(self, name: str) -> None:
        host, cassandra = self[name], f"{BACKUPS}/cassandra"
        host.run(f"rm -rf {BACKUPS}; install -d -m 750 {BACKUPS} {cassandra} {BACKUPS}/config")
        host.run(
            f"tar -C /opt/Axway-7.5.3 --exclude=trace --exclude=opsdb.d"
            f" -cf {BACKUPS}/apigateway.tar apigateway;"
            f" install -p -m 600 /etc/init.d/vshell-* {BACKUPS}/config"
        )
        home = self.cassandra_home
        host.run(
            f"cd {home}; bin/nodetool clearsnapshot -t {SNAPSHOT}; "
            f"bin/nodetool snapshot -t {SNAPSHOT} && tar -cf {cassandra}/conf.tar conf && "
            f"tar -cf {cassandra}/{SNAPSHOT}.tar $(find data/data -type d -name {SNAPSHOT})"
        )
        host.put(f"{cassandra}/schema.cql", "".join(f"{one};\n" for one in seed.schema()))
        if name == ADMIN_HOSTS[0]:
            host.run(f"cp -a {OLD}/groups/certs {BACKUPS}/ca; chmod -R go= {BACKUPS}/ca")
            file, database = ("metrics", "metrics") if ROLLING else ("tokens", "oauth")
            host.put(f"{BACKUPS}/{file}.sql", DUMP.format(name=database), 0o600)

    def inventory(self, folder: Path, timeouts: Mapping[str, int] = PATIENT) -> Path:
        """Write inventory.yaml with its ssh_config and secrets into a folder."""
        return inventory.write_all(self, folder, timeouts)


def _disk(host: Host) -> None:
    """Give a host a disk of its own for backups: they are kept off that of the data."""
    folder = Path(host.folder, "backups")
    folder.mkdir()
    binds = Path(host.folder, "binds")
    binds.write_text(f"{binds.read_text()} --bind={folder}:/var/backups")


def _accounts() -> str:
    home = f"/home/{OWNER}"
    return (
        f"groupadd -g {OWNER_ID} {OWNER}; "
        f"useradd -u {OWNER_ID} -g {OWNER} -m -d {home} -s /bin/bash {OWNER}; "
        f"echo 'export LANG=C.UTF-8' > {home}/.profile; {ring.accounts()}"
    )


def _command(step: str, contact: str, words: tuple[str, ...]) -> str:
    user, password = credentials.ADMIN
    login = f"--anm_host {ADMIN_HOSTS[0]} --username {user} --password {password}"
    name, secret = credentials.CASSANDRA
    options = {
        "export": f"--old_install_dir {OLD} {login}",
        "upgrade": f"--cass_host {contact} --cass_username {name} --cass_password {secret}",
        "apply": f"{login} --domain_passphrase {credentials.DOMAIN}",
    }
    return " ".join([f"{BIN}/sysupgrade", step, options.get(step, ""), *words])
