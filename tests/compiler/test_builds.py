"""The optimised build gives what the plain one gives, from a record's bytes to the lines of a bulk request."""

import json
from functools import partial
from pathlib import Path
from random import Random

import orjson
import pytest
from confluent_kafka import Message
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.compiler import check_sources
from pipeline.compiler.generate import generate
from pipeline.compiler.program import Adaptive, Feed
from pipeline.plugin import Context
from pipeline.runtime.runner import feed_of
from pipeline.source import Source

NOW = 1_795_431_600_123_456_000
GOLDEN = Path(__file__).parents[1] / "golden"
INPUT = 'input { kafka { codec => "json" %s } }'
OUTPUT = 'output { elasticsearch { index => "logs-%{+YYYY.MM.dd}" } }'


LEARNED = {"plain": 0, "direct": 10**9, "shaped": 1}  # records that are looked at before the shaped loop is made


NEXT_FILE = "# next file"


class Outcome:
    """What became of some records: the documents, which records were dropped, which failed and why."""

    def __init__(self, config, records, *, build, ecs="v8"):
        reports = []
        context = Context(
            clock=lambda: NOW, random=Random(1), ecs_compatibility=ecs, report=lambda plugin, reason: reports.append(plugin.name)
        )  # fmt: skip
        checked = check_sources([Source("config", part) for part in config.split(NEXT_FILE)], context)
        program = generate(checked.plan, checked.resolver.substitute, optimise=build != "plain")
        source = checked.plan.inputs[0].plugin
        sink = checked.plan.output_stages()[0].plugin.open(source.identifier())
        failures = []

        def failed(event, record, error):
            place = record if source.gives_lines else record.offset()
            failures.append((place, type(error).__name__, event and sorted(event)))
            return 1

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pipeline.compiler.program.LEARNED", LEARNED[build])
            decode, feed = source.codec.record_decoder(), feed_of(source)
            if source.gives_lines:
                decoder = source.codec.for_stream().decoder()
                decode, feed = (
                    decoder.decode,
                    Feed(feed.value, feed.decorate, source.codec.for_stream().line_snippet(decoder)),
                )
            process = program.process(decode, failed, [sink], feed)
            batches = [
                *([record] for record in records[:3]),
                *(records[at : at + 20] for at in range(3, len(records), 20)),
            ]
            self.dropped = sum(map(process, batches))
        with sink._batch.text() as text:
            self.lines = [canonical(line) for line in bytes(text).split(b"\n")]
        self.refused = [letter.reason for letter in sink._letters]
        self.failures = failures
        twice = NEXT_FILE in config and failures  # what raises in a config of several files is done again
        self.reports = set(reports) if twice else reports

    def __eq__(self, other):
        return self.__dict__ == other.__dict__

    __hash__ = None

    def __repr__(self):
        return str(self.__dict__)


def canonical(line):
    """A line as JSON in which the order of keys doesn't show, and 1 and 1.0 differ."""
    return json.dumps(json.loads(line), sort_keys=True) if line else ""


def messages(values):
    return [
        Message(topic="app", partition=number % 2, offset=number, value=value, timestamp=(1, 1_700_000_000_000 + number))
        for number, value in enumerate(values)
    ]  # fmt: skip


def same(config, values, **more):
    records = values if "stdin" in config else messages(values)
    plain, direct, shaped = (Outcome(config, records, build=build, **more) for build in LEARNED)
    assert direct == plain
    assert shaped == plain
    return plain


CASES = [
    case
    for path in sorted(GOLDEN.glob("*.jsonl"))
    for case in map(json.loads, path.read_text(encoding="utf-8").rstrip("\n").split("\n"))
    if "in" in case and "settings" not in case and not case["rejected"] and case["codec"] in ("json", "json_lines")
]
AREAS = sorted({case["area"] for case in CASES})


@pytest.mark.parametrize("area", AREAS)
def test_recorded_cases(area, databases):
    for case in CASES:
        if case["area"] == area:
            config = "\n".join([INPUT % "", case["config"].replace("@DB@", str(databases)), OUTPUT])
            same(config, [line.encode("utf-8", "surrogatepass") for line in case["in"]], ecs=case["ecs"])


