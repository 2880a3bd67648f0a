"""Filter `grok`: what it sets, tags and refuses; the patterns that come with it are tested in test_patterns.py."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.grok import GrokFilter
from pipeline.plugin import Context
from pipeline.testing import config_warnings, run_filter

FAILED = {"tags": ["_grokparsefailure"]}
WORD = 'grok { match => { "m" => "%{WORD:w}" } }'


def grok(match, more=""):
    return f"grok {{ match => {{ {match} }} {more} }}"


# what it shows: (filter, the event that goes in, what the filter adds or changes)
CASES = {
    "a capture": (WORD, {"m": "GET /"}, {"w": "GET"}),
    "a match may begin anywhere": (grok('"m" => "%{INT:n}"'), {"m": "a 12 b 34"}, {"n": "12"}),
    "types": (grok('"m" => "%{INT:i:int} %{NUMBER:f:float}"'), {"m": "007 1.50"}, {"i": 7, "f": 1.5}),
    "what is no number is 0": (grok('"m" => "%{WORD:i:int} %{WORD:f:float}"'), {"m": "x y"}, {"i": 0, "f": 0.0}),
    "an empty text with a type is a number": (grok('"m" => "^%{DATA:i:int};"'), {"m": ";"}, {"i": 0}),
    "digits without end": (grok('"m" => "%{INT:i:int}"'), {"m": "1" * 10_001}, FAILED),
    "other types mean nothing": (grok('"m" => "%{INT:n:long}"'), {"m": "5"}, {"n": "5"}),
    "a named group": (grok('"m" => "(?<id>[a-f]+)-(?<[a][b]>x)"'), {"m": "abc-x"}, {"id": "abc", "a": {"b": "x"}}),
    "plain groups are no captures": (grok('"m" => "(a)(?<b>b)"'), {"m": "ab"}, {"b": "b"}),
    "a nested field": (grok('"m" => "%{WORD:[a][b][c]}"'), {"m": "x"}, {"a": {"b": {"c": "x"}}}),
    "beside what is there": (grok('"m" => "%{WORD:[a][b]}"'), {"m": "x", "a": {"c": 1}}, {"a": {"b": "x", "c": 1}}),
    "metadata is not written out": (grok('"m" => "%{WORD:[@metadata][a]}"'), {"m": "x"}, {}),
    "dots and dashes are letters": (grok('"m" => "%{WORD:a.b-c}"'), {"m": "x"}, {"a.b-c": "x"}),
    "line ends are characters": (grok('"m" => "^b%{GREEDYDATA:g}"'), {"m": "a\nb1\nc"}, {"g": "1\nc"}),
    "letters are ASCII": (WORD, {"m": "größe und"}, {"w": "und"}),
    "existing texts become lists": (WORD, {"m": "x", "w": "old"}, {"w": ["old", "x"]}),
    "existing lists grow": (WORD, {"m": "x", "w": ["a", 1]}, {"w": ["a", 1, "x"]}),
    "null gives way": (WORD, {"m": "x", "w": None}, {"w": "x"}),
    "numbers stay": (WORD, {"m": "x", "w": 1}, {}),
    "nested texts become lists": (
        grok('"m" => "%{WORD:[a][b]}"'), {"m": "x", "a": {"b": "old"}}, {"a": {"b": ["old", "x"]}},
    ),
    "one name twice": (grok('"m" => "%{WORD:w} %{INT:w} %{WORD:w}"'), {"m": "a 1 b"}, {"w": ["a", "b", "1"]}),
    "overwrite": (grok('"m" => "%{WORD:m}"', 'overwrite => "m"'), {"m": "x y"}, {"m": "x"}),
    "overwrite a nested field": (
        grok('"m" => "%{WORD:[a][b]}"', 'overwrite => ["[a][b]"]'), {"m": "x", "a": {"b": "old"}}, {"a": {"b": "x"}},
    ),
    "overwrite below a target": (
        grok('"m" => "%{WORD:w}"', 'target => "t" overwrite => ["[t][w]"]'), {"m": "x", "t": {"w": 1}}, {"t": {"w": "x"}},
    ),
    "target": (grok('"m" => "%{WORD:[a][b]}"', 'target => "[t][u]"'), {"m": "x"}, {"t": {"u": {"a": {"b": "x"}}}}),
    "empty captures are left out": (grok('"m" => "^(?<a>x*)(?<b>y)?z"'), {"m": "z"}, {}),
    "empty captures are kept": (
        grok('"m" => "^(?<a>x*)(?<b>y)?%{INT:n:int}?z"', "keep_empty_captures => true"),
        {"m": "z"}, {"a": "", "b": None, "n": None},
    ),
    "a pattern that defines another": (
        grok(r'"m" => ["%{PAIR:p=[a-z]{2}[0-9]} %{PAIR:q}", "%{WORD:w=[xy]+} %{WORD:w}"]'), {"m": "ab1 cd2"},
        {"p": "ab1", "q": "cd2"},
    ),
    "a definition is for its pattern alone": (
        grok('"m" => ["%{WORD:w=[xy]+}!", "%{WORD:w}"]'), {"m": "ab"}, {"w": "ab"},
    ),
    "names of patterns": (
        grok('"m" => "%{WORD} %{NUMBER:n}"', "named_captures_only => false"), {"m": "a 1"},
        {"WORD": "a", "n": "1", "BASE10NUM": "1"},
    ),
    "the first pattern that matches": (grok('"m" => ["%{INT:a}", "%{WORD:b}", "%{DATA:c}x"]'), {"m": "zx"}, {"b": "zx"}),
    "all patterns": (
        grok('"m" => ["%{INT:a}", "^%{NOTSPACE:b}"]', "break_on_match => false"), {"m": "1x"}, {"a": "1", "b": "1x"},
    ),
    "a list where a hash is usual": ('grok { match => ["m", "%{WORD:w}"] }', {"m": "x"}, {"w": "x"}),
    "match written twice": (
        'grok { match => { "m" => "%{INT:n}" } match => { "m" => "%{WORD:w}" } }', {"m": "x"}, {"w": "x"},
    ),
    "no match": (WORD, {"m": "-"}, FAILED),
    "no field is an empty text": (grok('"m" => "%{GREEDYDATA:g}"', 'add_tag => "ok"'), {"a": "-"}, {"tags": ["ok"]}),
    "no field where the pattern needs text": (WORD, {"a": "-"}, FAILED),
    "null is an empty text": (grok('"m" => "%{GREEDYDATA:g}"', 'add_tag => "ok"'), {"m": None}, {"tags": ["ok"]}),
    "null that does not match": (WORD, {"m": None}, FAILED),
    "no patterns": ("grok { }", {"m": "x"}, FAILED),
    "one field of two": (grok('"a" => "%{INT:x}" "b" => "%{INT:y}"'), {"a": "-", "b": "2"}, {"y": "2"}),
    "a number as text": (grok('"m" => "%{GREEDYDATA:g}"'), {"m": 1.5}, {"g": "1.5"}),
    "a list, each element": (grok('"m" => "^%{INT:n}$"'), {"m": ["1", "x", 2]}, {"n": ["1", "2"]}),
    "an empty list": (WORD, {"m": []}, FAILED),
    "a field below a text": (grok('"m" => "%{WORD:[m][w]}"'), {"m": "x"}, FAILED),
    "what went well before a fault stays": (grok('"m" => "%{WORD:w} %{WORD:[m][w]}"'), {"m": "x y"}, {"w": "x", **FAILED}),
    "a fault in one field, a match in the other": (
        grok('"a" => "%{WORD:[a][w]}" "b" => "%{WORD:w}"'), {"a": "x", "b": "y"}, {"w": "y"},
    ),
    "a name that is no field": (grok('"m" => "%{WORD:[w}"'), {"m": "x"}, FAILED),
    "a timestamp takes no text": (grok('"m" => "%{WORD:w}"', 'target => "@timestamp"'), {"m": "x"}, FAILED),
    "tags of your own": (grok('"m" => "%{INT:n}"', 'tag_on_failure => ["a", "b"]'), {"m": "x"}, {"tags": ["a", "b"]}),
    "patterns of your own": (
        grok('"m" => "%{PAIR}"', 'pattern_definitions => { "PAIR" => "%{KEY:k}=%{INT:v:int}" "KEY" => "[a-z]+" }'),
        {"m": "x=1"}, {"k": "x", "v": 1},
    ),
    "they hide those that are there": (
        grok('"m" => "%{WORD:w}"', 'pattern_definitions => { "WORD" => "[0-9]+" }'), {"m": "ab 12"}, {"w": "12"},
    ),
    "the common options": (
        grok('"m" => "%{WORD:w}"', 'add_field => { "a" => "%{w}!" } remove_field => "m"'), {"m": "x"},
        {"w": "x", "a": "x!", "m": ...},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "event", "added"), CASES.values(), ids=CASES)
def test_filter(text, event, added):
    expected = {key: value for key, value in {**event, **added}.items() if value is not ...}
    assert run_filter(text, event) == expected


REFUSED = {
    "an unknown pattern": (
        grok('"m" => ["%{WORD:a}", "%{WROD:b}"]'), 'there is no pattern "WROD"', "%{WROD:b}", 'did you mean "WORD"?',
    ),
    "a broken expression": (grok('"m" => "(%{WORD:a}"'), 'a group is not closed, ")" is missing', '"(%{WORD:a}"', ""),
    "a broken definition": (
        grok('"m" => "%{A}"', 'pattern_definitions => { "A" => "[" }'), 'option "pattern_definitions"', '"["', "",
    ),
    "a pattern in a circle": (
        grok('"m" => "%{A}"', 'pattern_definitions => { "A" => "%{B}" "B" => "%{A}" }'), "holds itself", '"%{B}"', "",
    ),
    "a source that is no field": (grok('"[m" => "x"'), 'expected a field, got "[m"', '"[m"', ""),
    "a pattern that is no text": (grok('"m" => { "a" => "b" }'), "expected a string, got a hash", "{ ", ""),
    "the option of old versions": ('grok { pattern => "x" }', 'option "pattern" is not supported', "pattern", "it is `match` now"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message", "marked", "hint"), REFUSED.values(), ids=REFUSED)
def test_refused(text, message, marked, hint):
    with pytest.raises(ConfigError) as refused:
        run_filter(text, {})
    (found,) = refused.value.diagnostics
    assert message in found.message and hint in " ".join(found.hints)
    assert found.span.source.text[found.span.start :].startswith(marked)


def test_every_unknown_pattern_of_a_text_is_told_at_its_place():
    text = grok('"m" => "%{IPP:ip} %{MINE=x}%{MINE:a} %{NUMBR:n}"')
    with pytest.raises(ConfigError) as refused:
        run_filter(text, {})
    assert [found.span.text for found in refused.value.diagnostics] == ["%{IPP:ip}", "%{NUMBR:n}"]


WARNED = {
    "no match": ("grok { }", 'no "match"'),
    "a type that is none": (grok('"m" => "%{INT:n:integer}"'), '"integer" is no type, so "n" stays a text'),
    "a name that is no field": (grok('"m" => "%{WORD:[w}"'), '"[w" is no field'),
    "a folder that is missing": (grok('"m" => "a"', 'patterns_dir => "/no/such"'), 'no files are found at "/no/such"'),
    "what that folder may hold": (grok('"m" => "%{OWN}"', 'patterns_dir => "/no/such"'), 'there is no pattern "OWN"'),
}


@pytest.mark.parametrize(("text", "message"), WARNED.values(), ids=WARNED)
def test_warned(text, message):
    found = config_warnings(f"input {{ stdin {{ }} }} filter {{ {text} }} output {{ stdout {{ }} }}")
    assert [one for one in found if message in one.message]


def test_files_of_patterns(tmp_path):
    (tmp_path / "a.txt").write_text("# OWN no\n\nOWN  [0-9]{2} \nBAD\n  LAST x#y\r\n")
    (tmp_path / "b.skip").write_text("OWN z\n")
    text = grok('"m" => "^%{OWN:o}%{LAST:l}"', f'patterns_dir => "{tmp_path}" patterns_files_glob => "{{a,c}}.*"')
    assert run_filter(text, {"m": "12 x#y"}) == {"m": "12 x#y", "o": "12 ", "l": "x#y"}


def test_a_folder_that_is_missing_where_the_pipeline_runs(tmp_path):
    with pytest.raises(ConfigError, match='there is no pattern "OWN"'):
        run_filter(grok('"m" => "%{OWN}"', f'patterns_dir => "{tmp_path}/none"'), {})


@pytest.mark.parametrize("scope", ["pattern", "event"])
@pytest.mark.parametrize("pattern", ["^(a|aa)+$", "%{DATA}b%{DATA}b%{DATA}b%{DATA}b%{DATA}c", "^%{TWO}$"])
def test_a_pattern_that_takes_too_long_ends_the_filter(pattern, scope):
    text = ("ab" if "DATA" in pattern else "a") * 4000 + "!"
    options = {"pattern_definitions": {"TWO": "(?:a+,?)+"}, "timeout_millis": 50, "timeout_scope": scope}
    event = {"m": text, "n": "x"}
    step = GrokFilter(match={"m": [pattern, "%{GREEDYDATA:all}"], "n": "%{WORD:w}"}, **options).compile()
    assert step(event) is False
    assert event == {"m": text, "n": "x", "tags": ["_groktimeout"]}


@pytest.mark.parametrize(("texts", "late"), [(["x"], False), (["x", "y"], True)])
def test_the_time_of_all_patterns_of_an_event(texts, late):
    now = iter(range(0, 10**12, 20_000_000))
    options = {"timeout_millis": 50, "timeout_scope": "event", "tag_on_timeout": "late"}
    grok_filter = GrokFilter(Context(clock=lambda: next(now)), match={"m": ["[0-9]", "[A-Z]"]}, **options)
    event = {"m": texts}
    assert grok_filter.compile()(event) is False
    assert event["tags"] == (["late"] if late else ["_grokparsefailure"])


def test_no_time_limit():
    assert GrokFilter(match={"m": "^(a|aa)+$"}, timeout_millis=0).compile()({"m": "aaa"}) is True


LAYOUTS = {
    "disabled": {"program": "sshd", "pid": "7", "logsource": "web", "timestamp": "Mar  5 06:07:08"},
    "v8": {"process": {"name": "sshd", "pid": 7}, "host": {"hostname": "web"}, "timestamp": "Mar  5 06:07:08"},
}


@pytest.mark.parametrize("ecs", LAYOUTS)
def test_layouts(ecs):
    text = "Mar  5 06:07:08 web sshd[7]:"
    for more, setting in ((f"ecs_compatibility => {ecs}", "disabled"), ("", ecs)):
        event = run_filter(grok('"m" => "%{SYSLOGBASE}"', more), {"m": text}, ecs_compatibility=setting)
        event.pop("event", None)
        assert event == {"m": text, **LAYOUTS[ecs]}
