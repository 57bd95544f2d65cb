"""References to secrets. The inventory never holds a secret itself."""

import re

REFERENCE = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|exec:\[.+\])", re.DOTALL)


class SecretRef(str):
    """`env:NAME`, `file:path` or `exec:[argv]`: where a secret lies. Safe to print; it is not the secret."""

    __slots__ = ()

    def __new__(cls, text: str) -> "SecretRef":
        """Accept a reference; raise ValueError for anything that could be the secret itself."""
        if not REFERENCE.fullmatch(text):
            msg = "a secret is given by reference: env:NAME, file:path or exec:[argv]"
            raise ValueError(msg)
        return super().__new__(cls, text)
