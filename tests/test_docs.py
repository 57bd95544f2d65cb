"""The documents say what is: commands, options, files and the worked example."""

import functools
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from catalog.attestations import load_attestations
from catalog.loading import load
from catalog.waivers import load_waivers
from findings.change import BACK, GO, NOT_BACK, NOT_READY, STOPPED
from inventory import load as load_inventory
from runner.app import app

ROOT = Path(__file__).resolve().parents[1]
RUNNER = ROOT / "docs" / "runner.md"
TRUST = ROOT / "docs" / "trust.md"
AXWAY = ROOT / "docs" / "products" / "axway.md"
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(RUNNER, TRUST, AXWAY),
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
STEP = re.compile(r"`(checks/\S+)`:\n\n```\w+\n(.*?)^```", re.DOTALL | re.MULTILINE)
FOLDERS = (
    "inventory/", "catalog/", "probes/", "readers/", "findings/", "fixtures/", "checks/",
    "reports/", "runner/", "tests/", "docs/",
)  # fmt: skip
OF_A_RUN = ("reports/runs/",)
OF_OTHERS = {"--html", "--anm_host", "--cass_host"}
AT_NIGHT = ("plan", "upgrade", "status", "rollback", "report", "verify", "diff", "attest")
PICTURE_LIMIT = 200_000

named = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def commands():
    """Give every command line of the documents' blocks, and those in backticks, once."""
    found = {}
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        blocks = [block for kind, block in FENCE.findall(text) if not kind]
        lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
        lines += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
        for line in lines:
            words = shlex.split(line.partition(" # ")[0], comments=False, posix=True)
            if words[:1] in (["pytest"], ["python"], ["make"]):
                found[f"{document.name}: {' '.join(words)}"] = words
    return found


COMMANDS = commands()


@functools.cache
def options_of_pytest():
    """Ask pytest, with the suite's plugins, which options it knows."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", done.stdout))


HELP = {"--help"}


@functools.cache
def options_of_runner():
    """Give the options of each command of the runner."""
    known = typer.main.get_command(app).commands
    return {
        name: {option for given in command.params for option in given.opts if option[0] == "-"}
        for name, command in known.items()
    }


@named
def test_options_that_are_named_exist(document):
    """An option alone in backticks is one of the runner's, or of pytest's."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    words = [code.split() for code in re.findall(r"`(--[^`]+)`", text)]
    options = {word.partition("=")[0] for code in words for word in code if word[:2] == "--"}
    known = set().union(*options_of_runner().values())

    assert options - known - options_of_pytest() - OF_OTHERS == set()


def test_the_night_knows_every_command_and_option():
    """Whoever reads it at night finds what there is."""
    text = RUNNER.read_text(encoding="utf-8")
    missing = [
        f"{command} {option}"
        for command in AT_NIGHT
        for option in options_of_runner()[command]
        if option not in text
    ]

    assert [name for name in AT_NIGHT if f"python -m runner {name}" not in text] == []
    assert missing == []


def test_the_night_knows_every_exit_status():
    statuses = {
        int(number)
        for number in re.findall(r"(?m)^\| (\d+) \|", RUNNER.read_text(encoding="utf-8"))
    }

    assert statuses == {GO, NOT_READY, STOPPED, BACK, NOT_BACK, 2}


@named
def test_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    inside = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]

    assert [link for link in inside if not (document.parent / link).exists()] == []


@named
def test_files_that_are_named_exist(document):
    text = document.read_text(encoding="utf-8")
    words = re.findall(r"[`\s(]((?:[\w.-]+/)+[\w.-]*)", text)
    ours = [word for word in words if word.startswith(FOLDERS) and not word.startswith(OF_A_RUN)]

    assert [word for word in ours if not (ROOT / word).exists()] == []


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_command_exists_with_its_options(words):
    options = {word.partition("=")[0] for word in words if word.startswith("-")}

    if words[0] == "make":
        targets = set(re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text()))
        assert {word for word in words[1:] if word.isalpha()} <= targets
    elif words[0] == "pytest":
        assert options - options_of_pytest() == set()
    elif words[2:3] == ["runner"]:
        known = options_of_runner()
        given = known[words[3]] if words[3:] and words[3] not in HELP else set()
        assert options - {"-m"} <= given | HELP
    else:
        assert words[1:3] == ["-m", "tests.lab"]
        assert known_to_the_lab(words[3])


def known_to_the_lab(action):
    """Say whether the lab's command line has this action."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.lab", action, "--help"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0


def test_the_signed_files_of_the_readme_are_accepted(tmp_path):
    catalogue = load(ROOT / "checks" / "tyk", ROOT / "checks" / "estate")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for kind, block in FENCE.findall(text):
        if kind == "yaml":
            (tmp_path / block.splitlines()[0].removeprefix("# ")).write_text(block)

    (waiver,) = load_waivers(tmp_path, catalogue)
    (attestation,) = load_attestations(tmp_path, catalogue)

    assert waiver.rows == {"TYK-PRE-030a"}
    assert waiver.accepts("gw1.tyk-gateway")
    assert catalogue["TYK-PRE-043"].verified_by == "attestation"
    assert attestation.rows == {"TYK-PRE-043"}


def test_the_first_inventory_of_the_readme_is_written(tmp_path):
    (line,) = [words for name, words in COMMANDS.items() if "--environment=prod" in name]
    folder = tmp_path / "environment"
    words = [str(folder) if word == "environments/prod" else word for word in line[3:]]

    done = CliRunner().invoke(app, words)

    assert done.exit_code == 0, done.output
    assert set(load_inventory(folder / "inventory.yaml").nodes) == {"gw1", "gw2", "dash1", "data1"}


def test_the_picture_is_small():
    picture = ROOT / "docs" / "report.png"

    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < PICTURE_LIMIT


def test_the_worked_example_works(tmp_path):
    for folder in (*FOLDERS[:9], "conftest.py", "pyproject.toml"):
        copy(ROOT / folder, tmp_path / folder)
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name, block in STEP.findall(text):
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{block}")
    (command,) = re.findall(r"(?m)^pytest --selftest -k .*$", text)

    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert len(STEP.findall(text)) == 3
    (promised,) = re.findall(r"`(1 of 1 checks shown able to fail.*)`", text)
    assert promised in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


def copy(source, target):
    """Copy a part of the checkout, without what runs and tools left there."""
    if source.is_file():
        shutil.copy(source, target)
        return
    left = shutil.ignore_patterns("__pycache__", "runs", ".*")
    shutil.copytree(source, target, ignore=left)
