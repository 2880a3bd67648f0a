"""What is no Ruby pattern, and what is said of it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rubyregex import RubyRegexError, compile_ruby

REFUSED = {
    "(": "a group is not closed", "a)": '")" closes nothing', "*a": "nothing before it to repeat", "a|*": "nothing before it", "(+)": "nothing before it",
    "{2}": "nothing before it", "a{2,1}": "larger number first", "a{100001}": "more than 100000", "[": "not closed", "[a": "not closed", "[]": "is empty",
    "[[]]": "not closed", "[z-a]": "the wrong way round", r"[a-\d]": "ends in a set", r"[\w-.]": "starts no range", "[[:foo:]]": "no class",
    "[[:Alpha:]]": "no class", "a\\": "escapes nothing", r"\x": "no character", r"\xC3": "no characters in UTF-8", r"\u12": "no character",
    r"\u{110000}": "no character", r"\ud800": "no character", r"\400": "no character", r"\c": "too early", r"\M-a": "no character",
    r"\p{Foo}": "no", r"\p{": "not closed", r"\1": 'no group "1"', r"(a)\2": 'no group "2"', r"(?<n>a)\1": "by its number", r"\k<n>(?<n>a)": "no group before it",
    r"\k<n": "needs the name", r"(a)\g<x>": 'no group "x"', "(?<1>a)": "no name", "(?<>a)": "no name", "(?P<n>a)": "no kind of group", "(?z)": "no kind of group",
    "(?)": "no kind of group", "(?": "no kind of group", "(?i": "no kind of group", "(?#": "not closed", "(?<=a*)b": "look-behind", "(?(1)a)": 'no group "1"',
    "(a)(?(1)b|c|d)": "more than two", "(?~a)": "no kind of group", "(" * 3000 + ")" * 3000: "nested too deep", "a" + "*" * 5000: "nested too deep", "[" * 3000 + "a" + "]" * 3000: "nested too deep",
}  # fmt: skip


@pytest.mark.parametrize(("pattern", "message"), REFUSED.items())
def test_refused(pattern, message):
    with pytest.raises(RubyRegexError) as refused:
        compile_ruby(pattern)
    assert message in str(refused.value)


@given(st.text("ab()[]{}|*+?^$\\.,-:<>=!'kgp1dwiZ&#x \n"))
def test_any_text_is_a_pattern_or_an_error(text):
    with contextlib.suppress(RubyRegexError):
        compile_ruby(text).search("ab 1")
