"""The official client works with the embedded index."""

from collections.abc import Iterator

import pytest
from elasticsearch import BadRequestError, ConflictError, Elasticsearch, NotFoundError
from elasticsearch.helpers import BulkIndexError, bulk, parallel_bulk, streaming_bulk

from pipeline.embedded.index import EmbeddedIndex
from tests.embedded.index.api import Api


@pytest.fixture
def client(server: EmbeddedIndex, api: Api) -> Iterator[Elasticsearch]:
    with Elasticsearch(server.url) as connected:
        yield connected


def actions(count: int, index: str = "logs-2026.11.21") -> Iterator[dict[str, object]]:
    return ({"_index": index, "_id": str(number), "n": number, "even": number % 2 == 0} for number in range(count))


def test_it_is_taken_for_elasticsearch(client: Elasticsearch):
    assert client.ping()
    assert client.info()["version"]["number"] == "8.19.0"
    assert client.cluster.health()["status"] == "green"
    assert client.license.get()["license"]["status"] == "active"


def test_bulk_helper(client: Elasticsearch):
    assert bulk(client, actions(1200)) == (1200, [])
    assert client.count(index="logs-*")["count"] == 1200


def test_streaming_and_parallel_bulk(client: Elasticsearch):
    assert all(good for good, _ in streaming_bulk(client, actions(300), chunk_size=100))
    assert all(good for good, _ in parallel_bulk(client, actions(1000, "other"), thread_count=4, chunk_size=100))
    assert client.count()["count"] == 1300


def test_compressed_bulk(server: EmbeddedIndex, client: Elasticsearch):
    with Elasticsearch(server.url, http_compress=True) as compressing:
        assert bulk(compressing, actions(500)) == (500, [])
    assert client.count()["count"] == 500


def test_bulk_helper_tells_refusals(client: Elasticsearch):
    bulk(client, actions(3))
    bad = [
        {"_op_type": "create", "_index": "logs-2026.11.21", "_id": "0", "n": 1},
        {"_index": "logs-2026.11.21", "n": "x"},
    ]
    with pytest.raises(BulkIndexError) as caught:
        bulk(client, bad)
    assert [next(iter(error.values()))["status"] for error in caught.value.errors] == [409, 400]


def test_search(client: Elasticsearch):
    bulk(client, actions(100))
    found = client.search(index="logs-*", query={"range": {"n": {"gte": 90}}}, sort=[{"n": "desc"}], size=3)
    assert [hit["_source"]["n"] for hit in found["hits"]["hits"]] == [99, 98, 97]
    assert found["hits"]["total"] == {"value": 10, "relation": "eq"}
    assert client.search(q="even:true AND n:<10", source=False)["hits"]["total"]["value"] == 5
    assert client.search(aggs={"even": {"terms": {"field": "even"}}}, size=0)["aggregations"]["even"]["buckets"] == [
        {"key": 0, "key_as_string": "false", "doc_count": 50},
        {"key": 1, "key_as_string": "true", "doc_count": 50},
    ]


def test_single_documents(client: Elasticsearch):
    assert client.index(index="b", id="1", document={"n": 1})["result"] == "created"
    assert client.index(index="b", id="1", document={"n": 2})["result"] == "updated"
    assert client.get(index="b", id="1")["_source"] == {"n": 2}
    assert client.exists(index="b", id="1")
    assert client.update(index="b", id="1", doc={"m": 3})["result"] == "updated"
    assert client.get_source(index="b", id="1") == {"n": 2, "m": 3}
    assert len(client.index(index="b", document={"n": 1})["_id"]) == 20
    assert client.delete(index="b", id="1")["result"] == "deleted"
    assert not client.exists(index="b", id="1")
    with pytest.raises(NotFoundError):
        client.get(index="b", id="1")


def test_refusals_are_the_client_s_exceptions(client: Elasticsearch):
    client.create(index="b", id="1", document={"n": 1})
    with pytest.raises(ConflictError):
        client.create(index="b", id="1", document={"n": 1})
    with pytest.raises(BadRequestError, match="document_parsing_exception"):
        client.index(index="b", document={"n": "abc"})
    with pytest.raises(NotFoundError, match="index_not_found_exception"):
        client.count(index="none")
    with pytest.raises(BadRequestError, match="parsing_exception"):
        client.search(query={"nosuch": {}})


def test_indices(client: Elasticsearch):
    assert not client.indices.exists(index="b")
    assert client.indices.create(index="b", mappings={"properties": {"k": {"type": "keyword"}}})["acknowledged"]
    assert client.indices.exists(index="b")
    client.indices.put_mapping(index="b", properties={"ip": {"type": "ip"}})
    mapping = client.indices.get_mapping(index="b")["b"]["mappings"]
    assert mapping == {"properties": {"ip": {"type": "ip"}, "k": {"type": "keyword"}}}
    client.indices.refresh(index="b")
    client.indices.delete(index="b")
    with pytest.raises(NotFoundError):
        client.indices.delete(index="b")


def test_templates(client: Elasticsearch):
    client.indices.put_index_template(name="t", index_patterns=["logs-*"], template={"mappings": {"properties": {}}})
    assert client.indices.exists_index_template(name="t")
    assert client.indices.get_index_template(name="t")["index_templates"][0]["name"] == "t"
    client.indices.delete_index_template(name="t")
    assert not client.indices.exists_index_template(name="t")


def test_cat(client: Elasticsearch):
    bulk(client, actions(7))
    assert "logs-2026.11.21" in str(client.cat.indices())
    assert client.cat.indices(format="json", h="index,docs.count") == [{"index": "logs-2026.11.21", "docs.count": "7"}]
    assert client.cat.count(format="json")[0]["count"] == "7"
