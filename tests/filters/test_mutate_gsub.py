"""Mutate's `gsub`: patterns and replacements by Ruby's rules, on texts and lists of texts."""

import pytest

from pipeline.filters.mutate.gsub import replacer
from pipeline.plugin import FieldError
from pipeline.rubyregex import compile_ruby
from pipeline.testing import run_filter

# what it shows: (what stands behind gsub =>, the text that goes in, the text that comes out)
CASES = {
    "plain text": ('["a", "/", "_"]', "/x/y", "_x_y"),
    "plain text of several characters": ('["a", "ab", ""]', "xabab", "x"),
    "a dot is no plain text": ('["a", "x.", "-"]', "xy.x.", "-.-"),
    "one after the other": ('["a", "x", "y", "a", "y", "z"]', "xy", "zz"),
    "captures": (r'["a", "(\d+)-(\d+)", "\2:\1"]', "10-20 30-40", "20:10 40:30"),
    "a capture that took no part": (r'["a", "(x)|y", "<\1>"]', "xy", "<x><>"),
    "only one digit counts": (r'["a", "(x)", "\10"]', "x", "x0"),
    "named captures": (r'["a", "(?<k>\w+)=(?<v>\w+)", "\k<v>=\k<k>"]', "a=b", "b=a"),
    "numbers mean nothing beside names": (r'["a", "(?<k>x)", "[\1]"]', "x", "[]"),
    "a dollar is a dollar": ('["a", "x", "$1"]', "x", "$1"),
    "before and behind": (r"""["a", "x", "\`|\'"]""", "axb", "aa|bb"),
    "an escaped backslash": (r"""["a", "x", '[\\]']""", "x", r"[\]"),
    "an unknown escape stays": (r'["a", "x", "\n"]', "x", r"\n"),
    "an empty pattern": ('["a", "", "-"]', "ab", "-a-b-"),
    "starts of lines": ('["a", "^", "> "]', "x\ny\n", "> x\n> y\n"),
    "ends of lines": ('["a", "$", ";"]', "x\ny\n", "x;\ny;\n;"),
    "blanks at the end": (r'["a", "\s+$", ""]', "x  \ny ", "x\ny"),
    "case": ('["a", "(?i)ERROR", "E"]', "Error error", "E E"),
    "ASCII classes": (r'["a", "\w", "x"]', "aé1", "xéx"),
    "Unicode classes": ('["a", "[[:alpha:]]", "x"]', "aé1", "xx1"),
    "a number in the config": ('["a", "x", 5]', "x", "5"),
}
EVENTS = {
    "a field in the replacement": ('["a", "X", "%{b}"]', {"a": "1X", "b": "v"}, {"a": "1v", "b": "v"}),
    "a field that is absent": ('["a", "X", "%{b}"]', {"a": "X"}, {"a": "%{b}"}),
    "escapes in a field count": ('["a", "X", "%{b}"]', {"a": "X", "b": r"<\0>"}, {"a": "<X>", "b": r"<\0>"}),
    "a field in the pattern": ('["a", "%{b}", "-"]', {"a": "x1y", "b": r"\d"}, {"a": "x-y", "b": r"\d"}),
    "a field that is no pattern": (
        '["a", "%{b}", "-"]',
        {"a": "x", "b": "("},
        {"a": "x", "b": "(", "tags": ["_mutate_error"]},
    ),
    "a list of texts": ('["a", "x", "y"]', {"a": ["x", 1, None, ["x"]]}, {"a": ["y", 1, None, ["x"]]}),
    "a number": ('["a", "1", "2"]', {"a": 1}, {"a": 1}),
    "a map": ('["a", "x", "y"]', {"a": {"k": "x"}}, {"a": {"k": "x"}}),
    "an absent field": ('["a", "x", "y"]', {"b": "x"}, {"b": "x"}),
    "an absent field and an absent pattern": ('["a", "%{x}", "%{y}"]', {"b": "x"}, {"b": "x"}),
    "a nested field": ('["[a][b]", "x", "y"]', {"a": {"b": "x"}}, {"a": {"b": "y"}}),
    "a name that no group has": (r'["a", "x", "\k<n>"]', {"a": "x"}, {"a": "x", "tags": ["_mutate_error"]}),
    "it fails only where something matches": (r'["a", "x", "\k<n>"]', {"a": "y"}, {"a": "y"}),
    "the time is no text": ('["t", "2", "3"]', {"t": "2"}, {"t": "3"}),
}


@pytest.mark.parametrize(("option", "text", "expected"), CASES.values(), ids=CASES)
def test_text(option, text, expected):
    assert run_filter(f"mutate {{ gsub => {option} }}", {"a": text}) == {"a": expected}


@pytest.mark.parametrize(("option", "event", "expected"), EVENTS.values(), ids=EVENTS)
def test_event(option, event, expected):
    assert run_filter(f"mutate {{ gsub => {option} }}", event) == expected


def test_a_pattern_that_explodes_is_a_failure_and_ends():
    replace = replacer(compile_ruby(r"(a|aa)+$", timeout=0.05), "")
    with pytest.raises(FieldError, match="too long"):
        replace("a" * 60 + "b")
