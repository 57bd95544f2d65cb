"""What the estate serves: APIs, policies, people, keys."""

from typing import Any

from tests.lab.credentials import DASHBOARD_KEY, ORG
from tests.lab.names import BRIDGE

WEB_PORT = 8000
UPSTREAM = f"http://{BRIDGE}:{WEB_PORT}/upstream/"
PETSTORE = "0c4f2c1e9b7a4d5e8f60718293a4b5c6"


def _api(number: str, name: str, slug: str, **more: Any) -> dict[str, Any]:
    return {
        "api_id": number,
        "name": name,
        "slug": slug,
        "org_id": ORG,
        "active": True,
        "use_keyless": False,
        "use_standard_auth": True,
        "auth": {"auth_header_name": "Authorization"},
        "version_data": {"not_versioned": True, "versions": {}},
        "definition": {"location": "header", "key": "x-api-version"},
        "proxy": {
            "listen_path": f"/{slug}/",
            "target_url": UPSTREAM,
            "strip_listen_path": True,
        },
        "custom_middleware": {"driver": "", "pre": [], "post": []},
        **more,
    }


def petstore() -> dict[str, Any]:
    """The document of the OAS API."""
    info = {"id": PETSTORE, "name": "Petstore", "orgId": ORG, "state": {"active": True}}
    server = {"listenPath": {"value": "/petstore/", "strip": True}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Petstore", "version": "1.0.0"},
        "paths": {"/pets": {"get": {"responses": {"200": {"description": "pets"}}}}},
        "components": {"securitySchemes": {"authToken": {"type": "apiKey", "in": "header"}}},
        "x-tyk-api-gateway": {"info": info, "server": server, "upstream": {"url": UPSTREAM}},
    }


def apis() -> list[dict[str, Any]]:
    """One with keys, one open, one in OAS form."""
    orders = _api("a1b2c3d4e5f60718293a4b5c6d7e8f90", "Orders", "orders")
    weather = _api("b2c3d4e5f60718293a4b5c6d7e8f90a1", "Weather", "weather")
    weather |= {"use_keyless": True, "use_standard_auth": False}
    oas = _api(PETSTORE, "Petstore", "petstore", is_oas=True, oas=petstore())
    return [orders, weather, oas]


def policies() -> list[dict[str, Any]]:
    """Two plans, over the APIs that need a key."""
    rights = {
        api["api_id"]: {"api_name": api["name"], "api_id": api["api_id"], "versions": ["Default"]}
        for api in apis()
        if not api["use_keyless"]
    }
    plans = (("gold", 1000, 100_000), ("bronze", 10, 1000))
    return [
        {
            "id": f"policy-{name}",
            "name": name,
            "org_id": ORG,
            "rate": rate,
            "per": 1,
            "quota_max": quota,
            "quota_renewal_rate": 3600,
            "access_rights": rights,
            "active": True,
            "is_inactive": False,
            "tags": [],
        }
        for name, rate, quota in plans
    ]


def session(number: int) -> dict[str, Any]:
    """What Redis holds for one key."""
    policy = policies()[number % 2]
    taken = {name: policy[name] for name in ("rate", "per", "quota_max", "quota_renewal_rate")}
    rights = {"org_id": ORG, "access_rights": policy["access_rights"]}
    return {**taken, **rights, "apply_policies": [policy["id"]], "alias": f"customer-{number}"}


def people() -> dict[str, list[dict[str, Any]]]:
    """Organisation and users, by collection."""
    user = {
        "first_name": "Ada",
        "last_name": "Lab",
        "email_address": "ada@lab.invalid",
        "org_id": ORG,
        "active": True,
        "access_key": DASHBOARD_KEY,
        "user_permissions": {"IsAdmin": "admin"},
    }
    organisation = {"owner_name": "Lab", "owner_slug": "lab", "cname": "portal.lab.invalid"}
    return {
        "tyk_organisations": [organisation],
        "tyk_analytics_users": [user],
        "tyk_user_groups": [{"name": "admins", "org_id": ORG}],
        "portal_catalogue": [{"org_id": ORG, "apis": []}],
    }
