"""Trees as text."""

import pytest

from pipeline.language import parse, to_text
from pipeline.language.nodes import String
from pipeline.source import Source, Span

NOWHERE = Span(Source("nowhere", ""), 0, 0)
UNTIDY = """\
input{kafka{topics=>["a",bb] codec => json { charset => "UTF-8" } }}
filter { # comment
if[a]=="x"and!([b]in["y","z"]or[c]=~/d/){mutate{add_field=>{"k"=>'say "v"'"l"=>[]}}}
elseif ![e] { } else { drop{} } }
output{}"""
TIDY = """\
input {
  kafka {
    topics => ["a", bb]
    codec => json {
      charset => "UTF-8"
    }
  }
}
filter {
  if [a] == "x" and !([b] in ["y", "z"] or [c] =~ /d/) {
    mutate {
      add_field => {
        "k" => 'say "v"'
        "l" => []
      }
    }
  } else if ![e] { } else {
    drop { }
  }
}
output { }"""


def test_layout():
    assert to_text(parse(Source("untidy", UNTIDY))) == TIDY
    assert to_text(parse(Source("tidy", TIDY))) == TIDY


@pytest.mark.parametrize(
    "condition",
    [
        "([a] or [b]) and [c]",
        "[a] and ([b] and [c])",
        "([a] xor [b]) nand [c]",
        "!([a])",
        "!(![a])",
        "size([a], 1) > 010",
        "[a] not in [b]",
        '[a] !~ "x"',
        '[a] in ["x" #,\n]',
        '[a] in [#,\n"x]", "y"]',
        r'[a] == "\"" or [a] == \'"\'',
        "[a] and [b] and [c] or [d]",
    ],
)
def test_conditions_read_back(condition):
    tree = parse(Source("a.conf", f"filter {{ if {condition.replace(chr(92) + chr(39), chr(39))} {{ }} }}"))
    assert tree == parse(Source("printed", to_text(tree)))


def test_line_breaks_in_strings_are_not_indented():
    tree = parse(Source("a.conf", "filter { ruby { code => 'a\n  b\n' } }"))
    assert to_text(tree) == 'filter {\n  ruby {\n    code => "a\n  b\n"\n  }\n}'


def test_a_part_alone():
    tree = parse(Source("a.conf", "filter { if [a] or [b] { drop { } } }"))
    assert to_text(tree.sections[0].body[0].clauses[0].condition) == "[a] or [b]"


@pytest.mark.parametrize("text", ["both \" and '", "ends with \\"])
def test_what_no_quotes_can_hold(text):
    with pytest.raises(ValueError, match="no config can hold"):
        to_text(String(text, span=NOWHERE))


def test_escapes_hold_more():
    assert to_text(String("both \" and '", span=NOWHERE), support_escapes=True) == '"both \\" and \'"'
