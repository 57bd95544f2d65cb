"""A MongoDB client: OP_MSG, SCRAM-SHA-256, one server."""

import base64
import hashlib
import hmac
import os
import socket
import struct
import threading
import urllib.parse
from typing import Any

from . import bson


class MongoDownError(OSError):
    """No answer, or a refusal by the server."""


class Mongo:
    """The database that a connection string names."""

    def __init__(self, url: str) -> None:
        """Read mongodb://user:password@host:port/database?authSource=...; connects when asked."""
        parts = urllib.parse.urlsplit(url)
        options = dict(urllib.parse.parse_qsl(parts.query))
        self.address = (parts.hostname or "localhost", parts.port or 27017)
        self.database = parts.path.strip("/") or "tyk_analytics"
        self.user = urllib.parse.unquote(parts.username or "")
        self.password = urllib.parse.unquote(parts.password or "")
        self.source = options.get("authSource", self.database)
        self.lock = threading.Lock()
        self.socket: socket.socket | None = None

    def command(self, command: dict[str, Any], database: str = "") -> dict[str, Any]:
        """Run a command; a broken connection is made anew once."""
        with self.lock:
            again = self.socket is not None
            try:
                return self._once(command, database)
            except OSError as error:
                self._close()
                if not again or isinstance(error, MongoDownError):
                    raise MongoDownError(str(error)) from error
            try:
                return self._once(command, database)
            except OSError as error:
                self._close()
                raise MongoDownError(str(error)) from error

    def _once(self, command: dict[str, Any], database: str) -> dict[str, Any]:
        if self.socket is None:
            self.socket = socket.create_connection(self.address, 30)
            self.socket.settimeout(30)
            if self.user:
                self._login()
        return self._message({**command, "$db": database or self.database})

    def _close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def _message(self, document: dict[str, Any]) -> dict[str, Any]:
        if self.socket is None:
            raise MongoDownError("not connected")
        body = struct.pack("<IB", 0, 0) + bson.encode(document)
        self.socket.sendall(struct.pack("<iiii", len(body) + 16, 1, 0, 2013) + body)
        (length,) = struct.unpack("<i", self._read(4))
        answer = bson.decode(self._read(length - 4)[12 + 5 :])
        if not answer.get("ok"):
            raise MongoDownError(f"({answer.get('codeName')}) {answer.get('errmsg')}")
        return answer

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data)) if self.socket else b""
            if not part:
                raise ConnectionResetError("connection closed by the server")
            data += part
        return data

    def _login(self) -> None:
        nonce = base64.b64encode(os.urandom(24)).decode()
        name = self.user.replace("=", "=3D").replace(",", "=2C")
        bare = f"n={name},r={nonce}"
        first = self._message(
            {
                "saslStart": 1,
                "mechanism": "SCRAM-SHA-256",
                "payload": f"n,,{bare}".encode(),
                "options": {"skipEmptyExchange": True},
                "$db": self.source,
            }
        )
        challenge = first["payload"].decode()
        given = dict(pair.split("=", 1) for pair in challenge.split(","))
        salt, rounds = base64.b64decode(given["s"]), int(given["i"])
        salted = hashlib.pbkdf2_hmac("sha256", self.password.encode(), salt, rounds)
        key = hmac.digest(salted, b"Client Key", "sha256")
        final = f"c=biws,r={given['r']}"
        signed = f"{bare},{challenge},{final}".encode()
        signature = hmac.digest(hashlib.sha256(key).digest(), signed, "sha256")
        proof = bytes(a ^ b for a, b in zip(key, signature, strict=True))
        payload = f"{final},p={base64.b64encode(proof).decode()}".encode()
        self._message(
            {
                "saslContinue": 1,
                "conversationId": first["conversationId"],
                "payload": payload,
                "$db": self.source,
            }
        )

    def find(self, collection: str, query: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """All documents that fit."""
        command = {"find": collection, "filter": query or {}, "batchSize": 10_000}
        return self.command(command)["cursor"]["firstBatch"]

    def insert(self, collection: str, documents: list[dict[str, Any]]) -> None:
        """Add documents."""
        ready = [{"_id": bson.ObjectId.new(), **document} for document in documents]
        self.command({"insert": collection, "documents": ready})
