"""Hosts: real systemd machines on an overlay of /, with sshd and an address of their own."""

import contextlib
import os
import shlex
import signal
import subprocess
import uuid
from pathlib import Path

from tests.lab import groups, space
from tests.lab.names import NET, PREFIX, STATE, host_netns, link_name, mac
from tests.lab.process import Done, LabError, in_lab, locked, run, wait_until, write

SSH_CONFIG = """Host {name} {address}
  HostName {address}
  User ops
  IdentityFile {state}/id
  IdentitiesOnly yes
  BatchMode yes
  UserKnownHostsFile {state}/known_hosts
  StrictHostKeyChecking yes
  ConnectTimeout 30
  ServerAliveInterval 2
  ServerAliveCountMax 2
"""
SPAWN = """for group in {groups}; do echo $$ > $group/cgroup.procs; done
exec systemd-nspawn --quiet --directory={root} --boot --register=no --keep-unit \
--machine={name} --network-namespace-path=/run/netns/{netns} --resolv-conf=off --timezone=off \
--link-journal=no --capability=CAP_IPC_LOCK --console=pipe {extra}"""


class Host:
    """One machine of the lab."""

    def __init__(self, name: str) -> None:
        """Name a host that is there, or that `create` will make."""
        self.name = name
        self.folder = STATE / "hosts" / name
        self.netns = host_netns(name)

    @property
    def address(self) -> str:
        """Its IP address."""
        return (self.folder / "address").read_text()

    @property
    def upper(self) -> Path:
        """The top layer of its file system: what differs from all other hosts."""
        return self.folder / "upper"

    @property
    def root(self) -> Path:
        """Its file system, as seen from here; only what is not mounted inside (no /tmp, /run)."""
        return self.folder / "root"

    def create(self, last_byte: int, *, binds: tuple[str, ...] = ()) -> "Host":
        """Make its files, its address and its cable; it does not run yet."""
        address = str(NET[last_byte])
        for part in ("upper", "work", "root"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "address").write_text(address)
        (self.folder / "binds").write_text(" ".join(f"--bind-ro={bind}" for bind in binds))
        machine = uuid.uuid5(uuid.NAMESPACE_DNS, f"{PREFIX}.{self.name}").hex
        write(self.upper / "etc/hostname", f"{self.name}\n")
        write(self.upper / "etc/machine-id", f"{machine}\n")  # none = first boot = all services on
        write(self.upper / "etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {self.name}\n")
        write(self.upper / "etc/sudoers.d/ops", "ops ALL=(ALL) NOPASSWD: ALL\n", 0o440)
        self._login()
        self.mount()
        run("ip", "netns", "add", self.netns)
        space.ip("link", "set", "lo", "up", netns=self.netns)
        self.cable()
        return self

    def _login(self) -> None:
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "key")
        write(self.upper / "etc/ssh/lab_host_key", (self.folder / "key").read_text(), 0o600)
        public = " ".join((self.folder / "key.pub").read_text().split()[:2])
        text = SSH_CONFIG.format(name=self.name, address=self.address, state=STATE)
        with locked():
            for name, line in (
                ("known_hosts", f"{self.name},{self.address} {public}\n"),
                ("ssh_config", text),
            ):
                with (STATE / name).open("a") as file:
                    file.write(line)

    def mount(self) -> None:
        """Put its layers together."""
        layers = f"lowerdir={STATE}/base:/,upperdir={self.upper},workdir={self.folder}/work"
        run("mount", "-t", "overlay", "-o", layers, self.netns, self.root)

    def cable(self) -> None:
        """Connect it to the bridge; the cable is born where it belongs, so nothing leaks out."""
        link = link_name(self.address)
        peer = ("peer", "name", "eth0", "netns", self.netns)
        space.ip("link", "add", link, "type", "veth", *peer)
        self.connect()

    def connect(self) -> None:
        """Give both ends of the cable their place."""
        space.ip("link", "set", link_name(self.address), "master", f"{PREFIX}br", "up")
        for words in (
            ("link", "set", "eth0", "address", mac(self.address)),
            ("addr", "replace", f"{self.address}/{NET.prefixlen}", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
        ):
            space.ip(*words, netns=self.netns)

    def plug(self, *, to: bool) -> None:
        """Pull the cable out or put it in. A stopped host with the cable in refuses at once."""
        space.ip("link", "set", link_name(self.address), "up" if to else "down")

    def boot(self) -> "Host":
        """Switch it on."""
        self.plug(to=True)
        for group in groups.of(self.name):
            group.mkdir(exist_ok=True)
        script = SPAWN.format(
            groups=" ".join(str(group) for group in groups.of(self.name)),
            root=self.root,
            name=self.name,
            netns=self.netns,
            extra=(self.folder / "binds").read_text(),
        )
        with (self.folder / "console.log").open("ab") as log:
            nspawn = subprocess.Popen(
                ["sh", "-c", script],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self.folder / "pid").write_text(str(nspawn.pid))
        nspawn.returncode = 0  # it may outlive us, and `_gone` reaps it: no warning about that
        return self

    def wait(self, seconds: float = 240) -> "Host":
        """Wait until systemd has finished booting and sshd answers."""
        script = (
            f"[ $(cat /etc/hostname) = {self.name} ] || exit 1; "  # not inside yet, right at start
            "until [ -S /run/systemd/private ]; do sleep 0.05; done; "
            "systemctl is-system-running --wait; systemctl is-active ssh"
        )

        def booted() -> bool:
            if groups.first_process(self.name) is None:
                return False
            answer = self.run(script, check=False, timeout=seconds).stdout.split()
            return answer[-1:] == ["active"]

        try:
            wait_until(booted, seconds, f"{self.name} does not boot, or has no sshd")
        except (TimeoutError, subprocess.TimeoutExpired) as error:
            said = self.run("journalctl -b --no-pager -o cat -n 12", check=False).stdout
            raise LabError(f"{error}; its journal ends with: {said}") from error
        return self

    def run(
        self, script: str, *, check: bool = True, text: str | None = None, timeout: float = 600
    ) -> Done:
        """Run a shell script as root inside, past ssh: for building, not for the suite."""
        pid = groups.first_process(self.name)
        if pid is None:
            raise LabError(f"{self.name} is not running")
        inside = ["nsenter", f"--target={pid}", "-m", "-u", "-i", "-n", "-p", "--", "env", "-i"]
        inside += ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        inside += ["HOME=/root", "LANG=C.UTF-8", "sh", "-c", script]
        return run(*inside, check=check, text=text, timeout=timeout)

    def ssh(self, script: str, *, check: bool = True, timeout: float = 900) -> Done:
        """Run a shell script as `ops`, as a person would."""
        words = ["ssh", "-F", STATE / "ssh_config", self.name, script]
        return run(*in_lab(*words), check=check, timeout=timeout)

    def sudo(self, command: str, *, check: bool = True) -> Done:
        """Run one command as `ops` with sudo."""
        return self.ssh(f"sudo -n sh -c {shlex.quote(command)}", check=check)

    def put(self, path: str, text: str, mode: int = 0o644, owner: str = "root:root") -> None:
        """Write a file of the running host: whole, with its rights, in one step."""
        new = shlex.quote(f"{path}.lab")
        script = f"mkdir -p $(dirname {new}) && cat > {new} && chmod {mode:o} {new} && "
        script += f"chown {owner} {new} && mv -f {new} {shlex.quote(path)}"
        self.run(script, text=text)

    def get(self, path: str) -> str:
        """Read a file of the running host."""
        return self.run(f"cat {shlex.quote(path)}").stdout

    def running(self) -> bool:
        """Whether it has any process."""
        return bool(groups.pids(self.name))

    def cut(self) -> None:
        """Cut its power: no shutdown, no answer any more; disk and journal stay for `boot`."""
        self.plug(to=False)
        if (pid := groups.first_process(self.name)) is not None:
            os.kill(pid, signal.SIGKILL)
        self._gone(60)

    def stop(self, seconds: float = 15) -> None:
        """Shut it down in order; what is left after `seconds` is killed."""
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((self.folder / "pid").read_text()), signal.SIGTERM)
        try:
            self._gone(seconds)
        except TimeoutError:
            groups.kill(self.name)

    def _gone(self, seconds: float) -> None:
        def gone() -> bool:
            with contextlib.suppress(OSError):  # reap it, where it is our child
                os.waitpid(int((self.folder / "pid").read_text()), os.WNOHANG)
            return not self.running()

        wait_until(gone, seconds, f"{self.name}: still running")

    def down(self) -> None:
        """Shut it down and remove it."""
        self.stop()
        space.remove(self.name)


def hosts() -> list[Host]:
    """The hosts that are there."""
    found = sorted((STATE / "hosts").glob("*/address"))
    return [Host(path.parent.name) for path in found]
