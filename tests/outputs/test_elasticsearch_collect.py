"""What becomes of an event: its two lines in a bulk request."""

import itertools
import json
from decimal import Decimal

import pytest

from pipeline.outputs.elasticsearch import ElasticsearchOutput
from pipeline.plugin import Context
from pipeline.timestamp import Timestamp

WHEN = Timestamp("2024-03-05T10:11:12.345Z")
RECORD = "topic-0-17"


def collected(events, identify=None, ecs="v8", **options):
    """The parsed lines of some events, and the dead letters."""
    output = ElasticsearchOutput(Context(ecs_compatibility=ecs), hosts=["127.0.0.1:1"], **options)
    sink = output.open(identify)
    for event in events:
        before = json.dumps(event, default=str)
        sink.collect(event, RECORD, 0)
        assert json.dumps(event, default=str, sort_keys=True) == json.dumps(json.loads(before), sort_keys=True), (
            "it is left as it was"
        )
    with sink._batch.text() as text:
        lines = bytes(text).decode().split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines], sink._letters


def action(event, **options):
    """The action line of one event."""
    lines, letters = collected([event], **options)
    assert letters == []
    return lines[0]


def index_of(event, **options):
    line = action(event, **options)
    ((parameters),) = line.values()
    return parameters["_index"]


# index option: (event, name)
INDICES = {
    "gold-%{+YYYY.MM.dd}": ({"@timestamp": WHEN}, "gold-2024.03.05"),
    "gold-%{+YYYY.MM.dd.HH}": ({"@timestamp": WHEN}, "gold-2024.03.05.10"),
    "gold-%{+YYYY.MM}": ({"@timestamp": WHEN}, "gold-2024.03"),
    "gold-%{+xxxx.ww}": ({"@timestamp": Timestamp("2024-12-30T00:00:00.000Z")}, "gold-2025.01"),
    "gold-%{+YYYY.DDD}": ({"@timestamp": WHEN}, "gold-2024.065"),
    "gold-%{+HH'h'mm}": ({"@timestamp": WHEN}, "gold-10h11"),
    "gold-%{+ss.SSS}": ({"@timestamp": WHEN}, "gold-12.345"),
    "gold-%{{yyyy-MM-dd}}": ({"@timestamp": WHEN}, "gold-2024-03-05"),
    "gold-%{+%s}": ({"@timestamp": WHEN}, "gold-1709633472"),
    "%{app}-%{+YYYY.MM.dd}": ({"@timestamp": WHEN, "app": "a"}, "a-2024.03.05"),
    "%{[@metadata][idx]}": ({"@timestamp": WHEN, "@metadata": {"idx": "m"}}, "m"),
    "gold": ({}, "gold"),
    "gold-%{+YYYY}": ({}, "gold-"),
}


@pytest.mark.parametrize(("index", "case"), INDICES.items(), ids=INDICES)
def test_the_index(index, case):
    event, name = case
    assert index_of(event, index=index) == name


@pytest.mark.parametrize(
    "index", ["l-%{+YYYY.MM.dd}", "l-%{+HH}", "l-%{+mm}", "l-%{+ss}", "l-%{+SSS}", "l-%{a}-%{+dd}"]
)
def test_days_hours_and_fields_are_not_mixed_up(index):
    times = ["2024-03-05T10:11:12.345Z", "2024-03-05T10:11:13.345Z", "2024-03-05T10:12:12.345Z", "2024-03-05T11:11:12.345Z",
             "2024-03-06T10:11:12.346Z", "2024-04-05T10:11:12.345Z", "2025-03-05T10:11:12.345Z"]  # fmt: skip
    events = [{"@timestamp": Timestamp(when), "a": a} for when, a in itertools.product(times, "xyx")]
    together, _ = collected(events, index=index)
    alone = [collected([event], index=index)[0][0] for event in events]
    assert together[::2] == alone


