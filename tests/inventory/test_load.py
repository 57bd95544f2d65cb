"""An inventory that is in order gives typed values; one that is not is refused as a whole."""
# ruff: noqa: E501 - messages, one a line

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inventory import InventoryError, SecretRef, load, parse
from inventory.declared import WORDS

EXAMPLE = Path(__file__).parent / "example.yaml"


@pytest.fixture(scope="module")
def example():
    """The contract's example, loaded."""
    return load(EXAMPLE)


def changed(old, new):
    """Load the example with one text replaced."""
    text = EXAMPLE.read_text()
    assert old in text
    return parse(text.replace(old, new, 1).encode(), EXAMPLE)


def test_versions_stay_text(example):
    """`5.10` is no number here."""
    assert (example.versions["gateway"].from_, example.versions["gateway"].to) == ("5.3.9", "5.8.9")


def test_window_is_aware(example):
    """22:00 in Berlin in November is 21:00 UTC."""
    assert example.window.start == datetime(2026, 11, 21, 21, tzinfo=UTC)


def test_freeze_is_the_start_by_default():
    """A window without freeze is frozen from its start."""
    inventory = changed("freeze: 2026-11-21 21:00, ", "")

    assert inventory.window.freeze == inventory.window.start


@pytest.mark.parametrize(("offset", "hour"), [("+02:00", 0), ("+01:00", 1)])
def test_offset_decides_an_ambiguous_time(offset, hour):
    """The hour that exists twice is told apart by its offset."""
    inventory = changed("freeze: 2026-11-21 21:00", f"freeze: 2026-10-25 02:30{offset}")

    assert inventory.window.freeze == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_end_is_judged_in_real_time():
    """In the night when the clock is put back, 02:30+02:00 is before 02:15+01:00."""
    inventory = changed(
        "start: 2026-11-21 22:00, end: 2026-11-22 04:00, freeze: 2026-11-21 21:00",
        "start: 2026-10-25 02:30+02:00, end: 2026-10-25 02:15+01:00",
    )

    assert inventory.window.end.astimezone(UTC) > inventory.window.start.astimezone(UTC)


def test_paths_are_relative_to_the_file(example):
    """An inventory means the same from whatever folder it is used."""
    assert (example.folder, example.ssh.config, example.stores["documents"].password) == (
        EXAMPLE.parent,
        EXAMPLE.parent / "ssh_config",
        f"file:{EXAMPLE.parent}/secrets/mongo",
    )


def test_stores_are_typed():
    """Each type of store has its own keys and its vendor's port."""
    stores = changed("addresses: [10.213.77.13:6379]", "addresses: [10.213.77.13]").stores

    assert [(s.type, s.addresses) for s in stores.values()] == [
        ("redis", ("10.213.77.13:6379",)),
        ("mongodb", ("10.213.77.13:27017",)),
    ]


def test_endpoint_has_the_vendors_port(example):
    """What the user does not say is what the vendor ships."""
    ports = [
        example.endpoint(role, node).port
        for role, node in (("gateway", "gw1"), ("gateway", "gw2"), ("dashboard", "dash1"))
    ]

    assert ports == [8080, 8080, 3000]


def test_become_of_a_node_wins():
    """A node may become root in a way of its own."""
    inventory = changed("gw2: {", "gw2: {become: {method: none}, ")

    assert (inventory.become_on("gw1").method, inventory.become_on("gw2").method) == (
        "sudo",
        "none",
    )


def test_reach(example):
    """`direct` is from this machine, `via` from a node."""
    assert (example.stores["main"].reach.via, example.tyk.load_balancer.reach.direct) == (
        "gw1",
        True,
    )


def test_values_can_not_be_changed(example):
    """What was read stays as it was read."""
    with pytest.raises(ValueError, match="frozen"):
        example.nodes["gw1"].address = "elsewhere"


def test_declares(example):
    """Conditions of requirements ask for these words."""
    assert example.declares() == {
        "redis", "mongo", "backup", "export", "gateway", "dashboard", "pump", "canary",
        "load-balancer", "dashboard-key", "planned-config",
    }  # fmt: skip


