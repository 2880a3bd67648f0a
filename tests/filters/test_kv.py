"""Filter `kv`: which pairs it finds, what becomes of them, and what is refused."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.kv import KvFilter
from pipeline.testing import config_warnings, run_filter

FAILED = {"tags": ["_kv_filter_error"]}
STRICT = 'whitespace => "strict"'

# what it shows: (options, text, the fields that come of it)
TEXTS = {
    "pairs": ("", "a=1 b=two stray c=3.5", {"a": "1", "b": "two", "c": "3.5"}),
    "no pairs": ("", "no pairs here", {}),
    "blanks around what splits are skipped": ("", "a = 1 b=   2", {"a": "1", "b": "2"}),
    "so an empty value takes the next pair": ("", "a= b=2", {"a": "b=2"}),
    "strict about blanks": (STRICT, "a = 1 b= 2 c =3 d=4", {"d": "4"}),
    "strict and empty": (f"{STRICT} allow_empty_values => true", "a= b=2", {"a": "", "b": "2"}),
    "empty values": ("", 'a="" b=', {}),
    "empty values allowed": ("allow_empty_values => true", "a=\"\" b='' c=() d=", {"a": "", "b": "", "c": "", "d": ""}),
    "no key": ("allow_empty_values => true", "=x", {}),
    "quotes": ("", """a="x y" b='p "q' c="it's" """, {"a": "x y", "b": 'p "q', "c": "it's"}),
    "quotes that never end": ("", 'a="x b=2', {"a": '"x', "b": "2"}),
    "quotes inside a value": ("", 'a=x"y z" b=2', {"a": 'x"y', "b": "2"}),
    "quotes with something behind": ("", 'a="x y"z b=2', {"a": '"x', "b": "2"}),
    "quotes around a key": ("", '"key one"=1', {'one"': "1"}),
    "escaped quotes": ("", r'a="x \"y\" z" b=1', {"a": r"x \"y\" z", "b": "1"}),
    "an escaped backslash ends no quotes": ("", r'a="x\\" b=1', {"a": r"x\\", "b": "1"}),
    "brackets": ("", "a=(x y) b=[p q] c=<r s> d={t u}", {"a": "x y", "b": "p q", "c": "r s", "d": "{t"}),
    "brackets that never end": ("", "a=(x b=[y", {"a": "(x", "b": "[y"}),
    "no brackets": ("include_brackets => false", "a=(x y) b=[p", {"a": "(x", "b": "[p"}),
    "an escaped separator is part of the key": ("", r"a\ b=1", {r"a\ b": "1"}),
    "and of the value": ('field_split => ";"', r"a=x\;y;b=1", {"a": r"x\;y", "b": "1"}),
    "unless the key ends with it only": ("", r"a\=b c=1", {"a\\": "b", "c": "1"}),
    "two backslashes escape nothing": ("", r"a\\=b", {r"a\\": "b"}),
    "unless nothing splits behind them": ("", r"a\\ b=1", {r"a\\ b": "1"}),
    "paths": ("", r"p=C:\x\y q=\\host\z", {"p": r"C:\x\y", "q": r"\\host\z"}),
    "what splits comes again": ("", "a==1 b=c=d", {"a": "=1", "b": "c=d"}),
    "a line end is a letter": ("", "a=1\nb=2 c=3", {"a": "1\nb=2", "c": "3"}),
    "a line end behind quotes": ("", 'a="1"\nb=2', {"a": "1", "\nb": "2"}),
    "letters that end a pair": ('field_split => "&?"', "?a=1&b=2 3", {"a": "1", "b": "2 3"}),
    "blanks in keys": ('field_split => ";"', "a=x; b = 2", {"a": "x", " b ": "2"}),
    "letters that split a pair": ('value_split => ":="', "a:1 b=2 c:=3", {"a": "1", "b": "2", "c": "=3"}),
    "letters of a class": (r'field_split => "\s" value_split => "\-:"', "a-1\tb:2", {"a": "1", "b": "2"}),
    "a backslash ends no pair unless it is the last": (r'field_split => "\\;"', "\\a=1\\b=x y\\", {"\\a": r"1\b=x y"}),
    "a pattern that ends a pair": (r'field_split_pattern => "\s*\|\s*"', "a=1 | b=2 x|c=3", {"a": "1", "b": "2 x", "c": "3"}),
    "a pattern of alternatives": ('field_split_pattern => ";|,,"', "a=1,2;b=3,,c=4", {"a": "1,2", "b": "3", "c": "4"}),
    "a pattern goes before letters": ('field_split => "," field_split_pattern => ";"', "a=1,2;b=3", {"a": "1,2", "b": "3"}),
    "a pattern for line ends": (r'field_split_pattern => "\n"', "a=1 x\nb=2", {"a": "1 x", "b": "2"}),
    "keys end at a line end then": ('field_split_pattern => ";"', "x\na=1\ny;b=2", {"a": "1", "b": "2"}),
    "a pattern that splits a pair": ('value_split_pattern => "::|->"', "a::1 b->2 c:3", {"a": "1", "b": "2"}),
    "a pattern and backslashes": ('field_split_pattern => ";"', r"a=1\;2\x;b\;c=3", {"a": r"1\;2\x", r"b\;c": "3"}),
    "a pattern and two backslashes": ('field_split_pattern => ";"', r"a=1\\;b\\=3", {"a": r"1\\", r"b\\": "3"}),
    "a pattern of a backslash": (r'field_split_pattern => "[\\]{2}"', r"a=1\\b=2\c", {"a": "1", "b": r"2\c"}),
    "a pattern with a group": ('field_split_pattern => "(;|,)"', "a=1;b=2,c=3", {"a": "1", "b": "2", "c": "3"}),
    "repeats make a list": ("", "a=1 a=2 a=1", {"a": ["1", "2", "1"]}),
    "no repeats": ("allow_duplicate_values => false", "a=1 a=2 a=1 b=x b=x", {"a": ["1", "2"], "b": "x"}),
    "a part of a value is no repeat": ("allow_duplicate_values => false", "a=12 a=1", {"a": ["12", "1"]}),
    "some keys": ('include_keys => ["a", "c"]', "a=1 b=2 c=3", {"a": "1", "c": "3"}),
    "not some keys": ('exclude_keys => ["a", "c"]', "a=1 b=2 c=3", {"b": "2"}),
    "some keys and not others": ('include_keys => ["a", "b"] exclude_keys => "a"', "a=1 b=2 c=3", {"b": "2"}),
    "a prefix": ('prefix => "p_"', "a=1", {"p_a": "1"}),
    "keys are chosen without their prefix": ('prefix => "p_" include_keys => "a"', "a=1 p_a=2", {"p_a": "1"}),
    "a prefix joins keys": ('prefix => "p"', "a=1 a=2", {"pa": ["1", "2"]}),
    "trim keys": ('trim_key => "<>,"', "<a,b>=1 ,,c=2", {"a,b": "1", "c": "2"}),
    "trim values": ('trim_value => "<>\\[\\],"', "a=x,y, b=<z", {"a": "x,y", "b": "z"}),
    "trim values of several lines": ('trim_value => ","', 'a=",x,\n,y,"', {"a": "x\ny"}),
    "what is trimmed to nothing stays": ('trim_value => ","', "a=,,", {"a": ""}),
    "remove letters of keys": ('remove_char_key => "<>"', "a<b>c=1", {"abc": "1"}),
    "remove letters of values": ('remove_char_value => "<>,"', "a=<x>, b=,y<z>,", {"a": "x", "b": "yz"}),
    "lower case": ('transform_key => "lowercase" transform_value => "lowercase"', "ÀB=XΣ", {"àb": "x\u03c3"}),
    "upper case": ('transform_key => "uppercase" transform_value => "uppercase"', "a=straße", {"A": "STRASSE"}),
    "capital letters": ('transform_key => "capitalize" transform_value => "capitalize"', "aB=hELLO", {"Ab": "Hello"}),
    "keys are chosen as they become": ('trim_key => "_" transform_key => "uppercase" include_keys => "A"', "_a_=1", {"A": "1"}),
    "pairs in values": ("recursive => true", "a=(b=1 c=[d]) e=5", {"a": {"b": "1", "c": "d"}, "e": "5"}),
    "pairs in quotes in brackets": ("recursive => true", "a=(b='x' c=[d=2])", {"a": {"b": "x", "c": {"d": "2"}}}),
    "pairs in bare values": ("recursive => true", "a=b=c", {"a": {"b": "c"}}),
    "no pairs in values": ("recursive => true", "a=(b c)", {"a": "b c"}),
    "a prefix for pairs in values": ('recursive => true prefix => "p"', "a=(b=1)", {"pa": {"pb": "1"}}),
    "nested keys": ("", "[x][y]=1 c.d=2", {"x": {"y": "1"}, "c.d": "2"}),
    "a key that is no reference": ("", "x[0]=1 b=2", FAILED),
    "what was set before it stays": ("", "b=2 x[0]=1", {"b": "2", **FAILED}),
    "the time is no text": ("", "@timestamp=now a=1", FAILED),
    "tags": ("", "tags=x", {"tags": "x"}),
    "a target": ('target => "[x][kv]"', "a=1 [b]=2 x[0]=3", {"x": {"kv": {"a": "1", "[b]": "2", "x[0]": "3"}}}),
    "nothing for the target": ('target => "kv" add_tag => "ok"', "none", {}),
    "a target that takes no map": ('target => "[m][x]"', "a=1", FAILED),
    "a failure runs no common options": ('tag_on_failure => ["a", "b"] add_tag => "ok"', "x[0]=1", {"tags": ["a", "b"]}),
    "success runs them": ('add_tag => ["ok"] add_field => { "n" => "%{a}" }', "a=1", {"a": "1", "n": "1", "tags": ["ok"]}),
    "defaults": ('default_keys => { "a" => "0" "b" => "%{a}" }', "a=1", {"a": "1", "b": "%{a}"}),
    "defaults as a list": ('default_keys => ["a", "0", "b", 5]', "a=1", {"a": "1", "b": 5}),
    "defaults alone": ('default_keys => { "a" => "0" } add_tag => "ok"', "none", {"a": "0", "tags": ["ok"]}),
    "defaults in the target": ('default_keys => { "b" => "0" } target => "t"', "a=1", {"t": {"a": "1", "b": "0"}}),
}  # fmt: skip


@pytest.mark.parametrize(("options", "text", "fields"), TEXTS.values(), ids=TEXTS)
def test_a_text(options, text, fields):
    assert run_filter(f'kv {{ source => "m" {options} }}', {"m": text}) == {"m": text, **fields}


# what it shows: (options, the event that goes in, what the filter adds or changes)
EVENTS = {
    "the message": ("", {"message": "a=1"}, {"a": "1"}),
    "no field": ('add_tag => "ok"', {"x": 1}, {}),
    "null": ("", {"message": None}, {}),
    "a number": ("", {"message": 5}, {}),
    "a map": ("", {"message": {"a": "b=1"}}, {}),
    "a list": ("", {"message": ["a=1 b=2", 5, ["c=3"], "a=4"]}, {"a": ["1", "4"], "b": "2"}),
    "a number, and defaults": ('default_keys => { "a" => "0" }', {"message": 5}, {"a": "0"}),
    "fields are replaced": ("", {"message": "a=new message=x", "a": [1]}, {"a": "new", "message": "x"}),
    "defaults replace too": ('default_keys => { "a" => "0" }', {"message": "b=1", "a": 1}, {"a": "0", "b": "1"}),
    "the target is replaced": ('target => "t"', {"message": "a=1", "t": {"b": 1}}, {"t": {"a": "1"}}),
    "names from the event": (
        'include_keys => ["a", "%{n}"] exclude_keys => ["%{x}"] prefix => "%{n}_"',
        {"message": "a=1 b=2 c=3", "n": "b", "x": "a"},
        {"b_b": "2"},
    ),
    "a faulty template": ('prefix => "%{[a}"', {"message": "a=1"}, FAILED),
}  # fmt: skip


@pytest.mark.parametrize("layout", ["disabled", "v8"])
@pytest.mark.parametrize(("options", "event", "change"), EVENTS.values(), ids=EVENTS)
def test_an_event(options, event, change, layout):
    found = run_filter(f"kv {{ {options} }}", event, layout)
    found.pop("event", None)
    assert found == {**event, **change}


def test_defaults_are_not_shared_by_events():
    step = KvFilter(default_keys={"l": ["x"]}).compile()
    first, second = {"message": "a=1"}, {"message": "a=1"}
    assert step(first) and step(second)
    first["l"].append("y")
    assert second["l"] == ["x"]


def test_a_pattern_that_takes_too_long_is_tagged():
    step = KvFilter(field_split_pattern="(x+x+)+y", timeout_millis=50, tag_on_timeout="late").compile()
    event = {"message": "a=1" + "x" * 5000}
    assert not step(event)
    assert event["tags"] == ["late"]


@pytest.mark.parametrize(
    "text", ["a" * 50_000 + " x=1", "\\" * 20_000 + " x=1", "\\=" * 20_000, 'a="' * 20_000, " " * 50_000 + "x=1"]
)
def test_long_texts_take_linear_time(text):
    """Each of these would take Ruby's own rule minutes at least, so that the test would never end."""
    step = KvFilter().compile()
    step({"message": text})