def test_years_of_more_than_four_digits():
    far = [
        "+12024-03-05T00:00:00.000Z",
        "+12024-03-06T00:00:00.000Z",
        "-0044-03-15T00:00:00.000Z",
        "-0044-03-16T00:00:00.000Z",
    ]
    lines, _ = collected([{"@timestamp": Timestamp(when)} for when in far], index="l-%{+dd}")
    assert [line["index"]["_index"] for line in lines[::2]] == ["l-05", "l-06", "l-15", "l-16"]


# what it shows: (options, event, _id)
IDS = {
    "none without a record's id": ({}, {}, None),
    "document_id": ({"document_id": "%{id}"}, {"id": "x"}, "x"),
    "a number": ({"document_id": "%{id}"}, {"id": 7}, "7"),
    "a quote": ({"document_id": "%{id}"}, {"id": 'a"b\\ü'}, 'a"b\\ü'),
    "unresolved": ({"document_id": "%{nope}"}, {}, "%{nope}"),
    "from @metadata": ({"document_id": "%{[@metadata][id]}"}, {"@metadata": {"id": "m"}}, "m"),
    "control field": ({}, {"@metadata": {"_ingest_document": {"id": "c"}}}, "c"),
    "option before control field": ({"document_id": "o"}, {"@metadata": {"_ingest_document": {"id": "c"}}}, "o"),
}


@pytest.mark.parametrize(("options", "event", "expected"), IDS.values(), ids=IDS)
def test_the_id(options, event, expected):
    assert action(dict(event), index="i", **options) == {"index": {"_id": expected, "_index": "i", "routing": None}}


def test_ids_of_records():
    assert action({}, index="i", identify=str)["index"]["_id"] == "topic-0-17"
    assert action({}, index="i", identify=str, deterministic_ids=False)["index"]["_id"] is None
    assert action({}, index="i", identify=str, document_id="d")["index"]["_id"] == "d"
    assert action({}, identify=str)["create"]["_id"] == "topic-0-17"
    assert action({"@metadata": {"_ingest_document": {"id": "c"}}}, index="i", identify=str)["index"]["_id"] == "c"
    assert action({}, index="i", identify=lambda record: 'a"b')["index"]["_id"] == 'a"b'
    assert action({"big": 2**70}, index="i", identify=str)["index"]["_id"] == "topic-0-17"


def test_further_events_of_a_record_get_ids_of_their_own():
    sink = ElasticsearchOutput(hosts=["127.0.0.1:1"], index="i-%{f}").open(str)
    for number in range(3):
        sink.collect({"f": "x", "n": number}, RECORD, number)
    assert [json.loads(piece.split(b"\n")[0])["index"]["_id"] for piece in sink._batch.pieces()] == [
        "topic-0-17",
        "topic-0-17-1",
        "topic-0-17-2",
    ]


def test_ids_of_records_are_not_for_deletes_and_updates():
    """Those need the id of a document that is there; without one Elasticsearch would refuse the whole request."""
    options = {"index": "i", "action": "%{do}", "identify": str}
    for do in ("delete", "update"):
        lines, (letter,) = collected([{"do": do}], **options)
        assert (lines, letter.reason) == ([], f'the action "{do}" needs the id of a document')
    assert action({"do": "create"}, **options)["create"]["_id"] == "topic-0-17"


# what it shows: (options, event, parameters beside _id and _index)
PARAMETERS = {
    "constant pipeline": ({"pipeline": "p"}, {}, {"routing": None, "pipeline": "p"}),
    "pipeline of the event": ({"pipeline": "%{p}"}, {"p": "q"}, {"routing": None, "pipeline": "q"}),
    "empty pipeline": ({"pipeline": "%{p}"}, {"p": ""}, {"routing": None}),
    "target pipeline": ({}, {"@metadata": {"target_ingest_pipeline": "t"}}, {"routing": None, "pipeline": "t"}),
    "constant routing": ({"routing": "r"}, {}, {"routing": "r"}),
    "routing of the event": ({"routing": "%{r}"}, {"r": 1}, {"routing": "1"}),
    "parent": ({"parent": "%{p}"}, {"p": "1"}, {"routing": None, "parent": "1"}),
    "version": ({"version": "%{v}"}, {"v": 3}, {"routing": None, "version": "3"}),
    "control fields": (
        {},
        {
            "@metadata": {
                "_ingest_document": {"version": 3, "version_type": "external", "routing": "r", "pipeline": "p"}
            }
        },
        {"routing": "r", "pipeline": "p", "version": 3, "version_type": "external"},
    ),
    "control field that is no map": ({}, {"@metadata": {"_ingest_document": "x"}}, {"routing": None}),
}


