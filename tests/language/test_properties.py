"""What holds for every tree and every text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.language import parse, to_text
from pipeline.source import Source
from tests.strategies import configs, near_configs

every = settings(deadline=None, max_examples=60)


@every
@given(configs())
def test_a_printed_tree_reads_back_as_the_same_tree(tree):
    assert tree == parse(Source("printed", to_text(tree)))


@every
@given(configs(support_escapes=True))
def test_a_tree_printed_with_escapes_reads_back_as_the_same_tree(tree):
    text = to_text(tree, support_escapes=True)
    assert tree == parse(Source("printed", text), support_escapes=True)


def tree_or_refusal(text):
    source = Source("any.conf", text)
    try:
        tree = parse(source)
    except ConfigError as error:
        check_refusal(error, text)
        return
    assert tree == parse(Source("printed", to_text(tree)))
    assert all(warning.render() and warning.severity == "warning" for warning in tree.warnings)


def check_refusal(error, text):
    assert error.diagnostics
    for found in error.diagnostics:
        assert found.span is not None and 0 <= found.span.start <= found.span.end <= len(text)
        assert found.severity == "error" and found.message
    assert str(error).startswith("any.conf:")


@every
@given(st.text())
def test_any_text_gives_a_tree_or_a_refusal(text):
    tree_or_refusal(text)


@settings(deadline=None, max_examples=150)
@given(near_configs)
def test_any_near_config_gives_a_tree_or_a_refusal(text):
    tree_or_refusal(text)
    tree_or_refusal(f"filter {{ {text} }}")
    tree_or_refusal(f"filter {{ mutate {{ {text} }} }}")
    tree_or_refusal(f"filter {{ if {text} {{ }} }}")


DEEP = {
    "ifs": ("if [a] { ", "", " }"),
    "else ifs": ("if [a] { } else if [b] { ", "", " }"),
    "parentheses": ("if " + "(" * 10_000, "[a]", ")" * 10_000 + " { }"),
    "negations": ("if " + "!(" * 10_000, "[a]", ")" * 10_000 + " { }"),
    "calls": ("if " + "size(" * 10_000, "[a]", ")" * 10_000 + " { }"),
    "lists": ("mutate { a => " + "[" * 10_000, "1", "]" * 10_000 + " }"),
    "hashes": ("mutate { a => " + "{ bb => " * 10_000, "1", "}" * 10_000 + " }"),
    "codecs": ("x { a => " * 10_000, "1", " }" * 10_000),
    "never closed": ("if " + "(" * 10_000, "", ""),
    "runs of and": ("if " + "[a] and [b] and [c] or " * 10_000, "[d]", " { }"),
}


@pytest.mark.parametrize(("opening", "middle", "closing"), DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deep_is_refused(opening, middle, closing):
    times = 1 if len(opening) > 1000 else 10_000
    with pytest.raises(ConfigError, match="nested deeper than 80 levels"):
        parse(Source("deep", "filter { " + opening * times + middle + closing * times + " }"))


@pytest.mark.parametrize("join", ["and", "or"])
def test_a_long_chain_is_no_depth(join):
    text = f"filter {{\n  if {f' {join} '.join(['[a]'] * 10_000)} {{ }}\n}}"
    assert text == to_text(parse(Source("long", text)))


def test_many_arms_are_no_depth():
    tree = parse(Source("long", "filter { if [a] { } " + "else if [a] { } " * 10_000 + "}"))
    assert len(tree.sections[0].body[0].clauses) == 10_001


SHALLOW = {
    "ifs": ("if [a] { ", "", " }"),
    "parentheses": ("(", "[a]", ")"),
    "negations": ("!(", "[a]", ")"),
    "lists": ("[", "1", "]"),
    "hashes": ("{ bb => ", "1", "}"),
    "codecs": ("x { a => ", "1", " }"),
}
AROUND = {"ifs": ("", ""), "parentheses": ("if ", " { }"), "negations": ("if ", " { }")}


@pytest.mark.parametrize("name", SHALLOW)
def test_what_is_nested_as_deep_as_allowed_is_read_and_printed(name):
    opening, middle, closing = SHALLOW[name]
    before, behind = AROUND.get(name, ("x { a => ", " }"))
    text = f"filter {{ {before}{opening * 78}{middle}{closing * 78}{behind} }}"
    tree = parse(Source("deep", text))
    assert tree == parse(Source("printed", to_text(tree)))
