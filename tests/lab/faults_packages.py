"""Faults of packages and repositories."""

import shutil

from tests.lab import rpms, web
from tests.lab.estate import Estate
from tests.lab.payload import PRODUCTS
from tests.lab.planting import Fault, file, give_back, keep

GATEWAY = "tyk-gateway"
REPO = f"/etc/yum.repos.d/tyk_{GATEWAY}.repo"
HISTORY = [f"/var/lib/dnf/history.sqlite{part}" for part in ("", "-wal", "-shm")]
CLEAN = "yum -q clean expire-cache"


def _without(age: str, package: str = GATEWAY) -> None:
    version = PRODUCTS[package].versions[age]
    for rpm in web.repository(package).glob(f"{package}-{version}-*.rpm"):
        rpm.unlink()
    web.index(package)


def _whole(estate: Estate, package: str = GATEWAY) -> None:
    shutil.rmtree(web.repository(package))
    shutil.copytree(rpms.repo_folder(rpms.built() / "repos", package), web.repository(package))
    for host, held in estate.services:
        if held == package:
            host.run(CLEAN)


def _variant(quirk: str) -> None:
    made = rpms.repo_folder(rpms.built() / "variants" / quirk, GATEWAY)
    shutil.rmtree(web.repository(GATEWAY))
    shutil.copytree(made, web.repository(GATEWAY))


def _new_version_unstarted(estate: Estate) -> None:
    """Replace the program under the running process, without the package's scripts."""
    version = PRODUCTS[GATEWAY].versions["new"]
    name = f"{GATEWAY}-{version}-1.$(uname -m).rpm"
    url = f"{web.REPO_URL}/{GATEWAY}/{rpms.RELEASE}/$(uname -m)/{name}"
    estate["gw2"].run(f"rpm -U --noscripts --nosignature {url}; systemctl daemon-reload")


def _old_version(estate: Estate) -> None:
    version = PRODUCTS[GATEWAY].versions["old"]
    estate["gw2"].run(f"yum -y downgrade {GATEWAY}-{version}; systemctl enable --now -q {GATEWAY}")


def _new_version(estate: Estate) -> None:
    estate.upgrade_one(estate["gw2"], GATEWAY)


def _old_again(estate: Estate) -> None:
    _old_version(estate)
    estate["gw2"].run(f"rm -f /opt/{GATEWAY}/*.rpmnew; systemctl restart {GATEWAY}")
    estate.healthy(estate["gw2"], GATEWAY, PRODUCTS[GATEWAY].versions["old"])


def _behind(estate: Estate) -> None:
    for path in HISTORY:
        keep(estate["gw2"], path)
    _old_again(estate)


def _level(estate: Estate) -> None:
    """Upgrade it again, and let the history tell of one upgrade: more are a fault of their own."""
    _new_version(estate)
    for path in HISTORY:
        give_back(estate["gw2"], path)


FAULTS = [
    Fault(
        "old-version-gone",
        "The repository no longer holds the gateway version to go back to.",
        lambda _: _without("old"),
        _whole,
        red=("TYK-PRE-026",),
        when="pre",
    ),
    Fault(
        "target-not-offered",
        "The repository does not hold the gateway version to go to.",
        lambda _: _without("new"),
        _whole,
        red=("TYK-PRE-023",),
        when="pre",
    ),
    Fault(
        "repo-dead",
        "gw1's repository does not answer, and yum is told to go on: it exits 0.",
        *file("gw1", REPO, f"sed -i 's/:8000/:8001/' {REPO}; echo skip_if_unavailable=1 >> {REPO}"),
        red=("TYK-PRE-019", "TYK-PRE-023"),
        when="pre",
    ),
    Fault(
        "repo-for-another-release",
        "gw1's repository file points at el/7.",
        *file("gw1", REPO, f"sed -i 's#/el/8/#/el/7/#' {REPO}"),
        red=("TYK-PRE-018",),
        when="pre",
    ),
    Fault(
        "repo-disabled",
        "gw1's repository is switched off.",
        *file("gw1", REPO, f"sed -i 's/enabled=1/enabled=0/' {REPO}"),
        red=("TYK-PRE-018",),
        when="pre",
    ),
    Fault(
        "package-excluded",
        "gw1's yum is told to leave Tyk packages alone.",
        *file("gw1", "/etc/dnf/dnf.conf", "echo 'excludepkgs=tyk-*' >> /etc/dnf/dnf.conf"),
        red=("TYK-PRE-027",),
        when="pre",
    ),
    Fault(
        "package-file-edited",
        "gw1's policies.json was edited; the upgrade will overwrite it.",
        *file(
            "gw1",
            "/opt/tyk-gateway/policies/policies.json",
            "echo '{\"ours\": {}}' > /opt/tyk-gateway/policies/policies.json",
        ),
        red=("TYK-PRE-030",),
        when="pre",
    ),
    Fault(
        "unit-file-edited",
        "gw1's unit file was edited in place; the upgrade will overwrite it.",
        *file(
            "gw1",
            "/lib/systemd/system/tyk-gateway.service",
            "sed -i 's/80000/90000/' /lib/systemd/system/tyk-gateway.service",
            "systemctl daemon-reload",
        ),
        red=("TYK-PRE-030",),
        when="pre",
    ),
    Fault(
        "bad-release",
        "The repository's new gateway serves one API less; nothing else shows it.",
        lambda _: _variant("loses-one-api"),
        _whole,
        when="pre",
    ),
    Fault(
        "not-restarted",
        "gw2 has the new package, and the old program still runs.",
        _new_version_unstarted,
        _old_again,
        red=("TYK-POST-005", "TYK-POST-009"),
        when="pre",
    ),
    Fault(
        "one-node-behind",
        "gw2 still has the old version.",
        _behind,
        _level,
        red=("TYK-POST-001", "TYK-POST-009", "TYK-POST-029"),
        when="post",
    ),
]
