"""`python goss_fleet.py BINARY FLEET.json SSH_CONFIG`: goss on each node by ssh, 16 at once.

Not imported: it is run as a user's own script would be. The binary lies on the nodes already.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

AT_ONCE = 16
FOLDER = Path(__file__).parent
CHECKS = """
file:
  /etc/passwd: {{exists: true, owner: root, mode: "0644", contents: [root]}}
  /etc/group: {{exists: true, owner: root, mode: "0644"}}
  /etc/os-release: {{exists: true, owner: root, contents: [NAME]}}
  /etc/profile: {{exists: true, owner: root, mode: "0644"}}
  /etc/ssh: {{exists: true, filetype: directory}}
  /bin: {{exists: true, linked-to: usr/bin}}
command:
  sha256sum /bin/sh: {{exit-status: 0}}
  sha256sum /etc/group: {{exit-status: 0}}
  dpkg-query -f '${{Version}}' -W bash: {{exit-status: 0}}
  dpkg-query -f '${{Version}}' -W coreutils: {{exit-status: 0}}
  systemctl is-active tyk-gateway: {{exit-status: 0}}
  systemctl is-active redis: {{exit-status: 0}}
  systemctl is-enabled tyk-gateway: {{exit-status: 0}}
port:
  tcp:22: {{listening: true}}
  tcp:{port}: {{listening: true}}
  tcp:1: {{listening: false}}
  tcp:2: {{listening: false}}
  tcp:3: {{listening: false}}
http:
{answers}
"""
"""What the forty checks ask, in goss' words; those that ask nothing have none."""


def checks(address: str, port: str) -> str:
    """Write the file of a node: its own address is in it."""
    answers = [
        f"  http://{address}:{port}/hello?{number}: {{status: 200, body: [pass]}}"
        for number in range(10)
    ]
    return CHECKS.format(port=port, answers="\n".join(answers))


def main() -> int:
    """Ask all nodes; print how many passed, and the output of those that did not."""
    binary, fleet, config, port = sys.argv[1:]

    def ask(address: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["ssh", "-F", config, address, f"{binary} -g - validate --no-color"],
            input=checks(address, port), capture_output=True, text=True, check=False,
        )  # fmt: skip

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(ask, json.loads(Path(fleet).read_text(encoding="utf-8")).values()))
    bad = [one for one in done if one.returncode]
    for one in bad[:1]:
        sys.stdout.write(one.stdout + one.stderr)
    sys.stdout.write(f"{len(done) - len(bad)} nodes passed\n")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
