"""Servers and clients with the domain's certificates."""

import base64
import http.client
import json
import ssl
from typing import Any

from tests.lab.axway_programs.install import Install
from tests.lab.products.web import Answer, Server

CA = "groups/certs/domaincert.pem"


def secured(server: Server, install: Install, certs: str, *, mutual: bool = False) -> Server:
    """Let a server speak TLS; `mutual` lets nobody in whom the domain's CA has not signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(install.at(certs))
    if mutual:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(install.at(CA))
    # The handshake is done by the thread that answers, or one silent client would block all.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    return server


def ask(
    install: Install,
    host: str,
    port: int,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: Any = None,
    timeout: float = 20,
) -> Answer:
    """Ask another part of the domain, as its Node Manager; OSError where it does not answer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Which CA the other side has is not known beforehand: before `apply` it is another domain's.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if install.at("conf/certs.xml").exists():
        context.load_cert_chain(install.at("conf/certs.xml"))
    connection = http.client.HTTPSConnection(host, port, context=context, timeout=timeout)
    data = None if body is None else json.dumps(body).encode()
    try:
        connection.request(method, path, body=data, headers=headers or {})
        got = connection.getresponse()
        return Answer(got.status, got.read(), dict(got.headers))
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def login(name: str, password: str) -> dict[str, str]:
    """The header of HTTP Basic."""
    word = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {word}"}
