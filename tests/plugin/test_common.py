"""The options that all filters and all inputs have, compiled."""

import pytest

from pipeline.filters.drop import DropFilter
from pipeline.plugin import FieldError, Input
from pipeline.plugin.add_field import as_list
from pipeline.plugin.common import compile_common, compile_input_common
from pipeline.timestamp import Timestamp

WHEN = Timestamp("2024-02-03T04:05:06.789Z")

# what it shows: (options, the event that goes in, the event that comes out)
CASES = {
    "a field": ({"add_field": {"a": "x"}}, {}, {"a": "x"}),
    "a template": ({"add_field": {"a": "%{b}-%{c}"}}, {"b": 1}, {"a": "1-%{c}", "b": 1}),
    "a number": ({"add_field": {"a": 5}}, {}, {"a": "5"}),
    "onto a text": ({"add_field": {"a": "y"}}, {"a": "x"}, {"a": ["x", "y"]}),
    "onto a list": ({"add_field": {"a": "y"}}, {"a": ["x", 1]}, {"a": ["x", 1, "y"]}),
    "onto null": ({"add_field": {"a": "y"}}, {"a": None}, {"a": ["y"]}),
    "onto false": ({"add_field": {"a": "y"}}, {"a": False}, {"a": [False, "y"]}),
    "onto a map": ({"add_field": {"a": "y"}}, {"a": {"k": 1}}, {"a": [["k", 1], "y"]}),
    "onto @version": ({"add_field": {"@version": "2"}}, {"@version": "1"}, {"@version": ["1", "2"]}),
    "several values": ({"add_field": {"a": ["x", "%{b}"]}}, {"b": 1}, {"a": ["x", "1"], "b": 1}),
    "no values": ({"add_field": {"a": [], "b": "x"}}, {}, {"b": "x"}),
    "one value in a list": ({"add_field": {"a": ["x"]}}, {}, {"a": "x"}),
    "a list in a list": ({"add_field": {"a": [["x", 1]]}}, {}, {"a": '["x", 1]'}),
    "a map": ({"add_field": {"a": {"b": "%{c}"}}}, {"c": "x"}, {"a": '["b", "x"]', "c": "x"}),
    "below a map": ({"add_field": {"[a][b]": "x"}}, {"a": {"c": 1}}, {"a": {"b": "x", "c": 1}}),
    "onto a field below": ({"add_field": {"[a][b]": "x"}}, {"a": {"b": 1}}, {"a": {"b": [1, "x"]}}),
    "onto an element": ({"add_field": {"[l][0]": "x"}}, {"l": [1, 2]}, {"l": [[1, "x"], 2]}),
    "behind the end of a list": ({"add_field": {"[l][2]": "x"}}, {"l": [1]}, {"l": [1, None, "x"]}),
    "an index of nothing": ({"add_field": {"[l][0]": "x"}}, {}, {"l": {"0": "x"}}),
    "a word in a list": ({"add_field": {"[l][w]": "x"}}, {"l": [1]}, {"l": [1]}),
    "a name with a field": ({"add_field": {"f_%{k}": "x", "[n][%{k}]": "y"}}, {"k": "a"}, {"k": "a", "f_a": "x", "n": {"a": "y"}}),
    "a name that becomes a reference": ({"add_field": {"%{k}": "x"}}, {"k": "[a][b]"}, {"k": "[a][b]", "a": {"b": "x"}}),
    "a name with a field that is absent": ({"add_field": {"%{k}": "x"}}, {}, {"%{k}": "x"}),
    "an empty name": ({"add_field": {"": "x"}}, {}, {"": "x"}),
    "tags that are new": ({"add_field": {"tags": "x"}}, {}, {"tags": "x"}),
    "tags that are a text": ({"add_field": {"tags": "x"}}, {"tags": "a"}, {"tags": ["a", "x"]}),
    "each sees the one before": ({"add_field": {"a": "1", "b": "%{a}"}}, {}, {"a": "1", "b": "1"}),
    "metadata": ({"add_field": {"[@metadata][a]": "x"}}, {}, {"@metadata": {"a": "x"}}),
    "a time becomes a text": ({"add_field": {"a": "%{@timestamp}"}}, {"@timestamp": WHEN}, {"@timestamp": WHEN, "a": str(WHEN)}),
    "a field goes": ({"remove_field": ["a"]}, {"a": 1, "b": 2}, {"b": 2}),
    "several go": ({"remove_field": ["a", "[b][c]", "d", "x"]}, {"a": 1, "b": {"c": 1}, "d": 1, "e": 1}, {"b": {}, "e": 1}),
    "an element goes, and the next": ({"remove_field": ["[l][0]", "[l][0]"]}, {"l": [1, 2, 3]}, {"l": [3]}),
    "the last element goes": ({"remove_field": ["[l][-1]", "[l][9]", "[l][w]"]}, {"l": [1, 2]}, {"l": [1]}),
    "nothing below a text": ({"remove_field": ["[a][b]", "[c][d]"]}, {"a": "x"}, {"a": "x"}),
    "no wildcards": ({"remove_field": ["a*", "*"]}, {"ab": 1, "*": 2}, {"ab": 1}),
    "a name that is filled in": ({"remove_field": ["%{k}", "[a][%{k}]"]}, {"k": "b", "b": 1, "a": {"b": 1}}, {"k": "b", "a": {}}),
    "time and version go": ({"remove_field": ["@timestamp", "@version"]}, {"@timestamp": WHEN, "@version": "1"}, {}),
    "metadata goes": ({"remove_field": ["@metadata"]}, {"@metadata": {"a": 1}}, {}),
    "metadata goes in part": ({"remove_field": ["[@metadata][a]"]}, {"@metadata": {"a": 1, "b": 2}}, {"@metadata": {"b": 2}}),
    "a tag": ({"add_tag": ["x"]}, {}, {"tags": ["x"]}),
    "a tag again": ({"add_tag": ["x"]}, {"tags": ["x"]}, {"tags": ["x", "x"]}),
    "a tag to a text": ({"add_tag": ["x"]}, {"tags": "a"}, {"tags": ["a", "x"]}),
    "tags": ({"add_tag": ["x", "y"]}, {"tags": ["a"]}, {"tags": ["a", "x", "y"]}),
    "tags to none": ({"add_tag": ["x", "y"]}, {}, {"tags": ["x", "y"]}),
    "tags to an empty text": ({"add_tag": ["x", "y"]}, {"tags": ""}, {"tags": ["", "x", "y"]}),
    "a tag that is filled in": ({"add_tag": ["%{a}", "z"]}, {"a": 1, "tags": "t"}, {"a": 1, "tags": ["t", "1", "z"]}),
    "a list as a tag": ({"add_tag": [["x", 1]]}, {}, {"tags": ['["x", 1]']}),
    "all copies of a tag go": ({"remove_tag": ["x"]}, {"tags": ["x", "y", "x"]}, {"tags": ["y"]}),
    "the last tag leaves a list": ({"remove_tag": ["x"]}, {"tags": ["x"]}, {"tags": []}),
    "a text becomes a list": ({"remove_tag": ["x"]}, {"tags": "y"}, {"tags": ["y"]}),
    "no tags, no list": ({"remove_tag": ["x"]}, {}, {}),
    "a tag that is filled in goes": ({"remove_tag": ["%{a}", "y"]}, {"a": "x", "tags": ["x", "y", "z"]}, {"a": "x", "tags": ["z"]}),
    "the order is fixed": (
        {"remove_tag": ["t"], "add_tag": ["%{a}", "%{b}", "t"], "remove_field": ["a"], "add_field": {"b": "%{a}"}},
        {"a": "v"},
        {"b": "v", "tags": ["%{a}", "v"]},
    ),
}  # fmt: skip
FAULTS = {
    "below a text": ({"add_field": {"[a][b]": "x"}}, {"a": "t"}),
    "below null": ({"add_field": {"[a][b]": "x"}}, {"a": None}),
    "the time": ({"add_field": {"@timestamp": "x"}}, {"@timestamp": WHEN}),
    "below the tags": ({"add_field": {"[tags][0]": "x"}}, {"tags": ["a"]}),
    "onto all metadata": ({"add_field": {"@metadata": "x"}}, {"@metadata": {"a": 1}}),
    "before the start of a list": ({"add_field": {"[l][-2]": "x"}}, {"l": [1]}),
    "far behind the end of a list": ({"add_field": {"[l][999999999]": "x"}}, {"l": [1]}),
    "a name that is none": ({"add_field": {"a[b]": "x"}}, {}),
    "a name that is none to remove": ({"remove_field": ["a]"]}, {}),
    "a name that becomes none": ({"remove_field": ["%{k}"]}, {"k": "[a"}),
    "a template that is faulty": ({"add_field": {"a": "%{+b}"}}, {"@timestamp": WHEN}),
    "a tag that is faulty": ({"add_tag": ["%{a[b]}"]}, {}),
}


