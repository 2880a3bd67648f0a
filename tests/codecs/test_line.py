"""Codec line: a line is a message."""

import pytest

from pipeline.codecs.line import LineCodec


def messages(codec, *chunks):
    decoder = codec.decoder()
    events = [event for chunk in chunks for event in decoder.decode(chunk)] + list(decoder.flush())
    return [event["message"] for event in events]


# what it shows: (options, chunks, messages)
STREAMS = {
    "an empty line is an event, CR stays": ({}, [b"a\r\n\n  \nb\n"], ["a\r", "", "  ", "b"]),
    "letters may be cut": ({}, ["é\nñ".encode()[:1], "é\nñ".encode()[1:4], "é\nñ".encode()[4:]], ["é", "ñ"]),
    "the last line needs no end": ({}, [b"a\nb"], ["a", "b"]),
    "another delimiter": ({"delimiter": ";"}, [b"a;b;;c\nd;\n"], ["a", "b", "", "c\nd"]),
    "a delimiter that is cut": ({"delimiter": "||"}, [b"a|", b"|b|", b"c|", b"|"], ["a", "b|c"]),
    "a delimiter that overlaps itself": ({"delimiter": "aa"}, [b"xa", b"a", b"a", b"y"], ["x", "ay"]),
    "charset": ({"charset": "Shift_JIS"}, ["日本\n".encode("shift_jis")], ["日本"]),
    "format has no effect": ({"format": "%{x}"}, [b"a\n"], ["a"]),
    "nothing": ({}, [b"", b""], []),
}


@pytest.mark.parametrize(("options", "chunks", "expected"), STREAMS.values(), ids=STREAMS)
def test_stream(context, options, chunks, expected):
    assert messages(LineCodec(context, **options), *chunks) == expected


# what it shows: (record, messages)
RECORDS = {
    "nothing": (b"", []),
    "a tombstone": (None, []),
    "one line": (b"a", ["a"]),
    "a line with its end": (b"a\n", ["a"]),
    "several": (b"a\n\nb", ["a", "", "b"]),
}


@pytest.mark.parametrize(("record", "expected"), RECORDS.values(), ids=RECORDS)
def test_record(context, record, expected):
    assert [event["message"] for event in LineCodec(context).record_decoder()(record)] == expected


def test_the_original_is_kept_with_ecs(ecs):
    (event,) = LineCodec(ecs).decoder().decode(b"x\n")
    assert event["event"] == {"original": "x"}


def test_written(context):
    assert LineCodec(context, format="%{a}", delimiter=";").encoder()({"a": "é\udc00"}) == "é?;".encode()
    assert LineCodec(context).encoder()({"message": "m"}) == b"%{host} m\n"
