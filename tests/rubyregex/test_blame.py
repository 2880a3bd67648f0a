"""Which part of a pattern a warning names, and that it names none without need."""

import pytest

from pipeline.rubyregex import compile_ruby

# pattern: the parts that are blamed
BLAMED = {
    "(a+)+$": ["(a+)+"],
    r"^(\w+\s?)*: (\d+,?)+!": [r"(\w+\s?)*", r"(\d+,?)+"],
    r"x(?:a|aa){2,}?y": ["(?:a|aa){2,}?"],
    r"(?<word>\w+\s?)+\z": [r"(?<word>\w+\s?)+"],
    r"(?:(?:[a-z]+)+-)+x": ["(?:[a-z]+)+"],
    r"(?=(a+)+b)a": ["(a+)+"],
    r"(?:(\w+\s?)*;){3}": [r"(\w+\s?)*"],
    r"((\w+\s?)*|x)y": [r"(\w+\s?)*"],
    "(?<p>\\((?:[^()]+|\\g<p>)*\\))": ["(?:[^()]+|\\g<p>)*"],
}
HARMLESS = [
    r"(a+)+", r"(\w+\s?)*", r"(\w+\s?)*.*$", r"(\w+\s?)*(?:x|)", r"(\w+\s?)*x?",  # nothing behind it can fail
    r"(?>(a+)+)b", r"(?:a++,?)+b", r"(?>\d+\.?)+b", r"((\w+\s?)*+)b",  # nothing is given back
    r"(\w+\s)*x", r"(?:\b\w+\b\s?)+x", r"((?:\b\w+\b)\s?)+x", r"(?:\d+(?!\d),?)+x", r"([^,]*,)*x", r"^\s*(\S+\s+)+x",
    r".*.*.*.*x", r"\s+$",  # slow, but no explosion
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "parts"), BLAMED.items())
def test_blamed(pattern, parts):
    assert list(compile_ruby(pattern).explosive_parts) == parts


@pytest.mark.parametrize("pattern", HARMLESS)
def test_harmless(pattern):
    assert compile_ruby(pattern).explosive_parts == ()
