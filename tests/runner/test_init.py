"""The inventory that `init` writes can be loaded as it is, for each product."""
# ruff: noqa: E501 - tables, one row a line

import os
import pty
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from inventory import InventoryError, load, parse
from inventory.products import PRODUCTS, ProductName
from runner.app import app
from runner.start import STARTS, Machine, Start, form_of, nodes_by_role, render_inventory

ROOT = Path(__file__).resolve().parents[2]
START = Start(
    product="tyk",
    environment="prod",
    change="CHG0123456",
    nodes=nodes_by_role(
        {
            "gateway": ["gw1=10.0.0.10", "gw2=10.0.0.11"],
            "dashboard": ["dash1=10.0.0.12"],
            "pump": ["dash1"],
            "redis": ["data1.example.com"],
            "mongo": ["data1.example.com"],
        }
    ),
    versions={"gateway": ("5.3.9", "5.8.9"), "dashboard": ("5.3.9", "5.8.9"), "pump": ("1.12.0", "1.14.0")},
    start="2026-11-21 22:00",
    end="2026-11-22 04:00",
    timezone="Europe/Berlin",
    mode="dashboard",
    ask={"install": "repository", "topology": "single"},
)  # fmt: skip


@pytest.fixture
def written(tmp_path):
    """Write an inventory and load it."""

    def write(start):
        path = tmp_path / "inventory.yaml"
        path.write_text(render_inventory(start), encoding="utf-8")
        return load(path)

    return write


def test_what_was_said_is_in_it(written):
    """Nodes with all their roles, versions and the window arrive as they were given."""
    inventory = written(START)

    assert {name: (n.address, n.roles) for name, n in inventory.nodes.items()} == {
        "gw1": ("10.0.0.10", ("gateway",)),
        "gw2": ("10.0.0.11", ("gateway",)),
        "dash1": ("10.0.0.12", ("dashboard", "pump")),
        "data1.example.com": ("data1.example.com", ("redis", "mongo")),
    }
    assert inventory.upgrade_order == ("dashboard", "gateway", "pump")
    assert inventory.window.start.isoformat() == "2026-11-21T22:00:00+01:00"
    assert inventory.stores["documents"].addresses == ("data1.example.com:27017",)


MANAGED = {"redis": ("r1.example.com:6380",), "postgres": ("[fd00::1]:5432",)}
NO_STORES = {name: m for name, m in START.nodes.items() if not name.startswith("data")}


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "file"},
        {"ask": {**START.ask, "install": "local-rpm", "rpm_folder": "/srv/rpms"}},
        {"become": "none", "ssh_user": "ops@bastion"},
        {"ask": {**START.ask, "topology": "sentinel", "service": "mymaster"}},
        {"ask": {**START.ask, "topology": "cluster"}},
        {"nodes": NO_STORES, "managed": MANAGED},
        {"strategy": "blue-green", "freeze": "2026-11-20 18:00"},
        {"order": ("gateway", "dashboard", "pump")},
    ],
)
def test_every_choice_loads(written, changes):
    """Whatever may be chosen gives an inventory that loads."""
    inventory = written(replace(START, **changes))

    assert inventory.environment == "prod"


def test_blue_and_green_are_told_apart(written):
    """Each node that is upgraded says which it is; a store is neither."""
    inventory = written(replace(START, strategy="blue-green", idle=("gw2",)))

    assert {name: node.traffic for name, node in inventory.nodes.items()} == {
        "gw1": "live", "gw2": "idle", "dash1": "live", "data1.example.com": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"change": "CHG 1"}, "change: 'CHG 1' must be made of"),
        ({"change": "x\nproduct: axway"}, "change: "),
        ({"environment": "a: b"}, "environment: "),
        ({"environment": "{a}"}, "environment: "),
        ({"environment": "{{ 7 * 7 }}"}, "environment: "),
        ({"nodes": {}}, "nodes: names no node"),
        ({"nodes": {"gw1": Machine("-oProxyCommand=x", ("gateway",))}}, "is no address"),
        ({"versions": {}}, "versions: names no component"),
        ({"end": "2026-11-21 20:00"}, "ends before it starts"),
        ({"nodes": NO_STORES}, "no store of type redis"),
    ],
)
def test_what_can_not_be_right_is_told(changes, words):
    """Nothing that the checks would refuse is written, and nothing given becomes YAML of its own."""
    with pytest.raises(InventoryError, match=words):
        render_inventory(replace(START, **changes))


