"""testinfra's negatives, made safe: refused, not searchable, no such tool are no No."""

import re
from collections.abc import Callable
from typing import Any

from probes.errors import CannotTell

GONE = re.compile(r"No such file or directory|Not a directory")


def _file(base: type) -> type:
    class SafeFile(base):  # type: ignore[misc]
        """A file that is absent only where it was seen to be."""

        def _looked(self) -> bool:
            """Whether it is there. Raises CannotTell where we may not look."""
            found = self.run("stat -- %s", self.path)
            if found.rc == 0:
                return True
            if GONE.search(found.stderr):
                return False
            raise CannotTell(f"{self.path}: {found.stderr.strip() or 'stat says nothing'}")

        @property
        def exists(self) -> bool:
            return self._looked()

        @property
        def is_file(self) -> bool:
            return self._looked() and super().is_file

        @property
        def is_directory(self) -> bool:
            return self._looked() and super().is_directory

    return SafeFile


def _package(base: type) -> type:
    class SafePackage(base):  # type: ignore[misc]
        """A package that is absent only where rpm could look."""

        @property
        def is_installed(self) -> bool:
            found = self.run("rpm -q --qf '%%{VERSION}' %s", self.name)
            if found.rc == 0:
                return True
            known = self.run("rpm -qa --qf '%%{NAME}\\n'")
            if found.stderr.strip() or known.rc or not known.stdout.strip():
                raise CannotTell(f"rpm can not tell whether {self.name} is installed")
            return False

    return SafePackage


def _service(base: type) -> type:
    class SafeService(base):  # type: ignore[misc]
        """A unit that is not running only where systemd knows it."""

        def _is(self, question: str, yes: tuple[str, ...]) -> bool:
            found = self.run("systemctl show -p LoadState -p %s %s", question, self.name)
            values = dict(line.partition("=")[::2] for line in found.stdout.splitlines())
            if found.rc or values.get("LoadState") not in {"loaded", "masked"}:
                state = values.get("LoadState") or found.stderr.strip() or "no answer"
                raise CannotTell(f"systemd does not know the unit {self.name}: {state}")
            return values.get(question, "") in yes

        @property
        def exists(self) -> bool:
            found = self.run("systemctl show -p LoadState %s", self.name)
            if found.rc or "LoadState=" not in found.stdout:
                raise CannotTell(f"systemd can not be asked: {found.stderr.strip()}")
            return "LoadState=not-found" not in found.stdout

        @property
        def is_running(self) -> bool:
            return self._is("ActiveState", ("active", "reloading"))

        @property
        def is_enabled(self) -> bool:
            return self._is("UnitFileState", ("enabled", "enabled-runtime", "alias"))

    return SafeService


SAFE: dict[str, Callable[[Any], type]] = {"file": _file, "package": _package, "service": _service}
