"""Mutate: what each operation does to an event, and in which order (golden/notes/mutate.md)."""

import pytest

from pipeline.testing import run_filter

FAILED = {"tags": ["_mutate_error"]}

# what it shows: (what stands in mutate, the event that goes in, the event that comes out)
MOVES = {
    "rename moves": ('rename => { "a" => "b" }', {"a": 1}, {"b": 1}),
    "rename replaces": ('rename => { "a" => "b" }', {"a": 1, "b": [2]}, {"b": 1}),
    "rename of what is absent": ('rename => { "a" => "b" }', {"b": 1}, {"b": 1}),
    "rename moves null": ('rename => { "a" => "b" }', {"a": None, "b": 1}, {"b": None}),
    "rename to itself": ('rename => { "a" => "a" }', {"a": 1}, {"a": 1}),
    "rename into a map that is made": ('rename => { "a" => "[x][y]" }', {"a": 1}, {"x": {"y": 1}}),
    "rename leaves an empty map": ('rename => { "[a][b]" => "b" }', {"a": {"b": 1}}, {"a": {}, "b": 1}),
    "rename below itself": ('rename => { "a" => "[a][b]" }', {"a": {"c": 1}}, {"a": {"b": {"c": 1}}}),
    "rename below a text loses the value": ('rename => { "a" => "[b][c]" }', {"a": 1, "b": "t"}, {"b": "t", **FAILED}),
    "rename below null loses it too": ('rename => { "a" => "[b][c]" }', {"a": 1, "b": None}, {"b": None, **FAILED}),
    "rename takes an element out": ('rename => { "[l][0]" => "a" }', {"l": [1, 2]}, {"l": [2], "a": 1}),
    "rename to an index of nothing": ('rename => { "a" => "[l][1]" }', {"a": 1}, {"l": {"1": 1}}),
    "rename pads a list": ('rename => { "a" => "[l][2]" }', {"a": 1, "l": [0]}, {"l": [0, None, 1]}),
    "rename formats the old name": ('rename => { "%{k}" => "b" }', {"k": "a", "a": 1}, {"k": "a", "b": 1}),
    "rename formats the new name": ('rename => { "a" => "[x][%{k}]" }', {"k": "b", "a": 1}, {"k": "b", "x": {"b": 1}}),
    "rename to a broken name": ('rename => { "a" => "[%{k}" }', {"k": "b", "a": 1}, {"k": "b", **FAILED}),
    "rename to a list of names": ('rename => { "a" => "b" } rename => { "a" => "c" }', {"a": 1}, {'"b", "c"': 1}),
    "rename in pairs of a list": ('rename => ["a", "b", "b", "c"]', {"a": 1}, {"c": 1}),
    "rename of tags": ('rename => { "tags" => "labels" }', {"tags": ["a"]}, {"labels": ["a"]}),
    "rename to tags needs texts": ('rename => { "a" => "tags" }', {"a": [1]}, FAILED),
    "rename of metadata": (
        'rename => { "a" => "[@metadata][a]" } copy => { "[@metadata][a]" => "b" }',
        {"a": 1},
        {"b": 1},
    ),
    "rename of all metadata": ('rename => { "@metadata" => "m" }', {"@metadata": {"x": 1}}, {"m": {"x": 1}}),
    "copy": ('copy => { "a" => "b" }', {"a": {"l": [1]}}, {"a": {"l": [1]}, "b": {"l": [1]}}),
    "copy of null does nothing": ('copy => { "a" => "b" }', {"a": None, "b": 1}, {"a": None, "b": 1}),
    "copy of false": ('copy => { "a" => "b" }', {"a": False}, {"a": False, "b": False}),
    "copy takes names literally": ('copy => { "%{k}" => "b" }', {"k": "a", "a": 1}, {"k": "a", "a": 1}),
    "copy below a text": ('copy => { "a" => "[b][c]" }', {"a": 1, "b": "t"}, {"a": 1, "b": "t", **FAILED}),
    "copy of an element": ('copy => { "[l][-1]" => "a" }', {"l": [1, 2]}, {"l": [1, 2], "a": 2}),
    "rename to what is no field": ('rename => { "a" => "[b" }', {"a": 1}, {**FAILED}),
    "rename to what turns out to be no field": (
        'rename => { "a" => "b%{b}" }',
        {"a": 1, "b": "[c"},
        {"b": "[c", **FAILED},
    ),
    "rename by a template that can't be": ('rename => { "a" => "b%{[b}" }', {"a": 1}, {"a": 1, **FAILED}),
    "rename of what is not there to what is no field": ('rename => { "x" => "[b" }', {"a": 1}, {"a": 1}),
    "copy of null to what is no field": ('copy => { "a" => ["b", "c"] "n" => "[b" }', {"a": None}, {"a": None}),
    "copy to several": ('copy => { "a" => ["b", "c"] }', {"a": 1}, {"a": 1, **FAILED}),
}
MERGES = {
    "list and list": ('merge => { "a" => "b" }', {"a": [1], "b": [1, 2]}, {"a": [1, 1, 2], "b": [1, 2]}),
    "text and text": ('merge => { "a" => "b" }', {"a": "x", "b": "y"}, {"a": ["x", "y"], "b": "y"}),
    "map and map, not deep": (
        'merge => { "a" => "b" }',
        {"a": {"x": {"p": 1}, "y": 1}, "b": {"x": {"q": 1}}},
        {"a": {"x": {"q": 1}, "y": 1}, "b": {"x": {"q": 1}}},
    ),
    "map and list": ('merge => { "a" => "b" }', {"a": {"x": 1}, "b": [1]}, {"a": {"x": 1}, "b": [1]}),
    "map and nothing": ('merge => { "a" => "b" }', {"a": {"x": 1}}, {"a": {"x": 1}}),
    "nothing and map": ('merge => { "a" => "b" }', {"b": {"x": 1}}, {"b": {"x": 1}}),
    "nothing and nothing": ('merge => { "a" => "b" }', {}, {"a": []}),
    "null and false": ('merge => { "a" => "b" }', {"a": None, "b": False}, {"a": [False], "b": False}),
    "a list grows by several": (
        'merge => { "a" => ["b", "c"] }',
        {"a": [0], "b": 1, "c": [2]},
        {"a": [0, 1, 2], "b": 1, "c": [2]},
    ),
    "a text keeps the last only": (
        'merge => { "a" => ["b", "c"] }',
        {"a": 0, "b": 1, "c": 2},
        {"a": [0, 2], "b": 1, "c": 2},
    ),
    "a map grows by several": (
        'merge => { "a" => ["b", "c"] }',
        {"a": {}, "b": {"x": 1}, "c": {"y": 2}},
        {"a": {"x": 1, "y": 2}, "b": {"x": 1}, "c": {"y": 2}},
    ),
    "tags": ('merge => { "tags" => "b" }', {"tags": ["x"], "b": "y"}, {"tags": ["x", "y"], "b": "y"}),
    "tags take texts only": (
        'merge => { "tags" => "b" }',
        {"tags": ["x"], "b": 1},
        {"tags": ["x", "_mutate_error"], "b": 1},
    ),
    "a number for a name": ('merge => { "a" => 5 }', {"a": 1}, {"a": 1, **FAILED}),
}
VALUES = {
    "replace": ('replace => { "a" => "%{b}-%{c}" }', {"b": 1}, {"a": "1-%{c}", "b": 1}),
    "replace writes texts": (
        'replace => { "a" => 5 "b" => 1.50 "c" => [1, "x"] }',
        {},
        {"a": "5", "b": "1.5", "c": '[1, "x"]'},
    ),
    "replace fills what is in a list": ('replace => { "a" => ["%{b}"] }', {"b": "x"}, {"a": '["x"]', "b": "x"}),
    "replace takes names literally": ('replace => { "%{b}" => "x" }', {"b": "c"}, {"b": "c", "%{b}": "x"}),
    "replace below a map": ('replace => { "[a][b]" => "x" }', {"a": {"c": 1}}, {"a": {"b": "x", "c": 1}}),
    "replace below a number": ('replace => { "[a][b]" => "x" }', {"a": 1}, {"a": 1, **FAILED}),
    "replace of the time": ('replace => { "@timestamp" => "2024-01-02T03:04:05Z" }', {}, FAILED),
    "replace of tags": ('replace => { "tags" => "x" }', {"tags": ["a"]}, {"tags": "x"}),
    "replace with a broken template": ('replace => { "a" => "%{[b}" }', {"a": 1}, {"a": 1, **FAILED}),
    "update": ('update => { "a" => "%{b}" "c" => "x" }', {"a": 1, "b": 2}, {"a": "2", "b": 2}),
    "update of null": ('update => { "a" => "x" }', {"a": None}, {"a": "x"}),
    "update of an element": ('update => { "[l][1]" => "x" "[l][5]" => "y" }', {"l": [1, 2]}, {"l": [1, "x"]}),
    "coerce": (
        'coerce => { "a" => "%{b}" "c" => "x" "d" => "y" }',
        {"a": None, "b": 2, "d": ""},
        {"a": "2", "b": 2, "d": ""},
    ),
    "coerce to a text always": ('coerce => { "a" => 7 }', {"a": None}, {"a": "7"}),
}
TEXTS = {
    "uppercase": ('uppercase => ["a"]', {"a": "straße é"}, {"a": "STRASSE É"}),
    "lowercase knows one sigma": ('lowercase => ["a"]', {"a": "ΟΔΟΣ"}, {"a": "οδοσ"}),
    "capitalize": ('capitalize => ["a", "b", "c"]', {"a": "ßX", "b": "éA bC", "c": ""}, {"a": "Ssx", "b": "Éa bc", "c": ""}),
    "case of a list's texts": ('uppercase => ["a"]', {"a": ["x", 1, None, ["y"]]}, {"a": ["X", 1, None, ["y"]]}),
    "case of other values": ('lowercase => ["a", "b", "c"]', {"a": 1, "b": {"x": "Y"}, "c": None}, {"a": 1, "b": {"x": "Y"}, "c": None}),
    "case of nothing": ('uppercase => ["a"]', {}, {}),
    "a lone name for a list": ('uppercase => "[a][b]"', {"a": {"b": "x"}}, {"a": {"b": "X"}}),
    "case of @timestamp": ('copy => { "@timestamp" => "t" }', {"@timestamp": "2024-01-02T03:04:05Z"}, {"@timestamp": "2024-01-02T03:04:05.000Z", "t": "2024-01-02T03:04:05.000Z"}),
    "strip": ('strip => ["a"]', {"a": "\0 \t\v\f\r\nx y\n\0"}, {"a": "x y"}),
    "strip leaves other blanks": ('strip => ["a"]', {"a": "\u00a0x\u2003"}, {"a": "\u00a0x\u2003"}),
    "strip of a list": ('strip => ["a"]', {"a": [" x", "y "]}, {"a": ["x", "y"]}),
    "strip of a list with a number": ('strip => ["a"]', {"a": [" x", 1]}, {"a": [" x", 1], **FAILED}),
    "strip of a number": ('strip => ["a"]', {"a": 1}, {"a": 1}),
    "split": ('split => { "a" => "," }', {"a": ",x,,y,,"}, {"a": ["", "x", "", "y"]}),
    "split takes no pattern": ('split => { "a" => "." }', {"a": "x.y"}, {"a": ["x", "y"]}),
    "split by several characters": ('split => { "a" => "--" }', {"a": "x-y--z"}, {"a": ["x-y", "z"]}),
    "split by blanks": ('split => { "a" => " " }', {"a": " \tx  y\r\nz "}, {"a": ["x", "y", "z"]}),
    "split by blanks keeps others": ('split => { "a" => " " }', {"a": "x\u00a0y\x1cz"}, {"a": ["x\u00a0y\x1cz"]}),
    "split into characters": ('split => { "a" => "" }', {"a": "añ"}, {"a": ["a", "ñ"]}),
    "split of nothing": ('split => { "a" => "," }', {"a": ""}, {"a": []}),
    "split of a list": ('split => { "a" => "," }', {"a": ["x,y"]}, {"a": ["x,y"]}),
    "split by a number": ('split => { "a" => 1 "b" => 1 }', {"b": "x1y"}, {"b": "x1y", **FAILED}),
    "join": ('join => { "a" => "-" }', {"a": ["x", 1, 2.5, True, None, {"k": None}]}, {"a": 'x-1-2.5-true--{"k"=>nil}'}),
    "join reaches into lists": ('join => { "a" => "," }', {"a": [1, [2, [3]], []]}, {"a": "1,2,3,"}),
    "join of a text": ('join => { "a" => "," }', {"a": "x"}, {"a": "x"}),
    "join by a number": ('join => { "a" => 1 }', {"a": [1]}, {"a": [1], **FAILED}),
}  # fmt: skip
ORDER = {
    "operations run in a fixed order": (
        'copy => { "b" => "c" } uppercase => ["b"] rename => { "a" => "b" }', {"a": "x"}, {"b": "X", "c": "X"},
    ),
    "split, then join": ('join => { "a" => "-" } split => { "a" => "," }', {"a": "x,y"}, {"a": "x-y"}),
    "convert, then gsub": ('gsub => ["a", "5", "6"] convert => { "a" => "string" }', {"a": 5}, {"a": "6"}),
    "coerce, then rename": ('rename => { "a" => "b" } coerce => { "a" => "x" }', {"a": None}, {"b": "x"}),
    "common options come last": (
        'add_field => { "new" => "%{b}" } remove_field => ["b"] rename => { "a" => "b" }', {"a": 1}, {"new": "1"},
    ),
    "what was done before a failure stays": (
        'convert => { "b" => "integer" } rename => { "a" => "z" } uppercase => ["c"] add_tag => ["ok"]',
        {"a": 1, "b": "-", "c": "x"},
        {"z": 1, "b": "-", "c": "x", **FAILED},
    ),
    "a fault in add_field is mutate's": ('add_field => { "[a][b]" => "x" } add_tag => ["ok"]', {"a": 1}, {"a": 1, **FAILED}),
    "the tag can be another": ('convert => { "a" => "float" } tag_on_failure => "bad %{a}"', {"a": "x"}, {"a": "x", "tags": ["bad %{a}"]}),
    "the tag comes once": ('strip => ["a"]', {"a": [1], **FAILED}, {"a": [1], **FAILED}),
    "a text as tags becomes a list": ('strip => ["a"]', {"a": [1], "tags": "t"}, {"a": [1], "tags": ["t", "_mutate_error"]}),
    "pairs run by Java's hash codes": ('copy => { "b" => "c" "a" => "b" }', {"a": 1, "b": 2}, {"a": 1, "b": 1, "c": 1}),
    "pairs of a list run as written": ('copy => ["b", "c", "a", "b"]', {"a": 1, "b": 2}, {"a": 1, "b": 1, "c": 2}),
    "a name that is none fails": ('uppercase => ["a[b]"]', {"a": "x"}, {"a": "x", **FAILED}),
    "but not before its turn": ('uppercase => ["a", "a[b]", "c"]', {"a": "x", "c": "y"}, {"a": "X", "c": "y", **FAILED}),
    "an empty block": ("", {"a": 1}, {"a": 1}),
}  # fmt: skip
TABLES = {"moves": MOVES, "merges": MERGES, "values": VALUES, "texts": TEXTS, "order": ORDER}
CASES = {f"{table}: {name}": case for table, cases in TABLES.items() for name, case in cases.items()}


@pytest.mark.parametrize(("options", "event", "expected"), CASES.values(), ids=CASES)
def test_event(options, event, expected):
    assert run_filter(f"mutate {{ {options} }}", event) == expected


def test_a_copy_shares_nothing_with_its_source():
    config = 'mutate { copy => { "a" => "b" } } mutate { add_field => { "[b][x]" => "1" } uppercase => ["[b][l]"] }'
    assert run_filter(config, {"a": {"l": ["x"]}}) == {"a": {"l": ["x"]}, "b": {"l": ["X"], "x": "1"}}


def test_merged_values_share_nothing_with_their_source():
    config = 'mutate { merge => { "a" => "b" } } mutate { replace => { "[a][0][x]" => "new" } }'
    assert run_filter(config, {"b": [{"x": 1}]}) == {"a": [{"x": "new"}], "b": [{"x": 1}]}
