"""Options and values: what each rule reads, and what it refuses."""

import pytest

from pipeline.errors import ConfigError
from pipeline.language import parse
from pipeline.language.nodes import Array, Hash, Number, Plugin, String
from pipeline.source import Source, Span

NOWHERE = Span(Source("nowhere", ""), 0, 0)


def text(value):
    return String(value, span=NOWHERE)


def word(value):
    return String(value, quoted=False, span=NOWHERE)


def number(value, written):
    return Number(value, written, span=NOWHERE)


def array(*items):
    return Array(items, span=NOWHERE)


def pairs(*items):
    return Hash(items, span=NOWHERE)


def codec(name):
    return Plugin(name, (), span=NOWHERE, name_span=NOWHERE)


def plugin(options, **settings):
    tree = parse(Source("a.conf", f"filter {{ some {{ {options} }} }}"), **settings)
    return tree.sections[0].body[0]


def value(written, **settings):
    return plugin(f"x => {written}", **settings).options[0].value


VALUES = {
    "double quotes": ('"a"', text("a")),
    "single quotes": ("'a'", text("a")),
    "no quotes inside": ('""', text("")),
    "other quotes inside": ('"it\'s"', text("it's")),
    "an escaped quote keeps its backslash": (r'"say \"hi\""', text(r"say \"hi\"")),
    "an escaped quote in single quotes": (r"'it\'s'", text(r"it\'s")),
    "other backslashes stay": (r'"a\nb\\c"', text(r"a\nb\\c")),
    "strings run over lines": ('"a\nb"', text("a\nb")),
    "no comment in a string": ('"#a"', text("#a")),
    "word": ("word", word("word")),
    "word of two characters": ("_1", word("_1")),
    "words of the language": ("if", word("if")),
    "true is a word": ("true", word("true")),
    "integer": ("5", number(5, "5")),
    "negative": ("-7", number(-7, "-7")),
    "zero": ("0", number(0, "0")),
    "decimal": ("2.50", number(2.5, "2.50")),
    "octal": ("010", number(8, "010")),
    "negative octal": ("-010", number(-8, "-010")),
    "decimals are never octal": ("08.5", number(8.5, "08.5")),
    "largest": ("9223372036854775807", number(2**63 - 1, "9223372036854775807")),
    "smallest": ("-9223372036854775808", number(-(2**63), "-9223372036854775808")),
    "empty list": ("[]", array()),
    "empty list with blanks": ("[ # none\n ]", array()),
    "list": ('["a",bb , 3]', array(text("a"), word("bb"), number(3, "3"))),
    "list in a list": ('[["a"], []]', array(array(text("a")), array())),
    "list with comments": ('["a" # one\n, # two\n"b"]', array(text("a"), text("b"))),
    "empty hash": ("{ }", pairs()),
    "hash": (
        '{ "a" => 1 bb => cc 5 => "x" }',
        pairs((text("a"), number(1, "1")), (word("bb"), word("cc")), (number(5, "5"), text("x"))),
    ),
    "pairs need no blank": ('{"a"=>"1""b"=>2}', pairs((text("a"), text("1")), (text("b"), number(2, "2")))),
    "hash in a hash": ('{ "a" => { } }', pairs((text("a"), pairs()))),
    "keys in other quotes are other keys": (
        "{ \"a\" => 1 'a' => 2 }",
        pairs((text("a"), number(1, "1")), (text("a"), number(2, "2"))),
    ),
    "codec": ("json { }", codec("json")),
    "codec after a comment": ("json # c\n{}", codec("json")),
    "codec in a list": ("[json {}]", array(codec("json"))),
    "a codec's name may be a number": ("5 { }", codec("5")),
}


@pytest.mark.parametrize(("written", "expected"), VALUES.values(), ids=VALUES)
def test_value(written, expected):
    assert expected == value(written)


REFUSED = {
    "one letter": "x",
    "dash": "a-b",
    "dot": "a.b",
    "path": "/var/log",
    "underscore in a number": "1_000",
    "plus": "+5",
    "leading dot": ".5",
    "exponent": "1e3",
    "variable": "${X}",
    "shell variable": "$X",
    "reference": "%{a}",
    "field": "[a]b",
    "nothing": "",
    "regular expression": "/x/",
    "list without commas": '["a" "b"]',
    "comma at the end of a list": '["a", ]',
    "comma alone": "[,]",
    "list never closed": '["a"',
    "hash with commas": '{ "a" => 1, "b" => 2 }',
    "hash with colons": '{ "a": 1 }',
    "key of one letter": "{ a => 1 }",
    "key with a dash": "{ a-b => 1 }",
    "hash without a value": '{ "a" => }',
    "hash without an arrow": '{ "a" }',
    "hash never closed": '{ "a" => 1',
    "string never closed": '"a',
    "string that ends with a backslash": r'"C:\"',
    "curly quotes": "\N{LEFT DOUBLE QUOTATION MARK}a\N{RIGHT DOUBLE QUOTATION MARK}",
}


