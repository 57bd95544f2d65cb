"""HTTP to one endpoint. The status is the answer: redirects are not followed, nothing is retried.

The engine's `dial` decides how the endpoint is reached; `requests` speaks HTTP on its socket.
"""

import http.client
import itertools
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.exceptions import TimeoutError as PoolTimeout

from inventory.nodes import Endpoint
from probes import guard
from probes.answers import HttpAnswer
from probes.errors import CannotTell, NoAnswer, Refused
from probes.questions import Http
from probes.secrets import SecretOf
from probes.sockets import Dial, begin_anew, deadline, secured, timed, tunnelled

BODY_LIMIT = 1024 * 1024
CUT = "X-Cut-By-Probe"  # a header of ours: the body was longer than the limit
POOL = 64
_HANG_UP = (http.client.RemoteDisconnected, ConnectionError, ssl.SSLError)
_numbers = itertools.count(1)


class FleetSession(requests.Session):
    """A session whose endpoints may be added while other threads ask.

    `requests` walks through an OrderedDict for each question and reorders it for each adapter: with
    many endpoints a walk meets a change, and that is a RuntimeError in place of an answer.
    """

    def __init__(self) -> None:
        """Know no endpoint yet."""
        super().__init__()
        self.endpoints: dict[str, HTTPAdapter] = {}  # by `http://endpoint-N`

    def get_adapter(self, url: str | bytes) -> HTTPAdapter:
        """Give the endpoint's adapter, in one look."""
        return self.endpoints["/".join(str(url).split("/", 3)[:3])]


def fleet_session() -> FleetSession:
    """The one session of a run: no proxy or netrc of the environment, no cookies kept."""
    session = FleetSession()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update(
        {"User-Agent": "upgrade-checks", "Accept": "*/*", "Accept-Encoding": "identity"}
    )
    return session


