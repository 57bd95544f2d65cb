"""Files of a run: all of them, whole, private."""

import json
import stat

import pytest

from findings.result import RunResult
from reports import write
from tests.reports import samples
from tests.reports.hostile import hostile

NAMES = {"report.html", "report.pdf", "findings.json", "junit.xml", "summary.md", "summary.txt"}


@pytest.mark.parametrize("make", [samples.no_go, hostile])
def test_all_files_are_written_for_the_owner_alone(tmp_path, make):
    """Six files, mode 0600, nothing half-made beside them."""
    paths = write.write_all(make(), tmp_path / "run")

    assert {path.name for path in paths} == NAMES
    assert {path.name for path in (tmp_path / "run").iterdir()} == NAMES
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}


@pytest.mark.parametrize("make", [samples.no_go, hostile])
def test_findings_come_back_as_they_were(tmp_path, make):
    """`findings.json` is the whole result, lone surrogates too."""
    result = make()
    write.write_all(result, tmp_path)

    values = json.loads((tmp_path / "findings.json").read_text())

    assert values["schema_version"] == 1
    assert RunResult.model_validate(values) == result


def test_one_broken_report_keeps_no_other_back(tmp_path, monkeypatch):
    """A font library that breaks does not cost the verdict; the error names the file."""

    def broken(_):
        raise RuntimeError("no ink")

    monkeypatch.setitem(write.FILES, "report.pdf", broken)

    with pytest.raises(write.ReportError, match=r"report\.pdf: RuntimeError: no ink"):
        write.write_all(samples.no_go(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == NAMES - {"report.pdf"}


def test_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    """A reader sees the old file or the new one."""
    path = write.write(tmp_path / "a.txt", "old")

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(write.os, "fsync", full)

    with pytest.raises(OSError, match="disk full"):
        write.write(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
