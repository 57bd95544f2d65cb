"""Real RPMs of the stand-ins, in two versions, and the vendor's three repositories of them.

Built once and kept in .cache/lab, under a name made from all that goes into them.
"""

import hashlib
import platform
import shutil
import tempfile
from pathlib import Path

from tests.lab import payload
from tests.lab.names import CACHE
from tests.lab.packing import INTERPRETER
from tests.lab.payload import PRODUCTS, Product
from tests.lab.process import locked, run

HERE = Path(__file__).resolve().parent
RELEASE = "el/8"
STAMPS = {"old": "2025-02-03 10:00", "new": "2026-05-06 10:00"}
"""A date for each version: with equal ones systemd sees no change of the unit file."""

QUIRKS = {"loses-one-api": "tyk-gateway"}
"""Variants of the new version that misbehave: the quirk, and the package that has it."""


def fingerprint() -> str:
    """A name for the build: it changes with every byte that goes into the packages."""
    python = Path(INTERPRETER).stat()
    machine = f"{platform.machine()} {python.st_size} {python.st_mtime_ns}"
    digest = hashlib.sha256(machine.encode())
    for folder in ("products", "specs"):
        for path in sorted((HERE / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(HERE)}\0".encode() + path.read_bytes())
    for name in ("rpms.py", "payload.py", "packing.py"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()[:16]


def built() -> Path:
    """The folder with `repos/`, `variants/QUIRK/` and `shim.rpm`; built when it is not there."""
    target = CACHE / f"rpms-{fingerprint()}"
    with locked():
        if not target.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            for old in CACHE.glob("rpms-*"):
                shutil.rmtree(old)
            with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
                _build_all(Path(scratch))
                (Path(scratch) / "out").rename(target)
    return target


def _build_all(scratch: Path) -> None:
    out = scratch / "out"
    for product in PRODUCTS.values():
        for age in ("old", "new"):
            repo = repo_folder(out / "repos", product.name)
            _build(scratch, product, age, repo)
        run("createrepo_c", "-q", repo)
    for quirk, name in QUIRKS.items():
        product = PRODUCTS[name]
        repo = repo_folder(out / "variants" / quirk, name)
        for age, quirks in (("old", []), ("new", [quirk])):
            _build(scratch, product, age, repo, quirks)
        run("createrepo_c", "-q", repo)
    spec = scratch / "shim.spec"
    spec.write_text((HERE / "specs/shim.spec").read_text())
    _rpmbuild(scratch, spec)
    next((scratch / "rpms").rglob("lab-base*.rpm")).rename(out / "shim.rpm")


def repo_folder(top: Path, package: str) -> Path:
    """Where the packages of one product lie below `top`, with the vendor's path."""
    return top / "tyk" / package / RELEASE / platform.machine()


def _build(
    scratch: Path, product: Product, age: str, repo: Path, quirks: list[str] | None = None
) -> None:
    version = product.versions[age]
    name = f"{product.name}-{version}"
    tree = scratch / "trees" / name
    shutil.rmtree(tree, ignore_errors=True)
    payload.lay_out(product, version, tree, quirks or [])
    words = payload.words(product, version) | {
        "TREE": str(tree),
        "STAMP": STAMPS[age],
        "FILES": "\n".join(payload.file_list(product, tree)),
    }
    words["SCRIPTLETS"] = payload.fill((HERE / "specs/scriptlets.spec").read_text(), words)
    spec = scratch / f"{name}.spec"
    spec.write_text(payload.fill((HERE / "specs/package.spec").read_text(), words))
    _rpmbuild(scratch, spec)
    repo.mkdir(parents=True, exist_ok=True)
    for made in (scratch / "rpms").rglob(f"{name}-1.*.rpm"):
        made.rename(repo / made.name)


def _rpmbuild(scratch: Path, spec: Path) -> None:
    defines = {"_topdir": scratch / "top", "_rpmdir": scratch / "rpms", "_dbpath": scratch / "db"}
    words = [f"--define={name} {value}" for name, value in defines.items()]
    run("rpmbuild", "-bb", "--quiet", *words, spec)
