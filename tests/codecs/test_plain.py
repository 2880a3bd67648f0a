"""Codec plain: a record is a message."""

import pytest

from pipeline.codecs.plain import PlainCodec

NOW = "2024-05-06T07:08:09.123456Z"

# what it shows: (record, message)
RECORDS = {
    "text": (b"a\nb\r\n", "a\nb\r\n"),
    "nothing": (b"", ""),
    "a tombstone": (None, ""),
    "bytes that are no UTF-8": (b'caf\xe9 "q" \\ \t#{x} #a', 'caf\\xE9 \\"q\\" \\\\ \\t\\#{x} #a'),
}


@pytest.mark.parametrize(("record", "message"), RECORDS.values(), ids=RECORDS)
def test_record(context, record, message):
    assert list(PlainCodec(context).record_decoder()(record)) == [
        {"message": message, "@version": "1", "@timestamp": NOW},
    ]


def test_the_original_is_kept_with_ecs(ecs):
    decoder = PlainCodec(ecs).decoder()
    assert decoder.decode(b"x")[0]["event"] == {"original": "x"}
    assert list(decoder.flush()) == []


# what it shows: (format, event, text)
WRITTEN = {
    "a format": ("%{a}-%{b}|", {"a": "é"}, "é-%{b}|"),
    "time, host, message": (None, {"@timestamp": NOW, "host": "h", "message": "m"}, f"{NOW} h m"),
    "what is missing": (None, {"@timestamp": NOW, "message": None}, f"{NOW} %{{host}} %{{message}}"),
    "as Java prints them": (None, {"host": {"name": "h"}, "message": ["a", 1.0, None]}, "{name=h} [a, 1.0, null]"),
}


@pytest.mark.parametrize(("format_", "event", "text"), WRITTEN.values(), ids=WRITTEN)
def test_written(context, format_, event, text):
    options = {} if format_ is None else {"format": format_}
    assert PlainCodec(context, **options).encoder()(event) == text.encode()
