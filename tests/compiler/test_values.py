"""Options written twice, variables in variables, hashes where a list is wanted: as Logstash's config language has them.

Derived from what its compiler and its plugins' checks do, not recorded.
"""

import pytest

from pipeline.testing import run_config

ADDED = {
    "equal values of a key": ('add_field => { "k" => "1" } add_field => { "k" => "1" }', {"k": "1"}),
    "other values of a key": ('add_field => { "k" => "1" } add_field => { "k" => "2" }', {"k": ["1", "2"]}),
    "a list and a value that it has": ('add_field => { "k" => ["1", "2"] } add_field => { "k" => "2" }', {"k": ["1", "2"]}),
    "lists": ('add_field => { "k" => ["1", "2"] } add_field => { "k" => ["2"] }', {"k": ["1", "2", "2"]}),
    "a list behind a value": ('add_tag => "a" add_tag => ["b", "c"]', {"tags": ["a", '["b", "c"]']}),
    "a value behind a list": ('add_tag => ["a"] add_tag => "b"', {"tags": ["a", "b"]}),
    "a hash of tags": ('add_tag => { "a" => "b" "c" => 1 }', {"tags": ['["a", "b"]', '["c", 1]']}),
    "a variable in a default": ('add_tag => "${TEST_NOT_SET:${TEST_NEITHER:z}}"', {"tags": ["z"]}),
}  # fmt: skip


@pytest.mark.parametrize(("options", "added"), ADDED.values(), ids=ADDED)
def test_added(options, added):
    (event,) = run_config(f"filter {{ mutate {{ {options} }} }}", ["{}"])
    assert {key: value for key, value in event.items() if not key.startswith("@")} == added


FAILING = {
    'json { source => "m" ': "_jsonparsefailure",
    'json { source => "m" tag_on_failure => ["own"] ': "own",
    'kv { source => "k" ': "_kv_filter_error",
    'csv { source => "m" ': "_csvparsefailure",
    'grok { match => { "m" => "." } ': "_grok_error",
}


@pytest.mark.parametrize(("filter_text", "tag"), FAILING.items())
def test_what_cannot_be_added_is_a_failure_of_the_filter(filter_text, tag):
    config = f'filter {{ {filter_text} add_field => {{ "[x][y]" => "z" }} add_tag => ["ok"] }} }}'
    (event,) = run_config(config, ['{"m": "{}", "k": "a=b", "x": 5}'])
    assert (event["tags"], event["x"]) == ([tag], 5)
