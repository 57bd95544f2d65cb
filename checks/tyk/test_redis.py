"""Tyk keeps its keys, quotas and sessions in Redis: for keys it is the only copy."""

import pytest

from readers.snapshots import uncopied
from readers.tyk.matrix import supported
from readers.tyk.uses import own_uses, redis_uses, unlike, unreached

TABLES = {"gateway": "gateway", "dashboard": "gateway", "pump": "pump"}  # the stricter of two
COLUMNS = {"redis": "supported", "valkey": "valkey"}


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.post
@pytest.mark.reaches("redis")
@pytest.mark.requirement("TYK-PRE-045")
def test_redis_answers(redis):
    """Redis answers with the address and the password that Tyk uses."""
    assert redis.refusal == ""


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-045")
def test_redis_is_reached_from_every_host(redis):
    """The host of each gateway, Dashboard and pump opens a connection to the Redis it names."""
    assert unreached(own_uses(redis)) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-045")
def test_services_use_redis_in_the_same_way(redis):
    """All services use this Redis with one user and password, and as the inventory declares it."""
    assert unlike(own_uses(redis), redis.settings) == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-046")
def test_redis_version_is_supported(redis, upgrade):
    """Redis, or Valkey, runs a version that the target releases support."""
    wanted = [(name, upgrade[name].to) for name in TABLES if name in upgrade]
    unsupported = [
        f"{master}: {master.flavour} {master.version} is not supported by {name} {target}"
        for master in redis.masters
        for name, target in wanted
        if master.version not in supported(TABLES[name], "redis", target, COLUMNS[master.flavour])
    ]

    assert unsupported == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-047a")
def test_snapshot_is_not_older_than_the_freeze(redis, upgrade):
    """Each master's snapshot, and its copy in the backup, was made after the freeze."""
    freeze = upgrade.window.freeze
    old = [
        f"{snapshot}: made {snapshot.made:%Y-%m-%d %H:%M} UTC" if snapshot.made else
        f"{snapshot}: there is no file, or an empty one"
        for snapshot in (*redis.dumps, *redis.copies)
        if not snapshot.made or snapshot.made < freeze
    ]  # fmt: skip

    assert old == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-047a")
def test_snapshot_is_whole(redis):
    """The checker of Redis reads each snapshot, and its copy, to the end."""
    damaged = [f"{one}: {one.damage}" for one in (*redis.dumps, *redis.copies) if one.damage]

    assert damaged == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-047a")
def test_snapshot_holds_the_keys(redis, inventory):
    """The snapshots hold as many lasting keys as Redis has now, but for the traffic's drift."""
    now = redis.lasting_keys
    drift = now * inventory.tyk.key_drift_percent / 100
    held = {"the snapshots": sum(dump.lasting_keys for dump in redis.dumps)}
    if redis.copies:
        held["the copies in the backup"] = sum(copy.lasting_keys for copy in redis.copies)

    assert [
        f"{what} hold {count} lasting keys, Redis {now}"
        for what, count in held.items()
        if abs(count - now) > drift
    ] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-047a")
def test_last_snapshot_ended_well(redis):
    """No snapshot is under way, and the last one did not fail."""
    assert [f"{m}: {m.snapshot_state}" for m in redis.masters if m.snapshot_state != "ok"] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-048")
def test_save_does_not_block_for_long(redis, inventory):
    """SAVE blocks all callers: the data are small enough for it."""
    limit = inventory.tyk.redis_save_limit_mb

    assert [f"{m}: {m.used_mb} MB of data" for m in redis.masters if m.used_mb > limit] == []


@pytest.mark.pre
@pytest.mark.gate
@pytest.mark.requirement("TYK-PRE-049")
def test_snapshot_has_a_copy_elsewhere(redis):
    """A copy of each snapshot lies outside the folder that Redis writes to."""
    copies = redis.copies
    missing = [f"{dump} has no equal copy" for dump in uncopied(redis.dumps, copies)]
    inside = [
        f"{copy} lies in the folder that Redis writes to"
        for copy in copies
        if any(copy.inside(master.node.name, master.folder) for master in redis.masters)
    ]

    assert missing + inside == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-050")
def test_place_of_the_snapshot_is_known(redis):
    """CONFIG GET tells folder and name of the snapshot file."""
    assert [f"{m}: {m.dump_path!r}" for m in redis.masters if not m.dump_path.startswith("/")] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-051")
def test_way_back_fits_the_append_only_file(redis):
    """With the append-only file on, a restored snapshot is not read: that file is saved too."""
    unsaved = [m for m in redis.masters if m.append_only and not m.append_only_saved]

    assert [
        f"{m}: appendonly is yes, and the backup holds no append-only file" for m in unsaved
    ] == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-052")
def test_every_redis_of_tyk_is_declared(redis):
    """Every Redis that a service names is in the inventory, one for traffic or cache as well."""
    unknown = [
        f"{use}: {', '.join(use.redis.addresses)} is no store of the inventory"
        for use in redis_uses(redis)
        if not use.store
    ]

    assert unknown == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-052")
def test_redis_is_the_one_that_tyk_uses(redis):
    """Some service's configuration names this Redis: else all that is said of it is of no use."""
    assert [str(use) for use in redis_uses(redis) if use.store == redis.name] != []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-053")
def test_redis_tells_of_its_snapshots(redis):
    """The checking user may ask for configuration, state and time of the snapshot."""
    assert redis.forbidden == []


@pytest.mark.pre
@pytest.mark.requirement("TYK-PRE-054")
def test_redis_keeps_its_data_on_disk(redis):
    """Save points or the append-only file are on."""
    lossy = [m for m in redis.masters if not m.setting("save") and not m.append_only]

    assert [f"{m}: no save points, and appendonly is no" for m in lossy] == []
