"""The well-known mistakes: «» mark the culprit that the message must point to, and behind stands what it must say.

Whole texts of errors are in tests/errors.
"""

import re

import pytest

from pipeline.errors import ConfigError
from pipeline.language import parse
from pipeline.language.mistakes import table
from pipeline.language.mistakes.blocks import BLOCKS
from pipeline.language.mistakes.conditions import CONDITIONS
from pipeline.language.mistakes.options import OPTIONS
from pipeline.source import Source

BODIES = {
    "«[»a] == 1 { drop { } }": 'a condition begins with "if"',
    "drop { }«,» drop { }": "without commas",
    "«//» note": 'a comment begins with "#"',
    "drop { }«;»": 'a comment begins with "#"',
    "«If» [a] { }": 'expected "if", got "If"',
    "if [a] { } «Else» { }": 'expected "else", got "Else"',
    "if [a] { } «elsif» [b] { }": 'expected "else if", got "elsif"',
    "if [a] { } «elif» [b] { }": 'expected "else if", got "elif"',
    "«unless» [a] { }": "write: if !(...)",
    "«case» [a] { }": "a condition is written: if",
    "mutate «add_tag» => 1": "mutate { ... }",
    "«host» => 1": 'expected a plugin, got the option "host"',
    "«else» { }": 'no "if" stands right before this "else"',
    "«output» { } }": '"output" begins while filter is still open',
}
OPTIONS_OF_A_PLUGIN = {
    "«=>» 1": "the name of the option is missing",
    'a => "x"«y» => 1': "a quote inside a text?",
    'a => "say "«hi»""': "a quote inside a text?",
    "a => 1«,» b => 2": "without commas",
    "a => 1 «,» b => 2": "without commas",
    "a => «x-y»": 'a text stands in quotes: "x-y"',
    "a => «xx-y»": 'write: "xx-y"',
    "a => «xx.yy:%{z}»": 'write: "xx.yy:%{z}"',
    "a => «1_000»": "expected a number",
    "a => [«1_000»]": "expected a number",
    "a => [«xx-y»]": 'write: "xx-y"',
    "«if» [a] { }": "a condition stands around plugins",
    "a «= >» 1": 'write "=>" without a blank',
    "a «=» 1": "write: a => ...",
    "a«:» 1": "write: a => ...",
    "a «->» 1": "write: a => ...",
    "a «==» 1": "write: a => ...",
    "«a.b» => 1": 'write: "a.b"',
    'a «"x"»': 'write "=>" between the option and its value: a => ...',
    "a «}»": "an option needs a value: a => ...",
    'a «{» "b" => "c" }': "write: a => { ... }",
    "\n«a» {\n b => 1 }": '"a" begins while filter "some" is still open',
    "a => «${X}»": 'a variable stands in quotes: "${X}"',
    "a => «${X:y}»": 'a variable stands in quotes: "${X:y}"',
    "a => «$X»": 'a variable is written "${X}", in quotes',
    "a => «+5»": "a number has no plus sign",
    "a => «.5»": "a number begins with a digit: 0.5",
    "a => «x»": "two letters or more",
    "a => «/var/log»": 'a text stands in quotes: "/var/log"',
    "a => «@x»": 'a text stands in quotes: "@x"',
    "a => [1, «]»": 'delete the comma before "]"',
    'a => «(»"x")': "a list stands in brackets",
    "a => «=>» 1": 'one "=>" is enough',
    "a => «}»": 'expected a value for "a"',
    'a => ["x" «=>» 1]': "a hash is written in braces",
    'a => ["x"«y»]': "is a quote missing before or behind?",
    'a => ["x" «"y"»]': "put a comma between two values",
    "a => [1 «2»]": "put a comma between two values",
    'a => ["x" «}»': 'add the missing "]"',
    'a => { "x" => 1«,» "y" => 2 }': "without commas",
    'a => { "x"«,» 1 }': "a list stands in brackets",
    'a => { "x"«:» 1 }': 'write: "x" => ...',
    "a => { «user-agent» => 1 }": 'write: "user-agent"',
    "a => { «x» => 1 }": "two letters or more",
    "a => { «[x][y]» => 1 }": 'as a key, a field stands in quotes: "[x][y]"',
    "a => { «%{x}» => 1 }": 'a text stands in quotes: "%{x}"',
    'a => { "x" => "say "hello«""» }': "a quote inside a text?",
    "a => 1 «]»": 'no "[" is open that it could close',
}
CONDITIONS_OF_AN_IF = {
    "[a] «=» 1": "write: if [a] == ... {",
    "[a][b] «eq» 1": "write: if [a][b] == ... {",
    "[a] «=<» 1": "write: if [a] <= ... {",
    "[a] «===» 1": 'expected "==", got "==="',
    '[a] «=>» "x"': "write: if [a] == ... {",
    "[a] «=>» 1": ">= ...",
    "[a] «is» 1": "write: if [a] == ... {",
    "[a] «<>» 1": 'expected "!=", got "<>"',
    "[a] «=!» 1": "write: if [a] != ... {",
    "[a] «~» /x/": "write: if [a] =~ /.../ {",
    "[a] «matches» /x/": "write: if [a] =~ /.../ {",
    '"x" «!in» [a]': 'write: if "x" not in ...',
    '"x" «not\tin» [a]': 'with a plain blank behind "not"',
    '[a] «contains» "x"': "write: if ... in [a] {",
    "[a] «[»b] == 1": "without blanks between them: [a][b]",
    "«[a][b» == 1": 'each part of a field ends with "]"',
    "[a] «&&» [b]": 'expected "and", got "&&"',
    "[a] == 1 «AND» [b]": 'expected "and", got "AND"',
    "[a] «||» [b]": 'expected "or", got "||"',
    "[a] == 1 «OR» [b]": 'expected "or", got "OR"',
    "[a] «^» [b]": "and, or, xor, nand",
    "[a] «then»": 'the body stands in braces, without "then"',
    "[a] =~ /x/«i»": "/(?i)x/",
    r"[a] =~ /a\/b/«mi»": r"/(?mi)a\/b/",
    "![a] «==» 1": "!([a] == ...)",
    "([a]) «==» 1": "parentheses hold whole conditions",
    "1 < [a] «<» 5": "compare twice",
    "([a] == 1 «{» }": 'add the missing ")"',
    "[a] == 1«)»": 'no "(" is open that it could close',
    "«not» [a]": "to negate, write !(...)",
    "[a] == «true»": "for a boolean field write",
    "[a] == «null»": "whether a field is there",
    "«%{[a]}» == 1": "in a condition a field is written [a]",
    "[a] == «${X}»": 'a variable stands in quotes: "${X}"',
    "[a] == «$X»": 'a variable is written "${X}", in quotes',
    '[a] in «(»"x", "y")': "a list stands in brackets",
    "[a] == «!»[b]": '"!" stands before a field or parentheses',
    "[a] and «and» [b]": 'expected a condition after "and"',
    "[a] or «||» [b]": 'expected a condition after "or"',
    "«type» == 1": "a field stands in brackets: [type]",
    "«@timestamp»": "a field stands in brackets: [@timestamp]",
    "[a] =~ «/»x": "the pattern is never closed",
    '!«"x"» in [a]': 'write: if !("x" ...)',
    "!«!»([a])": 'one "!" is enough',
    "!«type»": "a field stands in brackets: ![type]",
    "[a] =~ «[»b]": "write it between slashes",
    "[a] not «==» 1": "write: !=",
    "[a] not «=~» /x/": "write: !~",
    "[a] { } else «drop» { }": 'the body of "else" stands in braces',
    "[a] == 1 «drop» { }": "the body stands in braces: if ... { ... }",
    "[a] == 'it'«s»'": "a quote inside a text?",
    "[type «==» 1": "a field is closed by",
    "«{»": 'expected a condition after "if"',
}
MARKED = {
    **{f"filter {{ {body} }}": told for body, told in BODIES.items()},
    **{f"filter {{ some {{ {options} }} }}": told for options, told in OPTIONS_OF_A_PLUGIN.items()},
    **{f"filter {{ if {condition} {{ }} }}": told for condition, told in CONDITIONS_OF_AN_IF.items()},
    "«Filter» { }": 'did you mean "filter"?',
    "«outputs» { }": 'did you mean "output"?',
    "«if» [a] { }": "a condition stands inside a section",
    "«mutate» { }": 'the plugin "mutate" stands outside every section',
    "«host» => 1": 'the option "host" stands outside every plugin',
    '«{» "input": 1 }': "a config begins with a section",
    "filter { } «}»": "nothing is open",
    "filter «(»": 'expected "{" after filter',
    'filter { some { a => «"»x } }': "this text is never closed",
    'filter { some { a => «"»x\n b => "y" } }': 'this text goes on to the " in line 2',
    r'filter { some { a => [«"\\","»/"] } }': "a text can't end with a backslash",
    "filter «\N{FULLWIDTH LEFT CURLY BRACKET}»": "write a plain { in its place",
    "filter «\N{EN DASH}»": "write a plain - in its place",
    "filter «\N{ZERO WIDTH SPACE}»{ }": "delete it: it can't be seen",
    "filter «\0»": "a control character (U+0000)",
    "filter { some { a => «\N{LEFT SINGLE QUOTATION MARK}»": "strings stand in straight quotes",
    "filter { some { a => «`»": "strings stand in straight quotes",
    "filter { «\N{CYRILLIC SMALL LETTER A}» { } }": "letters other than a to z",
    "filter { some { a => 1«#»\n b => 2 } }": "put a blank before the #",
}


def refusal(text):
    with pytest.raises(ConfigError) as refused:
        parse(Source("a.conf", re.sub("[«»]", "", text)))
    return refused.value.diagnostics[-1]


@pytest.mark.parametrize(("text", "told"), MARKED.items(), ids=MARKED)
def test_mistake(text, told):
    found = refusal(text)
    assert told in found.render()
    assert found.span.text == re.search("«(.*?)»", text, re.DOTALL)[1]
    assert found.span.start == text.index("«")


def test_every_row_of_the_tables_is_tried(monkeypatch):
    tried = set()
    match = table.Mistake.at

    def at(row, place):
        found = match(row, place)
        if found is not None:
            tried.add(row)
        return found

    monkeypatch.setattr(table.Mistake, "at", at)
    for text in MARKED:
        refusal(text)
    assert not [row for row in (*BLOCKS, *OPTIONS, *CONDITIONS) if row not in tried]
