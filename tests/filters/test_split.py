"""Filter `split`: what becomes an event, and what each event holds."""

import json

import pytest

from pipeline.errors import ConfigError
from pipeline.testing import config_warnings, run_config

FAILED = {"tags": ["_split_type_failure"]}


def split(options, event):
    """The events that come out, without what every event gets."""
    found = run_config(f"filter {{ split {{ {options} }} }}", [json.dumps(event)])
    for one in found:
        one.pop("@version")
        one.pop("@timestamp")
    return found


# what it shows: (options, the event that goes in, the events that come out)
CASES = {
    "lines of the message": ("", {"message": "a\nb", "k": 1}, [{"message": "a", "k": 1}, {"message": "b", "k": 1}]),
    "empty lines are no events": ("", {"message": "\na\n\n"}, [{"message": "a"}]),
    "a carriage return stays": ("", {"message": "a\r\nb"}, [{"message": "a\r"}, {"message": "b"}]),
    "nothing to split": ('add_tag => ["x"]', {"message": "a"}, [{"message": "a"}]),
    "an empty text": ("", {"message": ""}, []),
    "only terminators": ("", {"message": "\n\n"}, []),
    "elements keep their types": ('field => "l"', {"l": [1, 2.5, {"a": [1]}, []]}, [{"l": 1}, {"l": 2.5}, {"l": {"a": [1]}}, {"l": []}]),
    "false and zero are values": ('field => "l"', {"l": [False, 0]}, [{"l": False}, {"l": 0}]),
    "nulls and empty texts are none": ('field => "l"', {"l": [None, "", "a"]}, [{"l": "a"}]),
    "an empty list": ('field => "l"', {"l": []}, []),
    "a list of nulls": ('field => "l"', {"l": [None]}, []),
    "one element": ('field => "l" add_tag => ["x"]', {"l": ["a"]}, [{"l": "a", "tags": ["x"]}]),
    "the target takes the part": ('field => "l" target => "one"', {"l": ["a", "b"]}, [{"l": ["a", "b"], "one": "a"}, {"l": ["a", "b"], "one": "b"}]),
    "below a map": ('field => "[a][b]"', {"a": {"b": ["x", "y"], "c": 1}}, [{"a": {"b": "x", "c": 1}}, {"a": {"b": "y", "c": 1}}]),
    "an element of a list": ('field => "[a][0]"', {"a": [["x", "y"], "z"]}, [{"a": ["x", "z"]}, {"a": ["y", "z"]}]),
    "tags": ('field => "tags"', {"tags": ["a", "b"]}, [{"tags": "a"}, {"tags": "b"}]),
    "a blank is any white space": ('field => "t" terminator => " "', {"t": "  a \t b "}, [{"t": "a"}, {"t": "b"}]),
    "blanks alone": ('field => "t" terminator => " "', {"t": "  "}, [{"t": "  "}]),
    "nothing between": ('field => "t" terminator => ""', {"t": "ab"}, [{"t": "a"}, {"t": "b"}]),
    "a dot is a dot": ('field => "t" terminator => "."', {"t": "a.b"}, [{"t": "a"}, {"t": "b"}]),
    "common options see the part": ('field => "l" add_field => { "n" => "%{l}!" }', {"l": ["a", "b"]}, [{"l": "a", "n": "a!"}, {"l": "b", "n": "b!"}]),
    "a map": ('field => "l" add_tag => ["x"]', {"l": {"a": 1}}, [{"l": {"a": 1}, **FAILED}]),
    "missing": ('field => "l"', {"a": 1}, [{"a": 1, **FAILED}]),
    "the time is no text": ('field => "@timestamp"', {"a": 1}, [{"a": 1, **FAILED}]),
    "a target that can't stand": ('field => "l" target => "[a][b]"', {"l": ["x"], "a": 1}, [{"l": ["x"], "a": 1, **FAILED}]),
    "a field that can't be set": ('field => "[tags][0]" terminator => ","', {"tags": ["a,b"]}, [{"tags": ["a,b", *FAILED["tags"]]}]),
}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "expected"), CASES.values(), ids=CASES)
def test_case(options, event, expected):
    assert split(options, event) == expected


def test_parts_are_independent():
    config = """filter {
        split { field => "l" target => "one" }
        if [one][n] == 1 { mutate { add_field => { "[one][m]" => "x" "[rest][m]" => "x" } } }
    }"""
    first, second = run_config(config, ['{"l": [{"n": 1}, {"n": 2}], "rest": {}}'])
    assert first["one"] == {"n": 1, "m": "x"}
    assert first["rest"] == {"m": "x"}
    assert first["l"] == second["l"] == [{"n": 1}, {"n": 2}]
    assert second["rest"] == {}


def test_parts_share_time_and_metadata():
    config = 'filter { split { field => "l" } mutate { add_field => { "m" => "%{[@metadata][k]}" } } }'
    first, second = run_config(config, ['{"l": [1, 2], "@metadata": {"k": "v"}}'])
    assert first["@timestamp"] == second["@timestamp"]
    assert first["m"] == second["m"] == "v"


def test_a_terminator_with_a_backslash_is_warned_of():
    (warning,) = config_warnings('filter { split { terminator => "\\n" } }')
    assert 'option "terminator": "\\n" is a backslash and a letter' in warning.message
    assert config_warnings('filter { split { terminator => "," } }') == []


def test_field_is_a_reference():
    with pytest.raises(ConfigError, match="expected a field such as"):
        run_config('filter { split { field => "[a" } }', [])
