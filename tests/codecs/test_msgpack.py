"""Codec msgpack: documents of records and streams, what no event can hold, and what is written."""

from decimal import Decimal
from itertools import pairwise

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codecs.msgpack import MsgpackCodec
from pipeline.timestamp import Timestamp

pack = msgpack.packb
FAILED = ["_msgpackparsefailure"]


def shown(events):
    return [{key: value for key, value in event.items() if not key.startswith("@")} for event in events]


def record(codec, data):
    return shown(codec.record_decoder()(data))


# what it shows: (options, a record, events)
RECORDS = {
    "a map": ({}, pack({"a": 1, "b": [1.5, None, True, {"c": "é"}], "n": -(2**63), "m": 2**64 - 1}), [{"a": 1, "b": [1.5, None, True, {"c": "é"}], "n": -(2**63), "m": 2**64 - 1}]),
    "several maps": ({}, pack({"a": 1}) + pack({"a": 2}), [{"a": 1}, {"a": 2}]),
    "binary values": ({}, pack({b"k": b"v\xe9"}), [{"k": "v\\xE9"}]),
    "keys that are no texts": ({}, pack({1: {None: 2, True: 3}}), [{"1": {"": 2, "true": 3}}]),
    "a time": ({}, pack({"t": msgpack.Timestamp(1_714_979_289, 123)}), [{"t": Timestamp("2024-05-06T07:08:09.000000123Z")}]),
    "numbers that JSON lacks": ({}, pack({"i": float("inf"), "n": [float("nan")]}), [{"i": Decimal("Infinity"), "n": [None]}]),
    "half a letter": ({}, b"\x81\xa1a\xa1\xe9", [{"a": "�"}]),
    "below a target": ({"target": "[x][y]"}, pack({"a": 1}), [{"x": {"y": {"a": 1}}}]),
    "a format": ({"format": "%{a}!"}, pack({"a": 1}), [{"a": 1, "message": "1!"}]),
    "a format and a message": ({"format": "%{a}!"}, pack({"message": "m"}), [{"message": "m"}]),
    "a format and a target": ({"format": "%{[x][a]}!", "target": "x"}, pack({"a": 1}), [{"x": {"a": 1}, "message": "1!"}]),
    "an empty map": ({}, pack({}), [{}]),
    "nothing": ({}, b"", []),
    "a tombstone": ({}, None, []),
    "no map": ({}, pack([{"a": 1}]), [{"message": "\\x91\\x81\\xA1a\\u0001", "tags": FAILED}]),
    "no MessagePack": ({}, b"\xc1", [{"message": "\\xC1", "tags": FAILED}]),
    "text": ({}, b"{}", [{"message": "{", "tags": FAILED}, {"message": "}", "tags": FAILED}]),
    "cut short": ({}, pack({"a": "b"})[:-1], [{"message": "\\x81\\xA1a\\xA1", "tags": FAILED}]),
    "the second one cut short": ({}, pack({"a": 1}) + b"\x81", [{"a": 1}, {"message": "\\x81", "tags": FAILED}]),
    "the first one no map": ({}, b"x" + pack({"a": 1}), [{"message": "x", "tags": FAILED}, {"a": 1}]),
    "a type of an application": ({}, b"\x81\xa1a\xd4\x05\x00", [{"message": "\\x81\\xA1a\\xD4\\u0005\\u0000", "tags": FAILED}]),
    "a list as a key": ({}, b"\x81\x91\x01\x02", [{"message": "\\x81\\x91\\u0001\\u0002", "tags": FAILED}]),
    "a text in the place of the metadata": ({}, pack({"@metadata": 1}), [{"message": "\\x81\\xA9@metadata\\u0001", "tags": FAILED}]),
    "a target that can't stand": ({"target": "tags"}, pack({}), [{"message": "\\x80", "tags": FAILED}]),
    "lists in lists": ({}, b"\x81\xa1a" + b"\x91" * 900 + b"\x01", None),
}  # fmt: skip


@pytest.mark.parametrize(("options", "data", "expected"), RECORDS.values(), ids=RECORDS)
def test_record(context, options, data, expected):
    found = record(MsgpackCodec(context, **options), data)
    if expected is None:
        assert len(found) == 1
    else:
        assert found == expected
        assert [type(value) for one in found for value in one.values()] == [
            type(value) for one in expected for value in one.values()
        ]


def test_the_time_of_an_event(context):
    decode = MsgpackCodec(context).record_decoder()
    times = ["2024-01-02T03:04:05Z", msgpack.Timestamp(1_700_000_000, 0)]
    found = [decode(pack({"@timestamp": time}))[0]["@timestamp"] for time in times]
    assert found == ["2024-01-02T03:04:05.000Z", "2023-11-14T22:13:20.000Z"]
    assert decode(pack({}))[0] == {"@version": "1", "@timestamp": "2024-05-06T07:08:09.123456Z"}


STREAM = pack({"a": "x\n"}) + pack(7) + pack({"b": [1] * 20}) + pack({"c": "y" * 300})
EVENTS = [{"a": "x\n"}, {"message": "\a", "tags": FAILED}, {"b": [1] * 20}, {"c": "y" * 300}]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_it_does_not_matter_where_the_stream_is_cut(places):
    cuts = [0, *sorted(places), len(STREAM)]
    decoder = MsgpackCodec().decoder()
    events = [event for start, end in pairwise(cuts) for event in decoder.decode(STREAM[start:end])]
    assert shown([*events, *decoder.flush()]) == EVENTS


def test_a_stream_goes_on_behind_what_is_none(context):
    decoder = MsgpackCodec(context).decoder()
    assert shown(decoder.decode(pack({"a": 1}) + b"\xc1rest")) == [{"a": 1}, {"message": "\\xC1rest", "tags": FAILED}]
    assert shown(decoder.decode(pack({"a": 2})[:1])) == []
    assert shown(decoder.decode(pack({"a": 2})[1:])) == [{"a": 2}]
    assert shown(decoder.flush()) == []


# what it shows: (event, what can be read again)
WRITTEN = {
    "all but the metadata": ({"a": 1, "@metadata": {"k": 1}}, {"a": 1}),
    "times": ({"@timestamp": Timestamp("2024-05-06T07:08:09.123Z"), "t": [Timestamp("2024-05-06T07:08:09.123Z")]}, {"@timestamp": "2024-05-06T07:08:09.123Z", "t": ["2024-05-06T07:08:09.123Z"]}),
    "decimals": ({"a": Decimal("1.5"), "b": Decimal("-Infinity")}, {"a": 1.5, "b": float("-inf")}),
    "half letters": ({"a": "é\udc00"}, {"a": "é?"}),
    "all else": ({"a": [None, True, {"b": 1.5}], "n": 2**64 - 1}, {"a": [None, True, {"b": 1.5}], "n": 2**64 - 1}),
}  # fmt: skip


@pytest.mark.parametrize(("event", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_written(context, event, expected):
    assert msgpack.unpackb(MsgpackCodec(context).encoder()(event)) == expected


def test_what_can_not_be_written(context):
    with pytest.raises(ValueError, match="can't hold this int"):
        MsgpackCodec(context).encoder()({"a": 2**64})


@given(st.binary())
def test_any_bytes_give_events(data):
    MsgpackCodec().record_decoder()(data)
    decoder = MsgpackCodec().decoder()
    decoder.decode(data)
    decoder.flush()
