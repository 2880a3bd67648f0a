"""Mutate's options: what is refused, all of it at once, and what `check` warns of."""

import pytest

from pipeline.errors import ConfigError
from pipeline.testing import config_warnings, run_filter

# what it shows: (what stands in mutate, what the message says, the text that it points at)
REFUSED = {
    "a type that is none": ('convert => { "a" => "int" }', 'expected a type name, got "int"', '"int"'),
    "a type in a list of pairs": ('convert => ["a", "bool"]', 'expected a type name, got "bool"', '"bool"'),
    "a list as a type": ('convert => { "a" => ["integer"] }', "expected a type name, got a list", '["integer"]'),
    "a broken pattern": ('gsub => ["a", "(", "b"]', "not a regular expression: a group is not closed", '"("'),
    "a second broken pattern": ('gsub => ["a", "x", "b", "c", "[", "d"]', "not a regular expression", '"["'),
    "too few items": ('gsub => ["a", "b"]', "expected three items for each replacement", '["a", "b"]'),
    "a number as a pattern": ('gsub => ["a", 5, "b"]', "expected a text, got 5", "5"),
    "several tags": ('tag_on_failure => ["x", "y"]', "expected a string, got a list of 2", '["x", "y"]'),
    "pairs without an end": ('rename => ["a", "b", "c"]', "expected a hash", '["a", "b", "c"]'),
    "an option of old": ('remove => "a"', 'option "remove" is not supported', "remove"),
    "a misspelled option": ('renam => { "a" => "b" }', 'has no option "renam"', "renam"),
}
WARNED = {
    "a name that is none": ('uppercase => ["a", "b["]', '"b[" is no field', '"b["'),
    "a name in gsub": ('gsub => ["a]", "b", "c"]', '"a]" is no field', '"a]"'),
    "a new name": ('rename => { "a" => "[b" }', '"[b" is no field', '"[b"'),
    "a template": ('replace => { "a" => "%{+b}" }', "this fails on every event", '"%{+b}"'),
    "renames in a chain": (
        'rename => { "b" => "c" "a" => "b" }',
        'run in this order: "a", "b"',
        '{ "b" => "c" "a" => "b" }',
    ),
    "copies to one field": (
        'copy => { "b" => "x" "a" => "x" }',
        'run in this order: "a", "b"',
        '{ "b" => "x" "a" => "x" }',
    ),
    "a text that needs another": (
        'add_field => { "b" => "%{[a]}" "a" => "1" }',
        "depend on one another",
        '{ "b" => "%{[a]}" "a" => "1" }',
    ),
}
SILENT = [
    'rename => { "a" => "b" "c" => "d" }',
    'replace => { "a" => "%{a}" "b" => "%{c}" }',
    'uppercase => ["[a][b]", "%{c}"]',
]


def config(options):
    return f"filter {{ mutate {{ {options} }} }}"


@pytest.mark.parametrize(("options", "message", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(options, message, place):
    with pytest.raises(ConfigError) as refused:
        config_warnings(config(options))
    (fault,) = refused.value.diagnostics
    assert message in fault.message
    assert fault.span.text == place


def test_every_fault_is_told_at_once():
    with pytest.raises(ConfigError) as refused:
        config_warnings(config('convert => { "a" => "int" "b" => "long" } gsub => ["a", "(", "b", "c", "[", "d"]'))
    assert [fault.span.text for fault in refused.value.diagnostics] == ['"int"', '"long"', '"("', '"["']


@pytest.mark.parametrize(
    ("word", "meant"),
    [("int", "integer"), ("Integer", "integer"), ("long", "integer"), ("bool", "boolean"), ("double", "float")],
)
def test_the_nearest_type_is_named(word, meant):
    with pytest.raises(ConfigError, match=f'did you mean "{meant}"'):
        config_warnings(config(f'convert => {{ "a" => "{word}" }}'))


@pytest.mark.parametrize(("options", "message", "place"), WARNED.values(), ids=WARNED)
def test_warned_of(options, message, place):
    (warning,) = config_warnings(config(options))
    assert message in warning.message
    assert warning.span.text == place


@pytest.mark.parametrize("options", SILENT)
def test_nothing_to_warn_of(options):
    assert config_warnings(config(options)) == []


def test_a_list_of_one_is_a_tag():
    assert run_filter('mutate { strip => ["a"] tag_on_failure => ["t"] }', {"a": [1]}) == {"a": [1], "tags": ["t"]}
