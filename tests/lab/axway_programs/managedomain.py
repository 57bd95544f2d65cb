"""`managedomain`: --version, and the topology as menu 13 prints it. It changes nothing here."""

import sys
import time

from tests.lab.axway_programs.install import Install, Json


def main(words: list[str]) -> int:
    """Print what is asked for."""
    install = Install()
    if words and words[0] in ("--version", "-v", "version"):
        sys.stdout.write(_version(install))
        return 0
    if words and words[0] in ("--print_topology", "print_topology"):
        sys.stdout.write(_topology(install.topology))
        return 0
    sys.stderr.write("managedomain: only --version and --print_topology are here\n")
    return 1


def _version(install: Install) -> str:
    build = install.json(".standin/build.json")
    lines = [f"Version:    {install.version}", f"Build Date: {build['built']}"]
    lines += [f"Commit Id:  {build['commit']}"]
    patches = sorted(install.at("META-INF").glob("*.id"))
    if not patches:
        lines += ["Patch:      None"]
    for path in patches:
        lines += [f"Patch:      {path.stem}"]
        for line in path.read_text().splitlines():
            name = line.split()[0]
            if not install.at(name).exists():
                lines += [f"                Error: {name}:  File not found"]
    return "\n".join([*lines, ""])


def _topology(topology: Json) -> str:
    hosts = {one["id"]: one["name"] for one in topology["hosts"]}
    changed = time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(topology["timestamp"] / 1000))
    lines = [f"Version: {topology['version']}", f"Last updated: {changed}", "Hosts:"]
    lines += [f"---{name} [{key}]" for key, name in hosts.items()]
    for group in topology["groups"]:
        lines += ["Groups:", f"---{group['name']} [{group['id']}]"]
        for one in group["services"]:
            where = f"https://{hosts[one['hostID']]}:{one['managementPort']}"
            lines.append(f"------{one['name']} [{one['id']}] ({where})")
    return "\n".join([*lines, ""])
