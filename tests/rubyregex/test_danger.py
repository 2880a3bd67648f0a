"""How much work a pattern may make, and that the time limit holds."""

import pytest

from pipeline.rubyregex import compile_ruby
from pipeline.rubyregex.danger import degree, is_explosive
from pipeline.rubyregex.parse import Modes, Parser

EXPLOSIVE = [
    "(a+)+$", "(a*)*b", "(a|a)*$", "(a|aa)+$", r"(\w+\s?)*$", r"(\d+,?)*$", "(.*,)*x", r"(?:\s*\w+\s*)*x", "(?:x+x+)+y", "(a?b?)*c", "(?:a{1,50}){1,50}b",
    r"(?<p>\((?:[^()]+|\g<p>)*\))", r"([a-z0-9]+[._-]?)+@",
]  # fmt: skip
TAME = [
    "abc", "a+", "(?:a|b)*c", "(?:[^,]*,)*x", r"(\w+\s)*$", r"([a-z]+\.)+[a-z]+", r'"(?:[^"\\]|\\.)*"', r"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b",
    r"^(\S+) (\S+) \[([^\]]+)\]", "(?>a+)+b", "(?:a++)+b", r"(\s|&nbsp;)+$",
]  # fmt: skip
DEGREES = {
    "abc": 1,
    "^abc": 0,
    r"\s+$": 2,
    "^.*x": 1,
    "x.*y.*z": 3,
    "^.*x.*y": 2,
    r"^(\S+) (\S+)": 1,
    "a.*": 2,
    "[^,]*,x": 2,
    r"^\[([^\]]+)\] (.*)$": 1,
}


def read(pattern):
    return Parser(pattern, Modes()).parse()


@pytest.mark.parametrize("pattern", EXPLOSIVE)
def test_explosive(pattern):
    assert is_explosive(read(pattern))


@pytest.mark.parametrize("pattern", TAME)
def test_tame(pattern):
    assert not is_explosive(read(pattern))


@pytest.mark.parametrize(("pattern", "power"), DEGREES.items())
def test_degree(pattern, power):
    assert degree(read(pattern)) == power


def test_an_explosion_ends_in_time():
    pattern = compile_ruby("(a|aa)+$", timeout=0.05)
    text = "a" * 60 + "b"
    with pytest.raises(TimeoutError):
        pattern.search(text)
    with pytest.raises(TimeoutError):
        pattern.sub("", text)
    assert pattern.search("a" * 60)


def test_a_long_text_has_the_limit_too():
    pattern = compile_ruby(r"\s+$", timeout=0.05)
    text = " " * 60_000 + "x"
    with pytest.raises(TimeoutError):
        pattern.search(text)
    with pytest.raises(TimeoutError):
        pattern.sub("", text)
    assert pattern.sub("", "x  ") == "x"
