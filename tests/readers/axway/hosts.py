"""Hosts and a domain that answer from tables."""

import json
import subprocess

from probes import guard
from probes.answers import CommandAnswer, HttpAnswer
from tests.readers.axway import samples
from tests.readers.fakes import Engine, said

OLD, NEW = "/opt/Axway-7.5.3/apigateway", "/opt/Axway-7.7/apigateway"
OWNER = "runuser -u apigw --"
PS = "ps -e"
PROC = "find /proc"
TOPOLOGY = "GET admin-node-manager:gwa /api/topology"
DEPLOYMENTS = "GET admin-node-manager:gwa /api/deployment/domain/deployments"
FILE = said("regular file|10|1700000000|600|apigw|apigw\n")


def http(body="", status=200, headers=()):
    return HttpAnswer(status, headers, body.encode() if isinstance(body, str) else body)


def listing(*rows):
    """Give the two answers that tell of processes: pid, program, title."""
    rows = [(1, "/usr/lib/systemd/systemd", "/sbin/init"), *rows]
    return {
        f"gwa # {PS}": said("".join(f"{pid} {title}\n" for pid, _, title in rows)),
        f"gwa # {PROC}": said("".join(f"/proc/{pid}\t{exe}\n" for pid, exe, _ in rows)),
        f"gwa # readlink -e -- {OLD}": said(f"{OLD}\n"),
        f"gwa # readlink -e -- {NEW}": said(f"{NEW}\n"),
    }


def domain(**changes):
    said_ = {"instance-1": samples.deployed(), "instance-2": samples.deployed(**changes)}
    return Engine({
        TOPOLOGY: http(samples.TOPOLOGY),
        TOPOLOGY.replace("gwa", "gwb"): http(samples.TOPOLOGY),
        DEPLOYMENTS: http(json.dumps({"result": {"group-2": said_}})),
    })  # fmt: skip


class Shell:
    """Runs a question's command on a file of this machine in the place of the host's."""

    def __init__(self, path, named):
        self.path, self.named = path, named

    def __call__(self, question):
        if self.named not in question.script or question.script.startswith("stat"):
            return None
        guard.command(question.script)
        script = question.script.replace(self.named, str(self.path))
        done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
        return CommandAnswer(done.returncode, done.stdout, done.stderr)
