"""What is done once before the first document: product check, license, template, alias and policy."""

import json
import threading

import pytest

from pipeline.outputs.elasticsearch.templates import bundled, with_rollover, without_rollover
from pipeline.plugin import OptionError
from tests.outputs.fake_elasticsearch import VERSION, FakeElasticsearch
from tests.outputs.runs import Run

NO_HANDLER = [400, '{"error":"no handler found for uri"}']
METHOD = [405, '{"error":"Incorrect HTTP method"}']


def config(node, options='index => "i"'):
    return f'output {{ elasticsearch {{ hosts => ["http://{node.address}"] {options} }} }}'


def started(other=None, options='index => "i"', ecs="v8"):
    """The set-up requests when a pipeline starts."""
    with FakeElasticsearch(other=other) as node, Run(config(node, options), ecs=ecs):
        return node.set_up


def refused(other, options='index => "i"'):
    """Why a pipeline does not start."""
    with FakeElasticsearch(other=other) as node, pytest.raises(OptionError) as error, Run(config(node, options)):
        pass
    return error.value.message.replace(node.address, "NODE")


def test_who_answers_must_be_elasticsearch():
    plain = {"X-Elastic-Product": None}
    opensearch = {"version": {"number": "2.11.0", "distribution": "opensearch"}}
    assert refused({"GET /": [401, "{}"]}) == "Elasticsearch does not accept the credentials (401)"
    for answer in ([200, "{}", plain], [404, "", plain], [200, "<html>", plain], [200, json.dumps(opensearch)]):
        assert refused({"GET /": answer}) == "what answers at http://NODE is not Elasticsearch"


@pytest.mark.parametrize("answer", [METHOD, [403, "{}"]], ids=["no such handler", "no privilege"])
def test_a_node_that_says_nothing_of_itself_is_fine_when_its_header_does(answer):
    assert started({"GET /": answer, "HEAD /": [405, ""], "GET /_license": NO_HANDLER}) == [
        "HEAD /",
        "GET /",
        "GET /_license",
        "HEAD /_index_template/ecs-logstash",
        "PUT /_index_template/ecs-logstash",
    ]


def test_old_versions_have_no_header():
    root = {"version": {**VERSION, "number": "7.10.2"}}
    names = started({"GET /": [200, json.dumps(root), {"X-Elastic-Product": None}]})
    assert names[-2:] == ["HEAD /_template/ecs-logstash", "PUT /_template/ecs-logstash"]


