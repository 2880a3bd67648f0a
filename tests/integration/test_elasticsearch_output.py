"""The elasticsearch output against the real engine: what it stores, refuses, maps and finds again."""

import json
import socket
import urllib.error
import urllib.request
import uuid

import pytest

from tests.outputs.runs import Run, event

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
WHEN = "2024-03-05T10:11:12.345Z"


def ask(service, path, method="GET", body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(service.url + path, data, {"Content-Type": "application/json"}, method=method)
    try:
        with DIRECT.open(request) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return json.loads(error.read() or b"null")


def stored(service, index):
    """The documents of an index by id."""
    ask(service, f"/{index}/_refresh", "POST")
    hits = ask(service, f"/{index}/_search?size=1000")["hits"]["hits"]
    return {hit["_id"]: hit["_source"] for hit in hits}


@pytest.fixture(params=["elasticsearch", "elasticsearch9"])
def service(request):
    """The real engine, version 8 and, where a Java for it is found, 9."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def name(service):
    """A name for indices that no other test has; all of them are deleted afterwards."""
    made = f"test-{uuid.uuid4().hex[:10]}"
    yield made
    for found in ask(service, f"/_cat/indices/{made}*,ecs-{made}*?format=json&expand_wildcards=all") or []:
        ask(service, f"/{found['index']}", "DELETE")


def config(service, options, hosts=""):
    return f'output {{ elasticsearch {{ hosts => [{hosts} "{service.url}"] {options} }} }}'


def some(count, **more):
    return [event(json.dumps({"@timestamp": WHEN, "n": number, **more})) for number in range(count)]


def test_bulk_by_day_with_ids_of_records(service, name):
    """The same records twice: the same documents once."""
    options = f'index => "{name}-%{{+YYYY.MM.dd}}"'
    for _ in range(2):
        with Run(config(service, options), identify=lambda record: f"t-0-{record[0]['n']}") as run:
            run.batch(some(100))
        assert (run.letters, run.waits) == ([], [])
    found = stored(service, f"{name}-2024.03.05")
    assert found.keys() == {f"t-0-{number}" for number in range(100)}
    assert found["t-0-7"] == {"@timestamp": WHEN, "@version": "1", "n": 7}


def test_create_finds_what_is_there_and_counts_it_as_delivered(service, name):
    with Run(config(service, f'index => "{name}" action => "create"'), identify=lambda record: "same") as run:
        run.batch(some(3))
    assert (run.letters, len(stored(service, name))) == ([], 1)


def test_a_document_that_does_not_fit_the_mapping_is_a_dead_letter(service, name):
    with Run(config(service, f'index => "{name}"')) as run:
        run.batch(some(1))
        run.batch([event('{"n": "no number"}'), event('{"n": 5}')])
    (letter,) = run.letters
    assert json.loads(letter.event)["n"] == "no number"
    assert letter.reason.startswith("could not index event to Elasticsearch: status 400, document_parsing_exception")
    assert "no number" not in letter.reason
    assert sorted(document["n"] for document in stored(service, name).values()) == [0, 5]


def test_an_index_name_that_is_refused(service, name):
    with Run(config(service, f'index => "{name.upper()}"')) as run:
        run.batch(some(2))
    assert len(run.letters) == 2
    assert "invalid_index_name_exception" in run.letters[0].reason


def test_a_document_that_spoils_the_whole_request(service, name):
    """Elasticsearch refuses all of a request for one id that is too long; only that document may suffer."""
    with Run(config(service, f'index => "{name}" document_id => "%{{n}}"')) as run:
        run.batch([*some(20), event(json.dumps({"n": "x" * 600})), *some(1, m=1)])
    (letter,) = run.letters
    assert "action_request_validation_exception" in letter.reason
    assert "xxx" not in letter.reason
    assert len(stored(service, name)) == 20


def test_actions(service, name):
    options = f'index => "{name}" action => "%{{[@metadata][do]}}" document_id => "%{{id}}" doc_as_upsert => true'
    with Run(config(service, options)) as run:
        run.batch([event(json.dumps({"id": str(n), "v": 1, "@metadata": {"do": "index"}})) for n in range(3)])
        run.batch([
            event('{"id": "0", "@metadata": {"do": "delete"}}'),
            event('{"id": "gone", "@metadata": {"do": "delete"}}'),
            event('{"id": "1", "v": 2, "@metadata": {"do": "update"}}'),
            event('{"id": "new", "v": 3, "@metadata": {"do": "update"}}'),
            event('{"id": "2", "v": 4, "@metadata": {"do": "create"}}'),
        ])  # fmt: skip
    assert {key: value["v"] for key, value in stored(service, name).items()} == {"1": 2, "2": 1, "new": 3}
    (letter,) = run.letters
    assert "status 409, version_conflict_engine_exception" in letter.reason


def test_versions_and_routing(service, name):
    options = f'index => "{name}" document_id => "1" version => "%{{v}}" version_type => "external" routing => "%{{r}}"'
    with Run(config(service, options)) as run:
        run.batch([event('{"v": 5, "r": "a"}'), event('{"v": 4, "r": "a"}'), event('{"v": 6, "r": "a"}')])
    found = ask(service, f"/{name}/_doc/1?routing=a")
    assert (found["_version"], found["_routing"], len(run.letters)) == (6, "a", 1)


def test_an_ingest_pipeline_that_is_not_there(service, name):
    with Run(config(service, f'index => "{name}" pipeline => "%{{p}}"')) as run:
        run.batch(some(1, p="absent"))
        run.batch(some(1, p=""))
    assert len(stored(service, name)) == 1
    assert "pipeline with id [absent] does not exist" in run.letters[0].reason


@pytest.mark.parametrize("level", [1, 9])
def test_gzip(service, name, level):
    with Run(config(service, f'index => "{name}" compression_level => {level}')) as run:
        run.batch(some(500))
    assert (run.letters, len(stored(service, name))) == ([], 500)


def test_two_hosts_of_which_one_is_dead(service, name):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        dead = f'"http://127.0.0.1:{taken.getsockname()[1]}",'
        with Run(config(service, f'index => "{name}"', dead)) as run:
            for number in range(4):
                run.batch([event(json.dumps({"n": number}))])
    assert run.waits == []
    assert len(stored(service, name)) == 4


def test_a_big_batch_goes_in_several_requests(service, name):
    with Run(config(service, f'index => "{name}"')) as run:
        run.batch([{"n": number, "p": ["x" * 30_000] * 300} for number in range(5)])
    assert (run.letters, len(stored(service, name))) == ([], 5)


def test_a_document_too_large_for_the_engine_is_a_dead_letter(service, name):
    """The engine refuses requests of more than 100 MB by their announced length, before it has read them."""
    with Run(config(service, f'index => "{name}"')) as run:
        run.batch([{"n": 0}, {"n": 1, "p": "x" * 106_000_000}, {"n": 2}])
    assert [letter.record[0]["n"] for letter in run.letters] == [1]
    assert "status 413" in run.letters[0].reason
    assert len(stored(service, name)) == 2


@pytest.mark.parametrize("ecs", ["disabled", "v8"])
def test_the_bundled_template_makes_places_points_and_texts_searchable(service, name, ecs):
    prefix = "logstash" if ecs == "disabled" else "ecs-logstash"
    place = {"lat": 52.5, "lon": 13.4}
    geoip = {"location": place} if ecs == "disabled" else {"geo": {"location": place}}
    index = f"{prefix}-{name}"
    options = f'index => "{index}" template_overwrite => true'
    with Run(config(service, options), ecs=ecs) as run:
        run.batch(
            some(1, geoip=geoip, source={"ip": "192.0.2.1", "geo": {"location": place}}, message="hello", user="u")
        )
    assert run.letters == []
    fields = ask(service, f"/{index}/_mapping")[index]["mappings"]["properties"]
    ask(service, f"/{index}", "DELETE")
    ask(service, f"/_index_template/{prefix}", "DELETE")
    assert fields["@timestamp"]["type"] == "date"
    assert fields["message"] == {"type": "text", "norms": False}
    assert fields["user"]["fields"]["keyword"]["type"] == "keyword"
    geo = fields["geoip"]["properties"]
    if ecs == "disabled":
        assert geo["location"]["type"] == "geo_point"
    else:
        assert geo["geo"]["properties"]["location"]["type"] == "geo_point"
        assert fields["source"]["properties"]["geo"]["properties"]["location"]["type"] == "geo_point"
        assert fields["source"]["properties"]["ip"]["type"] == "ip"


def test_the_rollover_alias_where_there_are_no_lifecycles(service, name, capsys):
    """The engine for tests knows no ILM: the alias is made all the same, and the log says that it won't roll over."""
    options = f'data_stream => false ilm_rollover_alias => "{name}" ilm_pattern => "000001"'
    with Run(config(service, options)) as run:
        run.batch(some(2))
    assert run.letters == []
    assert len(stored(service, name)) == 2
    assert f"{name}-000001" in ask(service, f"/_alias/{name}")
    assert "will not roll over" in "".join(capsys.readouterr())
    ask(service, f"/{name}-000001", "DELETE")
    ask(service, f"/_index_template/{name}", "DELETE")


def test_killed_and_started_again_while_a_batch_waits(elasticsearch, request):
    """Nothing is lost and nothing is there twice."""
    name = f"test-{uuid.uuid4().hex[:10]}"
    with Run(config(elasticsearch, f'index => "{name}"'), identify=lambda record: f"t-0-{record[0]['n']}") as run:
        run.batch(some(50))
        elasticsearch.kill()
        run.meanwhile = lambda tries: elasticsearch.start() if tries == 2 else None
        run.batch([event(json.dumps({"n": number})) for number in range(40, 90)])
    assert run.letters == []
    assert len(run.waits) >= 2
    assert stored(elasticsearch, name).keys() == {f"t-0-{number}" for number in range(90)}
    ask(elasticsearch, f"/{name}", "DELETE")
