"""JARs, looked into on a node by the very script: here this machine is the node."""

import subprocess
import zipfile

import pytest

from probes import guard
from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import jar_script, jars

CLASS = b"\xca\xfe\xba\xbe\x00\x00\x00"


def class_of(major=52, more=b""):
    return CLASS + bytes([major]) + more


def write(path, entries, manifest=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if manifest:
            archive.writestr("META-INF/MANIFEST.MF", manifest)
        for name, data in entries.items():
            archive.writestr(name, data)


def run(*own, shipped=()):
    script = jar_script.script(tuple(map(str, own)), tuple(map(str, shipped)))
    guard.command(script)
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
    return CommandAnswer(done.returncode, done.stdout, done.stderr)


def look(*own, shipped=()):
    return jars.index(run(*own, shipped=shipped))


def test_a_jar_tells_its_java_its_driver_and_its_manifest(tmp_path):
    manifest = "Manifest-Version: 1.0\r\nImplementation-Title: My\r\n  Filter\r\n"
    manifest += "Implementation-Version: 1.2\r\n\r\nName: x\r\nImplementation-Title: no\r\n"
    entries = {"a/B.class": class_of(55), "META-INF/versions/17/a/B.class": class_of(61)}
    entries["com/mysql/cj/jdbc/Driver.class"] = class_of(52)
    service = "# one\ncom.mysql.cj.jdbc.Driver # it\norg.gone.Driver\n"
    entries["META-INF/services/java.sql.Driver"] = service
    write(tmp_path / "lib" / "my-filter-1.2.jar", entries, manifest)
    found = look(tmp_path / "lib")
    (jar,) = found.own

    assert (jar.java, jar.classes, jar.title, jar.version) == (11, 2, "My Filter", "1.2")
    assert jar.drivers == ("com.mysql.cj.jdbc.Driver",)
    assert found.with_driver("com.mysql.") == (jar,)
    assert found.with_driver("oracle.") == ()
    assert (jar.artifact, len(jar.sha256), found.doubled) == ("my-filter", 64, ())


def test_the_same_class_in_two_jars_is_named_with_whether_it_is_the_same(tmp_path):
    write(tmp_path / "ext" / "one.jar", {"a/B.class": class_of(), "a/C.class": class_of()})
    write(tmp_path / "ext" / "two.jar", {"a/B.class": class_of(more=b"x")})
    write(tmp_path / "sys" / "three.jar", {"a/C.class": class_of(), "z/Z.class": class_of()})
    found = look(tmp_path / "ext", shipped=(tmp_path / "sys",))

    assert {(p.two.rpartition("/")[2], p.same, p.unlike, p.example) for p in found.pairs} == {
        ("three.jar", 1, 0, "a/C.class"),
        ("two.jar", 0, 1, "a/B.class"),
    }
    assert len(found.doubled) == 2


def test_a_shipped_jar_in_another_version_is_found_by_manifest_or_name(tmp_path):
    title = "Bundle-SymbolicName: org.x.y;singleton:=true\nBundle-Version: {}\n"
    write(tmp_path / "ext" / "renamed.jar", {"a/B.class": class_of()}, title.format("1.0"))
    write(tmp_path / "sys" / "y-2.0.jar", {"b/B.class": class_of()}, title.format("2.0"))
    write(tmp_path / "ext" / "guava-18.0.jar", {"c/B.class": class_of()})
    write(tmp_path / "sys" / "guava-30.1-jre.jar", {"d/B.class": class_of()})
    found = look(tmp_path / "ext", shipped=(tmp_path / "sys",)).doubled

    assert ["both are org.x.y: 1.0, 2.0" in one for one in found].count(True) == 1
    assert ["both are called guava" in one for one in found].count(True) == 1
    assert len(found) == 2


def test_shipped_jars_are_not_compared_with_each_other(tmp_path):
    write(tmp_path / "sys" / "a-1.jar", {"a/B.class": class_of()})
    write(tmp_path / "sys" / "a-2.jar", {"a/B.class": class_of()})

    assert look(tmp_path / "none", shipped=(tmp_path / "sys",)).doubled == ()


def test_broken_jars_are_named_not_passed_over(tmp_path):
    folder = tmp_path / "lib"
    write(folder / "good.jar", {"a/B.class": class_of()})
    (folder / "empty.jar").write_bytes(b"")
    (folder / "words.jar").write_bytes(b"<html>404</html>")
    (folder / "cut.jar").write_bytes((folder / "good.jar").read_bytes()[:-30])
    rotten = bytearray((folder / "good.jar").read_bytes())
    rotten[42] ^= 0xFF
    (folder / "rotten.jar").write_bytes(rotten)
    found = look(folder)

    assert {path.rpartition("/")[2] for path in found.broken} == {
        "empty.jar", "words.jar", "cut.jar", "rotten.jar",
    }  # fmt: skip
    assert [jar.file for jar in found.jars] == ["good.jar"]


def test_a_bomb_is_not_unpacked_and_a_name_that_leads_out_is_only_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(jar_script, "UNPACKED", 1 << 20)
    write(tmp_path / "lib" / "bomb.jar", {"a": b"\0" * (2 << 20)})
    write(tmp_path / "lib" / "out.jar", {"../../etc/x": b"", "/abs": b"", "a\tb\n.class": b""})
    found = look(tmp_path / "lib")

    assert [why for path, why in found.broken.items()] == ["unpacks to more than it may"]
    assert [jar.odd for jar in found.jars] == [2]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bomb.jar", "lib", "out.jar"]


def test_too_many_entries_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(jar_script, "ENTRIES", 5)
    write(tmp_path / "many.jar", {f"e{n}": b"" for n in range(6)})

    assert list(look(tmp_path).broken.values()) == ["has more entries than it may"]


def test_removed_resolver_methods_are_suspected(tmp_path):
    calls = b"\x01\x00\x01_\x01\x00\x0acom/vordel"
    write(tmp_path / "filter.jar", {"a/F.class": class_of(more=calls), "a/G.class": class_of()})

    assert look(tmp_path).jars[0].suspects == ("a/F.class",)


def test_a_folder_that_is_not_there_and_none_at_all(tmp_path):
    found = look(tmp_path / "x")

    assert (found.jars, found.missing) == ((), (str(tmp_path / "x"),))


@pytest.mark.parametrize(
    "text",
    [
        "", "E\t1\n", "no python\n", "J\ta\tb\nE\t1\n", "E\t0", "x\nE\t1\n", "M\t600\nE\t1\n",
        "X\t/lib\tPermission denied\nE\t1\n", "P\ta\tb\tc\td\te\nE\t1\n",
    ],
)  # fmt: skip
def test_what_is_no_index_can_not_be_told(text):
    with pytest.raises(CannotTell):
        jars.index(CommandAnswer(0, text.encode(), b""))


def test_an_index_that_is_cut_off_anywhere_can_not_be_told(tmp_path):
    write(tmp_path / "a.jar", {"a/B.class": class_of()})
    write(tmp_path / "b.jar", {"a/B.class": class_of()})
    answer = run(tmp_path)
    for end in range(len(answer.stdout)):
        with pytest.raises(CannotTell):
            jars.index(CommandAnswer(0, answer.stdout[:end], b""))
