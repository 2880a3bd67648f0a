"""Conditions on values of every kind, as Logstash's compiler of conditions treats them (derived, not recorded).

What a table can't say: a condition without an order takes the event out, so that nothing comes out.
"""

import json

import pytest

from pipeline.errors import ConfigError
from pipeline.testing import run_config

TIME = "2024-01-02T03:04:05.000Z"
# a condition: the events that it is true for, those that it is false for, those that it takes out
CASES = {
    "[v] < [w]": (
        [{"v": 1, "w": 2}, {"v": 1, "w": 1.5}, {"v": "1", "w": "2"}, {"v": -0.0, "w": 0.0}, {"v": -0.0, "w": 0}],
        [{"v": 2, "w": 1}, {"v": None, "w": 1}, {"v": True, "w": "x"}, {"v": None}, {"v": False}, {"v": 0, "w": 0.0}],
        [{"v": 1, "w": None}, {"v": "a", "w": True}, {"v": 1, "w": "2"}, {"v": {}, "w": False}, {"v": [], "w": None}],
    ),
    "[v] >= [w]": (
        [{"v": None}, {"v": True, "w": {}}, {"v": None, "w": 5}, {"v": 2, "w": 2}, {"v": 0, "w": -0.0}],
        [{"v": 1, "w": 2}, {"v": -0.0, "w": 0.0}],
        [{"v": 1, "w": False}, {"v": "", "w": None}],
    ),
    "[@timestamp] >= [w]": ([{"w": "x"}, {"w": 5}, {"w": None}, {}], [], []),
    "[@timestamp] < [w]": ([], [{"w": "x"}, {"w": 5}, {}], []),
    "[v] < 0": ([{"v": -1}, {"v": -0.5}, {"v": -0.0}], [{"v": 0}, {"v": 0.0}, {"v": 3}, {"v": None}], [{"v": "-1"}]),
    "0 > [v]": ([{"v": -1}, {"v": -0.0}], [{"v": 0}, {"v": 1}, {"v": None}, {"v": True}], [{"v": "-1"}, {"v": []}, {}]),
    "0 <= [v]": ([{"v": 0}, {"v": 1}, {"v": None}, {"v": True}], [{"v": -1}, {"v": -0.0}], [{"v": "1"}, {}]),
    "[v] > -0.0": ([{"v": 0}, {"v": 0.0}, {"v": 1}], [{"v": -0.0}, {"v": -1}], []),
    '[v] in ["", "x"]': ([{"v": None}, {"v": ""}, {"v": "x"}], [{}, {"v": False}, {"v": []}], []),
    '[v] not in ["", "x"]': ([{}, {"v": 0}], [{"v": None}, {"v": ""}], []),
    '[v] in ["null", "nil"]': ([], [{"v": None}, {}], []),
    "[v] in 105": ([{"v": "10"}, {"v": "05"}, {"v": ""}], [{"v": 10}, {"v": 105}, {"v": None}, {"v": []}, {}], []),
    "[v] in 1.50": ([{"v": "1.5"}], [{"v": "1.50"}, {"v": 1.5}], []),
    "[v] == [w]": (
        [{"v": {"a": 1, "b": None}, "w": {"b": None, "a": 1}}, {"v": {}, "w": {}}, {"v": ["a"], "w": ["a"]}, {}],
        [{"v": {"a": "x"}, "w": {"a": "x"}}, {"v": {"a": 999999}, "w": {"a": 999999}}, {"v": 1, "w": 1.0}, {"v": None}],
        [],
    ),
    "[v] == [v]": ([{"v": {"a": "x"}}, {"v": {"a": [1.5]}}, {"v": [{}]}], [], []),
    "[v] in [w]": (
        [{"v": None, "w": None}, {"v": None, "w": [1, None]}, {"v": "a", "w": ["a"]}, {"v": 1, "w": 1}],
        [{"v": {}, "w": {}}, {"v": ["a"], "w": [["a"]]}, {"v": ["a"], "w": ["a"]}, {"w": None}, {"v": None}, {}],
        [],
    ),
}  # fmt: skip
ROWS = [
    pytest.param(condition, event, answer, id=f"{condition} {json.dumps(event)}")
    for condition, columns in CASES.items()
    for events, answer in zip(columns, ("yes", "no", "taken out"), strict=True)
    for event in events
]


@pytest.mark.parametrize(("condition", "event", "answer"), ROWS)
def test_condition(condition, event, answer):
    config = (
        f'filter {{ if {condition} {{ mutate {{ add_tag => ["yes"] }} }} else {{ mutate {{ add_tag => ["no"] }} }} }}'
    )
    out = run_config(config, [json.dumps({"@timestamp": TIME, **event})])
    assert [one["tags"] for one in out] == ([] if answer == "taken out" else [[answer]])


REFUSED = {
    'if 1 < "b"': "start",
    "if 1 < 2.5": "start",
    "if [v] == []": "compile",
    'if ["a", "b"] == [v]': "compile",
    "if 5 =~ /5/": "compile",
}


@pytest.mark.parametrize(("condition", "kind"), REFUSED.items())
def test_refused(condition, kind):
    with pytest.raises(ConfigError) as refused:
        run_config(f"filter {{ {condition} {{ drop {{ }} }} }}", ["{}"])
    assert [one.kind for one in refused.value.diagnostics] == [kind]


EMPTY = {
    "if [v] > 1 { }": True,
    "if [v] > 1 { } else { }": True,
    "if [v] > 1 { if [v] > 2 { } }": True,
    'if [v] == "a" { drop { } } else if [v] > 1 { }': True,
    "if [v] > 1 { } else { drop { } }": False,
    'if [v] == "b" { } else if [v] > 1 { drop { } }': False,
}


@pytest.mark.parametrize(("filters", "stays"), EMPTY.items())
def test_a_branch_without_filters_asks_nothing(filters, stays):
    assert len(run_config(f"filter {{ {filters} }}", ['{"v": "x"}'])) == stays


@pytest.mark.parametrize("other", ['"x"', "true", "null", "{}", "[]"])
def test_a_decimal_of_the_json_filter_is_equal_to_what_is_no_number(other):
    config = 'filter { json { source => "m" } if [d] >= [o] { mutate { add_tag => ["yes"] } } }'
    (event,) = run_config(config, [f'{{"m": "{{\\"d\\": 1.5}}", "o": {other}}}'])
    assert event["tags"] == ["yes"]


DECIMALS = {
    "[d] == [n]": True,
    "[n] == [d]": False,
    "[d] == 1.5": False,
    "[d] in [l]": True,
    "[n] in [d]": False,
    '[d] in ["1.5", "x"]': False,
    '[d] in ["0.15e1", "x"]': True,
    "[d] >= 1.5": True,
}


@pytest.mark.parametrize(("condition", "answer"), DECIMALS.items())
def test_a_decimal_of_the_json_filter_and_a_number(condition, answer):
    config = f'filter {{ json {{ source => "m" }} if {condition} {{ mutate {{ add_tag => ["yes"] }} }} }}'
    (event,) = run_config(config, ['{"m": "{\\"d\\": 1.50}", "n": 1.5, "l": [1.5]}'])
    assert event.get("tags") == (["yes"] if answer else None)
