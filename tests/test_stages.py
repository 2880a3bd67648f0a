"""Filters composed in Python."""

import pytest

from pipeline.errors import ConfigError, PipelineError
from pipeline.filters.json import JsonFilter
from pipeline.filters.mutate import MutateFilter
from pipeline.stages import chain, when
from pipeline.testing import run_config


def test_stages_run_in_order():
    run = chain(MutateFilter(rename={"m": "message"}), JsonFilter(source="message"))
    (event,) = run([{"m": '{"a": 1}'}])
    assert event["a"] == 1
    assert event["@version"] == "1"


def test_a_condition_chooses():
    run = chain(when('[level] == "ERROR"', MutateFilter(add_tag=["error"])).otherwise(MutateFilter(add_tag=["other"])))
    assert [event["tags"] for event in run([{"level": "ERROR"}, {"level": "INFO"}])] == [["error"], ["other"]]


def test_conditions_nest():
    run = chain(when("[a]", when("[b]", MutateFilter(add_tag=["both"]))))
    assert [event.get("tags") for event in run([{"a": 1, "b": 1}, {"a": 1}, {"b": 1}])] == [["both"], None, None]


def test_options_are_checked_when_the_filter_is_made():
    with pytest.raises(ConfigError, match='did you mean "source"'):
        JsonFilter(souce="message")


def test_a_condition_that_cannot_be_decided_is_an_error_here():
    with pytest.raises(PipelineError, match="compared"):
        chain(when("[a] > 5", MutateFilter(add_tag=["x"])))([{"a": "text"}])


WRONG = {
    "one event": (lambda: chain()({"a": 1}), "expected a list of events, got one dict"),
    "texts": (lambda: chain()(['{"a": 1}']), "expected a dict for each event, got str as number 0"),
    "a dict as stage": (lambda: chain({"json": {}}), "expected filters, .* got dict"),
    "a class as stage": (lambda: chain(JsonFilter), "expected filters, .* got JsonFilter"),
    "a stage in when": (lambda: chain(when("[a]", "json")), "expected filters, .* got str"),
    "events for records": (lambda: run_config("", ["{}", {"a": 1}]), r"got dict as number 1; .* json.dumps\(event\)"),
    "one record": (lambda: run_config("", '{"a": 1}'), r"got one str: write \[record\]"),
    "numbers": (lambda: run_config("", [5]), "expected str or bytes for each record, got int as number 0"),
}


@pytest.mark.parametrize(("call", "told"), WRONG.values(), ids=WRONG)
def test_what_is_no_event_is_told(call, told):
    with pytest.raises(TypeError, match=told):
        call()
