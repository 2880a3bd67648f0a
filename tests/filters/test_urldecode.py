"""Filter `urldecode`: which escapes are replaced, and where."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.urldecode import decoder
from pipeline.testing import run_filter

# a text, and what becomes of it
TEXTS = [
    ("a%20b%2Fc", "a b/c"),
    ("%c3%A9%F0%9F%98%80", "é😀"),
    ("é%C3%A9", "éé"),
    ("a+b%2B", "a+b+"),
    ("%2520", "%20"),
    ("100%", "100%"),
    ("%4", "%4"),
    ("%zz%41", "%zzA"),
    ("%%41", "%A"),
    ("%u0041", "%u0041"),
    ("%00", "\0"),
    ("caf%E9", r"caf\xE9"),
    ('%E9"\\é', r"\xE9\"\\é"),
    ("%C3 %A9", r"\xC3 \xA9"),
    ("\udc00%20", "? "),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_utf8(text, expected):
    assert decoder("utf-8")(text) == expected


@pytest.mark.parametrize(
    ("charset", "text", "expected"),
    [
        ("cp1252", "caf%E9 %80", "café €"),
        ("cp1252", "%81", "\ufffd"),
        ("cp1252", "é", "Ã©"),  # the text's own bytes are read anew too
        ("shift_jis", "%93%FA", "日"),
    ],
)
def test_other_charsets(charset, text, expected):
    assert decoder(charset)(text) == expected


# what it shows: (options, the event that goes in, the event that comes out)
CASES = {
    "the message": ("", {"message": "a%20b", "o": "a%20b"}, {"message": "a b", "o": "a%20b"}),
    "a nested field": ('field => "[url][query]"', {"url": {"query": "%7B"}}, {"url": {"query": "{"}}),
    "an element": ('field => "[l][1]"', {"l": ["%41", "%41"]}, {"l": ["%41", "A"]}),
    "all below, but no names": (
        "",
        {"message": {"%41": ["%41", {"b": "%41"}, 5, None], "c": "%41"}},
        {"message": {"%41": ["A", {"b": "A"}, 5, None], "c": "A"}},
    ),
    "other values stay": ('add_tag => ["ok"]', {"message": 5}, {"message": 5, "tags": ["ok"]}),
    "missing becomes null": ('add_tag => ["ok"]', {"x": 1}, {"x": 1, "message": None, "tags": ["ok"]}),
    "a map is made on the way": ('field => "[a][b]"', {}, {"a": {"b": None}}),
    "a text in the way": (
        'field => "[a][b]" add_tag => ["ok"]',
        {"a": "x"},
        {"a": "x", "tags": ["_urldecodefailure", "ok"]},
    ),
    "tags of your own": ('field => "[a][b]" tag_on_failure => ["t"]', {"a": "x"}, {"a": "x", "tags": ["t"]}),
    "all fields": (
        "all_fields => true",
        {"a": "%41", "m": {"b": ["%41"]}, "tags": ["%41"], "n": 5, "@timestamp": "2024-03-05T06:07:08.000Z"},
        {"a": "A", "m": {"b": ["A"]}, "tags": ["A"], "n": 5, "@timestamp": "2024-03-05T06:07:08.000Z"},
    ),
    "the charset by Ruby's name": ('charset => "CP1252"', {"message": "%E9"}, {"message": "é"}),
}


@pytest.mark.parametrize(("options", "event", "expected"), CASES.values(), ids=CASES)
def test_case(options, event, expected):
    assert run_filter(f"urldecode {{ {options} }}", event) == expected


def test_metadata_is_no_field_of_all():
    config = 'urldecode { all_fields => true } mutate { add_field => { "m" => "%{[@metadata][k]}" } }'
    assert run_filter(config, {"@metadata": {"k": "%41"}}) == {"m": "%41"}


def test_an_unknown_charset_is_refused():
    with pytest.raises(ConfigError, match="expected the name of a charset"):
        run_filter('urldecode { charset => "UTF8" }', {})
