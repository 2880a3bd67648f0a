"""Codec multiline: which lines are one message."""

import pytest

from pipeline.codecs.multiline import MultilineCodec
from pipeline.errors import ConfigError
from pipeline.testing import config_warnings

INDENTED = {"pattern": r"^\s", "what": "previous"}
CONTINUED = {"pattern": r"\\$", "what": "next"}
DATED = {"pattern": r"^\d{4}-", "negate": True, "what": "previous"}


def events(codec, *chunks):
    decoder = codec.decoder()
    return [event for chunk in chunks for event in decoder.decode(chunk)] + list(decoder.flush())


def messages(codec, *chunks):
    return [event["message"] for event in events(codec, *chunks)]


# what it shows: (options, chunks, messages)
STREAMS = {
    "a line belongs to the one before": (INDENTED, [b"a\n b\n\tc\nd\n"], ["a\n b\n\tc", "d"]),
    "a line belongs to the one behind": (CONTINUED, [b"a\\\nb\\\nc\nd\n"], ["a\\\nb\\\nc", "d"]),
    "what does not match belongs to the one before": (DATED, [b"2024-01 a\nb\n\nc\n2024-02\n"], ["2024-01 a\nb\n\nc", "2024-02"]),
    "what does not match belongs to the one behind": ({"pattern": ";$", "negate": True, "what": "next"}, [b"a\nb;\nc;\n"], ["a\nb;", "c;"]),
    "nothing before the first": (INDENTED, [b" a\nb\n"], [" a", "b"]),
    "nothing behind the last": (CONTINUED, [b"a\\\n"], ["a\\"]),
    "a stream that is cut anywhere": (INDENTED, [b"a\n", b" ", b"b\nc", b"d\n", b"\n"], ["a\n b", "cd"]),
    "the last line needs no end": (INDENTED, [b"a\n b"], ["a\n b"]),
    "an empty line is one": (INDENTED, [b"a\n\nb\n"], ["a", "", "b"]),
    "empty lines at the end are none": (INDENTED, [b"a\n\n\n"], ["a"]),
    "a carriage return stays": (INDENTED, [b"a\r\n b\r\nc\r\n"], ["a\r\n b\r", "c\r"]),
    "lines are judged by their text": ({"pattern": "^é", "what": "previous", "charset": "ISO-8859-1"}, [b"a\n\xe9\nb\n"], ["a\né", "b"]),
    "bytes that are no text": (INDENTED, [b'a\n \xe9"\nb\n'], ['a\n \\xE9\\"', "b"]),
    "wide charsets": ({**INDENTED, "charset": "UTF-16LE"}, ["a\n ď\nb\n".encode("utf-16-le")], ["a\n ď", "b"]),
    "nothing": (INDENTED, [b"", b"\n"], []),
}  # fmt: skip


@pytest.mark.parametrize(("options", "chunks", "expected"), STREAMS.values(), ids=STREAMS)
def test_stream(context, options, chunks, expected):
    assert messages(MultilineCodec(context, **options), *chunks) == expected


def tagged(codec, data):
    return [(event["message"], event.get("tags")) for event in events(codec, data)]


def test_tags(context):
    assert tagged(MultilineCodec(context, **INDENTED), b"a\n b\nc\n") == [("a\n b", ["multiline"]), ("c", None)]
    assert tagged(MultilineCodec(context, **INDENTED, multiline_tag="x"), b"a\n b\n") == [("a\n b", ["x"])]
    assert tagged(MultilineCodec(context, **INDENTED, multiline_tag=""), b"a\n b\n") == [("a\n b", None)]


def test_too_many_lines(context):
    limit = ["multiline", "multiline_codec_max_lines_reached"]
    codec = MultilineCodec(context, **INDENTED, max_lines=3)
    assert tagged(codec, b"a\n b\n c\n d\n e\nf\n") == [("a\n b\n c\n d", limit), (" e", None), ("f", None)]
    codec = MultilineCodec(context, **CONTINUED, max_lines=1)
    assert tagged(codec, b"a\\\nb\\\nc\\\nd\n") == [("a\\\nb\\", limit), ("c\\\nd", limit)]


