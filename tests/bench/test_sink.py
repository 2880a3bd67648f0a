"""The sink counts documents however their bytes arrive, and agrees to all that the output asks before the first."""

import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from bench.sink import Sink

LINES = b'{"index":{}}\n{"a":1}\n'


@pytest.fixture(scope="module")
def sink():
    with Sink() as sink:
        yield sink


def ask(sink, method, path, body=None):
    connection = HTTPConnection(urlsplit(sink.url).netloc)
    connection.request(method, path, body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def test_it_counts_documents_until_it_is_reset(sink):
    sink.reset()
    for _ in range(3):
        assert ask(sink, "POST", "/_bulk?filter_path=errors", LINES * 100_000)[1] == b'{"errors":false}'
    seen = sink.seen()
    assert seen["documents"] == 300_000
    assert 0 < seen["first"] < seen["last"]
    sink.reset()
    assert sink.seen() == {"documents": 0, "first": 0.0, "last": 0.0}


def test_it_puts_a_request_together_that_comes_in_pieces(sink):
    sink.reset()
    request = b"POST /_bulk HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(LINES) + LINES
    with socket.create_connection(("127.0.0.1", urlsplit(sink.url).port), timeout=10) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(2):
            for byte in request:
                client.sendall(bytes([byte]))
            assert client.recv(4096).endswith(b'{"errors":false}')
    assert sink.seen()["documents"] == 2


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_it_agrees_to_everything_else(sink, method):
    answer, content = ask(sink, method, "/_index_template/logstash", b"{}" if method == "PUT" else None)
    assert answer.status == 200
    assert answer.headers["X-Elastic-Product"] == "Elasticsearch"
    assert bool(content) == (method != "HEAD")