@pytest.mark.parametrize(("options", "event", "expected"), PARAMETERS.values(), ids=PARAMETERS)
def test_parameters(options, event, expected):
    found = action(dict(event), index="i", **options)["index"]
    assert {name: value for name, value in found.items() if name not in ("_id", "_index")} == expected


def test_the_index_of_a_control_field_counts_with_the_default_index_only():
    event = {"@timestamp": WHEN, "@metadata": {"_ingest_document": {"index": "c"}}}
    assert index_of(dict(event), ecs="disabled") == "c"
    assert index_of(dict(event), ecs="disabled", ilm_enabled="false") == "c"
    assert index_of(dict(event), index="i") == "i"
    assert index_of(dict(event)) == "logs-generic-default"


DOC = {"a": 1}
SCRIPT = {"params": {"event": DOC}, "inline": "s", "lang": "painless"}
UPDATE = {"index": "i", "action": "update", "document_id": "1"}
# what it shows: (options, the document line of an update)
UPDATES = {
    "plain": ({}, {"doc": DOC}),
    "doc_as_upsert": ({"doc_as_upsert": True}, {"doc": DOC, "doc_as_upsert": True}),
    "upsert": ({"upsert": '{"n": "%{a}"}'}, {"doc": DOC, "upsert": {"n": "1"}}),
    "script": ({"script": "s"}, {"script": SCRIPT}),
    "script with upsert": ({"script": "s", "upsert": "{}"}, {"script": SCRIPT, "upsert": {}}),
    "script with doc_as_upsert": ({"script": "s", "doc_as_upsert": True}, {"script": SCRIPT, "upsert": DOC}),
    "scripted upsert": (
        {"script": "s", "scripted_upsert": True},
        {"script": SCRIPT, "scripted_upsert": True, "upsert": {}},
    ),
    "stored script": (
        {"script": "s", "script_type": "indexed", "script_lang": "", "script_var_name": "e"},
        {"script": {"params": {"e": DOC}, "id": "s"}},
    ),
}


@pytest.mark.parametrize("dynamic", [False, True], ids=["update", "%{[@metadata][do]}"])
@pytest.mark.parametrize(("options", "expected"), UPDATES.values(), ids=UPDATES)
def test_updates(options, expected, dynamic):
    event = {**DOC, "@metadata": {"do": "update"}}
    more = {"action": "%{[@metadata][do]}"} if dynamic else {}
    lines, letters = collected([event], **{**UPDATE, **options, **more})
    assert lines == [{"update": {"_id": "1", "_index": "i", "routing": None, "retry_on_conflict": 1}}, expected]
    assert letters == []


def test_a_join_field_names_the_parent_and_routes_to_it():
    lines, _ = collected([{"jf": "answer", "p": "1"}], index="i", join_field="jf", parent="%{p}", document_id="c")
    assert lines[0]["index"] == {"_id": "c", "_index": "i", "routing": "1"}
    assert lines[1]["jf"] == {"name": "answer", "parent": "1"}
    lines, _ = collected([{"j": {"f": "x"}, "p": "1"}], index="i", join_field="[j][f]", parent="%{p}")
    assert lines[1]["j"] == {"f": {"name": "x", "parent": "1"}}


