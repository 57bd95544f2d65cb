"""API Manager on an instance: REST 1.3 with HTTP Basic, over what the KPS holds."""

import json
import re
import urllib.parse
from typing import TYPE_CHECKING

from tests.lab.axway_programs import kps, licences
from tests.lab.axway_programs.install import Json
from tests.lab.axway_programs.users import basic, same
from tests.lab.products.web import TEXT, Answer, Request, as_json

if TYPE_CHECKING:
    from tests.lab.axway_programs.instance import Gateway

ROOT = "/api/portal/v1.3"
LISTS = {
    "/organizations": kps.ORGANIZATIONS,
    "/users": kps.USERS,
    "/applications": kps.APPLICATIONS,
    "/proxies": kps.PROXIES,
    "/apirepo": kps.BACK_ENDS,
    "/quotas": kps.QUOTAS,
}
OWNED = ("/users", "/applications", "/proxies")
"""Of these a user who is no administrator sees those of the own organization."""

OF_APPLICATION = re.compile(r"/applications/([\w-]+)/(apikeys|oauth|extclients|apis|quota)")
SECRET = ("password", "apikeys")


class ApiManager:
    """What answers on port 8075."""

    def __init__(self, gateway: "Gateway") -> None:
        """Answer from the gateway's KPS, anew at each question."""
        self.gateway, self.install = gateway, gateway.install

    def answer(self, request: Request) -> Answer:
        """Answer; what the KPS can not say is a 500."""
        if not request.path.startswith(ROOT):
            return Answer(200, b"<html>API Manager</html>", {}, "text/html")
        path = request.path.removeprefix(ROOT)
        try:
            return self._answer(path, request)
        except OSError as error:
            self.gateway.trace.say("ERROR", f"KPS: {error}")
            return as_json(500, {"errors": [{"code": 500, "message": "Internal server error"}]})

    def _answer(self, path: str, request: Request) -> Answer:
        if path in ("/title", "/license"):
            licensed = path == "/title" or "apiportal" in self._licensed()
            return as_json(200, "API Manager" if licensed else "")
        users = self.gateway.kps.things(kps.USERS)
        if path == "/login":
            return self._login(users, request)
        person = _person(users, *basic(request.headers))
        if person is None:
            return as_json(401, {"errors": [{"code": 401, "message": "Unauthorized"}]})
        return self._tell(path, person, request.query)

    def _tell(self, path: str, person: Json, query: dict[str, str]) -> Answer:
        if path in ("/config", "/appinfo"):
            return as_json(200, self._config())
        if path == "/currentuser":
            return as_json(200, _shown(person), headers={"CSRF-Token": "5A5A5A"})
        if path in LISTS:
            return as_json(200, self._list(path, person, query))
        if found := OF_APPLICATION.fullmatch(path):
            return self._of_application(found[1], found[2])
        return Answer(404, b"", {}, TEXT)

    def _licensed(self) -> set[str]:
        return licences.features(self.install) or set()

    def _login(self, users: list[Json], request: Request) -> Answer:
        if request.method == "DELETE":
            return Answer(204)
        form = dict(urllib.parse.parse_qsl(request.body.decode()))
        person = _person(users, form.get("username", ""), form.get("password", ""))
        if person is None:
            return Answer(401)
        if person["authAttrs"]["changePassword"]:
            return Answer(409)
        return Answer(303, b"", {"Location": "/home", "Set-Cookie": "Portal.7.session=5a; Secure"})

    def _config(self) -> Json:
        return {
            "productVersion": self.install.version,
            "portalName": "Lab",
            "os": "Linux",
            "architecture": "linux-x86-64",
            "isApiPortalConfigured": False,
            "registrationEnabled": False,
        }

    def _list(self, path: str, person: Json, query: dict[str, str]) -> list[Json]:
        found = [_shown(one) for one in self.gateway.kps.things(LISTS[path])]
        if person["role"] != "admin" and path in OWNED:
            mine = person["organizationId"]
            found = [one for one in found if one.get("organizationId") == mine]
        if query.get("op") == "eq":
            found = [one for one in found if str(one.get(query["field"])) == query["value"]]
        return found

    def _of_application(self, key: str, what: str) -> Answer:
        found = {one["id"]: one for one in self.gateway.kps.things(kps.APPLICATIONS)}
        if key not in found:
            return Answer(404, b"", {}, TEXT)
        if what == "quota":
            quotas = self.gateway.kps.things(kps.QUOTAS)
            own = [one for one in quotas if one.get("applicationId") == key]
            return as_json(200, (own or quotas)[0])
        return as_json(200, found[key].get(what, []))


def _person(users: list[Json], name: str, password: str) -> Json | None:
    known = [one for one in users if one["loginName"] == name and one["enabled"]]
    return next((one for one in known if same(one["password"], password)), None)


def _shown(one: Json) -> Json:
    copied: Json = json.loads(json.dumps(one))
    return {key: value for key, value in copied.items() if key not in SECRET}
