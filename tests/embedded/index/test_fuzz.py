"""Whatever is sent, the embedded index answers, and never with a fault of its own."""

import io
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.embedded.index.app import App
from pipeline.embedded.index.store import Store
from tests.embedded.index.asked import GROUPS, QUERIES, STRINGS

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.sampled_from(["", "x", "2026-11-21", "now-1d/d", "*", "a.b", "[", "\ud800", "true"]) | st.text(max_size=5)
NAMES = st.sampled_from(["a", "b", "a.b", "field", "query", "value", "gte", "_id", "", "type", "order", "size", "aggs"])
JSON = st.recursive(
    SCALARS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
QUERY = st.sampled_from(QUERIES) | st.dictionaries(
    st.sampled_from([next(iter(query)) for query in QUERIES]), JSON, max_size=2
)
GROUP = st.sampled_from(GROUPS) | st.dictionaries(
    st.sampled_from([next(iter(group)) for group in GROUPS]), JSON, max_size=2
)
OPERATORS = st.text(alphabet='()[]{}":*?\\/~^+-!&| ANDORTO<>=.0a', max_size=12)
KNOWN = [
    {"a": 1, "b": "text", "d": "2026-11-21"},
    {"a": {"b": [1, {"c": None}]}},
    {"b": True, "e": [1.5, "x"], "f": {}},
]

EXAMPLES = settings(max_examples=150, deadline=None)


@pytest.fixture(scope="module")
def app():
    return App(Store())


def status(app, method, path, query="", body=b""):
    statuses = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "wsgi.input": io.BytesIO(body),
    }
    answer = b"".join(app(environ, lambda line, headers: statuses.append(int(line.split()[0]))))
    if answer:
        json.loads(answer)
    return statuses[0]


@EXAMPLES
@given(
    documents=st.lists(st.sampled_from(KNOWN) | st.dictionaries(NAMES, JSON, max_size=4) | JSON, min_size=1, max_size=4)
)
def test_documents(app, documents):
    lines = [json.dumps(line) for document in documents for line in ({"index": {"_index": "b"}}, document)]
    assert status(app, "POST", "/_bulk", body="".join(f"{line}\n" for line in lines).encode()) == 200


@EXAMPLES
@given(body=st.dictionaries(st.sampled_from(["query", "sort", "_source", "from", "size"]), QUERY | JSON, max_size=3))
def test_searches(app, body):
    assert status(app, "POST", "/b*/_search", body=json.dumps(body).encode()) in (200, 400)


@EXAMPLES
@given(group=GROUP)
def test_aggregations(app, group):
    assert status(app, "POST", "/_search", body=json.dumps({"aggs": {"g": group}}).encode()) in (200, 400)


@EXAMPLES
@given(first=st.sampled_from(STRINGS), second=OPERATORS, place=st.integers(0, 20))
def test_query_strings(app, first, second, place):
    text = first[:place] + second + first[place:]
    assert status(app, "GET", "/_search", "q=" + quote(text)) in (200, 400)


@EXAMPLES
@given(
    path=st.sampled_from(["/n", "/b/_mapping", "/_template/t", "/_index_template/t", "/b/_doc/1", "/b/_update/1"]),
    body=JSON | st.dictionaries(st.sampled_from(["mappings", "properties", "index_patterns", "template", "doc"]), JSON),
)
def test_bodies(app, path, body):
    method = "POST" if "_update" in path else "PUT"
    assert status(app, method, path, body=json.dumps(body).encode()) < 500