class _Connection(HTTPConnection):
    """A connection that gets its socket from the transport."""

    def __init__(self, connect: Dial, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dial = connect

    def _new_conn(self) -> socket.socket:
        return self._dial()


class _Adapter(HTTPAdapter):
    """Sends everything through the pool of one endpoint."""

    def __init__(self, connect: Dial, before_path: str) -> None:
        super().__init__(max_retries=0)
        self._connect = connect
        self.before_path = before_path
        self.forget()

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        return self.before_path + str(super().request_url(request, proxies))

    def forget(self) -> None:
        """Start with no connection kept. Those in use elsewhere are let finish, then closed."""
        self._pool = HTTPConnectionPool("endpoint", maxsize=POOL)
        self._pool.ConnectionCls = partial(_Connection, self._connect)  # type: ignore[assignment]

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        return self._pool

    def close(self) -> None:
        self._pool.close()
        super().close()


class HttpTransport:
    """Asks one endpoint. Safe to use from many threads."""

    def __init__(  # noqa: PLR0913
        self,
        endpoint: Endpoint,
        subject: str,
        dial: Dial,
        timeout: float,
        secret_of: SecretOf,
        *,
        session: FleetSession | None = None,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        """`timeout` is seconds for the whole question; a session given is shared, not closed here.

        An endpoint without a port means that of its scheme: fill in a product's default before.
        Where the endpoint has a proxy, `dial` must give a connection to that proxy.
        """
        self._endpoint, self._subject, self._dial = endpoint, subject, dial
        self._timeout, self._secret_of, self._limit = timeout, secret_of, body_limit
        self._session = session or fleet_session()
        self._base = f"http://endpoint-{next(_numbers)}"
        # A proxy is told the whole URL; through its tunnel to an https endpoint only the path.
        whole = bool(endpoint.proxy) and endpoint.scheme == "http"
        self._adapter = _Adapter(self._connect, f"http://{self._place()}" if whole else "")
        self._session.endpoints[self._base] = self._adapter
        self._thread = threading.local()

    def ask(self, question: Http) -> HttpAnswer:
        """One request, one answer. Raises Refused, NoAnswer; CannotTell for what is no HTTP."""
        guard.http(question.method)
        headers = self._headers(question)
        self._thread.dialled = False
        try:
            return self._once(question, headers)
        except Refused:
            if self._thread.dialled:
                raise
        # A connection kept from an earlier question was closed meanwhile: that says nothing.
        self._adapter.forget()
        return self._once(question, headers)

    def close(self) -> None:
        """Close the connections kept."""
        self._adapter.close()
        self._session.endpoints.pop(self._base, None)

    def _connect(self) -> socket.socket:
        self._thread.dialled = True
        sock = self._dial()
        begin_anew(self._timeout)
        if self._endpoint.scheme == "https":
            if self._endpoint.proxy:
                sock = tunnelled(sock, self._place(), self._subject)
            return secured(sock, self._endpoint.tls, self._endpoint.host, self._subject)
        return timed(sock)

    def _headers(self, question: Http) -> dict[str, bytes]:
        """Bytes, because http.client would refuse what is no latin-1."""
        headers = {"Host": self._host()}
        headers.update(question.headers)
        for name, reference in question.secret_headers:
            headers[name] = self._secret_of(reference).reveal()
        return {name: value.encode("utf-8", "surrogateescape") for name, value in headers.items()}

    def _host(self) -> str:
        end = self._endpoint
        usual = {"http": 80, "https": 443}[end.scheme]
        return end.host_header or self._place().removesuffix(f":{usual}")

    def _place(self) -> str:
        end = self._endpoint
        host = f"[{end.host}]" if ":" in end.host and end.host[0] != "[" else end.host
        return f"{host}:{end.port or {'http': 80, 'https': 443}[end.scheme]}"

    def _once(self, question: Http, headers: Mapping[str, bytes]) -> HttpAnswer:
        request = requests.Request(question.method, self._base + "/", headers=headers)
        prepared = self._session.prepare_request(request)
        prepared.url = self._base + question.path  # verbatim: requests would rewrite some paths
        try:
            with (
                deadline(self._timeout),
                self._session.send(
                    prepared, stream=True, allow_redirects=False, timeout=self._timeout, proxies={}
                ) as response,
            ):
                return self._read(response)
        except (requests.RequestException, OSError, http.client.HTTPException) as error:
            raise self._explain(error) from error

    def _read(self, response: requests.Response) -> HttpAnswer:
        headers = [(name, _text(value)) for name, value in response.raw.headers.iteritems()]
        body = bytearray()
        try:
            for block in response.raw.stream(65536, decode_content=True):
                body += block
                if len(body) > self._limit:
                    headers.append((CUT, f"{self._limit} bytes kept"))
                    response.raw.close()
                    break
        except DecodeError as error:
            raise CannotTell(
                f"{self._subject}: the body cannot be decompressed: {error}"
            ) from error
        except (OSError, http.client.HTTPException, HTTPError) as error:
            raise self._broken_off(error, len(body)) from error
        return HttpAnswer(response.status_code, tuple(headers), bytes(body[: self._limit]))

    def _broken_off(self, error: BaseException, size: int) -> NoAnswer | CannotTell:
        if _has(error, (TimeoutError, PoolTimeout)):
            return self._late()
        return CannotTell(
            f"{self._subject}: the answer broke off after {size} bytes of its body",
            "Look at the service's log, and at what lies between.",
        )

    def _late(self) -> NoAnswer:
        return NoAnswer(
            self._subject,
            f"no whole answer within {self._timeout:g} s",
            "Is the service busy or hanging? `timeouts: {http: SECONDS}` gives it longer.",
        )

    def _explain(self, error: BaseException) -> NoAnswer | Refused | CannotTell:
        """Which of our three errors this is."""
        if _has(error, (TimeoutError, PoolTimeout, requests.Timeout)):
            return self._late()
        if _has(error, _HANG_UP):
            return Refused(
                self._subject,
                "closed the connection without an answer",
                "Is this the right port, and does it speak TLS? Look at the service's own log.",
            )
        return CannotTell(f"{self._subject}: what answers there is no HTTP: {_last(error)}")


def _text(value: str) -> str:
    """http.client reads headers as latin-1; what was UTF-8 becomes UTF-8 again."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it was made of: causes, and exceptions among its arguments."""
    todo: list[Any] = [error]
    seen: set[int] = set()
    while todo:
        found = todo.pop(0)
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            todo += [found.__cause__, getattr(found, "reason", None), *found.args]


def _has(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    # requests' and urllib3's own ConnectionError and SSLError are wrappers, not what happened.
    return any(isinstance(found, kinds) for found in _chain(error))


def _last(error: BaseException) -> str:
    return repr(list(_chain(error))[-1])[:120]
