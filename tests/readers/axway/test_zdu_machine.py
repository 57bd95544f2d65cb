"""The machine of the vendor's sample scripts: where it is, what lies on it."""

import pytest

from inventory import parse
from probes.errors import CannotTell, NotApplicable
from readers.axway.zdu_machine import PYTHON, ZduMachine
from tests.readers.axway.conftest import INVENTORY
from tests.readers.fakes import Engine, said

MODE = "mode: standard                # standard | zdu"
LISTED = "gwa # find /zdu/logs"
HEAD = "| Node | EXPORT | UPGRADE | PRE-APPLY | APPLY | POST-APPLY | ROLLBACK |\n"
ROW = "| {} | PASSED (0) | PASSED (0) | PASSED (0) | PASSED (0) | PASSED (0) | * |\n"


def zdu(node="gwa"):
    text = INVENTORY.read_text().replace("strategy: downtime", "strategy: rolling")
    text = text.replace(MODE, f"mode: zdu\n  zdu: {{config: /zdu/hosts, node: {node}}}")
    return parse(text.encode(), INVENTORY)


def test_without_the_scripts_there_is_no_such_machine(inventory):
    with pytest.raises(NotApplicable):
        ZduMachine(Engine({}), inventory)


def test_a_machine_that_is_no_node_can_not_be_asked():
    with pytest.raises(CannotTell, match="is no node of the inventory"):
        ZduMachine(Engine({}), zdu("control"))


def test_what_the_machine_lacks():
    release = said('ID=rhel\nVERSION_ID="8.9"\n')
    answers = {f"{name} $ cat -- /etc/os-release": release for name in ("gwa", "gwb", "gwc")}
    answers |= {"gwa # runuser": said("zdu-login\n"), f"gwa $ {PYTHON}": said("with none\n")}
    refused = said("", "ann@10.213.78.11: Permission denied (publickey).\n", 255)
    answers[
        "gwa # runuser -u apigw -- ssh -n -o BatchMode=yes -o ConnectTimeout=5 10.213.78.11"
    ] = refused

    assert ZduMachine(Engine(answers), zdu()).flaws == [
        "gwa: no python has both paramiko and enum34",
        "gwa: ssh to gwb: ann@10.213.78.11: Permission denied (publickey).",
    ]


def test_the_newest_log_counts():
    hosts = ("nodea.example", "nodeb.example")
    table = HEAD + "".join(ROW.format(name) for name in hosts) + "Status.SUCCESS\n"
    engine = Engine({
        LISTED: said("1700000000.5 /zdu/logs/b\n1600000000.5 /zdu/logs/c\n"),
        "gwa # cat -- /zdu/logs/b": said(table),
    })  # fmt: skip

    assert ZduMachine(engine, zdu()).not_passed == ["gwc: is not in the table"]


@pytest.mark.parametrize("listed", ["", "/zdu/logs/x\n"])
def test_no_log_can_not_be_told(listed):
    with pytest.raises(CannotTell, match="no log"):
        _ = ZduMachine(Engine({LISTED: said(listed)}), zdu()).result
