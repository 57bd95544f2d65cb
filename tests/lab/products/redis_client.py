"""A Redis client: plain and TLS, one server, Sentinel and Cluster."""

import contextlib
import socket
import ssl
import threading
from typing import Any


class RedisDownError(OSError):
    """No answer, or a refusal by the server."""


class RedisError(RedisDownError):
    """The server answered with an error."""


class Connection:
    """One connection."""

    def __init__(
        self, address: tuple[str, int], auth: tuple[str, ...], tls: ssl.SSLContext | None
    ) -> None:
        """Connect and log in."""
        try:
            self.socket = socket.create_connection(address, 30)
            if tls is not None:
                self.socket = tls.wrap_socket(self.socket, server_hostname=address[0])
        except OSError as error:
            reason = "connection refused" if error.errno == 111 else str(error)
            raise RedisDownError(
                f"dial tcp {address[0]}:{address[1]}: connect: {reason}"
            ) from error
        self.file = self.socket.makefile("rb")
        if auth:
            self.call("AUTH", *auth)

    def send(self, *words: object) -> None:
        """Send a command."""
        parts = [str(word).encode("utf-8", "surrogateescape") for word in words]
        packed = b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self.socket.sendall(b"*%d\r\n%s" % (len(parts), packed))

    def call(self, *words: object) -> Any:
        """Send a command and read its answer."""
        try:
            self.send(*words)
            return self.read()
        except RedisError:
            raise
        except OSError as error:
            raise RedisDownError(str(error)) from error

    def read(self) -> Any:
        """Read one answer."""
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise RedisDownError("EOF")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b"+":
            return rest.decode()
        if kind == b":":
            return int(rest)
        if int(rest) < 0:
            return None
        if kind == b"$":
            return self.file.read(int(rest) + 2)[:-2].decode("utf-8", "surrogateescape")
        return [self.read() for _ in range(int(rest))]

    def close(self) -> None:
        """Close it."""
        with contextlib.suppress(OSError):
            self.socket.close()


class Redis:
    """What a program's storage settings name, whatever its topology."""

    def __init__(self, settings: Any, section: str) -> None:
        """Read the settings below `section`; nothing is contacted."""
        self.get = lambda name: settings[f"{section}.{name}"]
        self.lock = threading.Lock()
        self.links: dict[tuple[str, int], Connection] = {}

    def _tls(self) -> ssl.SSLContext | None:
        if not self.get("use_ssl"):
            return None
        context = ssl.create_default_context(cafile=self.get("ca_file") or None)
        if self.get("ssl_insecure_skip_verify"):
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _addresses(self) -> list[tuple[str, int]]:
        given = self.get("addrs") or []
        given = given.split(",") if isinstance(given, str) else given
        pairs = [entry.rpartition(":") for entry in given]
        found = [(host, int(port)) for host, _, port in pairs]
        return found or [(self.get("host") or "localhost", int(self.get("port") or 6379))]

    def _master(self) -> tuple[str, int]:
        addresses = self._addresses()
        if not self.get("master_name"):
            return addresses[0]
        password = self.get("sentinel_password")
        last: RedisDownError = RedisDownError(
            "redis: all sentinels specified in configuration are down"
        )
        for address in addresses:
            try:
                link = Connection(address, (password,) if password else (), self._tls())
                found = link.call("SENTINEL", "get-master-addr-by-name", self.get("master_name"))
                link.close()
            except RedisDownError as error:
                last = error
                continue
            if found:
                return found[0], int(found[1])
        raise last

    def connect(self, address: tuple[str, int] | None = None) -> Connection:
        """Open a connection of the caller's own."""
        password = self.get("password")
        auth = tuple(word for word in (self.get("username"), password) if word)
        link = Connection(address or self._master(), auth if password else (), self._tls())
        if self.get("database") and not self.get("enable_cluster"):
            link.call("SELECT", self.get("database"))
        return link

    def call(self, *words: object) -> Any:
        """Run one command; a broken connection is made anew once."""
        with self.lock:
            target: tuple[str, int] | None = None
            for _ in range(4):
                try:
                    return self._on(target, words)
                except RedisError as error:
                    what, _, where = str(error).partition(" ")
                    if what != "MOVED":
                        raise
                    host, _, port = where.split()[1].rpartition(":")
                    target = (host, int(port))
                except RedisDownError:
                    if not self._forget(target):
                        raise
            raise RedisDownError("too many redirections")

    def _on(self, target: tuple[str, int] | None, words: tuple[object, ...]) -> Any:
        key = target or ("", 0)
        if key not in self.links:
            self.links[key] = self.connect(target)
        return self.links[key].call(*words)

    def _forget(self, target: tuple[str, int] | None) -> bool:
        link = self.links.pop(target or ("", 0), None)
        if link is not None:
            link.close()
        return link is not None

    def scan(self, pattern: str) -> list[str]:
        """All keys of a pattern, of all masters."""
        names: set[str] = set()
        for master in self._masters():
            link = self.connect(master)
            cursor = "0"
            while True:
                cursor, batch = link.call("SCAN", cursor, "MATCH", pattern, "COUNT", 500)
                names.update(batch)
                if cursor == "0":
                    break
            link.close()
        return sorted(names)

    def _masters(self) -> list[tuple[str, int] | None]:
        if not self.get("enable_cluster"):
            return [None]
        slots = self.call("CLUSTER", "SLOTS")
        return sorted({(slot[2][0], slot[2][1]) for slot in slots})
