"""Hypothesis strategies: trees of configs, and texts that are nearly configs."""

from hypothesis import strategies as st

from pipeline.language import nodes
from pipeline.language.lexer import OPERAND, STRING_ALONE, escape
from pipeline.source import Source, Span

NOWHERE = Span(Source("nowhere", ""), 0, 0)
PLACE = {"span": st.just(NOWHERE)}
NAMED_PLACE = {**PLACE, "name_span": st.just(NOWHERE)}


def quotable(text):
    """Whether some pair of quotes can hold this text."""
    return any(STRING_ALONE.fullmatch(f"{mark}{text}{mark}") for mark in "\"'")


letters = st.sampled_from("ab_Z09é \t\n\"'\\/#{}[]()=>,%$!~-")
texts = st.text(st.one_of(letters, st.characters(exclude_categories=["Cs"])), max_size=12)
plain_texts = texts.filter(quotable)
escaped_texts = texts.filter(lambda text: quotable(escape(text)) and not text.endswith("\\"))
barewords = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{1,8}", fullmatch=True)
plugin_names = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True).filter(
    lambda name: not name.startswith(("if", "else")) and name not in ("input", "filter", "output")
)


def number(text):
    """The node of a number as it is written."""
    digits = text.removeprefix("-")
    value = float(text) if "." in text else int(text, 8 if digits.startswith("0") else 10)
    return nodes.Number(value, text, span=NOWHERE)


numbers = st.from_regex(r"-?(0[0-7]{0,6}|[1-9][0-9]{0,17}|[0-9]{1,5}\.[0-9]{1,5})", fullmatch=True).map(number)


def written(key):
    """What tells one key of a hash from another."""
    return key.text if isinstance(key, nodes.Number) or not key.quoted else f'"{key.text}"'


def values(strings):
    """Values of options, plugins with options among them."""
    words = st.builds(nodes.String, barewords, quoted=st.just(False), **PLACE)
    scalars = st.one_of(strings, words, numbers)

    def compound(inner):
        pairs = st.lists(st.tuples(scalars, inner), max_size=3, unique_by=lambda pair: written(pair[0]))
        return st.one_of(
            st.builds(nodes.Array, st.lists(inner, max_size=3).map(tuple), **PLACE),
            st.builds(nodes.Hash, pairs.map(tuple), **PLACE),
            plugins(inner),
        )

    return st.recursive(scalars, compound, max_leaves=5)


def plugins(inner):
    """Blocks with options."""
    options = st.builds(nodes.Option, st.one_of(barewords, plain_texts), inner, **NAMED_PLACE)
    return st.builds(nodes.Plugin, plugin_names, st.lists(options, max_size=3).map(tuple), **NAMED_PLACE)


def selector(elements):
    """The node of a field."""
    return nodes.Selector("".join(f"[{element}]" for element in elements), tuple(elements), span=NOWHERE)


elements = st.text(st.one_of(letters, st.characters(exclude_categories=["Cs"])), min_size=1, max_size=6).filter(
    lambda text: not set(text) & set("[],")
)
selectors = st.lists(elements, min_size=1, max_size=3).map(selector)
patterns = st.builds(nodes.Regexp, texts.filter(lambda text: is_pattern(f"/{text}/")), **PLACE)


def is_pattern(text):
    """Whether a text between slashes is one pattern."""
    found = OPERAND.fullmatch(text)
    return found is not None and found.lastgroup == "regexp"


def expressions(strings):
    """Conditions."""
    lists = st.builds(nodes.Array, st.lists(values(strings), max_size=3).map(tuple), **PLACE)
    simple = st.one_of(selectors, strings, numbers, lists, patterns)
    calls = st.builds(nodes.MethodCall, barewords, st.lists(simple, max_size=2).map(tuple), **PLACE)
    operands = st.one_of(simple, calls)
    operators = st.sampled_from(["==", "!=", "<", ">", "<=", ">="])
    leaves = st.one_of(
        operands,
        st.builds(nodes.Compare, operators, operands, operands, **PLACE),
        st.builds(nodes.In, st.booleans(), operands, operands, **PLACE),
        st.builds(nodes.Match, st.booleans(), operands, st.one_of(patterns, strings), **PLACE),
    )

    def compound(inner):
        joined = [st.builds(kind, inner, inner, **PLACE) for kind in (nodes.And, nodes.Or, nodes.Xor, nodes.Nand)]
        return st.one_of(*joined, st.builds(nodes.Not, inner, **PLACE))

    return st.recursive(leaves, compound, max_leaves=5)


def configs(*, support_escapes=False):
    """Whole trees, such as `parse` gives."""
    strings = st.builds(nodes.String, escaped_texts if support_escapes else plain_texts, **PLACE)
    conditions = expressions(strings)
    blocks = plugins(values(strings))

    def branches(inner):
        bodies = st.lists(inner, max_size=2).map(tuple)
        clauses = st.lists(st.builds(nodes.Clause, conditions, bodies, **PLACE), min_size=1, max_size=2)
        last = st.lists(st.builds(nodes.Clause, st.none(), bodies, **PLACE), max_size=1)
        arms = st.tuples(clauses, last).map(lambda both: (*both[0], *both[1]))
        return st.builds(nodes.Branch, arms, **PLACE)

    bodies = st.lists(st.recursive(blocks, branches, max_leaves=4), max_size=3).map(tuple)
    sections = st.builds(nodes.Section, st.sampled_from(["input", "filter", "output"]), bodies, **PLACE)
    return st.builds(nodes.Config, st.lists(sections, max_size=3).map(tuple), **PLACE)


PIECES = r"""
filter input output mutate json if else elseif if5 x in not and or xor nand true word a-b
5 -3 1.5 3. 08 99999999999999999999 { } { } { } [ ] ( ) ! , => => = == != < <= =~ !~ && || + - . ; : @ $X ${X} %{a} `
/ // [a] [a][b] ["a"] [5] [a,b] [ /re/ /i "s" 's' "a\"b" "C:\" " ' #c #
"""
GAPS = ["", " ", "\n", "\t", "\r\n", "\r", "#c\n", "\N{NO-BREAK SPACE}", "\N{LEFT DOUBLE QUOTATION MARK}", "\0"]
near_configs = st.lists(
    st.one_of(st.sampled_from(PIECES.split()), st.sampled_from(GAPS), st.just(" "), st.just(" ")), max_size=40
).map("".join)
