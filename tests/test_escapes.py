"""The setting config.field_reference.escape_style: brackets in the names of fields, wherever a reference is read."""

import json

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.errors import ConfigError
from pipeline.escapes import EscapeError, escape_style, escape_style_of, set_escape_style, unescaper
from pipeline.fields import ReferenceSyntaxError, parse_reference
from pipeline.testing import run_config

NAMES = {
    "none": {"a%5Bb": "a%5Bb", "a&#91;b": "a&#91;b"},
    "percent": {
        "a%5Bb%5D": "a[b]", "%C3%A9": "é", "%25": "%", "a%b": "a%b", "100%": "100%", "a+b": "a+b", "%5b": "%5b",
        "a+b%5B": "a b[", "%5b%5B%": "%5b[%", "%C3": "\ufffd", "a&#91;b": "a&#91;b",
    },
    "ampersand": {"a&#91;b&#93;": "a[b]", "&#233;": "é", "&#38;#91;": "&#91;", "&#9;": "&#9;", "&amp;": "&amp;", "a%5B": "a%5B"},
}  # fmt: skip


@pytest.mark.parametrize(("style", "name", "expected"), [(s, n, e) for s, of in NAMES.items() for n, e in of.items()])
def test_names(style, name, expected):
    assert unescaper(style)(name) == expected
    with escape_style_of(style):
        assert parse_reference(name).path == (expected,)
        assert parse_reference(f"[x][{name}]").path == ("x", expected)


@pytest.mark.parametrize("name", ["&#1114112;", "&#99999999999999999999;"])
def test_the_number_of_no_character(name):
    with pytest.raises(EscapeError):
        unescaper("ampersand")(name)
    with escape_style_of("ampersand"), pytest.raises(ReferenceSyntaxError):
        parse_reference(name)


def test_a_style_holds_until_the_next_one():
    assert escape_style() == "none"
    with escape_style_of("percent"), escape_style_of("ampersand"):
        assert parse_reference("%5B&#91;").path == ("%5B[",)
    assert parse_reference("%5B&#91;").path == ("%5B&#91;",)
    with pytest.raises(ValueError, match="expected one of none, percent, ampersand"):
        set_escape_style("hex")


EVENT = {"a[b]": "x", "m": {"c]": 1}, "text": '{"k%5Bl": 1, "k&#91;l": 2}', "pairs": "p%5B=1"}
# what it shows: (filter, what of the event is new or changed with the style percent, and without one)
FILTERS = {
    "an option": ('mutate { uppercase => ["a%5Bb%5D"] }', {"a[b]": "X"}, {}),
    "a hash": ('mutate { rename => { "[a%5Bb%5D]" => "[m][n%5D]" } }', {"a[b]": None, "m": {"c]": 1, "n]": "x"}}, {}),
    "a template": ('mutate { add_field => { "t" => "%{a%5Bb%5D} %{[m][c%5D]}" } }', {"t": "x 1"}, {"t": "%{a%5Bb%5D} %{[m][c%5D]}"}),
    "a new field": ('mutate { add_field => { "n%5D" => "v" "[n][o%5B]" => "w" } }', {"n]": "v", "n": {"o[": "w"}}, {"n%5D": "v", "n": {"o%5B": "w"}}),
    "a name of the event": ('mutate { add_field => { "[n][%{a%5Bb%5D}%5D]" => "v" } }', {"n": {"x]": "v"}}, {"n": {"%{a%5Bb%5D}%5D": "v"}}),
    "a condition": ('if [m][c%5D] == 1 and [a%5Bb%5D] { mutate { add_tag => ["yes"] } }', {"tags": ["yes"]}, {}),
    "removed": ('mutate { remove_field => ["a%5Bb%5D", "[m][c%5D]"] }', {"a[b]": None, "m": {}}, {}),
    "keys of JSON": ('json { source => "text" }', {"k[l": 1, "k&#91;l": 2}, {"k%5Bl": 1, "k&#91;l": 2}),
    "keys of pairs": ('kv { source => "pairs" }', {"p[": "1"}, {"p%5B": "1"}),
    "captures": ('grok { match => { "a%5Bb%5D" => "(?<g%5D>.)" } }', {"g]": "x"}, {"tags": ["_grokparsefailure"]}),
    "columns": ('csv { source => "pairs" columns => ["c%5D"] }', {"c]": "p%5B=1"}, {"c%5D": "p%5B=1"}),
}  # fmt: skip


@pytest.mark.parametrize("style", ["percent", "none"])
@pytest.mark.parametrize(("text", "escaped", "plain"), FILTERS.values(), ids=FILTERS)
def test_filters(text, escaped, plain, style):
    (event,) = run_config(
        f"filter {{ {text} }}", [json.dumps(EVENT)], settings={"config.field_reference.escape_style": style}
    )
    expected = {**EVENT, **(escaped if style == "percent" else plain)}
    assert {key: value for key, value in event.items() if key[0] != "@"} == {
        key: value for key, value in expected.items() if value is not None
    }


def test_a_condition_with_the_number_of_no_character():
    config = "filter { if [&#1114112;] { drop { } } }"
    with pytest.raises(ConfigError, match="the number of no character"):
        run_config(config, [], settings={"config.field_reference.escape_style": "ampersand"})


def test_the_flag(tmp_path):
    config = "input { generator { } } filter { mutate { uppercase => ['&#1114112;'] remove_field => ['x'] } } output { null { } }"
    with escape_style_of("none"):
        result = CliRunner().invoke(main, ["check", "-e", config, "--field-reference-escape-style", "ampersand"])
        assert "the number of no character" in result.stderr
        result = CliRunner().invoke(main, ["check", "-e", config, "--field-reference-escape-style", "hex"])
        assert "expected one of none, percent, ampersand" in result.stderr
        (tmp_path / "pipeline.yml").write_text("config.field_reference.escape_style: percent\n")
        result = CliRunner().invoke(main, ["check", "-e", config, "--path.settings", str(tmp_path)])
        assert (result.exit_code, escape_style()) == (0, "percent")
