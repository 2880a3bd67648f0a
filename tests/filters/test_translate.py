"""Filter `translate`: lookups, lists, dictionaries in files, and what is refused."""

import os
import time

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.translate import TranslateFilter
from pipeline.filters.translate.lookup import DictionaryFile, by_key, by_pattern, by_replacing
from pipeline.plugin import Context
from pipeline.testing import config_warnings, run_filter

CODES = 'dictionary => { "200" => "OK" "404" => "Not Found" }'

# what it shows: (options, the event that goes in, what the filter adds or changes)
CASES = {
    "a text": (f'source => "s" target => "t" {CODES}', {"s": "200"}, {"t": "OK"}),
    "a number": (f'source => "s" target => "t" {CODES}', {"s": 404}, {"t": "Not Found"}),
    "a float": ('source => "s" target => "t" dictionary => { "2.0" => "two" }', {"s": 2.0}, {"t": "two"}),
    "a boolean": ('source => "s" target => "t" dictionary => { "false" => "no" }', {"s": False}, {"t": "no"}),
    "null is an empty text": ('source => "s" target => "t" dictionary => { "" => "none" }', {"s": None}, {"t": "none"}),
    "so is an empty list": ('source => "s" target => "t" dictionary => { "" => "none" }', {"s": []}, {"t": "none"}),
    "the first of a list": (f'source => "s" target => "t" {CODES}', {"s": [404, "200"]}, {"t": "Not Found"}),
    "a map": (f'source => "s" target => "t" {CODES}', {"s": {"200": 1}}, {}),
    "nothing found": (f'source => "s" target => "t" add_tag => ["ok"] {CODES}', {"s": "x"}, {}),
    "no source": (f'source => "s" target => "t" fallback => "x" {CODES}', {"a": 1}, {}),
    "a fallback": (f'source => "s" target => "t" fallback => "no %{{s}}" {CODES}', {"s": 7}, {"t": "no 7"}),
    "an empty fallback": (f'source => "s" target => "t" fallback => "" {CODES}', {"s": 7}, {"t": ""}),
    "a fallback is a success": (
        f'source => "s" target => "t" fallback => "x" add_tag => ["ok"] {CODES}',
        {"s": 7},
        {"t": "x", "tags": ["ok"]},
    ),
    "a target that is there": (f'source => "s" target => "t" {CODES}', {"s": "200", "t": None}, {}),
    "overwritten": (f'source => "s" target => "t" override => true {CODES}', {"s": "200", "t": "a"}, {"t": "OK"}),
    "in place": (f'source => "s" target => "s" {CODES}', {"s": "200"}, {"s": "OK"}),
    "in place without an entry": (
        f'source => "s" target => "s" add_tag => ["ok"] {CODES}',
        {"s": "x"},
        {"tags": ["ok"]},
    ),
    "an empty map": (
        'source => "s" target => "t" dictionary => { "{}" => "map" "" => "none" }',
        {"s": {}},
        {"t": "map"},
    ),
    "the usual target": (f'source => "s" {CODES}', {"s": "200"}, {"translation": "OK"}),
    "nested fields": (
        f'source => "[a][b]" target => "[a][c]" {CODES}',
        {"a": {"b": "200"}},
        {"a": {"b": "200", "c": "OK"}},
    ),
    "a text above the target": (f'source => "s" target => "[s][t]" {CODES}', {"s": "200"}, {}),
    "no number is a time": (
        'source => "s" target => "@timestamp" override => true dictionary => { "a" => 1 }',
        {"s": "a"},
        {},
    ),
    "an option that can't be done": (
        f'source => "s" target => "t" add_field => {{ "@timestamp" => "no time" }} {CODES}',
        {"s": "200"},
        {"t": "OK"},
    ),
    "older names": (f'field => "s" destination => "t" {CODES}', {"s": "200"}, {"t": "OK"}),
    "values keep their type": (
        'source => "s" target => "t" dictionary => { "a" => [1, "%{s}"] }',
        {"s": "a"},
        {"t": [1, "%{s}"]},
    ),
    "patterns, in Java's order": (
        r'source => "s" target => "t" regex => true dictionary => { "^2\d\d$" => "ok" "0" => "zero" }',
        {"s": "200"},
        {"t": "zero"},
    ),
    "a pattern anywhere in a number": (
        'source => "s" target => "t" regex => true dictionary => { "4" => "four" }',
        {"s": 1432},
        {"t": "four"},
    ),
    "keys replaced": (
        'source => "s" target => "t" exact => false dictionary => { "foo" => "bar" "1" => 2 }',
        {"s": "foofing 1"},
        {"t": "barfing 2"},
    ),
    "none to replace": (
        'source => "s" target => "t" exact => false fallback => "-" dictionary => { "foo" => "bar" }',
        {"s": "x"},
        {"t": "-"},
    ),
    "keys are plain texts where they are replaced": (
        'source => "s" target => "t" exact => false regex => true dictionary => { "[0-9]" => "#" "." => "!" }',
        {"s": "1."},
        {"t": "1!"},
    ),
    "no dictionary": ('source => "s" target => "t" exact => false', {"s": "x"}, {}),
    "each of a list": (
        f'iterate_on => "s" source => "s" target => "t" {CODES}',
        {"s": ["200", 7, 404]},
        {"t": ["OK", None, "Not Found"]},
    ),
    "each of a list, in place": (
        f'iterate_on => "s" source => "s" target => "s" fallback => "%{{x}}" {CODES}',
        {"s": ["200", 7], "x": "?"},
        {"s": ["OK", "?"]},
    ),
    "a lone value is a list of one": (
        f'iterate_on => "s" source => "s" target => "t" {CODES}',
        {"s": 200},
        {"t": ["OK"]},
    ),
    "a list of nothing found": (
        f'iterate_on => "s" source => "s" target => "t" add_tag => ["ok"] {CODES}',
        {"s": ["x"]},
        {"t": [None]},
    ),
    "a list for a target that is there": (
        f'iterate_on => "s" source => "s" target => "t" {CODES}',
        {"s": [200], "t": 1},
        {},
    ),
    "each map of a list": (
        f'iterate_on => "l" source => "[a][b]" target => "tags" fallback => "?" add_tag => ["ok"] {CODES}',
        {"l": [{"a": {"b": 200}}, {"a": {"b": "x"}}, {"a": 1}, "200", [1]]},
        {"l": [{"a": {"b": 200}, "tags": "OK"}, {"a": {"b": "x"}, "tags": "?"}, {"a": 1}, "200", [1]], "tags": ["ok"]},
    ),
    "maps are overwritten": (
        f'iterate_on => "l" source => "c" target => "t" {CODES}',
        {"l": [{"c": "200", "t": "old"}]},
        {"l": [{"c": "200", "t": "OK"}]},
    ),
    "no list": (f'iterate_on => "l" source => "c" target => "t" add_tag => ["ok"] {CODES}', {"l": {"c": "200"}}, {}),
}


