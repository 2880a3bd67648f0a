"""Codec gzip_lines: lines of whole records and of streams, what is no gzip, and what is too much."""

import gzip
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codecs import gzip_lines
from pipeline.codecs.gzip_lines import GzipLinesCodec
from pipeline.errors import OptionError

FAILED = ["_gziplinesparsefailure"]


def shown(events):
    return [event["message"] if "tags" not in event else (event["message"], event["tags"]) for event in events]


def record(codec, data):
    return shown(codec.record_decoder()(data))


ONE, TWO = gzip.compress("é\n\nb".encode()), gzip.compress(b"c\r\nd\n")
# what it shows: (options, record, messages)
RECORDS = {
    "a line keeps its line feed": ({}, TWO, ["c\r\n", "d\n"]),
    "the last one needs none": ({}, ONE, ["é\n", "\n", "b"]),
    "pieces one behind the other": ({}, ONE + TWO, ["é\n", "\n", "bc\r\n", "d\n"]),
    "zeros at the end": ({}, TWO + bytes(100), ["c\r\n", "d\n"]),
    "charset": ({"charset": "CP1252"}, gzip.compress(b"\x80\n"), ["€\n"]),
    "a wide charset": ({"charset": "UTF-16LE"}, gzip.compress("Ċ\nb".encode("utf-16-le")), ["Ċ\n", "b"]),
    "no UTF-8": ({}, gzip.compress(b"\xe9\n"), ["\\xE9\\n"]),
    "an empty text": ({}, gzip.compress(b""), []),
    "nothing": ({}, b"", []),
    "a tombstone": ({}, None, []),
    "no gzip": ({}, b"plain\ntext", [("plain\ntext", FAILED)]),
    "text behind the gzip": ({}, TWO + b"plain", ["c\r\n", "d\n", ("plain", FAILED)]),
    "a gzip that is cut short": ({}, gzip.compress(b"a\nb")[:-1], ["a\n", ("b", FAILED)]),
}  # fmt: skip


@pytest.mark.parametrize(("options", "data", "expected"), RECORDS.values(), ids=RECORDS)
def test_record(context, options, data, expected):
    found = record(GzipLinesCodec(context, **options), data)
    if expected and expected[-1] == ("plain", FAILED):
        assert found[:2] == expected[:2] and found[2][0].endswith("plain") and found[2][1] == FAILED
    else:
        assert found == expected


def test_a_wrong_checksum(context):
    ((message, tags),) = record(GzipLinesCodec(context), gzip.compress(b"a\nb")[:-8] + bytes(8))
    assert message.startswith("\\u001F\\x8B") and tags == FAILED


def test_an_event(ecs):
    (event,) = GzipLinesCodec(ecs).record_decoder()(gzip.compress(b"x"))
    assert event == {"message": "x", "@version": "1", "@timestamp": "2024-05-06T07:08:09.123456Z"}


STREAM = gzip.compress("a\nbé\n".encode()) + gzip.compress(b"c\n\nd")


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_it_does_not_matter_where_the_stream_is_cut(places):
    cuts = [0, *sorted(places), len(STREAM)]
    decoder = GzipLinesCodec().decoder()
    events = [event for start, end in pairwise(cuts) for event in decoder.decode(STREAM[start:end])]
    assert shown([*events, *decoder.flush()]) == ["a\n", "bé\n", "c\n", "\n", "d"]


def test_a_stream_goes_on_behind_what_is_no_gzip(context):
    decoder = GzipLinesCodec(context).decoder()
    assert shown(decoder.decode(b"oops")) == [("oops", FAILED)]
    assert shown([*decoder.decode(TWO), *decoder.flush()]) == ["c\r\n", "d\n"]


def test_a_long_text_is_unpacked_piece_by_piece(context, monkeypatch):
    monkeypatch.setattr(gzip_lines, "CHUNK", 100)
    lines = [f"{number}\n" for number in range(1000)]
    assert record(GzipLinesCodec(context), gzip.compress("".join(lines).encode())) == lines
    assert record(GzipLinesCodec(context), gzip.compress(bytes(1000))) == ["\0" * 1000]


def test_a_record_is_unpacked_up_to_a_limit(context, monkeypatch):
    monkeypatch.setattr(gzip_lines, "CHUNK", 4)
    monkeypatch.setattr(gzip_lines, "LARGEST", 10)
    assert record(GzipLinesCodec(context), gzip.compress(b"12345\n789\n")) == ["12345\n", "789\n"]
    assert record(GzipLinesCodec(context), gzip.compress(b"12345\n789ab\n")) == ["12345\n", ("78", FAILED)]


def test_it_can_not_write(context):
    with pytest.raises(OptionError, match="can't write, only read"):
        GzipLinesCodec(context).encoder()


@given(st.binary())
def test_any_bytes_give_events(data):
    GzipLinesCodec().record_decoder()(data)
    GzipLinesCodec().record_decoder()(TWO[:20] + data)