def test_declares_what_is_added():
    """MDCB, the Developer Portal, plugins and SAVE are declared in the product's section."""
    inventory = changed(
        "  licence_margin_days: 30",
        "  mdcb: 2.5.0\n  portal: 1.17.3\n  redis_backup: save\n  plugins: {staging_node: gw1}",
    )

    assert {"mdcb", "portal", "plugins", "staging", "redis-save"} <= inventory.declares() <= WORDS


def test_all_problems_at_once():
    """A wrong type, a wrong reference and a wrong window are told together, in the file's order."""
    text = EXAMPLE.read_text()
    for old, new in (
        ("end: 2026-11-22 04:00", "end: 2026-11-21 04:00"),
        ("connect: 5", "connect: soon"),
        ("gw2: {", "gw2: {prot: 22, "),
        ("via: gw1", "via: dat1"),
        ("mode: dashboard", "mode: dashbord"),
    ):
        text = text.replace(old, new, 1)

    with pytest.raises(InventoryError) as caught:
        parse(text.encode(), Path("envs/lab/inventory.yaml"))

    assert str(caught.value).splitlines() == [
        "envs/lab/inventory.yaml:6: window.end: the window ends before it starts",
        "envs/lab/inventory.yaml:13: timeouts.connect: must be a number, not 'soon'",
        "envs/lab/inventory.yaml:16: nodes.gw2.prot: unknown key; did you mean port?",
        "envs/lab/inventory.yaml:27: stores.main.reach.via: there is no node dat1; did you mean data1?",
        "envs/lab/inventory.yaml:44: tyk.mode: 'dashbord' is not one of dashboard, file; did you mean dashboard?",
    ]


def test_misspelt_required_key_is_one_problem():
    """`adress` is misspelt; that `address` is missing follows from it."""
    text = EXAMPLE.read_text().replace("gw2: {address", "gw2: {adress", 1)

    with pytest.raises(InventoryError) as caught:
        parse(text.encode(), EXAMPLE)

    assert [p.key for p in caught.value.problems] == ["nodes.gw2.adress"]


def lookalikes() -> dict[str, tuple[bytes, str]]:
    """Files that are no inventory, and what is said about each."""
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
    return {
        "empty": (b"", "is empty"),
        "only a comment": (b"# later\n", "is empty"),
        "a list": (b"- a\n", "is no mapping"),
        "a word": (b"hello\n", "is no mapping"),
        "no UTF-8": (b"change: caf\xe9\n", "is not UTF-8"),
        "a control character": (b"change: \x07\n", "a control character"),
        "a tab": (b"nodes:\n\tgw1: {}\n", "is no valid YAML"),
        "a bomb": (bomb.encode(), "anchors and aliases"),
        "too deep": (b"[" * 5000, "nested deeper"),
        "too large": (b"#" * (1024 * 1024 + 1), "is larger than"),
        "a key that is a list": (b"{[a]: b}", "no plain word"),
        "an undefined alias": (b"change: *hunter22\n", "anchors and aliases"),
        "nothing in it": (b"nodes: {}\n", "names no node"),
    }


@pytest.mark.parametrize("name", lookalikes())
def test_what_is_no_inventory_is_refused(name):
    """Whatever the file holds, it is an InventoryError, quickly, with a sentence."""
    raw, words = lookalikes()[name]

    with pytest.raises(InventoryError, match=words) as caught:
        parse(raw, Path("inventory.yaml"))

    assert "hunter22" not in str(caught.value)


def test_file_that_can_not_be_read(tmp_path):
    """A folder or a missing file is an InventoryError too."""
    with pytest.raises(InventoryError, match="can not be read"):
        load(tmp_path / "none.yaml")


def test_secret_reference_tells_its_parts():
    """What fetches a secret needs no parser of its own."""
    reference = SecretRef('exec:["vault", "kv get", "-field=x"]')

    assert (reference.scheme, reference.argv) == ("exec", ("vault", "kv get", "-field=x"))


@pytest.mark.parametrize(
    "text", ["hunter22", "", "env:", "env:A B", "file:", "exec:vault", "ENV:A"]
)
def test_secret_itself_is_refused(text):
    """Only a reference is a reference."""
    with pytest.raises(ValueError, match="env:NAME"):
        SecretRef(text)