def test_two_addresses_of_one_node():
    """A node is one machine."""
    with pytest.raises(ValueError, match="gw1 has two addresses"):
        nodes_by_role({"gateway": ["gw1=10.0.0.1"], "pump": ["gw1=10.0.0.2"]})


def test_comments_name_only_keys_that_exist():
    """A line that is offered as a comment loads when the comment sign is taken away."""
    text = render_inventory(START)
    for old, new in (
        ("  # packages:", "  packages:"),
        ("  # repositories:", "  repositories:"),
        ("  # licensed_nodes:", "  licensed_nodes:"),
        ("  # gateway_secret:", "  gateway_secret:"),
        ("  # mongorestore_config:", "  mongorestore_config:"),
        ("  # canaries:\n  #   -", "  canaries:\n    -"),
        ("  # load_balancer:", "  load_balancer:"),
        ("  # plugins: {folder: /opt/tyk-gateway/middleware, staging_node: ...}", "  plugins: {staging_node: gw1}"),
        ("  # mdcb:", "  mdcb:"),
        ("  # portal:", "  portal:"),
        ("# support: {contract: ..., case: ...}", "support: {contract: c, case: d}"),
        ("    # tls:", "    tls:"),
        ("    # reach:", "    reach:"),
        ("# ssh:", "ssh:"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)

    assert {"mdcb", "plugins", "canary", "support"} <= parse(text.encode(), Path("i")).declares()


def test_a_product_is_its_file():
    """Each product has its file, which speaks of its own roles only."""
    assert {path.stem for path in STARTS.glob("*.yaml")} == {*get_args(ProductName)}
    for name, product in PRODUCTS.items():
        form = form_of(name)
        assert set(form.order) <= product.components | product.optional
        assert not form.mode or form.mode in product.modes


COMMON = [
    "--environment=prod",
    "--change=CHG1",
    "--timezone=Europe/Berlin",
    "--start=2026-11-21 22:00",
    "--end=2026-11-22 04:00",
]
TOLD = {
    "tyk": ["--version=gateway=5.3.9:5.8.9", "--version=dashboard=5.3.9:5.8.9", "--node=gateway:gw1=10.0.0.1",
            "--node=dashboard:dash1=10.0.0.2", "--store=redis=10.0.0.3:6379", "--store=mongo=10.0.0.3:27017"],
    "axway": ["--version=gateway=7.5.3:7.7.20240830", "--node=admin-node-manager:gwa=10.0.0.1",
              "--node=admin-node-manager:gwb=10.0.0.2", "--node=gateway:gwa", "--node=gateway:gwb", "--node=cassandra:cas1=10.0.0.3",
              "--set=old=/opt/Axway-7.5.3/apigateway", "--set=new=/opt/Axway-7.7/apigateway", "--set=owner=apigw",
              "--set=instances=Payments/GW1@gwa", "--set=instances=Payments/GW2@gwb,Partners/GW1@gwb",
              "--set=datacenter=DC1", "--set=keyspaces=Payments=x1_group_2", "--set=api_manager=Payments"],
    "gravitee": ["--version=gateway=4.5.9:4.8.9", "--version=management-api=4.5.9:4.8.9", "--node=gateway:gw1=10.0.0.1",
                 "--node=management-api:api1=10.0.0.2", "--node=elasticsearch:es1=10.0.0.4", "--node=mongo:db1=10.0.0.3"],
    "cortex": ["--version=gateway=2024.7:2024.9", "--node=gateway:web1=10.0.0.1", "--node=service-fabric:app1=10.0.0.2",
               "--node=rabbitmq:app1"],
}  # fmt: skip


@pytest.mark.parametrize("product", PRODUCTS)
def test_options_are_enough(product, tmp_path):
    """Without a terminal everything is told by options."""
    done = CliRunner().invoke(
        app, ["init", str(tmp_path / "e"), f"--product={product}", *COMMON, *TOLD[product]]
    )

    assert done.exit_code == 0, done.output
    inventory = load(tmp_path / "e" / "inventory.yaml")
    assert inventory.product == product
    assert set(inventory.upgrade_order) == set(inventory.versions)


def test_all_that_is_missing_is_named_at_once(tmp_path):
    """Without a terminal nobody is asked, and each option that is missing is named."""
    words = [
        "init",
        str(tmp_path / "e"),
        "--product=axway",
        "--node=gateway:gw1=10.0.0.1",
        "--change=CHG1",
    ]
    done = CliRunner().invoke(app, words)

    assert done.exit_code == 2
    for option in (
        "--environment",
        "--timezone",
        "--start",
        "--end",
        "--version=gateway=",
        "--set=owner=",
        "--set=instances=",
    ):
        assert f"  {option}" in done.output
    assert "--change" not in done.output
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--product=tik"], "did you mean tyk?"),
        (["--gatway=gw1=10.0.0.1"], "--gateway"),
        (["--product=tyk", "--node=gatway:gw1=10.0.0.1"], "did you mean gateway?"),
        (["--product=tyk", "--node=gw1"], "write --node=ROLE:NAME=ADDRESS"),
        (["--product=tyk", "--store=reddis=10.0.0.1"], "did you mean redis?"),
        (["--product=tyk", "--version=gatewy=1.0.0:2.0.0"], "did you mean gateway?"),
        (["--product=tyk", "--version=gateway=5.8.9"], "write FROM:TO"),
        (["--product=tyk", "--set=instal=repository"], "did you mean install?"),
        (["--product=tyk", "--set=install=repositry"], "did you mean repository?"),
        (["--product=tyk", "--mode=dashbord"], "did you mean dashboard?"),
        (["--product=cortex", "--mode=dashboard"], "--mode: cortex has none"),
        (["--product=tyk", "--set=rpm_folder=/srv"], "goes with local-rpm"),
        (["--product=tyk", "--strategy=roling"], "did you mean rolling?"),
        (["--product=tyk", "--strategy=blue-green", "--idle=gw9"], "no node gw9; did you mean gw1?"),
        (["--product=tyk", "--timezone=Europe/Berln"], "did you mean Europe/Berlin?"),
        (["--product=tyk", "--order=gateway", "--order=dashbord"], "did you mean dashboard?"),
        (["--product=axway", *TOLD["axway"], "--set=instances=GW1"], "write GROUP/NAME@NODE"),
        (["--product=tyk", "--gateway=gw1=10.0.0.9"], "gw1 has two addresses"),
    ],
)  # fmt: skip
def test_a_slip_names_what_would_be_right(words, says, tmp_path):
    """A misspelt option, key or word ends with the nearest one, and writes nothing."""
    file = tmp_path / "e" / "inventory.yaml"
    told = [] if "--product=axway" in words else TOLD["tyk"]
    if any(word.startswith(("--timezone", "--version=gateway=5.8.9")) for word in words):
        told = []
    common = [word for word in COMMON if word.partition("=")[0] not in " ".join(words)]
    if "--product=cortex" in words:
        told = TOLD["cortex"]
    done = CliRunner().invoke(app, ["init", str(file.parent), *common, *told, *words])

    assert done.exit_code == 2
    assert says in " ".join(done.output.split())
    assert not file.exists()