NAMES = st.sampled_from(["data_stream", "a", "b", "message", "when", "ip", "level", "tags", "@timestamp", "@version", "event", "geoip", "[a][b]", "@metadata"])  # fmt: skip
TEXTS = st.sampled_from(["", "ERROR", "x", "2026-11-21T00:00:12.960000Z", "2026-11-21T00:00:12.96Z", "2026-11-21T00:00:12Z", "2026-11-21 00:00:12.960Z", "2026-11-21t00:00:12.960000Z", "2026-02-30T00:00:12.960Z", "81.2.69.142", "10.0.0.1", "::1", "one,two", "\ud800"])  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from([2**70, 1.5, 1e300]) | TEXTS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6)  # fmt: skip
EVENTS = st.dictionaries(NAMES, VALUES, max_size=8)
NESTED = st.builds(lambda outer, inner: {**outer, "message": json.dumps(inner)}, EVENTS, VALUES | EVENTS)
RECORDS = st.lists((EVENTS | NESTED).map(lambda event: json.dumps(event).encode()) | st.sampled_from([b"", b"[]", b"{", b"1", b'[{"a":1},{"b":2}]', b"\xff"]), min_size=1, max_size=8)  # fmt: skip
FIELDS = st.sampled_from(["a", "b", "message", "when", "ip", "level", "[a][b]", "event", "geoip", "@timestamp", "tags"])
COMMON = st.sampled_from(["", 'add_tag => ["t"]', 'add_field => { "b" => "x" }', 'add_field => { "new" => "%{a}" }', 'remove_field => ["a", "message"]', 'add_field => { "[a][c]" => "x" } add_tag => ["u"]'])  # fmt: skip
FILTERS = st.one_of(
    st.builds('json {{ source => "{}" {} }}'.format, FIELDS, COMMON),
    st.builds('date {{ match => ["{}", "ISO8601"] {} }}'.format, FIELDS, COMMON),
    st.builds('date {{ match => ["{}", "ISO8601"] target => "b" }}'.format, FIELDS),
    st.builds('geoip {{ database => "@DB@/GeoLite2-City-Test.mmdb" source => "{}" target => "geoip" {} }}'.format, FIELDS, COMMON),
    st.builds("mutate {{ {} }}".format, COMMON),
    st.builds('mutate {{ rename => {{ "{}" => "{}" }} {} }}'.format, FIELDS, FIELDS, COMMON),
    st.builds('mutate {{ copy => {{ "{}" => "{}" }} uppercase => ["{}"] }}'.format, FIELDS, FIELDS, FIELDS),
    st.builds('mutate {{ replace => {{ "{}" => "x %{{a}}" }} convert => {{ "a" => "integer" }} {} }}'.format, FIELDS, COMMON),
    st.builds('mutate {{ replace => {{ "@timestamp" => "x" }} {} }}'.format, COMMON),
    st.builds('split {{ field => "{}" {} }}'.format, FIELDS, COMMON),
    st.just("drop { }"),
)  # fmt: skip
CONDITIONS = st.builds("[{}] {}".format, st.sampled_from(["a", "b", "level", "tags", "@timestamp", "geoip", "geoip][geo"]), st.sampled_from(['== "ERROR"', "> 1", 'in ["x", "t"]', '=~ "2026"', ""]))  # fmt: skip
STATEMENTS = st.one_of(
    FILTERS,
    st.builds("if {} {{ {} }}".format, CONDITIONS, FILTERS),
    st.builds("if {} {{ {} }} else {{ {} }}".format, CONDITIONS, FILTERS, FILTERS),
)
CONFIGS = st.builds(
    lambda statements, more, joint, tail: "\n".join([INPUT % more, "filter {", *statements, "}", joint, tail]),
    st.lists(STATEMENTS, min_size=1, max_size=5),
    st.sampled_from(["", 'decorate_events => "basic"', 'add_field => { "a" => "1" } tags => ["in"]', 'type => "x" add_field => { "new" => "%{a}" }']),
    st.sampled_from(["", "", NEXT_FILE, NEXT_FILE + "\nfilter { mutate { lowercase => [ 'b' ] } }"]),
    st.sampled_from([OUTPUT, OUTPUT, 'output { elasticsearch { index => "%{a}" } }', 'output { if [a] { elasticsearch { index => "x" } } }', 'output { elasticsearch { index => "x" document_id => "%{ip}" } }', "output { elasticsearch { } }"]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(config=CONFIGS, records=RECORDS, ecs=st.sampled_from(["v8", "disabled"]))
def test_random_pipelines(databases, config, records, ecs):
    same(config.replace("@DB@", str(databases)), records, ecs=ecs)


def test_the_optimised_build_makes_no_call_for_what_it_holds():
    """If the snippets were gone, both builds would agree, and nobody would see it."""
    config = "\n".join([INPUT % "", 'filter { if [level] == "ERROR" { mutate { add_tag => ["error"] } } }', OUTPUT])
    checked = check_sources([Source("config", config)], Context())
    build = partial(generate, checked.plan, checked.resolver.substitute)
    assert "mutate_2(event)" in build(optimise=False).listing()
    assert "mutate_2(event)" not in build(optimise=True).listing()


def test_the_direct_loop_is_taken():
    config = "\n".join([INPUT % "", OUTPUT])
    outcome = same(config, [orjson.dumps({"a": 1}), orjson.dumps({"a": 2, "@metadata": 3}), b"[{},{}]"])
    assert len(outcome.lines) == 9


TIMES = [
    "2026-11-21T00:00:12.960000Z", "2026-11-21 00:00:12.960000Z", "2026-11-21t00:00:12.960000Z", "2026-11-21T00:00:12.960Z",
    "2026-11-21T00:00:12.960123456Z", "2026-11-21T00:00:12.9601Z", "2026-11-21T00:00:12,960000Z", "2026-11-21T00:00:12.960000z",
    "2026-11-21T00:00:12.9+00:00", "2026-11-21T24:00:00.000000Z", "2026-02-30T00:00:12.960000Z", "2026-11-21T00:00:60.000000Z",
    "", 1, None, ["2026-11-21T00:00:12.960000Z"],
]  # fmt: skip
ADDRESSES = ["81.2.69.142", "10.0.0.1", "", " 81.2.69.142", "::1", None, 1, [], ["81.2.69.142"], {}]
INSIDE = ['{"a": 1}', '{"[a][b]": 1}', '{"a]": 1}', '{"\\u005ba\\u005d": 1}', '{"tags": 1}', '{"tags": "x"}', '{"@timestamp": "2026-01-01T00:00:00Z"}', '{"@metadata": {"a": 1}}', '{"a": [1.50]}', "[1]", "1", "null", "{", "", " ", '{"a":1}{"b":2}', "\ufeff{}", None, False, {}]  # fmt: skip


@pytest.mark.parametrize("ecs", ["v8", "disabled"])
@pytest.mark.parametrize("before", [{}, {"geoip": 1}, {"tags": "x"}, {"tags": ["_geoip_lookup_failure"]}])
def test_what_each_snippet_leaves_to_its_step(databases, ecs, before):
    config = """filter {
        json { source => "message" add_tag => ["json"] }
        date { match => ["when", "ISO8601"] add_field => { "dated" => "%{when}" } }
        geoip { source => "ip" target => "geoip" database => "@DB@/GeoLite2-City-Test.mmdb" remove_field => ["ip"] }
    }""".replace("@DB@", str(databases))
    events = (
        [{"message": text} for text in INSIDE] + [{"when": time} for time in TIMES] + [{"ip": ip} for ip in ADDRESSES]
    )
    same(
        "\n".join([INPUT % "", config, OUTPUT]), [json.dumps({**before, **event}).encode() for event in events], ecs=ecs
    )


def test_the_shaped_loop_takes_usual_records():
    """If every record were unusual to it, all builds would agree, and nobody would see it."""
    config = "\n".join(
        [INPUT % "", 'filter { json { source => "message" } date { match => ["when", "ISO8601"] } }', OUTPUT]
    )
    checked = check_sources([Source("config", config)], Context())
    source = checked.plan.inputs[0].plugin
    sink = checked.plan.output_stages()[0].plugin.open(source.identifier())
    program = generate(checked.plan, checked.resolver.substitute)
    process = program.process(source.codec.record_decoder(), None, [sink], feed_of(source))
    events = [{"when": TIMES[0], "n": number, "message": '{"a": 1.50, "b": [1]}'} for number in range(3 * 600)]
    records = messages([json.dumps(event).encode() for event in events])
    for start in range(0, 1800, 600):  # the first batch is learned from; the first event of a day is unusual
        process(records[start : start + 600])
    assert (process._judged, process._unusual) == (1200, 0)
    assert len(sink._batch.records) == 1800


class Loops:
    """Stands in for the loops of a thread: says which one ran; records are texts, their letters the fields."""

    def __init__(self):
        self.ran = []
        self.bound = {"missed": []}
        self.adaptive = Adaptive(self.direct, self.learning, self.shaped, self.bound)

    def direct(self, **bound):
        return lambda records: self.ran.append("direct") or 0

    def learning(self, fields):
        def run(records):
            self.ran.append("learning")
            fields.records += len(records)
            for record in records:
                fields.outer |= dict.fromkeys(record)
            return 0

        return lambda **bound: run

    def shaped(self, fields):
        known = set(fields.outer)

        def run(records):
            self.ran.append("shaped " + "".join(sorted(known)))
            self.bound["missed"].append(sum(not set(record) <= known for record in records))
            return 0

        return lambda **bound: run

    def feed(self, *records):
        self.ran.clear()
        for record in records:
            self.adaptive([record] * 10)
        return self.ran


@pytest.fixture
def loops(monkeypatch):
    for name, value in {"LEARNED": 10, "JUDGED": 20, "PAUSE": 30, "MOST_FIELDS": 8}.items():
        monkeypatch.setattr(f"pipeline.compiler.program.{name}", value)
    return Loops()


def test_a_new_shape_is_learned_beside_the_old_one(loops):
    assert loops.feed("ab", "ab", "ab") == ["learning", "shaped ab", "shaped ab"]
    assert loops.feed("cd", "cd", "cd", "ab") == ["shaped ab", "shaped ab", "learning", "shaped abcd"]


def test_too_many_fields_are_given_up_for_a_while(loops):
    assert loops.feed("abcdefghi", *"aaaaa") == ["learning", "direct", "direct", "direct", "direct", "learning"]
    assert loops.feed("a") == ["shaped a"]


def test_shapes_without_end_are_given_up_for_a_while(loops):
    loops.feed("a", "b", "b", "b", "c", "c", "c", "d", "d", "d")
    assert loops.feed("a") == ["direct"]


@pytest.mark.parametrize("options", ["", "data_stream_sync_fields => false", 'data_stream_dataset => "app"'])
def test_data_streams(options):
    events = [{"a": 1}, {"a": 2, "data_stream": {"dataset": "other"}}, {"a": 3, "data_stream": "x"}, {"a": 4}, {}]
    config = "\n".join([INPUT % "", "output { elasticsearch { " + options + " } }"])
    same(config, [json.dumps(event).encode() for event in events for _ in range(3)])


LINES = RECORDS.map(lambda records: [record + b"\n" for record in records])
PARTS = st.sampled_from([b'{"a":', b"1}\n", b"\n", b"\r\n", b'{"a": 1}', b'{"host": {"x": 1}, "event": {"y": 1}}\n'])


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(LINES | PARTS.map(lambda part: [part]), max_size=6), codec=st.sampled_from(["json_lines", "json"]), filters=st.lists(FILTERS, max_size=3), ecs=st.sampled_from(["v8", "disabled"]))  # fmt: skip
def test_random_lines(databases, lines, codec, filters, ecs):
    config = "\n".join([f"input {{ stdin {{ codec => {codec} }} }} filter {{", *filters, "}", OUTPUT])
    same(config.replace("@DB@", str(databases)), [line for some in lines for line in some], ecs=ecs)


def test_usual_lines_take_the_shaped_loop():
    config = f"input {{ stdin {{ codec => json_lines }} }} {OUTPUT}"
    checked = check_sources([Source("config", config)], Context())
    source = checked.plan.inputs[0].plugin
    sink = checked.plan.output_stages()[0].plugin.open(None)
    decoder = source.codec.for_stream().decoder()
    feed = Feed("record", source.decorator(), source.codec.line_snippet(decoder))
    process = generate(checked.plan, checked.resolver.substitute).process(decoder.decode, None, [sink], feed)
    for _ in range(3):
        process([b'{"a": 1}\n'] * 600)
    assert (process._judged, process._unusual) == (1200, 0)
    assert sink._batch.lines.count(b'"hostname"') == 1800


def test_filters_over_many_fields_keep_the_dict():
    filters = [f'if [f{number}] == "x" {{ mutate {{ add_tag => ["t"] }} }}' for number in range(100)]
    config = "\n".join([INPUT % "", "filter {", *filters, "}", OUTPUT])
    outcome = same(config, [b'{"f7": "x"}'] * 5)
    assert outcome.lines[1].count('"t"') == 1


RENAMING = """filter {
    mutate { rename => { "a" => "b" } copy => { "n" => "m" } }
    if [b] == "gone" { drop { } }
    mutate { remove_field => ["n"] add_tag => ["t"] }
}"""


@pytest.mark.parametrize(
    ("filters", "in_slots"),
    [(RENAMING.replace('copy => { "n" => "m" }', ""), True), (RENAMING, False)],
    ids=["slots", "a call"],
)
def test_what_the_shaped_loop_does_without_the_dict(filters, in_slots):
    config = "\n".join([INPUT % "", filters, OUTPUT])
    checked = check_sources([Source("config", config)], Context())
    source = checked.plan.inputs[0].plugin
    sink = checked.plan.output_stages()[0].plugin.open(source.identifier())
    program = generate(checked.plan, checked.resolver.substitute)
    process = program.process(source.codec.record_decoder(), None, [sink], feed_of(source))
    records = messages([b'{"a": "x", "n": 1}', b'{"a": "gone", "n": 2}'] * 600)
    process(records[:600])
    run = process._run
    before = len(sink._batch.records)
    assert run(records[600:]) == 300
    assert len(sink._batch.records) - before == 300
    assert (process._run is run) is in_slots  # or so many were unusual that it learns again
    assert process._unusual == 0
