"""How the stand-ins of a domain talk about its topology; the vendor's own way is not documented."""

import json
import time

from tests.lab.axway_programs import authority, tls
from tests.lab.axway_programs.install import Install, Json
from tests.lab.products.web import TEXT, Answer, Request, as_json


def answer(install: Install, request: Request) -> Answer:
    """Take a host into the domain, or take the topology that another Node Manager sends."""
    said = json.loads(request.body or b"{}")
    if request.path == "/lab/topology":
        if said["version"] > install.topology.get("version", 0):
            install.put("groups/topology.json", said)
        return as_json(200, {"result": True})
    if request.path == "/lab/join":
        try:
            return as_json(200, join(install, said, dict(request.headers)))
        except authority.SigningError as error:
            return Answer(500, str(error).encode(), {}, TEXT)
    return Answer(404, b"not found", {}, TEXT)


def join(install: Install, said: Json, headers: dict[str, str]) -> Json:
    """Sign what a host asks for, and enter it; what it had before goes away."""
    signed = {
        key: authority.sign(
            install.at("groups/certs"), csr, said["passphrase"], tuple(said["names"]),
            said["sign_alg"],
        )
        for key, csr in said["requests"].items()
    }  # fmt: skip
    topology = merged(install.topology, said["topology"])
    install.put("groups/topology.json", topology)
    spread(install, topology, headers)
    return {"signed": signed, "ca": install.text(tls.CA), "topology": topology}


def merged(domain: Json, part: Json) -> Json:
    """A domain with the host of `part`, and with nothing else of that host."""
    mine = {one["id"] for one in part["hosts"]}
    hosts = [one for one in domain.get("hosts", []) if one["id"] not in mine] + part["hosts"]
    groups: dict[str, Json] = {}
    for group in domain.get("groups", []):
        others = [one for one in group["services"] if one["hostID"] not in mine]
        groups[group["id"]] = {**group, "services": others}
    for group in part["groups"]:
        known = groups.setdefault(group["id"], {**group, "services": []})
        known["services"] = [*known["services"], *group["services"]]
    for group in groups.values():
        group["services"].sort(key=lambda one: one["id"])
    return {
        **part,
        "version": domain.get("version", 0) + 1,
        "timestamp": time.time_ns() // 1_000_000,
        "hosts": sorted(hosts, key=lambda one: str(one["id"])),
        "groups": [groups[key] for key in sorted(groups)],
        "services": [one for key in sorted(groups) for one in groups[key]["services"]],
    }


def part_of(topology: Json, host: str, product: str) -> Json:
    """One host of a domain, with the groups that have something on it."""
    own = [one for one in topology["hosts"] if one["name"] == host]
    groups = [
        {**group, "lock": None,
         "services": [one for one in group["services"] if one["hostID"] == own[0]["id"]]}
        for group in topology["groups"]
    ]  # fmt: skip
    groups = [group for group in groups if group["services"]]
    return {**topology, "hosts": own, "groups": groups, "productVersion": product}


def spread(install: Install, topology: Json, headers: dict[str, str]) -> None:
    """Send the topology to the other hosts; one that is down reads it when it comes back."""
    for one in topology["hosts"]:
        if one["name"] != install.host:
            through = {"Authorization": headers.get("Authorization", "")}
            try:
                tls.ask(
                    install, one["name"], 8090, "/lab/topology",
                    method="POST", headers=through, body=topology, timeout=5,
                )  # fmt: skip
            except OSError:
                continue
