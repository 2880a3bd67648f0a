"""What a real Logstash sent to a scripted node, config by config (golden/wire/elasticsearch.jsonl), and what ours sends."""

import json
import re
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, OptionError
from tests.outputs.fake_elasticsearch import FakeElasticsearch
from tests.outputs.runs import Run, event

FILE = Path(__file__).parents[1] / "golden" / "wire" / "elasticsearch.jsonl"
CASES = {case["id"]: case for case in map(json.loads, FILE.read_text(encoding="utf-8").rstrip("\n").split("\n"))}
FAULTS = (AssertionError, ConfigError, OptionError, pytest.fail.Exception)
REFUSED = "pipeline refuses to start"

# Where ours differs on purpose: case -> why.  A case that stops differing fails, so that the list stays true.
DEVIATIONS = {
    "parameters": "a value is encoded once; Logstash encodes it three times",
    "parameters-space": "a blank in a value is encoded; Logstash does not start",
    "path": "the prefix stands once before every path; Logstash doubles it for bulk requests and health checks",
    "path-ecs-disabled-template": "as `path`",
    "ssl-mismatch": "https addresses with ssl_enabled => false are refused when the config is checked",
    "ilm-policy-missing": "a missing policy is told at start, before anything is read; Logstash stops later and loses events",
    "bulk-413": "a request that is too large is cut in halves, and a document too large by itself becomes a dead letter",
    "bulk-429-at-eof": "the batch is sent again after the inputs have ended; Logstash gives it up",
    "hosts-late-at-eof": "the batch waits for the node after the inputs have ended; Logstash gives it up",
    "root-503": "the pipeline starts and the first batch asks again; Logstash asks before it starts",
}
# Cases that are tested elsewhere, since a recording can't be compared request by request.
UNLIKE = {
    "split-20mb": "recorded as a digest; see test_a_big_batch_is_cut_into_requests_of_20_mib",
    "split-20mb-plain": "as split-20mb",
    "api-key-encoded": "needs a node with TLS; see test_elasticsearch_tls.py",
    "sniffing": "depends on the time; see test_sniffing_takes_over_the_nodes_of_the_cluster",
}


def parameters():
    for name, case in CASES.items():
        if name not in UNLIKE:
            faulty = pytest.mark.xfail(reason=DEVIATIONS.get(name), strict=True, raises=FAULTS)
            yield pytest.param(case, id=name, marks=[faulty] if name in DEVIATIONS else [])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def scripted(case, port=0):
    responses = case["responses"]
    bulk = responses["bulk"] if isinstance(responses["bulk"], list) else []
    other = dict(responses["other"]) if isinstance(responses["other"], dict) else {}
    if "root" in responses:
        other["GET /"] = [200, responses["root"]]
    bulk = [["sleep", 1.5] if answer == ["sleep", 5] else answer for answer in bulk]
    return FakeElasticsearch(bulk, other, port=port)


def config_of(case, node, second, dead):
    text = case["config"].replace("timeout => 3", "timeout => 1")
    for placeholder, port in (("@HOST@", node), ("@HOST2@", second), ("@DEAD@", dead)):
        text = text.replace(placeholder, f"127.0.0.1:{port}")
    return f"{case.get('filter', '')} {text}"


def shown(lines):
    """Parsed lines of a bulk body; the clock's time is not compared."""
    return [
        {**line, "@timestamp": "<now>"}
        if line.get("tags") in (["_timestampparsefailure"], ["_jsonparsefailure"])
        else line
        for line in lines
    ]


def sent(node):
    return [shown(request.lines) for request in node.bulks]


def recorded(requests):
    return [[json.loads(line) for line in request["body"]] for request in requests if request["method"] == "POST"]


def recorded_set_up(requests):
    """Logstash reads `GET /` a second time for the cluster's id, which we don't need."""
    names = [f"{request['method']} {request['path']}" for request in requests if request["method"] != "POST"]
    return [name for number, name in enumerate(names) if not (name.startswith("GET /") and name in names[:number])]


def decoded(case):
    """The events as the recording's input made them; a line that is no JSON is an event of its own."""
    for text in case["events"]:
        try:
            yield event(text)
        except ValueError:
            yield event(json.dumps({"message": text, "tags": ["_jsonparsefailure"]}))


@pytest.mark.golden("wire/elasticsearch", deviations=DEVIATIONS, elsewhere=UNLIKE)
@pytest.mark.parametrize("case", list(parameters()))
def test_requests(case):
    port, late = free_port(), "late" in case["responses"]
    with ExitStack() as stack:
        node, second = scripted(case, port), FakeElasticsearch()
        stack.enter_context(second)
        if not late:
            stack.enter_context(node)
        config = config_of(case, port, second.port, free_port())
        if any(REFUSED in line for line in case["log"]):
            with pytest.raises((ConfigError, OptionError)), Run(config, ecs=case["ecs"]):
                pass
            return
        run = stack.enter_context(Run(config, ecs=case["ecs"]))
        run.meanwhile = lambda tries: stack.enter_context(node) if late and tries == 2 else None
        size = case["settings"].get("pipeline.batch.size", 125)
        events = list(decoded(case))
        for start in range(0, len(events), size):
            run.batch(events[start : start + size])
        assert sent(node) + sent(second) == recorded(case["requests"]) + recorded(case.get("requests_host2", []))
        if "requests_host2" not in case:
            in_order = list if case["config"].count("elasticsearch {") == 1 else sorted  # Logstash starts two at once
            assert in_order(node.set_up) == in_order(recorded_set_up(case["requests"]))


def test_the_list_of_deviations_names_cases():
    assert (DEVIATIONS.keys() | UNLIKE.keys()) <= CASES.keys()


def test_dead_letters_are_those_that_logstash_writes_and_those_it_drops():
    """Where Logstash warns and drops without a dead-letter queue, or on a conflict, ours keeps a dead letter."""
    for name, expected in {
        "item-400": 1,
        "item-409": 1,
        "item-404": 1,
        "item-mixed-dlq": 3,
        "index-unresolved": 1,
    }.items():
        case = CASES[name]
        with scripted(case) as node, Run(config_of(case, node.port, 0, 0), ecs=case["ecs"]) as run:
            run.batch([event(text) for text in case["events"]])
        assert len(run.letters) == expected, name


def test_headers_are_those_of_logstash():
    """What every bulk request says of itself; our own User-Agent apart."""
    case = CASES["default-v8"]
    wanted = next(request["headers"] for request in case["requests"] if request["method"] == "POST")
    with FakeElasticsearch() as node, Run(config_of(case, node.port, 0, 0)) as run:
        run.batch([event(text) for text in case["events"]])
    found = {name.lower(): value for name, value in node.bulks[0].headers.items()}
    same = ("content-type", "x-elastic-product-origin", "x-elastic-event-count")
    assert {name: found[name] for name in same} == {
        name.lower(): v for name, v in wanted.items() if name.lower() in same
    }
    assert found["x-elastic-uncompressed-request-length"] == str(len(node.bulks[0].text))
    assert re.match(r"pipeline/\d", found["user-agent"])
