"""HTTP to Elasticsearch: one kept connection for each thread and node, on Python's own http.client.

Measured for a bulk of 500 documents: http.client 90 µs of CPU, urllib3 170, elastic-transport 240.
"""

import select
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.outputs.elasticsearch.nodes import Node, NodePool, basic_of, masked
from pipeline.outputs.elasticsearch.tls import trust_shown_authority
from pipeline.plugin import OptionError

CONNECT_TIMEOUT = 10.0  # seconds; a thread that connects can't do anything else
CHECK_TIMEOUT = 3.0  # for the question whether a dead node is back
LONGEST_RETRY_AFTER = 600.0
MOST_SHOWN = 3  # nodes in a message

Body = bytes | memoryview | None


class Unreachable(Exception):  # noqa: N818 - a state of the world rather than an error
    """No node could be connected to, or the connection broke before an answer came; the request may have had effect.

    `late` says that a node that was connected to let the time for its answer pass.
    """

    def __init__(self, trouble: str, *, late: bool = False) -> None:
        super().__init__(trouble)
        self.late = late


class NoAnswer(TimeoutError):  # noqa: N818 - as above
    """The time for an answer has passed."""


class Response(NamedTuple):
    """An answer, whatever its status."""

    status: int
    body: bytes
    product: str | None = None  # the header X-Elastic-Product
    retry_after: float | None = None  # seconds

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class ClientSettings:
    """What all connections of an output have in common."""

    timeout: float = 60.0
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""  # joined to that of every request
    check_path: str = "/"
    proxy: str = ""
    context: ssl.SSLContext | None = None
    fingerprint: str = ""


