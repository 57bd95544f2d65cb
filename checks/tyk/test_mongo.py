"""What the Dashboard knows: APIs, policies, users, organisations."""

import pytest

from readers.pg_dump import pg_dump_of
from readers.tyk.documents import lasting
from readers.tyk.matrix import supported
from readers.tyk.uses import database_uses, sqlite_settings, strict_problems


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.post
@pytest.mark.reaches("mongo")
@pytest.mark.requirement("TYK-PRE-056")
def test_mongo_answers(mongo):
    """MongoDB answers with the address and the password of the inventory."""
    assert mongo.refusal == ""


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-056")
def test_dump_is_taken_from_the_primary(mongo):
    """The member that answers takes writes: a dump of another one may lag behind."""
    assert mongo.is_primary


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-057")
def test_mongo_version_is_supported(mongo, upgrade):
    """MongoDB runs a version that the target of the Dashboard supports."""
    assert mongo.version in supported("dashboard", "mongodb", upgrade["dashboard"].to)


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-057")
def test_mongo_version_is_supported_by_the_pump(mongo, upgrade):
    """Where the pump writes into this MongoDB, its target supports the version too."""
    pumps = [u for u in database_uses(mongo) if u.service.role == "pump" and u.store == mongo.name]
    unsupported = [
        f"{use}: the pump's target {use.service.hop.to} does not support MongoDB {mongo.version}"
        for use in pumps
        if mongo.version not in supported("pump", "mongodb", upgrade["pump"].to)
    ]

    assert unsupported == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-058a")
def test_dump_is_not_older_than_the_freeze(mongo, upgrade):
    """The dump of the Dashboard's database was written after the freeze."""
    assert mongo.dump.older(mongo.database, upgrade.window.freeze) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-058a")
def test_dump_has_every_collection(mongo):
    """Each collection of the Dashboard's database has its documents and its description."""
    assert mongo.dump.lacks(mongo.database, mongo.collections) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-058a")
def test_dump_is_whole(mongo):
    """No file of the dump ends in the middle; each description can be read."""
    assert mongo.dump.damaged(mongo.database) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-058a")
def test_dump_has_as_many_documents(mongo):
    """What people made is in the dump as often as in the database."""
    counts = mongo.counts(lasting(mongo.collections))
    dumped = mongo.dump.counted(mongo.database)
    held = {name: dumped[name].documents if name in dumped else 0 for name in counts}

    assert [
        f"{name}: {held[name]} documents in the dump, {count} in the database"
        for name, count in counts.items()
        if held[name] != count
    ] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-059a")
def test_databases_of_the_dashboard_are_dumped(mongo):
    """Every database with APIs, policies or users is in a store of the inventory, and dumped."""
    mine = [use for use in database_uses(mongo) if use.main and use.store in {"", mongo.name}]
    names = {use.database.name for use in mine} | {mongo.database}
    strange = [f"{use}: {', '.join(use.hosts)} is no store" for use in mine if not use.store]

    assert strange + sorted(f"no dump of {name}" for name in names - mongo.dump.databases) == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-059b")
def test_databases_of_the_traffic_are_dumped(mongo):
    """Every database with analytics, logs or uptime data is in a store, and dumped."""
    mine = [use for use in database_uses(mongo) if not use.main and use.store in {"", mongo.name}]
    names = {use.database.name for use in mine}
    strange = [f"{use}: {', '.join(use.hosts)} is no store" for use in mine if not use.store]

    assert strange + sorted(f"no dump of {name}" for name in names - mongo.dump.databases) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-060a")
def test_postgres_version_is_supported(estate, upgrade):
    """Each PostgreSQL runs a version that the target supports: its dump names the server's."""
    target = upgrade["dashboard"].to
    known = supported("dashboard", "postgresql", target)
    servers = {str(dump): dump.server for dump in pg_dump_of(estate)}

    assert [
        f"{dump}: of PostgreSQL {server}, Dashboard {target} supports {known}"
        for dump, server in servers.items()
        if server not in known
    ] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-060b")
def test_postgres_dump_is_whole_and_not_older_than_the_freeze(estate, upgrade):
    """Each PostgreSQL of the inventory has a whole dump, written after the freeze."""
    dumps = pg_dump_of(estate)
    freeze = upgrade.window.freeze

    assert [f"{dump}: {why}" for dump in dumps if (why := dump.flaw(freeze))] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-061a")
def test_dashboard_does_not_use_sqlite(dashboard):
    """The Dashboard does not keep its data in SQLite."""
    assert sqlite_settings(dashboard.config) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-061b")
def test_pump_does_not_use_sqlite(pump):
    """The pump does not write to SQLite."""
    assert sqlite_settings(pump.config) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-062a")
def test_address_of_the_dashboard_fits_the_new_driver(dashboard):
    """The Dashboard's MongoDB addresses are well formed: the new driver is strict."""
    assert strict_problems(dashboard.config) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-062b")
def test_addresses_of_the_pump_fit_the_new_driver(pump):
    """The pump's MongoDB addresses are well formed: the new driver is strict."""
    assert strict_problems(pump.config) == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.rollback
@pytest.mark.requirement("TYK-POST-025")
def test_documents_survive(mongo, baseline):
    """The Dashboard's collections hold at least as many documents as before."""
    counts = mongo.counts(lasting(mongo.collections))
    before = baseline("documents", counts)

    assert [
        f"{name}: {count} documents before, {counts.get(name, 'no collection')} now"
        for name, count in before.items()
        if counts.get(name, -1) < count
    ] == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("TYK-POST-025")
def test_collections_are_the_same(mongo, baseline):
    """The collections are those of before, not new ones of the same names."""
    made = {name: mongo.collections[name] for name in lasting(mongo.collections)}
    before = baseline("collections", made)

    assert [f"{name} was made anew" for name in before if made.get(name, "") != before[name]] == []
