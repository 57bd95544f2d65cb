"""Licence files: for a host, until a day, with features. The real form is not documented."""

import re
import time

from tests.lab.axway_programs.install import Install

FOLDER = "conf/licenses"


def write(host: str, features: tuple[str, ...], ends: str = "2099-12-31") -> str:
    """The text of a licence for a host."""
    lines = ["# Axway product licence", "company=Lab", f"hostname={host}", f"expires={ends}"]
    lines += [f"{feature}=yes" for feature in features]
    return "\n".join([*lines, "# SIGNATURE: 7d1fLab0licence0signature", ""])


def _pairs(text: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z]+)=(.*)$", text))


def features(install: Install) -> set[str] | None:
    """What is granted to this host today; None where there is no licence file at all."""
    files = sorted(install.at(FOLDER).glob("*.lic"))
    if not files:
        return None
    granted: set[str] = set()
    for path in files:
        said = _pairs(path.read_text())
        if said.get("hostname") == install.host and said.get("expires", "") >= _today():
            granted |= {key for key, value in said.items() if value == "yes"}
    return granted


def refusal(install: Install) -> str:
    """Why a gateway does not start; empty where it may."""
    granted = features(install)
    if granted is None:
        return f"NO PRODUCT LICENSE FOUND in {install.at(FOLDER)}"
    if "unrestricted" not in granted:
        ends = [
            _pairs(path.read_text()).get("expires", "") for path in install.at(FOLDER).iterdir()
        ]
        if ends and max(ends) < _today():
            return f"license expired at {max(ends)}"
        return f"NO PRODUCT LICENSE FOUND in {install.at(FOLDER)}"
    return ""


def _today() -> str:
    return time.strftime("%Y-%m-%d")
