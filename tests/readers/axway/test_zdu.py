"""zdupgrade: the end of its log and its table."""

import pytest

from probes.errors import CannotTell
from readers.axway import zdu

TABLE = """| Node  | EXPORT     | UPGRADE      | PRE-APPLY  | APPLY      | POST-APPLY | ROLLBACK |
|-------|------------|--------------|------------|------------|------------|----------|
| nodea | PASSED (0) | {}           | PASSED (0) | PASSED (0) | PASSED (0) | *        |
Status.{}
"""


def test_a_success():
    found = zdu.result(TABLE.format("PASSED (0)", "SUCCESS"))

    assert (found.status, found.failed) == ("SUCCESS", [])
    assert found.nodes["nodea"]["ROLLBACK"] == "*"


def test_a_failure_is_named():
    found = zdu.result(TABLE.format("FAILED (100)", "UPGRADE_FAILED"))

    assert found.failed == ["nodea: UPGRADE"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Status.SUCCESS\n",
        TABLE.format("PASSED (0)", "ELSE"),
        TABLE.format("FAILED (100)", "SUCCESS"),
        TABLE.format("PASSED (0)", "APPLY_FAILED"),
        "\0",
    ],
)
def test_what_does_not_tell(text):
    with pytest.raises(CannotTell):
        zdu.result(text)
