"""Cassandra's own jars, from Maven Central; each version is fetched once."""

import contextlib
import shutil
import subprocess
from pathlib import Path

from tests.lab.names import CACHE
from tests.lab.process import LabError, locked

SPECS = Path(__file__).parent / "specs" / "cassandra"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
JAVA = 17
"""What the options in `jvm17.options` are for; it runs every version from 2.2 to 5.0."""


def folder(version: str) -> Path:
    """Where the jars of a version lie."""
    return CACHE / f"cassandra-{version}"


def missing(*versions: str) -> list[str]:
    """Why a Cassandra cannot run here, in words; empty when it can."""
    why = []
    if (java := _java()) != JAVA:
        found = f"it is {java}" if java else "there is none"
        why.append(f"Cassandra needs Java {JAVA}, and {found}: apt-get install openjdk-17-jre")
    absent = [version for version in versions if not folder(version).is_dir()]
    if absent and shutil.which("mvn") is None:
        why.append(f"no jars of Cassandra {', '.join(absent)}, and no mvn: apt-get install maven")
    return why


def jars(version: str) -> Path:
    """The folder with the jars of a version."""
    with locked():
        if not folder(version).is_dir():
            _fetch(version)
    return folder(version)


def _fetch(version: str) -> None:
    print(f"lab: fetching Cassandra {version} (30 to 70 MB) into .cache/lab", flush=True)  # noqa: T201
    part = folder(version).with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    words = ["mvn", "-q", "-B", "-f", str(SPECS / "pom.xml"), PLUGIN, "-DincludeScope=runtime"]
    words += [f"-DoutputDirectory={part}", f"-Dcassandra.version={version}"]
    if version.startswith(("2.", "3.")):
        words.append("-Pold")
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode or not list(part.glob("cassandra-all-*.jar")):
        raise LabError(f"cannot fetch Cassandra {version}: {done.stdout}{done.stderr}")
    part.rename(folder(version))


def _java() -> int:
    """The major version of the Java on the path; 0 where there is none."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        said = subprocess.run(
            ["java", "-version"], capture_output=True, text=True, check=False
        ).stderr
        return int(said.split('"')[1].split(".")[0])
    return 0
