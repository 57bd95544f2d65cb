"""`make torture`: the runner killed a hundred times over upgrades and rollbacks of one estate."""

import os

import pytest

from tests.changes.changing import Operator, configuration, transactions, versions
from tests.changes.torment import Torment, doubts, twice
from tests.lab.operating import WHO

KILLS = int(os.environ.get("KILLS", "0"))
SEED = int(os.environ.get("SEED", "1"))
THERE, BACK = 12, 8  # kills of one upgrade, and of one rollback, at most


@pytest.mark.skipif(not KILLS, reason="`make torture` does this")
def test_there_and_back_in_spite_of_kills(site, tmp_path):
    killed, seed = 0, SEED
    while killed < KILLS:
        operator = Operator(site.estate, site.env, tmp_path / f"runs-{seed}")
        there_and_back(operator, seed)
        killed, seed = killed + len(operator.kills), seed + 1

    assert killed >= KILLS


def there_and_back(operator, seed):
    estate, torment = operator.estate, Torment(operator, seed)
    old, files, known = versions(estate), configuration(estate), transactions(estate)

    there = torment.leads("upgrade", kills=THERE)

    assert there.status == 0, there
    assert set(versions(estate).values()) == {"5.8.9 active enabled", "1.14.0 active enabled"}
    assert transactions(estate) == {name: number + 1 for name, number in known.items()}

    back = torment.leads("rollback", "--yes", "--name", WHO, kills=BACK)
    estate.read_rpmnew()

    assert back.status == 12, back
    assert (versions(estate), configuration(estate)) == (old, files)
    assert transactions(estate) == {name: number + 2 for name, number in known.items()}
    assert twice(operator.directory / "journal.jsonl") == []
    assert [doubt for kill in operator.kills if (doubt := doubts(kill))] == []