def test_too_many_bytes(context):
    limit = "multiline_codec_max_bytes_reached"
    codec = MultilineCodec(context, **INDENTED, max_bytes="5")
    data = "éé\n b\n c\nd\nééé\n".encode()
    assert tagged(codec, data) == [("éé\n b", ["multiline", limit]), (" c", None), ("d", None), ("ééé", [limit])]


def test_the_original_is_kept_with_ecs(ecs):
    (event,) = events(MultilineCodec(ecs, **INDENTED), b"a\n b\n")
    assert event["event"] == {"original": "a\n b"}
    (event,) = events(MultilineCodec(ecs, **INDENTED, ecs_compatibility="disabled"), b"a\n b\n")
    assert "event" not in event


def test_silence_ends_an_event(context):
    now = 0
    context.clock = lambda: now * 1_000_000_000
    decoder = MultilineCodec(context, **INDENTED, auto_flush_interval=5).decoder()
    assert decoder.decode(b"a\n") == []
    now = 4
    assert decoder.decode(b" b\n") == []
    now = 9
    (event,) = decoder.decode(b" c\n")
    assert event["message"] == "a\n b"
    assert [event["message"] for event in decoder.flush()] == [" c"]


def test_silence_without_another_line_ends_an_event(context):
    now = 0
    context.clock = lambda: now * 1_000_000_000
    decoder = MultilineCodec(context, **INDENTED, auto_flush_interval=5).decoder()
    decoder.decode(b"a\n b\n\n")
    now = 4
    assert decoder.idle() == []
    now = 5
    assert [event["message"] for event in decoder.idle()] == ["a\n b"]
    assert decoder.held == 0
    now = 50
    assert decoder.idle() == []
    assert MultilineCodec(context, **INDENTED).decoder().idle is None


def test_records_are_apart(context):
    decode = MultilineCodec(context, **INDENTED).record_decoder()
    found = [[event["message"] for event in decode(record)] for record in (b"a\n b\nc\n\n", b" d", b"", None, b"e\n")]
    assert found == [["a\n b", "c"], [" d"], [], [], ["e"]]


def test_a_pattern_that_takes_too_long_matches_nothing(context):
    codec = MultilineCodec(context, pattern="^(a+)+$", what="previous")
    assert messages(codec, b"x\n" + b"a" * 40 + b"b\n") == ["x", "a" * 40 + "b"]


def test_grok_patterns(context, tmp_path):
    codec = MultilineCodec(context, pattern="^%{TIMESTAMP_ISO8601:time} ", negate=True, what="previous")
    data = b"2024-03-05T06:07:08Z a\nb\n2024-03-05 06:07:09,123 c\n"
    assert messages(codec, data) == ["2024-03-05T06:07:08Z a\nb", "2024-03-05 06:07:09,123 c"]
    (tmp_path / "mine").write_text("MORE [+]+\nNEXT %{MORE}> \n")
    codec = MultilineCodec(context, pattern="^%{NEXT}", what="previous", patterns_dir=str(tmp_path))
    assert messages(codec, b"a\n++> b\n+ c\n") == ["a\n++> b", "+ c"]


def test_a_check_elsewhere_only_warns_of_missing_files():
    options = 'pattern => "^%{MINE}" what => "next" patterns_dir => ["/does/not/exist"]'
    (warning,) = config_warnings(f"input {{ stdin {{ codec => multiline {{ {options} }} }} }}")
    assert 'there are no files in "/does/not/exist"' in warning.message
    with pytest.raises(ConfigError, match='there is no pattern "MINE"'):
        MultilineCodec(pattern="^%{MINE}", what="next", patterns_dir=["/does/not/exist"])


REFUSED = {
    'what => "next"': 'needs the option "pattern"',
    'pattern => "x"': 'needs the option "what"',
    'pattern => "x" what => "after"': "expected one of previous, next",
    'pattern => "(" what => "next"': 'option "pattern": not a regular expression',
    'pattern => "^%{TIMESTAMP_ISO8602} " what => "next"': 'there is no pattern "TIMESTAMP_ISO8602"',
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        config_warnings(f"input {{ stdin {{ codec => multiline {{ {options} }} }} }}")
    assert message in str(refused.value)
