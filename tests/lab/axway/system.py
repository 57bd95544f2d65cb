"""What a host has beside the product: libnsl, /usr/tmp, the folder of an update."""

import os
from pathlib import Path

from tests.lab.axway.places import NEW, OWNER_ID, VERSIONS
from tests.lab.process import run, write

UPDATE = f"opt/updates/apigw-{VERSIONS[NEW]}/update-output"

SPEC = """Name: libnsl
Version: 2.28
Release: 251.el8
Summary: The product's programs are linked with it
License: Apache-2.0
AutoReqProv: no

%description
Only the package manager's word that it is there.

%files

%package -n glibc
Summary: Some other package

%description -n glibc
A database without any package would be no database.

%files -n glibc
"""


def packages(scratch: Path) -> list[Path]:
    """Build what the package manager knows: the package that the vendor asks for, and another."""
    scratch.mkdir(parents=True, exist_ok=True)
    spec = scratch / "libnsl.spec"
    spec.write_text(SPEC)
    places = {"_topdir": "top", "_rpmdir": "rpms", "_dbpath": "db"}
    words = [f"--define={name} {scratch / place}" for name, place in places.items()]
    run("rpmbuild", "-bb", "--quiet", *words, spec)
    return sorted((scratch / "rpms").rglob("*.rpm"))


def lay_out(upper: Path) -> None:
    """Write it into the file system of a host."""
    link = upper / "usr/tmp"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to("../var/tmp")
    for name in ("trace/update_apigw.trc", "backups/apigateway.tar"):
        write(upper / UPDATE / name, "by the update tool\n")
    for place, _, names in os.walk(upper / UPDATE):
        for name in (".", *names):
            os.chown(Path(place, name), OWNER_ID, OWNER_ID)
