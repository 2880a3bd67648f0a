"""Conditions: what each rule reads, how operators bind, and what is refused."""

import pytest

from pipeline.errors import ConfigError
from pipeline.language import parse
from pipeline.language.nodes import (
    And,
    Array,
    Compare,
    In,
    Match,
    MethodCall,
    Nand,
    Not,
    Number,
    Or,
    Regexp,
    Selector,
    String,
    Xor,
)
from pipeline.source import Source, Span

PLACE = {"span": Span(Source("nowhere", ""), 0, 0)}


def field(*elements):
    return Selector("".join(f"[{element}]" for element in elements), elements, **PLACE)


A, B, C, D, E = (field(name) for name in "abcde")
X, Y = String("x", **PLACE), String("y", **PLACE)
ONE = Number(1, "1", **PLACE)


def listed(*items):
    return Array(items, **PLACE)


def condition(written):
    tree = parse(Source("a.conf", f"filter {{ if {written} {{ }} }}"))
    return tree.sections[0].body[0].clauses[0].condition


def join(kind, left, right):
    return kind(left, right, **PLACE)


def compare(operator, left, right):
    return Compare(operator, left, right, **PLACE)


def within(left, right, *, negated=False):
    return In(negated, left, right, **PLACE)


def match(left, right, *, negated=False):
    return Match(negated, left, right, **PLACE)


def negation(operand):
    return Not(operand, **PLACE)


OPERANDS = {
    "field": ("[a]", A),
    "nested field": ("[a][b]", field("a", "b")),
    "index": ("[a][-1]", field("a", "-1")),
    "metadata": ("[@metadata][x]", field("@metadata", "x")),
    "dots are letters": ("[a.b]", field("a.b")),
    "blanks are letters": ("[ a ]", field(" a ")),
    "anything but brackets and commas": ("[b === 'x']", field("b === 'x'")),
    "line breaks": ("[a\nb]", field("a\nb")),
    "other scripts": ("[сообщение]", field("сообщение")),
    "string": ('"x"', X),
    "string in single quotes": ("'x'", X),
    "number": ("1", ONE),
    "negative number": ("-1.5", Number(-1.5, "-1.5", **PLACE)),
    "one quoted text in brackets is a field": ('["x"]', field('"x"')),
    "one number in brackets is a field": ("[1]", field("1")),
    "empty list": ("[]", listed()),
    "list": ('["x", 1]', listed(X, ONE)),
    "words in a list": ("[xx, 1]", listed(String("xx", quoted=False, **PLACE), ONE)),
    "a comment makes a list of one": ('["x" #,\n]', listed(X)),
    "regular expression": ("/x/", Regexp("x", **PLACE)),
    "empty regular expression": ("//", Regexp("", **PLACE)),
    "slash in a regular expression": (r"/a\/b/", Regexp(r"a\/b", **PLACE)),
    "method call": ("size([a])", MethodCall("size", (A,), **PLACE)),
    "method call with blanks": ('size ( [a] , "x" )', MethodCall("size", (A, X), **PLACE)),
    "method call without arguments": ("size()", MethodCall("size", (), **PLACE)),
    "not is a method, too": ("not ([a])", MethodCall("not", (A,), **PLACE)),
}


@pytest.mark.parametrize(("written", "expected"), OPERANDS.values(), ids=OPERANDS)
def test_operand(written, expected):
    assert expected == condition(written)
    assert compare("==", expected, ONE) == condition(f"{written} == 1")
    assert compare("!=", ONE, expected) == condition(f"1 != {written}")


EXPRESSIONS = {
    "equal": ('[a] == "x"', compare("==", A, X)),
    "not equal": ("[a] != [b]", compare("!=", A, B)),
    "less": ("[a] < 1", compare("<", A, ONE)),
    "at most": ("[a] <= 1", compare("<=", A, ONE)),
    "more": ("[a] > 1", compare(">", A, ONE)),
    "at least": ("[a] >= 1", compare(">=", A, ONE)),
    "in": ('[a] in ["x", "y"]', within(A, listed(X, Y))),
    "in a field": ('"x" in [a]', within(X, A)),
    "in a list of one, which is a field": ('[a] in ["x"]', within(A, field('"x"'))),
    "not in": ('"x" not in [a]', within(X, A, negated=True)),
    "not in, far apart": ('"x" not # why\n in [a]', within(X, A, negated=True)),
    "match": ("[a] =~ /x/", match(A, Regexp("x", **PLACE))),
    "no match": ("[a] !~ /x/", match(A, Regexp("x", **PLACE), negated=True)),
    "match with a string": ('[a] =~ "x"', match(A, X)),
    "constant on the left of a match": ('"x" =~ /x/', match(X, Regexp("x", **PLACE))),
    "negated field": ("![a]", negation(A)),
    "negated field after a blank": ("! [a]", negation(A)),
    "negated group": ("!([a] == 1)", negation(compare("==", A, ONE))),
    "negated negation": ("!(!([a]))", negation(negation(A))),
    "group": ("([a])", A),
    "group in a group": ("( ( [a] ) )", A),
    "no blanks": ('[a]=="x"and"y"in[b]', join(And, compare("==", A, X), within(Y, B))),
    "comments": ("[a] # a\n == # is\n 1 # one\n", compare("==", A, ONE)),
}


