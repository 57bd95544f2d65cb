"""A host as the system requirements look at it, the archive of its old installation, its audit."""

import subprocess
import tarfile
from datetime import UTC, datetime

import pytest

from probes import guard
from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.axway import archives, drivers
from readers.axway.domain import Domain
from readers.axway.instance import Instance
from readers.axway.node import AxwayNode
from readers.jars import Jar, JarIndex
from tests.readers.axway import samples
from tests.readers.axway.hosts import NEW, OLD, domain, listing
from tests.readers.fakes import Engine, gone, said


def node(inventory, answers):
    return AxwayNode(Engine(answers), inventory, "gwa")


def shell(script):
    guard.command(script)
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
    return CommandAnswer(done.returncode, done.stdout, done.stderr)


def packed(folder, *names, prefix="opt/Axway/apigateway"):
    path = folder / "backup.tar.gz"
    (folder / "x").write_text("x")
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            tar.add(folder / "x", f"{prefix}/{name}")
    return path


WHOLE = ("conf/acl.json", "groups/topology.json", "ext/lib/a.jar", "system/conf/nodemanager.xml")


def test_an_archive_that_is_whole(tmp_path):
    path = str(packed(tmp_path, *WHOLE))
    found = archives.contents(shell(archives.script(path)), path)

    assert (found.missing, found.entries) == ((), 4)


def test_an_archive_that_lacks_a_folder(tmp_path):
    path = str(packed(tmp_path, *WHOLE[1:], "tools/apigateway/conf/x"))
    found = archives.contents(shell(archives.script(path)), path)

    assert found.missing == ("conf/",)


def test_an_archive_that_lacks_files_of_the_installation(tmp_path):
    top = tmp_path / "old/apigateway"
    for name in (*WHOLE, "groups/group-2/conf/new.xml", "groups/group-2/trace/x.trc"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("x")
    path = str(packed(tmp_path, *WHOLE))
    found = archives.contents(shell(archives.script(path, str(top))), path, str(top))

    assert (found.missing, found.lost, found.damage) == ((), ("groups/group-2/conf/new.xml",), "")

    with pytest.raises(CannotTell):  # where there is nothing to copy, an archive holds all of it
        archives.contents(shell(archives.script(path, "/nowhere")), path, "/nowhere")


def test_an_archive_that_is_cut_off_or_no_archive_is_damaged(tmp_path):
    path = packed(tmp_path, *WHOLE)
    path.write_bytes(path.read_bytes()[:-40])
    (tmp_path / "no.tar").write_text("words")
    for one in (path, tmp_path / "no.tar"):
        assert archives.contents(shell(archives.script(str(one))), str(one)).damage


def test_an_archive_that_is_not_there_can_not_be_told(tmp_path):
    none = str(tmp_path / "none.tar")
    with pytest.raises(CannotTell):
        archives.contents(shell(archives.script(none)), none)


def test_the_newest_file_without_what_always_writes(tmp_path):
    for name in ("conf/a", "groups/group-2/instance-1/trace/x.trc"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x")
    script = archives.newest_script([str(tmp_path / "conf"), str(tmp_path / "groups")])
    found, path = archives.newest(shell(script), "newest")

    assert path == str(tmp_path / "conf/a")
    assert found.timestamp() == pytest.approx((tmp_path / "conf/a").stat().st_mtime, abs=0.01)
    with pytest.raises(CannotTell):
        archives.newest(shell(archives.newest_script([str(tmp_path / "none")])), "newest")


def test_what_a_running_process_writes_is_left_out():
    tree = {"acl.json": "1", "instance-1/trace/x.trc": "2", "opsdb.d/a": "3", "audit.log": "4"}

    assert archives.lasting(tree) == {"acl.json": "1"}


def jar(*names):
    return Jar(
        path="/x.jar", own=True, size=1, sha256="", classes=1, major=52, drivers=names, title="",
        version="", odd=0, suspects=(),
    )  # fmt: skip


def test_a_driver_serves_a_url():
    index = JarIndex((jar("com.mysql.cj.jdbc.Driver"), jar()), {}, (), ())

    assert len(drivers.serving("jdbc:mysql://db:3306/oauth", index)) == 1
    assert drivers.serving("jdbc:oracle:thin:@db:1521:x", index) == ()
    for url in ("jdbc:h2:mem", "mysql://db", ""):
        with pytest.raises(CannotTell):
            drivers.serving(url, index)


def test_language_memory_and_system(inventory):
    found = node(inventory, {
        "gwa # runuser -l apigw": said("Last login: x\nLANG=en_US.UTF-8\n"),
        "gwa $ cat -- /proc/meminfo": said("MemTotal:       8000000 kB\n"),
        "gwa $ uname -s -m": said("Linux x86_64\n"),
    }).platform  # fmt: skip

    assert (found.language, found.memory, found.system) == (
        "en_US.UTF-8", 8_192_000_000, "Linux x86_64",
    )  # fmt: skip


@pytest.mark.parametrize("answer", [said(""), said("LANG\n"), said("", "x: Permission denied\n")])
def test_a_login_that_tells_no_language(inventory, answer):
    found = node(inventory, {"gwa # runuser -l apigw": answer}).platform
    with pytest.raises(CannotTell):
        _ = found.language


def test_a_login_without_language(inventory):
    answers = {"gwa # runuser -l apigw": said("LANG=\n")}

    assert node(inventory, answers).platform.language == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        (f"{NEW}/platform/bin/vshell = cap_net_bind_service+ep\n", "cap_net_bind_service+ep"),
        (f"{NEW}/platform/bin/vshell cap_net_bind_service=ep\n", "cap_net_bind_service=ep"),
    ],
)
def test_capabilities(inventory, text, found):
    stat = said("regular file|10|1700000000|755|apigw|apigw\n")
    host = node(inventory, {"gwa # stat": stat, "gwa # getcap": said(text)})

    assert host.platform.capabilities(host.new) == found


