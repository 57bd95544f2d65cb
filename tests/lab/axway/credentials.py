"""The domain's secrets. They are made up, easy to recognise, and must never show in a report."""

ADMIN = ("admin", "axway-Admin-4Kd7")
API_ADMIN = ("apiadmin", "axway-Apiadmin-8Wq3")
API_USER = ("ann", "axway-Ann-2Fz9")
DOMAIN = "axway-Domain-6Tb1"
"""The passphrase of the domain's CA."""

CASSANDRA = ("apigw", "axway-Kps-5Hn0")
CASSANDRA_ADMIN = ("cassandra", "axway-Super-7Rp2")
KPS = "axway-Row-9Yc6"
"""A developer's API key, as a row of the KPS holds it."""

ALL = {
    "admin": ADMIN[1],
    "apiadmin": API_ADMIN[1],
    "ann": API_USER[1],
    "domain": DOMAIN,
    "cassandra": CASSANDRA[1],
    "key": KPS,
}
"""By the name of the file that holds it in an inventory's folder `secrets`."""
