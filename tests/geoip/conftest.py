"""A registry and a maker of databases, on loopback."""

import base64
import hashlib
import io
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet


def mmdb(folder, records, kind="city", ip_version=6):
    """The bytes of a small database."""
    writer = MMDBWriter(ip_version, kind, ipv4_compatible=ip_version == 6)
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(folder / "made"))
    return (folder / "made").read_bytes()


def archive(**files):
    """A gzipped tar file, with names such as `package/x.mmdb`."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return made.getvalue()


def integrity(content):
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


class Server:
    """A server on loopback: `answers` is path -> bytes, or (status, headers, bytes); `seen` are the requests.

    `cuts` says after how many bytes the next answers to ranges break off; `ranges` whether it knows of ranges.
    """

    def __init__(self):
        self.answers, self.seen, self.cuts, self.ranges = {}, [], [], True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def offer(self, package, version, content, **dist):
        """Publish a version of an npm package."""
        path = f"/{package}/-/{version}.tgz"
        dist = {"integrity": integrity(content), "tarball": self.url + path, **dist}
        self.answers[f"/{package.replace('/', '%2F')}/latest"] = json.dumps({"version": version, "dist": dist}).encode()
        self.answers[path] = content

    def _handler(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.seen.append((self.path, dict(self.headers)))
                answer = server.answers.get(self.path, (404, {}, b""))
                status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
                wanted = self.headers.get("Range")
                if wanted and server.ranges and status == 200:
                    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                    status, body = (206, body[start:]) if start < len(body) else (416, b"")
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                cut = server.cuts.pop(0) if server.cuts and self.path.endswith(".tgz") else len(body)
                self.wfile.write(body[:cut])

            def log_message(self, *arguments):
                pass

        return Handler


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture
def other_server():
    made = Server()
    yield made
    made.close()
