"""References to secrets. The inventory never holds a secret itself."""

import json
import re
from pathlib import Path
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

REFERENCE = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|exec:\[.+\])", re.DOTALL)

INLINE = (
    "holds no reference: never write the secret itself here, write where it lies: "
    'env:NAME, file:path or exec:["program", "argument"]'
)

# What gives a secret away wherever it stands. The value is never shown again.
_GIVEAWAYS = (
    (re.compile(r"://[^/\s@]*:[^/\s@]+@"), "holds a password in a URL"),
    (re.compile(r"(?i)[?&](api[_-]?key|token|secret|passw(or)?d)="), "holds a key in a URL"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"), "holds a token (JWT)"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), "holds a private key"),
)  # fmt: skip


class SecretRef(str):
    """`env:NAME`, `file:path` or `exec:[argv]`: where a secret lies. Safe to print, not the secret.

    `file:` paths of a loaded inventory are absolute; they were relative to the inventory's folder.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Accept a reference; raise ValueError for anything that could be the secret itself."""
        if not REFERENCE.fullmatch(text):
            raise ValueError(INLINE)
        return super().__new__(cls, text)

    @property
    def scheme(self) -> str:
        """`env`, `file` or `exec`."""
        return self.partition(":")[0]

    @property
    def place(self) -> str:
        """What stands behind the scheme: a variable's name, a path, the text of a list."""
        return self.partition(":")[2]

    @property
    def argv(self) -> tuple[str, ...]:
        """The words of an `exec:` reference; ValueError when it is no JSON list of strings."""
        try:
            words = json.loads(self.place)
        except ValueError:
            words = None
        if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
            msg = 'exec: needs a JSON list of words: exec:["program", "argument"]'
            raise ValueError(msg)
        return tuple(words)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Let pydantic read it from text."""
        return core_schema.with_info_after_validator_function(_read, core_schema.str_schema())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Let an editor know its form."""
        return {"type": "string", "pattern": r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|exec:\[.+\])$"}


def _read(text: str, info: ValidationInfo) -> SecretRef:
    """Make a reference of a value of the inventory; files are looked for beside the inventory."""
    reference = SecretRef(text)
    if reference.scheme == "exec":
        _ = reference.argv
    if reference.scheme == "file" and info.context:
        place = Path(info.context["folder"]) / Path(reference.place).expanduser()
        return SecretRef(f"file:{place}")
    return reference


def giveaway(text: str) -> str:
    """Say why a text looks as if it held a secret; empty when it does not."""
    return next((says for pattern, says in _GIVEAWAYS if pattern.search(text)), "")
