"""A small HTTP server and client."""

import dataclasses
import http.client
import json
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ACCESS = Path("/srv/lab/access")
"""Where the file is there each request leaves a line: for who wants to see what was asked."""

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclasses.dataclass
class Request:
    """What a client asks."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclasses.dataclass
class Answer:
    """What it gets."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    kind: str = JSON
    chunked: bool = False


def as_json(status: int, value: object, **more: Any) -> Answer:
    """An answer in JSON, with the line end that Go's encoder writes."""
    return Answer(status, json.dumps(value, separators=(",", ":")).encode() + b"\n", **more)


class Server(ThreadingHTTPServer):
    """Listens on all addresses, IPv4 and IPv6, as Go programs do."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, handle: Callable[[Request], Answer]) -> None:
        """Take the port; OSError when another program has it."""
        self.busy = 0
        self.lock = threading.Lock()
        self.address_family = socket.AF_INET if host or not _ipv6() else socket.AF_INET6
        super().__init__((host, port), _handler(handle))

    def server_bind(self) -> None:
        """Accept IPv4 on the IPv6 socket too."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "", self.server_address[1]

    def start(self) -> "Server":
        """Serve in the background."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self


def _ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _handler(handle: Callable[[Request], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        timeout = 60

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            url = urllib.parse.urlsplit(self.path)
            query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
            body = self.rfile.read(length)
            request = Request(self.command, url.path, query, self.headers, body)
            if ACCESS.exists():
                with ACCESS.open("a") as log:
                    print(self.command, self.client_address[0], self.path, file=log)
            with self.server.lock:
                self.server.busy += 1
            try:
                self._answer(handle(request))
            finally:
                with self.server.lock:
                    self.server.busy -= 1

        def _answer(self, answer: Answer) -> None:
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value.encode().decode("latin-1"))
            if answer.body and "Content-Type" not in answer.headers:
                self.send_header("Content-Type", answer.kind)
            self.send_header("Date", self.date_time_string())
            if answer.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command == "HEAD":
                return
            body = answer.body
            if answer.chunked:
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _serve  # noqa: N815

        def log_message(self, *_: object) -> None:
            """No access log, as with the vendor's defaults."""

    return Handler


def fetch(
    url: str,
    headers: dict[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes | None = None,
    timeout: float = 30,
) -> Answer:
    """Ask another server; OSError when there is none."""
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as got:
            return Answer(got.status, got.read(), dict(got.headers))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(), dict(error.headers))
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
