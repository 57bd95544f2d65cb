"""What API definitions, policies and plugins say, in the parts that a version reads anew."""

import io
import zipfile

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers.tyk import builds, definitions
from readers.tyk.plugins import Hook, hooks_of
from readers.versions import parse


def oas(**parts):
    """Make an OAS definition."""
    return {"x-tyk-api-gateway": {"info": {"id": "p", "name": "Pets"}, **parts}}


def with_rule(rule):
    """Make one with a rewrite rule."""
    rewrite = {"urlRewrite": {"triggers": [{"rules": [rule]}]}}
    return oas(middleware={"operations": {"op": rewrite}})


def test_a_rule_without_negate_is_named():
    """False is said, too."""
    documents = [with_rule({"pattern": "x"}), with_rule({"negate": False})]

    assert definitions.rules_without_negate(documents) == ["Pets (p)"]


def test_a_part_of_another_shape_tells_nothing():
    """A rule that was not seen can not be said to be missing."""
    with pytest.raises(CannotTell):
        definitions.rules_without_negate([oas(middleware=["operations"])])


def test_dynamic_mutual_tls_is_seen_in_every_form():
    """Classic, older classic, OAS."""
    scheme = {"authentication": {"securitySchemes": {"token": {"enableClientCertificate": True}}}}
    documents = [
        {"name": "a", "api_id": "1", "auth_configs": {"authToken": {"use_certificate": True}}},
        {"name": "b", "api_id": "2", "auth": {"use_certificate": True}},
        {"name": "c", "api_id": "3", "auth": {"use_certificate": False}},
        oas(server=scheme),
    ]

    assert definitions.token_with_certificate(documents) == ["a (1)", "b (2)", "Pets (p)"]


def test_rewrites_to_other_apis_are_found_however_deep():
    """With a query of its own, nothing is lost."""
    rewrites = [
        {"rewrite_to": "tyk://a"},
        {"rewrite_to": "tyk://b?x=$1"},
        {"rewrite_to": "http://c"},
    ]
    document = {"name": "a", "api_id": "1", "version_data": {"versions": {"v": {"r": rewrites}}}}

    assert definitions.rewrites_to_apis([document]) == ["a (1): tyk://a"]


def test_strange_policy_ids_are_named():
    """Blanks and slashes."""
    documents = [{"id": "a_b.c~d-1"}, {"id": "gold plan"}, {"id": "", "_id": "a/b"}]

    assert definitions.strange_ids(documents) == ["gold plan", "a/b"]


def test_hooks_have_file_and_function():
    """A function without a name can not be tried."""
    pre = {"driver": "goplugin", "pre": [{"path": "a.so", "name": "F"}]}

    assert hooks_of({"custom_middleware": pre}) == (Hook("a.so", "F"),)
    with pytest.raises(CannotTell):
        hooks_of({"custom_middleware": {"driver": "goplugin", "pre": [{"path": "a.so"}]}})


def zipped(*names: str, tail: int | None = None) -> CommandAnswer:
    """Make a bundle, or the end of one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bundle:
        for name in names:
            bundle.writestr(name, "x" * 5000)
    data = file.getvalue()
    return CommandAnswer(0, data[-tail:] if tail else data, b"")


@pytest.mark.parametrize("tail", [None, 400])
def test_the_names_in_a_bundle_stand_at_its_end(tail):
    """A large one need not be fetched whole."""
    names = ["manifest.json", "auth_v5.3.9_linux_amd64.so"]

    assert builds.names_in(zipped(*names, tail=tail), "url") == names


@pytest.mark.parametrize("answer", [CommandAnswer(0, b"<html>", b""), zipped("a.so")])
def test_what_is_no_bundle_tells_nothing(answer):
    """An error page, and a zip of something else."""
    with pytest.raises(CannotTell):
        builds.names_in(answer, "url")


def test_a_bundle_needs_both_builds():
    """One for the old gateways, one for the new."""
    names = ["manifest.json", "auth_v5.3.9_linux_amd64.so"]

    assert builds.missing_builds(names, parse("5.3.9"), parse("5.8.9")) == ["a build for 5.8.9"]
    assert builds.missing_builds(["manifest.json", "a.py"], parse("5.3.9"), parse("5.8.9")) == []