def test_capabilities_of_no_program_and_of_no_getcap(inventory):
    stat = said("regular file|10|1700000000|755|apigw|apigw\n")
    missing = said("", "sh: getcap: not found\n", 127)
    for answers in ({"gwa # stat": gone("x")}, {"gwa # stat": stat, "gwa # getcap": missing}):
        host = node(inventory, answers)
        with pytest.raises(CannotTell):
            host.platform.capabilities(host.new)


@pytest.mark.parametrize(
    ("text", "names"), [(".\n", ()), (f"{OLD}/conf/x\n.\n", (f"{OLD}/conf/x",))]
)
def test_files_that_the_owner_may_not_read(inventory, text, names):
    host = node(inventory, listing() | {"gwa # runuser -u apigw -- sh": said(text)})

    assert host.platform.unreadable(host.old) == names


def test_a_search_that_did_not_end_found_nothing_out(inventory):
    host = node(inventory, listing() | {"gwa # runuser -u apigw -- sh": said("")})
    with pytest.raises(CannotTell):
        host.platform.unreadable(host.old)


def test_audit_events_since_a_time(inventory):
    host = node(inventory, {"gwa # tail": said(samples.AUDIT)})

    assert len(host.audit(host.old, datetime(2023, 1, 1, tzinfo=UTC))) == 1
    assert host.audit(host.old, datetime(2024, 1, 1, tzinfo=UTC)) == ()


def test_an_audit_log_that_is_longer_than_what_was_looked_at(inventory):
    host = node(inventory, {"gwa # tail": said(samples.AUDIT * 4000)})
    with pytest.raises(CannotTell, match="more than 4000"):
        host.audit(host.old, datetime(2023, 1, 1, tzinfo=UTC))


def test_what_must_not_move_during_the_freeze(inventory):
    before = Domain(domain(), inventory).frozen
    later = Domain(domain(deploymentTimestamp=1700000000001), inventory).frozen

    assert before == Domain(domain(), inventory).frozen
    assert before != later


def test_ports_that_are_taken_and_ports_that_are_silent(inventory):
    rows = 'State\nLISTEN 0 1 *:8080 *:* users:(("vshell",pid=7,fd=1))\n'
    host = node(inventory, {"gwa # ss": said(rows)})

    assert host.takers(8080, 8090) == ["8080: vshell (pid 7)"]
    assert host.silent(8080, 8090) == [8090]


def test_the_title_may_be_followed_by_words(inventory):
    answers = listing((20, f"{OLD}/bin/vshell", "GW1 (Payments) (7.5.3) (vshell) -x"))
    instance = Instance(Engine(answers), inventory, "pay1")

    assert len(instance.running(instance.old)) == 1
