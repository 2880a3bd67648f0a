"""Questions that the embedded index and a real Elasticsearch must answer alike, and what the real one said.

`python -m tests.embedded.index.asked` starts a real Elasticsearch and writes its answers to `answers.json` anew.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.embedded.records import records

KINDS = "kinds-of-fields"
ANSWERS = Path(__file__).with_name("answers.json")
COUNT = 600
Call = Callable[[str, str, bytes | None], tuple[int, Any]]
"""(method, path, body) -> (status, the answer's JSON)."""

CITIES = ("Berlin", "New York", "São Paulo", "Tokyo")


def documents() -> Iterator[dict[str, Any]]:
    """What the pipeline makes of application logs, with more kinds of values."""
    for number, record in enumerate(records(COUNT, start=datetime(2026, 11, 21, tzinfo=UTC))):
        document = json.loads(record)
        document["@timestamp"] = document["timestamp"][:23] + "Z"
        tags = ["error"] if document["level"] == "ERROR" else []
        try:
            document |= json.loads(document["message"])
        except ValueError:
            tags.append("_jsonparsefailure")
        if number % 4:
            place = {"lat": number / 10 - 30, "lon": 2.5}
            document["geoip"] = {
                "ip": document["client_ip"],
                "geo": {"city_name": CITIES[number % 4], "location": place},
            }
        else:
            document["geoip"] = {}
        document |= {"tags": tags} if tags else {}
        document |= {"ok": number % 2 == 0} if number % 7 == 0 else {}
        document |= {"nested": [{"a": 1, "b": "x y"}, {"a": number, "b": "Z"}]} if number % 50 == 0 else {}
        document |= {"dot.ted": number} if number % 100 == 3 else {}
        yield document


STRINGS = r"""
level:ERROR
level:error
level.keyword:error
level.keyword:ERROR
status_code:500
status_code:[500 TO *]
status_code:[500 TO 503}
status_code:>=500
status_code:<300
duration_ms:>20.5
duration_ms:[10 TO 20]
duration_ms:11.65
level:ERROR AND status_code:500
level:ERROR OR level:WARNING
level:ERROR AND NOT status_code:500
NOT level:ERROR
!level:ERROR
-level:INFO -level:DEBUG
level:INFO -status_code:200
level:(ERROR WARNING)
level:(ERROR AND WARNING)
+level:ERROR +method:GET
level:ERROR method:GET
level:ERROR AND method:GET OR status_code:404
level:ERROR OR method:GET AND status_code:500
level:ERROR OR NOT method:GET
level:ERROR AND -method:GET
(level:ERROR OR level:WARNING) AND method:GET
NOT (level:ERROR OR level:INFO)
level:ERROR && method:GET
level:ERROR || method:POST
level:ERROR AND (method:GET OR method:POST) AND NOT path:search
path:items
path:"/v1/items"
path:/v1/
path:/v1/items
path:it*s
path:\/v1\/search
path.keyword:\/v1\/items\/1*
path.keyword:*items*
path.keyword:*simil?r
event:request
event:"Request completed"
event:"completed request"
event:Req*
event.keyword:Req*
message:user_id
user_id:u-1*
client_ip:192.0.2.13
client_ip:192.0.2.*
client_ip:"192.0.2.13"
logger:api
logger:api.search
logger.keyword:api
_exists_:ok
_exists_:geoip
_exists_:geoip.geo.city_name
_exists_:dot.ted
_exists_:nosuch
NOT _exists_:geoip.ip
geoip:*
geoip.geo:*
level:*
nosuch:*
nosuch:1
ok:true
ok:false
ok:maybe
tags:error
tags:_jsonparsefailure
geoip.geo.city_name:Berlin
geoip.geo.city_name:"São Paulo"
geoip.geo.city_name:sao
geoip.geo.city_name:york
geoip.geo.city_name.keyword:"New York"
geoip.geo.location.lat:>0
geoip.geo.\*:tokyo
nested.a:1
nested.a:>100
nested.b:z
nested.b:"x y"
dot.ted:>250
dot.ted:3
@timestamp:2026-11-21
@timestamp:2026-11
@timestamp:2026
@timestamp:[2026-11-21 TO 2026-11-22]
@timestamp:[2026-11-21 TO 2026-11-22}
@timestamp:{2026-11-21 TO 2026-11-22]
@timestamp:>2026-11-22
@timestamp:<=2026-11-22
@timestamp:[* TO 2026-11-22T12:00:00]
@timestamp:["2026-11-22T00:00:00.000Z" TO "2026-11-22T10:00:00Z"]
@timestamp:[2026-11-21||+1d TO *]
@timestamp:[now-10y TO now+10y]
timestamp:[2026-11-21T00 TO 2026-11-21T05]
level:[A TO F]
level.keyword:[A TO F]
level.keyword:[ERROR TO INFO]
level:{error TO warning}
level:/err.*/
level.keyword:/ERR.*/
level:e?ror
level:ERROR^2
method:((GET))
status_code:abc
status_code:5*
status_code:[a TO b]
_id:5
_index:asked-2026.11.21
*
*:*
ERROR
berlin AND error
500
"Request completed"
"connection pool"
connection pool
miss
true
192.0.2.13
path:foo\ bar
a AND
(a
level:
"open
status_code:[500 TO
[1 TO 2]
AND
""".strip("\n").split("\n")

QUERIES: list[dict[str, Any]] = [
    {"match_all": {}},
    {"match_none": {}},
    {"term": {"level": "ERROR"}},
    {"term": {"level": "error"}},
    {"term": {"level.keyword": "ERROR"}},
    {"term": {"level.keyword": {"value": "error", "case_insensitive": True}}},
    {"term": {"status_code": "500"}},
    {"term": {"status_code": 500.0}},
    {"term": {"status_code": 500.5}},
    {"term": {"status_code": "abc"}},
    {"term": {"ok": True}},
    {"term": {"ok": "true"}},
    {"term": {"ok": "maybe"}},
    {"term": {"@timestamp": "2026-11-21"}},
    {"term": {"geoip": "x"}},
    {"term": {"_id": "5"}},
    {"term": {"a": 1, "b": 2}},
    {"terms": {"status_code": [500, 404]}},
    {"terms": {"level.keyword": ["ERROR", "WARNING"]}},
    {"terms": {"tags.keyword": ["error"]}},
    {"match": {"event": "request nothing"}},
    {"match": {"event": {"query": "request nothing", "operator": "and"}}},
    {"match": {"event": {"query": "completed request", "operator": "and"}}},
    {"match": {"status_code": 500}},
    {"match": {"level.keyword": "ERROR"}},
    {"match": {"message": "user_id"}},
    {"match": {"path": ""}},
    {"match": {"nosuch": "x"}},
    {"match_phrase": {"event": "Request completed"}},
    {"match_phrase": {"event": "completed request"}},
    {"match_phrase": {"path": "v1 items"}},
    {
        "bool": {
            "must": [{"term": {"level.keyword": "ERROR"}}],
            "must_not": [{"term": {"method.keyword": "GET"}}],
        }
    },
    {"bool": {"should": [{"term": {"level.keyword": "ERROR"}}, {"term": {"method.keyword": "GET"}}]}},
    {
        "bool": {
            "should": [{"term": {"level.keyword": "ERROR"}}, {"term": {"method.keyword": "GET"}}],
            "minimum_should_match": 2,
        }
    },
    {"bool": {"filter": {"term": {"level.keyword": "ERROR"}}, "should": [{"term": {"method.keyword": "GET"}}]}},
    {"bool": {}},
    {"bool": {"must_not": {"match_all": {}}}},
    {"bool": {"bogus": []}},
    {"range": {"status_code": {"gte": 500}}},
    {"range": {"status_code": {"gt": "500", "lt": 503}}},
    {"range": {"status_code": {"gte": None, "lt": 300}}},
    {"range": {"status_code": {"gte": 499.5, "lt": 500.5}}},
    {"range": {"status_code": {"from": 400, "to": 499}}},
    {"range": {"status_code": {"gte": "abc"}}},
    {"range": {"@timestamp": {"gte": "2026-11-22", "lt": "2026-11-23"}}},
    {"range": {"@timestamp": {"gt": "2026-11-21"}}},
    {"range": {"@timestamp": {"lte": "2026-11-21"}}},
    {"range": {"@timestamp": {"gte": 1795219200000}}},
    {"range": {"@timestamp": {"gte": "2026-11-21||/M", "lte": "2026-11-21||+1d/d"}}},
    {"range": {"@timestamp": {"gte": "junk"}}},
    {"range": {"level.keyword": {"gte": "ERROR", "lt": "INFO"}}},
    {"range": {"nosuch": {"gte": 1}}},
    {"exists": {"field": "ok"}},
    {"exists": {"field": "geoip"}},
    {"exists": {"field": "level.keyword"}},
    {"exists": {"field": "nosuch"}},
    {"exists": {}},
    {"ids": {"values": ["1", "2", "zz"]}},
    {"wildcard": {"path.keyword": "/v1/*/1*"}},
    {"wildcard": {"path.keyword": {"value": "*ITEMS*", "case_insensitive": True}}},
    {"wildcard": {"level": "ERR*"}},
    {"wildcard": {"level": "err*"}},
    {"wildcard": {"status_code": "5*"}},
    {"prefix": {"path.keyword": "/v1/s"}},
    {"prefix": {"level": "err"}},
    {"regexp": {"path.keyword": "/v1/(items|search)"}},
    {"query_string": {"query": "level:ERROR"}},
    {"query_string": {"query": "ERROR", "default_field": "level"}},
    {"query_string": {"query": "error OR get post", "default_operator": "and", "fields": ["level", "method"]}},
    {"query_string": {"query": "x", "bogus": 1}},
    {"mtch": {}},
    {"match_all": {}, "term": {}},
]

ORDERS: list[Any] = [
    ["@timestamp"],
    [{"@timestamp": "desc"}],
    [{"duration_ms": "desc"}, "request_id.keyword"],
    ["status_code", {"request_id.keyword": "desc"}],
    ["ok", "request_id.keyword"],
    [{"ok": {"order": "desc", "missing": "_first"}}, "request_id.keyword"],
    [{"status_code": {"order": "asc", "missing": 1}}, "request_id.keyword"],
    ["geoip.geo.city_name.keyword", {"request_id.keyword": "asc"}],
    [{"nosuch": {"unmapped_type": "long"}}, "request_id.keyword"],
    [{"tags.keyword": "desc"}, "request_id.keyword"],
    ["nosuch"],
    ["level"],
]

GROUPS: list[dict[str, Any]] = [
    {"terms": {"field": "level.keyword"}},
    {"terms": {"field": "status_code", "size": 3}},
    {"terms": {"field": "geoip.geo.city_name.keyword", "order": {"_key": "desc"}, "size": 4}},
    {"terms": {"field": "tags.keyword", "order": {"_count": "asc"}}},
    {"terms": {"field": "ok"}},
    {"terms": {"field": "nosuch"}},
    {"terms": {"field": "level"}},
    {"terms": {"field": "level.keyword", "bogus": 1}},
    {
        "terms": {"field": "level.keyword"},
        "aggs": {
            "mean": {"avg": {"field": "duration_ms"}},
            "days": {"date_histogram": {"field": "@timestamp", "calendar_interval": "1d"}},
        },
    },
    {"date_histogram": {"field": "@timestamp", "calendar_interval": "day"}},
    {"date_histogram": {"field": "@timestamp", "calendar_interval": "week"}},
    {"date_histogram": {"field": "@timestamp", "calendar_interval": "month", "format": "yyyy-MM"}},
    {"date_histogram": {"field": "@timestamp", "fixed_interval": "6h"}},
    {"date_histogram": {"field": "@timestamp", "calendar_interval": "2d"}},
    {"date_histogram": {"field": "@timestamp"}},
    {"avg": {"field": "duration_ms"}},
    {"avg": {"field": "level.keyword"}},
    {"max": {"field": "status_code"}},
    {"min": {"field": "@timestamp"}},
    {"min": {"field": "nosuch"}},
    {"sum": {"field": "status_code"}},
    {"cardinality": {"field": "status_code"}},
    {"value_count": {"field": "ok"}},
    {"nosuch": {"field": "@timestamp"}},
]

FIRST = {
    "n": 1,
    "s": "text",
    "d": "2026-11-21T00:00:00Z",
    "b": True,
    "f": 1.5,
    "o": {"x": 1},
}
"""The document that gives the fields of the index KINDS their kinds; the others come to it one by one."""

LATER: list[dict[str, Any]] = [
    *({"n": value} for value in ("abc", {"x": 1}, True, 1.7, "1.7", "12", "", [1, "x"], [1, [2, 3]], 2**70, None)),
    *({"s": value} for value in ({"x": 1}, [1, True, None], 5, False, [{"x": 1}])),
    *({"o": value} for value in ("scalar", [{"x": 2}, 3], None, [], {"x": "abc"}, {"y": "new"}, [{"x": 4}], True)),
    *({"d": value} for value in ("no date", "", 123, 1.5, "123", True, {"x": 1}, "2026/11/21", "2026-11", None)),
    *({"b": value} for value in ("maybe", "", "true", "false", 1, {"x": 1}, None, [True, "false"])),
    *({"f": value} for value in ("nope", "1e3", 3, {"x": 1}, [[1, 2], 3], "", True)),
    {"": 1},
    {" ": 1},
    {"sp ": 1},
    {"_id": "x"},
    {"_x": 1},
    {"o.x": 5},
    {"o.x": "abc"},
    {"n.x": 5},
    {"a..b": 5},
    {"p.q": {"r": 1}, "p": {"q.r": 2}},
    {"p.q.r": "abc"},
    {"new": {"deep": {"er": "2026-11-21"}}, "n": "bad"},
    {"new": "still unknown, since the document before was refused"},
    {"d2": "2026/11/21"},
    {"d2": "2026/11/21 10:00:00"},
    {"d2": "2026-11-21"},
    {"d3": "2026-11-21 10:00:00"},
    {"d4": "2026"},
    {"d5": "2026-11"},
    {"d6": "2026-11-21T10"},
    {"d7": "2026-11-21T10:00:00.123456789+02:00"},
    {"d8": "2026-13-21"},
    {"d9": "2026-11-21T10:00:00,123Z"},
    {"d10": "2026/11/21 10:00:00 Z"},
    {"d11": "2026-02-30"},
    {"d12": "2026-11-21T24:00:00"},
    {"d13": "2026-11-21T10:00:00+0200"},
    {"e": [], "em": {}, "nothing": None, "arrays": [[]]},
    {"e": 1},
    {"e": "abc"},
    *({"mixed": value} for value in ([1, "x"], ["x", 1], [1, 1.5], [True, "true"], ["2026-11-21", "x"], [1, {"a": 1}])),
    {"mixed": [{"a": "x"}, {"a": 1}]},
    {"mixed": ["2026-11-21", "2026/11/21"]},
    {"mixed": [1, 2]},
    {"objects": [{"a": 1}, {"a": "x"}]},
    {"objects": [{"a": 1}, {"b": "x"}]},
]

NUMBERS = 6  # digits of a decimal that count


def ask(call: Call) -> dict[str, Any]:
    """Fill the index that `call` leads to and put all questions; the answers by the questions' texts."""
    for index in (*(f"asked-2026.11.{day}" for day in (21, 22, 23)), KINDS):
        call("DELETE", f"/{index}", None)
    _load(call)
    answers: dict[str, Any] = {"mapping": _mapping(call)}
    for text in STRINGS:
        answers[f"q={text}"] = _answer(call("GET", f"/asked-*/_count?q={quote(text)}", None), "count")
    for query in QUERIES:
        answers[f"query {_text(query)}"] = _answer(_post(call, "/asked-*/_count", {"query": query}), "count")
    for order in ORDERS:
        body = {"sort": order, "_source": False, "size": 7, "from": 290}
        answers[f"sort {_text(order)}"] = _answer(_post(call, "/asked-*/_search", body), "hits")
    for group in GROUPS:
        body = {"size": 0, "aggs": {"group": group}}
        answers[f"aggs {_text(group)}"] = _answer(_post(call, "/asked-*/_search", body), "aggregations")
    return answers


def _load(call: Call) -> None:
    lines: list[Any] = []
    for number, document in enumerate(documents()):
        day = document["@timestamp"][:10].replace("-", ".")
        lines += [{"index": {"_index": f"asked-{day}", "_id": str(number)}}, document]
    status, answer = call("POST", "/_bulk?refresh=true", "".join(_text(line) + "\n" for line in lines).encode())
    assert status == 200 and not answer["errors"], answer


def _mapping(call: Call) -> dict[str, Any]:
    """What becomes of each document of LATER, and the fields that there are at the end."""
    lines: list[Any] = [{"index": {"_index": KINDS, "_id": "first"}}, FIRST]
    for number, document in enumerate(LATER):
        lines += [{"index": {"_index": KINDS, "_id": str(number)}}, document]
    _, answer = call("POST", "/_bulk?refresh=true", "".join(_text(line) + "\n" for line in lines).encode())
    items = [item["index"] for item in answer["items"][1:]]
    outcomes = {
        _text(document): [item["status"], item.get("error", {}).get("type")]
        for document, item in zip(LATER, items, strict=True)
    }
    fields = call("GET", f"/{KINDS}/_mapping", None)[1][KINDS]["mappings"]["properties"]
    for field in fields.values():
        field.pop("locale", None)
    return {"outcomes": outcomes, "fields": fields}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _post(call: Call, path: str, body: Any) -> tuple[int, Any]:
    return call("POST", path, _text(body).encode())


def _answer(answer: tuple[int, Any], part: str) -> Any:
    """The part that counts: of a refusal, the status; of hits, the ids."""
    status, body = answer
    if status != 200:
        return {"status": status}
    return [hit["_id"] for hit in body["hits"]["hits"]] if part == "hits" else _rounded(body[part])


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{NUMBERS}g}")
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def caller(url: str) -> Call:
    """A `Call` that goes to the server at `url`."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        request = urllib.request.Request(url + path, body, {"Content-Type": "application/json"}, method=method)
        try:
            with direct.open(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    return call


def record() -> None:
    """Ask a real Elasticsearch and write down what it says."""
    from tests.services.elasticsearch import Elasticsearch

    server = Elasticsearch().start()
    try:
        ANSWERS.write_text(json.dumps(ask(caller(server.url)), ensure_ascii=False, indent=1) + "\n", "utf-8")
    finally:
        server.close()


if __name__ == "__main__":
    record()
