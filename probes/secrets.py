"""Turns references to secrets into secrets, in memory, once a run."""

import base64
import json
import os
import stat
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from inventory.secrets import SecretRef
from probes.errors import CannotTell
from probes.questions import Basic, Credential, SecretText
from probes.redaction import Redactor

SecretOf = Callable[[Credential], SecretText]
Run = Callable[[list[str], Path, float], bytes]
EXEC_TIMEOUT = 20.0


def run(argv: list[str], folder: Path, timeout: float) -> bytes:
    """Run an argv without a shell and give its standard output. Raises CannotTell."""
    name = argv[0]
    try:
        done = subprocess.run(
            argv,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a tool may print the secret it complains about
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotTell(f"{name} gave nothing within {timeout:g} s") from None
    except OSError as error:
        raise CannotTell(f"{name} cannot be started: {error.strerror}") from None
    if done.returncode:
        raise CannotTell(f"{name} ended with exit status {done.returncode}")
    return done.stdout


class Secrets:
    """The secrets that an inventory refers to. Each is fetched once, and so is a failure."""

    def __init__(self, folder: Path, redactor: Redactor | None = None, runner: Run = run) -> None:
        """`folder` is the inventory's: `file:` is relative to it, `exec:` starts in it."""
        self._folder, self._redactor, self._run = folder, redactor, runner
        self._lock = threading.Lock()
        self._locks: dict[SecretRef, threading.Lock] = {}
        self._known: dict[SecretRef, SecretText | CannotTell] = {}
        self.warnings: list[str] = []

    def __call__(self, reference: Credential) -> SecretText:
        """The secret of a reference; a secret stays what it is. Raises CannotTell.

        Of a name and its password, what HTTP Basic sends: kept secret in that form too.
        """
        if isinstance(reference, Basic):
            return self._basic(reference)
        if isinstance(reference, SecretText):
            return reference
        with self._lock:
            one = self._locks.setdefault(reference, threading.Lock())
        with one:
            if reference not in self._known:
                self._known[reference] = self._fetch(reference)
        found = self._known[reference]
        if isinstance(found, CannotTell):
            raise CannotTell(found.why, found.remedy)
        return found

    resolve = __call__

    def _basic(self, login: Basic) -> SecretText:
        pair = f"{login.username}:{self(login.password).reveal()}"
        token = base64.b64encode(pair.encode()).decode()
        if self._redactor:
            self._redactor.register(token, "HTTP Basic")
        return SecretText(f"Basic {token}")

    def _fetch(self, reference: SecretRef) -> SecretText | CannotTell:
        kind, _, rest = reference.partition(":")
        fetch = {"env": _environment, "file": self._file, "exec": self._exec}[kind]
        try:
            value = fetch(rest)
        except CannotTell as error:
            return CannotTell(f"no secret at {reference}: {error.why}", error.remedy)
        if not value:
            return CannotTell(f"the secret at {reference} is empty", "Put the secret there.")
        if self._redactor:
            self._redactor.register(value, reference)
        return SecretText(value)

    def _file(self, name: str) -> str:
        path = self._folder / Path(name).expanduser()
        try:
            mode, raw = path.stat().st_mode, path.read_bytes()
        except OSError as error:
            raise CannotTell(
                f"{path}: {error.strerror}", "Put the secret into that file, mode 0600."
            ) from None
        if mode & (stat.S_IROTH | stat.S_IWOTH):
            with self._lock:
                self.warnings.append(f"{path} is open to every user of this machine: chmod 600")
        return _line(raw)

    def _exec(self, words: str) -> str:
        try:
            argv = json.loads(words)
        except ValueError:
            argv = None
        if not (isinstance(argv, list) and argv and all(isinstance(w, str) for w in argv)):
            raise CannotTell(
                "the words are no JSON list of strings",
                'Write it as exec:["vault", "read", "-field=value", "secret/redis"].',
            )
        return _line(self._run(argv, self._folder, EXEC_TIMEOUT))


def _environment(name: str) -> str:
    if name not in os.environ:
        raise CannotTell("there is no such environment variable", f"export {name}=...")
    return os.environ[name]


def _line(raw: bytes) -> str:
    """Text without the one newline that editors and tools put at the end."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise CannotTell("it is no UTF-8 text") from None
    return text.removesuffix("\n").removesuffix("\r")
