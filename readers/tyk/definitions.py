"""API definitions, keys and policies as a gateway gives them, for what a version makes of them.

Each function lists offenders by name. A shape that is not understood is CannotTell: a rule that
was not seen can not be said to be missing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from probes.answers import HttpAnswer
from probes.errors import CannotTell, NotApplicable
from readers.tyk import control_api
from readers.tyk.gateway import Gateway
from readers.tyk.matrix import matrices

Document = Mapping[str, Any]
KEYS_READ = 500  # sessions that are looked at one by one; of more, a person has to tell


def classic(gateway: Gateway) -> list[Document]:
    """Give every definition in classic form, OAS ones too. An empty list is an answer."""
    answer = gateway.control("/tyk/apis")
    control_api.apis(answer)
    return _documents(gateway, answer)


def oas(gateway: Gateway) -> list[Document]:
    """Give every OAS definition; none where the gateway is too old to know them."""
    answer = gateway.control("/tyk/apis/oas")
    try:
        control_api.oas_ids(answer)
    except NotApplicable:
        return []
    return _documents(gateway, answer)


def oas_names(gateway: Gateway) -> list[str]:
    """Name every OAS API."""
    return [_name(document) for document in oas(gateway)]


def rules_without_negate(documents: list[Document]) -> list[str]:
    """Name the OAS APIs with a rewrite rule that does not say `negate`."""
    return _named(
        documents,
        lambda one: any("negate" not in rule for rule in _rules(one)),
    )


def dotted_paths(documents: list[Document]) -> list[str]:
    """Name the OAS APIs, each with its path, that have a dot in a path."""
    return [
        f"{_name(document)}: {path}"
        for document in documents
        for path in _part(document, "paths")
        if "." in path
    ]


def token_with_certificate(documents: list[Document]) -> list[str]:
    """Name the APIs that take a token or the certificate it belongs to: dynamic mutual TLS."""
    return _named(documents, _dynamic)


def rewrites_to_apis(documents: list[Document]) -> list[str]:
    """Name the APIs that rewrite to another API and name no query parameter there."""
    found = list[str]()
    for document in documents:
        targets = {
            value
            for key, value in _leaves(document)
            if key in ("rewrite_to", "rewriteTo", "url")
            and isinstance(value, str)
            and value.startswith("tyk://")
            and "?" not in value
        }
        found += [f"{_name(document)}: {target}" for target in sorted(targets)]
    return found


def policies(gateway: Gateway) -> list[Document]:
    """Give every policy. Not applicable where the gateway has no such endpoint."""
    answer = gateway.control("/tyk/policies")
    control_api.policies(answer)
    return _documents(gateway, answer)


def strange_ids(documents: list[Document]) -> list[str]:
    """Name the policy ids that can not be saved any more."""
    allowed = re.compile(str(matrices()["traps"]["policy_id"]))
    ids = [str(one.get("id") or one.get("_id")) for one in documents]
    return [name for name in ids if not allowed.fullmatch(name)]


def mixed_rates(gateway: Gateway) -> list[str]:
    """Name the keys that have several policies with different rates.

    Where all policies have one rate, no key has to be looked at.
    """
    rates = {str(one.get("id") or one.get("_id")): _rate(one) for one in policies(gateway)}
    if len(set(rates.values())) <= 1:
        return []
    if not gateway.config.flag("hash_keys"):
        raise CannotTell(
            "keys are not hashed: asking for one would write it into the gateway's log",
            "Compare the rates of keys with several policies by hand, and accept it by a waiver.",
        )
    names = _key_names(gateway)
    if len(names) > KEYS_READ:
        raise CannotTell(
            f"{len(names)} keys, and the policies have different rates: too many to ask for each",
            "Compare the rates of keys with several policies in the Dashboard.",
        )
    found = list[str]()
    for name in names:
        used = _policies_of(gateway, name)
        if unknown := sorted(used - rates.keys()):
            raise CannotTell(f"key {name} has policies that the gateway does not list: {unknown}")
        if len({rates[policy] for policy in used}) > 1:
            found.append(f"key {name}: {', '.join(sorted(used))}")
    return found


def _key_names(gateway: Gateway) -> tuple[str, ...]:
    """List the keys. An empty list is believed only beside a Redis that is well."""
    try:
        found = control_api.keys(gateway.control("/tyk/keys"))
    except NotApplicable as error:
        raise CannotTell(
            f"the policies have different rates, and {error}",
            "Compare the rates of keys with several policies in the Dashboard.",
        ) from error
    redis = gateway.hello.detail("redis")
    if not found and (redis is None or redis.status != "pass"):
        raise CannotTell("no key is listed, and the gateway does not see its Redis well")
    return found


def _policies_of(gateway: Gateway, name: str) -> set[str]:
    """Give the policies of a key, by its hash."""
    answer = gateway.control(f"/tyk/keys/{name}?hashed=true")
    gateway.hide(answer.text)
    if answer.status != 200 or not isinstance(session := _json(answer), dict):
        raise CannotTell(f"/tyk/keys/{name}: HTTP {answer.status}: {answer.text[:80]!r}")
    applied = session.get("apply_policies") or []
    one = session.get("apply_policy_id") or ""
    if "rate" not in session or not isinstance(applied, list) or not isinstance(one, str):
        raise CannotTell(f"/tyk/keys/{name}: not understood")
    return {str(policy) for policy in applied} | ({one} if one else set())


def _rate(policy: Document) -> tuple[float, float]:
    """Give a policy's rate: so many requests in so many seconds."""
    rate, per = policy.get("rate"), policy.get("per")
    if not isinstance(rate, int | float) or not isinstance(per, int | float):
        raise CannotTell(f"policy {policy.get('id')!r} names no rate")
    return float(rate), float(per)


