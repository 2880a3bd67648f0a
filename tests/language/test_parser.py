"""Sections, statements, branches, blanks and comments."""

import pytest

from pipeline.errors import ConfigError
from pipeline.language import parse
from pipeline.language.nodes import Branch
from pipeline.source import Source


def sections(written):
    return parse(Source("a.conf", written)).sections


def outline(body):
    """Names of plugins; of a branch the outline of each arm."""
    return [
        [outline(clause.body) for clause in statement.clauses] if isinstance(statement, Branch) else statement.name
        for statement in body
    ]


def body(written):
    return outline(sections(f"filter {{ {written} }}")[0].body)


CONFIGS = {
    "nothing": ("", []),
    "blanks": (" \t\r\n", []),
    "a comment alone": ("# nothing", []),
    "all sections": ("input { } filter { } output { }", ["input", "filter", "output"]),
    "any order, repeated": ("output{}filter{}output{}", ["output", "filter", "output"]),
    "comments between": ("#1\ninput # 2\n { # 3\n } # 4\n# 5", ["input"]),
    "carriage returns": ("input {\r\n# c\r\n}\r\n# d\r\n", ["input"]),
    "a comment may end with a carriage return and the file": ("input {} # c\r", ["input"]),
}


@pytest.mark.parametrize(("written", "kinds"), CONFIGS.values(), ids=CONFIGS)
def test_sections(written, kinds):
    assert kinds == [section.kind for section in sections(written)]


BODIES = {
    "nothing": ("", []),
    "plugins": ("drop { } mutate{}json{ }", ["drop", "mutate", "json"]),
    "names of any letters": ("a { } 5 { } -x_1 { }", ["a", "5", "-x_1"]),
    "if": ("if [a] { drop { } }", [[["drop"]]]),
    "if and else": ("if [a] { drop { } } else { mutate { } }", [[["drop"], ["mutate"]]]),
    "else if": ("if [a] { } else if [b] { } else if [c] { drop { } } else { }", [[[], [], ["drop"], []]]),
    "elseif": ("if [a] { } elseif [b] { drop { } }", [[[], ["drop"]]]),
    "comments around else": ("if [a] { } # x\n else # y\n if [b] { }", [[[], []]]),
    "if in if": ("if [a] { if [b] { drop { } } else { } json { } }", [[[[["drop"], []], "json"]]]),
    "two ifs": ("if [a] { } if [b] { }", [[[]], [[]]]),
    "no blanks": ("if[a]{drop{}}else{json{}}", [[["drop"], ["json"]]]),
    "if glued to a string": ('if"x"{}', [[[]]]),
    "if glued to a call": ("ifsize([a])>1{}", [[[]]]),
    "if glued to a number": ("if5{drop{}}", [[["drop"]]]),
    "if glued to a number, empty": ("if-5 { }", [[[]]]),
    "if glued to two numbers": ("if5and6 { }", [[[]]]),
    "if glued to a decimal": ("if5.5 { }", [[[]]]),
    "a plugin that begins like that": ("if5 { a => 1 }", ["if5"]),
    "plugins that begin with if": ("iffy { } if_x { } if5x { a => 1 } if-x { }", ["iffy", "if_x", "if5x", "if-x"]),
    "plugins that begin with else": ("if [a] { } elsewhere { } else5 { }", [[[]], "elsewhere", "else5"]),
    "elseif glued to a number": ("if [a] { } elseif5 { drop { } }", [[[], ["drop"]]]),
    "a plugin that begins like elseif": ("if [a] { } elseif5 { a => 1 } elseifx { }", [[[]], "elseif5", "elseifx"]),
}


@pytest.mark.parametrize(("written", "expected"), BODIES.values(), ids=BODIES)
def test_body(written, expected):
    assert expected == body(written)


REFUSED = {
    "capitals": "Filter { }",
    "plural": "filters { }",
    "byte order mark": "\ufefffilter { }",
    "plugin outside": "mutate { }",
    "condition outside": "if [a] { }",
    "option outside": 'host => "x"',
    "no braces": "filter",
    "never closed": "filter {",
    "closed twice": "filter { } }",
    "section in a section": "filter { output { } }",
    "option in a section": 'filter { host => "x" }',
    "plugin never closed": "filter { mutate { }",
    "if without a condition": "filter { if { } }",
    "if without braces": "filter { if [a] drop { } }",
    "else alone": "filter { else { } }",
    "else twice": "filter { if [a] { } else { } else { } }",
    "else if behind else": "filter { if [a] { } else { } else if [b] { } }",
    "else far from its if": "filter { if [a] { } drop { } else { } }",
    "else without braces": "filter { if [a] { } else drop { } }",
    "elsif": "filter { if [a] { } elsif [b] { } }",
    "slashes": "filter { // note\n }",
    "semicolon": "filter { drop { }; }",
    "no-break space": "filter {\N{NO-BREAK SPACE}}",
    "form feed": "filter {\f}",
    "a carriage return in a comment": "filter { # a\rb\n }",
    "zero": "\0",
}


@pytest.mark.parametrize("written", REFUSED.values(), ids=REFUSED)
def test_refused(written):
    with pytest.raises(ConfigError) as refused:
        sections(written)
    assert [found.kind for found in refused.value.diagnostics] == ["syntax"]


def test_spans():
    written = "# c\nfilter {\n  if [a] { drop { } } # x\n  else if [b] { }\n  else { }\n}\n# end\n"
    tree = parse(Source("a.conf", written))
    (section,) = tree.sections
    (branch,) = section.body
    assert (0, len(written)) == (tree.span.start, tree.span.end)
    assert (section.span.line, section.span.end_line, section.span.text[:8], section.span.text[-1]) == (
        2,
        6,
        "filter {",
        "}",
    )
    assert written[written.index("if") : written.rindex("}") - 1] == branch.span.text
    arms = ["if [a] { drop { } }", "else if [b] { }", "else { }"]
    assert arms == [clause.span.text for clause in branch.clauses]
    assert [clause.condition and clause.condition.span.text for clause in branch.clauses] == ["[a]", "[b]", None]


def test_equal_trees_may_stand_elsewhere():
    assert sections("filter{if[a]{drop{}}}") == sections("\n filter { if [a] { drop { } } }")
    assert sections("filter { drop { } }") != sections("filter { drop { a => 1 } }")
