"""Sockets that keep one deadline for a question, and the only place where TLS is decided.

A timeout of a socket starts anew with each byte, so a server that drips would never end. Each read
here takes what is left of the deadline that the asking thread has set with `deadline(seconds)`.
"""

import hashlib
import hmac
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from inventory.nodes import Tls
from probes.errors import CannotTell, NoAnswer, Refused

Dial = Callable[[], socket.socket]
DialTo = Callable[[str], socket.socket]


_USUAL = Tls.model_validate({})
_LONGEST_HEAD = 16384
_asked = threading.local()


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """All reads and writes of this thread inside the block end `seconds` after its start."""
    before = getattr(_asked, "until", None)
    _asked.until = time.monotonic() + seconds
    try:
        yield
    finally:
        _asked.until = before


def begin_anew(seconds: float) -> None:
    """Count this thread's deadline from now: what came before was the way, with one of its own."""
    if getattr(_asked, "until", None) is not None:
        _asked.until = time.monotonic() + seconds


def remaining() -> float | None:
    """Seconds left to this thread; None without a deadline. Raises TimeoutError after it."""
    until = getattr(_asked, "until", None)
    if until is None:
        return None
    left: float = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left


class _Timed(socket.socket):
    """A socket whose reads and writes share the thread's deadline."""

    def recv(self, *args: Any, **kwargs: Any) -> bytes:
        self.settimeout(remaining())
        return super().recv(*args, **kwargs)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(remaining())
        super().sendall(*args, **kwargs)


class _TimedTls(ssl.SSLSocket):
    """The same, inside TLS."""

    def recv(self, *args: Any, **kwargs: Any) -> bytes:
        self.settimeout(remaining())
        return super().recv(*args, **kwargs)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(remaining())
        super().sendall(*args, **kwargs)


def timed(sock: socket.socket) -> socket.socket:
    """Take over a plain connected socket; its reads keep the deadline from now on."""
    return _Timed(fileno=sock.detach())


def secured(sock: socket.socket, tls: Tls | None, host: str, subject: str) -> socket.socket:
    """Speak TLS on a connected socket and verify the peer as the inventory says. Raises Refused."""
    tls = tls or _USUAL
    name = tls.server_name or host.strip("[]")
    try:
        sock.settimeout(remaining())
        wrapped = _context(tls, subject).wrap_socket(sock, server_hostname=name)
    except (ssl.SSLError, ssl.CertificateError, ConnectionError) as error:
        sock.close()
        raise _refusal(subject, name, error) from error
    except TimeoutError as error:
        sock.close()
        raise NoAnswer(
            subject, "no answer to the TLS handshake", "Does this port speak TLS, or plain text?"
        ) from error
    except BaseException:
        sock.close()
        raise
    _check_pin(wrapped, tls.pinned, subject)
    return wrapped


def tunnelled(sock: socket.socket, address: str, subject: str) -> socket.socket:
    """Ask the HTTP proxy at the other end for a tunnel to `host:port`. Raises Refused."""
    sock = timed(sock)
    sock.sendall(f"CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = sock.recv(1)  # one by one: what follows belongs to the tunnel
        head += byte
        if not byte or len(head) > _LONGEST_HEAD:
            break
    status = head.partition(b"\r\n")[0].decode("latin-1")
    if not status.startswith("HTTP/1.") or status[9:10] != "2":
        sock.close()
        why = f"the proxy gives no tunnel to {address}: {status[:80] or 'no answer'}"
        raise Refused(subject, why, "Have the proxy allow it, or reach the endpoint another way.")
    return sock


def _context(tls: Tls, subject: str) -> ssl.SSLContext:
    """The context of these settings. Raises CannotTell for a file of ours that cannot be used."""
    # A pinned certificate needs no chain: it is compared byte by byte instead.
    trusting = tls.insecure or tls.pinned is not None
    try:
        return _made(tls.ca, tls.ca_next, tls.cert, tls.key, trusting, tls.legacy)
    except (OSError, ssl.SSLError) as error:
        files = ", ".join(str(file) for file in (tls.ca, tls.ca_next, tls.cert, tls.key) if file)
        raise CannotTell(
            f"{subject}: its TLS files cannot be read: {files}: {error}",
            "Correct the files that `tls` of the inventory names.",
        ) from error


@cache
def _made(  # noqa: PLR0913, PLR0917
    ca: Path | None,
    ca_next: Path | None,
    cert: Path | None,
    key: Path | None,
    insecure: bool,  # noqa: FBT001
    legacy: bool,  # noqa: FBT001
) -> ssl.SSLContext:
    """One context for each set of settings: loading the system's CAs takes 20 ms."""
    context = ssl.create_default_context(cafile=str(ca) if ca else None)
    if ca_next and ca_next.exists():  # made during the change: until then the first one serves
        context.load_verify_locations(cafile=str(ca_next))
    context.sslsocket_class = _TimedTls
    # Python 3.13 refuses CAs without key identifiers; many private ones have none.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if legacy:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    if cert:
        context.load_cert_chain(cert, key, password=_no_password)
    return context


def _no_password() -> str:
    """Answer OpenSSL, which would otherwise ask on the terminal and wait."""
    raise OSError("the key has a passphrase")


def _check_pin(sock: ssl.SSLSocket, pinned: str | None, subject: str) -> None:
    """Compare the certificate shown with the one the inventory pins."""
    if not pinned:
        return
    shown = hashlib.sha256(sock.getpeercert(binary_form=True) or b"").hexdigest()
    if not hmac.compare_digest(shown, pinned):
        sock.close()
        raise Refused(
            subject,
            f"shows another certificate than the pinned one: its SHA-256 is {shown}",
            "Find out who replaced the certificate, then correct `pinned` in the inventory.",
        )


def _refusal(subject: str, name: str, error: OSError | ValueError) -> Refused:
    """Say a failed handshake in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused(
            subject,
            f"TLS: the certificate is not trusted for {name}: {error.verify_message}",
            "Give the private CA as `tls: {ca: FILE}`, or the name in the certificate as"
            " `tls: {server_name: NAME}`.",
        )
    if isinstance(error, ConnectionError) or "EOF" in str(error):
        return Refused(
            subject,
            "closed the connection during the TLS handshake",
            "Does this port speak TLS? Look at the service's own log.",
        )
    reason = getattr(error, "reason", "") or str(error)
    return Refused(
        subject,
        f"TLS handshake failed: {reason}",
        "Does this port speak TLS? An old service may need `tls: {legacy: true}`.",
    )
