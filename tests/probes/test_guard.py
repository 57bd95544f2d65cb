"""The guard: what reads passes, what could write does not."""

import pytest

from probes import guard
from probes.errors import NotReadOnly


def passes(check, *what):
    try:
        check(*what)
    except NotReadOnly:
        return False
    return True


@pytest.mark.parametrize(
    ("method", "allowed", "ok"),
    [("GET", (), 1), ("HEAD", (), 1), ("get", (), 0), ("POST", (), 0), ("POST", ("POST",), 1)],
)
def test_http(method, allowed, ok):
    assert passes(guard.http, method, allowed) == bool(ok)


READS = """PING|info server|DBSIZE|TYPE k|TTL k|pttl k|GET k|STRLEN k|LLEN l|LINDEX l 0
LRANGE l 0 -1
HGET h f|HGETALL h|HLEN h|SCARD s|SMEMBERS s|ZCARD z|EXISTS k|SCAN 0|LASTSAVE|TIME
config get save|ACL WHOAMI|CLUSTER INFO|CLUSTER shards|CLUSTER SLOTS|CLUSTER NODES
PUBSUB NUMSUB c|OBJECT ENCODING k|SENTINEL get-master-addr-by-name gw|SENTINEL masters
SENTINEL ckquorum gw|MEMORY USAGE k|ROLE|MASTERS|SCAN-ALL * 10"""
WRITES = """SET k v|DEL k|KEYS *|FLUSHALL|CONFIG SET save x|CONFIG REWRITE|CONFIG|ACL SETUSER x
CLUSTER FAILOVER|CLUSTER RESET|SENTINEL failover gw|SENTINEL remove gw|SHUTDOWN|SAVE|BGSAVE
EVAL x 0|DEBUG SLEEP 1|MONITOR|SCRIPT FLUSH|CLIENT KILL x|GETDEL k|GETSET k v|GETEX k
EXPIRE k 1|REPLICAOF x 1|OBJECT FREEZE|MEMORY PURGE|SUBSCRIBE c|PUBLISH c m|MIGRATE x
SORT l STORE x|ACL GET|MODULE LOAD x"""


def _commands(text):
    return [tuple(line.split()) for line in text.replace("\n", "|").split("|")]


@pytest.mark.parametrize("words", _commands(READS), ids=" ".join)
def test_redis_reads(words):
    assert passes(guard.redis, words)


@pytest.mark.parametrize("words", [(), *_commands(WRITES)], ids=" ".join)
def test_redis_writes(words):
    assert not passes(guard.redis, words)


@pytest.mark.parametrize(
    ("command", "ok"),
    [
        ({"hello": 1}, 1),
        ({"buildInfo": 1}, 1),
        ({"dbStats": 1}, 1),
        ({"collStats": "a"}, 1),
        ({"listCollections": 1}, 1),
        ({"count": "a", "query": {"x": 1}}, 1),
        ({"find": "a", "limit": 10}, 1),
        ({"find": "a"}, 0),
        ({"find": "a", "limit": -1}, 0),
        ({"find": "a", "limit": 10**9}, 0),
        ({"find": "a", "limit": 1, "filter": {"$where": "sleep(9)"}}, 0),
        ({"find": "a", "limit": 1, "filter": {"$or": [{"x": {"$function": {}}}]}}, 0),
        ({"aggregate": "a", "pipeline": [{"$match": {}}, {"$group": {"_id": 1}}]}, 1),
        ({"aggregate": "a", "pipeline": [{"$count": "n"}, {"$sort": {"n": 1}}]}, 1),
        ({"aggregate": "a", "pipeline": [{"$out": "b"}]}, 0),
        ({"aggregate": "a", "pipeline": [{"$match": {}}, {"$merge": "b"}]}, 0),
        ({"aggregate": "a", "pipeline": [{"$group": {"x": {"$accumulator": {}}}}]}, 0),
        ({"aggregate": "a", "pipeline": [{"$lookup": {}}]}, 0),
        ({"insert": "a"}, 0),
        ({"drop": "a"}, 0),
        ({"eval": "1"}, 0),
        ({"setFeatureCompatibilityVersion": "6.0"}, 0),
        ({"getParameter": 1, "featureCompatibilityVersion": 1}, 1),
        ({"shutdown": 1}, 0),
        ({"fsync": 1}, 0),
        ({}, 0),
    ],
    ids=lambda value: str(value)[:70],
)
def test_mongo(command, ok):
    assert passes(guard.mongo, command) == bool(ok)


