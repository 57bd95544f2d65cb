"""Dumps, the copy of the CA, the archive of a host: what is wrong with them."""

from datetime import UTC, datetime

import pytest

from probes.errors import CannotTell, NotApplicable
from readers.axway.copies import archive_flaws, ca_flaws, quickstart_lost
from readers.axway.domain import Domain
from readers.axway.dumps import dumps
from readers.axway.instance import Instance
from readers.axway.message_store import outside, uncopied
from readers.axway.node import AxwayNode
from tests.readers.axway.hosts import NEW, OLD, listing
from tests.readers.fakes import Engine, gone, said

FREEZE = datetime(2026, 11, 21, 19, tzinfo=UTC)
AFTER, BEFORE = 1795300000, 1795200000
TAR, SQL = "/var/backups/axway/apigateway.tar", "/var/backups/axway/tokens.sql"
HEAD = "-- MySQL dump 10.13\n-- Host: db.example    Database: oauth\n"


def stat(size=9, when=AFTER, mode="600", kind="regular file"):
    return said(f"{kind}|{size}|{when}|{mode}|root|root\n")


def archive(**changes):
    return {
        "gwa # stat": stat(**changes),
        f"gwa # find {OLD}/conf": said(f"{AFTER - 9}.0\n"),
        "gwa # { find": said("has conf/\nhas groups/\nhas ext/\nhas system/conf/nodemanager.xml\n"
                             "wanted 9\nentries 9\n", "status 0\n"),
    }  # fmt: skip


def test_an_archive_that_is_whole_and_current(inventory):
    assert archive_flaws(AxwayNode(Engine(archive()), inventory, "gwa"), FREEZE) == []


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [({"size": 0}, "it is empty"), ({"kind": "directory"}, "it is a folder")],
)
def test_what_is_no_archive(inventory, changes, flaw):
    (found,) = archive_flaws(AxwayNode(Engine(archive(**changes)), inventory, "gwa"), FREEZE)

    assert flaw in found


def test_an_archive_that_is_old(inventory):
    found = archive_flaws(AxwayNode(Engine(archive(when=BEFORE)), inventory, "gwa"), FREEZE)

    assert len(found) == 2
    assert "before the installation changed" in found[0]
    assert "before the freeze" in found[1]


def dump(**changes):
    return {
        "gwa # stat": stat(),
        f"gwa # head -c 500 -- {SQL}": said(HEAD),
        f"gwa # tail -c 200 -- {SQL}": said("-- Dump completed on 2026-11-21\n"),
        f"gwa # grep -m 1 '^CREATE TABLE ' -- {SQL}": said("CREATE TABLE `a` (\n"),
        f"gwa # grep '^-- Current ' -- {SQL}": said("", "", 1),
    } | changes


def flaws_of(inventory, table):
    return [flaw for one in dumps(Domain(Engine(table), inventory), "oauth")
            for flaw in one.flaws(FREEZE)]  # fmt: skip


def test_a_dump_that_is_whole(inventory):
    assert flaws_of(inventory, dump()) == []
    many = said("-- Current Database: `oauth`\n")
    head = said("-- MySQL dump 10.13\n-- Host: db.example    Database: \n")
    key = f"gwa # grep '^-- Current ' -- {SQL}"
    assert flaws_of(inventory, dump(**{key: many, f"gwa # head -c 500 -- {SQL}": head})) == []


@pytest.mark.parametrize(
    ("key", "answer", "flaw"),
    [
        ("gwa # stat", gone("x"), "there is no dump"),
        ("gwa # stat", stat(size=0), "it is empty"),
        ("gwa # stat", stat(when=BEFORE), "before the freeze"),
        (f"gwa # head -c 500 -- {SQL}", said("PGDMP\n"), "does not begin as mysqldump"),
        (f"gwa # tail -c 200 -- {SQL}", said("INSERT INTO"), "it is cut off"),
        (f"gwa # head -c 500 -- {SQL}", said(HEAD.replace("oauth", "x")), "it is of x, not of"),
        (f"gwa # grep -m 1 '^CREATE TABLE ' -- {SQL}", said("", "", 1), "it holds no table"),
    ],
)
def test_a_dump_that_could_not_be_restored(inventory, key, answer, flaw):
    (found,) = flaws_of(inventory, dump(**{key: answer}))

    assert flaw in found


def test_metrics_without_a_database_can_not_be_told(inventory):
    with pytest.raises(CannotTell):
        dumps(Domain(Engine({}), inventory), "metrics")


