"""Administrators and their rights: conf/adminUsers.json and conf/acl.json."""

import base64
import hashlib
import secrets
from collections.abc import Mapping

from tests.lab.axway_programs.install import Install, Json

ROLES = ("API Server Administrator", "API Server Operator", "Deployer", "KPS Administrator")
PERMISSIONS = {
    ROLES[0]: ["adminusers", "config", "dashboard", "events", "mgmt", "mgmt_modify", "settings"],
    ROLES[1]: ["dashboard", "events", "mgmt", "monitoring"],
    ROLES[2]: ["config", "deploy", "mgmt"],
    ROLES[3]: ["dashboard", "kps", "mgmt"],
}


def hashed(password: str, salt: str = "") -> str:
    """A password as the file holds it; the product's own algorithm is not documented."""
    salt = salt or base64.b64encode(secrets.token_bytes(12)).decode()
    digest = hashlib.sha256(f"{salt}{password}".encode()).digest()
    return f"$AAGQAAAAAQAC${salt}${base64.b64encode(digest).decode()}"


def same(stored: str, password: str) -> bool:
    """Whether a password is the one that was stored."""
    parts = stored.split("$")
    return len(parts) == 4 and hashed(password, parts[2]) == stored


def admin_users(product: str, name: str, password: str) -> Json:
    """A file with one administrator, in all roles."""
    roles = [{"id": f"role-{at}", "name": role} for at, role in enumerate(ROLES, 1)]
    held = [role["id"] for role in roles]
    return {
        "productVersion": product,
        "version": 3,
        "timestamp": 1_750_000_000_000,
        "adminUsers": [{"id": "user-1", "name": name, "roles": held}],
        "credentials": {"user-1": hashed(password)},
        "adminUserRoles": roles,
        "uniqueIdCounters": {"Role": len(roles) + 1, "User": 2},
        "adminUsersVersion": {"version": 3, "timestamp": 1_750_000_000_000},
    }


def acl() -> Json:
    """The rights as shipped."""
    names = sorted({one for held in PERMISSIONS.values() for one in held})
    return {
        "paths": {"api": {"path": "/api/"}, "login": {"path": "/login/"}},
        "operations": {name: {"methods": ["GET"], "paths": ["api"]} for name in names},
        "permissions": {name: [name] for name in names},
        "roles": {role: sorted(held) for role, held in PERMISSIONS.items()},
    }


class Users:
    """Who may log in to an installation's Node Manager."""

    def __init__(self, install: Install) -> None:
        """Read both files anew at each question."""
        self.install = install

    def known(self, name: str, password: str) -> bool:
        """Whether this is an administrator with this password."""
        found = self.install.json("conf/adminUsers.json")
        keys = [one["id"] for one in found.get("adminUsers", []) if one["name"] == name]
        return any(same(found["credentials"].get(key, ""), password) for key in keys)

    def permissions(self, name: str) -> list[str]:
        """What an administrator may do."""
        found, acl_ = self.install.json("conf/adminUsers.json"), self.install.json("conf/acl.json")
        roles = {one["id"]: one["name"] for one in found["adminUserRoles"]}
        held = next(one["roles"] for one in found["adminUsers"] if one["name"] == name)
        granted = (acl_["roles"].get(roles[role], []) for role in held)
        return sorted({one for part in granted for one in part})


def basic(headers: Mapping[str, str]) -> tuple[str, str]:
    """Name and password of HTTP Basic; two empty words where there are none."""
    kind, _, word = headers.get("Authorization", "").partition(" ")
    try:
        name, _, password = base64.b64decode(word).decode().partition(":")
    except ValueError:
        return "", ""
    return (name, password) if kind == "Basic" else ("", "")
