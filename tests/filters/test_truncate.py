"""Filter `truncate`: what is cut, and where."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.truncate import trimmer
from pipeline.testing import run_filter

# what it shows: (options, the event that goes in, the event that comes out)
CASES = {
    "a long text": ('fields => ["a"] length_bytes => 3', {"a": "abcd", "b": "abcd"}, {"a": "abc", "b": "abcd"}),
    "a text that fits": ('fields => ["a"] length_bytes => 3 add_tag => ["x"]', {"a": "abc"}, {"a": "abc"}),
    "common options, where one was cut": (
        'fields => ["a", "b"] length_bytes => 3 add_tag => ["x"]',
        {"a": "a", "b": "abcd"},
        {"a": "a", "b": "abc", "tags": ["x"]},
    ),
    "other values stay": (
        'fields => ["a", "b", "c", "d"] length_bytes => 0 add_tag => ["x"]',
        {"a": 1234, "b": True, "c": None},
        {"a": 1234, "b": True, "c": None},
    ),
    "a nested field": ('fields => ["[a][b]"] length_bytes => 1', {"a": {"b": "xy"}}, {"a": {"b": "x"}}),
    "an element": ('fields => ["[a][1]"] length_bytes => 1', {"a": ["xy", "xy"]}, {"a": ["xy", "x"]}),
    "the texts of a list, and no more": (
        'fields => ["a"] length_bytes => 1',
        {"a": ["xy", 123, ["xy"], {"b": "xy"}]},
        {"a": ["x", 123, ["xy"], {"b": "xy"}]},
    ),
    "all that is below a map": (
        'fields => ["a"] length_bytes => 1 add_tag => ["t"]',
        {"a": {"b": "xy", "c": {"d": ["xy"], "e": None}}},
        {"a": {"b": "x", "c": {"d": ["x"], "e": None}}, "tags": ["t"]},
    ),
    "the whole event": (
        "length_bytes => 2",
        {"a": "xyz", "m": {"n": "xyz"}, "l": ["xyz"], "tags": ["xyz"], "@timestamp": "2024-03-05T06:07:08.000Z", "@version": "1"},
        {"a": "xy", "m": {"n": "xy"}, "l": ["xy"], "tags": ["xy"], "@timestamp": "2024-03-05T06:07:08.000Z", "@version": "1"},
    ),
    "a lone field": ('fields => "a" length_bytes => "1"', {"a": "xy"}, {"a": "x"}),
    "no fields at all": ("fields => [] length_bytes => 1", {"a": "xy"}, {"a": "xy"}),
    "half a byte": ('fields => ["a"] length_bytes => 1.5', {"a": "xyz"}, {"a": "x"}),
    "a tag has no fields below it": (
        'fields => ["[tags][0]"] length_bytes => 1',
        {"tags": ["xy"]},
        {"tags": ["xy", "_truncate_error"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "expected"), CASES.values(), ids=CASES)
def test_case(options, event, expected):
    assert run_filter(f"truncate {{ {options} }}", event) == expected


def test_metadata_is_not_part_of_the_whole_event():
    config = 'truncate { length_bytes => 1 } mutate { add_field => { "m" => "%{[@metadata][k]}" } }'
    assert run_filter(config, {"@metadata": {"k": "xyz"}}) == {"m": "xyz"}


# a text, a number of bytes, what is left
TEXTS = [
    ("", 0, ""),
    ("é", 0, ""),
    ("é", 1, ""),
    ("é", 2, "é"),
    ("aé", 2, "a"),
    ("日本語", 8, "日本"),
    ("ab😀cd", 5, "ab"),
    ("ab😀cd", 6, "ab😀"),
    ("👩‍🚀", 5, "👩"),
    ("a\udc00b", 3, "a\udc00b"),
    ("a\udc00b", 2, "a?"),
]


@pytest.mark.parametrize(("text", "length", "expected"), TEXTS)
def test_no_character_is_cut(text, length, expected):
    assert trimmer(length)(text) == expected


REFUSED = {
    'fields => ["a"]': 'needs the option "length_bytes"',
    "length_bytes => -1": 'option "length_bytes": expected 0 or more, got -1',
    'fields => ["[a"] length_bytes => 1': "expected a field such as",
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        run_filter(f"truncate {{ {options} }}", {})
    assert message in str(refused.value)
