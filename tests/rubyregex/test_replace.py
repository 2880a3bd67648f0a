"""What `gsub` makes of a text: all matches, and Ruby's escapes in the replacement."""

import pytest

from pipeline.errors import FieldError
from pipeline.rubyregex import compile_replacement, compile_ruby

# pattern, replacement, text, result
CASES = [
    ("x*", "-", "axxb", "-a--b-"),
    (r"\s*", "-", "a b", "-a--b-"),
    ("", "-", "ab", "-a-b-"),
    ("", "-", "", "-"),
    ("^", "-", "a\n\nb\n", "-a\n-\n-b\n"),
    ("$", "-", "a\nb\n", "a-\nb-\n-"),
    (r"\Z", "-", "a\n", "a-\n-"),
    (r"\b", "|", "ab cd", "|ab| |cd|"),
    (r"\Ga", "-", "aab a", "--b a"),
    (r"\Aa", "-", "aaa", "-aa"),
    (r"a\Kb", "-", "abab", "a-a-"),
    (r"\S\K", "-", "abc", "a-bc-"),
    ("a??", "-", "aa", "-a-a-"),
    (".*", "-", "a\nb", "--\n--"),
    ("(?=b)", "-", "ab", "a-b"),
    ("(a)(b)?", r"<\1\2\0\&>", "a", "<aaa>"),
    ("(a)", r"\10", "a", "a0"),
    ("x", r"[\1\9]", "x", "[]"),
    ("(?<n>x)(y)", r"[\1\k<n>]", "xy", "[x]"),
    ("(?<n>x)|(?<n>y)", r"[\k<n>]", "xy", "[x][y]"),
    ("(a)(b)?", r"<\+>", "a", "<a>"),
    ("x", r"<\+>", "x", "<>"),
    ("x", r"\`|\'", "axb", "aa|bb"),
    ("x", r"\\0", "x", r"\0"),
    ("x", r"\q$1&", "x", r"\q$1&"),
    ("x", "\\", "x", "\\"),
]


@pytest.mark.parametrize(("pattern", "replacement", "text", "expected"), CASES)
def test_replaced(pattern, replacement, text, expected):
    compiled = compile_ruby(pattern)
    assert compiled.sub(compile_replacement(replacement, compiled.names, compiled.groups), text) == expected


@pytest.mark.parametrize("replacement", [r"\k<m>", r"\k<1>", r"\k<n"])
def test_a_name_that_no_group_has(replacement):
    compiled = compile_ruby("(?<n>x)")
    expand = compile_replacement(replacement, compiled.names, compiled.groups)
    assert compiled.sub(expand, "y") == "y"
    with pytest.raises(FieldError):
        compiled.sub(expand, "x")
