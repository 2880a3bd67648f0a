"""The rest of the API over raw HTTP, as curl would ask it."""

import json

import pytest

from tests.embedded.index.api import Api

TODAY = r"\d{4}\.\d\d\.\d\d"


def test_every_answer_names_the_product(api: Api):
    for path in ("/", "/_license", "/none/_search", "/_nosuch"):
        assert api.get(path).headers["X-Elastic-Product"] == "Elasticsearch"


def test_head_has_a_status_and_no_body(api: Api):
    api.fill("b", {"n": 1})
    assert api("HEAD", "/").body == b""
    assert [api.head(path) for path in ("/", "/b", "/none", "/b/_doc/1", "/b/_doc/2", "/_index_template/none")] == [
        200,
        200,
        404,
        200,
        404,
        404,
    ]


def test_pretty(api: Api):
    assert b"\n" not in api.get("/_cluster/health").body
    assert api.get("/_cluster/health?pretty").body.startswith(b'{\n  "cluster_name"')


def test_the_type_that_the_client_speaks_comes_back(api: Api):
    vendor = "application/vnd.elasticsearch+json; compatible-with=8"
    assert api("GET", "/", None, {"Accept": vendor}).headers["Content-Type"].startswith("application/vnd.elasticsearch")
    assert api.get("/").headers["Content-Type"] == "application/json"


def test_a_client_of_another_major_version_is_told_so(api: Api):
    vendor = "application/vnd.elasticsearch+json; compatible-with=9"
    answer = api("GET", "/", None, {"Accept": vendor})
    assert (answer.status, answer.json["error"]["type"]) == (400, "media_type_header_exception")


