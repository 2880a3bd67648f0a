"""Configs, options, events and conditions that are nearly right, drawn from what plugins declare and from recordings."""

import gzip
import json
import re
from pathlib import Path

from hypothesis import strategies as st

from pipeline.plugin.find import find_plugin, plugin_names
from pipeline.plugin.options import declared_options
from tests.strategies import plain_texts

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = [
    case
    for path in sorted(GOLDEN.glob("*.jsonl"))
    for case in map(json.loads, path.read_text("utf-8").rstrip("\n").split("\n"))
]
CONFIGS = sorted({case["config"] for case in CASES if 0 < len(case["config"]) < 2000})
TOKEN = re.compile(r""""[^"]*"|'[^']*'|/[^/\s]*/|\[[\w\]\[@]+\]|\w+|=>|[=!<>]=|=~|!~|\s+|.""", re.DOTALL)
PIECES = r"""
{ } [ ] ( ) => == != =~ < in not and or nand xor ! , # "" '' " ' / // /(/ /(a+)+$/ %{ ${ ${X} %{} %{a} %{+b} "%{a" "[a" "[a][b]"
[a] [@metadata] [tags] -1 0 1.5 007 99999999999999999999999999 1e400 true false nil if else mutate grok json codec filter input output
add_field add_tag id match source target \ \" é \0
"""
HOSTILE = PIECES.split()

NAMES = [
    "a",
    "b",
    "[a][b]",
    "[a][0]",
    "[a][-1]",
    "tags",
    "@timestamp",
    "@metadata",
    "[@metadata][x]",
    "message",
    "[message]",
]
field_names = st.sampled_from(
    [*NAMES, "event", "host", "type", "[tags][x]", "@version", "[x", "[]", "a[b]", "", "[a[b]]", "é"]
)
SPECIAL = [
    "", " ", "%{a}", "%{[a][b]}", "%{+YYYY.MM.dd}", "%{+b}", "%{[a}", "%{{yyyy}}", "%{}", "%{+%s}", "(", "[", "(?<n>a+)+$", "a{99999}", "\\p{Alpha}",
    "\\", "\\1", "%{IP:x}", "%{NUMBER:[a][b]:int}", "%{NOPE}", "%{IP:[a}", "%{a} %{b}", "%{?a} %{&a}", "%{+a/2} %{+a/1}", "%{a->}-%{}", "ISO8601",
    "yyyy-MM-dd HH:mm:ss", "UNIX", "UNIX_MS", "TAI64N", "MMM dd HH:mm:ss ZZZ", "Europe/Berlin", "+99:99", "de-DE", "123", "-1", "1.5", "1e400", "0x10",
    "9" * 30, "true", "false", "integer", "int", "boolean", "float", "string", "utf-16", "ISO-8859-1", "nope", "UTF-8", "SHA1", "/nowhere/x", "10 mib",
    ",", "|", "a", "b", "tags", "message", "10.0.0.0/8", "::1", "a,b", "\t", "\u0000", "ß", "\U0001f600", "%{a}%{b}", "127.0.0.1:9092", "http://u:p@h:1/x",
]  # fmt: skip
option_texts = st.one_of(st.sampled_from(SPECIAL), field_names, plain_texts)
date_patterns = st.text(st.sampled_from("GCxwyYeEMDdaKhHkmsSzZ'.,:/- TXuOVq[]0#"), max_size=12)
grok_patterns = st.lists(
    st.sampled_from(["%{IP:x}", "%{WORD}", "%{NUMBER:a:int}", "%{GREEDYDATA:[a][b]}", "%{X:y}", "%{", "}", "(", ")", "(?<n>", "|", ".*", "+", "a", " ",
                     "[", "]", "\\", "^", "$", "%{DATA:a}", "(?:", "?", "{2,1}", "\\b", "(?!"]), max_size=6).map("".join)  # fmt: skip
dissections = st.lists(
    st.sampled_from(["%{a}", "%{+a}", "%{+a/2}", "%{?k}", "%{&k}", "%{&a}", "%{}", "%{a->}", " ", "-", ",", "%{[a][b]}", "%{", "}", "x", "%{@timestamp}"]),
    max_size=7).map("".join)  # fmt: skip
# What an option of that name holds beside what its type says.
MEANT = {
    ("date", "match"): st.tuples(field_names, st.lists(date_patterns, min_size=1, max_size=2)).map(lambda both: [both[0], *both[1]]),
    ("grok", "match"): st.dictionaries(field_names, grok_patterns, min_size=1, max_size=2),
    ("dissect", "mapping"): st.dictionaries(field_names, dissections, min_size=1, max_size=2),
    ("geoip", "database"): st.just("@DB@/GeoLite2-City-Test.mmdb"),
    ("mutate", "gsub"): st.lists(st.tuples(field_names, grok_patterns, option_texts), min_size=1, max_size=2).map(lambda found: [x for y in found for x in y]),
}  # fmt: skip
numbers = st.one_of(
    st.integers(-2, 20), st.sampled_from([2**31, 2**63 - 1, -(2**63), 0.5, -0.25, 100, 1024, 3600]), st.just("10")
)
anything = st.one_of(
    option_texts, numbers, st.lists(option_texts, max_size=3), st.dictionaries(option_texts, option_texts, max_size=2)
)


