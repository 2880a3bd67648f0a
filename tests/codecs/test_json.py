"""Codec json: records to events and back."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codecs.json import JsonCodec
from pipeline.plugin import Context
from pipeline.timestamp import Timestamp

NOW = "2024-05-06T07:08:09.123456Z"
FAILED = {"tags": ["_jsonparsefailure"]}

# what it shows: (record, the fields of each event beside @version and @timestamp)
RECORDS = {
    "an object": (b'{"a": 1}', [{"a": 1}]),
    "a list of objects": (b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
    "null in a list is an empty event": (b"[null]", [{}]),
    "an empty list": (b"[]", []),
    "nothing": (b"", []),
    "a tombstone": (None, []),
    "blanks": (b" \t\r\n\x0b\x1c", []),
    "blanks of Java's": ("\u2003\u3000".encode(), []),
    "a no-break blank is no blank to Java": ("\xa0".encode(), [{"message": "\xa0", **FAILED}]),
    "a scalar": (b"5", [{"message": "5", **FAILED}]),
    "null": (b"null", [{"message": "null", **FAILED}]),
    "one bad element fails the list": (b'[{"a": 1}, 5]', [{"message": '[{"a": 1}, 5]', **FAILED}]),
    "broken": (b'{"a":', [{"message": '{"a":', **FAILED}]),
    "NaN": (b'{"a": NaN}', [{"message": '{"a": NaN}', **FAILED}]),
    "what follows the first document is ignored": (b'{"a": 1} junk', [{"a": 1}]),
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', [{"message": '\ufeff{"a": 1}', **FAILED}]),
    "big numbers stay whole": (b'{"a": 123456789012345678901}', [{"a": 123456789012345678901}]),
    "a negative beyond 64 bits": (b'{"a": -9999999999999999999}', [{"a": -9999999999999999999}]),
    "half a surrogate pair": (b'{"a": "x\\ud800"}', [{"a": "x\ud800"}]),
    "bytes that are no UTF-8 are shown": (b'{"a": "caf\xe9"}', [{"message": '{\\"a\\": \\"caf\\xE9\\"}', **FAILED}]),
    "@metadata that is no object": (b'{"@metadata": 1}', [{"message": '{"@metadata": 1}', **FAILED}]),
    "tags that are none": (b'{"tags": 7}', [{"tags": ["_tagsparsefailure"], "_tags": [7]}]),
}


def decode(context, record, **options):
    return [dict(event) for event in JsonCodec(context, **options).record_decoder()(record)]


@pytest.mark.parametrize(("record", "expected"), RECORDS.values(), ids=RECORDS)
def test_record(context, record, expected):
    assert decode(context, record) == [{"@version": "1", "@timestamp": NOW, **fields} for fields in expected]


# what it shows: (record, [event] of its only event, "absent" where there is none)
ORIGINALS = {
    "kept": (b'{"a": 1}', {"original": '{"a": 1}'}),
    "kept of a list of one": (b'[{"a": 1}]', {"original": '[{"a": 1}]'}),
    "with what follows": (b'{"a": 1} x', {"original": '{"a": 1} x'}),
    "beside other keys": (b'{"event": {"kind": "k"}}', {"kind": "k", "original": '{"event": {"kind": "k"}}'}),
    "not over one that is there": (b'{"event": {"original": null}}', {"original": None}),
    "structlog's text stays": (b'{"event": "Request completed"}', "Request completed"),
    "a number stays": (b'{"event": 5}', 5),
    "null stays": (b'{"event": null}', None),
    "a list stays": (b'{"event": [1]}', [1]),
    "a failure has none": (b"oops", "absent"),
}


@pytest.mark.parametrize(("record", "expected"), ORIGINALS.values(), ids=ORIGINALS)
def test_original(ecs, record, expected):
    (event,) = decode(ecs, record)
    assert event.get("event", "absent") == expected


def test_several_events_keep_no_original(ecs):
    assert all("event" not in event for event in decode(ecs, b'[{"a": 1}, {"a": 2}]'))


def test_a_record_with_a_text_under_event_is_not_tagged(ecs):
    (event,) = decode(ecs, b'{"event": "x", "level": "error"}')
    assert event["level"] == "error"
    assert "tags" not in event


def test_the_codec_may_have_a_layout_of_its_own(ecs):
    (event,) = decode(ecs, b'{"a": 1}', ecs_compatibility="disabled")
    assert "event" not in event


# what it shows: (target, record, what the event gets)
TARGETS = {
    "nothing inside is special": ("doc", b'{"tags": 5, "@timestamp": "x"}', {"doc": {"tags": 5, "@timestamp": "x"}}),
    "below the top": ("[a][b]", b'{"c": 1}', {"a": {"b": {"c": 1}}}),
    "in the metadata": ("[@metadata][d]", b'{"c": 1}', {"@metadata": {"d": {"c": 1}}}),
    "failures ignore it": ("doc", b"5", {"message": "5", **FAILED}),
    "a place that takes no map": ("tags", b'{"c": 1}', {"message": '{"c": 1}', **FAILED}),
}


@pytest.mark.parametrize(("target", "record", "expected"), TARGETS.values(), ids=TARGETS)
def test_target(context, target, record, expected):
    assert decode(context, record, target=target) == [{"@version": "1", "@timestamp": NOW, **expected}]


def test_the_original_joins_a_target_called_event(ecs):
    (event,) = decode(ecs, b'{"a": 1}', target="event")
    assert event["event"] == {"a": 1, "original": '{"a": 1}'}


def test_charset(ecs):
    (event,) = decode(ecs, '{"a": "café"}'.encode("latin-1"), charset="ISO-8859-1")
    assert event["a"] == "café"
    assert event["event"]["original"] == '{"a": "café"}'


def test_text_from_the_input_has_replacement_characters(context):
    codec = JsonCodec(context)
    codec.received_as_text = True
    (event,) = codec.record_decoder()(b'{"a": "caf\xe9"}')
    assert event["a"] == "caf\ufffd"


def test_a_time_becomes_a_timestamp(context):
    (event,) = decode(context, b'{"@timestamp": "2024-01-01T00:00:00Z"}')
    assert type(event["@timestamp"]) is Timestamp
    assert event["@timestamp"] == "2024-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("depth", "failed"), [(300, False), (998, False), (1000, False), (1001, True), (100_000, True)]
)
def test_depth(context, depth, failed):
    (event,) = decode(context, b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}")
    assert ("tags" in event) is failed


def test_brackets_in_strings_do_not_nest(context):
    (event,) = decode(context, b'{"a": "\\"' + b"[" * 3000 + b'", "b": 1e400}')
    assert "tags" not in event


def test_failures_are_reported(context):
    seen = []
    context.report = lambda plugin, reason: seen.append((plugin.name, type(reason).__name__))
    decode(context, b"{")
    assert seen == [("json", "JSONDecodeError")]


def test_the_encoder_leaves_metadata_out_and_in(context):
    event = {"a": 1, "@metadata": {"m": 1}, "b": [1.5, None]}
    assert orjson.loads(JsonCodec(context).encoder()(event)) == {"a": 1, "b": [1.5, None]}
    assert event["@metadata"] == {"m": 1}


def test_the_encoder_ends_a_text_at_half_a_pair(context):
    assert JsonCodec(context).encoder()({"a": "x\udc00y", "n": 1 << 70}) == b'{"a":"x","n":1180591620717411303424}'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text().filter(lambda key: key[:1] not in ("@", "t")), JSON))
def test_what_is_written_reads_the_same(fields):
    codec = JsonCodec(Context(ecs_compatibility="disabled"))
    (event,) = codec.record_decoder()(codec.encoder()(fields))
    assert {key: value for key, value in event.items() if not key.startswith("@")} == fields


@given(st.binary())
def test_any_bytes_give_events(data):
    for event in JsonCodec(Context()).record_decoder()(data):
        assert "@timestamp" in event
