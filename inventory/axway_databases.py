"""External databases of an Axway domain, by their JDBC URLs."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from inventory.secrets import SecretRef
from inventory.words import Frozen, Line, each_once

_JDBC = re.compile(r"jdbc:(mysql|mariadb|oracle|sqlserver|db2)(:[a-z]+)?:\S+")
_OPEN = re.compile(r"(?i)[;?&](user|username|passw(or)?d)=|thin:[^@/]+/[^@]*@")


def _jdbc(text: str) -> str:
    """Refuse what is no JDBC URL of a database that the vendor names, or carries a user."""
    if _OPEN.search(text):
        raise ValueError("holds a user in the URL: give it with username and password")
    if not _JDBC.fullmatch(text):
        raise ValueError("is no JDBC URL: jdbc:mysql://host:3306/name, mariadb, oracle, ...")
    return text


JdbcUrl = Annotated[str, AfterValidator(_jdbc)]


class Database(Frozen):
    """An external database. A URL for 7.7 of its own is what makes the way back free."""

    url: JdbcUrl
    url_new: JdbcUrl | None = Field(default=None, description="of 7.7, where it is another")
    holds: Annotated[
        tuple[Literal["oauth", "kps", "metrics", "policies"], ...],
        AfterValidator(each_once("a use")),
    ] = Field(min_length=1, description="policies: our own tables alone, none of the product")
    username: Line | Literal[""] = ""
    password: SecretRef | None = None
