"""JARs and scripts that people added: what would come together, what was lost."""

import json

import pytest

from probes.errors import CannotTell
from readers.axway.acknowledging import dropped, unacknowledged
from readers.axway.node import AxwayNode
from tests.readers.axway import samples
from tests.readers.axway.hosts import NEW, OLD, listing
from tests.readers.fakes import Engine, gone, said

JARS = "gwa # for p in"
HOST, INSTANCE = f"{OLD}/ext/lib", f"{OLD}/groups/group-2/instance-1/ext/lib"
SHIPPED = f"J\t{NEW}/system/lib/httpclient-4.5.jar\tshipped\t9\t\t1\t0\t\t\t\t0\t"


def jar(path, digest="00", major=52, title=""):
    return f"J\t{path}\town\t9\t{digest}\t1\t{major}\t\t{title}\t\t0\t"


def added(inventory, *rows, shipped=SHIPPED, **more):
    rows = [*rows, *([shipped] if shipped else ())]
    text = "".join(f"{row}\n" for row in (*rows, f"E\t{len(rows)}"))
    topology = said(json.dumps(samples.RESULT))
    answers = {
        JARS: said(text),
        f"gwa # cat -- {OLD}/groups/topology.json": topology,
        f"gwa # cat -- {NEW}/groups/topology.json": topology,
        **more,
    }
    return AxwayNode(Engine(answers), inventory, "gwa").added


def test_jars_are_named_so_that_ids_of_instances_may_change(inventory):
    found = added(inventory, jar(f"{HOST}/a.jar", "01"), jar(f"{INSTANCE}/b.jar", "02"))

    assert found.contents(found.old) == {"ext/lib/a.jar": "01", "GW1 of Payments: b.jar": "02"}


def test_one_put_over_another_is_no_twin_and_one_beside_it_is(inventory):
    over = (jar(f"{HOST}/a-1.jar"), jar(f"{NEW}/ext/lib/a-1.jar"))

    assert added(inventory, *over).coming == []
    assert len(added(inventory, *over, jar(f"{NEW}/ext/lib/a-2.jar")).coming) == 2


def test_what_two_instances_have_does_not_meet(inventory):
    second = f"{OLD}/groups/group-2/instance-2/ext/lib"
    pair = f"P\t{INSTANCE}/a.jar\t{second}/b.jar\t1\t0\tx/Y.class"
    rows = (jar(f"{INSTANCE}/a.jar"), jar(f"{second}/b.jar"), pair)

    assert added(inventory, *rows).coming == []
    same = pair.replace(second, HOST)
    assert len(added(inventory, *rows, same).coming) == 1


def test_a_folder_without_a_shipped_jar_is_not_the_product(inventory):
    for rows, shipped in (((), ""), ((f"N\t{HOST}",), SHIPPED)):
        with pytest.raises(CannotTell):
            _ = added(inventory, *rows, shipped=shipped).coming


def test_what_was_lost(inventory):
    found = added(inventory)
    before = {"ext/lib/a.jar": "01", "ext/lib/b.jar": "02", "ext/lib/c.jar": "03"}

    assert found.lost(before, {"ext/lib/a.jar": "01", "ext/lib/b.jar": "00"}) == [
        "gwa: ext/lib/b.jar: another one",
        "gwa: ext/lib/c.jar: missing",
    ]


def test_scripts_are_asked_of_a_folder_that_is_there(inventory):
    names = f"gwa # ls -1A -- {OLD}/ext"
    tree = f"gwa # find -L {OLD}/ext/posix"
    told = said(f"d\t{OLD}/ext/posix\n{'a' * 64}  {OLD}/ext/posix/bin/x.sh\n")

    (line,) = added(inventory, **{names: said("lib\nposix\n"), tree: told}).scripts
    assert "ext/posix/bin/x.sh" in line
    assert added(inventory, **{names: said("lib\n"), tree: gone("x")}).scripts == []
    for odd in ({names: said()}, {names: said("lib\n"), tree: said()}):
        with pytest.raises(CannotTell):
            _ = added(inventory, **odd).scripts


def test_only_the_very_content_is_acknowledged(inventory):
    of = AxwayNode(Engine({}), inventory, "gwa").old

    assert unacknowledged(of, {"conf/acl.json": "0" * 64, "gone": None}) == []
    (line,) = unacknowledged(of, {"conf/acl.json": "1" * 64})
    assert f"- {{file: conf/acl.json, sha256: {'1' * 64}, plan: ...}}" in line
    assert dropped(of) == frozenset()


def test_the_new_installation_serves_once_it_runs(inventory):
    def serving(*rows):
        return AxwayNode(Engine(listing(*rows)), inventory, "gwa").serving.which

    old = (20, f"{OLD}/Linux.x86_64/bin/vshell", "GW1 (Payments) (7.5.3) (vshell)")
    new = (30, f"{NEW}/Linux.x86_64/bin/vshell", "GW1 (Payments) (7.7.0) (vshell)")

    assert (serving(old), serving(old, new)) == ("old", "new")
    with pytest.raises(CannotTell):
        serving()


def test_java(inventory):
    def java(err, rc=0):
        answers = {f"gwa # runuser -u apigw -- {NEW}/": said(err=err, rc=rc)}
        return AxwayNode(Engine(answers), inventory, "gwa").new.java

    assert java('openjdk version "1.8.0_402"\n') == 8
    assert java('openjdk version "11.0.21" 2023-10-17\n') == 11
    assert java('openjdk version "17" 2021-09-14\n') == 17
    for odd in (("",), ("garbage",), ('version "11.0"', 1)):
        with pytest.raises(CannotTell):
            java(*odd)