@pytest.mark.parametrize("written", REFUSED.values(), ids=REFUSED)
def test_no_value(written):
    with pytest.raises(ConfigError) as refused:
        value(written)
    assert refused.value.diagnostics[-1].kind == "syntax"


IMPOSSIBLE = {
    "octal with an 8": ("08", "08"),
    "octal with a 9": ("[-0190]", "-0190"),
    "dot without digits": ("3.", "3."),
    "more than 64 bits": ("9223372036854775808", "9223372036854775808"),
    "less than 64 bits": ("-9223372036854775809", "-9223372036854775809"),
    "more digits than Python reads": ("9" * 10_000, "9" * 10_000),
    "key twice": ('{ "a" => 1 "b" => 2 "a" => 3 }', '"a"'),
    "key twice in a hash of a hash": ('{ "x" => { aa => 1 aa => 2 } }', "aa"),
    "number twice as a key": ("{ 1 => 1 1 => 2 }", "1"),
}


@pytest.mark.parametrize(("written", "culprit"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_the_grammar_allows_and_nothing_can_mean(written, culprit):
    with pytest.raises(ConfigError) as refused:
        value(written)
    (found,) = refused.value.diagnostics
    assert ("compile", culprit) == (found.kind, found.span.text)


def test_all_such_faults_are_told_together_and_before_the_syntax_error():
    with pytest.raises(ConfigError) as refused:
        plugin('a => 08 b => { "k" => 1 "k" => 2 } c => ')
    assert [found.kind for found in refused.value.diagnostics] == ["compile", "compile", "syntax"]


def test_a_quoted_plugin_name_is_refused():
    with pytest.raises(ConfigError, match="without quotes") as refused:
        value('"json" { }')
    assert refused.value.diagnostics[0].kind == "plugin"


ESCAPES = {
    r'"a\nb\rc\td"': "a\nb\rc\td",
    r'"\"q\" \'s\'"': "\"q\" 's'",
    r"'l1\nl2'": "l1\nl2",
    r'"a\\nb"': r"a\nb",
    r'"\0"': "\0",
    r'"\q\x41"': r"\q\x41",
    '"a\\\nb"': "a\\\nb",
}


@pytest.mark.parametrize(("written", "expected"), ESCAPES.items())
def test_escapes(written, expected):
    assert expected == value(written, support_escapes=True).text
    assert written[1:-1] == value(written).text


def test_escapes_hold_for_keys_and_items_but_not_for_names():
    found = plugin(r'"a\tb" => { "c\td" => ["e\tf"] }', support_escapes=True).options[0]
    ((key, items),) = found.value.pairs
    assert (found.name, key.text, items.items[0].text) == (r"a\tb", "c\td", "e\tf")


OPTIONS = {
    "none": ("", []),
    "several": ("a => 1 b => 2", ["a", "b"]),
    "the same twice": ("a => 1 a => 2", ["a", "a"]),
    "quoted names": ("\"a b\" => 1 'c' => 2", ["a b", "c"]),
    "names with dashes and digits": ("-a_1 => 1 5 => 2", ["-a_1", "5"]),
    "no blanks around the arrow": ("a=>1", ["a"]),
    "a comment behind the arrow": ("a => # c\n 1", ["a"]),
    "a comment behind a blank": ('a => "x" # c\n b => 2', ["a", "b"]),
    "a comment behind the last value": ('a => "x"# c\n', ["a"]),
    "a line feed between": ("a => 1\nb => 2", ["a", "b"]),
    "a carriage return between": ("a => 1\r\nb => 2", ["a", "b"]),
}


@pytest.mark.parametrize(("written", "names"), OPTIONS.values(), ids=OPTIONS)
def test_options(written, names):
    assert names == [option.name for option in plugin(written).options]


NO_OPTIONS = {
    "commas": "a => 1, b => 2",
    "no blank": 'a => "x"b => 1',
    "a comment right behind a value that is not the last": 'a => "x"#c\n b => 1',
    "one equals sign": "a = 1",
    "arrow in two": "a = > 1",
    "colon": "a: 1",
    "no arrow": "a 1",
    "no name": "=> 1",
    "no value": "a",
    "a condition": "if [a] { }",
    "a dot in the name": "a.b => 1",
    "a plugin": "mutate { }",
}


@pytest.mark.parametrize("written", NO_OPTIONS.values(), ids=NO_OPTIONS)
def test_no_options(written):
    with pytest.raises(ConfigError):
        plugin(written)


def test_spans():
    written = 'filter { some { opt => { "k" => [ aa, -1.5 ] } } }'
    found = parse(Source("a.conf", written)).sections[0].body[0]
    option = found.options[0]
    ((key, items),) = option.value.pairs
    nodes = [found, option, option.value, key, items, *items.items]
    expected = [
        'some { opt => { "k" => [ aa, -1.5 ] } }',
        'opt => { "k" => [ aa, -1.5 ] }',
        '{ "k" => [ aa, -1.5 ] }',
        '"k"',
        "[ aa, -1.5 ]",
        "aa",
        "-1.5",
    ]
    assert expected == [node.span.text for node in nodes]
    assert (found.name_span.text, option.name_span.text) == ("some", "opt")