def of_kind(name):
    """Values for the type of an option, by the name that its documentation shows."""
    if name.startswith("array of "):
        inner = of_kind(name.removeprefix("array of "))
        return st.one_of(st.lists(inner, max_size=4), inner)
    if name.startswith("hash of "):
        inner = of_kind(name.removeprefix("hash of "))
        return st.dictionaries(st.one_of(field_names, option_texts), inner, max_size=3)
    if name.startswith("one of "):
        return st.sampled_from(name.removeprefix("one of ").split(", "))
    if name == "boolean":
        return st.sampled_from(["true", "false"])
    if "number" in name or name == "bytes" or name.startswith("duration"):
        return numbers
    if name == "field reference":
        return field_names
    if name == "codec":
        return st.sampled_from(plugin_names("codec"))
    return option_texts


def written(value):
    """A plain value as a config writes it; a text that no quotes can hold loses what is in the way."""
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{ {' '.join(f'{quoted(key)} => {written(item)}' for key, item in value.items())} }}"
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text):
    text = text.rstrip("\\")
    mark = "'" if '"' in text else '"'
    return f"{mark}{text.replace(mark, '')}{mark}"


@st.composite
def blocks(draw, kind, name):
    """One plugin with some of its options: those that it needs, usually, and a few others; some of a wrong type."""
    declared = declared_options(find_plugin(kind, name))
    needed = [one.name for one in declared.values() if one.required]
    chosen = draw(st.lists(st.sampled_from(sorted(declared)), max_size=5, unique=True))
    if draw(st.integers(0, 9)):
        meant = [option for plugin, option in MEANT if plugin == name]
        chosen = list(
            dict.fromkeys([*needed, *meant, *(option for option in ("source", "field") if option in declared), *chosen])
        )
    parts = []
    for option in chosen:
        declared_type = MEANT.get((name, option), of_kind(declared[option].kind.name))
        value = declared_type if draw(st.integers(0, 19)) else anything
        parts.append(f"{option} => {written(draw(value))}")
    return f"{name} {{ {' '.join(parts)} }}"


operands = st.one_of(
    st.sampled_from(["[a]", "[b]", "[a][b]", "[tags]", "[@timestamp]", "[@metadata][x]", "[message]", '["x"]', '["x", 1, [a]]', "5", "-1.5", '"x"', '"10"', "'%{a}'", '""']),
    plain_texts.map(quoted),
)  # fmt: skip
patterns = st.sampled_from(
    ["/a/", "/(a+)+$/", "/^$/", "/\\d+/", '"["', "/(?i)x/", '"x"', "/[[:alpha:]]/", "[a]", "/[/"]
)
conditions = st.recursive(
    st.one_of(
        operands,
        st.tuples(operands, st.sampled_from(["==", "!=", "<", ">", "<=", ">=", "in", "not in"]), operands).map(
            " ".join
        ),
        st.tuples(operands, st.sampled_from(["=~", "!~"]), patterns).map(" ".join),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or", "xor", "nand"]), inner).map(lambda it: f"({' '.join(it)})"),
        inner.map(lambda one: f"!({one})"),
    ),
    max_leaves=4,
)
filters = st.sampled_from(plugin_names("filter")).flatmap(lambda name: blocks("filter", name))
statements = st.recursive(
    filters,
    lambda inner: st.tuples(conditions, inner, inner).map(lambda it: f"if {it[0]} {{ {it[1]} }} else {{ {it[2]} }}"),
    max_leaves=3,
)
pipelines = st.lists(statements, min_size=1, max_size=3).map(lambda found: f"filter {{ {' '.join(found)} }}")


@st.composite
def mutated_configs(draw):
    """A recorded config with some tokens taken out, doubled, or replaced by those of another."""
    tokens = TOKEN.findall(draw(st.sampled_from(CONFIGS)))
    other = TOKEN.findall(draw(st.sampled_from(CONFIGS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(tokens)))
        new = draw(st.one_of(st.sampled_from(HOSTILE), st.sampled_from(other)))
        tokens[at : at + draw(st.integers(0, 2))] = draw(st.sampled_from([[], [new], [new, new], other[at : at + 5]]))
    return "".join(tokens)


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(SPECIAL), st.text(max_size=10),
    st.sampled_from(["10.1.2.3", "81.2.69.142", "2024-05-06T07:08:09Z", "a=1 b=[c=2]", '{"x": 1e999999999}', '{"x": [-1.5E-99999999999999999999]}', 'a,"b', '{"x": 1, "tags": 3}', "<a b='1'>2<c/></a>", "<13>x", "a%20%zz", "1,234.5", "Mozilla/5.0 (X11)"]),
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "x", "0", "tags", ""]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
KEYS = [
    "a",
    "b",
    "tags",
    "@timestamp",
    "@metadata",
    "@version",
    "message",
    "event",
    "host",
    "type",
    "x",
    "a.b",
    "",
    "[a]",
]
events = st.dictionaries(st.sampled_from(KEYS), values, max_size=5).map(json.dumps)
lines = st.lists(st.one_of(events, values.map(json.dumps), st.text(max_size=10)), max_size=3)
codecs = st.sampled_from([name for name in plugin_names("codec") if name != "multiline"]).flatmap(
    lambda name: blocks("codec", name)
) | st.tuples(grok_patterns, st.sampled_from(["previous", "next"]), st.integers(1, 4)).map(
    lambda it: f"multiline {{ pattern => {quoted(it[0])} what => {it[1]} max_lines => {it[2]} }}"
)
chunks = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from([b"\n", b"\r\n", b'{"a":1}\n', b'{"a":', b"[1,2]\n", b"\xff\xfe", b" x\n", b"\0", b'{"tags":1,"@timestamp":5}\n', b"\xc3", b"\xa9\n", b'1,"a\n"',b',""\n', b"CEF:0|a|b|c|d|e|9|x=", b"rt=Jan 01 00:00:00 tags[0]=\n", b"\x81\xa1a", gzip.compress(b"a\nb")]),
    ),
    max_size=6,
)  # fmt: skip
