"""What is valid and seldom meant gets a warning, and nothing else does."""

import pytest

from pipeline.language import parse
from pipeline.source import Source


def warnings(condition):
    found = parse(Source("a.conf", f"filter {{ if {condition} {{ }} }}")).warnings
    assert all((warning.severity, warning.kind) == ("warning", "compile") for warning in found)
    return [(warning.span.text, warning.hints) for warning in found]


SURPRISES = {
    "or takes two": ("[a] and [b] and [c] or [d]", "[a] and [b] and [c]", "[a] and (([b] and [c]) or ...)"),
    "list of one": ('[a] in ["x"]', '["x"]', 'write: == "x"'),
    "list of one, negated": ("[a] not in ['x']", "['x']", "write: != 'x'"),
    "list of one number": ("[a] in [ 5 ]", "[ 5 ]", "write: == 5"),
    "compared list": ('[a] == ["x", "y"]', '["x", "y"]', 'write: in ["x", "y"]'),
    "constant": ('"[timestamp]"', '"[timestamp]"', "[field]"),
    "number": ("0", "0", "[field]"),
    "method": ("size([a]) > 1", "size([a])", "there are no functions"),
    "not": ("not ([a])", "not ([a])", "write: !(...)"),
    "blanks in a field": ("[a][ b ]", "[a][ b ]", "write: [b]"),
}


@pytest.mark.parametrize(("condition", "culprit", "hint"), SURPRISES.values(), ids=SURPRISES)
def test_surprise(condition, culprit, hint):
    ((span, hints),) = warnings(condition)
    assert culprit == span and hint in " ".join(hints)


@pytest.mark.parametrize(
    "condition",
    [
        "[a] and [b] or [c] and [d]",
        "([a] and [b] and [c]) or [d]",
        "[a] or [b] and [c] and [d]",
        '[a] in ["x", "y"]',
        "[a] in [b]",
        '"x" in [tags]',
        "[a] in []",
        '[a] == "x"',
        "[list][0]",
        "[a b]",
        "[@metadata][x]",
    ],
)
def test_no_surprise(condition):
    assert warnings(condition) == []


def test_always_false():
    (found,) = parse(Source("a.conf", 'filter { if "false" { } }')).warnings
    assert found.message == "this condition is a constant: it is always false"
