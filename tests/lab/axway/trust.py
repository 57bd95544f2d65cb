"""The trust stores of both JREs: the old one has a CA of the company's own, the new one not yet."""

import shutil
from pathlib import Path

from tests.lab.process import run

NEW, OLD = "cacerts-new", "cacerts-old"
PASSWORD = "changeit"
OURS = "corporate-root"
PLACE = "Linux.x86_64/jre/lib/security/cacerts"


def stores(common: Path) -> None:
    """Make both, in the form that keytool lists without a password."""
    _add(common / NEW, "factory-root", common / "certs" / "domaincert.pem")
    shutil.copy(common / NEW, common / OLD)
    _add(common / OLD, OURS, common / "web" / "domaincert.pem")


def _add(store: Path, alias: str, certificate: Path) -> None:
    words = ["-importcert", "-noprompt", "-alias", alias, "-file", certificate]
    run("keytool", *words, "-keystore", store, "-storetype", "JKS", "-storepass", PASSWORD)
