"""The examples are what they say: they parse, their commands exist, and their shell lines work."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.runner.test_merge import part
from tests.test_docs import options_of_pytest, options_of_runner

ROOT = Path(__file__).resolve().parents[1]
MATRIX = ROOT / "examples" / "ci-matrix" / "workflow.yaml"
JOBS = ROOT / "examples" / "kubernetes-job" / "jobs.yaml"
OURS = re.compile(r"(?:pytest|python -m runner) .*")


def workflow():
    return yaml.safe_load(MATRIX.read_text(encoding="utf-8"))


def jobs():
    """Give the Jobs by name, and the container of each."""
    found = [one for one in yaml.safe_load_all(JOBS.read_text(encoding="utf-8")) if one]
    pods = {j["metadata"]["name"]: j["spec"]["template"]["spec"] for j in found
            if j["kind"] == "Job"}  # fmt: skip
    return {name: pod["containers"][0] for name, pod in pods.items()}


def scripts():
    """Give every shell script of the examples, by where it stands."""
    steps = [(name, s) for name, job in workflow()["jobs"].items() for s in job["steps"]]
    found = {f"ci-matrix {name}: {s['name']}": s["run"] for name, s in steps if "run" in s}
    return found | {f"kubernetes-job {name}": box["command"][2] for name, box in jobs().items()}


SCRIPTS = scripts()


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_is_one_that_a_shell_reads(script):
    done = subprocess.run(["sh", "-n", "-c", script], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_commands_and_options_exist():
    lines = [line for script in SCRIPTS.values() for line in OURS.findall(script)]
    unknown = []
    for line in lines:
        words = shlex.split(line.partition("||")[0])
        options = {word.partition("=")[0] for word in words[1:] if word[:1] == "-"}
        known = options_of_pytest() if words[0] == "pytest" else {"-m"}
        if words[0] == "python":
            known |= options_of_runner()[words[3]]
        unknown += [f"{line}: {option}" for option in options - known]

    assert len(lines) == 5
    assert unknown == []


def test_each_zone_of_a_matrix_has_its_job():
    zones = workflow()["jobs"]["part"]["strategy"]["matrix"]["zone"]
    named = {entry["value"] for box in jobs().values() for entry in box["env"]
             if entry["name"] == "ZONE"}  # fmt: skip

    assert named == set(zones)


def test_what_a_kubernetes_job_mounts_is_there():
    for one in yaml.safe_load_all(JOBS.read_text(encoding="utf-8")):
        if one["kind"] == "Job":
            pod = one["spec"]["template"]["spec"]
            mounted = {mount["name"] for mount in pod["containers"][0]["volumeMounts"]}

            assert mounted == {volume["name"] for volume in pod["volumes"]}
            assert (pod["restartPolicy"], one["spec"]["backoffLimit"]) == ("Never", 0)


def sh(script, cwd, **variables):
    """Run a script as the job does; `python` is ours."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {"PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **variables}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_the_verdict_of_the_matrix_is_that_of_its_artifacts(tmp_path):
    for zone in ("dmz", "lan"):  # an artifact has the name of its zone, then change and run
        part(tmp_path / "parts" / f"part-pre-{zone}" / "CHG1" / "20261120T170200Z-pre", zone)
    done = sh(SCRIPTS["ci-matrix verdict: One verdict of all zones"], tmp_path, PHASE="pre")

    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "merged" / "pre" / "report.pdf").is_file()


def test_the_verdict_of_the_jobs_is_that_of_their_volume(tmp_path):
    for zone in ("dmz", "lan"):
        part(tmp_path / zone / "CHG0123456" / "20261120T170200Z-pre", zone)
    script = SCRIPTS["kubernetes-job upgrade-pre-verdict"].replace("/runs/", f"{tmp_path}/")
    done = sh(script, tmp_path, CHANGE="CHG0123456")
    shutil.rmtree(tmp_path / "CHG0123456")
    shutil.rmtree(tmp_path / "lan")
    missing = sh(script, tmp_path, CHANGE="CHG0123456")

    assert done.returncode == 0, done.stdout + done.stderr
    assert missing.returncode == 7
    assert "zone lan is missing" in missing.stdout


@pytest.mark.parametrize(("status", "given"), [(7, 0), (0, 0), (4, 1), (3, 1)])
def test_the_job_of_a_part_fails_only_where_there_is_no_part(tmp_path, status, given):
    """7 is what a part ends with; a wrong option or a crash is no part."""
    fake = tmp_path / "pytest"
    fake.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\nexit {status}\n')
    fake.chmod(0o755)
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "baseline-20261120T170300Z.json").touch()
    script = f"PATH={tmp_path}:$PATH\n{SCRIPTS['ci-matrix part: Run the part of this zone']}"
    done = sh(script, tmp_path, PHASE="post", ZONE="dmz")

    assert done.returncode == given
    assert (tmp_path / "said").read_text() == (
        "-m post --zone=dmz --runs=part --baseline=before/baseline-20261120T170300Z.json\n"
    )
