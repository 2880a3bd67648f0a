"""Json: text in a field becomes fields (golden/notes/json.md)."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.json import JsonFilter
from pipeline.testing import run_config, run_filter

FAILED = {"tags": ["_jsonparsefailure"]}
ROOT = 'json { source => "m" }'
TARGET = 'json { source => "m" target => "t" }'

# what it shows: (filter, the text in field m, what the filter adds or changes)
TEXTS = {
    "keys join the event": (ROOT, '{"a": 1, "b": {"c": [null]}}', {"a": 1, "b": {"c": [None]}}),
    "keys replace fields, m itself too": (ROOT, '{"m": "inner"}', {"m": "inner"}),
    "a key twice": (ROOT, '{"a": 1, "a": 2}', {"a": 2}),
    "the last of several documents": (ROOT, '{"a": 1} {"b": 2}', {"b": 2}),
    "documents without a blank": (ROOT, '{"a": 1}{"b": 2}', {"b": 2}),
    "words behind it": (ROOT, '{"a": 1} x', FAILED),
    "a byte order mark": (ROOT, '\ufeff{"a": 1}', {"a": 1}),
    "blanks of JSON": (ROOT, ' \t\r\n{ "a" : 1 } ', {"a": 1}),
    "other blanks": (ROOT, '\u00a0{"a": 1}', FAILED),
    "broken": (ROOT, '{"a": 1', FAILED),
    "a scalar": (ROOT, "42", FAILED),
    "a list": (ROOT, "[1]", FAILED),
    "null": (ROOT, "null", FAILED),
    "nothing": (ROOT, "", FAILED),
    "blanks alone": (ROOT, " \n", FAILED),
    "NaN": (ROOT, '{"a": NaN}', FAILED),
    "a comment": (ROOT, '{"a": 1} // x', FAILED),
    "a leading zero": (TARGET, "012", FAILED),
    "a raw control character": (ROOT, '{"a": "\t"}', FAILED),
    "an unknown escape": (ROOT, r'{"a": "\x41"}', FAILED),
    "half a pair ends the text": (ROOT, r'{"a": "x\ud800y"}', {"a": "x"}),
    "brackets are references": (ROOT, '{"[x][y]": 1}', {"x": {"y": 1}}),
    "a key that is no reference stops": (ROOT, '{"a": 1, "b[0]": 2, "c": 3}', {"a": 1, **FAILED}),
    "an empty key": (ROOT, '{"": 1}', {"": 1}),
    "dots are literal": (ROOT, '{"a.b": 1}', {"a.b": 1}),
    "tags replace tags": (ROOT, '{"tags": ["x"]}', {"tags": ["x"]}),
    "tags that are none": (ROOT, '{"a": 1, "tags": [1], "b": 2}', {"a": 1, **FAILED}),
    "null tags": (ROOT, '{"tags": null}', FAILED),
    "metadata is not written": (ROOT, '{"@metadata": {"x": 1}}', {}),
    "metadata that is no map": (ROOT, '{"@metadata": 1, "a": 2}', FAILED),
    "into a target": (TARGET, '{"a": 1}', {"t": {"a": 1}}),
    "a target takes a scalar": (TARGET, '"x"', {"t": "x"}),
    "a target takes null": (TARGET, "null", {"t": None}),
    "a target takes null for a blank text": (TARGET, "  ", {"t": None}),
    "below a target keys are literal": (TARGET, '{"[x]": 1, "tags": 5, "@timestamp": 1}', {"t": {"[x]": 1, "tags": 5, "@timestamp": 1}}),
    "a target that can't be": ('json { source => "m" target => "[m][x]" }', "{}", FAILED),
    "a target of the time": ('json { source => "m" target => "@timestamp" }', '"2024-01-01T00:00:00Z"', FAILED),
    "bad text may be skipped": ('json { source => "m" skip_on_invalid_json => true }', "{x", {}),
    "but not a list": ('json { source => "m" skip_on_invalid_json => true }', "[]", FAILED),
    "other tags": ('json { source => "m" tag_on_failure => ["x", "%{m}"] }', "!", {"tags": ["x", "%{m}"]}),
    "no tags": ('json { source => "m" tag_on_failure => [] }', "!", {}),
    "what succeeds is marked": ('json { source => "m" add_tag => ["%{a}"] remove_field => ["m"] }', '{"a": "x"}', {"a": "x", "m": ..., "tags": ["x"]}),
    "what fails is not": ('json { source => "m" add_tag => ["ok"] remove_field => ["m"] }', "!", FAILED),
}  # fmt: skip
SOURCES = {
    "absent": ({}, {}),
    "null": ({"m": None}, {}),
    "false": ({"m": False}, {}),
    "true": ({"m": True}, FAILED),
    "a number": ({"m": 5}, FAILED),
    "a map": ({"m": {"a": 1}}, FAILED),
    "a list": ({"m": ['{"a": 1}']}, FAILED),
}
NUMBERS = {
    "1.10": "1.10", "1e5": "1E+5", "1E-7": "1E-7", "0.00000012": "1.2E-7", "-0.0": "0.0", "100.0": "100.0", "1": "1",
    "123456789012345678901234567890": "123456789012345678901234567890", "0.12345678901234567890123": "0.12345678901234567890123",
}  # fmt: skip
TIMES = {
    "a time": ('"2024-01-02T03:04:05.5Z"', "2024-01-02T03:04:05.500Z", None, None),
    "a time elsewhere": ('"2024-01-02T03:04:05+01:00"', "2024-01-02T02:04:05.000Z", None, None),
    "null": ("null", "kept", None, None),
    "false": ("false", "kept", None, None),
    "no time": ('"soon"', "now", "soon", ["_timestampparsefailure"]),
    "a number": ("17", "now", "17", ["_timestampparsefailure"]),
    "a map": ('{"x": 1.50}', "now", '{"x"=>0.15e1}', ["_timestampparsefailure"]),
}


@pytest.mark.parametrize(("config", "text", "change"), TEXTS.values(), ids=TEXTS)
def test_text(config, text, change):
    expected = {key: value for key, value in {"m": text, **change}.items() if value is not ...}
    assert run_filter(config, {"m": text}) == expected


@pytest.mark.parametrize("value", [True, 5, 1.5, {"a": 1}, ["{}"], []], ids=repr)
def test_what_is_no_text_may_be_skipped_too(value):
    assert run_filter('json { source => "m" skip_on_invalid_json => true add_tag => ["ok"] }', {"m": value}) == {
        "m": value
    }


@pytest.mark.parametrize(("event", "change"), SOURCES.values(), ids=SOURCES)
def test_source(event, change):
    assert run_filter(ROOT, event) == {**event, **change}


@pytest.mark.parametrize(("written", "printed"), NUMBERS.items())
def test_decimals_keep_their_digits(written, printed):
    config = 'json { source => "m" } mutate { replace => { "m" => "%{n}" } remove_field => ["n"] }'
    assert run_filter(config, {"m": f'{{"n": {written}}}'}) == {"m": printed}


@pytest.mark.parametrize(("value", "time", "kept", "tags"), TIMES.values(), ids=TIMES)
def test_time(value, time, kept, tags):
    before = "2020-01-01T00:00:00.000Z"
    (event,) = run_config(f"filter {{ {ROOT} }}", [f'{{"@timestamp": "{before}", "m": {quoted(value)}}}'])
    assert event.get("_@timestamp") == kept
    assert event.get("tags") == tags
    if time == "now":
        assert event["@timestamp"] > before
    else:
        assert event["@timestamp"] == (before if time == "kept" else time)


def quoted(value):
    return '"{\\"@timestamp\\": ' + value.replace('"', '\\"') + '}"'


def test_the_tag_of_a_bad_time_survives_tags_that_follow():
    event = run_filter(ROOT, {"m": '{"@timestamp": "soon", "tags": ["x"]}'})
    assert event["tags"] == ["x", "_timestampparsefailure"]


def test_nesting_ends_at_a_thousand_levels():
    json = JsonFilter(source="m", target="t").compile()
    assert json({"m": "[" * 1000 + "]" * 1000})
    assert not json({"m": "[" * 1001 + "]" * 1001})


def test_a_source_is_needed():
    with pytest.raises(ConfigError, match='needs the option "source"'):
        run_filter("json { }", {})