# what it shows: (method, path, body, status, part of the answer)
REFUSED = {
    "no such API": ("GET", "/_nosuch", None, 400, "no handler found for uri [/_nosuch] and method [GET]"),
    "no such API of an index": ("POST", "/b/_nosuch", None, 400, "no handler found for uri [/b/_nosuch]"),
    "wrong method": ("GET", "/_bulk", None, 405, "allowed: [POST, PUT]"),
    "slip in a parameter": ("GET", "/_search?sise=1", None, 400, "unrecognized parameter: [sise]"),
    "no such index": ("GET", "/none/_count", None, 404, "no such index [none]"),
    "no number": ("GET", "/_search?size=x", None, 400, "Failed to parse int parameter [size] with value [x]"),
    "negative size": ("POST", "/_search", {"size": -1}, 400, "cannot be negative"),
    "window too large": ("POST", "/b/_search", {"from": 9999, "size": 2}, 400, "Result window is too large"),
    "no JSON": ("POST", "/_search", b"{bad", 400, "expected JSON"),
    "no object": ("POST", "/_search", [], 400, "expected an object"),
    "unknown key": ("POST", "/_search", {"quer": {}}, 400, "[quer]"),
    "unknown query": ("POST", "/b/_search", {"query": {"mtch": {}}}, 400, "did you mean [match]?"),
    "two queries": ("POST", "/b/_search", {"query": {"match_all": {}, "term": {}}}, 400, "one query"),
    "query is no object": ("POST", "/b/_search", {"query": []}, 400, "one query"),
    "query's body is no object": ("POST", "/b/_search", {"query": {"term": 1}}, 400, "expected an object"),
    "count takes a query only": ("POST", "/b/_count", {"size": 1}, 400, "does not support [size]"),
    "sort by text": ("POST", "/b/_search", {"sort": "s"}, 400, "use [s.keyword]"),
    "unknown order": ("POST", "/b/_search", {"sort": {"n": "up"}}, 400, "expected asc or desc"),
    "two aggregations in one": ("POST", "/b/_search", {"aggs": {"x": {"avg": {}, "sum": {}}}}, 400, "one aggregation"),
    "aggregation without a field": ("POST", "/b/_search", {"aggs": {"x": {"avg": {}}}}, 400, "needs a [field]"),
    "terms by another aggregation": (
        *("POST", "/b/_search", {"aggs": {"x": {"terms": {"field": "n", "order": {"m": "asc"}}}}}),
        *(400, "expected _count or _key"),
    ),
    "bad date pattern": (
        *("POST", "/b/_search", {"aggs": {"x": {"date_histogram": {"field": "d", "calendar_interval": "day", "format": "Q"}}}}),
        *(400, "expected a date pattern"),
    ),
    "too many buckets": (
        *("POST", "/b/_search", {"aggs": {"x": {"date_histogram": {"field": "d", "fixed_interval": "1ms"}}}}),
        *(400, "too many buckets"),
    ),
    "delete all": ("DELETE", "/*", None, 400, "Wildcard expressions or all indices are not allowed"),
    "create it twice": ("PUT", "/b", None, 400, "already exists"),
    "create with upper case": ("PUT", "/Upper", None, 400, "must be lowercase"),
    "create with an unknown key": ("PUT", "/c", {"mapping": {}}, 400, "unknown key [mapping]"),
    "create with an unknown type": ("PUT", "/c", {"mappings": {"properties": {"x": {"type": "strng"}}}}, 400, "[strng]"),
    "change a type": ("PUT", "/b/_mapping", {"properties": {"n": {"type": "keyword"}}}, 400, "from type [long] to [keyword]"),
    "template without patterns": ("PUT", "/_index_template/t", {"template": {}}, 400, "Required [index_patterns]"),
    "template of components": ("PUT", "/_index_template/t", {"index_patterns": "x", "composed_of": ["y"]}, 400, "component"),
    "no such template": ("GET", "/_index_template/none", None, 404, "index template matching [none] not found"),
    "delete no template": ("DELETE", "/_template/none", None, 404, "index_template [none] missing"),
    "no such policy": ("GET", "/_ilm/policy/none", None, 404, "Lifecycle policy not found: none"),
    "no document": ("PUT", "/b/_doc/1", None, 400, "request body is required"),
    "document that is no JSON": ("PUT", "/b/_doc/1", b"{x", 400, "failed to parse"),
    "source of nothing": ("GET", "/b/_source/77", None, 404, "Document not found [b]/[77]"),
    "sequence numbers": ("PUT", "/b/_doc/1?if_seq_no=1", {}, 400, "[if_seq_no]"),
    "unknown unit": ("GET", "/_cat/indices?bytes=tb", None, 400, "expected one of b, kb, mb, gb"),
    "sort of a wrong shape": ("POST", "/b/_search", {"sort": {"n": 5}}, 400, "expected shape"),
    "aggregation of a wrong shape": ("POST", "/b/_search", {"aggs": {"x": {"terms": 5}}}, 400, "expected shape"),
    "template of a wrong shape": ("PUT", "/_index_template/t", {"index_patterns": [5]}, 400, "expected texts"),
    "template with a bad mapping": (
        *("PUT", "/_template/t", {"index_patterns": "x", "mappings": {"properties": {"a": {"type": "txt"}}}}),
        *(400, "[txt]"),
    ),
    "template with a bad priority": (
        *("PUT", "/_index_template/t", {"index_patterns": "x", "priority": "high"}),
        *(400, "whole number"),
    ),
    "deep nesting": ("PUT", "/b/_doc/1", b'{"a":' * 2000 + b"1" + b"}" * 2000, 400, "failed to parse"),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status", "text"), REFUSED.values(), ids=REFUSED)
def test_refusals(api: Api, method, path, body, status, text):
    api.fill("b", {"n": 1, "s": "x", "d": "2026-11-21"}, {"n": 2, "d": "2026-12-21"})
    answer = api(method, path, body)
    assert answer.status == status
    assert text in answer.text
    assert "error" in answer.json


def test_an_error_has_elasticsearch_s_shape(api: Api):
    body = api.get("/none").json
    assert body["status"] == 404
    assert body["error"]["root_cause"][0] == {key: body["error"][key] for key in body["error"] if key != "root_cause"}
    assert body["error"]["resource.id"] == "none"


def test_an_error_of_a_search_names_the_index(api: Api):
    api.fill("b", {"n": 1})
    error = api.post("/b/_search", {"query": {"term": {"n": "x"}}}).json["error"]
    assert (error["type"], error["phase"]) == ("search_phase_execution_exception", "query")
    assert error["failed_shards"][0]["reason"]["caused_by"]["reason"] == 'For input string: "x"'


def test_which_indices(api: Api):
    for name in ("logs-1", "logs-2", "other"):
        api.fill(name, {"n": 1})
    assert {path: api.get(f"{path}/_count").json.get("count") for path in PATHS} == PATHS


PATHS = {
    "": 3,
    "/_all": 3,
    "/*": 3,
    "/logs-*": 2,
    "/logs-1,other": 2,
    "/logs-*,-logs-2": 1,
    "/none*": 0,
    "/none": None,
    "/logs-1,none": None,
    "/%2A": 3,
}


def test_missing_indices_may_be_passed_over(api: Api):
    api.fill("b", {"n": 1})
    assert api.get("/b,none/_count?ignore_unavailable=true").json["count"] == 1
    assert api.get("/none*/_count?allow_no_indices=false").status == 404


def test_search_parameters_of_the_url_win(api: Api):
    api.fill("b", *({"n": number, "s": "x"} for number in range(20)))
    body = api(
        "POST", "/b/_search?size=2&from=1&sort=n:desc&_source=n&q=n:>4", {"size": 9, "query": {"match_none": {}}}
    ).json
    assert [hit["_source"] for hit in body["hits"]["hits"]] == [{"n": 18}, {"n": 17}]
    assert body["hits"]["total"]["value"] == 15


def test_ten_hits_in_the_order_of_arrival(api: Api):
    api.fill("b", *({"n": number} for number in range(20)))
    hits = api.get("/b/_search").json["hits"]
    assert [hit["_source"]["n"] for hit in hits["hits"]] == list(range(10))
    assert (hits["total"], hits["max_score"]) == ({"value": 20, "relation": "eq"}, 1.0)


def test_default_operator(api: Api):
    api.fill("b", {"s": "red car"}, {"s": "red bus"}, {"s": "blue bus"})
    assert api.get("/b/_count?q=s:(red%20bus)").json["count"] == 3
    assert api.get("/b/_count?q=s:(red%20bus)&default_operator=AND").json["count"] == 1
    assert api.get("/b/_count?q=red&df=s").json["count"] == 2


def test_totals(api: Api):
    api.fill("b", {"n": 1})
    assert "total" not in api.get("/b/_search?track_total_hits=false").json["hits"]
    assert api.get("/b/_search?rest_total_hits_as_int=true").json["hits"]["total"] == 1


@pytest.mark.parametrize(
    ("wanted", "source"),
    [
        (True, {"a": {"x": 1, "y": 2}, "b": 3}),
        (False, None),
        ("a", {"a": {"x": 1, "y": 2}}),
        (["a.x", "b"], {"a": {"x": 1}, "b": 3}),
        ("*.y", {"a": {"y": 2}}),
        ({"excludes": ["a.x"]}, {"a": {"y": 2}, "b": 3}),
        ({"includes": ["a"], "excludes": ["*.x"]}, {"a": {"y": 2}}),
        ([], {"a": {"x": 1, "y": 2}, "b": 3}),
        ("none", {}),
    ],
)
def test_parts_of_the_source(api: Api, wanted, source):
    api.fill("b", {"a": {"x": 1, "y": 2}, "b": 3})
    hit = api.post("/b/_search", {"_source": wanted}).json["hits"]["hits"][0]
    assert hit.get("_source") == source


def test_parts_of_the_source_by_parameters(api: Api):
    api.fill("b", {"a": 1, "b": 2, "c": 3})
    assert api.get("/b/_doc/1?_source_includes=a,b&_source_excludes=b").json["_source"] == {"a": 1}
    assert "_source" not in api.get("/b/_doc/1?_source=false").json


def test_ids_may_hold_anything(api: Api):
    for quoted, name in (("a%2Fb", "a/b"), ("%C3%A4%20%E2%82%AC", "ä €"), ("100%25", "100%"), ("_x", "_x")):
        assert api.put(f"/b/_doc/{quoted}", {"n": 1}).json["_id"] == name
        assert api.get(f"/b/_doc/{quoted}").json["found"]


def test_a_document_of_several_lines_is_one(api: Api):
    api.put("/b/_doc/1", b'{\n  "a": 1\r\n}\n')
    assert api.get("/b/_source/1").json == {"a": 1}
    assert b"\n" not in api.get("/b/_source/1").body


def test_routing_is_shown(api: Api):
    api.put("/b/_doc/1?routing=r", {"n": 1})
    assert api.get("/b/_doc/1").json["_routing"] == "r"
    assert api.get("/b/_search").json["hits"]["hits"][0]["_routing"] == "r"


def test_cat_indices_is_a_table(api: Api):
    api.fill("logs-2", *({"n": number} for number in range(12)))
    api.fill("a", {"n": 1})
    head, first, second = api.get("/_cat/indices?v").text.splitlines()
    assert head.split() == [
        *["health", "status", "index", "uuid", "pri", "rep", "docs.count", "docs.deleted", "store.size"],
        "pri.store.size",
        "dataset.size",
    ]
    assert (first.split()[2], second.split()[2]) == ("a", "logs-2")
    assert head.index("docs.count") + len("docs.count") == second.index(" 12 ") + 3
    assert len(api.get("/_cat/indices").text.splitlines()) == 2


def test_cat_takes_columns_order_and_format(api: Api):
    api.fill("a", {"n": 1})
    api.fill("b", {"n": 1}, {"n": 2})
    assert api.get("/_cat/indices?h=index,dc&s=docs.count:desc").text == "b 2\na 1\n"
    assert api.get("/_cat/indices?h=index,dc&v").text == "index dc\na      1\nb      2\n"
    assert api.get("/_cat/indices/a?format=json&h=index,docs.count").json == [{"index": "a", "docs.count": "1"}]
    assert api("GET", "/_cat/indices/b?h=i", None, {"Accept": "application/json"}).json == [{"i": "b"}]
    assert api.get("/_cat/indices/none*").text == ""
    assert api.get("/_cat/indices/none").status == 404
    assert api.get("/_cat/indices/b?bytes=b&h=store.size").text == "16\n"
    assert api.get("/_cat/indices/b?h=docs*").text == "2 0\n"


def test_cat_count_and_health(api: Api):
    api.fill("a", {"n": 1}, {"n": 2})
    assert api.get("/_cat/count/a?h=count").text == "2\n"
    assert api.get("/_cat/health?h=status").text == "green\n"
    assert "/_cat/indices\n" in api.get("/_cat").text


def test_the_whole_of_an_index(api: Api):
    api.put("/b", {"settings": {"number_of_shards": 3, "index.refresh_interval": "5s"}, "aliases": {"alias": {}}})
    whole = api.get("/b").json["b"]
    assert set(whole) == {"aliases", "mappings", "settings"}
    assert whole["aliases"] == {"alias": {}}
    assert whole["settings"]["index"]["number_of_shards"] == 3
    assert whole["settings"]["index"]["refresh_interval"] == "5s"
    assert api.get("/b/_settings").json["b"]["settings"] == whole["settings"]


def test_an_alias_leads_to_its_index(api: Api):
    api.put("/logs-000001", {"aliases": {"logs": {"is_write_index": True}}})
    api.put("/logs-000000", {"aliases": {"logs": {}}})
    assert api.head("/logs") == 200
    item = api.bulk({"index": {"_index": "logs"}}, {"n": 1}, path="/_bulk?require_alias=true").json["items"][0]["index"]
    assert (item["status"], item["_index"]) == (201, "logs-000001")
    assert api.get("/logs/_count").json["count"] == 1
    assert set(api.get("/logs/_alias").json) == {"logs-000000", "logs-000001"}
    assert api.put("/logs").status == 400


def test_an_alias_of_two_indices_takes_no_documents(api: Api):
    api.put("/one", {"aliases": {"both": {}}})
    api.put("/two", {"aliases": {"both": {}}})
    assert "no write index" in api.post("/both/_doc", {"n": 1}).reason


def test_dates_in_a_new_index_s_name(api: Api):
    made = api.put("/%3Clogstash-%7Bnow%2Fd%7D-000001%3E", {"aliases": {"logstash": {"is_write_index": True}}})
    name = made.json["index"]
    assert (
        name.startswith("logstash-20") and name.endswith("-000001") and len(name) == len("logstash-2026.11.23-000001")
    )
    assert api.head("/logstash") == 200
    assert api.head("/%3Clogstash-%7Bnow%2Fd%7D-000001%3E") == 200


def test_policies_are_kept(api: Api):
    policy = {"policy": {"phases": {"hot": {"actions": {}}}}}
    assert api.put("/_ilm/policy/logs", policy).json == {"acknowledged": True}
    assert api.get("/_ilm/policy/logs").json == {"logs": {"version": 1, **policy}}


def test_the_weightiest_template_shapes_new_indices(api: Api):
    for name, priority, kind in (("low", 1, "text"), ("high", 200, "keyword")):
        body = {
            "index_patterns": ["logs-*"],
            "priority": priority,
            "template": {"mappings": {"properties": {"k": {"type": kind}}}},
        }
        assert api.put(f"/_index_template/{name}", body).status == 200
    api.fill("logs-1", {"k": 1, "n": 2})
    properties = api.get("/logs-1/_mapping").json["logs-1"]["mappings"]["properties"]
    assert properties == {"k": {"type": "keyword"}, "n": {"type": "long"}}
    api.fill("other", {"k": 1})
    assert api.get("/other/_mapping").json["other"]["mappings"]["properties"]["k"] == {"type": "long"}


def test_legacy_templates_are_laid_over_each_other(api: Api):
    for name, order, fields in (("b", 1, {"k": "keyword"}), ("a", 0, {"l": "ip"})):
        mappings = {"properties": {field: {"type": kind} for field, kind in fields.items()}}
        assert (
            api.put(f"/_template/{name}", {"index_patterns": "logs-*", "order": order, "mappings": mappings}).status
            == 200
        )
    assert api.get("/_template/a").json["a"]["index_patterns"] == ["logs-*"]
    assert api.get("/_template/none").status == 404
    api.fill("logs-1", {"n": 1})
    assert set(api.get("/logs-1/_mapping").json["logs-1"]["mappings"]["properties"]) == {"k", "l", "n"}


def test_several_indices_may_disagree_on_a_type(api: Api):
    api.fill("a", {"v": 5, "d": 1})
    api.fill("b", {"v": "text", "d": "x"})
    hits = api.post("/a,b/_search", {"sort": [{"v": {"unmapped_type": "long"}}]})
    assert hits.status == 400  # text in one of them
    assert api.get("/a,b/_count?q=v:5").json["count"] == 1
    body = {"size": 0, "aggs": {"v": {"value_count": {"field": "d"}}}}
    assert api.post("/a/_search", body).json["aggregations"] == {"v": {"value": 1}}


def test_nothing_hangs_on_the_order_of_writes(api: Api):
    api.fill("b", {"n": 1}, {"n": 2})
    api.bulk({"index": {"_index": "b", "_id": "1"}}, {"n": 3})
    assert [hit["_source"]["n"] for hit in api.get("/b/_search?sort=n").json["hits"]["hits"]] == [2, 3]
    assert json.loads(api.get("/_cat/indices/b?format=json").body)[0]["docs.deleted"] == "1"
