"""The lab's own web server: the package repositories, and the upstream of the estate's APIs."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.lab import rpms
from tests.lab.data import UPSTREAM, WEB_PORT
from tests.lab.names import BRIDGE, STATE
from tests.lab.process import in_lab, run, wait_until

ROOT = STATE / "www"
REPO_URL = f"http://{BRIDGE}:{WEB_PORT}/tyk"
REPO_FILE = """[tyk_{name}]
name=tyk_{name}
baseurl={url}/{name}/{release}/$basearch
repo_gpgcheck=0
gpgcheck=0
enabled=1
metadata_expire=300
"""


def repo_text(package: str) -> str:
    """The repository file of one product, as the vendor's page says it looks."""
    return REPO_FILE.format(name=package, url=REPO_URL, release=rpms.RELEASE)


def fill() -> None:
    """Copy the packages to where faults may change them without harm to the cache."""
    shutil.copytree(rpms.built() / "repos", ROOT)
    (ROOT / "upstream").mkdir()
    for name in ("index.html", "pets"):
        (ROOT / "upstream" / name).write_text('{"upstream": "lab"}\n')


def serve() -> None:
    """Start the server on the bridge's address; it lives until the sweep."""
    words = [sys.executable, "-m", "http.server", "-b", BRIDGE, "-d", str(ROOT), str(WEB_PORT)]
    with (STATE / "web.log").open("ab") as log:
        server = subprocess.Popen(
            in_lab(*words),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    server.returncode = 0  # it outlives us: no warning about that
    wait_until(answers, 60, "the lab's web server does not answer")


def answers() -> bool:
    """Whether it serves."""
    done = run(*in_lab("curl", "-sf", "-o", "/dev/null", UPSTREAM), check=False)
    return done.returncode == 0


def repository(package: str) -> Path:
    """The folder with one product's packages."""
    return rpms.repo_folder(ROOT, package)


def index(package: str) -> None:
    """Make the metadata anew, after the packages have changed."""
    run("createrepo_c", "-q", repository(package))