def test_a_file_that_is_there_is_never_touched(tmp_path):
    """The second `init` says so before it asks anything."""
    file = tmp_path / "inventory.yaml"
    file.write_text("mine")
    done = CliRunner().invoke(app, ["init", str(tmp_path), "--product=tyk", *COMMON, *TOLD["tyk"]])

    assert (done.exit_code, file.read_text()) == (2, "mine")
    assert "is there already: name another folder" in done.output


ANSWERS = {  # what a person types where the question has these words; elsewhere Enter
    "Name of the environment": ["prod"],
    "change ticket": ["CHG 1", "CHG1"],  # the first can not be right: asked again
    "Time zone": ["Europe/Berlin"],
    "Begin of the window": ["2026-11-21 22:00"],
    "End of the window": ["2026-11-22 04:00"],
}
AT_TERMINAL = {
    "tyk": {
        "role gateway,": ["gw1=10.0.0.1 gw2=10.0.0.2"], "role dashboard": ["dash1=10.0.0.3"],
        "Where mongo": ["10.0.0.9:27017"], "Where redis": ["10.0.0.9:6379"],
        "gateway: installed": ["5.3.9:5.8", "5.3.9:5.8.9"], "dashboard: installed": ["5.3.9:5.8.9"],
        "How it is done": ["blue-green"], "take no calls": ["gw2"],
    },
    "axway": {
        "role gateway,": ["gwa=10.0.0.1 gwb=10.0.0.2"], "role admin-node-manager": ["gwa gwb"],
        "role cassandra": ["cas1=10.0.0.3"], "gateway: installed": ["7.5.3:7.7.20240830"],
        "directory in use": ["/opt/Axway-7.5.3/apigateway"], "directory of 7.7": ["/opt/Axway-7.7/apigateway"],
        "account that owns": ["apigw"], "Instances as": ["P/GW1@gwa P/GW2@gwb"], "datacenter": ["DC1"],
    },
    "gravitee": {
        "role gateway,": ["gw1=10.0.0.1"], "role management-api": ["api1=10.0.0.2"], "role mongo": ["db1=10.0.0.3"],
        "gateway: installed": ["4.5.9:4.8.9"], "management-api: installed": ["4.5.9:4.8.9"],
    },
    "cortex": {"role gateway,": ["web1=10.0.0.1"], "role rabbitmq": ["app1=10.0.0.2"], "gateway: installed": ["2024.7:2024.9"]},
}  # fmt: skip


