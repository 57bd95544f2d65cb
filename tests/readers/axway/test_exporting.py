"""What of the old system is younger than its export."""

from datetime import UTC, datetime, timedelta

import pytest

from probes.errors import CannotTell
from readers.axway import exporting
from readers.axway.domain import Domain, Group
from readers.axway.manager import AdminNodeManager
from readers.axway.node import AxwayNode
from readers.cassandra_host import CassandraHost
from tests.readers.axway import samples
from tests.readers.axway.hosts import DEPLOYMENTS, NEW, OLD, TOPOLOGY, http
from tests.readers.fakes import Engine, gone, said
from tests.readers.test_cassandra import of, row

AT = 1_700_000_000  # of the topology and of each deployment in the samples
LOG = f"{NEW}/upgrade/bin/out/logs/export.log"
INFO = """ID                     : 59c022ba-6f15-4630-a292-675c7282c383
Gossip active          : true
Native Transport active: true
Uptime (seconds)       : 100
Data Center            : dc1
Rack                   : r1
Exceptions             : 0
"""


def stat(when):
    return said(f"regular file|10|{when}|644|apigw|apigw\n")


def world(**changes):
    """Every host was exported a second after anything changed."""
    answers = {f"{name} # stat": stat(AT + 1) for name in ("gwa", "gwb", "gwc")}
    for name in ("gwa", "gwb", "gwc"):
        answers[f"{name} # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {OLD}/conf/admin"] = stat(AT)
        answers[f"{name} # find"] = said(f"{AT}.5 /opt/x\n")
    old = "/srv/Axway-7.5.3/apigateway"
    answers[f"gwc # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {old}/conf/admin"] = stat(AT)
    answers |= {TOPOLOGY: http(samples.TOPOLOGY), DEPLOYMENTS: http(samples.DEPLOYMENTS)}
    return Engine(answers | changes)


def late(name, when=AT - 1):
    return {f"{name} # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {LOG}": stat(when)}


def test_what_is_older_than_every_export_has_not_moved(inventory):
    domain = Domain(world(), inventory)

    assert exporting.topology_moves(domain) == []
    assert exporting.administrator_moves(domain) == []
    assert exporting.file_moves(domain) == []
    assert exporting.deployment_moves(Group(world(), inventory, "payments")) == []


def test_the_first_export_of_all_counts_for_the_whole_domain(inventory):
    domain = Domain(world(**late("gwc")), inventory)

    assert exporting.exported_at(domain.nodes)[1] == "gwc"
    (moved,) = exporting.topology_moves(domain)
    assert moved.startswith("topology: version 7 of 2023-11-14 22:13:20 UTC, after the export on")
    assert moved.endswith(" on gwc at 2023-11-14 22:13:19 UTC")
    assert [row.partition(":")[0] for row in exporting.administrator_moves(domain)] == [
        "gwa", "gwb", "gwc",
    ]  # fmt: skip


def test_a_file_and_a_deployment_count_on_their_own_host(inventory):
    engine = world(**late("gwb"))

    assert [r[:4] for r in exporting.file_moves(Domain(engine, inventory))] == ["gwb:"]
    assert "gwb: /opt/x of 2023" in exporting.file_moves(Domain(engine, inventory))[0]
    found = exporting.deployment_moves(Group(engine, inventory, "payments"))
    assert [row.partition(" of ")[0] for row in found] == ["pay2: deployment aaaa1111-0000 by ops"]


def test_a_host_that_was_not_exported_has_no_time(inventory):
    engine = world(**{"gwb # stat": gone("x")})
    with pytest.raises(CannotTell, match="there is no upgrade/bin/out/logs/export"):
        exporting.topology_moves(Domain(engine, inventory))


def test_of_the_audit_log_what_only_looks_is_no_change(inventory):
    line = '{{"timestamp": {}000, "message": "m{}", "eventId": {}}}\n'
    rows = [line.format(AT + at, at, event) for at, event in ((0, 5), (2, 107), (3, 5))]
    engine = world(**{"gwa # tail": said("".join(rows))})

    assert exporting.audited_moves(AdminNodeManager(engine, inventory, "gwa")) == [
        "2023-11-14 22:13:23 UTC: m3 (event 5)"
    ]


def test_an_audit_log_with_nothing_in_it_tells_nothing(inventory):
    node = AxwayNode(world(**{"gwa # tail": said("")}), inventory, "gwa")
    with pytest.raises(CannotTell, match="is the domain audited"):
        node.audit(node.old, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("after", "moved"), [(101, False), (102, True)])
def test_a_member_that_was_started_after_the_first_export(inventory, after, moved):
    answers = {"cas1 $": said(INFO), of(0): [row(0)]}
    host = CassandraHost(world(**answers), inventory, "kps", "cas1")
    now = datetime.fromtimestamp(AT, UTC) + timedelta(seconds=after)

    assert bool(exporting.restarted_since(host, now)) is moved


def test_what_was_added_changed_or_taken_away_in_api_manager():
    before = {"g": {"users": {"u1": {"name": "Ann", "role": "user"}, "u2": {"name": "Ben"}}}}
    now = {"g": {"users": {"u1": {"name": "Ann", "role": "admin"}, "u3": {"name": "Cid"}}}}

    assert exporting.managed_moves(before, before) == []
    assert exporting.managed_moves(before, now) == [
        "g: users: u1 (Ann) has another role: user, now admin",
        "g: users: u2 (Ben) is gone",
        "g: users: u3 (Cid) was added",
    ]