# what it shows: (event, options, why it is refused)
REFUSED = {
    "a field of the index is missing": (
        {},
        {"index": "i-%{nope}"},
        'a field that the index "i-%{nope}" needs is missing',
    ),
    "a null field": ({"nope": None}, {"index": "i-%{nope}"}, 'a field that the index "i-%{nope}" needs is missing'),
    "it is missing from an update": (
        {},
        {**UPDATE, "index": "i-%{nope}"},
        'a field that the index "i-%{nope}" needs is missing',
    ),
    "an unknown action": (
        {"do": "secret"},
        {"index": "i", "action": "%{do}"},
        'the action "%{do}" gave none of index, create, update, delete',
    ),
    "upsert that is no JSON": (
        {"a": '"'},
        {**UPDATE, "upsert": '{"a": "%{a}"}'},
        'the "upsert" text is no JSON with the fields of this event',
    ),
}


@pytest.mark.parametrize(("event", "options", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_written_is_a_dead_letter(event, options, reason):
    lines, letters = collected([{**event, "@metadata": {"m": 1}}], **options)
    assert lines == []
    assert [(letter.record, json.loads(letter.event), letter.reason) for letter in letters] == [(RECORD, event, reason)]


def test_an_unresolved_index_may_be_allowed():
    assert index_of({}, index="i-%{nope}", dlq_on_failed_indexname_interpolation=False) == "i-%{nope}"


def nested(depth):
    value = {}
    for _ in range(depth):
        value = {"n": value}
    return value


# what it shows: (event, document)
DOCUMENTS = {
    "big whole numbers": ({"n": 12345678901234567890123}, {"n": 12345678901234567890123}),
    "decimals": ({"n": Decimal("0.10")}, {"n": 0.1}),
    "a lone surrogate ends the text": ({"t": "a\ud800b"}, {"t": "a"}),
    "deep nesting": (nested(300), nested(300)),
    "nothing at all": ({}, {}),
    "control characters": ({"t": "\x01\n\u2028/"}, {"t": "\x01\n\u2028/"}),
}


@pytest.mark.parametrize(
    "options", [{"index": "i"}, {"index": "i-%{+dd}"}, {"index": "i", "version": "1"}, {}], ids=str
)
@pytest.mark.parametrize(("event", "document"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents(event, document, options):
    lines, letters = collected_quietly([event], **options)
    assert letters == []
    found = dict(lines[1])
    if not options:
        assert found.pop("data_stream") == {"type": "logs", "dataset": "generic", "namespace": "default"}
    assert found == document


def collected_quietly(events, **options):
    sink = ElasticsearchOutput(hosts=["127.0.0.1:1"], **options).open(None)
    for event in events:
        sink.collect(event, RECORD, 0)
    with sink._batch.text() as text:
        return [json.loads(line) for line in bytes(text).split(b"\n")[:-1]], sink._letters


def test_what_no_json_can_hold_is_a_dead_letter_and_leaves_no_half_line():
    lines, letters = collected_quietly([{"a": 1}, {"a": object()}, {"a": 2}], index="i")
    assert [line.get("a") for line in lines[1::2]] == [1, 2]
    assert [letter.reason for letter in letters] == ["the event can't be written as JSON"]


def test_a_delete_has_no_document_and_keeps_the_event_for_dead_letters():
    sink = ElasticsearchOutput(hosts=["127.0.0.1:1"], index="i", action="delete", document_id="%{id}").open(None)
    sink.collect({"id": 1, "@metadata": {"m": 1}}, RECORD, 0)
    sink.collect({"id": 2}, RECORD, 0)
    pieces = sink._batch.pieces()
    assert [piece.count(b"\n") for piece in pieces] == [1, 1]
    assert [json.loads(sink._batch.event(number)) for number in range(2)] == [{"id": 1}, {"id": 2}]


def test_the_event_of_an_update_is_found_again_for_dead_letters():
    for options in ({}, {"script": "s"}):
        sink = ElasticsearchOutput(hosts=["127.0.0.1:1"], **UPDATE, **options).open(None)
        sink.collect({"a": 1}, RECORD, 0)
        assert json.loads(sink._batch.event(0)) == {"a": 1}