def _rules(document: Document) -> Iterator[Document]:
    """Give every rule of every URL rewrite of an OAS definition."""
    operations = _part(_part(_gateway_part(document), "middleware"), "operations")
    for operation in operations.values():
        rewrite = _part(operation, "urlRewrite") if isinstance(operation, Mapping) else {}
        for trigger in _list(rewrite, "triggers"):
            yield from _list(trigger, "rules")


def _dynamic(document: Document) -> bool:
    """Whether a definition asks for a token and dynamic mutual TLS; classic or OAS."""
    configs = _part(document, "auth_configs")
    old = _part(document, "auth")
    schemes = _part(
        _part(_part(_gateway_part(document), "server"), "authentication"), "securitySchemes"
    )
    parts = [old, *configs.values(), *schemes.values()]
    return any(
        isinstance(part, Mapping) and bool(part.get(key))
        for part in parts
        for key in ("use_certificate", "enableClientCertificate")
    )


def _gateway_part(document: Document) -> Document:
    """Give the vendor's part of an OAS definition; empty in a classic one."""
    return _part(document, "x-tyk-api-gateway")


def _named(documents: list[Document], holds: Any) -> list[str]:
    """Name the documents for which something holds."""
    return [_name(document) for document in documents if holds(document)]


def _name(document: Document) -> str:
    """Give an API's name and id, classic or OAS."""
    info = _part(_gateway_part(document), "info") or document
    return f"{info.get('name')} ({info.get('id') or info.get('api_id')})"


def _documents(gateway: Gateway, answer: HttpAnswer) -> list[Document]:
    """Give the objects of a list that was read already; what is secret in them is hidden."""
    gateway.hide(answer.text)
    found: list[Document] = _json(answer)
    return found


def _json(answer: HttpAnswer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError as error:
        raise CannotTell(f"control API: no JSON: {answer.text[:80]!r}") from error


def _leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Give every key with its value, however deep."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield str(key), below
            yield from _leaves(below)
    elif isinstance(value, list):
        for below in value:
            yield from _leaves(below)


def _part(document: Document, key: str) -> Document:
    """Give a part that is an object; absent and null are empty."""
    value = document.get(key)
    if value is None or isinstance(value, Mapping):
        return value or {}
    raise CannotTell(f"API definition: {key} is not understood")


def _list(document: Document, key: str) -> list[Document]:
    """Give a part that is a list of objects; absent and null are empty."""
    value = document.get(key)
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
        return value
    raise CannotTell(f"API definition: {key} is not understood")