def ca(mode="700", file="600", **sums):
    names = ("domaincert.pem", "index.txt", "serial", "private/domain.p12", "private/domainkey.pem")
    hashes = {name: sums.get(name.rpartition("/")[2].partition(".")[0], "1") for name in names}
    return {
        f"gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- {OLD}/groups/certs": stat(mode="700"),
        "gwb # stat": gone("x"),
        "gwc # stat": gone("x"),
        **{f"gwa # sha256sum -- {OLD}/groups/certs/{name}": said("1" * 64 + "  x\n")
           for name in names},
        "gwa # find -L /var/backups/axway/ca": said("".join(
            f"{digest * 64}  /var/backups/axway/ca/{name}\n" for name, digest in hashes.items())),
        "gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- /var/backups/axway/ca": stat(mode=mode),
        "gwa # stat -L -c '%F|%s|%Y|%a|%U|%G' -- /var/backups/axway/ca/": stat(mode=file),
    }  # fmt: skip


def test_the_copy_of_the_ca(inventory):
    assert ca_flaws(Domain(Engine(ca()), inventory)) == []
    assert ca_flaws(Domain(Engine(ca(mode="755")), inventory)) == []
    (other,) = ca_flaws(Domain(Engine(ca(serial="2")), inventory))
    assert "serial: it is not the one" in other
    found = ca_flaws(Domain(Engine(ca(mode="755", file="644")), inventory))
    assert [one.rpartition(": ")[2] for one in found] == ["mode 644", "mode 644"]


def test_without_a_key_nothing_can_be_compared(inventory):
    table = ca() | {"gwa # stat": gone("x")}
    table = {key: value for key, value in table.items() if "groups/certs" not in key}
    with pytest.raises(CannotTell):
        ca_flaws(Domain(Engine(table), inventory))


def store(*open_files, copy="f|9|{0}.0|600|/b/amq/db.data\n"):
    title = "GW1 (Payments) (7.5.3) (vshell)"
    return listing((20, f"{OLD}/Linux.x86_64/bin/vshell", title)) | {
        "gwa # find /proc/20/fd": said("".join(f"{one}\n" for one in open_files)),
        "gwa # stat": stat(kind="directory"),
        "gwa # find -H /srv/amq": said(f"d|9|{AFTER}.0|700|/srv/amq\n"
                                       f"f|9|{AFTER}.0|600|/srv/amq/db.data\n"),
        "gwa # find -H /b/amq": said(f"d|9|{AFTER}.0|700|/b/amq\n" + copy.format(AFTER)),
    }  # fmt: skip


def test_a_message_store_is_told_by_its_open_files(inventory):
    def where(*open_files):
        one = Instance(Engine(store(*open_files)), inventory, "pay1")
        return outside(one, one.old)

    assert where("/dev/null", "/srv/amq/db.data", "/srv/amq/lock") == "/srv/amq"
    for inside in ((f"{OLD}/conf/amq/db.data",), ("/dev/null",)):
        with pytest.raises(NotApplicable):
            where(*inside)
    for unclear in ((), ("/srv/a/db.data", "/srv/b/db.data")):
        with pytest.raises(CannotTell):
            where(*unclear)


def test_the_copy_of_a_message_store(inventory):
    placed = inventory.model_copy(
        update={"backups": inventory.backups.model_copy(update={"activemq": "/b/amq"})}
    )

    def flaws(**changes):
        return uncopied(Instance(Engine(store("/srv/amq/db.data", **changes)), placed, "pay1"),
                        FREEZE)  # fmt: skip

    assert flaws() == []
    assert "is empty" in flaws(copy="f|0|{0}.0|600|/b/amq/db.data\n")[0]
    assert "has no copy" in flaws(copy="")[0]


def test_the_quickstart(inventory):
    def lost(old, new):
        table = {f"gwa # find -L {OLD}": old, f"gwa # find -L {NEW}": new}
        return quickstart_lost(AxwayNode(Engine(table), inventory, "gwa"))

    page = said(f"{'0' * 64}  {OLD}/webapps/quickstart/index.html\n")
    assert lost(page, gone("x")) == [f"gwa: {NEW}/webapps/quickstart/index.html is missing"]
    assert lost(page, said(f"{'1' * 64}  {NEW}/webapps/quickstart/index.html\n")) == []
    with pytest.raises(NotApplicable):
        lost(gone("x"), gone("x"))
