"""The bulk API over HTTP: actions and their statuses, refusals, compression, filter_path, threads, bounds."""

import gzip
import json
import threading

import pytest

from pipeline.embedded.index import EmbeddedIndex
from tests.embedded.index.api import Api

ITEM = {"_index": "b", "_id": "1"}

# what it shows: (lines, (action, status, result or type of error) of each item)
CASES = {
    "index makes a document": ([{"index": ITEM}, {"n": 1}], [("index", 201, "created")]),
    "index overwrites": (
        [{"index": ITEM}, {"n": 1}, {"index": ITEM}, {"n": 2}],
        [("index", 201, "created"), ("index", 200, "updated")],
    ),
    "create doesn't": (
        [{"create": ITEM}, {"n": 1}, {"create": ITEM}, {"n": 2}],
        [("create", 201, "created"), ("create", 409, "version_conflict_engine_exception")],
    ),
    "delete": (
        [{"create": ITEM}, {"n": 1}, {"delete": ITEM}, {"delete": ITEM}],
        [("create", 201, "created"), ("delete", 200, "deleted"), ("delete", 404, "not_found")],
    ),
    "delete where there is no index": ([{"delete": ITEM}], [("delete", 404, "index_not_found_exception")]),
    "update merges": (
        [{"create": ITEM}, {"n": 1}, {"update": ITEM}, {"doc": {"m": 2}}, {"update": ITEM}, {"doc": {"m": 2}}],
        [("create", 201, "created"), ("update", 200, "updated"), ("update", 200, "noop")],
    ),
    "update of nothing": ([{"update": ITEM}, {"doc": {"n": 1}}], [("update", 404, "document_missing_exception")]),
    "update with doc_as_upsert": (
        [{"update": ITEM}, {"doc": {"n": 1}, "doc_as_upsert": True}],
        [("update", 201, "created")],
    ),
    "update with upsert": ([{"update": ITEM}, {"doc": {"n": 1}, "upsert": {"u": 1}}], [("update", 201, "created")]),
    "update by a script": (
        [{"create": ITEM}, {"n": 1}, {"update": ITEM}, {"script": {"source": "x"}}],
        [("create", 201, "created"), ("update", 400, "illegal_argument_exception")],
    ),
    "no id, or null": (
        [{"index": {"_index": "b", "_id": None, "routing": None}}, {"n": 1}, {"index": {"_index": "b"}}, {"n": 1}],
        [("index", 201, "created"), ("index", 201, "created")],
    ),
    "empty id": ([{"index": {"_index": "b", "_id": ""}}, {}], [("index", 400, "illegal_argument_exception")]),
    "id of 513 bytes": (
        [{"index": {"_index": "b", "_id": "ä" * 256 + "x"}}, {}],
        [("index", 400, "illegal_argument_exception")],
    ),
    "id of 512 bytes": ([{"index": {"_index": "b", "_id": "ä" * 256}}, {}], [("index", 201, "created")]),
    "bad index name": (
        [{"index": {"_index": "UPPER"}}, {}, {"index": {"_index": "_x"}}, {}, {"index": {"_index": "a b"}}, {}],
        [("index", 400, "invalid_index_name_exception")] * 3,
    ),
    "a document that is no JSON stops no other": (
        [{"index": ITEM}, "{broken", {"index": {"_index": "b", "_id": "2"}}, {"n": 1}],
        [("index", 400, "document_parsing_exception"), ("index", 201, "created")],
    ),
    "a document that is no object": ([{"index": ITEM}, [1, 2]], [("index", 400, "document_parsing_exception")]),
    "half of a surrogate pair": ([{"index": ITEM}, '{"a": "\\ud800"}'], [("index", 201, "created")]),
    "half of a surrogate pair in an error": (
        [{"index": ITEM}, {"n": 1}, {"index": ITEM}, '{"n": "\\ud800"}'],
        [("index", 201, "created"), ("index", 400, "document_parsing_exception")],
    ),
    "a number beyond 63 bits": (
        [{"index": ITEM}, {"n": 1}, {"index": ITEM}, {"n": 2**63}],
        [("index", 201, "created"), ("index", 400, "document_parsing_exception")],
    ),
    "an id that is no id": (
        [{"index": {"_index": "b", "_id": {}}}, {"n": 1}, {"index": {"_index": "b", "_id": 5}}, {"n": 1}],
        [("index", 400, "x_content_parse_exception"), ("index", 201, "created")],
    ),
    "an index that is no name": (
        [{"index": {"_index": 5}}, {"n": 1}, {"index": ITEM}, {"n": 1}],
        [("index", 400, "x_content_parse_exception"), ("index", 201, "created")],
    ),
    "NaN": ([{"index": ITEM}, '{"a": NaN}'], [("index", 400, "document_parsing_exception")]),
    "conflict": (
        [{"index": ITEM}, {"n": 1}, {"index": ITEM}, {"n": "abc"}],
        [("index", 201, "created"), ("index", 400, "document_parsing_exception")],
    ),
    "external version": (
        [
            *({"index": {**ITEM, "version": 3, "version_type": "external"}}, {"n": 1}),
            *({"index": {**ITEM, "version": "3", "version_type": "external"}}, {"n": 2}),
            *({"index": {**ITEM, "version": 3, "version_type": "external_gte"}}, {"n": 3}),
            *({"index": {**ITEM, "version": "12", "version_type": "external"}}, {"n": 4}),
        ],
        [
            ("index", 201, "created"),
            ("index", 409, "version_conflict_engine_exception"),
            ("index", 200, "updated"),
            ("index", 200, "updated"),
        ],
    ),
    "unknown ingest pipeline": (
        [{"index": {**ITEM, "pipeline": "x"}}, {"n": 1}, {"index": {**ITEM, "pipeline": ""}}, {"n": 1}],
        [("index", 400, "illegal_argument_exception"), ("index", 201, "created")],
    ),
    "blank lines between actions": ([{"index": ITEM}, {"n": 1}, "", {"delete": ITEM}], [("index", 201, "created"), ("delete", 200, "deleted")]),
    "dates in names": ([{"index": {"_index": "<b-{2026-11-21||/M{yyyy.MM}}>"}}, {}], [("index", 201, "created")]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES)
def test_items(api: Api, lines, expected):
    answer = api.bulk(*lines)
    assert answer.status == 200
    items = [(action, item) for each in answer.json["items"] for action, item in each.items()]
    assert [(action, item["status"], item.get("result") or item["error"]["type"]) for action, item in items] == expected
    assert answer.json["errors"] is any("error" in item for _, item in items)


# what it shows: (body, status, type of the error)
REFUSED = {
    "nothing": (b"", 400, "parse_exception"),
    "no line feed at the end": (b'{"index":{"_index":"b"}}\n{}', 400, "illegal_argument_exception"),
    "an action without its document": (b'{"index":{"_index":"b"}}\n', 400, "action_request_validation_exception"),
    "unknown action": (b'{"upsert":{"_index":"b"}}\n{}\n', 400, "illegal_argument_exception"),
    "unknown parameter": (b'{"index":{"_index":"b","_type":"x"}}\n{}\n', 400, "illegal_argument_exception"),
    "no index": (b'{"index":{}}\n{}\n', 400, "action_request_validation_exception"),
    "no JSON": (b"nonsense\n", 400, "x_content_parse_exception"),
    "a list for an action": (b"[1]\n{}\n", 400, "illegal_argument_exception"),
}


@pytest.mark.parametrize(("body", "status", "kind"), REFUSED.values(), ids=REFUSED)
def test_refused_requests(api: Api, body, status, kind):
    answer = api.post("/_bulk", body)
    assert (answer.status, answer.json["error"]["type"]) == (status, kind)


def test_a_refused_request_has_done_nothing(api: Api):
    assert api.post("/_bulk", b'{"index":{"_index":"b"}}\n{"n":1}\n{"upsert":{"_index":"b"}}\n{}\n').status == 400
    assert api.get("/_count").json["count"] == 0


def test_the_path_names_the_index(api: Api):
    item = api.bulk({"index": {"_id": "1"}}, {"n": 1}, path="/other/_bulk").json["items"][0]["index"]
    assert item["_index"] == "other"
    assert api.get("/other/_count").json["count"] == 1


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_compressed(api: Api, encoding):
    import zlib

    body = b'{"index":{"_index":"b"}}\n{"n":1}\n' * 100
    packed = gzip.compress(body, 1) if encoding == "gzip" else zlib.compress(body)
    answer = api("POST", "/_bulk", packed, {"Content-Encoding": encoding})
    assert len(answer.json["items"]) == 100
    assert api.get("/b/_count").json["count"] == 100


def test_compressed_in_several_members(api: Api):
    members = [gzip.compress(b'{"index":{"_index":"b"}}\n'), gzip.compress(b'{"n":1}\n')]
    assert not api("POST", "/_bulk", b"".join(members), {"Content-Encoding": "gzip"}).json["errors"]


# what it shows: (body, Content-Encoding)
UNPACKABLE = {
    "no gzip": (b'{"index":{"_index":"b"}}\n{"n":1}\n', "gzip"),
    "cut off": (gzip.compress(b'{"index":{"_index":"b"}}\n{"n":1}\n')[:-12], "gzip"),
    "unknown encoding": (b"x", "br"),
}


@pytest.mark.parametrize(("body", "encoding"), UNPACKABLE.values(), ids=UNPACKABLE)
def test_what_cannot_be_unpacked(api: Api, body, encoding):
    assert api("POST", "/_bulk", body, {"Content-Encoding": encoding}).status == 400


def test_a_bomb_is_not_unpacked(api: Api):
    bomb = gzip.compress(bytes(101 * 1024 * 1024))
    assert api("POST", "/_bulk", bomb, {"Content-Encoding": "gzip"}).status == 413


def test_filter_path_leaves_little_when_all_is_well(api: Api):
    lines = [{"index": {"_index": "b", "_id": "1"}}, {"n": 1}]
    assert api.bulk(*lines, path="/_bulk?filter_path=errors,items.*.error").json == {"errors": False}


def test_filter_path_shows_errors_and_statuses(api: Api):
    lines = [{"create": ITEM}, {"n": 1}, {"create": ITEM}, {"n": 1}]
    answer = api.bulk(*lines, path="/_bulk?filter_path=errors,items.*.error,items.*.status").json
    assert list(answer) == ["errors", "items"]
    assert answer["items"][0] == {"create": {"status": 201}}
    assert set(answer["items"][1]["create"]) == {"status", "error"}


def test_a_conflict_of_types_names_the_field(api: Api):
    api.fill("b", {"status": 200})
    error = api.bulk({"index": {"_index": "b", "_id": "9"}}, {"status": "ok"}).json["items"][0]["index"]["error"]
    assert error["type"] == "document_parsing_exception"
    assert "[status] of type [long] in document with id '9'" in error["reason"]
    assert error["caused_by"]["type"] == "illegal_argument_exception"


def test_update_keeps_the_rest(api: Api):
    api.fill("b", {"a": {"x": 1}, "b": [1, 2]})
    api.bulk({"update": ITEM}, {"doc": {"a": {"y": 2}, "b": [3]}})
    found = api.get("/b/_doc/1").json
    assert found["_source"] == {"a": {"x": 1, "y": 2}, "b": [3]}
    assert found["_version"] == 2


def test_what_came_in_comes_out_unchanged(api: Api):
    raw = b'{ "b":1.0,"a" : [1,  2], "u":"\\u00e9\xc3\xa9", "n": 1e2 }'
    assert not api.post("/_bulk", b'{"index":{"_index":"b","_id":"1"}}\n' + raw + b"\n").json["errors"]
    assert api.get("/b/_source/1").body == raw
    assert raw in api.get("/b/_search").body


def test_an_alias_may_be_required(api: Api):
    lines = [{"index": {"_index": "b"}}, {"n": 1}]
    item = api.bulk(*lines, path="/_bulk?require_alias=true").json["items"][0]["index"]
    assert (item["status"], item["error"]["type"]) == (404, "index_not_found_exception")
    assert api.head("/b") == 404


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_content_type(api: Api, content_type):
    assert api("POST", "/_bulk", b'{"index":{"_index":"b"}}\n{}\n', {"Content-Type": content_type}).status == 406


def test_four_threads_at_once(server: EmbeddedIndex, api: Api):
    failures = []

    def work(thread: int) -> None:
        own = Api(server.url)
        for batch in range(10):
            lines = []
            for number in range(200):
                lines += [
                    {"create": {"_index": f"logs-{number % 3}", "_id": f"{thread}-{batch}-{number}"}},
                    {"n": number},
                ]
            answer = own.bulk(*lines, compressed=bool(thread % 2))
            if answer.status != 200 or answer.json["errors"]:
                failures.append(answer.text[:300])
            if own.get("/logs-*/_count").status != 200:
                failures.append("count")
        own.connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert api.get("/logs-*/_count").json["count"] == 4 * 10 * 200


def test_it_says_when_it_is_full():
    with EmbeddedIndex(max_documents=3) as small:
        api = Api(small.url)
        lines = [line for number in range(5) for line in ({"index": {"_index": "b", "_id": str(number)}}, {"n": 1})]
        items = [item["index"] for item in api.bulk(*lines).json["items"]]
        assert [item["status"] for item in items] == [201, 201, 201, 429, 429]
        assert items[3]["error"]["type"] == "cluster_block_exception"
        assert "keeps 3 documents" in items[3]["error"]["reason"]
        assert api.bulk({"index": {"_index": "b", "_id": "0"}}, {"n": 2}).json["items"][0]["index"]["status"] == 200
        api.bulk({"delete": {"_index": "b", "_id": "0"}})
        assert api.bulk({"index": {"_index": "b", "_id": "4"}}, {"n": 1}).json["items"][0]["index"]["status"] == 201
        api.delete("/b")
        assert not api.bulk(*lines[:6]).json["errors"]
        api.connection.close()


def test_bytes_are_bounded_too():
    with EmbeddedIndex(max_bytes=100) as small:
        api = Api(small.url)
        lines = [{"index": {"_index": "b"}}, {"text": "x" * 60}] * 2
        assert [item["index"]["status"] for item in api.bulk(*lines).json["items"]] == [201, 429]
        assert json.loads(api.get("/b/_mapping").body)["b"]["mappings"]["properties"]["text"]["type"] == "text"
        api.connection.close()
