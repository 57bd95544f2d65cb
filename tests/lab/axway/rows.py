"""What the key property stores hold: organizations, people, applications, APIs, quotas, clients."""

from typing import Any

from tests.lab.axway import credentials
from tests.lab.axway_programs import kps
from tests.lab.axway_programs.users import hashed

WHEN = 1_700_000_000_000
ORGANIZATION = "o-0001"


def _organizations() -> list[dict[str, Any]]:
    names = ("API Development", "Community")
    return [
        {
            "id": f"o-{at:04}",
            "name": name,
            "enabled": True,
            "development": name != "Community",
            "restricted": False,
            "dn": f"o={name},ou=organizations,ou=APIPortal",
            "createdOn": WHEN,
        }
        for at, name in enumerate(names, 1)
    ]


def _users() -> list[dict[str, Any]]:
    people = (
        ("u-0001", *credentials.API_ADMIN, "admin"),
        ("u-0002", *credentials.API_USER, "user"),
        ("u-0003", "ben", "axway-Ben-3Jd6", "oadmin"),
    )
    return [
        {
            "id": key,
            "organizationId": ORGANIZATION,
            "name": login.title(),
            "loginName": login,
            "email": f"{login}@lab.invalid",
            "role": role,
            "enabled": True,
            "state": "approved",
            "type": "internal",
            "dn": f"cn={login},ou=organizations,ou=APIPortal",
            "createdOn": WHEN,
            "authAttrs": {"lastSeen": WHEN, "changePassword": False},
            "password": hashed(password, key),
        }
        for key, login, password, role in people
    ]


def _applications() -> list[dict[str, Any]]:
    return [
        {
            "id": f"a-{at:04}",
            "name": f"Application {at}",
            "organizationId": ORGANIZATION,
            "enabled": True,
            "state": "approved",
            "createdBy": "u-0001",
            "managedBy": [],
            "createdOn": WHEN,
            "apikeys": [{"id": f"k-{at:04}", "secret": credentials.KPS, "enabled": True}],
        }
        for at in range(1, 13)
    ]


def _apis(kind: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{kind}-{at:04}",
            "name": name,
            "path": f"/{name.lower()}",
            "basePath": f"https://{name.lower()}.lab.invalid:8443",
            "version": "1.0",
            "state": "published",
            "organizationId": ORGANIZATION,
            "createdOn": WHEN,
        }
        for at, name in enumerate(("Orders", "Invoices", "Refunds"), 1)
    ]


def _quotas() -> list[dict[str, Any]]:
    limit = {"messages": "1000", "period": "second", "per": "1"}
    rule = {"api": "*", "method": "*", "type": "throttle", "config": limit}
    return [
        {"id": f"q-{at:04}", "type": kind, "name": kind.title(), "restrictions": [rule]}
        for at, kind in enumerate(("SYSTEM", "APPLICATION"), 1)
    ]


def _clients() -> list[dict[str, Any]]:
    return [
        {"id": f"c-{at:04}", "name": f"Client {at}", "enabled": True, "secret": credentials.KPS}
        for at in range(1, 4)
    ]


TABLES = {
    "payments": {
        kps.ORGANIZATIONS: _organizations(),
        kps.USERS: _users(),
        kps.APPLICATIONS: _applications(),
        kps.PROXIES: _apis("p"),
        kps.BACK_ENDS: _apis("b"),
        kps.QUOTAS: _quotas(),
    },
    "partners": {kps.CLIENTS: _clients()},
}
"""The rows of each table, by group."""
