"""Codec json_lines: a stream that is cut anywhere."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codecs.json_lines import JsonLinesCodec
from pipeline.errors import ConfigError
from pipeline.plugin import Context


def read(codec, *chunks):
    decoder = codec.decoder()
    return [event for chunk in chunks for event in decoder.decode(chunk)] + list(decoder.flush())


def shown(events):
    return [{key: value for key, value in event.items() if not key.startswith("@")} for event in events]


STREAM = '{"a":"é"}\r\n\n  \n[{"b":1},{"b":2}]\noops\n{"c":"𝄞"}'.encode()
EVENTS = [{"a": "é"}, {"b": 1}, {"b": 2}, {"message": "oops", "tags": ["_jsonparsefailure"]}, {"c": "𝄞"}]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_it_does_not_matter_where_the_stream_is_cut(places):
    cuts = [0, *sorted(places), len(STREAM)]
    chunks = [STREAM[start:end] for start, end in pairwise(cuts)]
    assert shown(read(JsonLinesCodec(), *chunks)) == EVENTS


def test_no_original_is_kept(ecs):
    (event,) = read(JsonLinesCodec(ecs), b'{"a":1}\n')
    assert "event" not in event


def test_each_stream_has_a_decoder_of_its_own(context):
    codec = JsonLinesCodec(context)
    one, other = codec.decoder(), codec.decoder()
    assert list(one.decode(b'{"a":')) == []
    assert shown(other.decode(b'{"b":1}\n')) == [{"b": 1}]
    assert shown(one.decode(b"1}\n")) == [{"a": 1}]


# what it shows: (record, events)
RECORDS = {
    "the end of a record ends its line": (b'{"a":1}\n{"a":2}', [{"a": 1}, {"a": 2}]),
    "an empty record": (b"", []),
    "a tombstone": (None, []),
    "a line feed": (b"\n", []),
    "two objects on a line": (b'{"a":3}{"a":4}', [{"a": 3}]),
}


@pytest.mark.parametrize(("record", "expected"), RECORDS.values(), ids=RECORDS)
def test_record(context, record, expected):
    assert shown(JsonLinesCodec(context).record_decoder()(record)) == expected


def test_a_record_is_not_glued_to_the_next(context):
    decode = JsonLinesCodec(context).record_decoder()
    assert shown([*decode(b'{"a":1}'), *decode(b'{"a":2}\n')]) == [{"a": 1}, {"a": 2}]


def test_delimiter(context):
    codec = JsonLinesCodec(context, delimiter="--")
    assert shown(read(codec, b'{"a":1}-', b'-{"a":"x-y"}--')) == [{"a": 1}, {"a": "x-y"}]
    assert codec.encoder()({"a": 1}) == b'{"a":1}--'


def test_no_delimiter_is_refused(context):
    with pytest.raises(ConfigError, match="at least one character"):
        JsonLinesCodec(context, delimiter="")


TOO_BIG = {"message": '{"a":', "tags": ["_jsonparsetoobigfailure"]}


@pytest.mark.parametrize(
    "chunks",
    [
        [b'{"a":123}\n{"b":1}\n'],
        [b'{"a":', b"123}", b'\n{"b":1}\n'],
        [bytes([byte]) for byte in b'{"a":123}\n{"b":1}\n'],
        [b'{"a":1234567890', b"1234567890" * 100, b'}\n{"b":1}'],
    ],
)
def test_a_line_beyond_the_limit_is_cut_and_the_next_is_read(context, chunks):
    codec = JsonLinesCodec(context, decode_size_limit_bytes=5)
    events = shown(read(codec, *chunks))
    assert events[0] == TOO_BIG
    assert events[1:] in ([{"message": '{"b":', "tags": ["_jsonparsetoobigfailure"]}], [{"b": 1}])


def test_the_limit_is_inclusive(context):
    assert shown(read(JsonLinesCodec(context, decode_size_limit_bytes=7), b'{"a":1}\n')) == [{"a": 1}]


def test_a_wide_charset_is_decoded_before_lines_are_cut(context):
    stream = '{"a":"Ċ"}\n{"a":2}\n'.encode("utf-16-le")  # Ċ is U+010A: its first byte looks like a line feed
    codec = JsonLinesCodec(context, charset="UTF-16LE")
    assert shown(read(codec, stream[:11], stream[11:])) == [{"a": "Ċ"}, {"a": 2}]
    assert shown(codec.record_decoder()(stream)) == [{"a": "Ċ"}, {"a": 2}]


def test_charset(context):
    assert shown(read(JsonLinesCodec(context, charset="CP1252"), b'{"a":"\x80"}\n')) == [{"a": "€"}]


@given(st.lists(st.binary()))
def test_any_bytes_give_events(chunks):
    read(JsonLinesCodec(Context()), *chunks)