def typed(words, answers):
    """Run `init` at a terminal and answer each question; gives its status and all that was shown."""
    answers = {key: list(lines) for key, lines in answers.items()}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "runner", "init", *words]
    with subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown, asked = "", 0
        while True:
            try:
                part = os.read(ours, 4096).decode()
            except OSError:  # the other side is closed: it has ended
                break
            if not part:
                break
            shown += part
            question = shown[asked:].splitlines()[-1] if shown[asked:] else ""
            if question.endswith(": "):
                key = next((key for key in answers if key in question and answers[key]), None)
                os.write(ours, ((answers[key].pop(0) if key else "") + "\n").encode())
                asked = len(shown)
    os.close(ours)
    return process.returncode, shown


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_terminal_is_asked(product, tmp_path):
    """What was not told is asked, again where it can not be right; what is written loads."""
    answers = {"The gateway": ["tik", product], **ANSWERS, **AT_TERMINAL[product]}
    status, shown = typed([str(tmp_path / "e")], answers)

    assert status == 0, shown
    inventory = load(tmp_path / "e" / "inventory.yaml")
    assert (inventory.product, inventory.change) == (product, "CHG1")
    assert "did you mean tyk?" in shown
    assert "'CHG 1' must be made of" in shown
    (line,) = [line for line in shown.splitlines() if line.startswith("  python -m runner init")]
    again = tmp_path / "again"
    words = shlex.split(line)[3:]
    done = CliRunner().invoke(app, [words[0], str(again), *words[2:]])
    assert done.exit_code == 0, done.output
    assert (again / "inventory.yaml").read_text() == (tmp_path / "e" / "inventory.yaml").read_text()


def test_what_was_answered_is_not_lost(tmp_path):
    """Answers that do not go together are shown as the command that gives them again."""
    answers = {**ANSWERS, **AT_TERMINAL["tyk"], "Where redis": [""]}
    status, shown = typed([str(tmp_path / "e"), "--product=tyk"], answers)

    assert status == 2
    assert "no store of type redis" in shown
    assert "What was answered, to be mended:" in shown
    assert "--change=CHG1" in shown
    assert not (tmp_path / "e").exists()