SHELL_READS = r"""
rpm -q --qf '%{VERSION}' tyk-gateway
rpm -qi tyk-gateway
rpm -qa --qf '%{NAME} %{VERSION}\n'
rpm -V tyk-gateway
rpm -q --changelog tyk-gateway
rpm -qf /etc/tyk/tyk.conf
rpm -K /srv/rpms/a.rpm
rpm -qlp /srv/x.rpm
rpm --eval '%{_arch}'
yum --assumeno update tyk-gateway
yum update --assumeno tyk-gateway-5.8.9
dnf -q repoquery tyk-gateway
yum -C list installed
yum history list
yum list updates
yum check-update
dnf --cacheonly --setopt=cachedir=/var/tmp/x install --assumeno tyk-gateway
systemctl is-active tyk-gateway
systemctl show -p ActiveState,ExecMainStartTimestamp tyk-gateway
systemctl cat tyk-gateway
systemctl list-unit-files 'tyk*'
systemctl is-enabled tyk-gateway 2>/dev/null
journalctl -u tyk-gateway -n 100 --no-pager
test -e /etc/tyk/tyk.conf
stat -c '%a %U' '/etc/tyk/a > b; rm -rf x'
grep -c 'rm -rf' /var/log/x
cat /etc/tyk/tyk.conf 2>&1
cat < /etc/passwd
ls -l /opt/tyk >/dev/null 2>&1 || echo no
find /opt/tyk -name '*.so' -type f -exec sha256sum {} +
find /opt -newer /etc/passwd -print
ss -ltnH
df -P /var
command -v bsondump
for f in /etc/tyk/*.conf; do sha256sum "$f"; done
awk '$1 > 5 {print $2}' /proc/meminfo
sed -n '1,5p' /etc/os-release
curl -s -o /dev/null http://127.0.0.1:8080/hello
timeout -k 1 10 uname -m
true
redis-check-rdb /var/backups/dump.rdb
date -u +%s
update-alternatives --display java
ls /etc/systemd/system/tyk-gateway.service.d/
service tyk-gateway status
id -u; sudo -n true
perl -e 'print 1'
crontab -l
mount
sysctl net.core.somaxconn
rpm -q install
""".strip().splitlines()
SHELL_WRITES = r"""
rm -rf /
/usr/bin/rm x
true; rm x
true && rm x
true || 'rm' x
echo $(rm x)
echo `rm x`
if true; then rm x; fi
sudo rm x
sudo -n rm x
find / -name x -exec rm {} ;
find / -delete
find / | xargs rm
mv a b
cp a b
tee /etc/x
echo x | tee /etc/x
echo x > /etc/x
echo x >> /etc/x
echo x >/etc/x
echo x 2> /tmp/e
: >| /etc/x
echo x &> /tmp/x
cat a > "$f"
systemctl stop tyk-gateway
systemctl --now disable tyk-gateway
systemctl daemon-reload
systemctl reset-failed
service tyk-gateway restart
/bin/systemctl restart tyk-gateway
yum update tyk-gateway
yum -y install x
dnf clean all
yum history undo 5
yum -y remove x; yum --assumeno update
rpm -ivh x.rpm
rpm -Uvh x.rpm
rpm -e tyk-gateway
rpm --erase x
rpm --import KEY
rpm --rebuilddb
sed -i s/a/b/ /etc/x
sed -ni p /etc/x
perl -pi -e s/a/b/ x
chmod 600 x
chown a x
kill -9 1
reboot
dd if=a of=b
mkdir x
touch x
ln -s a b
truncate -s 0 x
curl -X POST http://x
curl -d a=b http://x
curl -o /tmp/x http://x
curl http://x | tee y
wget http://x
journalctl --vacuum-time=1d
journalctl --rotate
crontab x
mount /dev/x /y
sysctl -w a=1
timeout 10 rm x
chkconfig tyk-gateway off
env A=1 rm x
nohup rm x
A=1 rm x
! rm x
sh -c 'rm x'
/bin/sh -ec 'true; rm x'
mount -o remount,rw /
ls | xargs -0 rm -f
""".strip().splitlines()


@pytest.mark.parametrize("script", SHELL_READS)
def test_shell_reads(script):
    assert passes(guard.command, script)


@pytest.mark.parametrize("script", SHELL_WRITES)
def test_shell_writes(script):
    assert not passes(guard.command, script)


def test_a_long_script_is_judged_at_once():
    assert passes(guard.command, "env " + "A=1 " * 200 + "true; " * 200)
    assert not passes(guard.command, "env " + "A=1 " * 200 + "rm x")