@pytest.mark.parametrize(("options", "event", "expected"), CASES.values(), ids=CASES)
def test_event(options, event, expected):
    compile_common(DropFilter(**options))(event)
    assert event == expected


@pytest.mark.parametrize(("options", "event"), FAULTS.values(), ids=FAULTS)
def test_faults(options, event):
    before = repr(event)
    with pytest.raises(FieldError):
        compile_common(DropFilter(**options))(event)
    assert repr(event) == before


def test_without_options_there_is_nothing_to_do():
    assert compile_common(DropFilter()) is None
    assert compile_input_common(SomeInput()) is None


def test_events_share_no_tags():
    add = compile_common(DropFilter(add_tag=["x"]))
    one, two = {}, {}
    add(one)
    add(two)
    one["tags"].append("y")
    assert two == {"tags": ["x"]}


class SomeInput(Input):
    """An input that reads nothing."""


INPUTS = {
    "a type": ({"type": "t"}, {}, {"type": "t"}),
    "a type that is there": ({"type": "t"}, {"type": None}, {"type": None}),
    "tags": ({"tags": ["x", "y"]}, {"tags": ["a"]}, {"tags": ["a", "x", "y"]}),
    "a field": ({"add_field": {"a": "%{type}"}, "type": "t"}, {}, {"a": "t", "type": "t"}),
    "fields and tags": ({"add_field": {"a": "x"}, "tags": ["%{a}"]}, {}, {"a": "x", "tags": ["x"]}),
}


@pytest.mark.parametrize(("options", "event", "expected"), INPUTS.values(), ids=INPUTS)
def test_input(options, event, expected):
    compile_input_common(SomeInput(**options))(event)
    assert event == expected


@pytest.mark.parametrize(
    ("value", "items"), [(None, []), (1, [1]), ([1], [1]), ("x", ["x"]), ({"b": 1, "a": 2}, [["a", 2], ["b", 1]])]
)
def test_as_list(value, items):
    assert as_list(value) == items
