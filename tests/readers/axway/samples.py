"""Answers in the forms that the vendor's pages and public code show, with names of our own."""

import json

HOSTS = [{"id": "host-1", "name": "nodea.example"}, {"id": "host-2", "name": "nodeb.example"}]
MANAGERS = [
    {
        "id": "nodemanager-1", "name": "Node Manager on nodea.example", "type": "nodemanager",
        "scheme": "https", "hostID": "host-1", "managementPort": 8090,
        "tags": {"internal_admin_nm": "true"}, "enabled": True,
    },
    {
        "id": "nodemanager-2", "name": "Node Manager on nodeb.example", "type": "nodemanager",
        "scheme": "https", "hostID": "host-2", "managementPort": 8090, "tags": {}, "enabled": True,
    },
]  # fmt: skip
GATEWAYS = [
    {
        "id": f"instance-{number}", "name": f"GW{number}", "type": "gateway", "scheme": "https",
        "hostID": f"host-{number}", "managementPort": 8085, "tags": {}, "enabled": True,
    }
    for number in (1, 2)
]  # fmt: skip
RESULT = {
    "id": "2f1c9a70-0000-4000-8000-5a5a5a5a5a5a", "version": 7, "timestamp": 1700000000000,
    "productVersion": "7.5.3", "hosts": HOSTS,
    "groups": [
        {"id": "group-1", "name": "Node Manager Group", "tags": {}, "services": MANAGERS},
        {"id": "group-2", "name": "Payments", "tags": {}, "lock": None, "services": GATEWAYS},
    ],
    "uniqueIdCounters": {"NodeManager": 3, "Group": 3, "Host": 3, "Gateway": 3}, "fips": False,
}  # fmt: skip
TOPOLOGY = json.dumps({"result": RESULT})


def deployed(**fields):
    return {
        "deploymentTimestamp": 1700000000000, "status": "Loaded", "user": "ops",
        "rootProperties": {"Id": "aaaa1111-0000", "Timestamp": "1699999999000"},
        "policyProperties": {"Name": "Payments policies", "Version": "v3", "ChangedBy": "ops"},
        "environmentProperties": {"Name": "Payments env", "Version": "v3"},
        **fields,
    }  # fmt: skip


DEPLOYMENTS = json.dumps(
    {"result": {"group-2": {"instance-1": deployed(), "instance-2": deployed()}}}
)
VERSION = """Version:    7.5.3 SP1
Build Date: 2026-01-31 08:34:37 UTC
Commit Id:  0123abcd
Patch:      None
"""
PATCHED = """Version:    7.7.0.20240830
Build Date: 2026-01-31 08:34:37 UTC
Commit Id:  0123abcd
Patch:      RDAPI-1234_abc
                Warning: ./Linux.x86_64/lib/libssl.so.1.0.0:  Content changed
                Error: ext/lib/x.jar:  File not found
                Info: ./Linux.x86_64/jre: Cannot validate, no checksum available
"""
STATUS = """System Upgrade Status
---------------------
Current status: export complete
Next step: sysupgrade upgrade
"""
LOG = """[System Config] : OK
[INFORMATIONAL] messages from [System Config] :
Not migrating the following instance-specific service.xml files:
    groups/group-2/instance-1/conf/service.xml
[WARNING] messages from [System Config] :
    WARN: Migrating the following instance-specific jvm.xml files. Review them:
        groups/group-2/instance-1/conf/jvm.xml
    WARN: something that nobody has written down
[API Manager] : FAILED
[ERROR] messages from [API Manager] :
ERROR: Found duplicate 'apiadmin' users in the KPS
ERROR: com.vordel.LicenseException: feature "unrestricted" not licensed
"""
LICENCE = """# SIGNATURE: 0123456789abcdef0123456789abcdef
company=Example
hostname=nodea.example
expires=2027-01-31
unrestricted=yes
apiportal=yes
mcafee=no
"""
PROPS = """# ports
env.PORT.MANAGEMENT=8085
env.PORT.TRAFFIC = 8080
env.BROKER.PORT=61616
env.CASSANDRA.KEYSPACE=x2f1c9a70_group_2
"""
JVM = '<ConfigurationFragment><VMArg name="-Dmy.flag=true"/></ConfigurationFragment>'
SERVICE = """<?xml version="1.0" encoding="UTF-8"?>
<NetService provider="NetService"><include file="serviceids.xml"/>
<include file="$VINSTDIR/conf/redaction.xml"/></NetService>"""
REDACTION = """<ConfigurationFragment>
<Redaction enabled="true" provider="redactors"/></ConfigurationFragment>"""
ACL = json.dumps({
    "paths": {"login": {"path": "/login"}},
    "operations": {"Read": {"methods": ["GET"], "paths": ["login"]}},
    "permissions": {"mgmt": ["Read"]},
    "roles": {"API Server Administrator": ["mgmt"]},
})  # fmt: skip
USERS = json.dumps({
    "productVersion": "7.7", "version": 3, "timestamp": 0,
    "adminUsers": [{"id": "user-1", "name": "ops", "roles": ["role-1"]}],
    "credentials": {"user-1": "$AAGQ..$salt$digest"},
    "adminUserRoles": [{"id": "role-1", "name": "API Server Administrator"}],
    "adminUsersVersion": {"version": 4, "timestamp": 9},
})  # fmt: skip
SCRIPT = """#!/bin/sh
VDISTDIR="/opt/Axway-7.5.3/apigateway"
VINSTDIR="/opt/Axway-7.5.3/apigateway/groups/group-2/instance-1"
export VDISTDIR VINSTDIR
"""
TRACE = """# ProductName=GW1 7.7 SP1-20240830 rev. abc (Linux.x86_64)
# CurrentDate=Sat, 21 Nov 2026
INFO    02/Dec/2026:09:54:01.047 [1b10] text
ERROR   02/Dec/2026:09:54:02.047 [1b10] All host polls marked down
"""
AUDIT = '{"timestamp":1700000000000,"message":"read","eventId":1037,"metadata":{"userID":"ops"}}\n'
KPS = """Getting Cassandra Configuration for all Gateways...
GW1: OK
API Gateway: GW1 [instance-1]
    Client config:
        hosts: 10.0.0.1:9042,10.0.0.2:9042
        keyspace: x2f1c9a70_group_2
"""
