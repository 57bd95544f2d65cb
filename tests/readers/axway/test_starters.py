"""What starts an installation by itself, what runs of it, and whether it was taken back."""

from datetime import UTC, datetime

import pytest

from probes.errors import CannotTell, NotApplicable
from readers.axway import another_try, starters
from readers.axway.alive import down, manager_down, not_running
from readers.axway.domain import Domain
from readers.axway.instance import Instance
from readers.axway.node import AxwayNode
from readers.axway.taken_back import moved, started
from tests.readers.axway import samples
from tests.readers.axway.hosts import FILE, NEW, OLD, OWNER, listing
from tests.readers.fakes import Engine, gone, said

TITLE = "GW1 (Payments) ({0}) (vshell)"
MANAGER = "Node Manager on nodea.example (Node Manager Group) ({0}) (vshell)"
GREP, LINKS = "gwa # grep -r -l -I -F -e ", "gwa # find /etc/rc.d"
LINKED = "../init.d/vshell-GW1|/etc/rc3.d/S80vshell-GW1\nx.service|/etc/systemd/system/a.wants/b\n"


def node(table, inventory):
    return AxwayNode(Engine(table), inventory, "gwa")


def placed(*names, links=LINKED, folder=OLD):
    found = said("".join(f"{one}\n" for one in names), "", 0 if names else 1)
    return {f"{GREP}{folder}": found, LINKS: said(links)}


def test_what_is_switched_on(inventory):
    table = placed("/etc/init.d/vshell-GW1", "/etc/init.d/vshell-GW2", "/etc/cron.d/watch",
                   "/etc/systemd/system/x.service", "/lib/systemd/system/y.service")  # fmt: skip
    found = starters.starters(node(table, inventory), OLD)

    assert [one.path.rpartition("/")[2] for one in found if one.on] == [
        "watch", "vshell-GW1", "x.service",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        {
            f"{GREP}{OLD}": said("", "grep: /etc/cron.d: Permission denied\n", 2),
            LINKS: said("x|y\n"),
        },
        {f"{GREP}{OLD}": said("", "", 0), LINKS: said(LINKED)},
        placed("/etc/cron.d/x", links=""),
        {f"{GREP}{OLD}": said("", "", 2), LINKS: said(LINKED)},
    ],
)
def test_what_was_not_searched_is_not_switched_off(inventory, table):
    with pytest.raises(CannotTell):
        starters.starters(node(table, inventory), OLD)


def scripts(folder, instance="groups/group-2/instance-1"):
    text = f'VDISTDIR="{folder}"\nVINSTDIR="{folder}/{instance}"\n'
    return {
        "gwa # ls -1A -- /etc/init.d": said("ssh\nvshell-GW1\n"),
        "gwa # cat -- /etc/init.d/vshell-GW1": said(text),
        f"gwa # cat -- {OLD}/groups/topology.json": said(samples.TOPOLOGY),
        f"gwa # cat -- {NEW}/groups/topology.json": said(samples.TOPOLOGY),
        f"gwa # readlink -e -- {OLD}": said(f"{OLD}\n"),
        f"gwa # readlink -e -- {NEW}": said(f"{NEW}\n"),
    }


def test_a_script_that_starts_the_wrong_installation(inventory):
    here, none = placed("/etc/init.d/vshell-GW1", folder=NEW), placed(folder=OLD)
    found = node(scripts(NEW) | here | none, inventory)
    assert starters.misdirected(found, found.new, found.old) == []

    here, none = placed("/etc/init.d/vshell-GW1", folder=OLD), placed(folder=NEW)
    found = node(scripts(OLD) | here | none, inventory)
    (flaw,) = starters.misdirected(found, found.new, found.old)
    assert flaw.endswith(f"it starts {OLD}, not {NEW}")


def test_a_script_of_nobody(inventory):
    here = placed("/etc/init.d/vshell-GW1")
    assert starters.unexplained(node(scripts(OLD) | here, inventory)) == []
    other = node(scripts(OLD, "groups/group-2/instance-9") | here, inventory)
    assert "is no instance of this host" in starters.unexplained(other)[0]
    hidden = scripts(OLD) | here | {"gwa # ls -1A -- /etc/init.d": said("ssh\n")}
    with pytest.raises(CannotTell, match="does not list it"):
        starters.unexplained(node(hidden, inventory))