@pytest.mark.parametrize(
    "away", ["HEAD /", "GET /", "HEAD /_index_template/ecs-logstash", "PUT /_index_template/ecs-logstash"]
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_node_is_waited_for_by_the_first_batch(away, status):
    answers = [[status, ""]] * 3 + [[200, ""] if "HEAD" in away else "default"]
    if "template" in away and "HEAD" in away:
        answers[-1] = [404, ""]
    with FakeElasticsearch(other={away: answers}) as node, Run(config(node)) as run:
        run.batch([{"n": 1}])
        assert node.documents() == [{"n": 1}]
        assert len(run.waits) == 2


def test_the_first_batch_waits_for_a_node_that_is_away(capsys):
    node = FakeElasticsearch()
    with node:
        pass
    with Run(config(node)) as run:
        again = FakeElasticsearch(port=node.port)
        run.meanwhile = lambda tries: again.__enter__() if tries == 3 else None
        run.batch([{"n": 1}])
        assert again.documents() == [{"n": 1}]
        assert again.set_up[-1] == "PUT /_index_template/ecs-logstash"
        again.stop()
    assert len(run.waits) == 3
    assert "".join(capsys.readouterr()).count("is not ready, documents wait") == 1


def test_what_is_refused_later_is_tried_again_rather_than_lost():
    answers = [[503, ""], [401, "{}"], [401, "{}"], "default"]
    with FakeElasticsearch(other={"GET /": answers}) as node, Run(config(node)) as run:
        run.batch([{"n": 1}])
        assert node.documents() == [{"n": 1}]


def test_many_threads_set_up_once():
    with FakeElasticsearch(other={"GET /": [[503, ""], "default"]}) as node, Run(config(node)) as run:
        (output,) = run.plugins
        sinks = [output.open(None) for _ in range(8)]

        def deliver(sink):
            sink.collect({"n": 1}, None, 0)
            sink.flush(lambda seconds: threading.Event().wait(0.01))

        threads = [threading.Thread(target=deliver, args=(sink,)) for sink in sinks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        for sink in sinks:
            sink.close()
        assert len(node.documents()) == 8
        assert node.set_up.count("PUT /_index_template/ecs-logstash") == 1


class TestTemplate:
    def put(self, options='index => "i"', ecs="v8", other=None):
        with FakeElasticsearch(other=other) as node, Run(config(node, options), ecs=ecs):
            return [(one.path, json.loads(one.raw)) for one in node.requests if one.method == "PUT"]

    def test_the_bundled_ones(self):
        ((path, found),) = self.put(ecs="disabled")
        assert (path, found["index_patterns"]) == ("/_index_template/logstash", "logstash-*")
        geoip = found["template"]["mappings"]["properties"]["geoip"]["properties"]
        assert geoip["location"] == {"type": "geo_point"}
        ((path, found),) = self.put(ecs="v8")
        assert (path, found["index_patterns"]) == ("/_index_template/ecs-logstash", "ecs-logstash-*")
        geoip = found["template"]["mappings"]["properties"]["geoip"]["properties"]
        assert geoip["geo"]["properties"]["location"] == {"type": "geo_point"}

    def test_one_that_is_there_stays_unless_it_is_to_be_overwritten(self):
        there = {"HEAD /_index_template/ecs-logstash": [200, ""]}
        assert self.put(other=there) == []
        assert len(self.put('index => "i" template_overwrite => true', other=there)) == 1

    @pytest.mark.parametrize("options", ["manage_template => false", "data_stream => true"])
    def test_none(self, options):
        assert self.put(options if "stream" in options else f'index => "i" {options}') == []

    def test_your_own(self, tmp_path):
        file = tmp_path / "own.json"
        file.write_text('{"index_patterns": ["x-*"], "template": {"settings": {"number_of_replicas": 0}}}')
        options = f'index => "i" template => "{file}" template_name => "mine"'
        assert self.put(options) == [("/_index_template/mine", json.loads(file.read_text()))]
        options = f'template => "{file}" ilm_rollover_alias => "al" ilm_policy => "logstash-policy"'
        path, found = self.put(options)[0]
        assert (path, found["index_patterns"]) == ("/_index_template/al", "al-*")
        assert found["template"]["settings"] == {
            "number_of_replicas": 0,
            "index.lifecycle.name": "logstash-policy",
            "index.lifecycle.rollover_alias": "al",
        }

    @pytest.mark.parametrize(
        ("api", "path"), [("legacy", "/_template/ecs-logstash"), ("composable", "/_index_template/ecs-logstash")]
    )
    def test_the_api_can_be_chosen(self, api, path):
        assert self.put(f'index => "i" template_api => "{api}"')[0][0] == path

    def test_a_refused_one_is_told_before_anything_is_read(self):
        error = {"error": {"type": "mapper_parsing_exception", "reason": "bad", "caused_by": {"reason": "worse"}}}
        message = refused({"PUT /_index_template/ecs-logstash": [400, json.dumps(error)]})
        assert (
            message == 'Elasticsearch refuses the index template "ecs-logstash": mapper_parsing_exception: bad (worse)'
        )

    def test_a_name_with_odd_characters(self):
        assert self.put('index => "i" template_name => "a/b c"')[0][0] == "/_index_template/a%2Fb%20c"

    def test_settings_of_lifecycles_come_and_go(self):
        for composable in (True, False):
            template = bundled("x-*", ecs=False, composable=composable)
            rolling = with_rollover(template, "x", "p", composable=composable)
            assert "index.lifecycle.name" in json.dumps(rolling)
            assert without_rollover(rolling) == template
            assert "lifecycle" not in json.dumps(template)


class TestLifecycles:
    options = "data_stream => false"

    def test_without_lifecycles_the_alias_is_made_and_does_not_roll_over(self, capsys):
        names = started(
            {
                "PUT /_index_template/ecs-logstash": [NO_HANDLER, [200, "{}"]],
                "GET /_ilm/policy/logstash-policy": NO_HANDLER,
            },
            self.options,
        )
        assert names[3:] == [
            "HEAD /_index_template/ecs-logstash",
            "PUT /_index_template/ecs-logstash",
            "GET /_ilm/policy/logstash-policy",
            "PUT /_index_template/ecs-logstash",
            "HEAD /ecs-logstash",
            "PUT /%3Cecs-logstash-%7Bnow%2Fd%7D-000001%3E",
            "GET /_ilm/policy/logstash-policy",
        ]
        assert "will not roll over" in "".join(capsys.readouterr())

    def test_unless_they_were_asked_for(self):
        other = {"GET /_ilm/policy/logstash-policy": NO_HANDLER}
        assert "no index lifecycles here" in refused(other, "data_stream => false ilm_enabled => true")

    def test_an_alias_that_another_process_made_just_now(self):
        exists = [400, '{"error":{"type":"resource_already_exists_exception","reason":"there"}}']
        names = started({"PUT /%3Cecs-logstash-%7Bnow%2Fd%7D-000001%3E": exists}, self.options)
        assert names[-1] == "PUT /_ilm/policy/logstash-policy"

    def test_an_alias_that_is_refused(self):
        broken = [400, '{"error":{"type":"invalid_alias_name_exception","reason":"an index has the name"}}']
        message = refused({"PUT /%3Cecs-logstash-%7Bnow%2Fd%7D-000001%3E": broken}, self.options)
        assert message == (
            'Elasticsearch refuses the alias "ecs-logstash": invalid_alias_name_exception: an index has the name'
        )

    def test_a_missing_policy_of_your_own(self):
        assert refused({}, 'ilm_rollover_alias => "al" ilm_policy => "mine"') == 'Elasticsearch has no policy "mine"'


def test_an_expired_license_is_told(capsys):
    started({"GET /_license": [200, '{"license":{"status":"expired"}}']})
    assert "license of elasticsearch has expired" in "".join(capsys.readouterr())
