"""A scripted stand-in for an Elasticsearch node: it records every request and answers as told."""

import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

ERRORS = {
    400: ("document_parsing_exception", "failed to parse field [n]"),
    403: ("cluster_block_exception", "index [gold-x] blocked"),
    404: ("document_missing_exception", "[1]: document missing"),
    409: ("version_conflict_engine_exception", "[1]: version conflict, document already exists"),
    413: ("too_large", "too large"),
    429: ("es_rejected_execution_exception", "rejected execution"),
    500: ("internal_error", "broken"),
    503: ("unavailable_shards_exception", "primary shard is not active"),
}
VERSION = {"number": "8.19.0", "build_flavor": "default", "lucene_version": "9.12.2"}
ROOT = json.dumps({"name": "n1", "cluster_name": "fake", "version": VERSION, "tagline": "You Know, for Search"})
DEFAULTS = {
    "HEAD /": [200, ""],
    "GET /": [200, ROOT],
    "GET /_license": [200, '{"license":{"status":"active","type":"basic"}}'],
    "GET /_nodes/http": [200, '{"nodes":{}}'],
}
ANSWER_BY_METHOD = {
    "HEAD": [404, ""],
    "GET": [404, '{"error":{"type":"resource_not_found_exception","reason":"none"}}'],
    "PUT": [200, '{"acknowledged":true}'],
}


@dataclass(slots=True)
class Request:
    """One request as it came in; `lines` are the parsed lines of a bulk body."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes
    client: int  # the port on the other side of its connection
    when: float = field(default_factory=time.monotonic)

    @property
    def text(self) -> bytes:
        return gzip.decompress(self.raw) if self.headers.get("Content-Encoding") == "gzip" else self.raw

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.text.split(b"\n")[:-1]]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class FakeElasticsearch:
    """A context manager; `bulk` holds the answers to bulk requests in order ("ok" when they are used up).

    An answer is "ok", "reset", ["sleep", seconds], ["items", [status, ...]], ["raw", status, type, reason] for every
    item, or [status, body, headers] for the whole request.  `other` maps "METHOD /path" to an answer or a list of them.
    """

    def __init__(
        self,
        bulk: Sequence[Any] = (),
        other: Mapping[str, Any] | None = None,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.bulk_answers = list(bulk)
        self.other_answers = {**DEFAULTS, **(other or {})}
        self.requests: list[Request] = []
        self._port = port
        self._tls = tls

    def __enter__(self) -> Self:
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except ConnectionError:
                    self.close_connection = True

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Request(self.command, self.path, dict(self.headers.items()), body, self.client_address[1])
                node.requests.append(request)
                node.respond(self, request)

            do_HEAD = do_GET = do_PUT = do_POST = answer  # noqa: N815

            def log_message(self, *unused: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        if self._tls is not None:
            self._server.socket = self._tls.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda request, address: None  # type: ignore[method-assign]
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Listen no more; connections that are open stay so."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def bulks(self) -> list[Request]:
        return [request for request in self.requests if request.method == "POST"]

    @property
    def set_up(self) -> list[str]:
        return [request.name for request in self.requests if request.method != "POST"]

    def documents(self) -> list[Any]:
        """Every document of all bulk requests, action lines left out (no deletes)."""
        return [line for request in self.bulks for line in request.lines[1::2]]

    def respond(self, handler: BaseHTTPRequestHandler, request: Request) -> None:
        if request.method == "POST":
            answer = self.bulk_answers.pop(0) if self.bulk_answers else "ok"
        else:
            answer = self.other(request)
        if answer == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            handler.connection.close()
            handler.close_connection = True
            return
        if answer[0] == "sleep":
            time.sleep(answer[1])
            answer = "ok"
        if answer == "ok":
            answer = [200, '{"errors":false}']
        elif answer[0] == "items":
            answer = [200, json.dumps(self.items(request, answer[1]))]
        elif answer[0] == "raw":
            error = {"type": answer[2], "reason": answer[3]}
            items = [{operation: {"status": answer[1], "error": error}} for operation in operations(request)]
            answer = [200, json.dumps({"errors": True, "items": items})]
        self.send(handler, *answer)

    def other(self, request: Request) -> Any:
        key = f"{request.method} {request.path.partition('?')[0]}"
        answer = self.other_answers.get(key)
        if isinstance(answer, list) and answer and not isinstance(answer[0], int):
            answer = answer.pop(0) if answer else "default"
        if answer in (None, "default", []):
            answer = DEFAULTS.get(key) or DEFAULTS.get(f"{request.method} /{key.rpartition('/')[2]}")
        return answer or ANSWER_BY_METHOD[request.method]

    def items(self, request: Request, statuses: Sequence[int]) -> dict[str, Any]:
        found = []
        for operation, status in zip(operations(request), statuses, strict=True):
            outcome: dict[str, Any] = {"status": status}
            if status >= 300:
                kind, reason = ERRORS[status]
                outcome["error"] = {"type": kind, "reason": reason}
            found.append({operation: outcome})
        return {"errors": any(status >= 300 for status in statuses), "items": found}

    @staticmethod
    def send(
        handler: BaseHTTPRequestHandler, status: int, body: str, headers: Mapping[str, str | None] | None = None
    ) -> None:
        data = body.encode()
        handler.send_response(status)
        all_headers = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json", **(headers or {})}
        for name, value in all_headers.items():
            if value is not None:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(data)


def operations(request: Request) -> list[str]:
    """The operation of each item of a bulk request."""
    found = []
    lines = iter(request.lines)
    for action in lines:
        (operation,) = action
        found.append(operation)
        if operation != "delete":
            next(lines)
    return found
