"""Ruby patterns: what they match, as JRuby 9.4.15 does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rubyregex import compile_ruby

# pattern: {text: what matches, None where nothing does}
MATCHES = {
    # letters and escapes
    r"a.c": {"abc": "abc", "a\nc": None},
    r"\.\/\-\_\é\q\y": {"./-_éqy": "./-_éqy"},
    r"\t\n\v\f\r\a\e": {"\t\n\v\f\r\x07\x1b": "\t\n\v\f\r\x07\x1b"},
    r"\x41\x4": {"A\x04": "A\x04"},
    r"\xC3\xA9\u00e9\u{1F600 41}": {"éé\U0001f600A": "éé\U0001f600A"},
    r"\101\012\08\0": {"A\n\0008\0": "A\n\0008\0"},
    r"\cA\C-b": {"\x01\x02": "\x01\x02"},
    r"\pL": {"pL": "pL", "a": None},
    r"a]}{": {"a]}{": "a]}{"},
    # classes
    r"\w+": {"é": None, "aé": "a", "_1": "_1"},
    r"\W+": {"aé-b": "é-"},
    r"\d": {"٣": None, "3": "3"},
    r"\s": {"\u00a0": None, "\v": "\v"},
    r"\h+\H": {"xfFg": "fFg"},
    r"(?u)\w\d\s": {"é٣\u00a0": "é٣\u00a0"},
    r"(?a)[[:alpha:]]": {"é": None, "e": "e"},
    r"[[:alpha:]]+": {"1éa": "éa"},
    r"[[:^alpha:]]+": {"é1-": "1-"},
    r"[[:punct:]]+": {"a$+-": "$+-"},
    r"\p{Punct}+": {"$-": "-"},
    r"\p{Lu}\p{^Lu}\P{Alpha}": {"Aa1": "Aa1", "aa1": None},
    r"\p{Han}+": {"ab日本": "日本"},
    r"[]a]+": {"x]a": "]a"},
    r"[^]a]+": {"]ab": "b"},
    r"[a-c-e]+": {"-abce": "-abce", "d": None},
    r"[a-]+": {"b-a": "-a"},
    r"[\w\-.]+": {"/a-b.c/": "a-b.c"},
    r"[+--]": {",": ","},
    r"[a-z&&[^aeiou]]+": {"aebcd": "bcd"},
    r"[^a-z&&[aeiou]]+": {"aebcd": "bcd"},
    r"[a[bc]]+": {"dabc": "abc"},
    r"[^a[^b]]": {"abc": "b"},
    r"[a&&b]": {"a": None, "b": None},
    r"[\b\n\x41-\x43\u00e9]+": {"x\b\nABé": "\b\nABé"},
    r"[\d\s]+": {"a1 ٣": "1 "},
    r"[\p{Lu}0-9]+": {"aÉ1": "É1"},
    r"[\R\X]+": {"XR": "XR"},
    r"\R": {"\r\n": "\r\n", "\u2028": "\u2028", "\x1c": None},
    r"\X": {"e\u0301x": "e\u0301"},
    # quantifiers
    r"a{,2}": {"aaa": "aa"},
    r"a{,}": {"a{,}": "a{,}"},
    r"a{x}{": {"a{x}{": "a{x}{"},
    r"a{1,2}?": {"aa": "a"},
    r"^a{2}?$": {"": "", "aa": "aa", "a": None},
    r"a{1,2}+": {"aaaa": "aaaa"},
    r"a?+a": {"a": None},
    r"a++b|a": {"aab": "aab", "aa": "a"},
    r"a**": {"aab": "aa"},
    r"a+??b": {"aab": "aab"},
    r"(?>a+)a": {"aaa": None},
    r"^*a": {"ba": "a"},
    # places
    r"^b$": {"a\nb\nc": "b", "ab": None},
    r"\Ab": {"a\nb": None},
    r"b\z": {"b\n": None, "ab": "b"},
    r"b\Z": {"ab\n": "b", "b\n\n": None},
    r"\Bb": {"ab": "b", "b": None},
    r"\b\S": {"-é": "é"},
    r"a\b": {"aé": None, "a\u0301": None, "a-": "a"},
    r"(?a)a\b": {"aé": "a"},
    r"(?<=a|bc)d": {"bcd": "d", "cd": None},
    r"(?<!a|bc)d": {"bcd": None, "cd": "d"},
    r"(?=b)\w(?!c)": {"bc": None, "bd": "b"},
    r"a\Kb": {"ab": "b"},
    # options
    r"(?i)é": {"É": "É"},
    r"(?i)k": {"\u212a": "\u212a"},
    r"(?i)strasse": {"STRAßE": "STRAßE"},
    r"(?i)\w": {"\u017f": None},
    r"(?i)[^a]": {"A": None},
    r"a(?i)b|c": {"aB": "aB", "aC": "aC", "c": None},
    r"(?i:a(?-i)b)": {"Ab": "Ab", "AB": None},
    r"(?m).": {"\n": "\n"},
    r"(?m:.).": {"\na": "\na", "\n\n": None},
    "(?x) a b # comment )\n c [ ]": {"abc ": "abc "},
    r"(?mix) A .": {"a\n": "a\n"},
    r"a(?#comment)*": {"aa": "aa"},
    # groups
    r"(a)|(?:b)": {"b": "b"},
    r"(a)\1": {"aa": "aa", "ab": None},
    r"(a)(b)\k<-1>": {"abb": "abb"},
    r"(?<n>a)|(?<n>b)\k<n>": {"bb": "bb"},
    r"(?<n>a)(?<n>b)\k<n>": {"aba": "aba", "abb": "abb"},
    r"(?'n'a)\k'n'": {"aa": "aa"},
    r"(a)?(?(1)b|c)": {"ab": "ab", "c": "c"},
    r"(?<p>\((?:[^()]|\g<p>)*\))": {"x(a(b)c": "(b)", "(a(b))": "(a(b))"},
    r"(a)\g<1>": {"aa": "aa"},
    "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10": {"abcdefghijj": "abcdefghijj"},
    r"(a)\10": {"a\b": "a\b"},
    r"a||b": {"c": ""},
}
CASES = [(pattern, text, found) for pattern, texts in MATCHES.items() for text, found in texts.items()]


@pytest.mark.parametrize(("pattern", "text", "expected"), CASES)
def test_match(pattern, text, expected):
    found = compile_ruby(pattern).search(text)
    assert (found and found.group()) == expected


def test_names_are_those_of_groups():
    pattern = compile_ruby(r"(?<[a][b]>\d)(x)(?<http.status>y)|(?<[a][b]>z)")
    assert pattern.names == {"[a][b]": (1, 3), "http.status": (2,)}
    assert pattern.groups == 3  # plain parentheses capture nothing beside named ones
    assert pattern.search("z").groups() == (None, None, "z")


def test_options_may_stand_outside():
    assert compile_ruby("A.b", dot_all=True, ignore_case=True).search("xa\nB")
    assert compile_ruby(" a  b ", extended=True).search("ab")


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [("a/b", "a/b"), (r"\.", "."), ("", ""), ("a.", None), ("(a)", None), ("(?i)a", None), ("^", None)],
)
def test_literals_are_known(pattern, literal):
    assert compile_ruby(pattern).literal == literal


@given(st.text(), st.text(min_size=1))
def test_an_escaped_text_matches_itself(around, text):
    escaped = "".join("\\" + letter if ord(letter) < 128 and not letter.isalnum() else letter for letter in text)
    found = compile_ruby(escaped).search(around + text + around)
    assert found.group() == text


@given(st.text("ab\n"), st.sampled_from(["^", "$", "^a", "a$", "^$", r"\A", "^b*$", "(?:^|b)a"]))
def test_lines_are_found_where_a_search_by_hand_finds_them(text, pattern):
    """The shortcut for texts without line ends gives what the search through the whole text gives."""
    quick = compile_ruby(pattern).search(text)
    whole = compile_ruby(f"(?:{pattern})(?=.*)").search(text)
    assert (quick and quick.span()) == (whole and whole.span())