@pytest.mark.parametrize(("options", "event", "changed"), CASES.values(), ids=CASES)
def test_filter(options, event, changed):
    assert run_filter(f"translate {{ {options} }}", dict(event)) == {**event, **changed}


def test_with_an_ecs_layout_the_source_is_the_target():
    event = {"s": "200"}
    assert TranslateFilter(source="s", dictionary={"200": "OK"}, ecs_compatibility="v8").compile()(event)
    assert event == {"s": "OK"}


def test_events_share_no_value_with_the_dictionary():
    step = TranslateFilter(source="s", target="t", dictionary={"a": [1]}).compile()
    one, two = {"s": "a"}, {"s": "a"}
    step(one)
    one["t"].append(2)
    step(two)
    assert two["t"] == [1]


FILES = {
    "yml": '"100": one\nb: [1, {c: 2}]\nwhen: 2024-01-02\n200: two\nnone: ~\nend: .inf\n',
    "yaml": '"100": one',
    "json": '{"100": "one", "b": [1, {"c": 2}], "half": 0.5}',
    "csv": '100,one\n"b,c","two\nlines"\n\nempty,\nalone\n',
}


def lookup(folder, ending, text):
    path = folder / f"d.{ending}"
    path.write_text(text)
    return DictionaryFile(path, 1000, by_key, replace=False)


@pytest.mark.parametrize(
    ("ending", "key", "value"),
    [
        ("yml", "100", "one"),
        ("yml", "b", [1, {"c": 2}]),
        ("yml", "when", "2024-01-02"),
        ("yml", "none", None),
        ("yml", "end", float("inf")),
        ("yaml", "100", "one"),
        ("json", "100", "one"),
        ("json", "b", [1, {"c": 2}]),
        ("json", "half", 0.5),
        ("csv", "100", "one"),
        ("csv", "b,c", "two\nlines"),
        ("csv", "empty", None),
        ("csv", "alone", None),
    ],
)
def test_files(tmp_path, ending, key, value):
    assert lookup(tmp_path, ending, FILES[ending]).find(key) == value


def test_a_key_that_is_no_text_is_never_found(tmp_path):
    file = lookup(tmp_path, "yml", FILES["yml"])
    assert not file.find("200") and file.ignored == [200]


@pytest.mark.parametrize(
    ("ending", "text", "message"),
    [
        ("yml", "a: 1\nb: [1\nc: }", "line 3"),
        ("yml", "- a", "holds no map"),
        ("yml", "", "holds no map"),
        ("yml", f"a: {'x' * 1000}", "more than 1000"),
        ("yml", "a: !!python/object:x.y {}", "could not determine a constructor"),
        ("json", "{", "line 1"),
        ("json", "[1]", "holds no map"),
        ("csv", '"a', "unexpected end of data"),
    ],
)
def test_files_that_hold_no_dictionary(tmp_path, ending, text, message):
    with pytest.raises(ValueError, match=message):
        lookup(tmp_path, ending, text)