def test_pairs_in_pairs_without_end():
    step = KvFilter(recursive=True, field_split=";").compile()
    event = {"message": "".join(f"k{number}=" for number in range(5000)) + "v"}
    assert step(event)
    assert str(event["k0"]).count("{") == 99


REFUSED = {
    'value_split => ""': 'option "value_split": expected at least one character, got ""',
    'field_split => ""': 'option "field_split": expected at least one character, got ""',
    'field_split_pattern => ""': 'option "field_split_pattern": expected at least one character, got ""',
    'value_split_pattern => ""': 'option "value_split_pattern": expected at least one character, got ""',
    'value_split_pattern => "(="': 'option "value_split_pattern": ',
    'field_split_pattern => "(?<x>;)"': 'option "field_split_pattern": a group with a name',
    'field_split => "["': 'option "field_split": ',
    'trim_key => ""': 'option "trim_key": ',
    'remove_char_value => "["': 'write "\\[" and "\\]" for brackets',
    'transform_key => "lower"': 'did you mean "lowercase"?',
    'whitespace => "loose"': "expected one of lenient, strict",
    'split => ","': 'has no option "split"',
    'trim => "<>"': 'option "trim" is not supported',
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_what_is_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        config_warnings(f"filter {{ kv {{ {options} }} }}")
    assert message in str(refused.value)


def test_a_faulty_template_is_warned_of():
    (warning,) = config_warnings('filter { kv { include_keys => ["%{[a}"] } }')
    assert 'option "include_keys": this fails on every event' in str(warning)
