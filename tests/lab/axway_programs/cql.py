"""A small client of Cassandra's native protocol, version 4: plain queries, texts in the answer."""

import socket
import struct

LOCAL_QUORUM = 6
_HEAD = struct.Struct(">BBhBI")
_ERROR, _STARTUP, _AUTHENTICATE, _QUERY, _RESULT, _ANSWER = 0, 1, 3, 7, 8, 15
_ROWS = 2


class CqlError(OSError):
    """No host of the cluster lets us in, or the one that does refuses."""


class Cql:
    """A session with the first of some hosts that answers."""

    def __init__(self, hosts: list[str], user: str, password: str) -> None:
        """Connect and log in; CqlError where nobody lets us."""
        why = "no host"
        for host in hosts:
            name, _, port = host.rpartition(":")
            try:
                self.sock = socket.create_connection((name, int(port)), 5)
                self._login(user, password)
            except OSError as error:
                why = f"{host}: {error}"
            else:
                return
        raise CqlError(why)

    def _login(self, user: str, password: str) -> None:
        self.sock.settimeout(15)
        words = struct.pack(">H", 1) + _text("CQL_VERSION") + _text("3.0.0")
        code, _ = self._ask(_STARTUP, words)
        if code == _AUTHENTICATE:
            token = f"\0{user}\0{password}".encode()
            self._ask(_ANSWER, struct.pack(">I", len(token)) + token)

    def _ask(self, code: int, body: bytes) -> tuple[int, bytes]:
        self.sock.sendall(_HEAD.pack(4, 0, 0, code, len(body)) + body)
        _, _, _, said, size = _HEAD.unpack(self._read(_HEAD.size))
        got = self._read(size)
        if said == _ERROR:
            raise CqlError(got[6:].decode(errors="replace"))
        return said, got

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            if not (part := self.sock.recv(size - len(data))):
                raise ConnectionResetError("the connection was closed")
            data += part
        return data

    def rows(self, query: str) -> list[list[str]]:
        """Run one query; the rows of its answer as texts."""
        text = query.encode()
        body = struct.pack(">I", len(text)) + text + struct.pack(">HB", LOCAL_QUORUM, 0)
        code, got = self._ask(_QUERY, body)
        if code != _RESULT or struct.unpack_from(">I", got)[0] != _ROWS:
            return []
        return _Rows(got[4:]).rows()


class _Rows:
    """The answer to a SELECT of plain columns."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def _int(self) -> int:
        self.place += 4
        return int(struct.unpack_from(">i", self.data, self.place - 4)[0])

    def _word(self) -> None:
        (size,) = struct.unpack_from(">H", self.data, self.place)
        self.place += 2 + size

    def rows(self) -> list[list[str]]:
        flags, columns = self._int(), self._int()
        for _ in range(2 if flags & 1 else 0):
            self._word()
        for _ in range(columns):
            for _ in range(1 if flags & 1 else 3):
                self._word()
            self.place += 2
        return [[self._cell() for _ in range(columns)] for _ in range(self._int())]

    def _cell(self) -> str:
        size = self._int()
        if size < 0:
            return ""
        self.place += size
        return self.data[self.place - size : self.place].decode(errors="replace")


def _text(word: str) -> bytes:
    return struct.pack(">H", len(word)) + word.encode()


def quoted(text: str) -> str:
    """A text as CQL has it."""
    return "'" + text.replace("'", "''") + "'"