def write(path, text, second):
    path.write_text(text)
    os.utime(path, (second, second))


@pytest.mark.parametrize(("replace", "old"), [(False, 1), (True, None)])
def test_a_file_that_changes(tmp_path, replace, old):
    path = tmp_path / "d.json"
    write(path, '{"a": 1, "b": 1}', 1)
    file = DictionaryFile(path, 1000, by_key, replace=replace)
    write(path, '{"b": 2}', 2)
    file.refresh()
    assert (file.find("a") or None, file.find("b")) == (old, 2)


def test_a_file_that_breaks_leaves_the_last_dictionary(tmp_path):
    path = tmp_path / "d.json"
    write(path, '{"a": 1}', 1)
    file = DictionaryFile(path, 1000, by_key, replace=True)
    for text in ("{", '{"a": 2}'):
        assert file.find("a") == 1
        write(path, text, 2)
        file.refresh()
    assert file.find("a") == 2
    path.unlink()
    file.refresh()
    assert file.find("a") == 2


def test_the_file_is_looked_at_when_its_time_has_come(tmp_path):
    now = 0
    path = tmp_path / "d.yml"
    write(path, "a: 1", 1)
    options = {"source": "s", "target": "t", "override": True, "dictionary_path": str(path), "refresh_interval": 5}
    step = TranslateFilter(Context(clock=lambda: now), **options).compile()
    event = {"s": "a"}
    write(path, "a: 2", 2)
    now = 4_999_999_999
    for _ in range(5):
        step(event)
    assert event["t"] == 1
    now = 5_000_000_000
    give_up = time.monotonic() + 10
    while event["t"] == 1 and time.monotonic() < give_up:
        step(event)
    assert event["t"] == 2


def test_the_order_of_keys():
    assert by_pattern({"b": 1, "a": 2})("ab") == 1
    assert by_replacing({"ab": "1", "a": "2", "abc": "3"})("abca") == "1c2"
    assert by_replacing({"": "-", "a": "2"})("ba") == "-b-a-"
    assert by_replacing({"a": "2", "": "-"})("ba") == "-b2-"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("", 'needs the option "source"'),
        ('source => "a" field => "a"', 'older name of "source"'),
        ('source => "a" target => "a" override => false', "in place is always overwritten"),
        ('source => "a" target => "b" destination => "c"', 'older name of "target"'),
        ('source => "a" dictionary_path => "/nonexistent/d.yml"', "there is no file"),
        ('source => "a" dictionary_path => "/nonexistent/d.txt"', "expected a file that ends in .yml"),
        ('source => "a" dictionary_path => "d.yml" dictionary => { "a" => "b" }', 'there can\'t be a "dictionary" too'),
        (
            'source => "a" dictionary_path => "d.yml" yaml_dictionary_code_point_limit => 0',
            "expected a positive number",
        ),
        ('source => "a" regex => true dictionary => { "(" => 1 }', "is not a regular expression"),
        ('source => "a" fallback => "%{[x}"', 'option "fallback"'),
        ('source => "a" refresh_behaviour => "new"', "expected one of merge, replace"),
    ],
)
def test_what_is_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        run_filter(f"translate {{ {options} }}", {})
    assert message in str(refused.value)


def test_bad_patterns_in_a_file_are_refused(tmp_path):
    (tmp_path / "d.json").write_text('{"(": 1}')
    with pytest.raises(ConfigError, match="can't use"):
        TranslateFilter(source="a", regex=True, dictionary_path=str(tmp_path / "d.json"))


def test_warnings(tmp_path):
    (tmp_path / "d.json").write_text("{}")
    (tmp_path / "d.yml").write_text("1: a")
    expected = {
        'source => "a" dictionary_path => "/nonexistent/d.yml"': "there is no file",
        f'source => "a" dictionary_path => "{tmp_path}/d.yml"': "keys that are no texts",
        f'source => "a" dictionary_path => "{tmp_path}/d.json" yaml_dictionary_code_point_limit => 9': "not YAML",
        'field => "a"': 'it is called "source" now',
        'source => "a" exact => false regex => true': "plain texts all the same",
        'source => "a" regex => true dictionary => { "b" => 1 "a" => 2 }': 'in this order: "a", "b"',
    }
    for options, message in expected.items():
        config = f"input {{ generator {{ }} }} filter {{ translate {{ {options} }} }} output {{ stdout {{ }} }}"
        assert [message in one.message for one in config_warnings(config)] == [True], options