class Client:
    """One thread's connections to the nodes of a pool."""

    def __init__(self, pool: NodePool, settings: ClientSettings) -> None:
        self.pool = pool
        self._settings = settings
        self._connections: dict[Node, HTTPConnection] = {}

    def request(self, method: str, path: str, body: Body = None, headers: Mapping[str, str] | None = None) -> Response:
        """Send a request to the first node that answers.  Raises Unreachable when none does."""
        trouble: dict[str, str] = {}
        late = False
        for node in self.pool.candidates():
            try:
                if node.dead_until and path != self._settings.check_path and not self._is_back(node):
                    continue
                response = self._exchange(node, method, path, body, headers or {})
            except (OSError, HTTPException) as error:
                trouble[node.label] = str(error) or type(error).__name__
                late = late or isinstance(error, NoAnswer)
                self.pool.dead(node)
            else:
                self.pool.alive(node)
                return response
        raise Unreachable(described(trouble, self.pool.nodes), late=late)

    def _is_back(self, node: Node) -> bool:
        """Ask a dead node whether it can take requests again."""
        self._drop(node)
        connection = self._connect(node, min(CHECK_TIMEOUT, self._settings.timeout))
        self._connections[node] = connection
        try:
            status = self._exchange(node, "HEAD", self._settings.check_path, None, {}).status
        except NoAnswer:  # to this question; it says nothing of the request that waits
            status = HTTPStatus.GATEWAY_TIMEOUT
        if status >= 500:
            self.pool.dead(node)
            return False
        self._patience(connection)
        return True

    def _exchange(self, node: Node, method: str, path: str, body: Body, headers: Mapping[str, str]) -> Response:
        """One request over the kept connection; over a new one if that was closed meanwhile."""
        kept = self._connections.get(node)
        if kept is not None and not is_stale(kept):
            try:
                return self._send(kept, node, method, path, body, headers)
            except (RemoteDisconnected, ConnectionError):
                self._drop(node)
            except (OSError, HTTPException):
                self._drop(node)
                raise
        self._drop(node)
        connection = self._connections[node] = self._connect(node, min(CONNECT_TIMEOUT, self._settings.timeout))
        self._patience(connection)
        try:
            return self._send(connection, node, method, path, body, headers)
        except (OSError, HTTPException):
            self._drop(node)
            raise

    def _send(
        self, connection: HTTPConnection, node: Node, method: str, path: str, body: Body, headers: Mapping[str, str]
    ) -> Response:
        every = dict(self._settings.headers)
        if node.authorization is not None:
            every["Authorization"] = node.authorization
        if self._settings.proxy and node.scheme == "http":
            every.update(proxy_headers(self._settings.proxy))
        try:
            connection.request(method, self._target(node, path), body=body, headers={**every, **headers})
            answer = connection.getresponse()
            content = answer.read()
        except TimeoutError as error:
            raise NoAnswer(str(error)) from error
        found = answer.headers
        return Response(answer.status, content, found.get("X-Elastic-Product"), seconds_of(found.get("Retry-After")))

    def _target(self, node: Node, path: str) -> str:
        """What stands in the request's first line: prefix, path and all query parts, the path's own last."""
        path, _, own = path.partition("?")
        query = "&".join(part for part in (node.query, self._settings.query, own) if part)
        target = f"{node.path}{path}?{query}" if query else f"{node.path}{path}"
        through_proxy = self._settings.proxy and node.scheme == "http"
        return f"http://{node.host}:{node.port}{target}" if through_proxy else target

    def _connect(self, node: Node, timeout: float) -> HTTPConnection:
        """A connected connection, through the proxy if there is one."""
        settings = self._settings
        host, port, tunnel = node.host.strip("[]"), node.port, None
        if settings.proxy:
            proxy = urlsplit(settings.proxy)
            tunnel = host, port
            host, port = proxy.hostname or "", proxy.port or 8080
        if node.scheme == "https":
            if settings.fingerprint and settings.context:
                trust_shown_authority(settings.context, (node.host, node.port), settings.fingerprint, timeout)
            connection: HTTPConnection = HTTPSConnection(host, port, timeout=timeout, context=settings.context)
            if tunnel:
                connection.set_tunnel(*tunnel, headers=proxy_headers(settings.proxy))
        else:
            connection = HTTPConnection(host, port, timeout=timeout)
        try:
            connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection

    def _patience(self, connection: HTTPConnection) -> None:
        """From now on wait for answers as long as the config allows."""
        connection.timeout = self._settings.timeout
        if connection.sock is not None:
            connection.sock.settimeout(self._settings.timeout)

    def _drop(self, node: Node) -> None:
        connection = self._connections.pop(node, None)
        if connection is not None:
            connection.close()

    def close(self) -> None:
        """Close all connections."""
        for node in list(self._connections):
            self._drop(node)


def is_stale(connection: HTTPConnection) -> bool:
    """Whether a kept connection was closed by the other side: then there is something to read, the end."""
    if connection.sock is None:
        return True
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


def seconds_of(retry_after: str | None) -> float | None:
    """The seconds that a header Retry-After asks for, given as a number or as a date; None where it says nothing."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return min(float(retry_after), LONGEST_RETRY_AFTER)
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), LONGEST_RETRY_AFTER)


def proxy_headers(proxy: str) -> dict[str, str]:
    """What a proxy wants to see, from the user and password in its URL."""
    userinfo, at, _ = urlsplit(proxy).netloc.rpartition("@")
    return {"Proxy-Authorization": basic_of(userinfo)} if at else {}


def checked_proxy(text: str) -> str:
    """The URL of a proxy; OptionError where it is none that can be used."""
    url = text if "//" in text else f"http://{text}"
    parts = urlsplit(url)
    try:
        usable = parts.scheme == "http" and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise OptionError(f'expected a proxy such as "http://proxy:3128", got {masked(text)}')
    return url


def described(trouble: Mapping[str, str], nodes: Sequence[Node]) -> str:
    """Which nodes didn't answer and why, the first few of them; `trouble` is what went wrong, by their labels."""
    shown = [f"{label}: {text}" for label, text in trouble.items()] or [f"{node.label}: no answer" for node in nodes]
    more = f" and {len(shown) - MOST_SHOWN} more" if len(shown) > MOST_SHOWN else ""
    return "; ".join(shown[:MOST_SHOWN]) + more
