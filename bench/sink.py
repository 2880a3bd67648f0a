"""A process that answers `_bulk` at once and counts documents, so that Elasticsearch's own work disturbs no figure.

    python -m bench.sink

prints its port.  `GET /bench` tells what came in since `POST /bench`, times by the clock that all processes share.
Every other request is answered as an Elasticsearch would that agrees to everything.  One thread, one buffer: it reads,
counts line feeds and forgets.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

BUFFER = 1 << 20
ALL_WELL = b'{"errors":false}'
AGREES = b'{"version":{"number":"8.19.0"},"acknowledged":true}'
HEAD = (
    b"HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)


class Count:
    """What came in: documents, and when the first and the last request did (seconds of time.monotonic)."""

    def __init__(self) -> None:
        self.lines = 0
        self.first = self.last = 0.0

    def as_json(self) -> bytes:
        """For `GET /bench`; a document is two lines."""
        return json.dumps({"documents": self.lines // 2, "first": self.first, "last": self.last}).encode()


class Connection:
    """One client's connection: the head of a request, then as many bytes as it announced."""

    def __init__(self, client: socket.socket, count: Count) -> None:
        self.client = client
        self.count = count
        self.head = b""
        self.method = self.path = ""
        self.left = 0  # bytes of the body that are still to come
        self.lines = 0

    def take(self, buffer: bytearray) -> bool:
        """Read what is there; False at the end."""
        try:
            size = self.client.recv_into(buffer)
        except ConnectionError:
            return False
        if self.left:
            self._body(buffer, 0, size)
        elif size:
            self._begin(bytes(buffer[:size]))
        return size > 0

    def _begin(self, data: bytes) -> None:
        self.head += data
        head, end, rest = self.head.partition(b"\r\n\r\n")
        if not end:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if headers.get("content-encoding"):
            raise ValueError("the sink counts plain text only")
        self.head, self.lines, self.left = b"", 0, int(headers.get("content-length", 0))
        if rest:
            self._body(bytearray(rest), 0, len(rest))
        elif not self.left:
            self._answer()

    def _body(self, buffer: bytearray, start: int, end: int) -> None:
        self.lines += buffer.count(b"\n", start, end)
        self.left -= end - start
        if not self.left:
            self._answer()

    def _answer(self) -> None:
        body = AGREES
        if self.path == "/bench":
            if self.method == "POST":
                self.count.__init__()  # type: ignore[misc]  # all connections hold this one object
            body = self.count.as_json()
        elif "_bulk" in self.path:
            self.count.lines += self.lines
            self.count.last = time.monotonic()
            self.count.first = self.count.first or self.count.last
            body = ALL_WELL
        self.client.sendall(HEAD % len(body) + (b"" if self.method == "HEAD" else body))


def serve() -> None:
    """Serve until standard input ends, which is when whoever started this is gone."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    count, buffer = Count(), bytearray(BUFFER)
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ, "listener")
        selector.register(0, selectors.EVENT_READ, "stdin")
        while True:
            for key, _ in selector.select():
                if key.data == "stdin":
                    return
                if key.data == "listener":
                    client, _ = listener.accept()
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    selector.register(client, selectors.EVENT_READ, Connection(client, count))
                elif not key.data.take(buffer):
                    selector.unregister(key.fileobj)
                    key.data.client.close()


class Sink:
    """The process, for who measures: `url` for clients, `reset()` before a run, `seen()` during and after it."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.sink"]
        root = Path(__file__).parents[1]
        self._process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())
        self.url = f"http://127.0.0.1:{self._port}"
        self._connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._process.communicate()

    def reset(self) -> None:
        """Begin to count anew."""
        self._ask("POST")

    def seen(self) -> dict[str, Any]:
        """{"documents", "first", "last"} since the last reset."""
        return self._ask("GET")

    def _ask(self, method: str) -> dict[str, Any]:
        self._connection.request(method, "/bench")
        answer: dict[str, Any] = json.loads(self._connection.getresponse().read())
        return answer


if __name__ == "__main__":
    serve()
