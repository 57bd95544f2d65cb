"""What goes wrong in the steps of an upgrade, in their order: each stops it once, and is mended.

One upgrade meets them all: it goes on where it stopped, and its end is judged as any other's.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.changes import held
from tests.changes.changing import Ended, Operator
from tests.changes.torment import KILLS, SEED, Torment
from tests.lab.faults import FAULTS
from tests.lab.names import STATE
from tests.lab.operating import TICKET, WHO
from tests.lab.planting import give_back, keep

Act = Callable[[Operator], object]
GATEWAY, PUMP = "tyk-gateway", "tyk-pump"
CONF, PUMP_CONF = f"/opt/{GATEWAY}/tyk.conf", f"/opt/{PUMP}/pump.conf"
REPO = "/etc/yum.repos.d/tyk_tyk-dashboard.repo"
SQUATTER = "python3 -m http.server 8080"
LISTENS = "until curl -so /dev/null 127.0.0.1:8080; do sleep 0.05; done"


@dataclass(frozen=True)
class Incident:
    """One thing that goes wrong on the way."""

    name: str
    at: str | None  # the step that the upgrade stops at; None: nobody can tell, or say
    plant: Act
    mend: Act
    says: Sequence[str]  # all of it stands in what is printed
    state: str = "failed"  # of the step afterwards; done: a gate behind it stopped the upgrade
    until: str = ""  # it is planted when the upgrade waits for a person at this step
    word: Sequence[str] = ()  # what the operator adds when it is mended
    hours: int = 0  # how much later it is then
    act: Callable[..., Ended] | None = None  # what happens while it goes on


def _fault(name: str) -> tuple[Act, Act]:
    fault = FAULTS[name]
    return lambda o: fault.plant(o.estate), lambda o: fault.mend(o.estate)


def _file(name: str, path: str, script: str, then: str = ":") -> tuple[Act, Act]:
    """Spoil a file of a host, and put it back; `then` follows that."""

    def plant(operator: Operator) -> None:
        keep(operator.estate[name], path)
        operator.estate[name].run(script)

    def mend(operator: Operator) -> None:
        give_back(operator.estate[name], path)
        operator.estate[name].run(then)

    return plant, mend


def _shell(name: str, plant: str, mend: str) -> tuple[Act, Act]:
    return lambda o: o.estate[name].run(plant), lambda o: o.estate[name].run(mend)


def _restarted(name: str, package: str, mend: str) -> Act:
    """Mend it, let it start, and wait until it is well."""

    def act(operator: Operator) -> None:
        host = operator.estate[name]
        host.run(f"{mend}; systemctl reset-failed {package}; systemctl restart {package}")
        operator.estate.healthy(host, package)

    return act


def _baselines(operator: Operator) -> list[Path]:
    return sorted((operator.runs / TICKET).glob("baseline-*.json"))


def _archive(operator: Operator) -> Path:
    folder = operator.env / "archive"
    folder.mkdir(exist_ok=True)
    for path in _baselines(operator):
        shutil.copy2(path, folder)
    return folder


def _edit(operator: Operator) -> None:
    _archive(operator)
    for path in _baselines(operator):
        path.write_text(path.read_text().replace("true", "false", 1))


def _lose(operator: Operator) -> None:
    _archive(operator)
    for path in _baselines(operator):
        path.unlink()


def _archived(operator: Operator) -> None:
    for path in (operator.env / "archive").iterdir():
        shutil.copy2(path, operator.runs / TICKET)


def _other_key(_: Operator) -> None:
    known = STATE / "known_hosts"
    shutil.copy2(known, STATE / "known_hosts.kept")
    lines = [line.split() for line in known.read_text().splitlines()]
    other = next(key for names, _, key in lines if names.startswith("gw2"))
    told = [[n, kind, other if n.startswith("gw1") else key] for n, kind, key in lines]
    known.write_text("".join(f"{' '.join(words)}\n" for words in told))


def _right_key(_: Operator) -> None:
    (STATE / "known_hosts.kept").replace(STATE / "known_hosts")


NOTHING: tuple[Act, Act] = (lambda _: None, lambda _: None)
SCRIPTLET = _shell("gw2", "userdel tyk; echo 1 > /etc/passwd.lock", "rm /etc/passwd.lock")

INCIDENTS = [
    Incident(
        "repository-dead",
        "dashboard.dash1.makecache",
        *_file("dash1", REPO, f"sed -i 's/:8000/:8001/' {REPO}"),
        says=["dashboard.dash1.makecache failed", "Couldn't connect to server", "; then: "],
    ),
    Incident(
        "baseline-edited",
        "dashboard.dash1.restart",
        _edit,
        _archived,
        says=["was edited: its hash does not fit", "untouched file"],
        state="done",
        act=lambda o, *words: Torment(o, SEED).leads("upgrade", *words, kills=KILLS),
    ),
    Incident(
        "baseline-missing",
        "dashboard.dash1.restart",
        _lose,
        _archived,
        says=["There is no complete baseline", "Run `pytest -m pre`"],
        state="done",
    ),
    Incident(
        "sudo-refused",
        "gateway.gw1.makecache",
        *_fault("sudo-refused"),
        says=["gw1: sudo", "nothing was done", "Grant in sudoers"],
    ),
    Incident(
        "host-key-changed",
        "gateway.gw1.makecache",
        _other_key,
        _right_key,
        says=["gw1", "host key", "nothing was sent"],
    ),
    Incident(
        "wrong-version-offered",
        "gateway.gw1.update",
        *_fault("target-not-offered"),
        says=["Waiting for process with pid", "gateway.gw1.update failed", "tyk-gateway-5.8.9"],
        act=lambda o, *words: held.locked_out(o, "gw1", *words),  # and yum is at work elsewhere
    ),
    Incident(
        "disk-full",
        "gateway.gw1.update",
        *_fault("disk-full"),
        says=["gateway.gw1.update failed", "more space needed on the /opt filesystem"],
    ),
    Incident(
        "network-cut",
        "gateway.gw2.update",
        *SCRIPTLET,
        says=["gw1: ", "what was started goes on there; trying again", "gw1 answers again",
              "gateway.gw2.update failed", "scriptlet failed"],
        act=lambda o, *words: held.cut_off(o, "gw1", GATEWAY, *words),
    ),
    Incident(
        "nobody-knows",
        "gateway.gw2.update",
        *NOTHING,
        says=["did not end well", "--not-done gateway.gw2.update"],
        state="unknown",
        word=["--not-done", "gateway.gw2.update", "--name", WHO],
    ),
    Incident(
        "interrupted",
        None,
        *NOTHING,
        says=["stopped by SIGINT; a long step goes on on its node"],
        act=lambda o, *words: held.interrupted(o, "gw2", GATEWAY, *words),
    ),
    Incident(
        "service-does-not-start",
        "gateway.gw1.restart",
        *_file("gw1", CONF, f"echo '{{' > {CONF}", f"systemctl restart {GATEWAY}"),
        says=["TYK-STEP-008", "Read the journal of the last start"],
        state="done",
        until="gateway.gw1.rpmnew",
    ),
    Incident(
        "port-taken",
        "gateway.gw2.restart",
        *_shell("gw2", f"systemd-run -q --unit=squatter {SQUATTER}; {LISTENS}",
                f"systemctl stop squatter; systemctl restart {GATEWAY}"),
        says=["[gw2] assert ('port 8080 i", "/hello: HTTP 404"],
        state="done",
    ),
    Incident(
        "health-never-green",
        "gateway.gw2.restart",
        *_fault("gateway-redis-password"),
        says=["TYK-POST-008", "[gw1] Redis connection not available"],
        state="done",
    ),
    Incident(
        "one-api-less",
        "gateway.gw2.restart",
        *_fault("api-not-loaded"),
        says=["TYK-POST-022 [gw1] API ", "(Weather) is not served", "api-team: "],
        state="done",
    ),
    Incident(
        "window-over",
        "pump.dash1.makecache",
        *NOTHING,
        says=["the window ended", "to go back:", "--after-window"],
        state="waiting",
        hours=8,
    ),
    Incident(
        "disk-of-this-machine-full",
        None,
        *NOTHING,
        says=["No space left"],
        act=lambda o, *words: held.no_room(o, "dash1", PUMP, *words),
    ),
    Incident(
        "wrong-owner",
        "pump.dash1.restart",
        *_file("dash1", PUMP_CONF, f"chown root:root {PUMP_CONF}; chmod 600 {PUMP_CONF}",
               f"systemctl restart {PUMP}"),
        says=["TYK-STEP-008"],
        state="done",
        until="pump.dash1.rpmnew",
    ),
]  # fmt: skip
