"""Filter `prune`: which fields go, by name and by value."""

import pytest

from pipeline.errors import ConfigError
from pipeline.testing import config_warnings, run_config, run_filter

FAILED = ["_prune_error"]

# what it shows: (options, the event that goes in, the event that comes out)
NAMES = {
    "names that were never filled in go": ("", {"a": 1, "%{b}": 2, "x%{[c][d]}y": 3, "%{}": 4}, {"a": 1, "%{}": 4}),
    "found anywhere": ('blacklist_names => ["ev"]', {"level": 1, "seven": 2, "x": 3, "%{y}": 4}, {"x": 3, "%{y}": 4}),
    "only the names that match": ('whitelist_names => ["^a"]', {"a": 1, "ab": 2, "ba": 3}, {"a": 1, "ab": 2}),
    "both": ('whitelist_names => ["^a"] blacklist_names => ["c$"]', {"ab": 1, "ac": 2, "bc": 3}, {"ab": 1}),
    "an alternative": ('whitelist_names => ["^(a|b)$"]', {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2}),
    "an empty list keeps all": ("whitelist_names => [] blacklist_names => []", {"%{a}": 1}, {"%{a}": 1}),
    "no field below": ('blacklist_names => ["b"]', {"a": {"b": 1}}, {"a": {"b": 1}}),
    "tags are a field, those added come later": (
        'whitelist_names => ["^a$"] add_tag => ["ok"]',
        {"a": 1, "tags": ["x"]},
        {"a": 1, "tags": ["ok"]},
    ),
    "a template is a pattern": ('blacklist_names => ["^%{a}$"]', {"a": "b", "b": 1}, {"a": "b", "b": 1}),
    "a template filled in": (
        'interpolate => true blacklist_names => ["^%{a}$"]',
        {"a": "b|c", "b": 1, "d": 2},
        {"a": "b|c", "d": 2},
    ),
    "a template that goes itself": (
        'interpolate => true blacklist_names => ["^a$", "^%{a}$"]',
        {"a": "b", "b": 1, "c": 2},
        {"c": 2},
    ),
    "a template that becomes no pattern": (
        'interpolate => true blacklist_names => ["^%{a}$"] add_tag => ["ok"]',
        {"a": "(", "b": 1},
        {"a": "(", "b": 1, "tags": FAILED},
    ),
}  # fmt: skip
VALUES = {
    "remove by value": ('blacklist_values => { "a" => "^5" "b" => "x" }', {"a": "500", "b": "y"}, {"b": "y"}),
    "keep by value": ('whitelist_values => { "a" => "^5" "b" => "x" }', {"a": "500", "b": "y", "c": "z"}, {"a": "500", "c": "z"}),
    "pairs in a list": ('blacklist_values => ["a", "x"]', {"a": "x"}, {}),
    "elements": ('blacklist_values => { "l" => "x" }', {"l": ["x", "y", "xx"]}, {"l": ["y"]}),
    "elements to keep": ('whitelist_values => { "l" => "x" }', {"l": ["x", "y", "xx"]}, {"l": ["x", "xx"]}),
    "no element left": ('blacklist_values => { "l" => "x" }', {"l": ["x", "x"]}, {}),
    "an empty list": ('whitelist_values => { "l" => "x" }', {"l": []}, {"l": []}),
    "null and false are no values": ('whitelist_values => { "a" => "x" "b" => "x" }', {"a": None, "b": False}, {"a": None, "b": False}),
    "a field that is missing": ('whitelist_values => { "a" => "x" }', {"b": 1}, {"b": 1}),
    "names are no references": ('blacklist_values => { "[a][b]" => "x" }', {"a": {"b": "x"}}, {"a": {"b": "x"}}),
    "a field that goes by its name": ('blacklist_names => ["l"] blacklist_values => { "l" => "x" }', {"l": ["x", "y"]}, {}),
    "templates on both sides": (
        'interpolate => true whitelist_values => { "%{key}" => "^%{want}$" }',
        {"key": "a", "want": "x", "a": "y", "b": "y"},
        {"key": "a", "want": "x", "b": "y"},
    ),
    "a number can't be judged": (
        'blacklist_values => { "a" => "5" "b" => "x" } add_tag => ["ok"]',
        {"a": 5, "b": "x"},
        {"a": 5, "tags": FAILED},
    ),
    "nor can a map": ('whitelist_values => { "a" => "5" }', {"a": {"b": "5"}}, {"a": {"b": "5"}, "tags": FAILED}),
    "nor elements that are no texts": (
        'whitelist_values => { "l" => "x" }',
        {"l": ["x", "y", 5, None]},
        {"l": ["x", 5, None], "tags": FAILED},
    ),
    "nor can the time": ('blacklist_values => { "@timestamp" => "2" }', {"a": 1}, {"a": 1, "tags": FAILED}),
}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "expected"), [*NAMES.values(), *VALUES.values()], ids=[*NAMES, *VALUES])
def test_case(options, event, expected):
    assert run_filter(f"prune {{ {options} }}", event) == expected


def test_time_and_version_go_too_but_not_metadata():
    config = 'filter { prune { whitelist_names => ["^a$"] } mutate { add_field => { "m" => "%{[@metadata][k]}" } } }'
    assert run_config(config, ['{"a": 1, "b": 2, "@metadata": {"k": "v"}}']) == [{"a": 1, "m": "v"}]


def test_metadata_has_no_value():
    assert run_filter('prune { whitelist_values => { "@metadata" => "x" } }', {"@metadata": {"k": 1}, "a": 1}) == {
        "a": 1
    }


REFUSED = {
    'whitelist_names => ["a", "("]': 'option "whitelist_names": not a regular expression',
    'blacklist_values => { "a" => "[" }': 'option "blacklist_values": not a regular expression',
    'interpolate => true blacklist_names => ["("]': 'option "blacklist_names": not a regular expression',
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        run_filter(f"prune {{ {options} }}", {})
    assert message in str(refused.value)


def test_a_reference_is_warned_of():
    (warning,) = config_warnings('filter { prune { whitelist_names => ["^a$", "[nested][level]"] } }')
    assert '"[nested][level]" is no nested field' in warning.message
    assert config_warnings('filter { prune { whitelist_names => ["[a-z]", "a[bc]"] } }') == []