@pytest.mark.parametrize(("written", "expected"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expression(written, expected):
    assert expected == condition(written)


CHAINS = {
    "and": ("[a] and [b]", join(And, A, B)),
    "or": ("[a] or [b]", join(Or, A, B)),
    "xor": ("[a] xor [b]", join(Xor, A, B)),
    "nand": ("[a] nand [b]", join(Nand, A, B)),
    "equals lean to the left": ("[a] and [b] and [c]", join(And, join(And, A, B), C)),
    "equals lean to the left, or": ("[a] or [b] or [c]", join(Or, join(Or, A, B), C)),
    "and before or": ("[a] or [b] and [c]", join(Or, A, join(And, B, C))),
    "and before or, or last": ("[a] and [b] or [c]", join(Or, join(And, A, B), C)),
    "ands on both sides": ("[a] and [b] or [c] and [d]", join(Or, join(And, A, B), join(And, C, D))),
    "or takes two of three": ("[a] and [b] and [c] or [d]", join(And, A, join(Or, join(And, B, C), D))),
    "three behind or": ("[a] or [b] and [c] and [d]", join(Or, A, join(And, join(And, B, C), D))),
    "or takes two in the middle": (
        "[a] or [b] and [c] and [d] or [e]",
        join(Or, A, join(And, B, join(Or, join(And, C, D), E))),
    ),
    "parentheses": ("([a] or [b]) and [c]", join(And, join(Or, A, B), C)),
    "parentheses on the right": ("[a] and ([b] and [c])", join(And, A, join(And, B, C))),
    "xor in parentheses": ("([a] xor [b]) and [c]", join(And, join(Xor, A, B), C)),
    "xor of xors": ("([a] xor [b]) xor ([c] xor [d])", join(Xor, join(Xor, A, B), join(Xor, C, D))),
}


@pytest.mark.parametrize(("written", "expected"), CHAINS.values(), ids=CHAINS)
def test_chain(written, expected):
    assert expected == condition(written)


@pytest.mark.parametrize("odd", ["xor", "nand"])
@pytest.mark.parametrize("other", ["and", "or", "xor", "nand"])
def test_xor_and_nand_stand_in_no_chain(odd, other):
    with pytest.raises(ConfigError, match="joins two expressions only") as refused:
        condition(f"[a] {odd} [b] {other} [c]")
    (found,) = refused.value.diagnostics
    assert ("compile", odd) == (found.kind, found.span.text)


REFUSED = {
    "nothing": "",
    "word": "type",
    "word compared": 'type == "x"',
    "boolean": "[a] == true",
    "one equals sign": "[a] = 1",
    "three equals signs": "[a] === 1",
    "arrow": '[a] => "x"',
    "ampersands": "[a] && [b]",
    "bars": "[a] || [b]",
    "capitals": "[a] AND [b]",
    "not before a field": "not [a]",
    "not before a comparison in parentheses": "not ([a] == 1)",
    "not with a tab": '"x" not\tin [a]',
    "negated constant": '!"x" in [a]',
    "negated comparison": "![a] == 1",
    "negated twice": "!!([a])",
    "negated call": "!size([a])",
    "compared group": "([a]) == 1",
    "compared twice": "1 < [a] < 5",
    "trailing operator": "[a] and",
    "leading operator": "and [a]",
    "field pattern": "[a] =~ [b]",
    "number pattern": "[a] =~ 5",
    "flags": "[a] =~ /x/i",
    "pattern never closed": "[a] =~ /x",
    "sprintf": "%{a} == 1",
    "variable": '${A} == "x"',
    "bracket never closed": "[a == 1",
    "bracket of the second part never closed": "[a][b == 1",
    "blank between the parts": "[a] [b]",
    "comma in a field": "[a,b][c] == 1",
    "empty part": "[a][] == 1",
    "list in parentheses": '[a] in ("x", "y")',
    "parenthesis never closed": "([a] == 1",
    "parenthesis never opened": "[a] == 1)",
    "then": "[a] == 1 then",
    "argument list never closed": "size([a]",
    "arguments without commas": "size([a] [b])",
}


@pytest.mark.parametrize("written", REFUSED.values(), ids=REFUSED)
def test_refused(written):
    with pytest.raises(ConfigError) as refused:
        condition(written)
    assert refused.value.diagnostics[-1].kind == "syntax"


def test_spans():
    tree = condition('([a] == 1) and !([b][c] in ["x", "y"] or [d] =~ /x/)')
    left, right = tree.left, tree.right
    either = right.operand
    nodes = [tree, left, left.left, left.right, right, either, either.left, either.left.right, either.right.right]
    expected = [
        '([a] == 1) and !([b][c] in ["x", "y"] or [d] =~ /x/)',
        "([a] == 1)",
        "[a]",
        "1",
        '!([b][c] in ["x", "y"] or [d] =~ /x/)',
        '([b][c] in ["x", "y"] or [d] =~ /x/)',
        '[b][c] in ["x", "y"]',
        '["x", "y"]',
        "/x/",
    ]
    assert expected == [node.span.text for node in nodes]


def test_a_chain_spans_all_of_it():
    tree = condition("[a] and [b] or ([c])")
    assert (tree.span.text, tree.left.span.text, tree.right.span.text) == (
        "[a] and [b] or ([c])",
        "[a] and [b]",
        "([c])",
    )
