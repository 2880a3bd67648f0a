"""Generated code: its order, its places, what it does with failures and families of events."""

import traceback

import pytest

from pipeline.compiler import check_sources, compile_plan
from pipeline.compiler.plan import Plan, Stage
from pipeline.event import from_data
from pipeline.plugin import Context
from pipeline.source import Source
from pipeline.stages import Capture
from pipeline.testing import run_config


def tags(config, *events):
    return [event.get("tags") for event in run_config(config, list(events))]


def test_a_traceback_names_the_line_of_the_config():
    text = 'filter {\n  mutate { add_tag => ["a"] }\n  if [v] > 5 {\n    mutate { add_tag => ["b"] }\n  }\n}\n'
    checked = check_sources([Source("demo.conf", text)], Context())
    seen = []
    capture = Capture()
    plan = Plan(filters=checked.plan.filters, outputs=[Stage(capture, None, 0)])
    from pipeline.compiler.generate import generate

    def failed(event, record, error):
        seen.append("".join(traceback.format_exception(error)))
        return 1

    process = generate(plan, str).process(lambda data: [from_data(data, lambda: 0)], failed, [capture.open(None)])
    process([{"v": "text"}])
    assert 'File "demo.conf", line 3' in seen[0]
    assert "if [v] > 5 {" in seen[0]


def test_several_files_keep_their_own_names():
    first = Source("1.conf", 'filter { mutate { add_tag => ["one"] } }')
    second = Source("2.conf", "filter {\n\n if [v] > 5 { drop { } } }")
    checked = check_sources([first, second], Context())
    seen, capture = [], Capture()
    plan = Plan(filters=checked.plan.filters, outputs=[Stage(capture, None, 0)])
    from pipeline.compiler.generate import generate

    def failed(event, record, error):
        seen.append("".join(traceback.format_exception(error)))
        return 1

    sink = capture.open(None)
    process = generate(plan, str).process(lambda data: [from_data(data, lambda: 0)], failed, [sink])
    assert process([{"v": "text"}, {"v": 1}, {"v": 9}]) == 1  # the 9 was dropped, the text failed
    assert 'File "2.conf", line 3' in seen[0]
    assert [event["tags"] for event in sink.take()] == [["one"]]


def test_the_same_plan_gives_the_same_code():
    text = 'filter { if [a] == "x" and [b] in ["y", "z"] { mutate { add_tag => ["t"] } } else { drop { } } }'
    listings = {compile_plan(check_sources([Source("a", text)], Context())).listing() for _ in range(3)}
    assert len(listings) == 1


def test_drop_ends_an_event():
    config = 'filter { if [a] { drop { } } mutate { add_tag => ["kept"] } }'
    assert tags(config, '{"a":1}', '{"b":1}') == [["kept"]]


def test_a_condition_that_cannot_be_decided_keeps_its_event_from_going_on():
    assert tags('filter { if [v] > 5 { mutate { add_tag => ["big"] } } }', '{"v":"x"}', '{"v":6}', '{"v":1}') == [
        ["big"],
        None,
    ]


def test_a_long_chain_of_or_is_no_trouble():
    condition = " or ".join(f'[v] == "{number}"' for number in range(2000))
    assert tags(f'filter {{ if {condition} {{ mutate {{ add_tag => ["in"] }} }} }}', '{"v":"1999"}', '{"v":"x"}') == [
        ["in"],
        None,
    ]


@pytest.mark.parametrize("filters", [1, 50, 300])
def test_many_filters(filters):
    config = "filter {" + ' mutate { add_tag => ["t"] }' * filters + "}"
    assert tags(config, "{}") == [["t"] * filters]
