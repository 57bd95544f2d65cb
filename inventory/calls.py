"""What several products ask for alike: a request that must work, and an address callers use."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from inventory.nodes import Reach, Tls
from inventory.secrets import SecretRef
from inventory.words import Frozen, HeaderName, Identifier, Line, Url, UrlPath

Auth = Literal["keyless", "token", "jwt", "oauth", "basic", "custom"]


class Call(Frozen):
    """A request that must work before and after: one for each way of authentication."""

    name: Identifier
    path: UrlPath
    method: Literal["GET", "HEAD"] = "GET"
    status: Annotated[int, Field(ge=100, le=599)] = 200
    auth: Auth = "keyless"
    header: SecretRef | None = Field(
        default=None, description="the credential: value of header_name"
    )
    header_name: HeaderName = "Authorization"
    host_header: Line | None = None
    expect: Mapping[HeaderName, Line] = Field(
        default={}, description="headers the answer must have"
    )

    @model_validator(mode="after")
    def _credential(self) -> "Call":
        """Ask for the credential of an API that wants one: without it, only the refusal is seen."""
        if self.auth != "keyless" and self.header is None and self.status < 400:
            raise ValueError(f"auth: {self.auth} needs header, a reference to the credential")
        return self


class Site(Frozen):
    """An address that is no node of ours: a load balancer, a portal."""

    url: Url
    reach: Reach | None = Field(default=None, description="default: direct")
    tls: Tls | None = None
    host_header: Line | None = None


def names_differ(calls: tuple[Call, ...], what: str) -> None:
    """Refuse two calls of one name: a finding could not say which it is of."""
    names = [call.name for call in calls]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two {what} have one name: {', '.join(twice)}")