def test_a_machine_that_was_not_restarted(inventory):
    log = f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {NEW}/upgrade/bin/out/logs/apply.log"
    boot = "gwa # env TZ=UTC0 LC_ALL=C ps -o lstart= -p 1"
    table = {log: FILE, "gwa # stat": gone("x"), boot: said("Tue Nov 14 23:00:00 2023\n")}
    assert starters.not_restarted(node(table, inventory)) == []
    early = table | {boot: said("Tue Nov 14 21:00:00 2023\n")}
    assert "it was not restarted" in starters.not_restarted(node(early, inventory))[0]
    with pytest.raises(CannotTell):
        started(node({"gwa # env": said("yesterday\n")}, inventory), 1)


def running(folder=OLD, version="7.5.3", titles=(TITLE, MANAGER)):
    rows = [
        (20 + at, f"{folder}/Linux.x86_64/bin/vshell", title.format(version))
        for at, title in enumerate(titles)
    ]
    return listing(*rows) | {
        f"gwa # cat -- {OLD}/groups/topology.json": said(samples.TOPOLOGY),
        f"gwa # cat -- {OLD}/groups/group-2/instance-1/conf/envSettings.props":
            said("env.PORT.MANAGEMENT=8085\n"),
        f"gwa # {OWNER} {OLD}/posix/bin": said(),
        "gwa # ss": said(
            "State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
            'LISTEN 0 1 0.0.0.0:8085 0.0.0.0:* users:(("vshell",pid=20,fd=5))\n'
            'LISTEN 0 1 0.0.0.0:8090 0.0.0.0:* users:(("vshell",pid=21,fd=5))\n'
        ),
    }  # fmt: skip


def test_what_should_run_runs(inventory):
    one = Instance(Engine(running()), inventory, "pay1")

    assert down(one, one.old) == []
    assert manager_down(one.node, one.old) == []
    assert not_running(one.node, one.old, "7.5.3") == []


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        ({"titles": ()}, 2),
        ({"titles": (MANAGER,)}, 1),
        ({"titles": (TITLE, TITLE, MANAGER)}, 1),
        ({"folder": NEW}, 2),
        ({"version": "7.5.30"}, 2),
    ],
)
def test_what_should_run_and_does_not(inventory, changes, flaws):
    found = node(running(**changes), inventory)

    assert len(not_running(found, found.old, "7.5.3")) == flaws


def test_a_process_that_says_it_does_not_run_or_has_no_port(inventory):
    table = running() | {f"gwa # {OWNER} {OLD}/posix/bin": said("", "", 1)}
    one = Instance(Engine(table), inventory, "pay1")
    assert "says that it does not run" in down(one, one.old)[0]
    assert "says that it does not run" in manager_down(one.node, one.old)[0]
    text = running()["gwa # ss"].text.replace("8085", "9085").replace("8090", "9090")
    one = Instance(Engine(running() | {"gwa # ss": said(text)}), inventory, "pay1")
    assert "nobody listens on 8085" in down(one, one.old)[0]
    assert "nobody listens on 8090" in manager_down(one.node, one.old)[0]


def domain(inventory, state="not started", logs=(), start="Sat Nov 21 10:00:00 2026"):
    table = {}
    for name in ("gwa", "gwb", "gwc"):
        table |= {key.replace("gwa", name): value for key, value in running().items()}
        old = "/srv/Axway-7.5.3/apigateway" if name == "gwc" else OLD
        table |= {
            f"{name} # readlink -e -- {old}": said(f"{old}\n"),
            f"{name} # stat": gone("x"),
            f"{name} # {OWNER} {NEW}/upgrade/bin/sysupgrade": said(f"Current status: {state}\n"),
            f"{name} # env TZ": said(f"{start}\n"),
        }
    export = f"{NEW}/upgrade/bin/out/logs/export.log"
    paths = [f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {one}" for one in (export, *logs)]
    return Domain(Engine(table | dict.fromkeys(paths, FILE)), inventory)


def test_what_shows_that_a_domain_was_moved(inventory):
    log = f"{NEW}/upgrade/bin/out/logs/apply.log"
    assert moved(domain(inventory, logs=(log,))) == (f"gwa: {log} is there",)
    with pytest.raises(NotApplicable, match="nothing was done"):
        moved(domain(inventory))


def test_clean_and_what_was_kept_are_no_concern_where_nothing_was_done(inventory):
    found = domain(inventory)
    with pytest.raises(NotApplicable):
        another_try.not_reset(found.nodes[0])
    with pytest.raises(NotApplicable):
        another_try.not_kept(found.nodes[0])
    with pytest.raises(NotApplicable):
        another_try.not_repeated(found)


def test_a_time_is_read_as_utc(inventory):
    found = started(node({"gwa # env": said("Sat Nov  1 07:05:09 2026\n")}, inventory), 7)

    assert found == datetime(2026, 11, 1, 7, 5, 9, tzinfo=UTC)
