"""Who may import whom, how deep folders go, and names that nobody else may have."""

import ast
import os
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "inventory": set(),
    "catalog": {"inventory"},
    "probes": {"inventory", "catalog"},
    "readers": {"inventory", "catalog", "probes"},
    "findings": {"inventory", "catalog", "probes.errors"},
    "reports": {"findings", "catalog"},
    "fixtures": {"inventory", "catalog", "probes", "readers", "findings", "reports"},
    "runner": {"inventory", "catalog", "probes", "readers", "findings", "reports"},
    "checks": {"readers"},
}
OURS = {*MAY_IMPORT, "tests", "conftest"}
THIRD_PARTY_OF_CHECKS = {"pytest"}
NOTHING_SAID = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
BESIDE = {"runs", "__pycache__"}  # output
DEPTH = 2


def files(package):
    """Give the Python files of one package, our own tests aside."""
    return sorted(path for path in (ROOT / package).rglob("*.py") if not BESIDE & set(path.parts))


def imported(path):
    """Give the modules that a file imports, wherever in it: `readers.tyk`, `readers.tyk.matrix`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def within(module, allowed):
    return any(module == name or module.startswith(name + ".") for name in allowed)


def offenders(package, allowed):
    """Give what a package imports of ours and may not; a relative import hides what it names."""
    return [
        f"{path.relative_to(ROOT)}: {module}"
        for path in files(package)
        for module in imported(path)
        if module.partition(".")[0] in {*OURS, ""} and not within(module, {package, *allowed})
    ]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way_in(package):
    assert files(package)
    assert offenders(package, MAY_IMPORT[package]) == []


def test_checks_import_pytest_the_standard_library_and_readers_alone():
    allowed = THIRD_PARTY_OF_CHECKS | sys.stdlib_module_names | MAY_IMPORT["checks"]
    foreign = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in files("checks")
        for module in imported(path)
        if module.partition(".")[0] not in allowed
    ]

    assert foreign == []


def test_nobody_imports_checks():
    importing = [
        str(path.relative_to(ROOT))
        for package in (OURS - {"conftest"})
        for path in files(package)
        if any(within(module, {"checks"}) for module in imported(path))
    ]

    assert importing == []


def test_only_packages_of_ours_have_an_init():
    packages = {name for name in MAY_IMPORT if (ROOT / name / "__init__.py").is_file()}

    assert packages == set(MAY_IMPORT) - {"checks"}
    assert list((ROOT / "checks").rglob("__init__.py")) == []


def folders():
    """Give every folder of ours, relative to the checkout."""
    for top in sorted(OURS - {"conftest"}):
        for here, names, _ in os.walk(ROOT / top):
            names[:] = [name for name in names if name not in BESIDE and not name.startswith(".")]
            yield Path(here).relative_to(ROOT)


def test_code_lies_at_most_two_levels_below_a_top_level_folder():
    """Data may lie deeper: a recording of a product's files, a package that the lab builds."""
    inner = {path.parent.relative_to(ROOT) for top in OURS - {"conftest"} for path in files(top)}

    assert [str(folder) for folder in inner if len(folder.parts) > 1 + DEPTH] == []


def test_no_folder_or_module_has_a_name_that_says_nothing():
    modules = [path.relative_to(ROOT) for top in OURS - {"conftest"} for path in files(top)]

    assert [str(path) for path in [*folders(), *modules] if path.stem in NOTHING_SAID] == []


def test_no_installed_package_has_one_of_our_names():
    taken = {name: packages_distributions().get(name) for name in OURS}

    assert {name: who for name, who in taken.items() if who} == {}


def test_a_wrong_import_would_be_found(tmp_path, monkeypatch):
    """The rule is able to fail, in a function's body too."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "x.py").write_text(
        "import json\nfrom probes.errors import CannotTell\ndef f():\n    import probes.engine\n"
    )

    assert offenders("findings", MAY_IMPORT["findings"]) == ["findings/x.py: probes.engine"]
